"""The officer's desk: tabs by kind of work, the list, its export."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, LABELS, State
from zhicheng.desks import queries
from zhicheng.desks.agenda import tasks_of
from zhicheng.desks.filters import save_filter
from zhicheng.desks.models import ListFile
from zhicheng.desks.queries import Waiting, Wanted
from zhicheng.desks.rows import chances, rows_of
from zhicheng.desks.unit_agenda import Task
from zhicheng.desks.work import Work, work_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership
from zhicheng.vetting.actions import prepare_batch
from zhicheng.vetting.actions.batches import MOST
from zhicheng.vetting.models import Batch

LEVELS = ("正高级", "副高级", "中级", "助理级", "员级")
COLUMNS = {
    "unit": _("单位"),
    "title": _("申报职称"),
    "committee": _("评委会"),
    "since": _("收到时间"),
    "due": _("截止"),
    "chances": _("退回机会"),
}
FLAGS = {"late": _("已逾期"), "soon": _("三天内到期"), "returned": _("退回过"), "priority": _("优先")}


def list_page(request: HttpRequest, seat: Membership, seats: list[Membership]) -> HttpResponse:
    """What waits for the organisation; the tab, the filters and the place are in the address."""
    tabs = work_of(seat.role, seat.organisation.kind)
    if not tabs:
        return render(request, "desks/agenda.html", {"seat": seat, "seats": seats, "tasks": tasks_of(seat)})
    work, wanted = _tab(tabs, request.GET), _wanted(request.GET)
    after = queries.place_from(request.GET.get("after", ""))
    page = queries.waiting_for(seat.organisation, work, wanted, after)
    many = queries.counts(seat.organisation, tabs)
    tasks: list[Task] = [] if after else tasks_of(seat)  # they stand above the first page
    return render(
        request,
        "desks/officer.html",
        {
            "seat": seat,
            "seats": seats,
            "tabs": [
                {
                    "label": tab.label,
                    "many": _many(many[tab.key]),
                    "here": tab is work,
                    "query": _query(seat, tab.key, Wanted(without=wanted.without)),
                }
                for tab in tabs
            ],
            "counted_at": next((one.counted_at for one in many.values() if one.counted_at), None),
            "work": work,
            "wanted": wanted,
            "without": ",".join(wanted.without),
            "kept": _pairs(seat, work.key, replace(wanted, without=())).items(),
            "narrowed": wanted != _plain(wanted),
            "columns": [(key, label, key not in wanted.without) for key, label in COLUMNS.items()],
            "shown": [key for key in COLUMNS if key not in wanted.without],
            "levels": [(level, _query(seat, work.key, replace(wanted, level=level))) for level in LEVELS],
            "flags": [
                (key, label, _query(seat, work.key, replace(wanted, flag=key)))
                for key, label in FLAGS.items()
            ],
            "all_query": _query(seat, work.key, _plain(wanted)),
            "order_query": _query(seat, work.key, replace(wanted, newest=not wanted.newest)),
            "export_query": _query(seat, work.key, wanted),
            "passes": _passes(work),
            "most": MOST,
            "rows": rows_of(page.rows),
            "next_query": _query(seat, work.key, wanted, after=str(page.next)) if page.next else "",
            "first_page": after is None,
            "tasks": tasks,
        },
    )


def keep_filter(seat: Membership, name: str, asked: QueryDict) -> str:
    """Keep what the list shows by name; the query that leads back to it. Errors: Refused."""
    pairs = _pairs(seat, _tab(work_of(seat.role, seat.organisation.kind), asked).key, _wanted(asked))
    query = QueryDict(mutable=True)
    query.update({key: value for key, value in pairs.items() if key != "as"})
    return f"as={seat.pk}&{save_filter(seat, name, query.urlencode()).query}"


def keep_ticked(seat: Membership, asked: QueryDict, sent: QueryDict) -> Batch:
    """A batch of what was ticked (`case`: id.version), or of all that the filter finds. Errors: Refused."""
    work, wanted = asked_for(seat, asked)
    act = sent.get("act", "")
    if act == Batch.Act.PASS and not _passes(work):
        raise Refused(_("这一栏的申报不能批量通过。"), status=400)
    ticked: dict[UUID, int | None] = {}
    if sent.get("scope") == "all":
        found = queries.every(seat.organisation, work, wanted, MOST)
        ticked = {row.pk: None for row in found}
    else:
        ticked = dict(one for one in map(_ticked, sent.getlist("case")) if one)
    return prepare_batch(seat, act, ticked, back=_query(seat, work.key, wanted))


def _ticked(text: str) -> tuple[UUID, int] | None:
    """Id and version of a tick; None for anything else."""
    case, _dot, version = text.partition(".")
    try:
        return (UUID(case), int(version)) if version.isdecimal() and len(version) < 9 else None
    except ValueError:
        return None


def _passes(work: Work) -> bool:
    """Whether what stands in the tab waits for 通过 by whoever has the tab."""
    return work.whose == "held" and any(state in AT_STATION | {State.UNIT_NOTICE} for state in work.states)


def asked_for(seat: Membership, asked: QueryDict) -> tuple[Work, Wanted]:
    """The tab and the filters that an address names."""
    return _tab(work_of(seat.role, seat.organisation.kind), asked), _wanted(asked)


def query_of(seat: Membership, asked: QueryDict) -> str:
    """What of the address says what the list shows."""
    work, wanted = asked_for(seat, asked)
    return _query(seat, work.key, wanted)


def words_of(row: ListFile) -> str:
    """Tab and filters of a list that was asked for, in words."""
    work, wanted = asked_for(row.membership, QueryDict(row.query))
    said = [work.label, wanted.words, wanted.level, FLAGS.get(wanted.flag, "")]
    return " · ".join(str(one) for one in said if one)


def export(request: HttpRequest, seat: Membership) -> StreamingHttpResponse:
    """The tab as CSV for spreadsheet programs, streamed, 10,000 rows at most."""
    work, wanted = asked_for(seat, request.GET)
    response = StreamingHttpResponse(
        _csv(queries.every(seat.organisation, work, wanted)), content_type="text/csv; charset=utf-8"
    )
    name = f"zhicheng-{work.key}-{clock.now():%Y%m%d-%H%M}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(applications: Iterator[Application]) -> Iterator[str]:
    yield "\ufeff" + _line(headings())
    yield from (_line(cells(one)) for one in applications)


def headings() -> list[str]:
    """Of an exported list."""
    return [
        _("申报编号"), _("姓名"), _("单位"), _("申报职称"), _("专业"), _("级别"), _("评委会"), _("状态"),
        _("收到时间"), _("截止日期"), _("剩余退回次数"),
    ]  # fmt: skip


def cells(one: Application) -> list[str]:
    """What an exported list says of an application."""
    return [
        one.number or "",
        one.applicant_name,
        one.unit.name,
        one.title,
        one.profession,
        one.level,
        one.session.committee.name if one.session else "",
        LABELS[State(one.state)],
        f"{clock.in_china(one.state_since):%Y-%m-%d %H:%M}",
        one.due_on.isoformat() if one.due_on else "",
        chances(one, getattr(one, "returns_used", 0))[0],
    ]


def _line(cells: list[str]) -> str:
    out = StringIO()
    # A cell that begins like a formula would be run by spreadsheet programs.
    csv.writer(out).writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells])
    return out.getvalue()


def _tab(tabs: tuple[Work, ...], asked: QueryDict) -> Work:
    return next((tab for tab in tabs if tab.key == asked.get("tab")), tabs[0])


def _wanted(asked: QueryDict) -> Wanted:
    level, flag = asked.get("level", ""), asked.get("flag", "")
    return Wanted(
        words=asked.get("q", "").strip()[:60],
        level=level if level in LEVELS else "",
        flag=flag if flag in FLAGS else "",
        newest=asked.get("order") == "newest",
        without=_without(asked),
    )


def _without(asked: QueryDict) -> tuple[str, ...]:
    """Columns left out: named so in the address, or not ticked in the form of columns."""
    if "columns" in asked:
        return tuple(key for key in COLUMNS if key not in asked.getlist("show"))
    return tuple(key for key in asked.get("without", "").split(",") if key in COLUMNS)


def _plain(wanted: Wanted) -> Wanted:
    """The same order and columns, without any filter."""
    return Wanted(newest=wanted.newest, without=wanted.without)


def _query(seat: Membership, tab: str, wanted: Wanted, *, after: str = "") -> str:
    query = QueryDict(mutable=True)
    query.update({**_pairs(seat, tab, wanted), **({"after": after} if after else {})})
    return query.urlencode()


def _pairs(seat: Membership, tab: str, wanted: Wanted) -> dict[str, str]:
    """What stands in the address."""
    pairs = {
        "as": str(seat.pk),
        "tab": tab,
        "q": wanted.words,
        "level": wanted.level,
        "flag": wanted.flag,
        "order": "newest" if wanted.newest else "",
        "without": ",".join(wanted.without),
    }
    return {key: value for key, value in pairs.items() if value}


def _many(waiting: Waiting) -> str:
    if waiting.is_exact:
        return str(waiting.number)
    return (
        _("约%(number)s") % {"number": f"{waiting.number:,}"} if waiting.counted_at else f"{queries.EXACT}+"
    )
