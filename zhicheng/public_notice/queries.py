"""Reads: notices that run, what stands for an application, objections still open."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, Company, Submission
from zhicheng.applications.states import State
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.queries import filed_lists, run_by
from zhicheng.public_notice.extract import of_unit
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.signatures.actions import content_hash
from zhicheng.vault.prepared import Prepared

PAGE = 30
MOST_OFFERED = 100  # candidates to tick on one page
_OPEN = Count("objections", filter=Q(objections__outcome=Objection.Outcome.OPEN), distinct=True)


def days_of(notice: Notice) -> list[dt.date]:
    """The full working days of the notice, in order; the day of posting is not one of them (AMB-38)."""
    calendar = workdays.calendar()
    span = (notice.ends_on - notice.posted_on).days
    days = (notice.posted_on + dt.timedelta(days=number) for number in range(1, span + 1))
    return [day for day in days if calendar.is_workday(day)]


def days_left(notice: Notice) -> int:
    """Working days of the notice that are not over yet, today included."""
    today = clock.today()
    return sum(1 for day in days_of(notice) if day >= today)


def is_over(notice: Notice) -> bool:
    """Whether the last day has ended (24:00)."""
    return clock.today() > notice.ends_on


def running(kind: str = "", after: Notice | None = None) -> QuerySet[Notice]:
    """Notices whose last day is not over, the soonest first; `after`: the last one of the page before."""
    found = Notice.objects.filter(ends_on__gte=clock.today(), closed_at__isnull=True)
    if kind:
        found = found.filter(kind=kind)
    if after is not None:
        found = found.filter(Q(ends_on__gt=after.ends_on) | Q(ends_on=after.ends_on, id__gt=after.id))
    # Counted for the rows of the page alone: grouping would read every notice that runs.
    live = NoticeEntry.objects.filter(notice=OuterRef("pk"), voided_at__isnull=True).order_by()
    people = Subquery(live.values("notice").annotate(many=Count("pk")).values("many"))
    listed = found.filter(Exists(live)).select_related("publisher").annotate(people=people)
    return listed.order_by("ends_on", "id")


def entries_of(notice: Notice) -> list[NoticeEntry]:
    """Every entry with its objections counted: those in a group first, group by group; void ones last."""
    return sorted(_entries(notice.pk), key=_place_on_notice)


@Prepared
def _entries(notice: UUID) -> QuerySet[NoticeEntry]:
    rows = NoticeEntry.objects.filter(notice=notice).select_related("application")
    return rows.annotate(open_objections=_OPEN)


def _place_on_notice(row: NoticeEntry) -> tuple[bool, bool, str, str, str]:
    group = row.extract.get("group", "")
    return (row.off, not group, group, row.extract["name"], str(row.id))


def unit_entries(application: Application) -> list[NoticeEntry]:
    """The entries of an application on unit notices, the newest first.

    `worst`: "open" where an objection is open, else "upheld" where one was borne out, else None.
    """
    return _on_unit_notices(application.pk)


@Prepared
def _on_unit_notices(application: UUID) -> QuerySet[NoticeEntry]:
    against = Objection.objects.filter(
        entry=OuterRef("pk"), outcome__in=[Objection.Outcome.OPEN, Objection.Outcome.UPHELD]
    )
    return (
        NoticeEntry.objects.filter(application=application, notice__kind=Notice.Kind.UNIT)
        .select_related("notice")
        .annotate(worst=Subquery(against.order_by("outcome").values("outcome")[:1]))
        .order_by("-notice__posted_on", "-id")
    )


def standing_entry(
    application: Application, submission: Submission | None, entries: Sequence[NoticeEntry]
) -> NoticeEntry | None:
    """The unit notice that holds for what was submitted last, or None.

    After 返回修改 a notice holds as long as what was published is the same; 重置流程 voids it (AMB-03). The name that
    the unit bears now is nothing that was published of the person: renaming or merging asks for no new notice.
    """
    live = [entry for entry in entries if entry.voided_at is None]
    if submission is None or not live:
        return None
    now = of_unit(application, submission)
    return next(
        (one for one in live if one.extract_hash == content_hash({**now, "unit": one.extract["unit"]})), None
    )


def session_entry(application: Application, kind: str) -> NoticeEntry | None:
    """The entry on the session's newest notice of a kind (before the meeting, of results), or None."""
    return (
        NoticeEntry.objects.filter(application=application, notice__kind=kind, voided_at__isnull=True)
        .select_related("notice")
        .order_by("-notice__posted_on", "-id")
        .first()
    )


def open_objections(applications: Iterable[Application]) -> QuerySet[Objection]:
    """Objections not yet decided against any of the applications, on whatever notice."""
    return Objection.objects.filter(
        entry__application__in=list(applications), outcome=Objection.Outcome.OPEN
    ).select_related("entry__application")


def held_whole(notice: Notice) -> bool:
    """Whether a unit's notice waits: everybody who still stands on it has an objection that is not decided."""
    if notice.kind != Notice.Kind.UNIT:
        return False
    standing = [row for row in entries_of(notice) if not row.off]
    return bool(standing) and all(row.open_objections for row in standing)  # type: ignore[attr-defined]  # annotated


@dataclass(frozen=True, slots=True)
class ToFile:
    """Who can be filed next, whom an objection not yet decided holds back, and the filing that is supplemented."""

    rows: list[Application]
    held: list[Application]
    former: Filing | None


def to_file(session: Session, kind: str, published: Iterable[Application]) -> ToFile:
    """Of those whose notice is over: who stands on no filing of the kind yet. Two statements."""
    former, filed = filed_lists(session, kind)
    waiting = [row for row in published if str(row.id) not in filed]
    objected = (
        set(open_objections(waiting).values_list("entry__application", flat=True)) if waiting else set()
    )
    rows = [row for row in waiting if row.id not in objected]
    return ToFile(rows, [row for row in waiting if row.id in objected], former)


def in_lines(applications: Iterable[Application]) -> list[list[str]]:
    """The applications as lines of a filing's list: number, name, unit, profession, title."""
    return [
        [row.number or "", row.applicant_name, row.unit.name, row.profession, row.title]
        for row in applications
    ]


def notices_of(publishers: Iterable[Organisation]) -> QuerySet[Notice]:
    """What organisations have published, the newest first, with people and open objections counted."""
    mine = list(publishers)
    return (
        Notice.objects.filter(Q(publisher__in=mine) | run_by(mine, "session__committee"))
        .select_related("publisher", "session__committee")
        .annotate(
            people=Count("entries", distinct=True),
            open_objections=Count(
                "entries__objections",
                filter=Q(entries__objections__outcome=Objection.Outcome.OPEN),
                distinct=True,
            ),
        )
        .order_by("-posted_on", "-id")
    )


def objections_to(notice: Notice) -> QuerySet[Objection]:
    """Every objection to anybody on the notice, the open ones first."""
    rows = Objection.objects.filter(entry__notice=notice).select_related("entry", "decided_by")
    return rows.order_by("decided_at", "received_at", "id")


def candidates(units: Iterable[Organisation]) -> QuerySet[Application]:
    """Those who wait for the audit of one of the units and may be published, by name."""
    mine = list(units)
    published = NoticeEntry.objects.filter(
        application=OuterRef("pk"), notice__publisher__in=mine, voided_at__isnull=True
    )
    waiting = Company.objects.filter(passed_at__isnull=True, organisation__in=mine).values("application")
    of_companies = Q(pk__in=waiting, state__in=[State.AT_UNIT, State.UNIT_NOTICE]) & ~Exists(published)
    rows = Application.objects.filter(Q(holder__in=mine, state=State.AT_UNIT) | of_companies)
    return rows.select_related("unit", "session__committee__place").order_by("applicant_name", "id")


def offered(rows: QuerySet[Application], words: str, ticked: Iterable[str]) -> list[Application]:
    """Of the candidates those to choose from: MOST_OFFERED at most, whose name or number holds the words, and
    those that are ticked already."""
    wanted = [number for text in ticked if (number := id_of(text))]
    found = rows.filter(Q(applicant_name__icontains=words) | Q(number__icontains=words)) if words else rows
    shown = list(found[:MOST_OFFERED])
    known = {row.pk for row in shown}
    return [*shown, *(row for row in rows.filter(pk__in=wanted) if row.pk not in known)]


def id_of(text: str) -> UUID | None:
    """The id that a text is, if it is one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def session_candidates(session: Session, state: State) -> list[Application]:
    """Those of a session who may be published now, by number."""
    return list(Application.objects.filter(session=session, state=state).order_by("number"))


def preview_days(rows: Sequence[Application]) -> list[dt.date]:
    """The working days that a notice posted today would run; empty where nobody waits."""
    if not rows:
        return []
    count = book_of(rows[0].year, rows[0].session).value("publicity.unit").number
    calendar, today = workdays.calendar(), clock.today()
    return [calendar.publicity_end(today, number) for number in range(1, count + 1)]


def too_late(session: Session, kind: str, ends_on: dt.date) -> str:
    """A warning where a notice that ends then leaves no day for the filing (AMB-37, AMB-39), else empty."""
    if session.meeting_on is None:
        return ""
    book, calendar = book_of(session.year, session), workdays.calendar()
    if kind == Notice.Kind.PRE_MEETING:
        value = book.value("filing.pre_meeting_workdays")
        last, label = (
            calendar.latest_day_with_n_workdays_before(session.meeting_on, value.number),
            _("会前备案"),
        )
    else:
        value = book.value("filing.post_meeting_workdays")
        last, label = calendar.add_workdays(session.meeting_on, value.number), _("会后备案")
    if ends_on < last:
        return ""
    words = _("公示%(ends)s才期满，而%(filing)s最迟%(last)s要办理（%(clause)s），时间来不及。")
    return words % {"ends": ends_on, "filing": label, "last": last, "clause": value.clause}
