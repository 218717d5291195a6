"""Ask the law about a case file: the verdict, what bars a cover, what only people can decide."""

import datetime as dt

from zhicheng.applications import guards
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.facts import facts_of
from zhicheng.applications.guards import Target
from zhicheng.people.errors import Refused
from zhicheng.policy import eligibility
from zhicheng.policy.asking import Asking
from zhicheng.policy.findings import Finding, Outcome, Verdict, judge
from zhicheng.policy.rules import recognition
from zhicheng.policy.rules.scope import RULE as SCOPE

# Hard bars that are asked when the cover is saved already (requirements 3.3 row 1).
COVER_BARS = frozenset({"E-02", "E-03", "E-04", "E-14", "E-15", "E-18", "E-20", "E-23", "E-24", "E-25"})

# What a committee's side still decides, or people check by hand: an unknown here does not hold a file up (the
# ladder: AMB-46; approvals by the organiser: AMB-28; the meeting's date; titles from elsewhere: KM2023-4.3).
LEFT_TO_PEOPLE = frozenset(
    {"LADDER", "E-03", "E-06", "E-27", "E-32", "E-36", "E-37", "E-38", "E-43", "E-45", "E-50"}
)


# What must have been approved before somebody goes to the meeting (KM2023-2.3, 5.1a, 5.3a, AMB-28).
APPROVALS = frozenset({"E-06", "E-36", "E-37"})


def left_to_people(finding: Finding) -> bool:
    """Whether the finding is open and people settle it: by its rule, or because a bureau's table is missing."""
    return finding.outcome is Outcome.UNKNOWN and (finding.rule in LEFT_TO_PEOPLE or finding.awaits_table)


def verdict_of(
    case: CaseFile, *, window: bool = True, attached: bool = False, meeting_on: dt.date | None = None
) -> Verdict:
    """The verdict on the case file as of today; `window`: whether the window is asked too.

    `attached`: whether attachments are judged too; `meeting_on`: as if the committee met on that day. The scope
    is held against the unit's county or park, which is finer than the city that the facts carry.
    """
    facts = facts_of(case, window=window, attached=attached, meeting_on=meeting_on)
    verdict = eligibility.check(facts, case.book)
    scope = _scope(case)
    if scope is None:
        return verdict
    findings = [finding if finding.rule != SCOPE else scope for finding in verdict.findings]
    return judge(findings, verdict.years)


def against_the_meeting(verdict: Verdict) -> tuple[Finding, ...]:
    """What keeps somebody from the meeting: what bars, and approvals that are still open."""
    return tuple(
        finding
        for finding in verdict.findings
        if finding.bars or (finding.rule in APPROVALS and finding.outcome is Outcome.UNKNOWN)
    )


def check_cover_bars(case: CaseFile) -> None:
    """No hard bar stands against the cover. Errors: Refused with the finding's words and clause."""
    for finding in verdict_of(case, window=False).findings:
        if finding.bars and finding.rule in COVER_BARS:
            raise Refused(finding.sentence + finding.remedy, clause=finding.clause)


def recognised_from(case: CaseFile) -> dt.date | None:
    """The day from which a title recognised on this file counts, None where the facts for it are missing."""
    return recognition.counts_from(Asking(facts_of(case), case.book))


def _scope(case: CaseFile) -> Finding | None:
    if case.session is None:
        return None
    row = case.application
    answer = guards.scope_answer(
        case.session.committee,
        Target(row.series, row.track, row.profession, row.level, row.title, row.channel),
        case.unit,
        case.qualification,
        row.year,
    )
    return answer.finding if answer is not None else None
