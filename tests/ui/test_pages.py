"""What every page keeps: strict policy, no script needed, one structure; no needless SQL for the public."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Cast

TEMPLATES = sorted(Path("zhicheng").glob("*/templates/**/*.html"))
PUBLIC = [
    "/guide/",
    "/guide/questions/",
    "/directory/committees/",
    "/directory/bureaus/",
    "/directory/titles/",
    "/search/?q=工程师",
]
READS = {"/directory/committees/": 1}  # the committees that bureaus registered


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_holds_inline_scripts_or_styles(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), "inline style or handler"
    assert not re.search(r"(src|href)=\"https?://", text), "asset from another host"


@pytest.mark.django_db
@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_ask_the_database_next_to_nothing(
    client: Client, url: str, django_assert_num_queries: Callable
) -> None:
    client.get(url)  # the demo row is read once per process
    with django_assert_num_queries(READS.get(url, 0)):
        page = client.get(url)
    assert page.status_code == 200
    assert "sessionid" not in page.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("url", PUBLIC)
def test_pages_have_one_structure(client: Client, url: str) -> None:
    page = client.get(url).content.decode()
    assert '<html lang="zh-CN">' in page
    assert page.count("<h1>") == 1
    assert 'href="#main"' in page
    assert 'id="main"' in page
    assert "0871-63108336" in page
    assert "服务器时间" in page


@pytest.mark.django_db
def test_the_policy_forbids_everything_inline(client: Client) -> None:
    policy = client.get("/guide/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_header_tells_who_is_logged_in(cast: Cast, client_of: Callable[..., Client]) -> None:
    page = client_of(cast.department_officer).get("/guide/").content.decode()
    for words in ("陈主管", "昆明市工业和信息化局", "主管部门审核人", "退出"):
        assert words in page
