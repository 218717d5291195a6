"""Rows become the law's facts: titles, education, insurance, other applications, rarer facts."""

import datetime as dt

import pytest

from tests import making
from tests.applications.conftest import RECORDS, fill_dossier
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.facts import day_in, facts_of, yes
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Place
from zhicheng.policy import facts as law
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


def test_a_title_in_the_register_that_is_not_declared_is_a_hidden_one(season: Season) -> None:
    fill_dossier(season.cast.people["applicant"], titles=None)
    row = making.application(season, State.DRAFT)
    bureau = season.cast.organisations["city_bureau"]
    signature = sign(
        season.cast.city_officer,
        organisation=bureau,
        content={},
        method=Signature.Method.ORGANISATION_KEY,
        purpose="certificate",
    )
    Certificate.objects.create(
        person=row.person,
        number="1",
        token="t",
        holder_name=row.person.name,
        series="工程技术",
        profession="机械工程",
        level="中级",
        title="工程师",
        obtained_on=dt.date(2022, 12, 1),
        way=Certificate.Way.REVIEW,
        issuer=bureau,
        application_number="KM2022-000001",
        signature=signature,
        issued_at=clock.now(),
    )
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
        "dispatch": {"user_unit": "乙公司", "both_published": True},
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
    assert found.dispatch == law.Dispatch("乙公司", both_published=True)
    assert found.township == law.Township(listed_area=True, years=3)
    assert found.post_moved == law.PostMoved(vacancy=True, document_on=dt.date(2018, 1, 1))
    assert found.freelance == law.Freelance(2, recommended_by=law.Recommender.ASSOCIATION)
    assert found.mismatch_training == (law.Training(law.TrainingKind.PROFESSIONAL, 7),)
    assert found.relief_service == law.ReliefService(1, law.Commendation.COUNTY)
    assert found.origin_group is law.OriginGroup.RETURNEE
    assert found.employed_from == dt.date(2022, 7, 1)


def test_a_closed_year_counts_the_refused_return(season: Season) -> None:
    closed = making.application(season, State.CLOSED_FOR_YEAR)
    Application.objects.filter(pk=closed.pk).update(first_unit_pass_at=None)
    found = facts(making.application(season, State.DRAFT)).person
    assert found.returns_after_unit_pass == 1


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
