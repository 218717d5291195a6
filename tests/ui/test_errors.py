"""Error pages: Chinese, say what to do, tell strangers nothing."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.cast import Cast
from tests.making import Season, application
from zhicheng.people.errors import Refused
from zhicheng.ui import errors


def body(response: HttpResponse) -> str:
    return response.content.decode()


def test_strangers_and_unknown_addresses_get_the_same_page(
    season: Season, client_of: Callable[..., Client]
) -> None:
    one = application(season)
    stranger = client_of(season.cast.other_unit_officer)
    theirs, unknown, nonsense = (
        stranger.get(f"/vetting/{one.pk}/"),
        stranger.get(f"/vetting/{uuid4()}/"),
        stranger.get("/vetting/nothing/here/"),
    )
    assert theirs.status_code == unknown.status_code == nonsense.status_code == 404

    def without_token(response: HttpResponse) -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body(response))

    menu = re.compile(r' aria-current="page"')
    pages = {menu.sub("", without_token(page)) for page in (theirs, unknown, nonsense)}
    assert len(pages) == 1
    assert "没有这个页面" in pages.pop()


def test_what_an_act_refuses_becomes_a_page(cast: Cast, rf: RequestFactory) -> None:
    middleware = errors.ErrorPages(lambda request: HttpResponse())
    request = rf.post("/x/", headers={"referer": "http://testserver/vetting/?tab=1"})
    request.user = cast.unit_officer
    request._messages = []
    page = middleware.process_exception(request, Refused("公示还没有期满。", clause="KM2023-3.6", status=403))
    assert page is not None
    assert page.status_code == 403
    for words in ("公示还没有期满。", "KM2023-3.6", 'href="/vetting/?tab=1"', "没有任何内容被改动"):
        assert words in body(page)


def test_other_faults_are_left_to_the_page_for_500(rf: RequestFactory) -> None:
    middleware = errors.ErrorPages(lambda request: HttpResponse())
    assert middleware.process_exception(rf.get("/"), ValueError("x")) is None


@pytest.mark.parametrize("referer", ["http://evil.example/vetting/", "javascript:alert(1)", ""])
def test_the_way_back_never_leads_elsewhere(rf: RequestFactory, referer: str) -> None:
    assert errors.came_from(rf.get("/x/", headers={"referer": referer})) == ""


@pytest.mark.django_db
def test_a_form_without_token_gets_the_stale_page() -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})
    assert page.status_code == 403
    assert "提交没有完成" in body(page)


@pytest.mark.django_db
def test_too_many_fields_are_named_in_chinese(client: Client) -> None:
    page = client.post("/account/login/", {f"f{number}": "1" for number in range(3001)})
    assert page.status_code == 413
    assert "这次提交的项目太多" in body(page)


@pytest.mark.django_db
def test_a_foreign_host_gets_400_in_chinese(client: Client) -> None:
    page = client.get("/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "没有看懂这次提交" in body(page)


@pytest.mark.django_db
def test_a_body_that_is_too_big_gets_413(rf: RequestFactory) -> None:
    page = errors.bad_request(rf.post("/x/"), RequestDataTooBig())
    assert page.status_code == 413
    assert "太大" in body(page)


def test_the_page_after_our_own_fault_needs_no_database() -> None:
    page = errors.server_error(HttpRequest())
    assert page.status_code == 500
    assert "0871-63108336" in body(page)
