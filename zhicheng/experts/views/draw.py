"""The draw's pages besides the ceremony's steps: opening, exercise, records, what everybody sees."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.experts import access, actions, exercise, queries, records
from zhicheng.experts.documents import draw_record
from zhicheng.experts.forms import ExerciseForm, OpenDrawForm
from zhicheng.experts.models import Draw
from zhicheng.experts.views.ceremony import draw_page
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.documents import pdf_response
from zhicheng.register.records import canonical, written
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def draws(request: HttpRequest) -> HttpResponse:
    """评审专家抽取: the draws in which somebody draws or supervises."""
    account = request_account(request)
    rows = queries.draws_of(account)
    if not rows and not access.takes_part_in_draws(request.user):
        raise Http404
    return render(request, "experts/draws.html", {"draws": rows})


@require_safe
@signed_in
def practise(request: HttpRequest) -> HttpResponse:
    """演练抽取: three numbers in the address, invented names, nothing kept."""
    if not access.takes_part_in_draws(request.user):
        raise Http404
    form = ExerciseForm(request.GET or None)
    found = exercise.run(form.numbers) if form.is_valid() else None
    words = {"form": form, "found": found, "rules": exercise.RULES, "size": exercise.SIZE}
    return render(request, "experts/exercise.html", words, status=400 if form.errors else 200)


@require_safe
@signed_in
def draw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The draw: roster hash, commitments, numbers, order by code; `?names=1` shows who they are."""
    return draw_page(request, access.get_draw_for_watcher(request.user, session_id))


@form_page
@signed_in
def open_draw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The office freezes the roster and names three drawers and a supervisor."""
    session = access.get_session_for_office(request.user, session_id)
    form = OpenDrawForm(typed(request), drawers=queries.drawers(session), supervisors=queries.supervisors())
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.open_draw(session, form.chosen, form.watching, request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("抽取名册已冻结，请三名抽取人员各自登录提交数字。"))
                return redirect("experts:draw", session.id)
    size, rules = len(queries.roster(session)), queries.rules_of(session)
    professions = [{"name": name, "least": least} for name, least in rules.professions]
    shown = {
        "private_least": rules.private_least,
        "unit_most": rules.unit_most,
        "professions": professions,
    }
    words = {"session": session, "form": form, "size": size, "rules": shown}
    return render(request, "experts/open_draw.html", words, status=status)


@require_safe
@signed_in
def record(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《评审专家抽取记录》 with names, as PDF."""
    _watcher, row = access.get_open_draw(request.user, session_id)
    if row.drawn_at is None:
        raise Http404
    response = pdf_response(draw_record(row), _("评审专家抽取记录.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def record_file(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """抽取记录 as a file with names and salts, for the office and supervisors, to be checked without this site."""
    row = access.get_draw_for_keeper(request.user, session_id)
    return _file(row, f"draw-{session_id}-full.json", names=True)


@require_safe
def published(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """抽取公开, for everybody: the frozen roster, commitments, numbers and the order, by code."""
    session, row = access.get_published_draw(session_id)
    content = row.record if row is not None else None
    words = {
        "session": session,
        "draw": row,
        "shares": list(row.shares.all()) if row is not None else [],
        "codes": [records.code_of(line["commitment"]) for line in row.roster] if row is not None else [],
        "lines": records.published(content) if content else [],
        "replacements": records.replacements(row) if row is not None and row.drawn_at is not None else [],
        "signed": row is not None and queries.is_signed(row),
        "refused": row is not None and any(share.refused_at for share in row.shares.all()),
        "cancelled": queries.cancelled(session),
    }
    return render(request, "experts/published.html", words)


@require_safe
def roster_file(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The frozen roster as a file whose SHA-256 is the roster's hash."""
    _session, row = access.get_published_draw(session_id)
    if row is None:
        raise Http404
    return _download(canonical(records.frozen(row)).encode(), f"roster-{session_id}.json")


@require_safe
def published_file(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The published record as a file, without names."""
    _session, row = access.get_published_draw(session_id)
    if row is None:
        raise Http404
    return _file(row, f"draw-{session_id}.json", names=False)


def _file(row: Draw, name: str, *, names: bool) -> HttpResponse:
    found = records.file_of(row, names=names)
    if found is None:
        raise Http404
    return _download(written(found), name)


def _download(raw: bytes, name: str) -> HttpResponse:
    response = HttpResponse(raw, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
