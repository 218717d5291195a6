"""What the clock brings: drafts miss the window, corrections that never came lapse."""

import datetime as dt

from django.utils.translation import gettext as _

from zhicheng.applications import flow, guards
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event, State
from zhicheng.planning.models import Session


def close_missed_windows(session: Session, at: dt.datetime) -> int:
    """逾期未报 for the drafts of a session whose window is over at `at`; how many.

    Each is its own transaction. Source: GUIDE-1.4, KM2023-3.4.
    """
    if guards.window_state(session, at) != "closed":
        return 0
    return _end(session, (State.DRAFT,), Event.MISS_WINDOW, _("申报窗口已于截止时间关闭,草稿未提交。"))


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
        _("退回后未在受理期间内修改并重新提交,视为不具备申报资格。"),
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
