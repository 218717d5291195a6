"""Reference data: 58 committees and the printed plan, loaded once and kept as the text has them."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhicheng.people.actions.reference import load_reference as load_people
from zhicheng.people.models import Organisation
from zhicheng.planning.actions import load_reference
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.planning.queries import (
    bureau_of_level,
    committee_titles,
    passing_bureau,
    plan_bureau,
    plan_of,
    scope_lines,
)
from zhicheng.policy.tables import committees

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def loaded() -> int:
    load_people()
    return load_reference()


def test_the_whole_directory_and_the_plan_of_2021_are_there(loaded: int) -> None:
    assert loaded == 58 + 55
    assert Committee.objects.filter(level="高级").count() == 11
    assert Committee.objects.filter(level="中级").count() == 47
    assert PlanEntry.objects.filter(year=2021, state="published").count() == 55


def test_each_committee_has_its_own_organiser_phone_and_words(loaded: int) -> None:
    rows = {row.code: row for row in Committee.objects.select_related("organiser", "place")}
    for one in committees():
        row = rows[one.id]
        assert (row.name, row.organiser.name, row.phone, row.scope_words) == (
            one.name,
            one.organiser,
            one.phone,
            one.scope.words,
        )
        assert (row.place.code if row.place else "") == one.jurisdiction


def test_loading_twice_changes_nothing(loaded: int) -> None:
    before = list(Committee.objects.order_by("code").values())
    with CaptureQueriesContext(
        connection,
    ) as statements:
        assert load_reference() == 0
    writes = [s["sql"] for s in statements if s["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []
    assert list(Committee.objects.order_by("code").values()) == before


def test_a_row_that_was_spoilt_is_mended_by_its_code(loaded: int) -> None:
    Committee.objects.filter(code="committee-mid-46").update(phone="12345")
    assert load_reference() == 1
    assert Committee.objects.get(code="committee-mid-46").phone == "0871-64637382"


def test_the_plan_keeps_its_own_names(loaded: int) -> None:
    entry = PlanEntry.objects.get(year=2021, committee__code="committee-senior-11")
    assert (entry.name_in_plan, entry.committee.name) == (
        "昆明市中专高级讲师评审委员会",
        "昆明市中等专业学校高级讲师评审委员会",
    )
    school = PlanEntry.objects.get(year=2021, committee__code="committee-mid-01")
    assert school.organiser_in_plan == "中国共产党昆明市委员会党校"
    assert PlanEntry.objects.get(year=2021, committee__code="committee-senior-04").name_in_plan == ""


def test_without_the_organisers_nothing_is_loaded() -> None:
    with pytest.raises(Organisation.DoesNotExist, match="load the reference data of people first"):
        load_reference()
    assert not Committee.objects.exists()


def test_every_committee_has_a_bureau_for_its_filings_and_its_plan(loaded: int) -> None:
    kinds = Organisation.Kind
    for committee in Committee.objects.select_related("organiser", "place"):
        to, via, plans = bureau_of_level(committee), passing_bureau(committee), plan_bureau(committee)
        assert to is not None
        assert plans is not None
        if committee.is_senior:
            assert (to.kind, via and via.kind) == (kinds.PROVINCE, kinds.CITY_BUREAU)
        else:
            expected = kinds.COUNTY_BUREAU if committee.tier in {"county", "zone"} else kinds.CITY_BUREAU
            assert (to.kind, via) == (expected, None)
        assert plans.kind == kinds.CITY_BUREAU


@pytest.mark.parametrize(
    ("code", "bureau"),
    [
        ("committee-mid-29", "bureau-07"),  # 东川区
        ("committee-mid-28", "bureau-02"),  # 西山区 has two windows; the first takes teachers' reviews
        ("committee-mid-45", "bureau-17"),  # the free-trade zone's window is that of the 经开区
    ],
)
def test_a_countys_committee_files_with_its_own_bureau(loaded: int, code: str, bureau: str) -> None:
    found = bureau_of_level(Committee.objects.get(code=code))
    assert found is not None
    assert found.code == bureau


def test_a_committee_grants_the_titles_of_its_scope(loaded: int) -> None:
    committee = Committee.objects.get(code="committee-senior-04")
    assert [(one.level, one.name) for one in committee_titles(committee)] == [("副高级", "高级工程师")]
    assert all(committee_titles(one) for one in Committee.objects.all())
    lines = {line.heading: line for line in scope_lines(committee)}
    assert lines["级别"].values == ("副高级",)
    assert not [
        value for line in lines.values() for value in line.values if value.startswith(("city-", "series-"))
    ]


def test_the_plan_is_found_by_level_and_words(loaded: int) -> None:
    assert plan_of(2021).count() == 55
    assert plan_of(2021, level="高级").count() == 11
    assert [entry.committee.code for entry in plan_of(2021, words="中专高级讲师")] == ["committee-senior-11"]


def test_the_command_says_what_changed_and_then_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reference", "load")
    first = capsys.readouterr().out
    assert "113" in first
    call_command("reference", "load")
    assert "没有变化" in capsys.readouterr().out


def test_the_command_is_silent_where_asked(loaded: int, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reference", "load", verbosity=0)
    assert capsys.readouterr().out == ""
