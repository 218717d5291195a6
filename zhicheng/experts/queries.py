"""Reads of the pool and the draw."""

from zhicheng.applications.law import book_of as law_of
from zhicheng.applications.models import Application
from zhicheng.experts.models import Draw, Expert, Seat
from zhicheng.planning.models import Filing, Session
from zhicheng.policy.book import Book
from zhicheng.policy.facts import Level
from zhicheng.policy.tables.committees import by_id, titles_of
from zhicheng.policy.tables.titles import TitleName, series_named


def book_of(session: Session) -> Book:
    """The law of the session's year and place."""
    return law_of(session.year, session)


def pool(session: Session) -> list[Expert]:
    """The active experts of the committee's series at the level reviewed or above, by name (YN2020-4.3, order 40)."""
    found = Expert.objects.filter(active=True, series__in=series_of(session)).order_by("name", "id")
    reviewed = max((Level(title.level).rank for title in _titles(session)), default=0)
    return [expert for expert in found if Level(expert.level).rank >= reviewed]


def roster(session: Session) -> list[str]:
    """Ids (as text, sorted) of those who may be drawn: the pool, of which only those once approved (YN2023-2.1a)."""
    found = {str(expert.id) for expert in pool(session)}
    approved = approved_pool(session)
    return sorted(found & set(approved.content["roster"]) if approved else found)


def approved_pool(session: Session) -> Filing | None:
    """The accepted request for the pool, if there is one."""
    return Filing.objects.filter(
        session=session, kind=Filing.Kind.POOL, answer=Filing.Answer.ACCEPTED
    ).first()


def series_of(session: Session) -> list[str]:
    """The names of the series that the committee reviews, by its registered scope; empty for an unknown committee."""
    ids = {title.series for title in _titles(session)}
    return sorted(one.name for one in (series_named(series) for series in ids) if one is not None)


def reasons_to_skip(draw: Draw) -> dict[str, str]:
    """Experts of the roster who may not sit in this session at all, with the reason: who applies cannot judge."""
    applying = set(
        Application.objects.filter(session=draw.session, ended_at__isnull=True).values_list(
            "person__account", flat=True
        )
    )
    experts = Expert.objects.filter(id__in=draw.roster, account__in=applying).values_list("id", flat=True)
    return {str(expert): "本人在本次评审会申报,须回避" for expert in experts}


def members(session: Session) -> list[Seat]:
    """The drawn members, in order."""
    return list(
        Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).select_related(
            "expert__account"
        )
    )


def is_signed(draw: Draw) -> bool:
    """Whether all three drawers and the supervisor have signed the result."""
    signed = [share.signature_id is not None for share in draw.shares.all()]
    return bool(signed) and all(signed) and draw.supervisor_signature_id is not None


def _titles(session: Session) -> tuple[TitleName, ...]:
    committee = by_id().get(session.committee.code)
    return titles_of(committee) if committee else ()
