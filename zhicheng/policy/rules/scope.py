"""E-50: does an application lie within the committee's registered scope (评审范围)?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhicheng.policy.findings import Finding, Outcome
from zhicheng.policy.tables.committees import UNIT_KINDS, Committee, PartKind, Scope, ScopePart, committees
from zhicheng.policy.tables.places import place_named, places, reaches
from zhicheng.policy.tables.professions import profession_named
from zhicheng.policy.tables.titles import LEVELS, Series, series_named, tracks

RULE = "E-50"

# From 2023 on the province names the widening of a scope as a violation of its own.
WIDENING = "YN2023-2.5b"
WIDENING_FROM = int(WIDENING[2:6])  # the year of the notice that says so

# Units that no Kunming committee takes (KM2023-2.1a), and those it takes on entrustment only (KM2023-2.3).
OUTSIDE = ("中央在昆", "外省企业分公司")
BY_ENTRUSTMENT = ("省属在昆", "其他州市")


@dataclass(frozen=True, slots=True)
class ScopeAsk:
    """What is known of an application; None means not known, and the part is then left for people to check.

    `series`, `track`, `profession` and `place` are ids or names; `unit_kind` is one of UNIT_KINDS;
    `institution` says whether the unit is a 事业单位, `workplace` what school or office it is (幼儿园 …);
    `own_staff` whether the person belongs to the committee's own unit (None: judged by `unit_name`).
    """

    series: str
    level: str
    track: str | None = None
    profession: str | None = None
    place: str | None = None
    unit_kind: str | None = None
    unit_name: str = ""
    institution: bool | None = None
    workplace: str | None = None
    own_staff: bool | None = None
    special_talent: bool = False
    entrusted: bool = False

    def __post_init__(self) -> None:
        """Refuse terms that do not exist, so that a slip of the caller is not taken for a misfit."""
        if series_named(self.series) is None:
            raise ValueError(f"no such series: {self.series}")
        if self.level not in LEVELS:
            raise ValueError(f"no such level: {self.level}")
        if self.unit_kind is not None and self.unit_kind not in UNIT_KINDS:
            raise ValueError(f"no such kind of unit: {self.unit_kind}")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part of the scope that is not met; `rule` is E-50, or E-04, E-06 where they bar the unit anyway."""

    part: PartKind
    sentence: str
    clause: str
    rule: str = RULE


@dataclass(frozen=True, slots=True)
class ScopeAnswer:
    """How an application lies to a scope: the parts not met, and questions that only people can answer."""

    scope: Scope
    misfits: tuple[Misfit, ...]
    questions: tuple[str, ...]
    year: int | None

    @property
    def fits(self) -> bool:
        """Whether nothing known stands against it; the cover may then offer the committee."""
        return not self.misfits

    @property
    def finding(self) -> Finding:
        """The finding of E-50; what E-04 and E-06 judge is left to them."""
        own = [one for one in self.misfits if one.rule == RULE]
        clauses = (self.scope.clause,)
        if own:
            late = self.year is not None and self.year >= WIDENING_FROM
            return Finding(
                rule=RULE,
                outcome=Outcome.FAILS,
                sentence=f"本次申报不在“{self.scope.committee_name}”的评审范围内："
                + "".join(one.sentence for one in own),
                clauses=(*clauses, WIDENING) if late else clauses,
                remedy="请改选评审范围相符的评委会；如填写有误，请先更正封面或单位信息。",
            )
        sentence = f"本次申报在“{self.scope.committee_name}”的评审范围内。"
        return Finding(RULE, Outcome.PASSES, sentence + "".join(self.questions), clauses)


def fits(scope: Scope, ask: ScopeAsk, *, year: int | None = None) -> ScopeAnswer:
    """Hold an application against every part of a scope. `year` is the policy year, for the clauses to cite.

    Source: E-50, GUIDE-3.1, GUIDE-3.2, YN2023-2.5b.
    """
    found = [one for part in scope.parts for one in _judge(scope, part, ask)]
    return ScopeAnswer(
        scope=scope,
        misfits=tuple(one for one in found if isinstance(one, Misfit)),
        questions=tuple(one for one in found if isinstance(one, str)),
        year=year,
    )


def committees_that_fit(ask: ScopeAsk) -> tuple[Committee, ...]:
    """The committees of the directory that an application may choose, in its order."""
    return tuple(one for one in committees() if fits(one.scope, ask).fits)


def _judge(scope: Scope, part: ScopePart, ask: ScopeAsk) -> Iterator[Misfit | str]:
    """What one part says: a misfit, a question for people (as a sentence), or nothing."""
    match part.kind:
        case PartKind.TRACKS:
            yield from _tracks(scope, part, ask)
        case PartKind.LEVELS:
            if ask.level not in part.values:
                yield _misfit(scope, part, f"只评{'、'.join(part.values)}，不受理{ask.level}")
        case PartKind.PROFESSIONS:
            yield from _profession(scope, part, ask)
        case PartKind.PLACES:
            yield from _place(scope, part, ask)
        case PartKind.UNIT_KINDS:
            yield from _unit_kind(scope, part, ask)
        case PartKind.EXCLUDED_UNIT_KINDS:
            if ask.unit_kind in part.values:
                yield _misfit(scope, part, f"不受理{ask.unit_kind}单位的申报，委托评审也不受理")
        case PartKind.INSTITUTIONS_ONLY:
            if ask.institution is None:
                yield f"请核对申报单位是否为事业单位（{_quote(part)}）。"
            elif not ask.institution:
                yield _misfit(scope, part, "只受理事业单位人员")
        case PartKind.WORKPLACES:
            if ask.workplace is None:
                yield f"请核对申报人是否在{'、'.join(part.values)}工作。"
            elif ask.workplace not in part.values:
                yield _misfit(scope, part, f"只受理{'、'.join(part.values)}的人员，不含{ask.workplace}")
        case PartKind.OWN_STAFF_ONLY:
            own = _bare(ask.unit_name) in part.values if ask.own_staff is None else ask.own_staff
            if not own:
                yield _misfit(scope, part, f"只受理{part.values[0]}本单位的人员")
        case _:  # SPECIAL_TALENTS_ONLY
            if not ask.special_talent:
                yield _misfit(scope, part, "只受理特殊人才，正常晋升请选本县（市）区或园区的评委会")


def _tracks(scope: Scope, part: ScopePart, ask: ScopeAsk) -> Iterator[Misfit]:
    series = _series(ask.series)
    asked = [track for track in series.tracks if ask.track is None or ask.track in (track.id, track.name)]
    if not any(track.id in part.values for track in asked):
        names = "、".join(dict.fromkeys(_series(tracks()[value].series).name for value in part.values))
        yield _misfit(scope, part, f"只受理{names}系列，不受理{series.name}系列")


def _series(name: str) -> Series:
    """A series that is known to exist."""
    found = series_named(name)
    assert found is not None
    return found


def _profession(scope: Scope, part: ScopePart, ask: ScopeAsk) -> Iterator[Misfit | str]:
    if _series(ask.series).id not in {tracks()[one].series for one in scope.values(PartKind.TRACKS)}:
        return  # the series already misfits; its professions are another series'
    if not ask.profession:
        yield f"请填写专业，并核对是否属于{_quote(part)}。"
        return
    asked = profession_named(ask.profession)
    if asked is None:
        yield f"请核对“{ask.profession}”是否属于{_quote(part)}。"
    elif {asked.id, *asked.fields} & set(part.values):
        return
    elif asked.is_field and any(asked.id in _fields_of(value) for value in part.values):
        yield f"“{asked.name}”领域中只受理{_quote(part)}，请核对具体专业。"
    else:
        yield _misfit(scope, part, f"只受理{_quote(part)}，不含“{ask.profession}”")


def _fields_of(profession: str) -> tuple[str, ...]:
    found = profession_named(profession)
    assert found is not None
    return found.fields


def _place(scope: Scope, part: ScopePart, ask: ScopeAsk) -> Iterator[Misfit | str]:
    if ask.entrusted or not ask.place or ask.unit_kind in (*OUTSIDE, *BY_ENTRUSTMENT):
        return  # entrusted units come from anywhere; without entrustment E-04 and E-06 answer
    asked = place_named(ask.place)
    if asked is not None and set(reaches(asked)) & set(part.values):
        return
    admitted = "、".join(one.name for one in places() if one.id in part.values)
    if asked is not None and asked.kind == "city":
        yield f"请核对申报单位是否在{admitted}。"
    else:
        name = asked.name if asked else ask.place
        yield _misfit(scope, part, f"只受理{admitted}的单位，申报单位在{name}")


def _unit_kind(scope: Scope, part: ScopePart, ask: ScopeAsk) -> Iterator[Misfit]:
    kind = ask.unit_kind
    if kind is None or kind in part.values:
        return
    if kind in OUTSIDE:
        sentence = f"{kind}单位的人员不在昆明市申报评审范围内。"
        yield Misfit(part.kind, sentence, "KM2023-2.1a", "E-04")
    elif kind in BY_ENTRUSTMENT:
        if not ask.entrusted:
            sentence = f"{kind}单位的人员须先办理委托评审，经市人社局同意后才能申报。"
            yield Misfit(part.kind, sentence, "KM2023-2.3", "E-06")
    else:
        who = "自由职业者" if kind == "无" else f"{kind}单位"
        yield _misfit(scope, part, f"不受理{who}人员的申报")


def _misfit(scope: Scope, part: ScopePart, what: str) -> Misfit:
    quoted = "" if _quote(part) in what else f"（名称或评审范围写明{_quote(part)}）"
    return Misfit(part.kind, f"该评委会{what}{quoted}。", scope.clause)


def _quote(part: ScopePart) -> str:
    """The words that the part rests on, in quotation marks."""
    return "".join(f"“{words}”" for words in part.words)


def _bare(name: str) -> str:
    return "".join(name.split())
