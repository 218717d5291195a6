"""The key of the ballots: three trustees from three organisations make it in their browsers; two of them open sums."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, Step
from zhicheng.applications.states import ENDS, State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import members
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.ballot_rows import ceremony_of, deals_of, shares_of
from zhicheng.meeting.ballots import ceremony
from zhicheng.meeting.models import BallotKey, Meeting, Trustee
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import roles_now
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session
from zhicheng.policy.anniversaries import add_months
from zhicheng.trail.writing import write

Role = Membership.Role


@transaction.atomic
def begin_key(session: Session, supervisor: Account, appointee: Account, by: Account) -> BallotKey:
    """The office names the trustees: the chair, a supervisor, an appointee of the organiser. Errors: Refused."""
    organiser = must_be_office(by, session)
    meeting = Meeting.objects.select_for_update().filter(session=session).first()
    chair = next((seat for seat in members(session) if seat.chair), None)
    if meeting is None or chair is None:
        raise Refused(_("请先完成专家抽取、登记集中学习并指定主任委员，再生成表决密钥。"))
    if meeting.closed_at is not None:
        raise Refused(_("评审会已经结束。"))
    if BallotKey.objects.filter(session=session, abandoned_at__isnull=True).exists():
        raise Refused(_("本次评审会已有表决密钥或正在生成。需要重新生成的，请先作废并写明原因。"))
    watches = roles_now(supervisor).filter(role=Role.SUPERVISOR)
    watcher = watches.select_related("organisation").first()
    sent = (
        roles_now(appointee)
        .filter(role__in=[Role.OFFICE, Role.DRAWER], organisation__in=session.committee.organisers)
        .select_related("organisation")
        .first()
    )
    if watcher is None:
        raise Refused(_("请选择监督人员。"), field="supervisor")
    if sent is None:
        raise Refused(_("请选择组建单位指定的人员。"), field="appointee")
    people = [
        (Trustee.Role.CHAIR, chair.expert.account, chair.expert.unit_name),
        (Trustee.Role.SUPERVISOR, supervisor, watcher.organisation.name),
        (Trustee.Role.APPOINTEE, appointee, sent.organisation.name),
    ]
    if len({name for _role, _account, name in people}) < len(people):
        raise Refused(
            _("三名密钥持有人须来自三个不同的单位：%(names)s。请另选监督人员。")
            % {"names": "、".join(name for _role, _account, name in people)},
            field="supervisor",
        )
    key = BallotKey.objects.create(session=session, begun_at=clock.now(), begun_by=by)
    Trustee.objects.bulk_create(
        Trustee(key=key, position=position, role=role, account=account, organisation=name)
        for position, (role, account, name) in enumerate(people, start=1)
    )
    facts = {"key": str(key.id), "trustees": [str(account.id) for _role, account, _name in people]}
    write("begin_key", "session", session.id, actor=by.id, organisation=organiser.id, facts=facts)
    return key


@transaction.atomic
def send_key_message(trustee: Trustee, message: str, by: Account) -> Trustee:
    """The trustee's next message: deal, hidden shares, confirmation, each once all three have sent the one before.

    The third confirmation makes the key. Errors: Refused for somebody else, out of turn, where a proof does not hold.
    """
    key = BallotKey.objects.select_for_update().get(pk=trustee.key_id)
    must_be_here(key.session_id)
    rows = {one.position: one for one in key.trustees.select_related("account")}
    row = rows[trustee.position]
    if row.account_id != by.id:
        raise Refused(_("只有密钥持有人本人可以办理。"), status=404)
    if key.abandoned_at is not None:
        raise Refused(_("这次密钥生成已经作废，请刷新页面。"))
    deals, shares = deals_of(rows.values()), shares_of(rows.values())
    which = ceremony_of(key)
    if not row.deal:
        step, good = "deal", ceremony.deal_holds(message, which, row.position)
    elif not all(deals.values()):
        raise Refused(_("请等待另外两位持有人完成第一步。"))
    elif not row.shares:
        step, good = "shares", ceremony.shares_hold(message)
    elif not all(shares.values()):
        raise Refused(_("请等待另外两位持有人完成第二步。"))
    elif not row.confirmation:
        step = "confirmation"
        good = ceremony.confirmation_holds(message, which, row.position, deals, shares)
    else:
        raise Refused(_("您的三个步骤都已完成。"))
    if not good:
        raise Refused(_("收到的数据不完整或核对不符，没有保存。请用自己的密钥文件重试。"), status=400)
    setattr(row, step, message)
    row.save(update_fields=[step])
    facts = {"key": str(key.id), "step": step, "position": row.position, "message": message}
    write("send_key_message", "session", key.session_id, actor=by.id, facts=facts)
    if all(one.confirmation for one in rows.values()):
        key.public_key, key.made_at = ceremony.joint_key(deals), clock.now()
        key.save(update_fields=["public_key", "made_at"])
        write("make_key", "session", key.session_id, actor=by.id, facts={"key": key.public_key})
    return row


@transaction.atomic
def abandon_key(key: BallotKey, reason: str, by: Account) -> BallotKey:
    """A key is given up with its reason, so that another can be made: not while votes under it wait for their count.

    Errors: Refused.
    """
    row = BallotKey.objects.select_for_update().get(pk=key.pk)
    must_be_office(by, row.session)
    if row.abandoned_at is not None:
        raise Refused(_("这把密钥已经作废。"))
    if not reason.strip():
        raise Refused(_("请写明作废的原因。"), field="reason")
    if row.ballots.filter(closed_at__isnull=True).exists():
        raise Refused(_("还有用这把密钥投的票没有计票。请先计票，或由主任委员决定重新表决。"))
    row.abandoned_at, row.abandoned_why = clock.now(), reason.strip()
    row.save(update_fields=["abandoned_at", "abandoned_why"])
    facts = {"key": str(row.id), "reason": row.abandoned_why}
    write("abandon_key", "session", row.session_id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def report_lost(trustee: Trustee, reason: str, by: Account) -> Trustee:
    """A holder cannot use the own share any more; the other two open. Errors: Refused."""
    row = Trustee.objects.select_for_update(of=("self",)).select_related("key").get(pk=trustee.pk)
    if row.account_id != by.id:
        raise Refused(_("只有密钥持有人本人可以办理。"), status=404)
    must_be_here(row.key.session_id)
    if row.lost_at is not None or row.destroyed_at is not None:
        raise Refused(_("这份密钥已经登记为遗失或销毁。"))
    if not row.deal:
        raise Refused(_("您还没有密钥文件。"))
    if not reason.strip():
        raise Refused(_("请写明遗失或损坏的情况。"), field="reason")
    row.lost_at, row.lost_why = clock.now(), reason.strip()
    row.save(update_fields=["lost_at", "lost_why"])
    facts = {"position": row.position, "reason": row.lost_why}
    write("report_lost_share", "session", row.key.session_id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def destroy_share(trustee: Trustee, by: Account) -> Trustee:
    """The holder declares file and copies destroyed, once the recheck period is over. Errors: Refused."""
    row = Trustee.objects.select_for_update(of=("self",)).select_related("key__session").get(pk=trustee.pk)
    if row.account_id != by.id:
        raise Refused(_("只有密钥持有人本人可以办理。"), status=404)
    must_be_here(row.key.session_id)
    if row.destroyed_at is not None:
        raise Refused(_("这份密钥已经登记销毁。"))
    since = destroy_from(row.key)
    if since is None or clock.today() < since:
        raise Refused(_("复查期满以后才能销毁密钥。"), clause="KM2023-4.6")
    row.destroyed_at = clock.now()
    row.save(update_fields=["destroyed_at"])
    write("destroy_share", "session", row.key.session_id, actor=by.id, facts={"position": row.position})
    return row


def destroy_from(key: BallotKey) -> dt.date | None:
    """From which day its shares are destroyed: when the recheck period (KM2023-4.6) after the last confirmation of
    a result is over; None while a result is on its way."""
    session = key.session
    meeting = Meeting.objects.filter(session=session, closed_at__isnull=False).first()
    settled = [*ENDS, State.CONFIRMED]
    if meeting is None or meeting.closed_at is None:
        return None
    rows = Application.objects.filter(session=session)
    if rows.exclude(state__in=settled).exists():
        return None
    last = Step.objects.filter(application__session=session, to_state=State.CONFIRMED).order_by("-at").first()
    begins = clock.in_china(last.at if last else meeting.closed_at).date()
    return add_months(begins, book_of(session.year, session).value("recheck.months").number)


def key_of(session: Session) -> BallotKey:
    """The made key of the session, for a ballot. Errors: Refused."""
    key = BallotKey.objects.filter(session=session, abandoned_at__isnull=True, made_at__isnull=False).first()
    if key is None:
        raise Refused(_("表决密钥还没有生成，不能表决。请三名密钥持有人先在“表决密钥”页面生成。"))
    chair = Seat.objects.filter(draw__session=session, chair=True).values_list("expert__account", flat=True)
    if not key.trustees.filter(role=Trustee.Role.CHAIR, account__in=chair).exists():
        raise Refused(_("主任委员已经更换，请作废原密钥后重新生成。"))
    return key
