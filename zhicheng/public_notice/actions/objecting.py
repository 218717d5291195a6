"""Object to an entry of a notice, and answer an objection."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.public_notice import queries
from zhicheng.public_notice.access import must_act
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vault.crypto import keyed_index

MOST_FROM_ONE_ADDRESS = 10  # objections a day
HELD_IN = frozenset({State.PRE_MEETING_NOTICE, State.RESULT_NOTICE})  # an open objection keeps a person here
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def object_to(entry: NoticeEntry, text: str, contact: str = "", *, address: str = "") -> Objection:
    """Anybody's objection within the period, named or anonymous (GUIDE-1.3.4, AMB-52).

    `address`: network address of the sender, kept as a keyed digest of the day alone. Errors: Refused.
    """
    notice = Notice.objects.select_for_update().get(pk=entry.notice_id)
    if entry.off or notice.closed_at is not None or queries.is_over(notice):
        raise Refused(
            _("这项公示已于%(day)s结束，不再受理公示异议。仍有问题的，可以向公示单位的上级主管部门反映。")
            % {"day": cn_date(notice.ends_on)},
            clause="GUIDE-1.3.4",
        )
    if not text.strip():
        raise Refused(_("请写明异议的内容。"), field="text")
    at = clock.now()
    origin = keyed_index("objection", f"{address} {at:%Y%m%d}") if address else ""
    if origin and Objection.objects.filter(origin=origin).count() >= MOST_FROM_ONE_ADDRESS:
        raise Refused(
            _("今天从这个网络地址提交的异议已经很多，请明天再提交，或直接向公示单位反映。"), status=429
        )
    objection = Objection.objects.create(
        entry=entry,
        text=text.strip(),
        contact=contact.strip(),
        origin=origin,
        receipt=f"YY{at:%y%m%d}-" + "".join(secrets.choice(RECEIPT_LETTERS) for _place in range(8)),
        received_at=at,
    )
    write(
        "object",
        "notice_entry",
        entry.id,
        actor=None,
        facts={"text": objection.text, "objection": objection.id},
    )
    row = flow.lock(entry.application)
    if notice.kind == Notice.Kind.UNIT and row.state == State.UNIT_NOTICE:
        flow.move(row, Event.OBJECT, flow.CLOCK, _("公示期间收到异议，正在核查。"))
    send(
        notice.posted_by_id,
        _("公示收到异议"),
        _("“%(title)s”收到一条异议，请核查并答复。") % {"title": notice.title},
        link=f"/notices/{notice.id}/close/",
    )
    return objection


@transaction.atomic
def settle_objection(objection: Objection, answer: str, by: Account) -> Objection:
    """The publisher finds the objection not borne out: the notice goes on (GUIDE-1.3.4). Errors: Refused."""
    return _decide(objection, Objection.Outcome.SETTLED, answer, by)


@transaction.atomic
def uphold_objection(objection: Objection, answer: str, by: Account) -> Objection:
    """The publisher finds the objection borne out: not recommended, or struck off. Errors: Refused."""
    return _decide(objection, Objection.Outcome.UPHELD, answer, by)


def _decide(objection: Objection, outcome: str, answer: str, by: Account) -> Objection:
    row = (
        Objection.objects.select_for_update().select_related("entry__notice__publisher").get(pk=objection.pk)
    )
    notice = row.entry.notice
    of_unit = notice.kind == Notice.Kind.UNIT
    must_act(by, notice.publisher, Membership.Role.UNIT if of_unit else Membership.Role.OFFICE)
    if row.outcome != Objection.Outcome.OPEN:
        raise Refused(_("这条异议已经答复过了。"))
    if not answer.strip():
        raise Refused(_("请写明核查经过和结论。"), clause="GUIDE-1.3.4", field="answer")
    row.outcome, row.answer, row.decided_by, row.decided_at = outcome, answer.strip(), by, clock.now()
    row.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
    facts = {"outcome": outcome, "answer": row.answer}
    write("decide_objection", "objection", row.id, actor=by.id, organisation=notice.publisher_id, facts=facts)
    if not of_unit:
        _tell_who_waited(row)
    _move_after_decision(row, of_unit, flow.By(Actor.UNIT if of_unit else Actor.OFFICE, by, notice.publisher))
    return row


def _tell_who_waited(objection: Objection) -> None:
    """Tell the person that the objection is answered: of one borne out the move itself tells."""
    application = objection.entry.application
    if objection.outcome == Objection.Outcome.SETTLED and application.state in HELD_IN:
        send(
            application.person.account_id,
            _("公示异议已核查"),
            _("公示期间收到的对您的异议经核查不成立，您的申报继续办理；名单已经报送的，另行补充报送。"),
            link=f"/apply/{application.id}/",
        )


def _move_after_decision(objection: Objection, of_unit: bool, by: flow.By) -> None:
    application = flow.lock(objection.entry.application)
    event = _consequence(objection, of_unit, application)
    if event is not None:
        words = _("公示异议不成立：") if event is Event.SETTLE_OBJECTION else _("公示异议成立：")
        flow.move(application, event, by, words + objection.answer)


def _consequence(objection: Objection, of_unit: bool, application: Application) -> Event | None:
    state = State(application.state)
    if objection.outcome == Objection.Outcome.UPHELD:
        if of_unit and state in {
            State.AT_UNIT,
            State.UNIT_NOTICE,
        }:  # submitted again while the notice went on
            return Event.REFUSE_RECOMMENDATION
        under = {State.NOTICE_OBJECTION} if of_unit else HELD_IN
        return Event.UPHOLD_OBJECTION if state in under else None
    waits = queries.open_objections([application]).exists()
    return Event.SETTLE_OBJECTION if of_unit and state == State.NOTICE_OBJECTION and not waits else None
