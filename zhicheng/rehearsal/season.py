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
from zhicheng.rehearsal import applicants, other_kinds
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.committee_year import CommitteeYear
from zhicheng.rehearsal.plans import FATES, SessionPlan, arrivals, sessions
from zhicheng.rehearsal.stage import NotRefused, Stage, day
from zhicheng.rehearsal.vetting_line import VettingLine
from zhicheng.rehearsal.world import PASSWORD, Desk, World, build, staff_experts

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
BARRED = {"civil_servant": "E-02", "insurance_gap": "E-08", "years_short": "E-11"}
EXPERTS = 34  # of each profession
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
    """Play a season with `count` applicants in all; `until`: stop before that moment (the demo).

    Errors: NotRefused where a guard did not hold; whatever an act raises that should not.
    """
    begins = day(year, 1, 9)
    with clock.at(begins):
        workdays.seed()
        plans = sessions(year)
        world = build(seed, [plan.code for plan in plans], units=max(6, min(24, count // 8)))
        for profession in dict.fromkeys(plan.profession for plan in plans):
            staff_experts(world, "工程技术", profession, EXPERTS)
        stage = Stage(begins, until)
        years = [CommitteeYear(stage, world, plan, year) for plan in plans]
        season = Season(world, stage, years)
        line = VettingLine(stage, world)
        for one in years:
            one.begin()
        others = other_kinds.plan(stage, world, year, count)
        for number, (plan_year, fate, place) in enumerate(_cast(world, years, count - others)):
            season.applicants.append(_enter(season, line, plan_year, fate, place, number))
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


def _cast(world: World, years: list[CommitteeYear], count: int) -> list[tuple[CommitteeYear, str, float]]:
    """Who applies where, with which fate, and when: at which part of the window (from 0 to 1).

    The shares of the plans, the fates in turn within each session; people come spread over the window.
    """
    random = world.inventor.random
    numbers = [max(1, round(count * one.plan.share / 100)) for one in years]
    numbers[0] += max(0, count - sum(numbers))
    found: list[tuple[CommitteeYear, str, float]] = []
    for one, number in zip(years, numbers, strict=True):
        places = random.sample(range(number), number)
        found += [
            (one, FATES[(one.plan.first_fate + index) % len(FATES)], (place + random.random()) / number)
            for index, place in enumerate(places)
        ]
    return found[:count]


def _enter(
    season: Season, line: VettingLine, committee: CommitteeYear, fate: str, place: float, number: int
) -> Applicant:
    world, plan = season.world, committee.plan
    somebody = world.inventor.somebody(oldest=1970, youngest=1990)
    unit = _unit(world, plan, number)
    if fate in {"entrusted", "entrusted_refused"} and world.elsewhere is not None:
        unit = world.elsewhere
    applicant = Applicant(somebody, plan, unit, fate)
    if fate == "dispatched" and world.dispatcher is not None:
        applicant.unit, applicant.user_unit = world.dispatcher, unit
    span = plan.closes_at - plan.opens_at - DAY * 10
    # squared: most come early, so that all stations are busy when the demo stops
    moment = plan.opens_at + HOUR * 9 + span * place**2
    fixed = arrivals(committee.year).get(fate)
    if fixed and plan.opens_at <= fixed < plan.closes_at:
        moment = fixed + HOUR * 2 * place
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
    """Register; dossier and cover follow."""
    stage, world = season.stage, season.world
    applicants.register(applicant, world.hashed)
    committee.applicants[str(applicant.registered.id)] = applicant
    if applicant.fate == "locked_out":
        _lock(season, applicant)
        stage.must_refuse(
            "another unit unlocks an account", unlock_account, applicant.registered.account,
            by=applicant.unit.officer,
        )  # fmt: skip
        stage.later(DAY * 2, _unlocked, season, line, committee, applicant)
        return
    applicants.join(applicant)
    if applicant.fate == "unit_returns" and not stage.seen["reading:AMB-30"]:
        _lock(season, applicant)
        unlock_account(applicant.registered.account, by=applicant.unit.officer)
        stage.saw("reading:AMB-30")
    _prepare(season, line, committee, applicant)


def _unlocked(season: Season, line: VettingLine, committee: CommitteeYear, applicant: Applicant) -> None:
    """Technical support unlocks who has no unit yet; the rest goes on as usual (GUIDE-5.4.1)."""
    unlock_account(applicant.registered.account, by=season.world.supporter)
    applicants.join(applicant)
    _prepare(season, line, committee, applicant)


def _prepare(season: Season, line: VettingLine, committee: CommitteeYear, applicant: Applicant) -> None:
    """Fill in the dossier and save the cover."""
    stage, world = season.stage, season.world
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


def _lock(season: Season, applicant: Applicant) -> None:
    """Four wrong passwords lock the account (AMB-30)."""
    for _try in range(4):
        season.stage.always_refused(
            "a wrong password", log_in, login=applicant.somebody.number, password=WRONG
        )
    season.stage.always_refused(
        "a locked account", log_in, login=applicant.somebody.number, password=PASSWORD
    )
