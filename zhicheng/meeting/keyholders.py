"""Reads of the ballots' key: who may hold a share, how far the trustees have come, what waits to be opened."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.meeting.ballot_rows import deals_of, place_of, sealed_rows, shares_of
from zhicheng.meeting.ballots import ceremony
from zhicheng.meeting.models import Ballot, BallotKey, Trustee
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import in_force
from zhicheng.planning.models import Session

Role = Membership.Role


@dataclass(frozen=True, slots=True)
class HolderLine:
    """One trustee as the page shows it."""

    trustee: Trustee
    step: str
    tone: str


def supervisors() -> QuerySet[Account]:
    """Who may be the supervisor among the trustees."""
    found = Membership.objects.filter(in_force(clock.now()), role=Role.SUPERVISOR).values("account")
    return Account.objects.filter(pk__in=found, is_active=True).order_by("display_name")


def appointees(session: Session) -> QuerySet[Account]:
    """Whom the organiser may appoint: those who act for it at the office or as drawers."""
    found = Membership.objects.filter(
        in_force(clock.now()),
        organisation__in=session.committee.organisers,
        role__in=[Role.OFFICE, Role.DRAWER],
    ).values("account")
    return Account.objects.filter(pk__in=found, is_active=True).order_by("display_name")


def holder_lines(key: BallotKey) -> list[HolderLine]:
    """The three trustees with what each has done."""
    return [HolderLine(one, *_step(one)) for one in key.trustees.select_related("account")]


def _step(one: Trustee) -> tuple[str, str]:
    if one.destroyed_at is not None:
        return _("已销毁"), "grey"
    if one.lost_at is not None:
        return _("已登记遗失"), "red"
    if one.confirmation:
        return _("已确认持有"), "green"
    if one.shares:
        return _("已交换，待确认"), "blue"
    if one.deal:
        return _("已生成文件，待交换"), "blue"
    return _("待生成"), "amber"


def fingerprint_of(lines: list[HolderLine]) -> str:
    """What the trustees compare by reading it out; empty until all shares are exchanged."""
    rows = [line.trustee for line in lines]
    if not all(one.shares for one in rows):
        return ""
    deals, shares = deals_of(rows), shares_of(rows)
    return ceremony.fingerprint(ceremony.joint_key(deals), ceremony.transcript(deals, shares))


def state_of(trustee: Trustee) -> dict[str, Any]:
    """What a trustee's browser must know of the key."""
    rows = list(trustee.key.trustees.all())
    return {
        "session": str(trustee.key.session_id),
        "key": str(trustee.key_id),
        "position": trustee.position,
        "deals": {at: deal for at, deal in deals_of(rows).items() if deal},
        "shares": {at: share for at, share in shares_of(rows).items() if share},
        "confirmed": [one.position for one in rows if one.confirmation],
    }


def to_open(trustee: Trustee) -> QuerySet[Ballot]:
    """The ballots whose sums wait for this trustee's part."""
    rows = Ballot.objects.filter(key=trustee.key_id, ended_at__isnull=False, closed_at__isnull=True)
    return rows.exclude(openings__trustee=trustee)


def opening_of(trustee: Trustee) -> list[dict[str, Any]]:
    """Those ballots for the trustee's browser: what they are bound to, every sealed choice; a constant number of
    SQL statements."""
    rows = sealed_rows().filter(pk__in=to_open(trustee)).order_by("application__number")
    return [
        {
            "id": str(one.pk),
            "place": place_in_page(one),
            "ballots": sorted(mark.sealed for mark in one.marks.all()),
        }
        for one in rows
    ]


def place_in_page(ballot: Ballot) -> dict[str, Any]:
    """What a sealed choice is bound to, for the browser. With key and application loaded."""
    place = place_of(ballot)
    return {
        "session": place.session,
        "application": place.application,
        "round": place.round,
        "key": place.key,
    }
