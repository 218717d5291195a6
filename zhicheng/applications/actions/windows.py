"""What the clock brings: reminders, drafts that miss the window, corrections that never came."""

import datetime as dt

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow, guards
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event, State
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Message
from zhicheng.planning.models import Session
from zhicheng.ui.templatetags.ui import cn_date

EARLY_AFTER = dt.timedelta(days=1)  # a draft that old is reminded to hand in early
CLOSING_WITHIN = dt.timedelta(days=3)  # the last reminder before the window closes
WITH_THE_APPLICANT = (State.DRAFT, State.RETURNED, State.RESET)


def remind(session: Session, at: dt.datetime) -> int:
    """Remind those who have not handed in: once early, once before the window closes; how many (GUIDE-1.4)."""
    if session.closes_at is None or guards.window_state(session, at) != "open":
        return 0
    closing = session.closes_at - at <= CLOSING_WITHIN
    subject = _("申报窗口即将关闭") if closing else _("请尽早提交申报")
    last = clock.in_china(session.closes_at) - dt.timedelta(minutes=1)
    body = _(
        "%(committee)s的申报窗口在%(day)s 24:00关闭，关闭后任何人不能重新开通。"
        "您的申报还没有提交；提交太晚，可能来不及补充完善而失去当年机会。"
    ) % {
        "committee": session.committee.name,
        "day": cn_date(last.date()),
    }
    rows = Application.objects.filter(session=session, state__in=WITH_THE_APPLICANT).select_related("person")
    if not closing:
        rows = rows.filter(created_at__lte=at - EARLY_AFTER)
    links = {f"/apply/{row.pk}/": row.person.account_id for row in rows.order_by("id")}
    sent = Message.objects.filter(recipient__in=links.values(), subject=subject, link__in=links)
    told = set(sent.values_list("link", flat=True))
    for link, recipient in links.items():
        if link not in told:
            send(recipient, subject, body, link=link)
    return len(links.keys() - told)


def close_missed_windows(session: Session, at: dt.datetime) -> int:
    """逾期未报 for the drafts of a session whose window is over at `at`; how many.

    Each is its own transaction. Source: GUIDE-1.4, KM2023-3.4.
    """
    if guards.window_state(session, at) != "closed":
        return 0
    return _end(session, (State.DRAFT,), Event.MISS_WINDOW, _("申报窗口已于截止时间关闭，草稿未提交。"))


def lapse_missed_corrections(session: Session, at: dt.datetime) -> int:
    """不具备申报资格 for what was sent back, once corrections are over; how many (KM2023-4.2)."""
    if guards.window_state(session, at) != "closed" or guards.corrections_admitted(
        session, book_of(session.year, session)
    ):
        return 0
    return _end(
        session,
        (State.RETURNED, State.RESET),
        Event.LAPSE,
        _("退回后未在受理期间内修改并重新提交，视为不具备申报资格。"),
    )


def _end(session: Session, states: tuple[State, ...], event: Event, reason: str) -> int:
    ended = 0
    for row in Application.objects.filter(session=session, state__in=states).order_by("id"):
        try:
            flow.move(row, event, flow.CLOCK, reason)
        except flow.MoveNotAllowed:  # submitted or withdrawn in the meantime
            continue
        ended += 1
    return ended
