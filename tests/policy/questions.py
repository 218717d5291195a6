"""Questions to the law for tests: an applicant whom nothing bars, changed key by key."""

from __future__ import annotations

import copy
from typing import Any

from zhicheng.policy.book import open_book
from zhicheng.policy.case import Case, eligibility_facts
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import Facts
from zhicheng.policy.findings import Outcome, Verdict

ENGINEER: dict[str, Any] = {
    "judged_on": "2023-07-20",
    "application": {
        "kind": "晋升评审", "series": "工程技术", "profession": "机械工程", "level": "副高级",
        "meeting_on": "2023-10-20",
    },
    "standard": [{"education": "本科", "title_level": "中级", "years": 5}],
    "person": {
        "unit": {"name": "甲单位", "kind": "非公有制经济组织"},
        "insurance": [{"from": "2019-03-01", "to": None, "unit": "甲单位"}],
        "education": [{"level": "本科", "finished_on": "2008-07-01"}],
        "titles": [
            {"series": "工程技术", "profession": "机械工程", "level": "中级", "obtained_on": "2015-12-30"}
        ],
    },
}  # fmt: skip

GRADUATE: dict[str, Any] = {
    "judged_on": "2023-07-20",
    "application": {"kind": "考核认定", "series": "工程技术", "level": "助理级"},
    "person": {
        "unit": {"name": "甲单位", "kind": "非公有制经济组织"},
        "education": [{"level": "本科", "finished_on": "2022-07-01"}],
        "employed_from": "2022-07-15",
        "unit_assessment": "合格",
    },
}


def ask(year: int, place: str = "昆明市", base: dict[str, Any] = ENGINEER, /, **changes: Any) -> Verdict:
    """The verdict on the base case after changes."""
    return check(question(year, base, **changes), open_book(year, place))


def question(year: int, base: dict[str, Any] = ENGINEER, /, **changes: Any) -> Facts:
    """The facts of the base case after changes; `person__unit__kind="…"` reaches inside.

    Days of the base case move to the policy year asked.
    """
    data = copy.deepcopy(base)
    data["judged_on"] = f"{year}{data['judged_on'][4:]}"
    if "meeting_on" in data["application"]:
        data["application"]["meeting_on"] = f"{year}{data['application']['meeting_on'][4:]}"
    for path, value in changes.items():
        *way, last = path.split("__")
        here = data
        for key in way:
            here = here[key]
        here[last] = value
    return eligibility_facts(Case(data, 1))


def bars(verdict: Verdict, rule: str) -> bool:
    """Whether the rule is among what makes the person ineligible."""
    return any(finding.rule == rule and finding.outcome is Outcome.FAILS for finding in verdict.findings)


def open_for(verdict: Verdict, rule: str) -> bool:
    """Whether the rule waits for a fact."""
    return any(finding.rule == rule and finding.outcome is Outcome.UNKNOWN for finding in verdict.findings)


def admitted(verdict: Verdict) -> bool:
    """Whether everything that applies is met."""
    return verdict.decision.value == "eligible"


def cited(verdict: Verdict, rule: str) -> tuple[str, ...]:
    """The clauses of the rule's first finding."""
    return next(finding.clauses for finding in verdict.findings if finding.rule == rule)
