"""The four instants of a session: after each, nobody hands in, passes on, corrects or accepts any more (GUIDE-1.4)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from zhicheng.almanac import clock
from zhicheng.planning.models import Session
from zhicheng.ui.templatetags.ui import cn_date

CLAUSE = "GUIDE-1.4"
SETTLING = dt.timedelta(
    minutes=1
)  # requests that arrived in time may still be under way: nothing is ended before


class Instant(StrEnum):
    """What has to come before it."""

    SUBMIT = "closes_at"
    UNIT_PASS = "unit_pass_last"  # noqa: S105 (not a password)
    RESUBMIT = "resubmit_last"
    ACCEPT = "accept_last"


WORDS: Mapping[Instant, str] = {
    Instant.SUBMIT: "首次提交申报",
    Instant.UNIT_PASS: "单位审核通过",
    Instant.RESUBMIT: "退回后重新提交",
    Instant.ACCEPT: "评委会受理",
}


def filed_lasts(session: Session) -> dict[str, str]:
    """The session's own last days as they are filed with its call, by Instant; those that are the close's are left out."""
    own = {which.value: getattr(session, which) for which in Instant if which is not Instant.SUBMIT}
    return {key: day.isoformat() for key, day in own.items() if day is not None}


def told_lasts(filed: Mapping[str, str]) -> list[str]:
    """What `filed_lasts` says, a line each."""
    return [
        f"{WORDS[which]}：{cn_date(dt.date.fromisoformat(filed[which]))} 24:00截止"
        for which in Instant
        if which in filed
    ]


def instant_of(session: Session, which: Instant) -> dt.datetime | None:
    """The first moment after which it is too late; by default, and never before, the close of the window."""
    closes = clock.in_china(session.closes_at) if session.closes_at else None
    last: dt.date | None = None if which is Instant.SUBMIT else getattr(session, which)
    if last is None:
        return closes
    own = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), clock.CHINA)
    return max(own, closes) if closes else own


def grace_of(session: Session | None) -> dt.timedelta:
    """How long after an instant the attachments may still arrive that a submission before it has named by hash."""
    return dt.timedelta(minutes=session.upload_grace if session is not None else 0)


def instants_of(session: Session) -> list[tuple[str, dt.datetime]]:
    """What, and the first moment after which it is too late; empty while the window is not set."""
    found = ((WORDS[which], instant_of(session, which)) for which in Instant)
    return [(words, moment) for words, moment in found if moment is not None]


def in_time(session: Session, which: Instant, at: dt.datetime | None = None) -> bool:
    """Whether a request that reached the server at that moment (default: the one being answered) comes in time."""
    moment = instant_of(session, which)
    return moment is None or (at or clock.arrival()) < moment
