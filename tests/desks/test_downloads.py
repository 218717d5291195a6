"""资料下载: every annex of the notices is there, each form is a PDF."""

import pypdfium2 as pdfium
import pytest
from django.test import Client
from django.urls import reverse

from zhicheng.desks.downloads import BLANKS, BY_KEY, ELSEWHERE, made
from zhicheng.policy import clauses


@pytest.mark.django_db
@pytest.mark.clause("KM2023-7", "GUIDE-Q16-4")
def test_the_seven_annexes_and_the_forms_of_confirmation_are_there(client: Client) -> None:
    page = client.get("/guide/downloads/").content.decode()
    for words in (
        "计划表",
        "委托评审函",
        "申报指南",
        "综合情况（公示）表",
        "资格确认人员名单",
        "适用地区",
        "职称对应表",
        "职称资格重新确认表",
    ):
        assert words in page
    for one in BLANKS:
        found = client.get(f"/guide/downloads/{one.key}.pdf")
        assert found.content[:5] == b"%PDF-", one.key
    assert client.get("/guide/downloads/none.pdf").status_code == 404
    assert "资料下载" in client.get("/guide/").content.decode()


def words_of(pdf: bytes) -> str:
    """The words of a PDF without blanks."""
    pages = pdfium.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


@pytest.mark.django_db
def test_a_blank_form_prints_its_promise_and_no_digest() -> None:
    words = words_of(made(BY_KEY["commitment"]))
    assert "如有不实，由本单位承担相应责任和后果。" in words
    assert "内容摘要" not in words and "编号" not in words


def test_each_rests_on_clauses_and_leads_somewhere() -> None:
    known = clauses.load()
    for one in (*BLANKS, *ELSEWHERE):
        assert set(one.clauses) <= set(known)
    for page in ELSEWHERE:
        assert reverse(page.view)
