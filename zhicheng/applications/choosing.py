"""What may be chosen on the cover, step by step: from kind and series to the committees open now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.applications import guards
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.models import Application
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.planning.queries import committee_titles, open_sessions
from zhicheng.policy.tables.committees import by_id, professions_of
from zhicheng.policy.tables.titles import TitleName, series, tracks


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
    """What the person may choose now: one SQL statement, however many sessions are open."""
    sessions = [session for session in open_sessions(clock.now()) if session.committee.active]
    granted: list[tuple[Session, TitleName]] = [
        (session, title) for session in sessions for title in committee_titles(session.committee)
    ]
    names = {one.id: one.name for one in series()}
    row = KINDS.get(Kind(pick.kind)) if pick.kind in {kind.value for kind in Kind} else None
    kinds = tuple(kind.value for kind, one in KINDS.items() if one.enabled)
    channels = row.channels if row else ("正常",)

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
    offering = [one for one, found in granted if found.name == title]

    clean = replace(
        pick,
        kind=pick.kind if pick.kind in kinds else Kind.PROMOTION.value,
        channel=_only(pick.channel, channels) or channels[0],
        series=chosen_series,
        track=track,
        level=level,
        title=title,
    )
    offers = tuple(_offer(one, clean, person, unit) for one in offering)
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
        professions=_professions(offering),
        offers=tuple(sorted(offers, key=lambda one: not one.fits)),
    )


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


def _offer(session: Session, pick: Pick, person: Person, unit: Organisation | None) -> Offer:
    if unit is None:
        return Offer(session, False, "", ())
    employment = getattr(getattr(person, "qualification", None), "employment", "")
    answer = guards.scope_answer(session.committee, pick.target, unit, employment, session.year)
    if answer is None:
        return Offer(session, False, "", ())
    return Offer(session, answer.fits, "".join(one.sentence for one in answer.misfits), answer.questions)


def _professions(sessions: list[Session]) -> tuple[str, ...]:
    """Suggestions for the profession: what the scopes of the offered committees name."""
    known = [by_id()[one.committee.code] for one in sessions if one.committee.code in by_id()]
    return tuple(dict.fromkeys(found.name for one in known for found in professions_of(one)))
