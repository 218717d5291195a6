"""Ask the law about a case file: the verdict, what bars a cover, what only people can decide."""

from zhicheng.applications import guards
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.facts import facts_of
from zhicheng.applications.guards import Target
from zhicheng.people.errors import Refused
from zhicheng.policy import eligibility
from zhicheng.policy.findings import Finding, Verdict, judge
from zhicheng.policy.rules.scope import RULE as SCOPE

# Hard bars that are asked when the cover is saved already (requirements 3.3 row 1).
COVER_BARS = frozenset({"E-02", "E-03", "E-04", "E-14", "E-15", "E-18", "E-20", "E-23", "E-24", "E-25"})

# What a committee's side still decides, or people check by hand: an unknown here does not hold a file up (the
# ladder: AMB-46; approvals by the organiser: AMB-28; the meeting's date; titles from elsewhere: KM2023-4.3).
LEFT_TO_PEOPLE = frozenset({"LADDER", "E-03", "E-06", "E-27", "E-32", "E-36", "E-37", "E-38", "E-43", "E-50"})


def verdict_of(case: CaseFile, *, window: bool = True) -> Verdict:
    """The verdict on the case file as of today; `window`: whether the window is asked too.

    The scope is held against the unit's county or park, which is finer than the city that the facts carry.
    """
    verdict = eligibility.check(facts_of(case, window=window), case.book)
    scope = _scope(case)
    if scope is None:
        return verdict
    findings = [finding if finding.rule != SCOPE else scope for finding in verdict.findings]
    return judge(findings, verdict.years)


def check_cover_bars(case: CaseFile) -> None:
    """No hard bar stands against the cover. Errors: Refused with the finding's words and clause."""
    for finding in verdict_of(case, window=False).findings:
        if finding.bars and finding.rule in COVER_BARS:
            raise Refused(finding.sentence + finding.remedy, clause=finding.clause)


def _scope(case: CaseFile) -> Finding | None:
    if case.session is None:
        return None
    row = case.application
    employment = case.qualification.employment if case.qualification else ""
    answer = guards.scope_answer(
        case.session.committee,
        Target(row.series, row.track, row.profession, row.level, row.title, row.channel),
        case.unit,
        employment,
        row.year,
    )
    return answer.finding if answer is not None else None
