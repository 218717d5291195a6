"""Direct a season: everybody's entrance, then let the clock run."""

import datetime as dt
import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from zhicheng.almanac import clock, workdays
from zhicheng.applications.actions import Incomplete, Ineligible
from zhicheng.clock import due
from zhicheng.people.actions import log_in, unlock_account
from zhicheng.rehearsal import applicants
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.committee_year import CommitteeYear
from zhicheng.rehearsal.plans import FATES, SessionPlan, sessions
from zhicheng.rehearsal.stage import NotRefused, Stage, day
from zhicheng.rehearsal.vetting_line import VettingLine
from zhicheng.rehearsal.world import PASSWORD, Desk, World, build, staff_experts

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
BARRED = {"civil_servant": "E-02", "insurance_gap": "E-08", "years_short": "E-11"}
EXPERTS = 34
WRONG = "not-the-password"


@dataclass
class Season:
    """A rehearsed season: who took part, and what was seen."""

    world: World
    stage: Stage
    years: list[CommitteeYear]
    applicants: list[Applicant] = field(default_factory=list)


def play(
    *,
    count: int,
    year: int,
    seed: int,
    until: dt.datetime | None = None,
    report: Callable[[str], Any] | None = None,
) -> Season:
    """Play a season with `count` applicants; `until`: stop before that moment (the demo).

    Errors: NotRefused where a guard did not hold; whatever an act raises that should not.
    """
    begins = day(year, 1, 9)
    with clock.at(begins):
        workdays.seed()
        plans = sessions(year)
        world = build(seed, [plan.code for plan in plans], units=max(6, min(24, count // 8)))
        staff_experts(world, "工程技术", "机械工程", EXPERTS)
    stage = Stage(begins, until)
    years = [CommitteeYear(stage, world, plan, year) for plan in plans]
    season = Season(world, stage, years)
    line = VettingLine(stage, world)
    for one in years:
        one.begin()
    for number, (plan_year, fate) in enumerate(_cast(years, count)):
        season.applicants.append(_enter(season, line, plan_year, fate, number))
    stage.plan(day(year, 12, 31, 23), due.run_due)
    gc.collect()
    gc.disable()  # a short run without cycles worth collecting
    try:
        stage.play(report)
    finally:
        gc.enable()
    with clock.at(until or day(year, 12, 31, 23)):  # never by the wall clock, which would close every window
        due.run_due()
    return season


def _cast(years: list[CommitteeYear], count: int) -> list[tuple[CommitteeYear, str]]:
    """Who applies where with which fate: the shares of the plans, the fates in turn within each session."""
    found: list[tuple[CommitteeYear, str]] = []
    for one in years:
        number = max(1, round(count * one.plan.share / 100))
        found += [(one, FATES[index % len(FATES)]) for index in range(number)]
    return found[:count] if len(found) >= count else found + [(years[0], "")] * (count - len(found))


def _enter(season: Season, line: VettingLine, committee: CommitteeYear, fate: str, number: int) -> Applicant:
    world, plan = season.world, committee.plan
    random = world.inventor.random
    somebody = world.inventor.somebody(oldest=1970, youngest=1990)
    unit = _unit(world, plan, number)
    applicant = Applicant(somebody, plan, unit, fate)
    span = plan.closes_at - plan.opens_at - DAY * 10
    # squared: most come early, so that all stations are busy when the demo stops
    moment = plan.opens_at + HOUR * 9 + span * random.random() ** 2
    season.stage.plan(moment, _arrive, season, line, committee, applicant)
    return applicant


def _unit(world: World, plan: SessionPlan, number: int) -> Desk:
    if plan.in_county:
        there = [
            one
            for one in world.units
            if one.organisation.place and one.organisation.place.name == plan.in_county
        ]
        return there[number % len(there)]
    others = [
        one for one in world.units if one.organisation.place and one.organisation.place.name != "东川区"
    ]
    return others[number % len(others)]


def _arrive(season: Season, line: VettingLine, committee: CommitteeYear, applicant: Applicant) -> None:
    """Register and fill in; the cover follows."""
    stage, world = season.stage, season.world
    applicants.enter(applicant, world.hashed)
    committee.applicants[str(applicant.registered.id)] = applicant
    if applicant.fate == "unit_returns":
        _lock_and_unlock(season, applicant)
    applicants.fill_dossier(applicant, world.inventor, committee.year)
    closed = [
        one
        for one in season.years
        if one.session.pk and one.session.closes_at and one.session.closes_at < clock.now()
    ]
    if closed and closed[0] is not committee:
        stage.must_refuse(
            "a committee whose window is closed", applicants.choose, applicant, closed[0].session
        )
    if applicant.fate == "civil_servant":  # barred at the cover already
        stage.must_refuse(BARRED[applicant.fate], applicants.choose, applicant, committee.session)
        return
    applicants.choose(applicant, committee.session)
    stage.plan(clock.now() + HOUR * 2, _submit, season, line, applicant)


def _submit(season: Season, line: VettingLine, applicant: Applicant) -> None:
    """Submit; first without attachments, which is refused."""
    stage = season.stage
    stage.must_refuse("a submission without attachments", applicants.submit, applicant)
    applicants.attach(applicant)
    if applicant.fate == "misses_window":
        return
    if applicant.fate in BARRED:
        _must_be_barred(stage, applicant)
        return
    applicants.submit(applicant)
    stage.must_refuse("a second submission", applicants.submit, applicant)
    line.submitted(applicant)


def _must_be_barred(stage: Stage, applicant: Applicant) -> None:
    rule = BARRED[applicant.fate]
    try:
        applicants.submit(applicant)
    except Ineligible as refused:
        if rule not in {finding.rule for finding in refused.findings}:
            raise NotRefused(f"{rule} is not among the reasons") from refused
        stage.saw(f"guard:{rule}")
        return
    except Incomplete as refused:
        raise NotRefused(f"{rule}: incomplete instead of ineligible") from refused
    raise NotRefused(rule)


def _lock_and_unlock(season: Season, applicant: Applicant) -> None:
    """Four wrong passwords lock the account (AMB-30); the unit unlocks it."""
    for _try in range(4):
        season.stage.always_refused(
            "a wrong password", log_in, login=applicant.somebody.number, password=WRONG
        )
    season.stage.always_refused(
        "a locked account", log_in, login=applicant.somebody.number, password=PASSWORD
    )
    unlock_account(applicant.registered.account, by=applicant.unit.officer)
    season.stage.saw("reading:AMB-30")
