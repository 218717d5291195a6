"""申报自查: one answer for the page: what is missing, what would help, what the rules say."""

from collections.abc import Iterable
from dataclasses import dataclass

from zhicheng.applications import completeness, guards
from zhicheng.applications.casefile import CaseFile
from zhicheng.applications.corrections import check_in_time
from zhicheng.applications.judging import left_to_people, verdict_of
from zhicheng.applications.links import link
from zhicheng.applications.states import State
from zhicheng.applications.stationing import Road, road_of
from zhicheng.dossiers.modules import BY_KEY, MODULES
from zhicheng.people.errors import Refused
from zhicheng.policy.findings import Finding, Outcome, Verdict

GROUPS = {
    "basics": "基本信息",
    "unit": "基本信息",
    "qualification": "资格信息",
    "cover": "申报封面",
    "attachment": "附件",
}


@dataclass(frozen=True)
class Line:
    """One thing to complete or to consider, with its 去完善 address."""

    text: str
    clause: str
    url: str
    group: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the preparation and how far it is."""

    label: str
    url: str
    count: int
    open: int


@dataclass(frozen=True)
class Check:
    """Everything that the page of 申报自查 shows."""

    parts: tuple[Part, ...]
    missing: tuple[Line, ...]
    advice: tuple[Line, ...]
    verdict: Verdict
    fails: tuple[Finding, ...]
    by_people: tuple[Finding, ...]
    passes: tuple[Finding, ...]
    road: Road
    closed: str

    @property
    def done(self) -> int:
        """How many parts of the preparation have nothing open."""
        return sum(1 for part in self.parts if not part.open)

    @property
    def grouped(self) -> dict[str, list[Line]]:
        """What is missing by the part in which it is completed, in the order of the preparation."""
        found: dict[str, list[Line]] = {}
        for line in self.missing:
            found.setdefault(line.group, []).append(line)
        return found

    @property
    def ready(self) -> bool:
        """Whether 申报 would be accepted now."""
        return not (self.missing or self.fails or self.closed)


def check_of(case: CaseFile) -> Check:
    """The check as of today, from the same functions that the submission asks."""
    state = State(case.application.state)
    road = road_of(case)
    verdict = verdict_of(case, window=False)
    items = completeness.missing(case, verdict, road)
    advice = completeness.advice(case)
    return Check(
        parts=_parts(case, items),
        missing=_lines(items, case),
        advice=_lines(advice, case),
        verdict=verdict,
        fails=completeness.settled(verdict, items),
        by_people=tuple(one for one in verdict.findings if left_to_people(one)),
        passes=tuple(one for one in verdict.findings if one.outcome is Outcome.PASSES),
        road=road,
        closed=_closed(case, state),
    )


def _closed(case: CaseFile, state: State) -> str:
    """Why it is not the time to submit; empty where it is."""
    try:
        if state is State.CORRECTING:
            check_in_time(case.application)
        elif case.session is not None:
            guards.check_time(case.session, case.book, first=state is State.DRAFT)
        elif state is State.DRAFT:
            guards.check_month(case.application.kind, case.application.channel, case.book)
    except Refused as refused:
        return refused.message
    return ""


def _lines(items: Iterable[completeness.Item], case: CaseFile) -> tuple[Line, ...]:
    return tuple(
        Line(item.text, item.clause, link(item.where, case.application.pk), _group(item.where))
        for item in items
    )


def _group(where: str) -> str:
    """Under which heading a thing to complete stands."""
    kind, _sep, key = where.partition(":")
    return BY_KEY[key].label if kind == "module" else GROUPS[kind]


def _parts(case: CaseFile, items: tuple[completeness.Item, ...]) -> tuple[Part, ...]:
    """The preparation in the guide's order: basics, 资格信息, the 13 modules, cover, attachments."""

    def open_at(*places: str) -> int:
        return sum(1 for item in items if item.where in places)

    def at(where: str) -> str:
        return link(where, case.application.pk)

    wanted = [one for one in case.demands if one.required]
    return (
        Part("基本信息", at("basics"), 1, open_at("basics", "unit")),
        Part("资格信息", at("qualification"), int(case.qualification is not None), open_at("qualification")),
        *(
            Part(
                one.label,
                at(f"module:{one.key}"),
                len(case.records.get(one.key, [])),
                open_at(f"module:{one.key}"),
            )
            for one in MODULES
        ),
        Part("申报封面", at("cover"), 1, open_at("cover")),
        Part(
            "附件",
            at("attachment:"),
            len(case.attachments),
            open_at(*(f"attachment:{one.key}" for one in wanted)),
        ),
    )
