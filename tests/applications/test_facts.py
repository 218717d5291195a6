"""Rows become the law's facts: titles, education, insurance, other applications, rarer facts."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests import making
from tests.applications.conftest import RECORDS, fill_dossier
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import casefile, ledger
from zhicheng.applications.actions import submit
from zhicheng.applications.facts import facts_of
from zhicheng.applications.judging import left_to_people, verdict_of
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import State
from zhicheng.applications.told import day_in, yes
from zhicheng.dossiers.models import Record, Verification
from zhicheng.people.models import Person, Place
from zhicheng.policy import facts as law
from zhicheng.policy.tables.kept import TableKind, Tables
from zhicheng.register.models import Certificate
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature


def facts(row: Application) -> law.Facts:
    return facts_of(casefile.load(row.pk))


def test_the_main_facts(season: Season) -> None:
    fill_dossier(season.cast.people["applicant"])
    found = facts(making.application(season, State.DRAFT))
    assert found.judged_on == clock.today()
    assert found.application.window == law.Window(dt.date(2023, 7, 1), dt.date(2023, 8, 31))
    assert found.application.meeting_on == dt.date(2023, 10, 20)
    person = found.person
    assert person.titles[0].level is law.Level.MID
    assert person.education[0] == law.Education(law.Degree.UNDERGRADUATE, dt.date(2008, 7, 1), True, False)
    assert person.insurance == (law.Insured(dt.date(2010, 3, 1), None, "昆明市", "昆明机电设计研究院"),)
    assert person.unit.registered_in == "昆明市"
    assert person.assessments == {2022: law.Assessment.PASSED}
    assert person.statutory_retirement_on is not None
    assert person.papers == 0


def certificate(season: Season, person: Person, obtained_on: dt.date) -> None:
    """工程师 in the register."""
    bureau = season.cast.organisations["city_bureau"]
    signature = sign(
        season.cast.city_officer,
        organisation=bureau,
        content={},
        method=Signature.Method.ORGANISATION_KEY,
        purpose="certificate",
    )
    Certificate.objects.create(
        person=person,
        number="1",
        token="t",
        holder_name=person.name,
        series="工程技术",
        profession="机械工程",
        level="中级",
        title="工程师",
        obtained_on=obtained_on,
        way=Certificate.Way.REVIEW,
        issuer=bureau,
        application_number="KM2022-000001",
        signature=signature,
        issued_at=clock.now(),
    )


def test_a_title_in_the_register_that_is_not_declared_is_a_hidden_one(season: Season) -> None:
    fill_dossier(season.cast.people["applicant"], titles=None)
    row = making.application(season, State.DRAFT)
    certificate(season, row.person, dt.date(2022, 12, 1))
    assert [(title.level, title.declared) for title in facts(row).person.titles] == [(law.Level.MID, False)]


@pytest.mark.clause("KM2023-4.1a")
def test_other_applications_and_new_results(season: Season) -> None:
    person = season.cast.people["applicant"]
    old = making.application(season, State.NOT_PASSED)
    ended = dt.datetime(2022, 12, 1, tzinfo=clock.CHINA)
    Application.objects.filter(pk=old.pk).update(year=2022, ended_at=ended)
    fill_dossier(person, tasks={**RECORDS["tasks"], "to": "2023-03"})
    found = facts(making.application(season, State.DRAFT)).person
    assert [(one.year, one.outcome) for one in found.applications] == [(2022, law.ApplicationOutcome.FAILED)]
    assert found.new_results == 1


def test_rarer_facts_are_read_by_their_key(season: Season) -> None:
    told = season.cast.people["applicant"].qualification
    told.more = {
        "skill": {"level": "技师", "obtained_on": "2018-05-01"},
        "excluded_periods": [{"from": "2019-01-01", "to": "2019-06-30"}, {"from": "2020-01-01"}],
        "township": {"listed_area": True, "years": 3},
        "post_moved": {"vacancy": True, "document_on": "2018-01-01"},
        "freelance": {"years_in_field": 2, "recommended_by": "行业协会"},
        "mismatch_training": [{"kind": "专业培训", "months": 7}],
        "relief_service": {"years": 1, "commended_by": "县级"},
        "origin_group": "海外归国",
        "employed_from": "2022-07-01",
        "unknown_key": "ignored",
    }
    told.save()
    found = facts(making.application(season, State.DRAFT)).person
    assert found.skill == law.Skill(law.SkillLevel.TECHNICIAN, dt.date(2018, 5, 1))
    assert found.excluded_periods == (law.Period(dt.date(2019, 1, 1), dt.date(2019, 6, 30)),)
    assert found.township == law.Township(listed_area=True, years=3, places=("盘龙区", "昆明市", "云南省"))
    assert found.post_moved == law.PostMoved(vacancy=True, document_on=dt.date(2018, 1, 1))
    assert found.freelance == law.Freelance(2, recommended_by=law.Recommender.ASSOCIATION)
    assert found.mismatch_training == (law.Training(law.TrainingKind.PROFESSIONAL, 7),)
    assert found.relief_service == law.ReliefService(1, law.Commendation.COUNTY)
    assert found.origin_group is law.OriginGroup.RETURNEE
    assert found.employed_from == dt.date(2022, 7, 1)


@pytest.mark.clause("KM2023-4.1d")
def test_returns_are_counted_in_all_and_since_the_units_pass(season: Season) -> None:
    row = making.application(season, State.AT_UNIT)
    officer, unit = season.cast.unit_officer, season.cast.organisations["unit"]
    ledger.return_application(row, Return.Kind.SEND_BACK, by=officer, organisation=unit, opinion="补充学历")
    assert (facts(row).person.returns_total, facts(row).person.returns_after_unit_pass) == (1, 0)
    office = season.committee.organiser
    for used in (1, 2, 3, 4):  # the fourth is refused: the year is over
        Application.objects.filter(pk=row.pk).update(
            state=State.AT_COMMITTEE, first_unit_pass_at=clock.now(), ended_at=None
        )
        row.refresh_from_db()
        ledger.return_application(
            row, Return.Kind.SEND_BACK, by=season.cast.office_officer, organisation=office, opinion="补充业绩"
        )
        found = facts(row).person
        assert (found.returns_total, found.returns_after_unit_pass) == (used + 1, used)
    row.refresh_from_db()
    assert row.state == State.CLOSED_FOR_YEAR
    barred = verdict_of(casefile.load(row.pk), window=False)
    assert "E-25" in {finding.rule for finding in barred.findings if finding.bars}


def test_a_calls_own_cut_off_is_a_fact(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    assert facts(row).application.years_cut_off is None
    season.call.years_cut_off = dt.date(2023, 9, 30)
    season.call.save()
    assert facts(row).application.years_cut_off == dt.date(2023, 9, 30)


def test_a_unit_elsewhere_is_registered_elsewhere(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    qujing = Place.objects.create(
        code="qujing", name="曲靖市", kind=Place.Kind.CITY, superior=season.cast.places["yunnan"]
    )
    row.unit.place = qujing
    row.unit.save()
    assert facts(row).person.unit.registered_in == "曲靖市"


def test_days_and_answers_as_forms_keep_them() -> None:
    assert day_in("2015-07") == dt.date(2015, 7, 1)
    assert day_in("2015-07-09") == dt.date(2015, 7, 9)
    assert day_in("2015") is None
    assert day_in(None) is None
    assert (yes(True), yes("是"), yes(False), yes(""), yes(None, unknown=True)) == (
        True,
        True,
        False,
        False,
        True,
    )


@pytest.mark.clause("KM2023-5.2")
def test_the_bureaus_tables_and_the_name_of_a_qualification_reach_the_rules(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    found = facts(row)
    assert found.tables is not None
    kept = found.tables.find(TableKind.QUALIFICATIONS)
    assert kept is not None
    assert kept.rows[0]["name"] == "一级注册建造师"
    Record.objects.create(
        person=row.person,
        module="titles",
        data={
            "series": "工程技术", "level": "中级", "title": "一级注册建造师", "obtained_on": "2015-01-01",
            "obtained_by": "职业资格", "origin": "云南省",
        },
        changed_at=clock.now(),
    )  # fmt: skip
    assert facts(row).person.titles[0].name == "一级注册建造师"
    told = {one.rule: one for one in verdict_of(casefile.load(row.pk)).findings}
    assert "《职业资格与职称对应表》(第1版" in told["E-32"].sentence
    assert "《以考代评的系列和层级》(第1版" in told["E-20"].sentence


def test_without_released_tables_people_check(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    case = replace(casefile.load(row.pk), tables=Tables())
    told = {one.rule: one for one in verdict_of(case).findings}
    assert told["E-20"].awaits_table
    assert left_to_people(told["E-20"])


@pytest.mark.parametrize(("day", "confirmed"), [("2022-12-01", True), ("2022-12-02", False)])
def test_a_declared_title_of_the_register_is_confirmed_by_it_at_submission(
    season: Season, draft: Callable[..., Application], day: str, confirmed: bool
) -> None:
    making.issued_standard(rows=[{"education": "本科", "title_level": "中级", "years": 0, "min_papers": 0}])
    person = season.cast.people["applicant"]
    dated = {"obtained_on": day, "appointed_on": day}
    fill_dossier(person, titles={**RECORDS["titles"], **dated})
    certificate(season, person, dt.date(2022, 12, 1))
    submit(draft(), by=season.cast.applicant)
    record = Record.objects.get(person=person, module="titles")
    kept = Verification.objects.values_list("kind", "subject", "account")
    assert list(kept) == ([("register", f"record:{record.id}", None)] if confirmed else [])
