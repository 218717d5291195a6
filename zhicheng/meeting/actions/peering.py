"""Expert groups by profession: formed, dissolved, their written opinions (order 40). The gate is `check_peers`."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import has_signed_draw, members
from zhicheng.inbox.actions import send
from zhicheng.meeting import peers
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.faces import least_of
from zhicheng.meeting.models import Ballot, Meeting, PeerGroup, PeerOpinion, PeerSeat, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write

CLAUSE = "MOHRSS-40"


@transaction.atomic
def form_peers(
    session: Session,
    name: str,
    professions: Sequence[str],
    seats: Collection[Seat],
    leader: Seat,
    by: Account,
) -> PeerGroup:
    """Members of the drawn committee who say in writing what they think of the applicants of some professions.

    Once a session has a group, everybody needs an opinion before the vote. Errors: Refused for too few members,
    a profession or member of another group, once the meeting is open.
    """
    _may_change(session, by)
    if not has_signed_draw(session):
        raise Refused(_("专家抽取结果还没有全部签字，不能分组。"), clause="KM2023-4.4e")
    others = list(peers.groups(session))
    if not name.strip() or name.strip() in {one.name for one in others}:
        raise Refused(_("请写组名，不与其他组重复。"), field="name")
    taken = [one for other in others for one in other.professions if one in professions]
    if not professions or taken:
        words = _("%(names)s已经属于其他组。") % {"names": "、".join(taken)} if taken else _("请勾选专业。")
        raise Refused(words, field="professions")
    chosen, least = {seat.pk for seat in seats}, least_of(session)
    if not chosen <= {seat.pk for seat in members(session)}:
        raise Refused(_("只能由本次评审会的评委组成。"), status=404, field="seats")
    if len(chosen) < least:
        raise Refused(_("专业组至少%(least)s人。") % {"least": least}, clause=CLAUSE, field="seats")
    if PeerSeat.objects.filter(seat__in=chosen).exists():
        raise Refused(_("每名评委只能参加一个专业组。"), field="seats")
    if leader.pk not in chosen:
        raise Refused(_("组长须是本组成员。"), field="leader")
    group = PeerGroup.objects.create(
        session=session, name=name.strip(), professions=list(professions), leader=leader, made_by=by,
        made_at=clock.now(),
    )  # fmt: skip
    PeerSeat.objects.bulk_create(PeerSeat(group=group, seat_id=key) for key in sorted(chosen))
    for seat in seats:
        _tell_member(group, seat, leader)
    facts = {"group": group.name, "professions": list(professions), "seats": len(chosen)}
    _tell("form_peers", session, by, facts)
    return group


@transaction.atomic
def dissolve_peers(group: PeerGroup, by: Account) -> None:
    """The group is not needed; before it has said anything. Errors: Refused."""
    session = group.session
    _may_change(session, by)
    _locked(group)
    if group.opinions.filter(handed_in_at__isnull=False).exists():
        raise Refused(_("这个组已经提交了意见，不能撤销。"), clause=CLAUSE)
    group.opinions.all().delete()
    group.seats.all().delete()
    group.delete()
    _tell("dissolve_peers", session, by, {"group": group.name})


@transaction.atomic
def write_peer_opinion(
    group: PeerGroup, application: Application, words: str, seat: Seat, by: Account, *, hand_in: bool
) -> PeerOpinion:
    """The leader, or who stands in for a leader who keeps away, writes what the group thinks; handed in it is final.

    The writer's own reading must be in before, so that it is nobody else's (KM2023-4.4g). Errors: Refused.
    """
    row = Application.objects.select_for_update(of=("self",)).select_related("unit").get(pk=application.pk)
    case = peers.case_of(group, row)
    if (
        seat.expert.account_id != by.id
        or must_keep_away(seat.expert, row)
        or row.profession not in group.professions
    ):
        raise Refused(_("这份申报不由您的专业组评议。"), status=404)
    must_be_here(group.session_id)
    _locked(group)
    if case.writer is None or case.writer.pk != seat.pk:
        raise Refused(_("由组长执笔；组长回避的，由下一名成员执笔。"), status=404)
    if case.done:
        raise Refused(_("专业组意见已经提交，不能再改。"), clause=CLAUSE)
    if row.state != State.READING or Ballot.objects.filter(application=row).exists():
        raise Refused(_("这份申报不在评议阶段。"), clause=CLAUSE)
    if Reading.objects.filter(application=row, seat=seat, handed_in_at__isnull=True).exists():
        raise Refused(_("请先提交您自己的审阅意见，再写专业组意见。"), clause="KM2023-4.4g")
    if hand_in and not words.strip():
        raise Refused(_("请写专业组意见。"), field="words")
    least = least_of(group.session)
    if hand_in and case.fit < least:
        raise Refused(
            _("除去应回避的，本组只有%(fit)s名成员，须有%(least)s名。请办事机构调整分组。")
            % {"fit": case.fit, "least": least},
            clause=CLAUSE,
        )
    told = {"group": group, "person_id": row.person_id, "written_by": seat, "words": words.strip()}
    opinion, _created = PeerOpinion.objects.update_or_create(application=row, defaults=told)
    if hand_in:
        opinion.handed_in_at, opinion.members = clock.now(), case.fit
        opinion.save(update_fields=["handed_in_at", "members"])
        write("write_peer_opinion", "application", row.pk, actor=by.id, facts={"group": group.name})
    return opinion


def check_peers(row: Application, session: Session) -> None:
    """Where the session has groups, the person's group has given its opinion. Errors: Refused."""
    words = peers.missing(row, session)
    if words:
        raise Refused(words, clause=CLAUSE)


def hand_on_peers(seat: Seat, successor: Seat | None) -> None:
    """A member has withdrawn: who steps in takes the place in the group, also a leader's, and is told so."""
    if successor is not None:
        PeerSeat.objects.filter(seat=seat).update(seat=successor)
        PeerGroup.objects.filter(leader=seat).update(leader=successor)
        for group in PeerGroup.objects.filter(seats__seat=successor).select_related("leader__expert"):
            _tell_member(group, successor, group.leader)


def _tell_member(group: PeerGroup, seat: Seat, leader: Seat) -> None:
    words = _("您在%(group)s，组长%(leader)s。请在表决前对本组申报人提出书面意见。") % {
        "group": group.name, "leader": leader.expert.name,
    }  # fmt: skip
    send(seat.expert.account_id, _("专业组评议"), words, link="/meeting/mine/")


def _locked(group: PeerGroup) -> None:
    """No opinion is handed in while the group is dissolved, nor the other way round. Errors: Refused."""
    if PeerGroup.objects.select_for_update(of=("self",)).filter(pk=group.pk).first() is None:
        raise Refused(_("这个专业组已经撤销，请刷新页面。"), status=404)


def _may_change(session: Session, by: Account) -> None:
    must_be_office(by, locked(session))
    if Meeting.objects.filter(session=session, opened_at__isnull=False).exists():
        raise Refused(_("评审会已经开始，不能再调整专业组。"), clause=CLAUSE)


def _tell(act: str, session: Session, by: Account, facts: dict[str, object]) -> None:
    organiser = session.committee.organiser_id
    write(act, "session", session.id, actor=by.id, organisation=organiser, facts=facts)
