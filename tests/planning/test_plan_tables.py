"""评审计划表 of the three levels: whose plan it is, under whose seal, as which paper."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office
from zhicheng.people.errors import Refused
from zhicheng.planning import actions, documents, queries
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.signatures.actions import holds

Ours = dict[str, dict[str, Any]]
pytestmark = pytest.mark.django_db
# tier and level of a committee of 东川区's office, who publishes its plan, how its table is called
LEVELS = [
    ("province", "高级", "province", "云南省2023年度高级专业技术职称评审计划表"),
    ("city", "高级", "city", "昆明市2023年度高级专业技术职称评审计划表"),
    ("city", "中级", "city", "昆明市2023年度中级专业技术职称评审计划表"),
    ("county", "中级", "city", "昆明市2023年度中级专业技术职称评审计划表"),
    ("county", "初级", "county", "东川区2023年度初级专业技术职称评审计划表"),
]


def propose(office: Office, month: int = 10) -> PlanEntry:
    return actions.propose_plan_entry(committee=office.committee, year=2023, month=month, **office.me)


def table_of(entry: PlanEntry) -> documents.Document:
    ((bureau, level), rows) = next(iter(queries.plan_tables(queries.plan_of(2023)).items()))
    assert entry in rows
    return documents.plan_document(2023, bureau, level, rows)


@pytest.mark.clause("KM2023-1.1", "YN2023-1", "DC2022-5", "GUIDE-Q7-3T1", "GUIDE-Q7-3T2")
@pytest.mark.parametrize(("tier", "level", "publisher", "title"), LEVELS)
def test_each_level_is_published_by_its_bureau_under_its_seal(
    county: Office, ours: Ours, tier: str, level: str, publisher: str, title: str
) -> None:
    Committee.objects.filter(pk=county.committee.pk).update(tier=tier, level=level)
    county.committee.refresh_from_db()
    entry = propose(county)
    for who in set(ours) - {publisher}:
        with pytest.raises(Refused):
            actions.publish_plan(year=2023, entries=[entry], **ours[who])
    actions.publish_plan(year=2023, entries=[entry], **ours[publisher])
    entry.refresh_from_db()
    assert entry.seal is not None and holds(entry.seal)
    paper = table_of(entry)
    bureau = ours[publisher]["organisation"].name
    assert (paper.title, paper.data["issuer"]) == (title, bureau)
    assert [one["organisation"] for one in paper.data["signatures"]] == [bureau]
    assert paper.data["content_hash"] == entry.seal.content_hash
    assert documents.pdf_of(paper).startswith(b"%PDF-")


def test_a_later_row_is_sealed_with_those_before_it(cast: Cast, senior: Office, ours: Ours) -> None:
    first = propose(senior)
    actions.publish_plan(year=2023, **ours["city"])
    other = Committee.objects.create(
        code="committee-senior-05", name="昆明市建筑工程高级工程师评审委员会", tier="city", level="高级",
        organiser=senior.organisation, place=cast.places["kunming"], scope_words="本市建筑工程",
    )  # fmt: skip
    second = propose(Office(other, senior.organisation, senior.officer), month=9)
    actions.publish_plan(year=2023, **ours["city"])
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.seal is not None and second.seal is not None
    assert first.seal.content_hash != second.seal.content_hash
    paper = table_of(first)
    assert len(paper.data["entries"]) == 2
    assert paper.data["content_hash"] == second.seal.content_hash


def test_rows_of_past_years_stand_in_a_table_without_seal(senior: Office) -> None:
    entry = PlanEntry.objects.create(committee=senior.committee, year=2021, month=10, state="published")
    ((bureau, level), rows) = next(iter(queries.plan_tables(queries.plan_of(2021)).items()))
    paper = documents.plan_document(2021, bureau, level, rows)
    assert (rows, paper.title, paper.data["signatures"]) == (
        [entry],
        "昆明市2021年度高级专业技术职称评审计划表",
        [],
    )


def test_the_page_leads_to_each_table(senior: Office, county: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=county.committee.pk).update(level="初级")
    county.committee.refresh_from_db()
    for office, who in ((senior, "city"), (county, "county")):
        propose(office)
        actions.publish_plan(year=2023, **ours[who])
    body = Client().get(reverse("planning:plan"), {"year": "2023"}).content.decode()
    assert "昆明市 高级" in body and "东川区 初级" in body
    pdf = reverse("planning:plan_pdf", args=[2023])
    of = {"bureau": str(ours["county"]["organisation"].id), "level": "初级"}
    answer = Client().get(pdf, of)
    assert answer.content.startswith(b"%PDF-")
    assert "%E5%88%9D%E7%BA%A7" in answer["Content-Disposition"], "初级"
    assert Client().get(pdf).status_code == 200
    for wrong in ({**of, "level": "高级"}, {"bureau": "x", "level": ""}, {"level": "初级"}):
        assert Client().get(pdf, wrong).status_code == 404
