"""What stands against a cover (requirements 3.3 row 1): window, scope, unit, integrity, once a year."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State
from zhicheng.applications.stationing import unit_kind_of
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.dates import deadlines_of, last_day_of_window
from zhicheng.planning.models import Committee, Filing, Session
from zhicheng.policy.book import Book
from zhicheng.policy.rules.scope import Misfit, ScopeAnswer, ScopeAsk, fits
from zhicheng.policy.tables.committees import by_id
from zhicheng.ui.templatetags.ui import cn_date


@dataclass(frozen=True)
class Target:
    """What is applied for: names as in the tables (GUIDE-Q3)."""

    series: str
    track: str
    profession: str
    level: str
    title: str
    channel: str = "正常"


def check_unit(person: Person, year: int) -> Organisation:
    """The person's unit, which may recommend in the year. Errors: Refused."""
    unit = person.unit
    if unit is None or not unit.active:
        raise Refused(
            _("请先在“基本信息”中选择您的用人单位，再填写申报封面。"), clause="KM2023-2.1a", field="unit"
        )
    if Suspension.objects.filter(unit=unit, year=year, lifted_at__isnull=True).exists():
        raise Refused(
            _("“%(unit)s”%(year)d年度被暂停推荐申报，本年度不能经该单位申报。如有疑问请联系单位人事部门。")
            % {"unit": unit.name, "year": year},
            clause="KM2023-6.3b",
            field="unit",
        )
    return unit


def check_person(person: Person, year: int) -> None:
    """No integrity record in force, year not closed by returns. Errors: Refused."""
    record = (
        IntegrityRecord.objects.filter(person=person, until__gte=clock.today()).order_by("-until").first()
    )
    if record is not None:
        raise Refused(
            _("您在职称评审诚信档案库中有记录，记录期至%(until)s，期间不能申报。")
            % {"until": cn_date(record.until)},
            clause="KM2023-6.3a",
        )
    if Application.objects.filter(person=person, year=year, state=State.CLOSED_FOR_YEAR).exists():
        raise Refused(
            _("您%(year)d年度的退回次数已经用完，本年度不再受理您的申报材料，请下一年度再申报。")
            % {"year": year},
            clause="KM2023-4.1d",
        )


def check_once_a_year(person: Person, year: int, kind: Kind, *, besides: Application | None) -> None:
    """One open or counted promotion application per person and year (AMB-33). Errors: Refused."""
    if not KINDS[kind].once_a_year:
        return
    rows = Application.objects.filter(
        person=person, year=year, kind__in=[row.kind for row in KINDS.values() if row.once_a_year]
    )
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    for row in rows:
        if row.ended_at is None or row.first_unit_pass_at is not None:
            raise second_in_year(year, row)


def second_in_year(year: int, row: Application | None) -> Refused:
    """What to say where the year's one application exists already."""
    which = _("您已有一份%(year)d年度的申报") % {"year": year}
    if row is not None:
        which = _("您%(year)d年度已申报“%(title)s”(%(state)s)") % {
            "year": year,
            "title": row.title,
            "state": LABELS[State(row.state)],
        }
    return Refused(
        _("%(which)s。每人每年只能申报一次职称晋升评审，请在“申报记录”中查看。") % {"which": which},
        clause="KM2023-6.1",
    )


def check_window(session: Session) -> None:
    """The committee takes applications at this moment by the server's clock. Errors: Refused."""
    state = window_state(session, clock.now())
    if state == "open":
        return
    name = session.committee.name
    if state == "before":
        message = _("“%(name)s”的申报窗口还没有开放，请在公布的申报时间内办理。") % {"name": name}
    else:
        closes = clock.in_china(session.closes_at) if session.closes_at else None
        last = cn_date((closes - dt.timedelta(seconds=1)).date()) if closes else ""
        message = _("“%(name)s”的网上申报已于%(last)s 24:00截止，系统不再接收申报。") % {
            "name": name,
            "last": last,
        }
    raise Refused(message, clause="GUIDE-1.4", field="session")


def check_time(session: Session, book: Book, *, first: bool) -> None:
    """A first submission needs the open window, a correction the time of acceptance. Errors: Refused."""
    if first:
        check_window(session)
    elif not corrections_admitted(session, book):
        raise Refused(
            _("“%(name)s”已办理会前备案，本年度不再接收补充修改的材料。") % {"name": session.committee.name},
            clause=book.value("corrections.admitted_until").clause,
        )


def window_state(session: Session, at: dt.datetime) -> str:
    """At the moment "before", "open" or "closed"; without a published call or dates it is "before"."""
    call = getattr(session, "call", None)
    if session.opens_at is None or session.closes_at is None or call is None or call.published_at is None:
        return "before"
    if at < session.opens_at or at < call.published_at:
        return "before"
    return "open" if at < session.closes_at else "closed"


def corrections_admitted(session: Session | None, book: Book) -> bool:
    """Whether a file that was sent back may come again although the window is over.

    By the value corrections.admitted_until: until the pre-meeting filing has been handed in (at the latest until
    the meeting), or only while the window is open.
    """
    if session is None:
        return True
    if window_state(session, clock.now()) == "open":
        return True
    if session.meeting_on is not None and clock.today() >= session.meeting_on:
        return False
    if book.value("corrections.admitted_until").word == "window":
        return False
    return (
        not session.filings.filter(kind=Filing.Kind.PRE_MEETING)
        .exclude(answer=Filing.Answer.REFUSED)
        .exists()
    )


def corrections_until(session: Session | None, book: Book) -> dt.date | None:
    """The last day on which corrections can be counted on: see corrections_admitted; None where no date is set.

    The day by which the pre-meeting filing is due; what comes later may find it handed in already.
    """
    if session is None:
        return None
    filing = deadlines_of(session).get("pre_meeting_filing_by")
    if book.value("corrections.admitted_until").word != "window" and filing is not None and filing.day:
        return filing.day
    return last_day_of_window(session)


def scope_answer(
    committee: Committee, target: Target, unit: Organisation, employment: str, year: int
) -> ScopeAnswer | None:
    """How the target lies to the committee's registered scope (E-50); None where no parts are registered."""
    known = by_id().get(committee.code)
    if known is None:
        return None
    return fits(
        known.scope,
        ScopeAsk(
            series=target.series,
            level=target.level,
            track=target.track,
            profession=target.profession or None,
            place=unit.place.name if unit.place else None,
            unit_kind=unit_kind_of(unit, employment).value,
            unit_name=unit.name,
            institution=unit.institution,
            special_talent=target.channel == "特殊人才",
        ),
        year=year,
    )


def check_scope(committee: Committee, target: Target, unit: Organisation, employment: str, year: int) -> None:
    """The target lies within the committee's registered scope. Errors: Refused."""
    answer = scope_answer(committee, target, unit, employment, year)
    if answer is None:
        raise Refused(
            _("“%(name)s”还没有登记评审范围，暂不能选择，请联系该评委会办公室。") % {"name": committee.name},
            clause="YN2023-2.5b",
            field="session",
        )
    if not answer.fits:
        misfit: Misfit = answer.misfits[0]
        raise Refused(
            _("不能选择“%(name)s”：%(why)s请改选评审范围相符的评委会。")
            % {"name": committee.name, "why": "".join(one.sentence for one in answer.misfits)},
            clause=misfit.clause,
            field="session",
        )
