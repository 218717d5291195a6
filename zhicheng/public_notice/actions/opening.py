"""Open a notice: of a unit's candidates, of those before the meeting, of the results."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.files.actions import store_bytes
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import acting_office
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session
from zhicheng.policy.book import Value
from zhicheng.policy.workdays import YearNotPublished
from zhicheng.public_notice import extract, queries
from zhicheng.public_notice.access import must_act
from zhicheng.public_notice.models import Notice, NoticeEntry, Posting
from zhicheng.public_notice.posting import HTML, hash_of, page_of
from zhicheng.signatures.actions import content_hash
from zhicheng.title_confirmation.queries import check_listed, open_entries
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date

SESSION_MOVES = {
    Notice.Kind.PRE_MEETING: (State.LISTED, Event.POST_PRE_MEETING, "publicity.pre_meeting"),
    Notice.Kind.RESULT: (State.PASSED, Event.POST_RESULT, "publicity.result"),
}
GATES = {Notice.Kind.PRE_MEETING: "pre_notice", Notice.Kind.RESULT: "result_notice"}


@transaction.atomic
def open_unit_notice(
    applications: Sequence[Application], publisher: Organisation, place: str, on_platform: bool, by: Account
) -> Notice:
    """单位推荐公示 of one or several candidates of a unit (GUIDE-1.3.1, KM2023-3.6): each goes to 单位公示中.

    What is posted is the masked extract of the last submission. Errors: Refused, MoveNotAllowed.
    """
    must_act(by, publisher, Membership.Role.UNIT)
    rows = [flow.lock(application) for application in applications]
    _must_have_people(rows)
    for row in rows:
        if not may_publish(row, publisher):
            raise Refused(
                _("%(name)s的申报现在不在本单位待审核，不能列入公示。请刷新名单后重试。")
                % {"name": row.applicant_name}
            )
    law = book_of(rows[0].year, rows[0].session).value("publicity.unit")
    if any(row.year != rows[0].year for row in rows):
        raise Refused(_("一次公示只能是同一年度的人员。"), field="applications")
    title = _("%(unit)s%(year)s年度职称申报推荐人选公示（%(who)s）") % {
        "unit": publisher.name,
        "year": rows[0].year,
        "who": _who(rows),
    }
    extracts = []
    for row in rows:
        submission = row.submissions.order_by("-version").first()
        if submission is None:
            raise Refused(_("%(name)s还没有提交申报。") % {"name": row.applicant_name})
        extracts.append(extract.of_unit(row, submission))
    notice = _post(Notice.Kind.UNIT, publisher, None, title, place, on_platform, law, by)
    _enter(notice, rows, extracts)
    for given, row in zip(applications, rows, strict=True):
        if row.state == State.UNIT_NOTICE:  # a dispatched person's other company has posted before
            continue
        flow.move(row, Event.OPEN_NOTICE, flow.By(Actor.UNIT, by, publisher), _posted_words(notice))
        given.refresh_from_db()
    return notice


def may_publish(row: Application, publisher: Organisation) -> bool:
    """Whether the unit may publish the application now; of a dispatched person each company once (KM2023-3.7)."""
    if not row.companies.filter(organisation=publisher).exists():
        return row.holder_id == publisher.id and row.state == State.AT_UNIT
    mine = [one for one in queries.unit_entries(row) if one.notice.publisher_id == publisher.id]
    submission = row.submissions.order_by("-version").first()
    standing = queries.standing_entry(row, submission, mine)
    return row.state in {State.AT_UNIT, State.UNIT_NOTICE} and standing is None


@transaction.atomic
def open_session_notice(
    session: Session, kind: str, applications: Sequence[Application], place: str, by: Account
) -> Notice:
    """评审会前公示 (of those 拟上会) or 评审结果公示 (of those passed) by the organiser (GUIDE-1.3.2, 1.3.3).

    Errors: Refused, MoveNotAllowed.
    """
    wanted, event, key = SESSION_MOVES[Notice.Kind(kind)]
    publisher = acting_office(by, session.committee)
    rows = [flow.lock(application) for application in applications]
    _must_have_people(rows)
    for row in rows:
        if row.session_id != session.id or row.state != wanted:
            raise Refused(
                _("%(name)s的申报现在不能列入这次公示。请刷新名单后重试。") % {"name": row.applicant_name}
            )
    if kind == Notice.Kind.PRE_MEETING:
        check_listed(rows)
        reach_gate(session, "confirmation_list")
        if not open_entries(session).exists():
            reach_gate(session, "confirmation_answer")
    law = book_of(session.year, session).value(key)
    title = _("%(session)s%(kind)s") % {"session": session, "kind": Notice.Kind(kind).label}
    notice = _post(kind, publisher, session, title, place, True, law, by)
    _enter(notice, rows, [extract.of_list(row) for row in rows])
    reach_gate(session, GATES[Notice.Kind(kind)])
    for given, row in zip(applications, rows, strict=True):
        flow.move(row, event, flow.By(Actor.OFFICE, by, publisher), _posted_words(notice))
        given.refresh_from_db()
    return notice


def void_unit_entries(application: Application, reason: str) -> int:
    """Take an application off its unit's notices, which no longer hold for it (AMB-03); how many."""
    entries = NoticeEntry.objects.filter(
        application=application, notice__kind=Notice.Kind.UNIT, voided_at__isnull=True
    )
    return entries.update(voided_at=clock.now(), void_reason=reason)


def restore_unit_entries(application: Application, since: dt.datetime) -> int:
    """Put back what was taken off by a reset that two officers have withdrawn; how many."""
    entries = NoticeEntry.objects.filter(
        application=application, notice__kind=Notice.Kind.UNIT, voided_at__gte=since
    )
    return entries.update(voided_at=None, void_reason="")


def _who(rows: Sequence[Application]) -> str:
    name = rows[0].applicant_name
    return name if len(rows) == 1 else _("%(name)s等%(count)s人") % {"name": name, "count": len(rows)}


def _must_have_people(rows: Sequence[Application]) -> None:
    if not rows:
        raise Refused(_("请至少选择一位公示对象。"), field="applications")


def _post(
    kind: str,
    publisher: Organisation,
    session: Session | None,
    title: str,
    place: str,
    on_platform: bool,
    law: Value,
    by: Account,
) -> Notice:
    if not place.strip():
        raise Refused(_("请写明公示地点。"), clause=law.clause, field="place")
    posted_on = clock.today()
    try:
        ends_on = workdays.calendar().publicity_end(posted_on, law.number)
    except YearNotPublished as error:
        raise Refused(_("%(why)s，暂时不能计算公示期。") % {"why": error}) from error
    return Notice.objects.create(
        kind=kind,
        publisher=publisher,
        session=session,
        title=title,
        place=place.strip(),
        on_platform=on_platform,
        posted_on=posted_on,
        ends_on=ends_on,
        workdays=law.number,
        posted_by=by,
    )


def _enter(notice: Notice, rows: Sequence[Application], extracts: Sequence[dict[str, Any]]) -> None:
    hashes = [content_hash(item) for item in extracts]
    NoticeEntry.objects.bulk_create(
        NoticeEntry(notice=notice, application=row, extract=item, extract_hash=digest)
        for row, item, digest in zip(rows, extracts, hashes, strict=True)
    )
    notice.content_hash = content_hash({"notice": str(notice.id), "entries": sorted(hashes)})
    notice.save(update_fields=["content_hash"])
    posting = _prove(notice, extracts)
    facts = {
        "content": notice.content_hash,
        "page": posting.page_hash,
        "place": notice.place,
        "ends_on": notice.ends_on.isoformat(),
    }
    write(
        "open_notice",
        "notice",
        notice.id,
        actor=notice.posted_by_id,
        organisation=notice.publisher_id,
        facts=facts,
    )


def _prove(notice: Notice, extracts: Sequence[dict[str, Any]]) -> Posting:
    """Keep the page as it is posted, and its salted hash."""
    page, salt = page_of(notice, extracts), secrets.token_hex(32)
    return Posting.objects.create(
        notice=notice, page=store_bytes(page, HTML), salt=salt, page_hash=hash_of(salt, page),
        posted_at=clock.now(),
    )  # fmt: skip


def _posted_words(notice: Notice) -> str:
    return _("公示至%(day)s（%(count)s个工作日），地点：%(place)s") % {
        "day": cn_date(notice.ends_on),
        "count": notice.workdays,
        "place": notice.place,
    }
