"""提交对比: what changed between two submissions, side by side, what changed first; for those who audit alone."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.vetting import ready
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Account
from zhicheng.vetting.differences import compare, sections_of

ClientOf = Callable[[Account], Client]
ONE = "1" * 64
FIRST: dict[str, Any] = {
    "cover": {"year": 2023, "unit": "昆明机电设计研究院", "unit_kind": "", "title": "高级工程师"},
    "basics": {"name": "李文静", "mobile_masked": "138****0000"},
    "qualification": {"employment": "在编", "post": "专业技术"},
    "records": {
        "awards": [
            {"id": "a", "data": {"name": "科技进步奖", "rank": "市级"}, "evidence": [{"sha256": ONE, "title": "证书"}]},
            {"id": "b", "data": {"name": "先进个人", "rank": "县级"}, "evidence": []},
        ],
        "papers": [{"id": "p", "data": {"name": "论机床"}, "evidence": []}],
    },
    "attachments": [
        {"key": "commitment", "title": "承诺书", "sha256": "2" * 64, "id": "x"},
        {"key": "insurance_proof", "title": "参保证明", "sha256": "3" * 64, "id": "y"},
        {"key": "insurance_proof", "title": "参保证明（二）", "sha256": "4" * 64, "id": "z"},
    ],
}  # fmt: skip


def second() -> dict[str, Any]:
    """A rank, a proof, a phone and a fact changed; an award and a file gone, a paper and a file new."""
    made = deepcopy(FIRST)
    made["basics"]["mobile_masked"] = "139****1111"
    made["qualification"]["employment"] = "劳动合同"
    award = made["records"]["awards"][0]
    award["data"]["rank"] = "省级"
    award["evidence"] = [{"sha256": "5" * 64, "title": "证书正面"}]
    del made["records"]["awards"][1]
    made["records"]["papers"].insert(0, {"id": "q", "data": {"name": "论齿轮"}, "evidence": []})
    made["attachments"][1] = {"key": "insurance_proof", "title": "参保证明", "sha256": "6" * 64, "id": "w"}
    return made


def told(section: str) -> list[tuple[str, str]]:
    found = next(one for one in sections_of(FIRST, second()) if one.key == section)
    return [(item.label.rpartition(" · ")[2], item.state) for item in found.items]


@pytest.mark.parametrize(
    ("section", "items"),
    [
        ("cover", [("封面", "same")]),
        ("basics", [("基本信息", "changed"), ("资格信息", "changed")]),
        ("awards", [("科技进步奖 省级", "changed"), ("先进个人 县级", "removed")]),
        ("papers", [("论齿轮", "added"), ("论机床", "same")]),
        ("attachments", [("参保证明", "changed"), ("承诺书", "same"), ("参保证明（二）", "same")]),
        ("books", []),
    ],
)
def test_each_item_of_a_section_is_compared(section: str, items: list[tuple[str, str]]) -> None:
    assert told(section) == items


def test_the_changed_fields_stand_first_with_both_values() -> None:
    awards = next(one for one in sections_of(FIRST, second()) if one.key == "awards")
    item = awards.items[0]
    first = item.rows[0]
    assert (first.label, first.before, first.after, first.changed) == ("级别", "市级", "省级", True)
    assert not any(row.changed for row in item.rows[1:])
    assert (item.dropped, item.new) == ({ONE}, {"5" * 64})


def test_of_two_files_under_one_key_the_one_that_stayed_is_no_change() -> None:
    after = deepcopy(FIRST)
    del after["attachments"][1]
    files = next(one for one in sections_of(FIRST, after) if one.key == "attachments")
    assert [(one.label, one.state) for one in files.changes] == [("参保证明", "removed")]


def test_the_same_content_differs_nowhere() -> None:
    assert not [one for one in sections_of(FIRST, deepcopy(FIRST)) if one.changes]


@pytest.fixture
def twice(season: making.Season) -> Application:
    row = ready.at_unit(season)
    submission = row.submissions.get()
    submission.content = FIRST
    submission.save()
    ready.submit_again(row, second())
    Application.objects.filter(pk=row.pk).update(state=State.AT_UNIT, holder=row.unit)
    return row


def test_of_several_the_last_two_are_shown_or_those_asked_for(twice: Application) -> None:
    ready.submit_again(twice, second())
    for asked, versions in (
        ((), (2, 3)), ((1, 2), (1, 2)), ((1, 3), (1, 3)), ((3, 1), (2, 3)), ((3, 2), (1, 2)), ((9, 9), (2, 3)),
        ((None, 2), (1, 2)),
    ):  # fmt: skip
        found = compare(twice, *asked)
        assert found is not None
        assert (found.before.version, found.after.version) == versions, asked


def test_the_page_shows_old_left_and_new_right(
    season: making.Season, twice: Application, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client = client_of(season.cast.unit_officer)
    case = reverse("vetting:case", args=[twice.pk])
    address = reverse("vetting:differences", args=[twice.pk])
    assert address in client.get(case).content.decode()
    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    assert re.search(r"<td[^>]*><span>市级</span></td><td[^>]*><span>省级</span></td>", page)
    assert page.index("有改动") < page.index("没有改动的栏目") < page.rindex("封面")
    assert "已删除" in page and "新增" in page and "已去掉" in page
    for odd in ("?old=x", "?old=" + "9" * 5000, "?new=-1", "?old=²"):
        assert client.get(address + odd).status_code == 200


def test_after_one_submission_there_is_nothing_to_compare(season: making.Season, client_of: ClientOf) -> None:
    row = ready.at_unit(season)
    client = client_of(season.cast.unit_officer)
    address = reverse("vetting:differences", args=[row.pk])
    assert client.get(address).status_code == 302
    assert address not in client.get(reverse("vetting:case", args=[row.pk])).content.decode()


@pytest.mark.parametrize("role", ["applicant", "other_applicant", "other_unit_officer", "expert"])
def test_strangers_find_nothing(
    season: making.Season, twice: Application, client_of: ClientOf, role: str
) -> None:
    client = client_of(getattr(season.cast, role))
    assert client.get(reverse("vetting:differences", args=[twice.pk])).status_code == 404
