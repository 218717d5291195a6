"""Filings (备案): an organiser reports, the city passes on, the bureau of the level answers."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import must_be_bureau, must_organise
from zhicheng.planning.actions.sessions import cn, locked
from zhicheng.planning.dates import deadlines_of
from zhicheng.planning.models import Announcement, Filing, FilingNumber, Session
from zhicheng.planning.queries import bureau_of_level, can_withdraw, passing_bureau
from zhicheng.planning.registration import must_be_in_term
from zhicheng.policy.dates import PENDING
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

Kind, Answer = Filing.Kind, Filing.Answer


@transaction.atomic
def file(
    *,
    session: Session,
    kind: str,
    content: Mapping[str, Any],
    by: Account,
    organisation: Organisation,
    supplements: Filing | None = None,
    announcement: Announcement | None = None,
) -> Filing:
    """The organiser files `content` (JSON-able) with the bureau of the level (KM2023-1.3, 4.4c, 4.4h).

    `kind` is a value of Filing.Kind. A city's senior committee files by way of the city (AMB-48). The pool
    and the pre-meeting filing keep the law's working days before the meeting, both ends excluded (AMB-37,
    AMB-41); the post-meeting filing comes after a filed meeting (DC2022-1.6), and shows as late when it is.
    `announcement`: what is filed, for that kind alone.
    `supplements`: the accepted filing to which this one adds those whose objection was answered only later.
    Errors: Refused too late (with the latest day), too early, while one is open, or by a committee whose term is over.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.3")
    to = bureau_of_level(session.committee)
    if to is None:
        raise Refused(_("系统中没有登记受理本评委会备案的人社部门，请联系技术支持。"), clause="KM2023-1.3")
    _check_order(session, kind)
    if kind != Kind.POST_MEETING:  # what was reviewed within the term is filed also after it
        must_be_in_term(session.committee, max(clock.today(), session.meeting_on or clock.today()))
    _check_term(session, kind)
    standing = session.filings.filter(kind=kind, announcement=announcement, answer__in=Filing.STANDING)
    if supplements is not None:  # besides what is accepted; one at a time
        standing = standing.filter(answer=Answer.PENDING)
    there = standing.first()
    if there is not None:
        raise _open_already(there)
    filing = Filing(
        session=session,
        kind=kind,
        supplements=supplements,
        announcement=announcement,
        to=to,
        via=passing_bureau(session.committee),
        content=dict(content),
        content_hash=content_hash(content),
        submitted_by=by,
        submitted_at=clock.now(),
    )
    filing.seal = sign(
        by,
        organisation=organisation,
        content={"session": str(session.id), "kind": kind, "content_hash": filing.content_hash},
        method=Signature.Method.ORGANISATION_KEY,
        purpose="备案报送",
        role=Membership.Role.OFFICE,
    )
    try:
        with transaction.atomic():
            filing.save()
    except IntegrityError as twice:  # two officers at the same moment
        raise _open_already(filing) from twice
    facts = {"kind": kind, "hash": filing.content_hash, "to": to.id}
    if supplements is not None:
        facts["supplements"] = supplements.id
    write("file", "filing", filing.id, actor=by.id, organisation=organisation.id, facts=facts)
    return filing


@transaction.atomic
def pass_filing(*, filing: Filing, by: Account, organisation: Organisation) -> Filing:
    """The passing station hands a filing on to the bureau that answers (AMB-48). Errors: Refused."""
    must_be_bureau(by, organisation, "KM2023-1.3")
    filing = _locked(filing)
    if filing.via_id != organisation.id:
        raise Refused(_("这件备案不经本部门转报。"), clause="KM2023-1.3", status=404)
    if filing.passed_at is not None or filing.answer != Answer.PENDING:
        raise Refused(_("这件备案已转报或已答复，请刷新页面。"), clause="KM2023-1.3")
    filing.passed_by, filing.passed_at = by, clock.now()
    filing.save(update_fields=["passed_by", "passed_at"])
    facts = {"hash": filing.content_hash}
    write("pass_filing", "filing", filing.id, actor=by.id, organisation=organisation.id, facts=facts)
    return filing


@transaction.atomic
def withdraw_filing(*, filing: Filing, by: Account, organisation: Organisation) -> Filing:
    """The organiser takes back a filing not yet answered, or of a call or announcement not yet published (KM2023-1.3).

    Errors: Refused for another organiser's filing, and for one that has had its effect.
    """
    filing = _locked(filing)
    session = locked(filing.session)
    must_organise(by, session.committee, organisation, "KM2023-1.3")
    if not can_withdraw(filing):
        raise Refused(_("这件备案已经答复，不能撤回。"), clause="KM2023-1.3")
    filing.answer, filing.withdrawn_at = Answer.WITHDRAWN, clock.now()
    filing.save(update_fields=["answer", "withdrawn_at"])
    facts = {"hash": filing.content_hash}
    write("withdraw_filing", "filing", filing.id, actor=by.id, organisation=organisation.id, facts=facts)
    return filing


@transaction.atomic
def answer_filing(
    *, filing: Filing, accepted: bool, by: Account, organisation: Organisation, reason: str = ""
) -> Filing:
    """The bureau accepts or refuses a filing under its seal; it gets the bureau's next number.

    The passing station may refuse as well, before it passes on. A refusal needs a reason.
    Errors: Refused when answered already, not yet passed on, or another bureau's (KM2023-1.3, YN2023-1).
    """
    must_be_bureau(by, organisation, "KM2023-1.3")
    filing = _locked(filing)
    passing = filing.via_id == organisation.id and filing.passed_at is None and not accepted
    if filing.to_id != organisation.id and not passing:
        raise Refused(_("这件备案不由本部门答复。"), clause="KM2023-1.3", status=404)
    if filing.answer != Answer.PENDING:
        raise Refused(
            _("这件备案已经答复：%(answer)s。请刷新页面查看。") % {"answer": filing.get_answer_display()}
        )
    if filing.via is not None and filing.passed_at is None and not passing:
        raise Refused(_("这件备案须先由%(via)s转报。") % {"via": filing.via.name}, clause="KM2023-1.3")
    if not accepted and not reason.strip():
        raise Refused(_("不予备案须写明原因。"), clause="KM2023-1.3", field="reason")
    filing.answer = Answer.ACCEPTED if accepted else Answer.REFUSED
    filing.number = _next_number(organisation)
    filing.reason = reason.strip()
    filing.answered_by, filing.answered_at = by, clock.now()
    filing.signature = sign(
        by,
        organisation=organisation,
        content=answer_content(filing),
        method=Signature.Method.ORGANISATION_KEY,
        purpose="备案答复",
        role=Membership.Role.BUREAU,
    )
    filing.save(update_fields=["answer", "number", "reason", "answered_by", "answered_at", "signature"])
    facts = {"answer": filing.answer, "number": filing.number, "hash": filing.content_hash}
    write("answer_filing", "filing", filing.id, actor=by.id, organisation=organisation.id, facts=facts)
    what = {
        "session": filing.session,
        "kind": filing.name,
        "answer": filing.get_answer_display(),
    }
    body = _("编号：%(number)s。%(reason)s") % {"number": filing.number, "reason": filing.reason}
    send(
        filing.submitted_by_id,
        _("%(session)s%(kind)s：%(answer)s") % what,
        body,
        link=f"/sessions/{filing.session_id}/",
    )
    return filing


def answer_content(filing: Filing) -> dict[str, str]:
    """What the bureau's key signs with its answer."""
    return {
        "filing": str(filing.id),
        "content_hash": filing.content_hash,
        "answer": filing.answer,
        "number": filing.number or "",
        "reason": filing.reason,
    }


def latest_day(session: Session, kind: str) -> dt.date | None:
    """The last day of the kind's term, for a session whose dates are known; None where the law sets none.

    Errors: Refused where the day needs a year whose working days are not published.
    """
    limit = deadlines_of(session).get(TERMS.get(Kind(kind), ""))
    if limit is None:
        return None
    if limit.day is None:
        raise Refused(
            _("工作日安排%(pending)s，期限无法计算。") % {"pending": PENDING}, clause=limit.clauses[0]
        )
    return limit.day


TERMS = {
    Kind.POOL: "pool_request_by",
    Kind.PRE_MEETING: "pre_meeting_filing_by",
    Kind.POST_MEETING: "post_meeting_filing_by",
}


def _check_order(session: Session, kind: str) -> None:
    accepted = set(session.filings.filter(answer=Answer.ACCEPTED).values_list("kind", flat=True))
    call = getattr(session, "call", None)
    if kind == Kind.CALL and call is None:
        raise Refused(_("请先编写申报评审通知，再报备案。"), clause="KM2023-1.3")
    if kind in {Kind.ANNOUNCEMENT, Kind.PRE_MEETING, Kind.POST_MEETING} and (
        call is None or call.published_at is None
    ):
        raise Refused(_("申报评审通知尚未发布，不能办理此项备案。"), clause="KM2023-1.2")
    if kind != Kind.POST_MEETING:
        return
    if Kind.PRE_MEETING not in accepted:
        raise Refused(_("会前未经备案的评审不予认可，不能办理会后备案。"), clause="DC2022-1.6")
    if session.meeting_on is None or clock.today() <= session.meeting_on:
        raise Refused(_("会后备案须在评审会结束后办理。"), clause="KM2023-4.4h")


def _check_term(session: Session, kind: str) -> None:
    if kind not in {Kind.POOL, Kind.PRE_MEETING}:
        return
    if session.meeting_on is None:
        raise Refused(_("请先确定评审会时间。"), clause="YN2023-2.1a")
    latest = latest_day(session, kind)
    if latest is not None and clock.today() > latest:
        limit = deadlines_of(session)[TERMS[Kind(kind)]]
        raise Refused(
            _("%(kind)s最迟须在%(latest)s(评审会%(count)d个工作日前)报送，现已逾期。请先调整评审会时间。")
            % {"kind": Kind(kind).label, "latest": cn(latest), "count": limit.values[0].number},
            clause=limit.clauses[0],
        )


def _open_already(filing: Filing) -> Refused:
    what = {"kind": filing.name, "answer": filing.get_answer_display()}
    return Refused(_("%(kind)s已报送（%(answer)s），不能重复报送。") % what, clause="KM2023-1.3")


def _locked(filing: Filing) -> Filing:
    return (
        Filing.objects.select_for_update(of=("self",))
        .select_related("session__committee", "to", "via", "submitted_by")
        .get(pk=filing.pk)
    )


def _next_number(organisation: Organisation) -> str:
    """The bureau's next number of the calendar year: 昆明市人社备〔2023〕1号."""
    prefix = (
        organisation.name.replace("人力资源和社会保障厅", "人社").replace("人力资源和社会保障局", "人社")
        + "备"
    )
    row, _created = FilingNumber.objects.select_for_update().get_or_create(
        prefix=prefix, year=clock.today().year
    )
    row.last += 1
    row.save(update_fields=["last"])
    return str(row)
