"""E-50 asked of an application: is it within the scope of the committee, or of the self-review unit?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from zhicheng.policy import clauses
from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import REVIEWS, Channel, CommitteeLevel, Employment
from zhicheng.policy.findings import Finding
from zhicheng.policy.rules.scope import ScopeAsk, fits
from zhicheng.policy.tables.committees import Committee, committees
from zhicheng.policy.tables.titles import series_named


def in_scope(ask: Asking) -> list[Finding]:
    """E-50: a committee of the directory by its scope; 自主 by the series delegated to the unit."""
    wanted = ask.application
    if wanted.kind not in REVIEWS:
        return [ask.silent("E-50")]
    if wanted.committee_level is CommitteeLevel.SELF_REVIEW:
        return [_self_review(ask)]
    committee = _named(wanted.committee)
    if committee is None or series_named(wanted.series) is None:
        return [ask.silent("E-50", "没有可核对的评委会评审范围。")]
    unit = ask.person.unit
    entrusted = wanted.entrustment is not None
    question = ScopeAsk(
        series=wanted.series,
        level=wanted.level.value,
        profession=wanted.profession or None,
        place=unit.registered_in,
        unit_kind=unit.kind.value,
        unit_name=unit.name,
        institution=unit.institution,
        special_talent=wanted.channel is Channel.SPECIAL,
        entrusted=entrusted,
    )
    found = fits(committee.scope, question, year=ask.book.year).finding
    return [replace(found, document=clauses.load()[found.clause].number)]


def _self_review(ask: Asking) -> Finding:
    """A self-review unit takes its own people in the delegated series only (KM2023-1.5, AMB-21)."""
    person, series = ask.person, ask.application.series
    delegated = person.unit.self_review_series
    dispatched = person.employment is Employment.DISPATCHED
    if dispatched and person.dispatch:
        delegated += person.dispatch.user_unit_self_review_series
    if series in delegated:
        return ask.passes("E-50", f"{series}系列已下放给本单位自主评审。", also=("KM2023-1.5",))
    if dispatched and not delegated:
        sentence = "用人单位获准自主评审的系列没有填写,不能核对评审范围。"
        return ask.unknown("E-50", sentence, "请填写用人单位获准自主评审的系列。", also=("KM2023-1.5",))
    return ask.fails(
        "E-50",
        f"{series}系列没有下放给本单位自主评审。",
        "请改报相应的市、县或省评委会。",
        also=("KM2023-1.5",),
    )


def _named(name: str | None) -> Committee | None:
    return _by_name().get("".join(name.split())) if name else None


@cache
def _by_name() -> Mapping[str, Committee]:
    return {"".join(one.name.split()): one for one in committees()}
