"""Reads of the pool and the draw."""

from zhicheng.applications.law import book_of as law_of
from zhicheng.applications.models import Application
from zhicheng.experts.models import Draw, Expert, Seat
from zhicheng.planning.models import Session
from zhicheng.policy.book import Book
from zhicheng.policy.tables.committees import by_id, titles_of


def book_of(session: Session) -> Book:
    """The law of the session's year and place."""
    return law_of(session.year, session)


def roster(session: Session) -> list[str]:
    """Ids (as text, sorted) of the active experts of the committee's series: peer review (YN2020-4.3)."""
    series = series_of(session)
    found = Expert.objects.filter(active=True, series__in=series).values_list("id", flat=True)
    return sorted(str(expert) for expert in found)


def series_of(session: Session) -> list[str]:
    """The series that the committee reviews, from the parts of its registered scope; empty for an unknown committee."""
    committee = by_id().get(session.committee.code)
    return sorted({title.series for title in titles_of(committee)}) if committee else []


def reasons_to_skip(draw: Draw) -> dict[str, str]:
    """Experts of the roster who may not sit in this session at all, with the reason: who applies cannot judge."""
    applying = set(
        Application.objects.filter(session=draw.session, ended_at__isnull=True).values_list("person__account", flat=True)
    )
    experts = Expert.objects.filter(id__in=draw.roster, account__in=applying).values_list("id", flat=True)
    return {str(expert): "本人在本次评审会申报,须回避" for expert in experts}


def members(session: Session) -> list[Seat]:
    """The drawn members, in order."""
    return list(
        Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).select_related("expert__account")
    )


def is_signed(draw: Draw) -> bool:
    """Whether all three drawers and the supervisor have signed the result."""
    signed = [share.signature_id is not None for share in draw.shares.all()]
    return bool(signed) and all(signed) and draw.supervisor_signature_id is not None
