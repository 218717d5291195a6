"""What the clock brings: drafts that miss the window, corrections that never came."""

import datetime as dt

from django.utils.translation import gettext as _

from zhicheng.applications import flow, guards
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event, State
from zhicheng.planning.instants import SETTLING
from zhicheng.planning.models import Session


def close_missed_windows(session: Session, at: dt.datetime) -> int:
    """逾期未报 for the drafts of a session whose window was over SETTLING before `at`; how many.

    What reached the server before the close is given that time to be carried out.
    Each is its own transaction. Source: GUIDE-1.4, KM2023-3.4.
    """
    if guards.window_state(session, at - SETTLING) != "closed":
        return 0
    return _end(session, (State.DRAFT,), Event.MISS_WINDOW, _("申报窗口已于截止时间关闭，草稿未提交。"))


def lapse_missed_corrections(session: Session, at: dt.datetime) -> int:
    """不具备申报资格 for what was sent back, once corrections are over; how many (KM2023-4.2)."""
    at -= SETTLING
    book = book_of(session.year, session)
    if guards.window_state(session, at) != "closed" or guards.corrections_admitted(session, book, at):
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
