"""机构和权限 by day: superiors, self-review, what organisations are; laid down by bureaus, in force from their day."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import Cast, seat
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.states import State
from zhicheng.applications.stationing import road_of
from zhicheng.clock.due import run_due
from zhicheng.people import actions, queries
from zhicheng.people.actions import Laid
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Competence, Organisation
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
PAPER = "昆人社发〔2023〕9号"


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), clock.CHINA)


def by_city(cast: Cast) -> dict[str, object]:
    return {"by": cast.city_officer, "bureau": cast.organisations["city_bureau"]}


@pytest.mark.clause("KM2023-1.5")
def test_a_bureau_delegates_series_and_levels(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    entries = ["工程技术/副高级", "经济"]
    actions.delegate_series(unit, entries, Laid(PAPER, clock.today()), **by_city(cast))
    unit.refresh_from_db()
    assert queries.delegated_series(unit, "副高级") == ("工程技术", "经济")
    assert queries.delegated_series(unit, "中级") == ("经济",)
    assert Entry.objects.filter(act="lay_down_competence", subject=unit.id).exists()


@pytest.mark.clause("KM2023-1.5")
def test_what_was_delegated_ends_on_its_day(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    actions.delegate_series(unit, ["经济"], Laid(PAPER, in_days(3), in_days(10)), **by_city(cast))
    unit.refresh_from_db()
    assert unit.self_review_series == []  # not yet
    for day, series in ((2, []), (3, ["经济"]), (10, ["经济"]), (11, [])):
        with clock.at(at(in_days(day))):
            run_due()
        unit.refresh_from_db()
        assert unit.self_review_series == series, day
    with clock.at(at(in_days(11))):
        assert actions.apply_competences() == 0  # once is enough


@pytest.mark.clause("KM2023-1.5")
def test_nothing_delegated_any_more(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    actions.delegate_series(unit, ["经济"], Laid(PAPER, clock.today()), **by_city(cast))
    with clock.at(at(in_days(5))):
        actions.delegate_series(unit, [], Laid("", clock.today()), **by_city(cast))
    unit.refresh_from_db()
    assert unit.self_review_series == []
    assert Competence.objects.get().until == in_days(4)


@pytest.mark.clause("KM2023-1.5")
def test_neither_the_unit_nor_a_county_delegates(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    today = Laid(PAPER, clock.today())
    for officer, organisation in (
        (cast.unit_officer, unit),
        (cast.county_officer, cast.organisations["county_bureau"]),
    ):
        with pytest.raises(Refused):
            actions.delegate_series(unit, ["经济"], today, by=officer, bureau=organisation)
    with pytest.raises(Refused, match="市人社局登记"):
        actions.name_superior(
            unit, cast.organisations["other_department"], today,
            by=cast.province_officer, bureau=cast.organisations["province"],
        )  # fmt: skip
    with pytest.raises(Refused, match="文件"):
        actions.delegate_series(unit, ["经济"], Laid(" ", clock.today()), **by_city(cast))


@pytest.mark.clause("GUIDE-Q5b")
def test_a_route_goes_by_the_superior_of_the_day(season: making.Season) -> None:
    """From its day on the road leads by the new department; the unit cannot change it back."""
    cast, unit = season.cast, season.cast.organisations["unit"]
    other = cast.organisations["other_department"]
    row = making.application(season, State.DRAFT)

    def second() -> str:
        return road_of(casefile.load(row.pk)).stops[1].organisation.name

    before = second()
    actions.name_superior(unit, other, Laid(PAPER, in_days(2)), **by_city(cast))
    assert second() == before
    with clock.at(at(in_days(2))):
        run_due()
        assert second() == other.name
        unit.refresh_from_db()
        profile = {
            "name": unit.name, "unit_kind": unit.unit_kind, "place": unit.place, "institution": False,
            "address": "盘龙区", "contact_name": "王", "contact_phone": "13800000001",
        }  # fmt: skip
        with pytest.raises(Refused, match="由市人社局登记"):
            actions.save_unit_profile(
                unit, **profile, competent_department=cast.organisations["department"], by=cast.unit_officer
            )
        actions.save_unit_profile(unit, **profile, competent_department=other, by=cast.unit_officer)
        standing = Competence.objects.get()
        actions.end_competence(standing, in_days(3), "撤销通知", **by_city(cast))  # the fifth day
    with clock.at(at(in_days(6))):
        run_due()
        assert not road_of(casefile.load(row.pk)).stops


@pytest.mark.clause("GUIDE-Q5b")
def test_a_later_word_takes_the_place_of_the_earlier(cast: Cast) -> None:
    unit, first, then = (cast.organisations[key] for key in ("unit", "other_department", "department"))
    actions.name_superior(unit, first, Laid(PAPER, clock.today()), **by_city(cast))
    actions.name_superior(
        unit, then, Laid("更正通知", clock.today()), **by_city(cast)
    )  # the same day: a slip
    unit.refresh_from_db()
    assert unit.competent_department == then
    actions.name_superior(unit, first, Laid("改隶通知", in_days(4)), **by_city(cast))
    with pytest.raises(Refused, match="先撤销"):
        actions.name_superior(unit, then, Laid("又一份", in_days(2)), **by_city(cast))
    coming = Competence.objects.get(since=in_days(4))
    actions.end_competence(coming, clock.today(), "收回", **by_city(cast))
    coming.refresh_from_db()
    assert coming.voided_at is not None and coming.begun_at is None
    with clock.at(at(in_days(1))):
        run_due()
    unit.refresh_from_db()
    assert unit.competent_department == then
    with pytest.raises(Refused, match="早于今天"):
        actions.name_superior(unit, first, Laid(PAPER, in_days(-1)), **by_city(cast))


@pytest.mark.clause("KM2023-2.2")
def test_a_unit_becomes_an_agency_and_is_none_afterwards(cast: Cast) -> None:
    unit = cast.organisations["other_unit"]
    actions.give_standing(unit, "agency", Laid(PAPER, clock.today(), in_days(3)), **by_city(cast))
    unit.refresh_from_db()
    assert unit.kind == Organisation.Kind.AGENCY
    with clock.at(at(in_days(4))):
        run_due()
    unit.refresh_from_db()
    assert (unit.kind, unit.active) == (Organisation.Kind.UNIT, True)
    with pytest.raises(Refused, match="机构身份"):
        actions.give_standing(unit, "province", Laid(PAPER, clock.today()), **by_city(cast))


@pytest.mark.clause("GUIDE-Q5b", "GUIDE-4")
def test_a_department_is_opened_and_closed(season: making.Season) -> None:
    cast = season.cast
    place = cast.places["dongchuan"]
    laid = Laid(PAPER, in_days(1))
    actions.open_organisation("昆明市数据局", "department", cast.places["kunming"], laid, **by_city(cast))
    assert not queries.departments().filter(name="昆明市数据局").exists()
    with pytest.raises(Refused, match="同名"):
        actions.open_organisation("昆明市数据局", "department", cast.places["kunming"], laid, **by_city(cast))
    with pytest.raises(Refused, match="已有人社部门窗口"):
        actions.open_organisation("东川区第二窗口", "county_bureau", place, laid, **by_city(cast))
    with clock.at(at(in_days(1))):
        run_due()
        opened = queries.departments().get(name="昆明市数据局")
        unit = cast.organisations["unit"]
        actions.name_superior(unit, opened, Laid(PAPER, clock.today()), **by_city(cast))
        last = Laid("撤并通知", clock.today(), in_days(1))
        actions.give_standing(opened, "department", last, **by_city(cast))
    row = making.application(season, State.DRAFT)
    with clock.at(at(in_days(3))):
        run_due()
        assert not queries.departments().filter(pk=opened.pk).exists()
        assert "主管部门已撤并" in road_of(casefile.load(row.pk)).problem


def test_the_database_holds_what_a_row_says(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    row = actions.name_superior(
        unit, cast.organisations["other_department"], Laid(PAPER, clock.today()), **by_city(cast)
    )
    wrong: tuple[dict[str, object], ...] = (
        {"superior": None}, {"until": in_days(-1)}, {"voided_at": clock.now()}, {"kind": "standing"},
    )  # fmt: skip
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Competence.objects.filter(pk=row.pk).update(**change)


@pytest.mark.clause("KM2023-1.5")
def test_the_page_keeps_what_was_typed_wrong(cast: Cast, client_of: ClientOf) -> None:
    unit, client = cast.organisations["unit"], client_of(cast.city_officer)
    there = reverse("people:delegate", args=[unit.pk])
    given = {"document": "文件", "since": clock.today().isoformat()}
    wrong = client.post(there, {**given, "entries": "工程技术/副高级\n没有的系列"})
    assert wrong.status_code == 400
    assert "没有的系列" in wrong.content.decode()
    assert client.post(there, {**given, "entries": "工程技术系列/副高级"}).status_code == 302
    unit.refresh_from_db()
    assert unit.self_review_series == ["工程技术/副高级"]
    assert "工程技术 副高级" in client.get(there).content.decode()


@pytest.mark.clause("GUIDE-Q5b")
def test_each_way_on_its_page(cast: Cast, client_of: ClientOf) -> None:
    client, unit = client_of(cast.city_officer), cast.organisations["unit"]
    other = cast.organisations["other_department"]
    given = {"document": PAPER, "since": clock.today().isoformat()}
    for way, words in (
        ("superior", {"organisation": "没有这个单位", "superior": str(other.pk)}),
        ("standing", {"organisation": unit.credit_code, "standing": ""}),
        ("open", {"name": "昆明市数据局", "standing": "department", "place": "no-such"}),
        ("close", {"organisation": "", "until": clock.today().isoformat()}),
    ):
        answer = client.post(reverse("people:lay_down", args=[way]), {**given, **words})
        assert answer.status_code == 400 and PAPER in answer.content.decode(), way
    sent = client.post(
        reverse("people:lay_down", args=["superior"]),
        {**given, "organisation": unit.name, "superior": str(other.pk)},
    )
    assert sent.status_code == 302
    listed = client.get(reverse("people:competences") + "?kind=superior&q=交通").content.decode()
    assert unit.name in listed and PAPER in listed and "生效中" in listed
    row = Competence.objects.get()
    ending = reverse("people:end_competence", args=[row.pk])
    early = {"last_day": in_days(-1).isoformat(), "document": "撤销"}
    assert client.post(ending, early).status_code == 400
    assert client.post(ending, {**early, "last_day": in_days(0).isoformat()}).status_code == 302
    close = {"organisation": str(other.pk), "document": PAPER, "until": in_days(1).isoformat()}
    assert client.post(reverse("people:lay_down", args=["close"]), close).status_code == 302
    assert client_of(cast.county_officer).get(reverse("people:competences")).status_code == 404
    province = client_of(cast.province_officer)
    assert province.get(reverse("people:competences")).status_code == 200
    assert province.get(reverse("people:lay_down", args=["open"])).status_code == 404


def test_who_acts_there_is_told(cast: Cast, client_of: ClientOf) -> None:
    seat(cast.unit_officer, cast.organisations["other_department"], "department")
    actions.name_superior(
        cast.organisations["unit"],
        cast.organisations["other_department"],
        Laid(PAPER, in_days(1)),
        **by_city(cast),
    )
    page = client_of(cast.unit_officer).get("/inbox/").content.decode()
    assert "市人社局登记的机构信息有变动" in page
