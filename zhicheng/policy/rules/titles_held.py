"""Which titles count as held: E-27 (from elsewhere), E-32 (qualifications), E-19 (former series)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Kind, Level, ObtainedBy, Origin, Title
from zhicheng.policy.findings import Finding
from zhicheng.policy.tables.kept import TableKind, mapped


class Doubt(StrEnum):
    """Why a title cannot simply be counted; the order is from the lightest to the gravest."""

    NONE = ""
    MAPPING_UNKNOWN = "mapping unknown"
    CONFIRMATION_OPEN = "confirmation open"
    CONFIRMATION_REFUSED = "confirmation refused"


@dataclass(frozen=True, slots=True)
class Held:
    """A title that may count, with what stands against it."""

    title: Title
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Basis:
    """The title from which time in post runs, since when, and the doubts of every title it rests on."""

    title: Title
    since: datetime.date
    doubts: tuple[Doubt, ...]


def held_titles(ask: Asking) -> list[Held]:
    """Titles held today; an unmapped qualification is as if absent, a hidden title is E-47's matter."""
    return [
        Held(title, _doubt(ask, title))
        for title in ask.person.titles
        if title.declared
        and title.obtained_on <= ask.today
        and not (title.obtained_by is ObtainedBy.QUALIFICATION and is_mapped(ask, title) is False)
    ]


def is_mapped(ask: Asking, title: Title) -> bool | None:
    """Whether the mapping lists the qualification: by the bureaus' table, or as stated where none is handed in."""
    if ask.tables is None:
        return title.mapped
    return mapped(ask.tables, title.name, title.series, title.level)


def _doubt(ask: Asking, title: Title) -> Doubt:
    if title.obtained_by is ObtainedBy.QUALIFICATION:
        return Doubt.NONE if is_mapped(ask, title) else Doubt.MAPPING_UNKNOWN
    if title.origin is Origin.PROVINCE or title.confirmed:
        return Doubt.NONE
    return Doubt.CONFIRMATION_OPEN if title.confirmed is None else Doubt.CONFIRMATION_REFUSED


def bases(ask: Asking, level: Level) -> list[Basis]:
    """Every way in which a row's lower title at `level` (or above) can be held, earliest start first.

    Only a title of the series applied for satisfies a row; once one is held, time in a former series
    counts on (E-19, GUIDE-Q17-2). A change of series starts from a same-level title of any series.
    """
    held = [one for one in held_titles(ask) if one.title.level.rank >= level.rank]
    wanted = ask.application
    if wanted.kind is Kind.TRANSFER:
        anchors = [one for one in held_titles(ask) if one.title.level is wanted.level]
    else:
        anchors = [one for one in held if one.title.series == wanted.series]
    found: dict[tuple[datetime.date, tuple[Doubt, ...]], Basis] = {}
    for anchor in anchors:
        for start in held:
            doubts = tuple(sorted({anchor.doubt, start.doubt} - {Doubt.NONE}))
            since = _since(ask, start.title)
            key = (since, doubts)
            found.setdefault(key, Basis(start.title, since, doubts))
    return [found[key] for key in sorted(found)]


def _since(ask: Asking, title: Title) -> datetime.date:
    """When time in post begins: with the appointment (GUIDE-Q11); for moved staff see GUIDE-Q10.

    Moved staff of institutions: junior levels count from the document of the move, the others from title,
    appointment and pay together.
    """
    appointed = title.appointed_on or title.obtained_on
    since = max(title.obtained_on, appointed)
    moved = ask.person.post_moved
    if moved is None or not ask.person.unit.institution:
        return since
    if ask.application.level.junior:
        return max(since, moved.document_on or since)
    return max(since, title.paid_from or title.obtained_on)


def doubt_finding(ask: Asking, doubt: Doubt, title: Title) -> Finding:
    """What a doubt about a title that the application rests on means for it."""
    what = f"{title.series}{title.profession}{title.level}"
    if doubt is Doubt.MAPPING_UNKNOWN:
        sentence = f"职业资格{title.name}是否列入与{what}对应的目录尚不清楚。"
        remedy = "请核对《云南省专业技术人员职业资格与职称对应表》。"
        return ask.unknown("E-32", sentence, remedy, table=ask.cited(TableKind.QUALIFICATIONS))
    if doubt is Doubt.CONFIRMATION_OPEN:
        sentence = f"在{title.origin}取得的{what}尚未确认,评审会前须完成确认。"
        return ask.unknown("E-27", sentence, "由评委会在会前公示前将确认名单报人社部门。")
    return ask.fails(
        "E-27", f"在{title.origin}取得的{what}未获确认,不能作为申报依据。", "请重新评审或按规定办理确认。"
    )


def outside_titles(ask: Asking) -> Finding:
    """E-27 where nothing stands against the titles that the application rests on."""
    outside = any(title.origin is not Origin.PROVINCE for title in ask.person.titles)
    if outside:
        return ask.passes("E-27", "申报所依据的外地职称已经确认或不需要确认。")
    return ask.silent("E-27", "没有在外省、中央单位、部队取得的职称。")


def qualifications(ask: Asking) -> Finding:
    """E-32 where nothing stands against the qualifications that the application rests on."""
    found = [title for title in ask.person.titles if title.obtained_by is ObtainedBy.QUALIFICATION]
    known = [is_mapped(ask, title) for title in found]
    if any(known):
        sentence = "所取得的职业资格在对应目录内,视为具备相应系列和层级的职称。"
        return ask.passes("E-32", sentence, table=ask.cited(TableKind.QUALIFICATIONS))
    if False in known:
        return ask.silent("E-32", "所取得的职业资格不在对应目录内,不能视为职称。")
    return ask.silent("E-32", "没有以职业资格对应的职称作为依据。")


def former_series(ask: Asking) -> Finding:
    """E-19: whether time in a former series counts on (GUIDE-Q17-2)."""
    series = {title.series for title in ask.person.titles if title.declared}
    if ask.application.series in series and len(series) > 1:
        return ask.passes("E-19", "变更系列前后同级岗位的履职时间连续计算。")
    return ask.silent("E-19")
