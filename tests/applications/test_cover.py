"""保存封面: what fits is saved as a draft; each guard of requirements 3.3 row 1 refuses in words."""

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests import making
from tests.applications.conftest import choose
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications.actions import Choice, save_cover
from zhicheng.applications.actions import cover as cover_act
from zhicheng.applications.kinds import Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.errors import Refused
from zhicheng.people.initials import initials
from zhicheng.people.models import Organisation
from zhicheng.trail.models import Entry


def save(season: Season, **changed: str) -> Application:
    person = season.cast.people["applicant"]
    return save_cover(person, choose(season, **changed), by=person.account)


@pytest.mark.clause("GUIDE-5.4.5")
def test_a_cover_that_fits_is_a_draft(season: Season) -> None:
    row = save(season)
    assert (row.state, row.year, row.title, row.number) == (State.DRAFT, 2023, "高级工程师", None)
    assert row.unit == season.cast.organisations["unit"]
    assert row.session == season.session
    assert row.applicant_initials == initials(row.applicant_name) != ""
    assert Entry.objects.filter(act="save_cover", subject=row.id).count() == 1


def test_nobody_saves_the_cover_of_somebody_else(season: Season) -> None:
    person = season.cast.people["applicant"]
    for other in (season.cast.other_applicant, season.cast.unit_officer):
        with pytest.raises(Refused) as refused:
            save_cover(person, choose(season), by=other)
        assert refused.value.status == 404
    assert not Application.objects.exists()


def test_saving_again_changes_the_same_draft(season: Season) -> None:
    first = save(season)
    second = save(season, profession="电气工程")
    assert first.pk == second.pk
    second.refresh_from_db()
    assert (second.profession, second.version) == ("电气工程", 2)
    assert Application.objects.count() == 1


@pytest.mark.clause("KM2023-6.1")
def test_one_promotion_a_year(season: Season) -> None:
    making.application(season, State.AT_UNIT)
    with pytest.raises(Refused) as refused:
        save(season)
    assert refused.value.clause == "KM2023-6.1"
    assert "高级工程师" in refused.value.message
    assert Application.objects.count() == 1


def test_what_a_unit_passed_counts_also_when_it_is_over(season: Season) -> None:
    row = making.application(season, State.WITHDRAWN)
    with pytest.raises(Refused, match=r"高级工程师.*只能申报一次"):
        save(season)
    Application.objects.filter(pk=row.pk).update(first_unit_pass_at=None)
    assert save(season).state == State.DRAFT


def test_the_database_holds_the_year_where_the_look_was_too_early(
    season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second tab that looked before the first one saved is stopped by the constraint, in kind words."""
    making.application(season, State.AT_UNIT)
    monkeypatch.setattr(cover_act.guards, "check_once_a_year", lambda *_args, **_more: None)
    with pytest.raises(Refused) as refused:
        save(season)
    assert "只能申报一次" in refused.value.message


def test_the_constraint_itself(season: Season) -> None:
    first = making.application(season, State.AT_UNIT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            person=first.person,
            year=2023,
            kind="晋升评审",
            unit=first.unit,
            state_since=clock.now(),
            created_at=clock.now(),
        )


@pytest.mark.clause("KM2023-3.4")
@pytest.mark.parametrize(
    ("moment", "words"),
    [(day(2023, 6, 30, 23), "还没有开放"), (day(2023, 9, 1), "2023年8月31日 24:00截止")],
)
def test_the_window_must_be_open(season: Season, moment: dt.datetime, words: str) -> None:
    with clock.at(moment), pytest.raises(Refused) as refused:
        save(season)
    assert words in refused.value.message
    assert not Application.objects.exists()


def test_a_call_that_is_not_published_opens_no_window(season: Season) -> None:
    season.call.published_at = None
    season.call.save()
    with pytest.raises(Refused, match="还没有开放"):
        save(season)


@pytest.mark.clause("YN2023-2.5b")
@pytest.mark.parametrize("clause", [pytest.param("YN2023-2.5b", marks=pytest.mark.clause("YN2023-2.5b"))])
def test_the_committee_must_take_the_profession(season: Season, clause: str) -> None:
    with pytest.raises(Refused) as refused:
        save(season, profession="林业")
    assert refused.value.field == "session"
    assert "机电工程" in refused.value.message
    assert clause


@pytest.mark.clause("KM2023-2.1a")
def test_a_branch_of_an_outside_enterprise_is_out_of_scope(season: Season) -> None:
    Organisation.objects.filter(pk=season.cast.organisations["unit"].pk).update(unit_kind="外省企业分公司")
    with pytest.raises(Refused) as refused:
        save(season)
    assert "外省企业分公司" in refused.value.message
    assert refused.value.field == "session"


@pytest.mark.clause("KM2023-4.4a")
def test_titles_by_examination_are_not_reviewed(season: Season) -> None:
    with pytest.raises(Refused) as refused:
        save(season, series="经济", track="经济", level="中级", title="经济师", profession="工商管理")
    assert (refused.value.clause, refused.value.field) == ("KM2023-4.4a", "level")


@pytest.mark.clause("KM2023-6.3b")
def test_a_suspended_unit_recommends_nobody(season: Season) -> None:
    Suspension.objects.create(
        unit=season.cast.organisations["unit"],
        year=2023,
        reason="审核失职",
        decided_by=season.cast.organisations["city_bureau"],
        decided_at=clock.now(),
    )
    with pytest.raises(Refused) as refused:
        save(season)
    assert refused.value.clause == "KM2023-6.3b"


@pytest.mark.clause("KM2023-6.3a")
def test_a_record_of_fraud_bars_until_its_last_day(season: Season) -> None:
    record = IntegrityRecord.objects.create(
        person=season.cast.people["applicant"],
        recorded_on=dt.date(2020, 7, 21),
        until=dt.date(2023, 7, 20),
        facts="提供虚假材料",
        decided_by=season.cast.organisations["city_bureau"],
    )
    with pytest.raises(Refused, match="2023年7月20日"):
        save(season)
    with clock.at(dt.datetime.combine(record.until, dt.time()) + dt.timedelta(days=1)):
        assert save(season).state == State.DRAFT


@pytest.mark.clause("KM2023-4.1d")
def test_a_year_closed_by_returns_stays_closed(season: Season) -> None:
    row = making.application(season, State.CLOSED_FOR_YEAR)
    Application.objects.filter(pk=row.pk).update(first_unit_pass_at=None)
    with pytest.raises(Refused) as refused:
        save(season)
    assert refused.value.clause == "KM2023-4.1d"


@pytest.mark.clause("KM2023-2.1b")
def test_a_civil_servant_gets_no_cover(season: Season) -> None:
    person = season.cast.people["applicant"]
    person.qualification.civil_servant = True
    person.qualification.save()
    with pytest.raises(Refused) as refused:
        save(season)
    assert refused.value.clause == "KM2023-2.1b"
    assert not Application.objects.exists()


def test_without_a_unit_there_is_no_cover(season: Season) -> None:
    person = season.cast.people["unattached"]
    with pytest.raises(Refused) as refused:
        save_cover(person, choose(season), by=person.account)
    assert refused.value.field == "unit"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "首席工程师"}, "title"),
        ({"level": "特级"}, "title"),
        ({"profession": "  "}, "profession"),
        ({"channel": "后门"}, "channel"),
        ({"level": "中级", "title": "工程师"}, "session"),
    ],
)
def test_what_no_list_offers_is_refused(season: Season, changed: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        save(season, **changed)
    assert refused.value.field == field
    assert not Application.objects.exists()


def test_a_session_that_does_not_exist_is_refused(season: Season) -> None:
    person = season.cast.people["applicant"]
    with pytest.raises(Refused) as refused:
        save_cover(person, Choice(Kind.PROMOTION, choose(season).target, uuid4()), by=person.account)
    assert refused.value.field == "session"


@pytest.mark.clause("KM2023-3.9")
def test_a_kind_that_the_year_does_not_know_is_refused(season: Season) -> None:
    person = season.cast.people["applicant"]
    with pytest.raises(Refused) as refused:
        save_cover(person, Choice(Kind.CHANGE, choose(season).target), by=person.account)
    assert (refused.value.field, refused.value.clause) == ("kind", "KM2023-3.9")


def test_a_level_that_the_kind_does_not_give_is_refused(season: Season) -> None:
    person = season.cast.people["applicant"]
    with pytest.raises(Refused) as refused:
        save_cover(person, Choice(Kind.RECOGNITION, choose(season).target), by=person.account)
    assert refused.value.field == "level"


@pytest.mark.clause("GUIDE-5.4.5")
def test_the_cover_is_locked_after_submission_unless_reset(season: Season) -> None:
    row = making.application(season, State.RETURNED)
    with pytest.raises(Refused) as refused:
        save(season, profession="电气工程")
    assert refused.value.clause == "GUIDE-5.4.5"
    Application.objects.filter(pk=row.pk).update(state=State.RESET)
    assert save(season, profession="电气工程").pk == row.pk


def test_after_a_reset_the_same_committee_may_stay_although_its_window_is_over(season: Season) -> None:
    row = making.application(season, State.RESET)
    with clock.at(day(2023, 9, 5)):
        assert save(season, profession="电气工程").pk == row.pk
    Application.objects.filter(pk=row.pk).update(session=None)
    with clock.at(day(2023, 9, 5)), pytest.raises(Refused, match="截止"):
        save(season)


@pytest.mark.clause("KM2023-4.4b")
def test_the_profession_is_filled_in_by_the_standard_that_binds(season: Season) -> None:
    making.issued_standard(professions=["机械设计"])
    person = season.cast.people["applicant"]
    with pytest.raises(Refused, match="机械设计") as refused:
        save_cover(person, choose(season), by=person.account)
    assert (refused.value.clause, refused.value.field) == ("KM2023-4.4b", "profession")
    assert save_cover(person, choose(season, profession="机械设计"), by=person.account).pk
