"""Turn the rows of a case file into the facts that the law asks for."""

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.models import Application
from zhicheng.applications.states import ENDS, State
from zhicheng.applications.stationing import committee_level_of, unit_kind_of
from zhicheng.dossiers.models import Qualification, Record
from zhicheng.people.models import Organisation, Person, Place
from zhicheng.policy import facts as law
from zhicheng.policy.rules.retirement import Retires, statutory_day, table_of
from zhicheng.policy.tables.titles import series_named

_WON = frozenset({State.CERTIFIED, State.REVOKED})
_RESULT_MODULES = ("tasks", "projects", "patents", "awards", "books", "papers")
_RESULT_DAYS = ("granted_on", "published_on", "to", "from")


def facts_of(case: CaseFile, *, proofs: frozenset[law.Proof] | None = None, window: bool = True) -> law.Facts:
    """The facts as of today. `proofs`: what is attached, None where attachments are not judged here.

    `window`: whether the window is asked (not for corrections, which are admitted after it).
    """
    rows = case.standard.rows if case.standard else []
    return law.Facts(
        judged_on=clock.today(),
        application=_application(case, window=window),
        person=_person(case),
        standard=tuple(
            law.Row(
                education=law.Degree(row["education"]),
                title_level=law.Level(row["title_level"]) if row.get("title_level") else None,
                years=int(row.get("years") or 0),
                min_papers=int(row.get("min_papers") or 0),
            )
            for row in rows
        ),
        proofs=proofs,
    )


def _application(case: CaseFile, *, window: bool) -> law.Application:
    row, session = case.application, case.session
    safety = case.book.find("profession.safety_series")
    return law.Application(
        kind=law.Kind(row.kind),
        series=row.series,
        level=law.Level(row.level),
        channel=law.Channel(row.channel),
        profession=row.profession,
        committee=session.committee.name if session else None,
        committee_level=_committee_level(row, case.unit),
        meeting_on=session.meeting_on if session else None,
        window=_window(case) if window else None,
        exam_only=f"{row.series}/{row.level}" in case.book.value("exam_only.cells").words,
        public_safety_or_health=safety is not None and row.series in safety.words,
    )


def _committee_level(row: Application, unit: Organisation) -> law.CommitteeLevel:
    committee = row.session.committee if row.session else None
    return committee_level_of(committee, unit, row.series) or law.CommitteeLevel.CITY


def _window(case: CaseFile) -> law.Window | None:
    session = case.session
    if session is None or session.opens_at is None or session.closes_at is None:
        return None
    last = clock.in_china(session.closes_at) - dt.timedelta(microseconds=1)
    return law.Window(clock.in_china(session.opens_at).date(), last.date())


def _person(case: CaseFile) -> law.Person:
    person, told = case.person, case.qualification or Qualification()
    closed = any(
        row.state == State.CLOSED_FOR_YEAR and row.year == case.application.year for row in case.others
    )
    used = case.returns_used + (1 if closed else 0)  # the refused return is counted beyond the limit
    known: dict[str, Any] = {
        "unit": _unit(case, told),
        "identity": law.Identity(person.identity),
        "work_permit": told.work_permit,
        "civil_servant": bool(told.civil_servant),
        "retired_on": told.retired_on,
        "statutory_retirement_on": _statutory(person, told, case),
        "retirement_delayed_until": told.retirement_delayed_until,
        "post": law.Post(told.post) if told.post else law.Post.PROFESSIONAL,
        "on_secondment": bool(told.on_secondment),
        "insurance": _insurance(told),
        "education": tuple(_education(record) for record in case.records.get("education", [])),
        "titles": _titles(case),
        "professional_work_from": told.professional_work_from,
        "post_changed_on": told.post_changed_on,
        "contract_from": told.contract_from,
        "assessments": _assessments(case),
        "first_application": bool(told.first_application) and not case.others,
        "remote_or_grassroots": bool(told.remote_or_grassroots),
        "papers": len(case.records.get("papers", [])),
        "integrity_records": tuple(law.IntegrityRecord(row.recorded_on) for row in case.integrity_records),
        "applications": tuple(_other(row, case.unit) for row in case.others),
        "new_results": _new_results(case),
        "rural_service_years": told.rural_service_years,
        "returns_after_unit_pass": used,
        "returns_total": used,
    }
    if told.employment:
        known["employment"] = law.Employment(told.employment)
    known |= {
        key: _MORE[key](value) for key, value in told.more.items() if key in _MORE and value is not None
    }
    return law.Person(**known)


def _unit(case: CaseFile, told: Qualification) -> law.Unit:
    unit = case.unit
    return law.Unit(
        name=unit.name,
        kind=unit_kind_of(unit, told.employment),
        registered_in=_city(unit.place),
        institution=unit.institution,
        self_review_series=tuple(unit.self_review_series),
        suspended_years=tuple(case.suspended_years),
    )


def _city(place: Place | None) -> str:
    """The city of registration: the place itself or the one around it."""
    while (
        place is not None
        and place.kind in {Place.Kind.COUNTY, Place.Kind.PARK}
        and place.superior is not None
    ):
        place = place.superior
    return place.name if place is not None else "昆明市"


def _statutory(person: Person, told: Qualification, case: CaseFile) -> dt.date | None:
    """By the table of ages (AMB-45); None while sex or birth date is not told."""
    if person.birth_date is None or not person.sex or case.book.find("retirement.ages") is None:
        return None
    worker = told.post == Qualification.Post.WORKER
    women = Retires.WOMEN_WORKERS if worker else Retires.WOMEN_PROFESSIONAL
    who = Retires.MEN if person.sex == Person.Sex.MALE else women
    return statutory_day(person.birth_date, who, table_of(case.book))


def _insurance(told: Qualification) -> tuple[law.Insured, ...]:
    if told.insured_from is None:
        return ()
    return (law.Insured(told.insured_from, None, "昆明市", told.insured_unit or None),)


def _education(record: Record) -> law.Education:
    data = record.data
    return law.Education(
        level=law.Degree(data["level"]),
        finished_on=day_in(data.get("finished_on")),
        matches_work=yes(data.get("matches_work"), unknown=True),
        abroad=yes(data.get("abroad")),
        engineering_professional_degree=yes(data.get("engineering_degree")),
    )


def _titles(case: CaseFile) -> tuple[law.Title, ...]:
    """The titles that the person declares, then those of the register that are not among them (E-47)."""
    declared = []
    for record in case.records.get("titles", []):
        data = record.data
        obtained = day_in(data.get("obtained_on"))
        if obtained is None:
            continue
        declared.append(
            law.Title(
                series=_series(data["series"]),
                level=law.Level(data["level"]),
                obtained_on=obtained,
                profession=data.get("profession", ""),
                appointed_on=day_in(data.get("appointed_on")),
                paid_from=day_in(data.get("paid_from")),
                obtained_by=law.ObtainedBy(data.get("obtained_by") or "评审"),
                origin=law.Origin(data.get("origin") or "云南省"),
            )
        )
    shown = {(title.series, title.level) for title in declared}
    hidden = [
        law.Title(
            series=row.series,
            level=law.Level(row.level),
            obtained_on=row.obtained_on,
            profession=row.profession,
            obtained_by=law.ObtainedBy(row.way),
            declared=False,
        )
        for row in case.certificates
        if (row.series, law.Level(row.level)) not in shown
    ]
    return (*declared, *hidden)


def _series(typed: str) -> str:
    """The series by its name in the table, also where 系列 was typed after it."""
    found = series_named(typed.strip().removesuffix("系列"))
    return found.name if found else typed.strip()


def _assessments(case: CaseFile) -> Mapping[int, law.Assessment]:
    found = {}
    for record in case.records.get("assessments", []):
        year, result = str(record.data.get("year", "")), record.data.get("result")
        if year.isdigit() and result:
            found[int(year)] = law.Assessment(result)
    return MappingProxyType(found)


def _other(row: Application, unit: Organisation) -> law.OtherApplication:
    state = State(row.state)
    if state is State.NOT_PASSED:
        outcome = law.ApplicationOutcome.FAILED
    elif state in _WON:
        outcome = law.ApplicationOutcome.PASSED
    else:
        outcome = law.ApplicationOutcome.WITHDRAWN if state in ENDS else law.ApplicationOutcome.RUNNING
    return law.OtherApplication(
        year=row.year,
        kind=law.Kind(row.kind),
        committee=row.session.committee.name if row.session else None,
        committee_level=_committee_level(row, unit),
        level=law.Level(row.level),
        unit_passed=row.first_unit_pass_at is not None,
        outcome=outcome,
    )


def _new_results(case: CaseFile) -> int | None:
    """Results dated after the last failed application, None where none failed (nothing is asked then)."""
    if not case.failures:
        return None
    failed = case.failures[-1].ended_at
    since = clock.in_china(failed).date() if failed else dt.date(case.failures[-1].year, 12, 31)
    return sum(
        any((found := day_in(record.data.get(name))) is not None and found > since for name in _RESULT_DAYS)
        for module in _RESULT_MODULES
        for record in case.records.get(module, [])
    )


def day_in(value: object) -> dt.date | None:
    """The day of an ISO day or month (its first day); None for anything else."""
    text = str(value or "")
    try:
        return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError:
        return None


def yes(value: object, *, unknown: bool = False) -> bool:
    """A yes or no as forms keep it."""
    if value in (None, ""):
        return unknown
    return value in (True, "是", "true", "yes", "True", "1", 1)


def _dispatch(data: Mapping[str, Any]) -> law.Dispatch:
    return law.Dispatch(**data)


def _freelance(data: Mapping[str, Any]) -> law.Freelance:
    recommender = data.get("recommended_by")
    return law.Freelance(**{**data, "recommended_by": law.Recommender(recommender) if recommender else None})


def _post_moved(data: Mapping[str, Any]) -> law.PostMoved:
    return law.PostMoved(**{**data, "document_on": day_in(data.get("document_on"))})


def _skill(data: Mapping[str, Any]) -> law.Skill | None:
    obtained = day_in(data.get("obtained_on"))
    return law.Skill(law.SkillLevel(data["level"]), obtained) if obtained else None


def _periods(data: list[Mapping[str, Any]]) -> tuple[law.Period, ...]:
    found = ((day_in(one.get("from")), day_in(one.get("to"))) for one in data)
    return tuple(law.Period(start, end) for start, end in found if start and end)


def _training(data: list[Mapping[str, Any]]) -> tuple[law.Training, ...]:
    return tuple(
        law.Training(law.TrainingKind(one["kind"]), one.get("months") or 0, one.get("subjects") or 0)
        for one in data
    )


def _relief(data: Mapping[str, Any]) -> law.ReliefService:
    commended = data.get("commended_by")
    return law.ReliefService(data.get("years") or 0, law.Commendation(commended) if commended else None)


_MORE: dict[str, Callable[[Any], Any]] = {
    "in_post": bool,
    "excluded_periods": _periods,
    "post_moved": _post_moved,
    "freelance": _freelance,
    "dispatch": _dispatch,
    "mismatch_training": _training,
    "probation_assessed": bool,
    "similar_professions": bool,
    "employed_from": day_in,
    "unit_assessment": law.UnitAssessment,
    "skill": _skill,
    "origin_group": law.OriginGroup,
    "postdoc": lambda data: law.Postdoc(**data),
    "township": lambda data: law.Township(**data),
    "relief_service": _relief,
    "directed_area": str,
}
