"""The pool's pages for the office: list and figures, a new expert, in and out, the request for approval."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.experts import access, actions, queries
from zhicheng.experts.actions.pool import pool_content
from zhicheng.experts.forms import ExpertForm, ReasonForm
from zhicheng.experts.models import Expert
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Session
from zhicheng.ui.forms import show_refusal, typed

PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def pool(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """专家库: figures, the request for approval and who is in it."""
    session = access.get_session_for_office(request.user, session_id)
    words = request.GET.get("q", "").strip()[:60]
    rows = queries.of_series(session)
    if words:
        rows = rows.filter(name__icontains=words) | rows.filter(unit_name__icontains=words)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    looked_over = queries.looked_over(session)
    found, whys = queries.pool(session), {expert.pk: why for expert, why in looked_over}
    shown = {
        "session": session,
        "page": page,
        "words": words,
        "content": pool_content(session, found),
        "enough": len(found) >= session.seats + session.stand_ins,
        "filing": queries.pool_filings(session).first(),
        "lines": [(expert, whys[expert.pk]) for expert in page],
        "on_roster": sum(not why for why in whys.values()),
        "left_out": Counter(why for why in whys.values() if why).most_common(),
    }
    return render(request, "experts/pool.html", shown)


@form_page
@signed_in
def file_pool(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """申请核准专家库: what is asked for, then the request."""
    session = access.get_session_for_office(request.user, session_id)
    refused = ""
    if request.method == "POST":
        try:
            actions.file_pool(session, request_account(request))
        except Refused as error:
            refused = error.message
        else:
            messages.success(request, _("专家库核准申请已提交。"))
            return redirect("experts:pool", session.id)
    content = pool_content(session, queries.pool(session))
    words = {"session": session, "content": content, "refused": refused}
    return render(request, "experts/file_pool.html", words, status=409 if refused else 200)


@form_page
@signed_in
def enrol(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """新增专家: who, which title, from where; the temporary password is shown once."""
    session = access.get_session_for_office(request.user, session_id)
    form = ExpertForm(typed(request), series=queries.series_of(session))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                expert, temporary = actions.enrol_expert(**form.cleaned_data, by=request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                return _enrolled(request, session, expert, temporary)
    return render(request, "experts/enrol.html", {"session": session, "form": form}, status=status)


def _enrolled(request: HttpRequest, session: Session, expert: Expert, temporary: str) -> HttpResponse:
    words = {"session": session, "expert": expert, "temporary": temporary, "login": request.POST["login"]}
    response = render(request, "experts/enrolled.html", words)
    response["Cache-Control"] = "private, no-store"
    return response


@form_page
@signed_in
def set_active(request: HttpRequest, session_id: UUID, expert_id: UUID) -> HttpResponse:
    """停用 or 启用 an expert, with the reason."""
    session, expert = access.get_expert_for_office(request.user, session_id, expert_id)
    form = ReasonForm(typed(request))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.set_active(
                    expert, not expert.active, form.cleaned_data["reason"], request_account(request)
                )
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("%(name)s的状态已更改。") % {"name": expert.name})
                return redirect("experts:pool", session.id)
    words = {"session": session, "expert": expert, "form": form}
    return render(request, "experts/set_active.html", words, status=status)
