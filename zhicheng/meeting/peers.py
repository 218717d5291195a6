"""Reads of the expert groups: who belongs, whose group is asked about whom, what is missing before the vote."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import avoidances
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.models import PeerGroup, PeerOpinion, PeerSeat
from zhicheng.planning.models import Session

# Who is admitted to the meeting, before and after the vote.
ADMITTED = Q(state__in=[State.FILED, State.READING]) | Q(ballot__isnull=False)


@dataclass(frozen=True, slots=True)
class Case:
    """An applicant before a group: its opinion, who writes it (None: too few are left)."""

    application: Application
    opinion: PeerOpinion | None
    writer: Seat | None
    fit: int

    @property
    def done(self) -> bool:
        """Whether the opinion is handed in."""
        return self.opinion is not None and self.opinion.handed_in_at is not None


def groups(session: Session) -> QuerySet[PeerGroup]:
    """The session's expert groups with their members."""
    seats = PeerSeat.objects.select_related("seat__expert__account")
    rows = PeerGroup.objects.filter(session=session).select_related("leader__expert", "session__committee")
    return rows.prefetch_related(Prefetch("seats", seats))


def cases_of(group: PeerGroup) -> list[Case]:
    """The group's applicants by number. `group` as `groups` gives it."""
    rows = Application.objects.filter(ADMITTED, session=group.session_id, profession__in=group.professions)
    found = rows.select_related("unit", "peer_opinion").order_by("number")
    known = avoidances([one.seat for one in group.seats.all()])
    return [_case(group, row, known) for row in found]


def case_of(group: PeerGroup, row: Application) -> Case:
    """One applicant before the group."""
    return _case(group, row, avoidances([one.seat for one in group.seats.all()]))


def _case(group: PeerGroup, row: Application, known: set[tuple[UUID, UUID]]) -> Case:
    fit = fit_members(group, row, known)
    writer = next((seat for seat in fit if seat.pk == group.leader_id), fit[0] if fit else None)
    return Case(row, getattr(row, "peer_opinion", None), writer, len(fit))


def fit_members(group: PeerGroup, row: Application, known: set[tuple[UUID, UUID]]) -> list[Seat]:
    """The group's members who need not keep away from the applicant, in the drawn order."""
    seats = [one.seat for one in group.seats.all() if one.seat.status == Seat.Status.MEMBER]
    return [seat for seat in seats if not must_keep_away(seat.expert, row, known)]


def uncovered(session: Session) -> list[str]:
    """Professions of those admitted that no group is asked about; empty where the session has no groups."""
    named = [name for one in groups(session) for name in one.professions]
    if not named:
        return []
    return [name for name in professions(session) if name not in named]


def professions(session: Session) -> list[str]:
    """The professions of those admitted to the meeting."""
    rows = Application.objects.filter(session=session, state__in=[State.FILED, State.READING])
    return list(rows.order_by("profession").values_list("profession", flat=True).distinct())


def missing(row: Application, session: Session) -> str:
    """Why a person cannot be voted on yet for want of a group's opinion, in words; empty where nothing is missing."""
    if not PeerGroup.objects.filter(session=session).exists():
        return ""
    found = PeerOpinion.objects.filter(application=row, handed_in_at__isnull=False)
    return "" if found.exists() else _("还没有专业组对%(name)s的书面意见。") % {"name": row.applicant_name}


def without_opinion(session: Session, rows: Sequence[Application]) -> set[UUID]:
    """Of `rows` those on whom a group's opinion is missing; one statement, two where the session has groups."""
    if not PeerGroup.objects.filter(session=session).exists():
        return set()
    done = PeerOpinion.objects.filter(application__session=session, handed_in_at__isnull=False)
    return {row.pk for row in rows} - set(done.values_list("application", flat=True))


def group_for(seat: Seat) -> PeerGroup | None:
    """The group to which a member belongs."""
    return groups(seat.draw.session).filter(seats__seat=seat).first()


def own_cases(seat: Seat) -> tuple[PeerGroup, list[Case]] | None:
    """The member's group with the applicants from whom the member need not keep away; None without a group."""
    group = group_for(seat)
    if group is None:
        return None
    known = avoidances([seat])
    return group, [one for one in cases_of(group) if not must_keep_away(seat.expert, one.application, known)]


def opinion_on(application: Application) -> PeerOpinion | None:
    """What the meeting is told by the group."""
    rows = PeerOpinion.objects.filter(application=application, handed_in_at__isnull=False)
    return rows.select_related("group").first()


def in_words(session: Session) -> dict[UUID, str]:
    """The groups' opinions for the minutes, by application."""
    rows = PeerOpinion.objects.filter(application__session=session, handed_in_at__isnull=False)
    return {
        row.application_id: _("%(group)s（%(many)s人）意见：%(words)s")
        % {"group": row.group.name, "many": row.members, "words": row.words}
        for row in rows.select_related("group")
    }
