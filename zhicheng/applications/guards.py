"""What stands against a cover (requirements 3.3 row 1): window, scope, unit, integrity, once a year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.kinds import KINDS, Kind, KindRow
from zhicheng.applications.models import Application, GuideRead
from zhicheng.applications.states import LABELS, State
from zhicheng.applications.stationing import unit_kind_of
from zhicheng.dossiers.models import Qualification
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.dates import deadlines_of, last_day_of_window
from zhicheng.planning.instants import CLAUSE, WORDS, Instant, in_time, instant_of
from zhicheng.planning.models import Committee, Filing, Session, Standard
from zhicheng.planning.scopes import listed
from zhicheng.planning.standards import professions_bound, standards_binding
from zhicheng.policy.book import Book
from zhicheng.policy.rules.scope import BY_ENTRUSTMENT, Misfit, ScopeAnswer, ScopeAsk, fits
from zhicheng.policy.tables.kept import Tables, exam_only
from zhicheng.policy.terms import Level
from zhicheng.ui.templatetags.ui import cn_date, cn_until
from zhicheng.vault.prepared import Prepared


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
    if _suspensions(unit.pk, year):
        raise Refused(
            _("“%(unit)s”%(year)d年度被暂停推荐申报，本年度不能经该单位申报。如有疑问请联系单位人事部门。")
            % {"unit": unit.name, "year": year},
            clause="KM2023-6.3b",
            field="unit",
        )
    return unit


def check_person(person: Person, year: int) -> None:
    """No integrity record in force, year not closed by returns. Errors: Refused."""
    record = next(iter(_last_record(person.pk)), None)
    if record is not None and record.until >= clock.today():
        raise Refused(
            _("您在职称评审诚信档案库中有记录，记录期至%(until)s，期间不能申报。")
            % {"until": cn_date(record.until)},
            clause="KM2023-6.3a",
        )
    if any(row.state == State.CLOSED_FOR_YEAR for row in _of_year(person.pk, year)):
        raise Refused(
            _("您%(year)d年度的退回次数已经用完，本年度不再受理您的申报材料，请下一年度再申报。")
            % {"year": year},
            clause="KM2023-4.1d",
        )


@Prepared
def _suspensions(unit: UUID, year: int) -> QuerySet[Suspension, tuple[UUID]]:
    rows = Suspension.objects.filter(unit=unit, year=year, lifted_at__isnull=True)
    return rows.order_by().values_list("pk")


@Prepared
def _last_record(person: UUID) -> QuerySet[IntegrityRecord]:
    return IntegrityRecord.objects.filter(person=person).order_by("-until")[:1]


@Prepared
def _of_year(person: UUID, year: int) -> QuerySet[Application]:
    return Application.objects.filter(person=person, year=year)


def check_guide(person: Person, year: int) -> None:
    """The person has confirmed to have read the year's guide (DC2022-2.1). Errors: Refused."""
    if not _guide_read(person.pk, year):
        raise Refused(
            _("请先阅读申报指南，并勾选“我已阅读”，再保存%(year)d年度的第一份封面。") % {"year": year},
            clause="DC2022-2.1",
            field="guide_read",
        )


@Prepared
def _guide_read(person: UUID, year: int) -> QuerySet[GuideRead, tuple[UUID]]:
    return GuideRead.objects.filter(person=person, year=year).order_by().values_list("pk")


def check_once_a_year(person: Person, year: int, kind: Kind, *, besides: Application | None) -> None:
    """One open or counted promotion application per person and year (AMB-33). Errors: Refused."""
    if not KINDS[kind].once_a_year:
        return
    counted = {str(row.kind) for row in KINDS.values() if row.once_a_year}
    for row in _of_year(person.pk, year):
        if row.kind not in counted or (besides is not None and row.pk == besides.pk):
            continue
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


def is_open(row: KindRow, book: Book) -> bool:
    """Whether the law of the year knows the kind (变更确认: until KM2023-3.9)."""
    value = book.find(row.open_by) if row.open_by else None
    return value.flag if value is not None else not row.open_by


def check_kind(row: KindRow, book: Book) -> None:
    """The law of the year knows the kind. Errors: Refused."""
    if not is_open(row, book):
        value = book.find(row.open_by)
        raise Refused(
            _("%(year)d年度不办理“%(kind)s”，变更同级职称须按“转系列评审”申报。")
            % {"year": book.year, "kind": row.kind},
            clause=value.clause if value else row.source,
            field="kind",
        )


def check_month(kind: str, channel: str, book: Book) -> None:
    """考核认定 is handed in in its months (GUIDE-Q19); recognised by a committee, in the session's window.

    Errors: Refused.
    """
    value = book.find("window.recognition_months")
    if kind != Kind.RECOGNITION or channel != "正常" or value is None:
        return
    if clock.today().month not in value.numbers:
        months = "、".join(f"{month}月" for month in value.numbers)
        raise Refused(
            _("%(year)d年度考核认定在%(months)s提交。现在可以先填写和保存，到申报月份再提交。")
            % {"year": book.year, "months": months},
            clause=value.clause,
        )


def check_window(session: Session) -> None:
    """The committee takes applications at this moment by the server's clock. Errors: Refused."""
    if session.platform == session.Platform.PROVINCE:
        raise Refused(
            _("“%(name)s”按省评委会的通知在省信息平台（hrss.yn.gov.cn/zjgl）申报，不在本系统申报。")
            % {"name": session.committee.name},
            clause="KM2023-3.1",
            field="session",
        )
    state = window_state(session, clock.arrival())
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
    elif not in_time(session, Instant.RESUBMIT):
        raise too_late(session, Instant.RESUBMIT)
    elif not corrections_admitted(session, book):
        raise Refused(
            _("“%(name)s”已办理会前备案，本年度不再接收补充修改的材料。") % {"name": session.committee.name},
            clause=book.value("corrections.admitted_until").clause,
        )


def check_instant(session: Session | None, which: Instant) -> None:
    """The request comes before the session's instant (GUIDE-1.4). Errors: Refused."""
    if session is not None and not in_time(session, which):
        raise too_late(session, which)


def too_late(session: Session, which: Instant) -> Refused:
    """What is said after an instant."""
    return Refused(
        _("“%(name)s”的%(what)s已于%(last)s截止，截止后任何人不能再办理。")
        % {
            "name": session.committee.name,
            "what": WORDS[which],
            "last": cn_until(instant_of(session, which)),
        },
        clause=CLAUSE,
    )


def window_state(session: Session, at: dt.datetime) -> str:
    """At the moment "before", "open" or "closed"; without a published call or dates it is "before"."""
    call = getattr(session, "call", None)
    if session.opens_at is None or session.closes_at is None or call is None or call.published_at is None:
        return "before"
    if at < session.opens_at or at < call.published_at:
        return "before"
    return "open" if at < session.closes_at else "closed"


def corrections_admitted(session: Session | None, book: Book, at: dt.datetime | None = None) -> bool:
    """Whether a file that was sent back may come again at the moment (default: the request's arrival).

    Until the session's last resubmission, and by the value corrections.admitted_until: until the pre-meeting filing
    has been handed in (at the latest until the meeting), or only while the window is open.
    """
    if session is None:
        return True
    at = at or clock.arrival()
    if window_state(session, at) == "open":
        return True
    if not in_time(session, Instant.RESUBMIT, at):
        return False
    if session.meeting_on is not None and clock.in_china(at).date() >= session.meeting_on:
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
    last = instant_of(session, Instant.RESUBMIT)
    own = (last - dt.timedelta(microseconds=1)).date() if last else None
    filing = deadlines_of(session).get("pre_meeting_filing_by")
    if book.value("corrections.admitted_until").word == "window":
        return last_day_of_window(session)
    return min((day for day in (own, filing.day if filing else None) if day), default=None)


def scope_answer(
    committee: Committee,
    target: Target,
    unit: Organisation,
    told: Qualification | None,
    year: int,
) -> ScopeAnswer | None:
    """How the target lies to the committee's registered scope (E-50); None where no parts are registered.

    `told`: the person's 资格信息, for the employment.
    """
    known = listed(committee)
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
            unit_kind=unit_kind_of(unit, told.employment if told else "").value,
            unit_name=unit.name,
            institution=unit.institution,
            special_talent=target.channel == "特殊人才",
            entrusted=unit.unit_kind in BY_ENTRUSTMENT,  # E-06 asks for consent, letter, decision
        ),
        year=year,
    )


def check_scope(
    committee: Committee, target: Target, unit: Organisation, told: Qualification | None, year: int
) -> None:
    """The target lies within the committee's registered scope. Errors: Refused."""
    answer = scope_answer(committee, target, unit, told, year)
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


def is_examined(tables: Tables, book: Book, series: str, level: str, profession: str = "") -> bool:
    """Whether an examination has replaced the review (KM2023-4.4a): by the bureaus' table, else the starting list."""
    listed = exam_only(tables, series, Level(level), profession)
    return f"{series}/{level}" in book.value("exam_only.cells").words if listed is None else listed


def profession_misfit(standards: Sequence[Standard], profession: str) -> str:
    """Why the profession cannot be filled in by the standards in force, else nothing (KM2023-4.4b)."""
    names = professions_bound(standards)
    if not names or profession in names:
        return ""
    return _("申报专业须按评价标准填写，可选：%(names)s。") % {"names": "、".join(names)}


def check_profession(session: Session, target: Target) -> None:
    """The profession is one of the bound standard's, where it names them. Errors: Refused."""
    standards = standards_binding(session, target.series, target.level)
    if why := profession_misfit(standards, target.profession.strip()):
        raise Refused(why, clause="KM2023-4.4b", field="profession")
