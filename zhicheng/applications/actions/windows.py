"""What the clock brings: drafts that miss the window, corrections that never came."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow, guards
from zhicheng.applications.law import book_of, lapse_means
from zhicheng.applications.models import Application, CorrectionNotice
from zhicheng.applications.states import Event, State
from zhicheng.planning.instants import SETTLING
from zhicheng.planning.models import Session
from zhicheng.ui.templatetags.ui import cn_date


def close_missed_windows(session: Session, at: dt.datetime) -> int:
    """逾期未报 for the drafts of a session whose window was over SETTLING before `at`; how many.

    What reached the server before the close is given that time to be carried out.
    Each is its own transaction. Source: GUIDE-1.4, KM2023-3.4.
    """
    if guards.window_state(session, at - SETTLING) != "closed":
        return 0
    return _end(session, (State.DRAFT,), Event.MISS_WINDOW, _("申报窗口已于截止时间关闭，草稿未提交。"))


def lapse_missed_corrections(session: Session, at: dt.datetime) -> int:
    """视为放弃 or 不具备申报资格, by the year's law, for what was sent back, once corrections are over; how many."""
    at -= SETTLING
    book = book_of(session.year, session)
    if guards.window_state(session, at) != "closed" or guards.corrections_admitted(session, book, at):
        return 0
    return _end(
        session,
        (State.RETURNED, State.RESET),
        Event.LAPSE,
        _("退回后未在受理期间内修改并重新提交，%(means)s。") % {"means": lapse_means(book)},
    )


def lapse_unanswered_notices(at: dt.datetime) -> int:
    """The same for what a 补正通知 asked for, once its last day is over; how many (KM2023-4.2, GUIDE-1.2.2).

    Each is its own transaction.
    """
    today, ended = clock.in_china(at - SETTLING).date(), 0
    late = CorrectionNotice.objects.filter(application__state=State.CORRECTING, due_on__lt=today)
    open_ones = late.filter(answer__isnull=True, lapsed_at__isnull=True)
    for notice in open_ones.select_related("application").order_by("due_on", "id"):
        reason = _("没有在%(day)s前按%(number)s补正，%(means)s。") % {
            "day": cn_date(notice.due_on),
            "number": notice.number,
            "means": notice.lapse_means,
        }
        try:
            with transaction.atomic():
                flow.move(notice.application, Event.LAPSE, flow.CLOCK, reason)
                notice.lapsed_at = clock.now()
                notice.save(update_fields=["lapsed_at"])
        except flow.MoveNotAllowed:  # corrected or withdrawn in the meantime
            continue
        ended += 1
    return ended


def _end(session: Session, states: tuple[State, ...], event: Event, reason: str) -> int:
    ended = 0
    for row in Application.objects.filter(session=session, state__in=states).order_by("id"):
        try:
            flow.move(row, event, flow.CLOCK, reason)
        except flow.MoveNotAllowed:  # submitted or withdrawn in the meantime
            continue
        ended += 1
    return ended
