"""Holds an answer against what its case expects; also what the cases know beyond the given format.

Of our own cases `says` names words that a rule's sentence or remedy must hold, `outcomes` how rules came
out, `without` clauses that a rule may not cite.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CASES = Path(__file__).with_name("cases")
FILES = {name: (f"{name}.json", f"own_{name}.json") for name in ("eligibility", "route", "dates", "returns")}


def wrong(answer: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer is not as expected, by key; empty where all is right."""
    return {key: answer.get(key) for key, value in expected.items() if not _fits(key, answer, value)}


def _fits(key: str, answer: Mapping[str, Any], expected: Any) -> bool:
    findings = answer.get("findings", [])
    match key:
        case "because":
            return set(answer.get(key, ())) == set(expected)
        case "clauses":
            return set(expected) <= set(answer.get(key, ()))
        case "outcomes":
            came = {(finding["rule"], finding["outcome"]) for finding in findings}
            return set(expected.items()) <= came
        case "says":
            told = {finding["rule"]: finding["sentence"] + finding["remedy"] for finding in findings}
            return all(word in told[rule] for rule, words in expected.items() for word in words)
        case "without":
            cited = {(finding["rule"], clause) for finding in findings for clause in finding["clauses"]}
            return not any(
                (rule, clause) in cited for rule, clauses in expected.items() for clause in clauses
            )
        case _:
            return bool(answer.get(key) == expected)
