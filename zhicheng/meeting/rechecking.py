"""Ask the law again about everybody of a session: whose verdict is another if the committee meets on another day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications import casefile, law
from zhicheng.applications.judging import against_the_meeting, verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, EDITABLE, State
from zhicheng.meeting.models import Recheck
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.policy.findings import Finding, Verdict

# Whose verdict still matters: handed in, not yet voted on.
CHECKED = sorted(
    AT_STATION
    | (EDITABLE - {State.DRAFT})
    | {State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.AUDITED, State.PAPER_SENT, State.ACCEPTED}
    | {State.CORRECTING, State.LISTED, State.PRE_MEETING_NOTICE, State.FILED, State.READING}
)
AT_THE_MEETING = sorted({State.FILED, State.READING})


@dataclass(frozen=True)
class Turned:
    """One person whose verdict is another: decisions before and after, and what stands against it now."""

    application: str
    number: str
    name: str
    unit: str
    before: str
    after: str
    barred: bool
    reasons: list[dict[str, Any]]


def turned(session: Session, meeting_on: dt.date) -> tuple[int, list[Turned]]:
    """How many were asked, and those whose verdict turns if the committee meets on that day instead, by number."""
    ids = Application.objects.filter(session=session, state__in=CHECKED).values_list("pk", flat=True)
    found = []
    cases = casefile.load_all(ids)
    for case in cases:
        before = verdict_of(case, window=False)
        after = verdict_of(case, window=False, meeting_on=meeting_on)
        if before.decision is not after.decision or _rules(before) != _rules(after):
            found.append(_turned(case.application, before.decision.value, after))
    return len(cases), found


def barred_on_the_day(session: Session, day: dt.date | None = None) -> list[tuple[Application, str]]:
    """Those admitted to the meeting who do not meet the conditions on the day (today), with what stands against it."""
    day = day or clock.today()
    ids = Application.objects.filter(session=session, state__in=AT_THE_MEETING).values_list("pk", flat=True)
    found = []
    for case in casefile.load_all(ids):
        against = against_the_meeting(verdict_of(case, window=False, attached=True, meeting_on=day))
        if against:
            found.append((case.application, " ".join(finding.sentence for finding in against)))
    return found


def keep(
    session: Session,
    occasion: str,
    by: Account,
    checked: int,
    lines: Iterable[Turned] = (),
    before: dt.date | None = None,
) -> Recheck:
    """Put a check on record, with the version of the law that it asked."""
    return Recheck.objects.create(
        session=session,
        occasion=occasion,
        by=by,
        at=clock.now(),
        meeting_before=before,
        meeting_on=session.meeting_on,
        checked=checked,
        lines=[asdict(line) for line in lines],
        policy_version=law.version_of(session.year, law.place_of(session)),
    )


def _rules(verdict: Verdict) -> set[str]:
    return {finding.rule for finding in against_the_meeting(verdict)}


def _turned(row: Application, before: str, after: Verdict) -> Turned:
    against = against_the_meeting(after)
    return Turned(
        application=str(row.pk),
        number=row.number or "",
        name=row.applicant_name,
        unit=row.unit.name,
        before=before,
        after=after.decision.value,
        barred=any(finding.bars for finding in against),
        reasons=[_reason(finding) for finding in against],
    )


def _reason(finding: Finding) -> dict[str, Any]:
    return {"sentence": finding.sentence + finding.remedy, "clauses": list(finding.clauses)}
