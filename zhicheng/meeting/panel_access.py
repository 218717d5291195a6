"""Who may see a panel or an expert group: office and supervisors, its members but for those they keep away from."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting import peers
from zhicheng.meeting.access import (
    EXPERT,
    Watched,
    get_seat_for_expert,
    get_session_for_watcher,
    must_keep_away,
)
from zhicheng.meeting.faces import Held, held, seen_by
from zhicheng.meeting.models import Appearance, Panel, PanelSeat, PeerGroup
from zhicheng.people.access import User, account_of
from zhicheng.people.reading import logged, of_case
from zhicheng.planning.access import get_session_for_office

ROWS = Panel.objects.select_related("session__committee__organiser", "session__committee__place")


def get_panel_for_office(user: User, panel_id: UUID) -> Panel:
    """A panel of a session whose organiser the account acts for. Errors: Http404."""
    panel = get_object_or_404(ROWS, pk=panel_id)
    get_session_for_office(user, panel.session_id)
    return panel


def get_panel_for_watcher(user: User, panel_id: UUID) -> tuple[Watched, Panel]:
    """A panel, for its session's office and every supervisor. Errors: Http404."""
    panel = get_object_or_404(ROWS, pk=panel_id)
    return get_session_for_watcher(user, panel.session_id), panel


def get_panel_for_member(user: User, panel_id: UUID) -> tuple[Held, Seat]:
    """A convened panel on which the account sits, without those from whom it keeps away. Errors: Http404."""
    rows = PanelSeat.objects.select_related("panel__session__committee", "seat__expert")
    mine = rows.filter(
        panel=panel_id,
        panel__convened_at__isnull=False,
        seat__expert__account=account_of(user),
        seat__status=Seat.Status.MEMBER,
    ).first()
    if mine is None:
        raise Http404
    return seen_by(mine.seat, held(mine.panel)), mine.seat


@logged(lambda found: of_case(found[0].application, role=EXPERT))
def get_appearance_for_member(user: User, appearance_id: UUID) -> tuple[Appearance, Seat]:
    """An applicant before the account's panel, unless it must keep away. Errors: Http404."""
    rows = Appearance.objects.select_related(
        "application__unit", "application__person", "panel__session__committee"
    )
    row = get_object_or_404(rows, pk=appearance_id)
    _held, seat = get_panel_for_member(user, row.panel_id)
    if must_keep_away(seat.expert, row.application):
        raise Http404
    return row, seat


def get_peers_for_office(user: User, group_id: UUID) -> PeerGroup:
    """An expert group of a session whose organiser the account acts for. Errors: Http404."""
    rows = PeerGroup.objects.select_related("session__committee__organiser")
    group = get_object_or_404(rows, pk=group_id)
    get_session_for_office(user, group.session_id)
    return group


@logged(lambda found: of_case(found[1].application, role=EXPERT))
def get_peer_case(user: User, application_id: UUID) -> tuple[PeerGroup, peers.Case, Seat]:
    """An applicant before the account's expert group, unless it must keep away. Errors: Http404."""
    rows = Application.objects.filter(peers.ADMITTED, session__isnull=False)
    rows = rows.select_related("unit", "person", "session__committee", "peer_opinion")
    row = get_object_or_404(rows, pk=application_id)
    if row.session_id is None:
        raise Http404
    seat = get_seat_for_expert(user, row.session_id)
    group = peers.group_for(seat)
    if group is None or row.profession not in group.professions or must_keep_away(seat.expert, row):
        raise Http404
    return group, peers.case_of(group, row), seat


__all__ = [
    "get_appearance_for_member",
    "get_panel_for_member",
    "get_panel_for_office",
    "get_panel_for_watcher",
    "get_peer_case",
    "get_peers_for_office",
]
