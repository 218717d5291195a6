"""Who may see the pool and the draw: office, drawers, supervisors. Strangers get 404."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.experts.models import Draw, DrawerShare, Expert, Leave, PoolImport
from zhicheng.experts.queries import draw_of, of_series
from zhicheng.people.access import User, account_of, roles_of
from zhicheng.people.models import Membership
from zhicheng.planning.access import get_session_for_office, runs
from zhicheng.planning.models import Session
from zhicheng.planning.queries import sessions

Role = Membership.Role


@dataclass(frozen=True)
class Watcher:
    """Somebody at the draw: the session, its draw if opened, and what this person is there."""

    session: Session
    draw: Draw | None
    share: DrawerShare | None
    office: bool
    supervising: bool
    supervisor: bool  # of this or any other draw

    @property
    def keeps(self) -> bool:
        """Whether of those who keep the full record: the office and the supervisors."""
        return self.office or self.supervisor

    @property
    def signs(self) -> bool:
        """Whether this person's signature under the result is still missing."""
        if self.draw is None or self.draw.drawn_at is None:
            return False
        if self.share is not None:
            return self.share.signature_id is None and self.share.refused_at is None
        return self.supervising and self.draw.supervisor_signature_id is None


def get_draw_for_watcher(user: User, session_id: UUID) -> Watcher:
    """The draw of a session, for its office, its three drawers and every supervisor. Errors: Http404."""
    account = account_of(user)
    session = get_object_or_404(sessions(), pk=session_id)
    draw = draw_of(session)
    share = next((one for one in draw.shares.all() if one.account_id == account.id), None) if draw else None
    office = runs(user, session.committee)
    supervising = draw is not None and draw.supervisor_id == account.id
    watcher = Watcher(session, draw, share, office, supervising, Role.SUPERVISOR in roles_of(user))
    if share is None and not watcher.keeps:
        raise Http404
    return watcher


def get_open_draw(user: User, session_id: UUID) -> tuple[Watcher, Draw]:
    """The draw that has been opened, for the same people. Errors: Http404."""
    watcher = get_draw_for_watcher(user, session_id)
    if watcher.draw is None:
        raise Http404
    return watcher, watcher.draw


def get_draw_for_keeper(user: User, session_id: UUID) -> Draw:
    """The draw with names and salts, for its office and the supervisors alone. Errors: Http404."""
    watcher, draw = get_open_draw(user, session_id)
    if not watcher.keeps:
        raise Http404
    return draw


def get_published_draw(session_id: UUID) -> tuple[Session, Draw | None]:
    """A session with a published call, and its draw once the roster is frozen, for everybody. Errors: Http404."""
    session = get_object_or_404(sessions().filter(call__published_at__isnull=False), pk=session_id)
    return session, draw_of(session)


def get_expert_for_office(user: User, session_id: UUID, expert_id: UUID) -> tuple[Session, Expert]:
    """An expert of the pool, for an office whose committee reviews the expert's series. Errors: Http404."""
    session = get_session_for_office(user, session_id)
    return session, get_object_or_404(of_series(session), pk=expert_id)


def get_leave_for_office(
    user: User, session_id: UUID, expert_id: UUID, leave_id: UUID
) -> tuple[Session, Leave]:
    """A leave of an expert whom the office may see. Errors: Http404."""
    session, expert = get_expert_for_office(user, session_id, expert_id)
    return session, get_object_or_404(expert.leaves.select_related("expert"), pk=leave_id)


def get_import_for_office(user: User, session_id: UUID, import_id: UUID) -> PoolImport:
    """A file of experts that was read for the session and not yet taken. Errors: Http404."""
    session = get_session_for_office(user, session_id)
    rows = PoolImport.objects.select_related("session__committee__organiser").filter(taken_at__isnull=True)
    return get_object_or_404(rows, pk=import_id, session=session)


def get_own_expert(user: User) -> Expert:
    """The expert behind the account. Errors: Http404."""
    return get_object_or_404(Expert.objects.select_related("account"), account=account_of(user))


def get_own_leave(user: User, leave_id: UUID) -> Leave:
    """A leave of the expert behind the account. Errors: Http404."""
    return get_object_or_404(get_own_expert(user).leaves.select_related("expert"), pk=leave_id)


def takes_part_in_draws(user: User) -> bool:
    """Whether the account is an office's, a drawer's or a supervisor's."""
    return bool({Role.OFFICE, Role.DRAWER, Role.SUPERVISOR} & roles_of(user))


__all__ = [
    "Watcher",
    "get_draw_for_keeper",
    "get_draw_for_watcher",
    "get_expert_for_office",
    "get_import_for_office",
    "get_leave_for_office",
    "get_open_draw",
    "get_own_expert",
    "get_own_leave",
    "get_published_draw",
    "get_session_for_office",
    "takes_part_in_draws",
]
