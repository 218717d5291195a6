"""An answer of the law: what was asked, how it came out, in which words, on which clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """How one question came out; `unknown` is never a pass."""

    PASSES = "passes"
    FAILS = "fails"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Decision(StrEnum):
    """The verdict over all questions."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Finding:
    """One question answered: `rule` id, the clauses it rests on (the first is the main one), Chinese words.

    `remedy` says what would mend it; empty where nothing can or need be done. `inherited_from` is the year
    whose rule is carried on where the year's own documents are silent, else None. `table` names the table of the
    bureaus that it rests on, with its version, or says that there is none yet.
    """

    rule: str
    outcome: Outcome
    sentence: str
    clauses: tuple[str, ...] = ()
    document: str = ""
    remedy: str = ""
    inherited_from: int | None = None
    table: str = ""

    @property
    def awaits_table(self) -> bool:
        """Whether it is open because a table of the bureaus is not released: nothing the applicant can mend."""
        return self.outcome is Outcome.UNKNOWN and bool(self.table)

    @property
    def clause(self) -> str:
        """The main clause, empty where the rule rests on a committee's standard alone."""
        return self.clauses[0] if self.clauses else ""

    @property
    def bars(self) -> bool:
        """Whether this finding alone makes the person ineligible."""
        return self.outcome is Outcome.FAILS

    def as_data(self) -> dict[str, Any]:
        """The finding as plain data for JSON."""
        return {
            "rule": self.rule,
            "clause": self.clause,
            "clauses": list(self.clauses),
            "document": self.document,
            "outcome": self.outcome.value,
            "sentence": self.sentence,
            "remedy": self.remedy,
            "inherited_from": self.inherited_from,
            **({"table": self.table} if self.table else {}),
        }


@dataclass(frozen=True, slots=True)
class Years:
    """Whole years that a standard's row requires after all changes, and full years counted to the cut-off."""

    required: int
    counted: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to an application: decision, findings in the order of the rules, years if a row decided."""

    decision: Decision
    findings: tuple[Finding, ...]
    years: Years | None = None

    @property
    def because(self) -> tuple[str, ...]:
        """The rule ids that make the decision what it is, without doubles; empty when eligible."""
        return tuple(dict.fromkeys(finding.rule for finding in self.deciding))

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that make the decision what it is."""
        wanted = {Decision.INELIGIBLE: Outcome.FAILS, Decision.INCOMPLETE: Outcome.UNKNOWN}.get(self.decision)
        return tuple(finding for finding in self.findings if finding.outcome is wanted)

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that the deciding findings rest on, without doubles."""
        return tuple(dict.fromkeys(clause for finding in self.deciding for clause in finding.clauses))

    def as_data(self) -> dict[str, Any]:
        """The verdict as plain data for JSON, in the shape of the policy cases."""
        data: dict[str, Any] = {
            "verdict": self.decision.value,
            "because": list(self.because),
            "clauses": list(self.clauses),
        }
        if self.years is not None:
            data["years"] = {"required": self.years.required, "counted": self.years.counted}
        data["findings"] = [finding.as_data() for finding in self.findings]
        return data


def judge(findings: Iterable[Finding], years: Years | None = None) -> Verdict:
    """The verdict that findings make: any failure bars; else anything unknown leaves it open."""
    found = tuple(findings)
    outcomes = {finding.outcome for finding in found}
    if Outcome.FAILS in outcomes:
        decision = Decision.INELIGIBLE
    elif Outcome.UNKNOWN in outcomes:
        decision = Decision.INCOMPLETE
    else:
        decision = Decision.ELIGIBLE
    return Verdict(decision, found, years)
