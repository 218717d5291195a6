"""Runs every rule that applies to an application and gathers the verdict with all findings."""

from __future__ import annotations

from collections.abc import Callable

from zhicheng.policy.asking import Asking
from zhicheng.policy.book import Book
from zhicheng.policy.facts import Facts
from zhicheng.policy.findings import Finding, Verdict, judge
from zhicheng.policy.rules import (
    applications,
    attachments,
    belonging,
    committee_scope,
    education,
    fast_tracks,
    freelancers,
    insurance,
    posts,
    recognition,
    retirement,
    rural,
    standard,
    standing,
    titles_held,
    transfer,
)

Rule = Callable[[Asking], Finding | list[Finding]]

# Every rule by the id under which it answers when nothing of the standard's row answers for it.
RULES: tuple[tuple[str, Rule], ...] = (
    ("E-01", belonging.in_service),
    ("E-02", retirement.civil_servant),
    ("E-03", retirement.retired),
    ("E-04", belonging.excluded_unit),
    ("E-05", freelancers.freelancer),
    ("E-06", belonging.entrustment),
    ("E-07", belonging.work_permit),
    ("E-08", insurance.insured),
    ("E-10", education.equivalence),
    ("E-13", posts.moved_to_post),
    ("E-14", posts.seconded),
    ("E-15", posts.administrative),
    ("E-16", transfer.second_title),
    ("E-17", transfer.change_of_series),
    ("E-18", transfer.promoted_too_soon),
    ("E-19", titles_held.former_series),
    ("E-20", applications.by_examination),
    ("E-21", applications.once_a_year),
    ("E-22", applications.new_results),
    ("E-23", standing.integrity),
    ("E-24", standing.suspended_unit),
    ("E-25", standing.returns_used_up),
    ("E-26", standing.in_window),
    ("E-28", recognition.confirmed),
    ("E-29", transfer.similar_professions),
    ("E-30", recognition.recognised),
    ("E-31", fast_tracks.postdoc),
    ("E-33", fast_tracks.skilled),
    ("E-37", fast_tracks.green_channel),
    ("E-38", fast_tracks.first_direct),
    ("E-39", fast_tracks.grassroots),
    ("E-40", rural.rural_service),
    ("E-41", rural.relief_service),
    ("E-42", belonging.no_household_bar),
    ("E-43", fast_tracks.special_talent),
    ("E-44", fast_tracks.directed),
    ("E-45", freelancers.dispatched),
    ("E-47", standing.hidden_title),
    ("E-48", attachments.commitment_and_publicity),
    ("E-49", attachments.education_proof),
    ("E-50", committee_scope.in_scope),
)

# Rules that the standard's row answers; where it is silent they are told as not applicable.
BY_ROW: tuple[tuple[str, Rule | None], ...] = (
    ("E-09", None),
    ("E-11", None),
    ("E-12", None),
    ("E-27", titles_held.outside_titles),
    ("E-32", titles_held.qualifications),
    ("E-34", None),
    ("E-35", None),
    ("E-36", fast_tracks.exceptional),
    ("E-46", None),
)


_ORDER = {
    rule: at
    for at, rule in enumerate(
        [
            *sorted({*(name for name, _ in RULES), *(name for name, _ in BY_ROW), "E-12a", "E-12b"}),
            "LADDER",
            "PAPERS",
        ]
    )
}


def check(facts: Facts, book: Book) -> Verdict:
    """The verdict on an application by the law of `book`: every rule looked at, in the order of the rules.

    `facts.judged_on` is the day of asking; years are whole years. A rule that neither the year nor an
    earlier one sets is told as not applicable; NotSet where a rule in force needs a value that nothing sets.
    """
    ask = Asking(facts, book)
    found, years = standard.by_standard(ask)
    for name, rule in RULES:
        _add(found, rule(ask) if ask.holds(name) else ask.not_in_force(name))
    told = {finding.rule for finding in found}
    for name, otherwise in BY_ROW:
        if name not in told:
            _add(found, otherwise(ask) if otherwise and ask.holds(name) else _untold(ask, name))
    found.sort(key=lambda finding: _ORDER[finding.rule])
    return judge(found, years)


def _add(found: list[Finding], answer: Finding | list[Finding]) -> None:
    if isinstance(answer, Finding):
        found.append(answer)
    else:
        found.extend(answer)


def _untold(ask: Asking, rule: str) -> Finding:
    return ask.silent(rule) if ask.holds(rule) else ask.not_in_force(rule)
