"""Turn the rows of a case file into the facts that the law asks for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.models import Application
from zhicheng.applications.states import ENDS, State
from zhicheng.applications.stationing import committee_level_of, unit_kind_of
from zhicheng.applications.told import MORE, day_in, yes
from zhicheng.dossiers.education import ProofKind
from zhicheng.dossiers.models import Qualification, Record
from zhicheng.people.models import Organisation, Person, Place
from zhicheng.people.queries import delegated_series
from zhicheng.planning.standards import law_rows
from zhicheng.policy import facts as law
from zhicheng.policy.rules.retirement import Retires, ages_of, statutory_day
from zhicheng.policy.tables.kept import TableKind
from zhicheng.policy.tables.similar import are_similar
from zhicheng.policy.tables.titles import series_named

_WON = frozenset({State.CERTIFIED, State.REVOKED})
_RESULT_MODULES = ("tasks", "projects", "patents", "awards", "books", "papers")
_RESULT_DAYS = ("granted_on", "published_on", "to", "from")
EDUCATION_PROOFS = {proof.value for proof in ProofKind}
# Attachments by the proof that they are; 招工录用登记表 or 聘用通知书 depends on the unit, 公示表 is the unit's act.
PROOFS: dict[str, law.Proof] = {
    "commitment": law.Proof.COMMITMENT,
    "insurance_proof": law.Proof.INSURANCE,
    "post_change_proof": law.Proof.POST_CHANGE,
}


def facts_of(
    case: CaseFile,
    *,
    window: bool = True,
    attached: bool = False,
    judged_on: dt.date | None = None,
    meeting_on: dt.date | None = None,
) -> law.Facts:
    """The facts of a case file.

    `window`: whether the window is asked (not for corrections, which are admitted after it); `attached`:
    whether attachments are judged too; `judged_on`: as of which day (default today); `meeting_on`: as if the
    committee met on that day (default the session's).
    """
    return law.Facts(
        judged_on=judged_on or clock.arrival().date(),
        application=_application(case, window=window, meeting_on=meeting_on),
        person=_person(case),
        standard=law_rows(case.standard, township=False),
        township_standard=law_rows(case.standard, township=True),
        proofs=proofs_of(case) if attached else None,
        tables=case.tables,
    )


def proofs_of(case: CaseFile) -> frozenset[law.Proof]:
    """What is attached, in the words of the case format; the publicity form once the unit has passed (KM2023-3.6)."""
    keys = case.attached_keys
    found = {proof for key, proof in PROOFS.items() if key in keys}
    proving = {demand.key for demand in case.demands if demand.required} & EDUCATION_PROOFS
    if keys & EDUCATION_PROOFS and proving <= keys:
        found.add(law.Proof.EDUCATION)
    if "employment_form" in keys:
        notice = law.Proof.APPOINTMENT_NOTICE if case.unit.institution else law.Proof.EMPLOYMENT_REGISTER
        found.add(notice)
    if case.application.first_unit_pass_at is not None:
        found.add(law.Proof.PUBLICITY)
    if case.companies and all(one.passed_at for one in case.companies):
        found.add(law.Proof.DISPATCH)  # D-27 is made from both companies' records
    if case.entrustment is not None and case.entrustment.letter_at is not None:
        found.add(law.Proof.ENTRUSTMENT)
    return frozenset(found)


def _application(case: CaseFile, *, window: bool, meeting_on: dt.date | None) -> law.Application:
    row, session = case.application, case.session
    word = case.channel_word
    safety = case.book.find("profession.safety_series")
    return law.Application(
        kind=law.Kind(row.kind),
        series=row.series,
        level=law.Level(row.level),
        channel=law.Channel(row.channel),
        profession=row.profession,
        committee=session.committee.name if session else None,
        committee_level=_committee_level(row, case.user_unit or case.unit),
        meeting_on=meeting_on or (session.meeting_on if session else None),
        window=_window(case) if window else None,
        years_cut_off=case.call.years_cut_off if case.call else None,
        exam_only=f"{row.series}/{row.level}" in case.book.value("exam_only.cells").words,
        public_safety_or_health=safety is not None and row.series in safety.words,
        channel_approved=word.granted if word else None,
        entrustment=_entrustment(case),
    )


def _entrustment(case: CaseFile) -> law.Entrustment | None:
    """Consent, letter and decision as recorded; what nobody has been asked yet is unknown (KM2023-2.3)."""
    if not case.from_outside or law.Kind(case.application.kind) not in law.REVIEWS:
        return None
    given = case.entrustment
    if given is None:
        return law.Entrustment(unit_consents=None, letter_from_authority=None)
    letter = False if given.declined_at else True if given.letter_at else None
    return law.Entrustment(unit_consents=True, letter_from_authority=letter, city_bureau_agrees=given.agreed)


def _committee_level(row: Application, unit: Organisation) -> law.CommitteeLevel:
    committee = row.session.committee if row.session else None
    return committee_level_of(committee, unit, row.series, row.level) or law.CommitteeLevel.CITY


def _window(case: CaseFile) -> law.Window | None:
    session = case.session
    if session is None or session.opens_at is None or session.closes_at is None:
        return None
    last = clock.in_china(session.closes_at) - dt.timedelta(microseconds=1)
    return law.Window(clock.in_china(session.opens_at).date(), last.date())


def _person(case: CaseFile) -> law.Person:
    person, told = case.person, case.qualification or Qualification()
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
        "first_application": bool(told.first_application) and not case.others and not case.told_earlier,
        "remote_or_grassroots": bool(told.remote_or_grassroots),
        "papers": len(case.records.get("papers", [])),
        "integrity_records": tuple(law.IntegrityRecord(row.recorded_on) for row in case.integrity_records),
        "applications": (
            *(_other(row, case.unit) for row in case.others),
            *(_told_other(one) for one in case.told_earlier),
        ),
        "new_results": _new_results(case),
        "rural_service_years": told.rural_service_years,
        "returns_after_unit_pass": case.returned.after_unit_pass,
        "returns_total": case.returned.total,
    }
    if told.employment:
        known["employment"] = law.Employment(told.employment)
    known |= {key: MORE[key](value) for key, value in told.more.items() if key in MORE and value is not None}
    if township := known.get("township"):
        known["township"] = replace(township, places=_places(told, case.unit.place))
    known["similar_professions"] = known.get("similar_professions") or any(
        are_similar(title.series, title.profession, case.application.series, case.application.profession)
        for title in known["titles"]
        if title.declared
    )
    if case.dispatched:
        known["dispatch"] = _dispatch(case)
    return law.Person(**known)


def _dispatch(case: CaseFile) -> law.Dispatch | None:
    """The user unit, and what both companies have done on what was submitted last (KM2023-3.7)."""
    unit, keys = case.user_unit, case.attached_keys
    if unit is None:
        return None
    both = True if case.companies and all(one.passed_at for one in case.companies) else None
    return law.Dispatch(
        user_unit=unit.name,
        both_published=both,
        both_audited=both,
        both_sealed=both,
        agreement=True if "dispatch_agreement" in keys else None,
        user_unit_self_review_series=delegated_series(unit, case.application.level),
    )


def _unit(case: CaseFile, told: Qualification) -> law.Unit:
    unit = case.unit
    return law.Unit(
        name=unit.name,
        kind=unit_kind_of(unit, told.employment),
        registered_in=_city(unit.place),
        institution=unit.institution,
        self_review_series=delegated_series(unit, case.application.level),
        suspended_years=tuple(case.suspended_years),
    )


def _places(told: Qualification, place: Place | None) -> tuple[str, ...]:
    """Where the person works in a township, as told, else the unit's place and those around it, by name."""
    if words := "".join(str(told.more.get("grassroots_place") or "").split()):
        return (words,)
    found: list[str] = []
    while place is not None:
        found.append(place.name)
        place = place.superior
    return tuple(found)


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
    return statutory_day(person.birth_date, who, ages_of(case.tables.find(TableKind.AGES), case.book))


def _insurance(told: Qualification) -> tuple[law.Insured, ...]:
    """The unbroken insurance in Kunming that runs on, then the periods before it."""
    found = []
    if told.insured_from is not None:
        found.append(law.Insured(told.insured_from, None, "昆明市", told.insured_unit or None))
    for one in told.more.get("insurance") or []:
        start, end = day_in(one.get("from")), day_in(one.get("to"))
        if start and end:
            found.append(law.Insured(start, end, one.get("place") or "", one.get("unit") or None))
    return tuple(found)


def _education(record: Record) -> law.Education:
    data = record.data
    return law.Education(
        level=law.Degree(data["level"]),
        finished_on=day_in(data.get("finished_on")),
        matches_work=yes(data.get("matches_work"), unknown=True),
        abroad=yes(data.get("abroad")),
        engineering_professional_degree=yes(data.get("engineering_degree")),
        verified_until=day_in(data.get("verified_until")),
    )


def _titles(case: CaseFile) -> tuple[law.Title, ...]:
    """The titles that the person declares, then those of the register that are not among them (E-47)."""
    declared = []
    held = case.records.get("titles", [])
    newest = max((str(one.data.get("obtained_on", "")) for one in held), default="")
    for record in held:
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
                name=data.get("title", ""),
                appointed_on=day_in(data.get("appointed_on")),
                paid_from=day_in(data.get("paid_from")),
                obtained_by=law.ObtainedBy(data.get("obtained_by") or "评审"),
                origin=law.Origin(data.get("origin") or "云南省"),
                # The bureau answers on the title held last, as it was listed (KM2023-4.3).
                confirmed=case.application.title_confirmed if data["obtained_on"] == newest else None,
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


def _told_other(one: Mapping[str, Any]) -> law.OtherApplication:
    """An application outside this system, as told: nothing else is known of it."""
    return law.OtherApplication(
        year=int(one["year"]),
        kind=law.Kind(one.get("kind") or law.Kind.PROMOTION),
        committee=one.get("committee") or None,
        level=law.Level(one["level"]) if one.get("level") else None,
        unit_passed=one.get("outcome") != law.ApplicationOutcome.WITHDRAWN,
        outcome=law.ApplicationOutcome(one.get("outcome") or law.ApplicationOutcome.WITHDRAWN),
    )


def _new_results(case: CaseFile) -> int | None:
    """Results dated after the last failed application, None where none failed (nothing is asked then)."""
    days = [dt.date(year, 12, 31) for year in case.told_failures]
    if case.failures:
        failed = case.failures[-1].ended_at
        days.append(clock.in_china(failed).date() if failed else dt.date(case.failures[-1].year, 12, 31))
    if not days:
        return None
    since = max(days)
    return sum(
        any((found := day_in(record.data.get(name))) is not None and found > since for name in _RESULT_DAYS)
        for module in _RESULT_MODULES
        for record in case.records.get(module, [])
    )
