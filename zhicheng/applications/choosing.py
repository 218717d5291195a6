"""What may be chosen on the cover, step by step: from kind and series to the committees open now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.applications import guards
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import KINDS, Kind, KindRow, row_for
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.catalogues.queries import tables_on
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.models import Session, Standard
from zhicheng.planning.queries import committee_titles, open_sessions
from zhicheng.planning.scopes import listed
from zhicheng.planning.standards import bound_to, professions_bound
from zhicheng.policy.tables.committees import professions_of
from zhicheng.policy.tables.titles import TitleName, series, titles_for, tracks


@dataclass(frozen=True)
class Pick:
    """What has been picked so far; empty where nothing is."""

    kind: str = Kind.PROMOTION.value
    channel: str = "正常"
    series: str = ""
    track: str = ""
    level: str = ""
    title: str = ""
    profession: str = ""
    session: str = ""

    @property
    def target(self) -> Target:
        """The pick as a target of the law."""
        return Target(self.series, self.track, self.profession.strip(), self.level, self.title, self.channel)


@dataclass(frozen=True)
class Offer:
    """A committee whose window is open: whether the pick fits its scope, why not, what people will check."""

    session: Session
    fits: bool
    why: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """What each step offers, and the pick without what is no longer offered."""

    pick: Pick
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    series: tuple[str, ...]
    tracks: tuple[str, ...]
    levels: tuple[str, ...]
    titles: tuple[str, ...]
    professions: tuple[str, ...]
    offers: tuple[Offer, ...]
    row: KindRow
    year: int

    @property
    def complete(self) -> bool:
        """Whether the cover can be checked and saved: everything is picked, a committee where one decides."""
        if self.row.by_committee:
            return self.chosen is not None
        return bool(self.pick.title and self.pick.profession.strip())

    @property
    def chosen_year(self) -> int:
        """The policy year of the cover as picked."""
        return self.chosen.session.year if self.chosen else self.year

    @property
    def chosen(self) -> Offer | None:
        """The committee picked, where the pick is complete and fits."""
        if not self.pick.title or not self.pick.profession.strip():
            return None
        return next(
            (one for one in self.offers if one.fits and str(one.session.id) == self.pick.session), None
        )


def read_pick(data: Mapping[str, str]) -> Pick:
    """The pick of a form; foreign fields are ignored, long text is cut, signs without shape are dropped."""
    typed = {
        name: "".join(sign for sign in data.get(name, "") if sign.isprintable())
        for name in Pick.__dataclass_fields__
    }
    return replace(Pick(), **{name: text.strip()[:60] for name, text in typed.items() if text.strip()})


def pick_of(application: Application | None) -> Pick:
    """The pick of a saved cover."""
    if application is None:
        return Pick()
    return Pick(
        kind=application.kind,
        channel=application.channel,
        series=application.series,
        track=application.track,
        level=application.level,
        title=application.title,
        profession=application.profession,
        session=str(application.session_id or ""),
    )


def choices(person: Person, unit: Organisation | None, pick: Pick) -> Choices:
    """What the person may choose now: two SQL statements, however many sessions are open."""
    year = clock.today().year
    book = book_of(year, None)
    kinds = tuple(kind.value for kind, one in KINDS.items() if guards.is_open(one, book))
    kind = pick.kind if pick.kind in kinds else Kind.PROMOTION.value
    channels = KINDS[Kind(kind)].channels
    channel = _only(pick.channel, channels) or channels[0]
    row = row_for(kind, channel)
    names = {one.id: one.name for one in series()}
    granted: list[tuple[Session | None, TitleName]]
    if row.by_committee:
        sessions = [session for session in open_sessions(clock.now()) if session.committee.active]
        granted = [(session, title) for session in sessions for title in committee_titles(session.committee)]
    else:
        tables = tables_on(clock.today())
        granted = [
            (None, title)
            for one in series()
            for title in titles_for(one.id)
            if title.level in row.levels and not guards.is_examined(tables, book, one.name, title.level)
        ]

    all_series = tuple(
        one.name for one in series() if any(title.series == one.id for _session, title in granted)
    )
    chosen_series = _only(pick.series, all_series)
    granted = [(one, title) for one, title in granted if names[title.series] == chosen_series]
    all_tracks = tuple(dict.fromkeys(tracks()[title.track].name for _session, title in granted))
    track = _only(pick.track, all_tracks)
    granted = [(one, title) for one, title in granted if tracks()[title.track].name == track]
    levels = tuple(dict.fromkeys(title.level for _session, title in granted))
    level = _only(pick.level, levels)
    granted = [(one, title) for one, title in granted if title.level == level]
    titles = tuple(dict.fromkeys(title.name for _session, title in granted))
    title = _only(pick.title, titles)
    offering = [one for one, found in granted if found.name == title and one is not None]

    clean = replace(
        pick,
        kind=kind,
        channel=channel,
        series=chosen_series,
        track=track,
        level=level,
        title=title,
    )
    bound = bound_to(offering, chosen_series, level)
    offers = tuple(_offer(one, clean, person, unit, bound[one.id]) for one in offering)
    fitting = [str(one.session.id) for one in offers if one.fits]
    clean = replace(clean, session=_only(pick.session, tuple(fitting)))
    return Choices(
        pick=clean,
        kinds=kinds,
        channels=channels,
        series=all_series,
        tracks=all_tracks,
        levels=levels,
        titles=titles,
        professions=_professions(offering, bound),
        offers=tuple(sorted(offers, key=lambda one: not one.fits)),
        row=row,
        year=year,
    )


def year_of(session: UUID | None) -> int:
    """The policy year of a cover: its session's, else this one."""
    found = Session.objects.filter(pk=session).values_list("year", flat=True).first() if session else None
    return found or clock.today().year


def session_id(text: str) -> UUID | None:
    """The id in a form's field, None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _only(wanted: str, offered: tuple[str, ...]) -> str:
    """What is picked where it is offered; the only thing offered; else nothing."""
    if wanted in offered:
        return wanted
    return offered[0] if len(offered) == 1 else ""


def _offer(
    session: Session, pick: Pick, person: Person, unit: Organisation | None, standards: Sequence[Standard]
) -> Offer:
    if unit is None:
        return Offer(session, False, "", ())
    told = getattr(person, "qualification", None)
    answer = guards.scope_answer(session.committee, pick.target, unit, told, session.year)
    if answer is None:
        return Offer(session, False, "", ())
    why = "".join(one.sentence for one in answer.misfits)
    why += guards.profession_misfit(standards, pick.profession.strip())
    return Offer(session, not why, why, answer.questions)


def _professions(sessions: list[Session], bound: Mapping[UUID, Sequence[Standard]]) -> tuple[str, ...]:
    """Suggestions for the profession: those of the standard that binds, else what the scopes name."""
    found: list[str] = []
    for session in sessions:
        known = listed(session.committee)
        by_scope = [one.name for one in professions_of(known)] if known else []
        found += professions_bound(bound[session.id]) or by_scope
    return tuple(dict.fromkeys(found))
