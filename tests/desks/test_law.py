"""政策依据: every document and clause can be read, and what they cite can be found."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from tests.cast import Cast
from zhicheng.desks import law
from zhicheng.desks.law_pages import pages_of
from zhicheng.desks.law_use import carried_out
from zhicheng.policy import texts
from zhicheng.policy.clauses import documents, load

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("KM2023-0", "YN2023-0", "YN2020-0", "DC2022-0", "KM2023-8", "DC2022-6")
def test_the_library_names_number_issuer_and_date(client: Client) -> None:
    page = text_of(client, "/guide/policy/")
    for words in (
        "昆人社通〔2023〕37号", "昆明市人力资源和社会保障局", "2023年5月16日", "云人社函〔2023〕38号",
        "云南省人力资源和社会保障厅", "2023年3月21日", "2020年7月1日", "2022年6月6日", "转发", "申报指南",
    ):  # fmt: skip
        assert words in page, words
    for short in documents():
        head = next(one for one in load().values() if one.document == short)
        assert escape(head.gist) in page, short


@pytest.mark.clause("KM2023-1.1", "YN2023-2.0", "DC2022-1.1", "YN2020-1.1")
def test_the_regulations_cited_lead_to_their_clauses(client: Client) -> None:
    page = text_of(client, "/guide/policy/")
    found = {one.number: {clause.id for clause in one.clauses} for one in law.regulations()}
    resting = {"KM2023-1.1", "YN2023-2.0", "DC2022-1.1"}
    assert resting <= found["人社部令40号"]
    assert resting <= found["云人社发〔2020〕57号"]
    assert "YN2020-1.1" in found["人社部令40号"]
    for number, clauses in found.items():
        assert number in page
        assert all(f"#{one}" in page for one in clauses)
    assert "昆人社通〔2023〕37号" not in found


@pytest.mark.clause("KM2023-3.1")
@pytest.mark.clause(
    "KM2023-7",
    "DC2022-1.2",
    "DC2022-4",
    "YN2020-1.2",
    "YN2020-4.1",
    "YN2020-4.2",
    "GUIDE-5.1.1",
    "GUIDE-5.1.3",
)
@pytest.mark.parametrize("short", documents())
def test_each_clause_stands_with_its_gist_and_its_quoted_words(client: Client, short: str) -> None:
    page = text_of(client, f"/guide/policy/{short}/")
    clauses = [clause for clause in load().values() if clause.document == short]
    assert clauses
    for clause in clauses:
        assert f'id="{clause.id}"' in page
        assert escape(clause.gist) in page
        assert all(f"“{escape(phrase)}”" in page for phrase in clause.phrases)


@pytest.mark.parametrize("short", documents())
def test_the_whole_text_stands_with_its_clauses_beside_it(client: Client, short: str) -> None:
    page = text_of(client, f"/guide/policy/{short}/text/")
    plain = re.sub(r"</?mark>", "", page)
    for line in texts.lines_of(short):
        assert escape(line) in plain
    for clause in load().values():
        if clause.document == short:
            assert f"/guide/policy/{short}/#{clause.id}" in page
    assert "<mark>" in page


def test_a_clause_tells_what_rests_on_it_by_year(client: Client) -> None:
    one = next(found for found in law.shown("KM2023") if found.clause.id == "KM2023-2.4")
    assert "E-08" in {rest.key for rest in one.rules}
    lines = [line for rest in one.values for line in rest.lines]
    assert any("2022-12-31" in line and "2023" in line for line in lines)
    assert "申报条件自查" in {page.title for demand in one.demands for page in demand.pages}
    inherited = next(found for found in law.shown("DC2022") if found.clause.id == "DC2022-1.9")
    assert any("2022" in line for rest in inherited.rules for line in rest.lines)
    page = text_of(client, "/guide/policy/KM2023/")
    assert "以此为据的规则" in page and 'href="/check/"' in page


def test_every_stage_that_carries_out_a_demand_has_a_name() -> None:
    for clause in load().values():
        for demand, told in zip(clause.demands, carried_out(clause), strict=True):
            assert bool(told.where or told.pages) == bool(demand.by), (clause.id, demand.by)
            assert not (told.where and told.pages)


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("zhicheng/vetting/actions/passing.py:pass_on", {"通过"}),
        ("zhicheng/planning/actions/standards.py:release_standard", {"评价标准录入"}),
        ("zhicheng/people/forms.py:RegisterPerson", {"个人注册"}),
        ("zhicheng/inbox/actions.py:mark_read", {"消息"}),
        ("zhicheng/clock/due.py:run", set()),
        ("zhicheng/nowhere.py:nothing", set()),
    ],
)
def test_pages_are_found_through_what_they_call(by: str, titles: set[str]) -> None:
    found = {page.title for page in pages_of(by)}
    assert titles <= found and bool(titles) == bool(found)


def test_a_page_of_an_officer_is_a_link_in_the_officers_menu_alone(client: Client, cast: Cast) -> None:
    """备案事项 rests on KM2023-1.3: the bureau's officer may open it, a visitor reads its title."""
    link = '<a href="/sessions/filings/">备案事项</a>'
    page = text_of(client, "/guide/policy/KM2023/")
    assert "备案事项" in page and link not in page
    client.force_login(cast.city_officer)
    assert link in text_of(client, "/guide/policy/KM2023/")


def test_a_link_of_a_clause_opens_for_everybody(client: Client) -> None:
    urls = {
        page.url
        for clause in load().values()
        for demand in carried_out(clause)
        for page in demand.pages
        if page.public
    }
    assert len(urls) > 10
    for url in urls - {""}:
        assert client.get(url).status_code in {200, 302}, url


def test_the_search_finds_clauses_and_official_words(client: Client) -> None:
    page = text_of(client, "/guide/policy/?q=连续参保")
    assert "#KM2023-2.4" in page and "/guide/policy/KM2023/text/#line-" in page
    assert "没有找到" in text_of(client, "/guide/policy/?q=没有的词语组合")
    assert "查找结果" not in text_of(client, "/guide/policy/?q=%20")
    assert "&lt;script&gt;" in text_of(client, "/guide/policy/?q=<script>")


def test_a_document_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/guide/policy/KM2099/").status_code == 404
    assert client.get("/guide/policy/KM2099/text/").status_code == 404


def test_the_guide_leads_there(client: Client) -> None:
    page = text_of(client, "/guide/")
    assert 'href="/guide/policy/"' in page and 'href="/guide/policy/KM2023/"' in page
