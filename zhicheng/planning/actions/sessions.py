"""The session: opened on its plan entry, its meeting day moved, its window changed before it ends."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.access import must_organise
from zhicheng.planning.away import must_be_here
from zhicheng.planning.dates import GATE_KEYS, deadlines_of
from zhicheng.planning.models import Announcement, Committee, Filing, GateReached, PlanEntry, Session
from zhicheng.planning.queries import is_announced
from zhicheng.planning.registration import must_be_enough, must_be_in_term
from zhicheng.planning.settings import because, note_change, prepare
from zhicheng.policy.book import first_year
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_until


@transaction.atomic
def open_session(
    *,
    committee: Committee,
    year: int,
    meeting_on: dt.date,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    by: Account,
    organisation: Organisation,
    seats: int = 11,
    stand_ins: int = 4,
    paper_stage: bool = True,
    late_reason: str = "",
    unit_pass_last: dt.date | None = None,
    resubmit_last: dt.date | None = None,
    accept_last: dt.date | None = None,
) -> Session:
    """Open the committee's review of a policy year on its published plan entry (KM2023-1.1).

    `meeting_on` is the meeting's first day (AMB-29); `closes_at` the first moment after the window (24:00 is
    00:00 of the next day); the three last days default to the window's (GUIDE-1.4); `seats` are odd
    (YN2023-2.2b). A self-review unit needs no entry (KM2023-1.5).
    Errors: Refused without an entry, for a second session of the year (AMB-44, AMB-59), a month later than
    planned without a reason (YN2023-1), an impossible window or number of seats, fewer members than registered,
    a meeting outside of the committee's term (order 40).
    """
    must_organise(by, committee, organisation, "KM2023-1.1")
    entry = _entry_for(committee, year)
    opens_at, closes_at = clock.in_china(opens_at), clock.in_china(closes_at)
    _check_year(year, meeting_on)
    _check_window(opens_at, closes_at, meeting_on)
    if closes_at <= clock.now():
        raise Refused(_("申报截止时间须晚于现在。"), field="closes_at")
    if seats < 3 or seats % 2 == 0:
        raise Refused(_("评委会组成人数应当为单数，至少3人。"), clause="YN2023-2.2b", field="seats")
    lasts = {"unit_pass_last": unit_pass_last, "resubmit_last": resubmit_last, "accept_last": accept_last}
    for key, last in lasts.items():
        check_last_day(last, key, closes_at, meeting_on, unit_pass_last, accept_last)
    must_be_enough(committee, seats, "seats")
    must_be_in_term(committee, meeting_on, "meeting_on")
    _check_planned_month(entry, meeting_on, late_reason)
    if Session.objects.filter(committee=committee, year=year).exists():
        raise _once_a_year(year)
    try:
        with transaction.atomic():
            session = Session.objects.create(
                committee=committee,
                plan_entry=entry,
                year=year,
                meeting_on=meeting_on,
                opens_at=opens_at,
                closes_at=closes_at,
                seats=seats,
                stand_ins=stand_ins,
                **lasts,
                paper_stage=paper_stage,
                late_reason=late_reason.strip(),
                created_at=clock.now(),
            )
    except IntegrityError as twice:  # two officers at the same moment
        raise _once_a_year(year) from twice
    facts = {
        "committee": committee.code,
        "year": year,
        "meeting_on": meeting_on,
        "closes_at": closes_at,
        "seats": seats,
    }
    write("open_session", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return session


@transaction.atomic
def move_meeting(
    *, session: Session, meeting_on: dt.date, reason: str, by: Account, organisation: Organisation
) -> Session:
    """Move the meeting's first day, with a reason; every date is then computed anew.

    The meeting stage's act of the same name calls it and asks everybody's conditions again.

    Errors: Refused when the meeting has begun, the new day is past or inside the window, or something done
    would come too late for the new day (the call, the pool's approval, the pre-meeting filing).
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.1")
    check_new_day(session, meeting_on)
    if not reason.strip():
        raise Refused(
            _("请填写调整评审会时间的原因；无故延后开展评审的不予备案。"), clause="YN2023-1", field="reason"
        )
    broken = broken_by(session, meeting_on)
    if broken:
        raise Refused(
            _("改到%(day)s后，以下事项将不符合时限：%(what)s。请选择更晚的日期。")
            % {"day": cn(meeting_on), "what": "、".join(broken)},
            clause="YN2023-2.1a",
            field="meeting_on",
        )
    before, session.meeting_on = session.meeting_on, meeting_on
    if _later_than_planned(session.plan_entry, meeting_on):
        session.late_reason = reason.strip()
    session.save(update_fields=["meeting_on", "late_reason"])
    note_change(session, "meeting_on", before, meeting_on, reason, by)
    facts = {"from": before, "to": meeting_on, "reason": reason}
    write("move_meeting", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return session


def check_new_day(session: Session, meeting_on: dt.date) -> None:
    """Let a day pass on which the session could meet at all. Errors: Refused when the meeting has begun, or the
    day is past, of another year or inside the window."""
    today = clock.today()
    if session.meeting_on is not None and session.meeting_on <= today:
        raise Refused(
            _("评审会已于%(day)s召开，不能再改期。") % {"day": cn(session.meeting_on)}, clause="YN2023-1"
        )
    if meeting_on <= today:
        raise Refused(_("新的评审会日期须晚于今天。"), field="meeting_on")
    _check_year(session.year, meeting_on)
    must_be_in_term(session.committee, meeting_on, "meeting_on")
    if session.opens_at and session.closes_at:
        _check_window(session.opens_at, session.closes_at, meeting_on)


def broken_by(session: Session, meeting_on: dt.date) -> list[str]:
    """What is done and would come too late if the session met on that day, each with its latest day."""
    limits = deadlines_of(session, meeting_on=meeting_on)
    done: list[tuple[str, str, dt.datetime | None]] = []
    call = getattr(session, "call", None)
    if call:
        done.append((_("通知发布"), "notice_by", call.published_at))
    kinds = {Filing.Kind.POOL: "pool_request_by", Filing.Kind.PRE_MEETING: "pre_meeting_filing_by"}
    for filing in session.filings.filter(kind__in=kinds, answer__in=Filing.STANDING):
        done.append((filing.get_kind_display(), kinds[Filing.Kind(filing.kind)], filing.submitted_at))
    found = []
    for name, key, moment in done:
        limit = limits.get(key)
        if moment is None or limit is None or limit.day is None:
            continue
        if clock.in_china(moment).date() > limit.day:
            found.append(_("%(name)s最迟须在%(day)s") % {"name": name, "day": cn(limit.day)})
    return found


@transaction.atomic
def change_window(
    *,
    session: Session,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    reason: str,
    by: Account,
    organisation: Organisation,
) -> Session:
    """Change the window; what the call has announced can only be extended, and only while it runs.

    A window that is over stays over: nobody can open it again (KM2023-3.4, GUIDE-1.4). Once the call is published
    this prepares the 补充通知 (or changes the one still unfiled) that extends it when it is published (KM2023-1.3).
    Errors: Refused once it is over, for a published window that is shortened, for a missing reason, while an
    extension is filed.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, "KM2023-1.1")
    opens_at, closes_at, now = clock.in_china(opens_at), clock.in_china(closes_at), clock.now()
    if session.closes_at and session.closes_at <= now:
        raise Refused(_("申报窗口已关闭，任何人不能再次开放或延长。"), clause="KM2023-3.4")
    if not reason.strip():
        raise Refused(_("请填写调整申报时间的原因。"), field="reason")
    if closes_at <= now:
        raise Refused(_("申报截止时间须晚于现在。"), field="closes_at")
    _check_window(opens_at, closes_at, session.meeting_on)
    if is_announced(session) and session.opens_at and session.closes_at:
        if opens_at != session.opens_at:
            raise Refused(_("通知已公布申报开始时间，不能再改。"), clause="KM2023-1.2", field="opens_at")
        if closes_at <= session.closes_at:
            raise Refused(
                _("通知已公布申报截止时间，只能延长，不能提前。"), clause="KM2023-1.2", field="closes_at"
            )
        _prepare_extension(session, closes_at, reason.strip(), by)
        return session
    before = {"opens_at": session.opens_at, "closes_at": session.closes_at}
    # The condition stands in the statement itself: no path can move a window that is over.
    changed = Session.objects.filter(pk=session.pk).exclude(closes_at__lte=now)
    if not changed.update(opens_at=opens_at, closes_at=closes_at):
        raise Refused(_("申报窗口已关闭，任何人不能再次开放或延长。"), clause="KM2023-3.4")
    session.opens_at, session.closes_at = opens_at, closes_at
    for key, moment in (("opens_at", opens_at), ("closes_at", closes_at)):
        if before[key] != moment:
            note_change(session, key, before[key], moment, reason, by)
    facts = {"from": before, "to": {"opens_at": opens_at, "closes_at": closes_at}, "reason": reason}
    write("change_window", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return session


def _prepare_extension(session: Session, closes_at: dt.datetime, reason: str, by: Account) -> None:
    title = _("关于延长申报时间的补充通知")
    text = _("申报截止时间由%(before)s延长至%(after)s。\n%(because)s") % {
        "before": cn_until(session.closes_at),
        "after": cn_until(closes_at),
        "because": because(reason),
    }
    row = session.announcements.filter(closes_at__isnull=False, published_at__isnull=True).first()
    if row is None:
        prepare(session, title, text, by, closes_at)
        return
    if row.filings.filter(answer__in=Filing.STANDING).exists():
        raise Refused(
            _("延长申报时间的补充通知第%(number)d号已报备案；要改时间的，请先撤回备案。")
            % {"number": row.number},
            clause="KM2023-1.3",
        )
    row.text, row.closes_at = text, closes_at
    row.save(update_fields=["text", "closes_at"])
    facts = {"number": row.number, "text": text, "closes_at": closes_at}
    write("prepare_announcement", "session", session.id, actor=by.id, facts=facts)


def extend_window(session: Session, announcement: Announcement, by: Account) -> None:
    """The window ends when the announcement says, which is published in the same transaction; the session is locked.

    Errors: Refused once the window is over, for an end no later than now, on the meeting's day or after.
    """
    closes_at, before, now = announcement.closes_at, session.closes_at, clock.now()
    if closes_at is None or session.opens_at is None:
        return
    _check_window(session.opens_at, closes_at, session.meeting_on)
    running = Session.objects.filter(pk=session.pk, closes_at__gt=now, closes_at__lt=closes_at)
    if not running.update(closes_at=closes_at):
        raise Refused(_("申报窗口已关闭，任何人不能再次开放或延长。"), clause="KM2023-3.4")
    session.closes_at = closes_at
    reason = _("补充通知第%(number)d号") % {"number": announcement.number}
    note_change(session, "closes_at", before, closes_at, reason, by, announcement=announcement)


def reach_gate(session: Session, gate: str) -> None:
    """Note that a later stage has passed a gate; call it in that stage's act. Again: no change.

    `gate`: a key of planning.dates.GATES (draw, pre_notice, meeting, …). Errors: ValueError for another key.
    """
    if gate not in GATE_KEYS:
        raise ValueError(f"the time-line has no gate {gate!r}")
    GateReached.objects.get_or_create(session=session, gate=gate, defaults={"reached_at": clock.now()})


def locked(session: Session) -> Session:
    """The row, locked until the transaction ends and read afresh. Errors: Refused while it is out in a closed room."""
    must_be_here(session.pk)
    return (
        Session.objects.select_for_update(of=("self",))
        .select_related("committee__organiser", "committee__place", "plan_entry", "call")
        .get(pk=session.pk)
    )


def cn(day: dt.date) -> str:
    """A day as the official texts write it: 2023年8月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def _entry_for(committee: Committee, year: int) -> PlanEntry | None:
    entry = PlanEntry.objects.filter(committee=committee, year=year, state=PlanEntry.State.PUBLISHED).first()
    if entry is None and not committee.reviews_itself:
        raise Refused(
            _("本评委会未列入%(year)d年已公布的评审计划，不能开展评审。请先申报评审计划。") % {"year": year},
            clause="KM2023-1.1",
            field="year",
        )
    return entry


def _check_year(year: int, meeting_on: dt.date) -> None:
    if year < first_year() or not year <= meeting_on.year <= year + 1:
        raise Refused(_("评审会日期须在评审年度或次年之内。"), clause="KM2023-1.1", field="meeting_on")


def _check_window(opens_at: dt.datetime, closes_at: dt.datetime, meeting_on: dt.date | None) -> None:
    if opens_at >= closes_at:
        raise Refused(_("申报截止时间须晚于开始时间。"), field="closes_at")
    midnight = dt.timedelta(microseconds=1)
    if meeting_on and (clock.in_china(closes_at) - midnight).date() >= meeting_on:
        raise Refused(_("申报须在评审会之前截止。"), clause="KM2023-3.4", field="closes_at")


def check_last_day(
    last: dt.date | None,
    key: str,
    closes_at: dt.datetime | None,
    meeting_on: dt.date | None,
    unit_pass_last: dt.date | None,
    accept_last: dt.date | None,
) -> None:
    """A last day lies between the window's and the meeting; acceptance comes after the units. Errors: Refused."""
    if last is None:
        return
    closes_on = (clock.in_china(closes_at) - dt.timedelta(microseconds=1)).date() if closes_at else None
    wrong = ""
    if closes_on and last < closes_on:
        wrong = _("这一天不能早于申报截止日（%(day)s）。") % {"day": cn(closes_on)}
    elif meeting_on and last >= meeting_on:
        wrong = _("这一天须在评审会（%(day)s）之前。") % {"day": cn(meeting_on)}
    elif key == "accept_last" and unit_pass_last and last < unit_pass_last:
        wrong = _("受理截止日不能早于单位审核通过截止日。")
    elif key == "unit_pass_last" and accept_last and last > accept_last:
        wrong = _("单位审核通过截止日不能晚于受理截止日。")
    if wrong:
        raise Refused(wrong, clause="GUIDE-1.4", field=key)


def _later_than_planned(entry: PlanEntry | None, meeting_on: dt.date) -> bool:
    return entry is not None and (meeting_on.year, meeting_on.month) > (entry.year, entry.month)


def _check_planned_month(entry: PlanEntry | None, meeting_on: dt.date, late_reason: str) -> None:
    if entry and _later_than_planned(entry, meeting_on) and not late_reason.strip():
        raise Refused(
            _("评审计划安排在%(year)d年%(month)d月，延后开展须写明原因；无故延后的不予备案。")
            % {"year": entry.year, "month": entry.month},
            clause="YN2023-1",
            field="late_reason",
        )


def _once_a_year(year: int) -> Refused:
    return Refused(
        _("本评委会%(year)d年度的评审会已建立，一年只开展一次。") % {"year": year},
        clause="KM2023-1.1",
        field="year",
    )
