"""Pages of notices: the public list, a notice, objections with receipt; the publisher's side."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.files.serving import serve
from zhicheng.people.access import organisations_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership
from zhicheng.public_notice import access, actions, noticeform, queries
from zhicheng.public_notice.forms import AnswerForm, CloseForm, ObjectionForm, OpenForm, OpenSessionForm
from zhicheng.public_notice.models import Notice, Objection
from zhicheng.public_notice.posting import lines_of
from zhicheng.ui.forms import files_of, show_refusal, status_of, typed
from zhicheng.ui.kept import kept
from zhicheng.ui.templatetags.ui import cn_date

Refusals = (Refused, MoveNotAllowed)


@require_safe
@kept
def running(request: HttpRequest) -> HttpResponse:
    """Every notice that runs, the soonest to end first; a page at a time."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Notice.Kind.values else ""
    last = queries.id_of(request.GET.get("after", ""))
    after = Notice.objects.filter(pk=last).first() if last else None
    rows = list(queries.running(kind, after)[: queries.PAGE + 1])
    context = {
        "notices": [(row, queries.days_left(row)) for row in rows[: queries.PAGE]],
        "more": rows[queries.PAGE - 1] if len(rows) > queries.PAGE else None,
        "kinds": Notice.Kind.choices,
        "kind": kind,
    }
    return render(request, "public_notice/running.html", context)


@require_safe
@kept
def notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A notice with everybody on it, and 我有异议 beside each name; without the people once its last day is over."""
    row = access.get_notice_for_public(notice_id)
    over = queries.is_over(row)
    entries = [] if over else [(one, lines_of(one.extract)) for one in queries.entries_of(row)]
    context = {
        "notice": row,
        "entries": entries,
        "many": row.entries.count() if over else len(entries),
        "days": queries.days_of(row),
        "left": queries.days_left(row),
        "over": over,
    }
    return render(request, "public_notice/notice.html", context)


@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """我有异议: anybody's objection to one person on a notice."""
    entry = access.get_entry_for_public(entry_id)
    form = ObjectionForm(typed(request), files_of(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            objection = actions.object_to(entry, **form.cleaned_data, address=_address(request))
        except Refusals as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, _("异议已收到。请记下回执编号，凭编号可以查询核查结果。"))
            return redirect("public_notice:receipt", objection.receipt)
    over = queries.is_over(entry.notice) or entry.notice.closed_at is not None or entry.off
    context = {"entry": entry, "notice": entry.notice, "form": form, "over": over}
    return render(request, "public_notice/object.html", context, status=status_of(form, status))


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask after an objection by the number of its receipt."""
    number = request.GET.get("number", "").strip().upper()
    if number and Objection.objects.filter(receipt=number).exists():
        return redirect("public_notice:receipt", number)
    return render(request, "public_notice/lookup.html", {"number": number}, status=404 if number else 200)


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Where an objection stands: for whoever holds the receipt."""
    rows = Objection.objects.select_related("entry__notice__publisher").annotate(pages=Count("evidence"))
    objection = rows.filter(receipt=number).first()
    if objection is None:
        raise Http404
    return render(request, "public_notice/receipt.html", {"objection": objection})


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the visitor's organisations have published, with what waits for them."""
    units = list(organisations_of(request.user, Membership.Role.UNIT))
    offices = list(organisations_of(request.user, Membership.Role.OFFICE))
    if not units and not offices:
        raise Http404
    rows = queries.notices_of([*units, *offices])[: queries.PAGE]
    context = {"notices": rows, "candidates": queries.candidates(units).count(), "unit": bool(units)}
    return render(request, "public_notice/mine.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def open_unit(request: HttpRequest) -> HttpResponse:
    """The unit publishes one or several of those who wait for its audit."""
    units = list(organisations_of(request.user, Membership.Role.UNIT))
    if not units:
        raise Http404
    waiting = queries.candidates(units)
    words = request.GET.get("q", "").strip()[:60]
    ticked = request.POST.getlist("applications") or request.GET.getlist("application")
    candidates = queries.offered(waiting, words, ticked)
    initial = {"applications": ticked}
    form = OpenForm(typed(request), candidates=candidates, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        data, unit = form.cleaned_data, form.chosen[0].unit
        try:
            opened = actions.open_unit_notice(
                form.chosen, unit, data["place"], data["on_platform"], request_account(request)
            )
        except Refusals as error:
            status = show_refusal(form, error)
        else:
            return _opened(request, opened)
    context = {
        "form": form,
        "candidates": candidates,
        "words": words,
        "many": waiting.count(),
        "most": queries.MOST_OFFERED,
        "preview": queries.preview_days(candidates),
    }
    return render(request, "public_notice/open_unit.html", context, status=status_of(form, status))


@signed_in
@require_http_methods(["GET", "POST"])
def open_session(request: HttpRequest, session_id: UUID, kind: str) -> HttpResponse:
    """The organiser publishes its list before the meeting, or the results."""
    session = access.get_session_for_organiser(request.user, session_id)
    if kind not in actions.SESSION_MOVES:
        raise Http404
    candidates = queries.session_candidates(session, actions.SESSION_MOVES[Notice.Kind(kind)][0])
    initial = {"applications": [str(row.id) for row in candidates]}
    form = OpenSessionForm(typed(request), candidates=candidates, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        account, place = request_account(request), form.cleaned_data["place"]
        try:
            opened = actions.open_session_notice(session, kind, form.chosen, place, account)
        except Refusals as error:
            status = show_refusal(form, error)
        else:
            return _opened(request, opened)
    days = queries.preview_days(candidates)
    context = {
        "form": form,
        "session": session,
        "kind": Notice.Kind(kind).label,
        "candidates": candidates,
        "preview": days,
        "late": queries.too_late(session, kind, days[-1]) if days else "",
    }
    return render(request, "public_notice/open_session.html", context, status=status_of(form, status))


@signed_in
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """The publisher's side of a notice: days, objections, then the result under seal."""
    row = access.get_notice_for_publisher(request.user, notice_id)
    form = CloseForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        act = actions.close_unit_notice if row.kind == Notice.Kind.UNIT else actions.close_session_notice
        try:
            act(row, form.cleaned_data["result"], request_account(request))
        except Refusals as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, _("公示结果已填写并盖章。"))
            return redirect("public_notice:close", row.pk)
    objections = list(queries.objections_to(row))
    waiting = sum(one.outcome == Objection.Outcome.OPEN for one in objections)
    context = {
        "notice": row,
        "form": form,
        "entries": queries.entries_of(row),
        "days": queries.days_of(row),
        "left": queries.days_left(row),
        "over": queries.is_over(row),
        "objections": objections,
        "waiting": waiting,
        "held_up": bool(waiting) and queries.held_whole(row),
    }
    return render(request, "public_notice/close.html", context, status=status_of(form, status))


@signed_in
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """The publisher answers an objection after looking into it."""
    objection = access.get_objection_for_publisher(request.user, objection_id)
    account = request_account(request)
    form = AnswerForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["outcome"] == Objection.Outcome.UPHELD
        act = actions.uphold_objection if upheld else actions.settle_objection
        try:
            act(objection, form.cleaned_data["answer"], account)
        except Refusals as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, _("已答复。反映人凭回执编号可以看到。"))
            return redirect("public_notice:close", objection.entry.notice_id)
    handler = objection.handler
    context = {
        "objection": objection,
        "notice": objection.entry.notice,
        "form": form,
        "mine": access.handles(objection, account),
        "by_another": handler and handler != account and access.handles(objection, handler),
        "pages": objection.evidence.count(),
    }
    return render(request, "public_notice/answer.html", context, status=status_of(form, status))


@require_POST
@signed_in
def take(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """由我核查: from now on the visitor alone sees objector and evidence."""
    objection = access.get_objection_for_publisher(request.user, objection_id)
    actions.take_objection(objection, request_account(request))
    messages.success(request, _("这条异议由您核查。反映人的身份和证据材料只有您可以看到，请勿泄露。"))
    return redirect("public_notice:answer", objection.pk)


@signed_in
@require_safe
def objector(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """Who objects, and the evidence: for the named handler alone, each look in the read log."""
    objection = access.get_objection_for_handler(request.user, objection_id)
    context = {"objection": objection, "pages": list(objection.evidence.all())}
    response = render(request, "public_notice/objector.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_safe
def evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponseBase:
    """A page of an objection's evidence."""
    page = access.get_evidence_for_handler(request.user, evidence_id)
    name = _("证据第%(number)d页") % {"number": page.position}
    return serve(page.file, name, small="small" in request.GET)


@signed_in
@require_safe
def form(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """《昆明市职称申报综合情况（公示）表》 of one person as PDF."""
    entry = access.get_entry_for_route(request.user, entry_id)
    if entry.notice.kind != Notice.Kind.UNIT:
        raise Http404
    response = HttpResponse(noticeform.pdf(entry), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="notice-{entry.application.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(request: HttpRequest, opened: Notice) -> HttpResponse:
    words = _("公示已开始，到%(day)s 24:00为止，共%(count)s个工作日。")
    messages.success(request, words % {"day": cn_date(opened.ends_on), "count": opened.workdays})
    return redirect("public_notice:close", opened.pk)


def _address(request: HttpRequest) -> str:
    """The sender's network address; behind our own TLS proxy the one that it adds last."""
    if settings.HTTPS and (forwarded := request.headers.get("X-Forwarded-For")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
