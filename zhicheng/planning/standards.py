"""Which standard binds: the newest issued by the call's day that covers the profession (KM2023-4.4b)."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from zhicheng.almanac import clock
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Session, Standard
from zhicheng.planning.scopes import listed
from zhicheng.policy.facts import Degree, Level
from zhicheng.policy.facts import Row as LawRow
from zhicheng.policy.tables.committees import titles_of
from zhicheng.policy.tables.titles import series as all_series
from zhicheng.vault.prepared import Prepared

KINDS = Organisation.Kind


def may_enter(bureau: Organisation, level: str) -> bool:
    """Whether the bureau is of the level: the province for all, the city for mid and junior titles."""
    if bureau.kind == KINDS.PROVINCE:
        return True
    return bureau.kind == KINDS.CITY_BUREAU and level not in {Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR}


def issued(series: str = "", level: str = "") -> QuerySet[Standard]:
    """Issued standards, also replaced ones, newest first; examples on invented time alone."""
    return _issued(series, level, clock.is_invented())


def _issued(series: str, level: str, invented: bool) -> QuerySet[Standard]:
    found = Standard.objects.select_related("replaced_by").filter(state__in=Standard.FINAL)
    if not invented:
        found = found.filter(example=False)
    if series:
        found = found.filter(series=series)
    if level:
        found = found.filter(level=level)
    return found.order_by("-issued_on", "-released_at", "id")


def in_force(standards: Iterable[Standard], day: dt.date) -> list[Standard]:
    """Those of the issued standards that hold on a day: issued by then, not replaced by then; newest first."""
    return [
        one
        for one in standards
        if one.issued_on is not None and one.issued_on <= day and not _replaced_by(one, day)
    ]


def _replaced_by(standard: Standard, day: dt.date) -> bool:
    newer = getattr(standard, "replaced_by", None)
    return newer is not None and newer.issued_on is not None and newer.issued_on <= day


def covering(standards: Iterable[Standard], profession: str) -> Standard | None:
    """The first that covers the profession: one that names it, else one for the whole series."""
    found = list(standards)
    named = next((one for one in found if profession in one.professions), None)
    return named or next((one for one in found if not one.professions), None)


def standards_binding(session: Session, series: str, level: str) -> list[Standard]:
    """The standards of a series and level that bind a session, newest first, for its professions in turn."""
    return bound_to([session], series, level)[session.id]


def bound_to(sessions: Collection[Session], series: str, level: str) -> dict[UUID, list[Standard]]:
    """The standards of a series and level by session, in at most two statements however many sessions.

    As stored when the call was published (DC2022-1.3); before that, what would bind today.
    """
    found: dict[UUID, list[Standard]] = {one.id: [] for one in sessions}
    stored = [one.id for one in sessions if is_bound(one)]
    if stored:
        for row in _stored(series, level, clock.is_invented(), stored):
            found[row.bound_by].append(row)
    if len(stored) < len(found):
        now = in_force(issued(series, level), clock.today())
        found |= {one: now for one in found if one not in stored}
    return found


@Prepared
def _stored(series: str, level: str, invented: bool, sessions: list[UUID]) -> QuerySet[Any]:
    rows = _issued(series, level, invented).select_related(None)
    return rows.filter(bindings__session__in=sessions).annotate(bound_by=F("bindings__session"))


def is_bound(session: Session) -> bool:
    """Whether the session's standards are stored: its call is published."""
    call = getattr(session, "call", None)
    return call is not None and call.published_at is not None


def standards_of(session: Session) -> list[Standard]:
    """The standards that bind a session: for each series and level that its committee may grant."""
    if is_bound(session):
        return list(issued().filter(bindings__session=session))
    return standards_to_bind(session)


def standards_to_bind(session: Session) -> list[Standard]:
    """What binds a session whose call is published today: the standards in force of what it may grant."""
    known = listed(session.committee)
    if known is None:
        return []
    names = {one.id: one.name for one in all_series()}
    granted = {(names[title.series], title.level) for title in titles_of(known)}
    wanted = issued().filter(series__in={name for name, _level in granted})
    return [one for one in in_force(wanted, clock.today()) if (one.series, one.level) in granted]


def professions_bound(standards: Iterable[Standard]) -> tuple[str, ...]:
    """The professions to fill in by the standards in force; empty where one holds for a whole series, or none."""
    found = list(standards)
    if not found or any(not one.professions for one in found):
        return ()
    return tuple(dict.fromkeys(name for one in found for name in one.professions))


def law_rows(standard: Standard | None, *, township: bool) -> tuple[LawRow, ...]:
    """The rows as the law asks for them: the common ones, or the variant for county and township (E-42)."""
    rows: list[dict[str, Any]] = standard.rows if standard else []
    return tuple(
        LawRow(
            education=Degree(row["education"]),
            title_level=Level(row["title_level"]) if row.get("title_level") else None,
            years=int(row.get("years") or 0),
            min_papers=int(row.get("min_papers") or 0),
        )
        for row in rows
        if bool(row.get("township")) is township
    )


def drafts_of(bureau: Organisation) -> QuerySet[Standard]:
    """What the bureau has entered and not released: what waits for release first."""
    open_states = [Standard.State.REPORTED, Standard.State.DRAFT]
    found = Standard.objects.select_related("prepared_by").filter(bureau=bureau, state__in=open_states)
    return found.order_by("-state", "series", "level", "id")
