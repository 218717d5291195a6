"""Public pages: the yearly plan, the calls, a committee with its scope and sessions."""

import datetime as dt
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from zhicheng.almanac import clock
from zhicheng.planning import documents, queries
from zhicheng.planning.access import get_call_for_public
from zhicheng.planning.dates import window_is_open
from zhicheng.planning.groups import announced_groups
from zhicheng.planning.models import Committee, Filing, PlanEntry, Session
from zhicheng.planning.scopes import listed
from zhicheng.planning.sealing import seals_of
from zhicheng.planning.settings import READ, ways_of
from zhicheng.planning.standards import standards_of

ON_A_PAGE = 20
LEVELS = ("高级", "中级", "初级")


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """评审计划 of a year, narrowed by level and words."""
    years = queries.plan_years()
    year = _number(request.GET.get("year", "")) or (years[0] if years else clock.today().year)
    level = request.GET.get("level", "")
    level = level if level in LEVELS else ""
    words = request.GET.get("q", "").strip()[:60]
    entries = list(queries.plan_of(year, level=level, words=words))
    tables = queries.plan_tables(queries.plan_of(year) if level or words else entries)
    found = {
        "entries": entries,
        "tables": [(bureau, of, documents.place_in_titles(bureau)) for bureau, of in tables],
        "years": years,
        "year": year,
        "level": level,
        "levels": LEVELS,
        "words": words,
        "narrowed": bool(level or words),
    }
    return render(request, "planning/plan.html", found)


@require_safe
def plan_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """One 评审计划表 as PDF: `?bureau=` (id) and `?level=` say which; without them the first of the year."""
    tables = queries.plan_tables(queries.plan_of(year))
    wanted = request.GET.get("bureau", ""), request.GET.get("level", "")
    for (bureau, level), entries in tables.items():
        if wanted in {(str(bureau.id), level), ("", "")}:
            paper = documents.plan_document(year, bureau, level, entries)
            return documents.pdf_response(paper, f"{paper.title}.pdf")
    raise Http404


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """申报评审通知: the published ones, those taking applications first on their own."""
    now = clock.now()
    words = request.GET.get("q", "").strip()[:60]
    found = queries.published_calls(words)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [{"call": call, "stage": _stage(call.session, now)} for call in page]
    open_now = [] if words else list(queries.open_sessions(now))
    return render(
        request, "planning/calls.html", {"lines": lines, "page": page, "open": open_now, "words": words}
    )


@require_safe
def call(request: HttpRequest, id: UUID) -> HttpResponse:
    """A published call, in official form."""
    one = get_call_for_public(id)
    now, filing = clock.now(), queries.accepted_call_filing(one.session)
    words = {
        "call": one,
        "session": one.session,
        "committee": one.session.committee,
        "stage": _stage(one.session, now),
        "filing": filing,
        "sealed": [seal.organisation for seal in seals_of(one, filing)],
        "standards": standards_of(one.session),
        "groups": announced_groups(one.session),
        "ways": ways_of(one.session) if filing is None else filing.content.get("modes", READ),
        "closed_at": _closed_at(filing),
        "enclosures": one.enclosures.select_related("file"),
        "announcements": queries.published_announcements(one.session),
        "forwardings": queries.forwardings_of(one.session_id),
    }
    return render(request, "planning/call.html", words)


@require_safe
def call_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """A published call as PDF."""
    one = get_call_for_public(id)
    return documents.pdf_response(documents.call_document(one), f"{one.title}.pdf")


@require_safe
def committee(request: HttpRequest, code: str) -> HttpResponse:
    """A committee: contact, scope in words and in parts, titles, plan and published calls."""
    one = get_object_or_404(Committee.objects.select_related("organiser", "place"), code=code)
    planned = PlanEntry.objects.filter(committee=one, state=PlanEntry.State.PUBLISHED).order_by("-year")
    sessions = Session.objects.select_related("call").filter(committee=one, call__published_at__isnull=False)
    now = clock.now()
    lines = [{"session": session, "stage": _stage(session, now)} for session in sessions.order_by("-year")]
    words = {
        "committee": one,
        "others": list(one.co_organisers.order_by("name")),
        "terms": list(one.terms.all()),
        "today": clock.today(),
        "listed": listed(one),
        "scope": queries.scope_lines(one),
        "titles": queries.committee_titles(one),
        "planned": list(planned),
        "lines": lines,
    }
    return render(request, "planning/committee.html", words)


def _stage(session: Session, now: dt.datetime) -> str:
    """Where the window stands: "open", "ahead" or "over"."""
    if window_is_open(session, now):
        return "open"
    return "ahead" if session.opens_at and now < session.opens_at else "over"


def _closed_at(filing: Filing | None) -> dt.datetime | None:
    """When the window was to end by the call as it was filed; what is published later extends it."""
    return dt.datetime.fromisoformat(filing.content["closes_at"]) if filing else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 else None
