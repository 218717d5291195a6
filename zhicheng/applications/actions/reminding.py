"""Reminders of a window: it opens; hand in early; 7, 3 and 1 days before it closes (GUIDE-1.4)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications import guards
from zhicheng.applications.models import Application
from zhicheng.applications.states import ENDS, State
from zhicheng.inbox.actions import send
from zhicheng.people.models import Person
from zhicheng.planning.models import Reminder, Session
from zhicheng.ui.templatetags.ui import cn_until

Kind = Reminder.Kind
DAY = dt.timedelta(days=1)
CLOSING = ((DAY, Kind.DAY), (DAY * 3, Kind.DAYS), (DAY * 7, Kind.WEEK))
WITH_THE_APPLICANT = (State.DRAFT, State.RETURNED, State.RESET)
CAME_TO_NOTHING = sorted(
    ENDS - {State.CERTIFIED, State.STOPPED, State.REVOKED}
)  # of last year: may apply again
MOST = 300  # in one go


def remind(session: Session, at: dt.datetime) -> int:
    """Remind whom the window concerns now, each person once of each kind; how many.

    With the window's opening those who did not get through with this committee last year; all else goes to those
    who have begun and not handed in. The last week's go out by SMS and e-mail too.
    """
    if session.closes_at is None or guards.window_state(session, at) != "open":
        return 0
    left = session.closes_at - at
    kind = next((kind for span, kind in CLOSING if left <= span), None)
    if kind is not None:
        return _tell(session, kind, _begun(session), at)
    early = _begun(session).filter(created_at__lte=at - DAY)
    return _tell(session, Kind.OPENS, _of_last_year(session), at) + _tell(session, Kind.EARLY, early, at)


def _begun(session: Session) -> QuerySet[Application]:
    return Application.objects.filter(session=session, state__in=WITH_THE_APPLICANT)


def _of_last_year(session: Session) -> QuerySet[Application]:
    return Application.objects.filter(
        session__committee=session.committee_id, year=session.year - 1, state__in=CAME_TO_NOTHING
    ).filter(
        ~Exists(Application.objects.filter(person=OuterRef("person"), year=session.year)),
        ~Q(person__account__is_active=False),
    )


def _tell(session: Session, kind: Kind, rows: QuerySet[Application], at: dt.datetime) -> int:
    told = Reminder.objects.filter(session=session, kind=kind, person=OuterRef("person"))
    waiting = rows.filter(~Exists(told)).select_related("person").order_by("id")[:MOST]
    return sum(_one(session, kind, row, at) for row in waiting)


def _one(session: Session, kind: Kind, row: Application, at: dt.datetime) -> bool:
    """One reminder with its mark, or neither; not again where somebody else was faster."""
    person: Person = row.person
    subject, body = _words(session, kind)
    outside = kind != Kind.EARLY
    try:
        with transaction.atomic():
            Reminder.objects.create(session=session, person=person, kind=kind, sent_at=at)
            send(
                person.account_id,
                subject,
                body,
                link="/apply/cover/" if kind == Kind.OPENS else f"/apply/{row.pk}/",
                mobile=person.mobile if outside else "",
                email=person.email if outside else "",
                urgent=False,
            )
    except IntegrityError:
        return False
    return True


def _words(session: Session, kind: Kind) -> tuple[str, str]:
    facts = {"committee": session.committee.name, "until": cn_until(session.closes_at)}
    if kind == Kind.OPENS:
        body = _("%(committee)s本年度的申报窗口已开放，%(until)s关闭。您的档案都还在，可以直接用来申报。")
        return _("申报窗口已开放"), body % facts
    subject = {
        Kind.EARLY: _("请尽早提交申报"),
        Kind.WEEK: _("申报窗口还有7天关闭"),
        Kind.DAYS: _("申报窗口还有3天关闭"),
        Kind.DAY: _("申报窗口还有1天关闭"),
    }[kind]
    body = _(
        "%(committee)s的申报窗口在%(until)s关闭，关闭后任何人不能重新开通。"
        "您的申报还没有提交；提交太晚，可能来不及补充完善而失去当年机会。"
    )
    return subject, body % facts
