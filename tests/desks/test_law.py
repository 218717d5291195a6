"""政策依据: every document and clause can be read, and what they cite can be found."""

import pytest
from django.test import Client
from django.utils.html import escape

from zhicheng.desks import law
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


def test_a_document_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/guide/policy/KM2099/").status_code == 404


def test_the_guide_leads_there(client: Client) -> None:
    page = text_of(client, "/guide/")
    assert 'href="/guide/policy/"' in page and 'href="/guide/policy/KM2023/"' in page
