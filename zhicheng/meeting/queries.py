"""Reads of the qualification audit, the readings and the meeting."""

from django.utils.translation import gettext as _

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.meeting import counting
from zhicheng.planning.models import Session

# Ends that the pre-meeting filing reports (KM2023-4.4c): failed the audit, did not correct, struck off by an objection.
FAILED = (State.UNQUALIFIED, State.LAPSED, State.STRUCK_BY_OBJECTION)


def to_be_filed(session: Session) -> list[Application]:
    """Those whose pre-meeting notice was posted, by number."""
    rows = Application.objects.filter(session=session, state=State.PRE_MEETING_NOTICE)
    return list(rows.select_related("person", "unit").order_by("number"))


def failed(session: Session) -> list[tuple[Application, str]]:
    """Those who failed the qualification audit or its publicity, each with the reason that was given, by number."""
    rows = (
        Application.objects.filter(session=session, state__in=FAILED, audited_at__isnull=False)
        .select_related("unit")
        .prefetch_related("steps")
        .order_by("number")
    )
    return [(row, list(row.steps.all())[-1].reason) for row in rows]


def plan_of_work(session: Session) -> str:
    """The plan of work as the session and the law set it; the office may write more."""
    book = book_of(session.year, session)
    shares = counting.rule(book)
    day = session.meeting_on
    return _(
        "评审会定于%(day)s召开。评委%(seats)s名、候补%(stand_ins)s名,在监督人员监督下从专家库随机抽取,由3名抽取人员签字。"
        "评审前组织专家集中学习评价标准;每份材料由不少于%(readers)s名专家独自审阅。"
        "到会专家不少于评委会人数的%(quorum)s,无记名投票,同意票达到到会专家人数的%(threshold)s为通过。"
    ) % {
        "day": f"{day.year}年{day.month}月{day.day}日" if day else "",
        "seats": session.seats,
        "stand_ins": session.stand_ins,
        "readers": book.value("readings.per_application").number,
        "quorum": shares.as_kept()["quorum"],
        "threshold": shares.as_kept()["threshold"],
    }
