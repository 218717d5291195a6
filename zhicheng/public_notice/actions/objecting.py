"""Object to an entry of a notice, and answer an objection."""

import secrets
from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.files.models import StoredFile
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.identity import WrongNumber, check_mobile
from zhicheng.people.models import Account
from zhicheng.public_notice import queries
from zhicheng.public_notice.access import OBJECTED, handles, must_publish
from zhicheng.public_notice.evidence import take_in
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection, ObjectionEvidence
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vault.crypto import keyed_index

MOST_FROM_ONE_ADDRESS = 10  # objections a day
HELD_IN = frozenset({State.PRE_MEETING_NOTICE, State.RESULT_NOTICE})  # an open objection keeps a person here
RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def object_to(
    entry: NoticeEntry,
    text: str,
    contact: str = "",
    *,
    objector: str = "",
    evidence: Sequence[File[bytes]] = (),
    address: str = "",
) -> Objection:
    """Anybody's objection within the period, named or anonymous, with evidence or without (GUIDE-1.3.4, AMB-52).

    `address`: network address of the sender, kept as a keyed digest of the day alone. Errors: Refused, also for
    a file that cannot be taken.
    """
    if not text.strip():
        raise Refused(_("请写明异议的内容。"), field="text")
    origin = keyed_index("objection", f"{address} {clock.now():%Y%m%d}") if address else ""
    pages: list[StoredFile] = []
    if evidence:
        _must_run(entry, Notice.objects.get(pk=entry.notice_id))
        pages = take_in(evidence, origin)
    return _object(entry, text.strip(), contact.strip(), objector.strip(), pages, origin)


@transaction.atomic
def _object(
    entry: NoticeEntry, text: str, contact: str, objector: str, pages: Sequence[StoredFile], origin: str
) -> Objection:
    notice = Notice.objects.select_for_update().get(pk=entry.notice_id)
    _must_run(entry, notice)
    at = clock.now()
    if origin and Objection.objects.filter(origin=origin).count() >= MOST_FROM_ONE_ADDRESS:
        raise Refused(
            _("今天从这个网络地址提交的异议已经很多，请明天再提交，或直接向公示单位反映。"), status=429
        )
    objection = Objection.objects.create(
        entry=entry,
        text=text,
        objector=objector,
        contact=contact,
        origin=origin,
        receipt=f"YY{at:%y%m%d}-" + "".join(secrets.choice(RECEIPT_LETTERS) for _place in range(8)),
        received_at=at,
    )
    if pages:
        ObjectionEvidence.objects.bulk_create(
            ObjectionEvidence(objection=objection, file=one, position=place)
            for place, one in enumerate(pages, start=1)
        )
    facts = {"text": objection.text, "objection": objection.id, "evidence": [one.sha256 for one in pages]}
    write("object", "notice_entry", entry.id, actor=None, facts=facts)
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


def _must_run(entry: NoticeEntry, notice: Notice) -> None:
    if entry.off or notice.closed_at is not None or queries.is_over(notice):
        raise Refused(
            _("这项公示已于%(day)s结束，不再受理公示异议。仍有问题的，可以向公示单位的上级主管部门反映。")
            % {"day": cn_date(notice.ends_on)},
            clause="GUIDE-1.3.4",
        )


@transaction.atomic
def take_objection(objection: Objection, by: Account) -> Objection:
    """Become the named handler, who alone sees objector and evidence and answers. Errors: Refused.

    From a handler who has left the publisher another officer takes it over.
    """
    row = _locked(objection)
    _must_handle(row, by)
    if row.outcome != Objection.Outcome.OPEN:
        raise Refused(_("这条异议已经答复过了。"))
    facts = {"before": row.handler_id}
    _take(row, by)
    row.save(update_fields=["handler", "taken_at"])
    write(
        "take_objection", "objection", row.id, actor=by.id,
        organisation=row.entry.notice.publisher_id, facts=facts,
    )  # fmt: skip
    return row


@transaction.atomic
def settle_objection(objection: Objection, answer: str, by: Account) -> Objection:
    """The publisher finds the objection not borne out: the notice goes on (GUIDE-1.3.4). Errors: Refused."""
    return _decide(objection, Objection.Outcome.SETTLED, answer, by)


@transaction.atomic
def uphold_objection(objection: Objection, answer: str, by: Account) -> Objection:
    """The publisher finds the objection borne out: not recommended, or struck off. Errors: Refused."""
    return _decide(objection, Objection.Outcome.UPHELD, answer, by)


def _decide(objection: Objection, outcome: str, answer: str, by: Account) -> Objection:
    row = _locked(objection)
    notice = row.entry.notice
    of_unit = notice.kind == Notice.Kind.UNIT
    _must_handle(row, by)
    if row.outcome != Objection.Outcome.OPEN:
        raise Refused(_("这条异议已经答复过了。"))
    if not answer.strip():
        raise Refused(_("请写明核查经过和结论。"), clause="GUIDE-1.3.4", field="answer")
    _take(row, by)
    row.outcome, row.answer, row.decided_by, row.decided_at = outcome, answer.strip(), by, clock.now()
    row.save(update_fields=["handler", "taken_at", "outcome", "answer", "decided_by", "decided_at"])
    _tell_objector(row)
    facts = {"outcome": outcome, "answer": row.answer}
    write("decide_objection", "objection", row.id, actor=by.id, organisation=notice.publisher_id, facts=facts)
    if not of_unit:
        _tell_who_waited(row)
    _move_after_decision(row, of_unit, flow.By(Actor.UNIT if of_unit else Actor.OFFICE, by, notice.publisher))
    return row


def _locked(objection: Objection) -> Objection:
    rows = Objection.objects.select_for_update(of=("self",))
    related = (*OBJECTED, "entry__application__person", "handler")
    return rows.select_related(*related).get(pk=objection.pk)


def _must_handle(row: Objection, by: Account) -> None:
    """Errors: Refused for who does not act for the publisher, for the person concerned, beside another handler."""
    must_publish(by, row.entry.notice)
    if row.entry.application.person.account_id == by.id:
        raise Refused(_("对本人的异议，请由其他同志核查。"), status=403)
    if row.handler is not None and row.handler != by and handles(row, row.handler):
        words = _("这条异议由%(name)s核查，其他人不能查看反映人、不能答复。")
        raise Refused(words % {"name": row.handler.display_name}, status=403)


def _take(row: Objection, by: Account) -> None:
    if row.handler_id != by.id:
        row.handler, row.taken_at = by, clock.now()


def _tell_objector(row: Objection) -> None:
    """To the mobile number that was left, by SMS; without one the receipt tells. It names neither person nor matter."""
    try:
        mobile = check_mobile(row.contact)
    except WrongNumber:
        return
    words = _("您反映的问题（回执编号%(receipt)s）已核查答复，请到公示页“查询异议办理结果”凭编号查看。")
    send(row.id, _("异议已答复"), words % {"receipt": row.receipt}, mobile=mobile)


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
