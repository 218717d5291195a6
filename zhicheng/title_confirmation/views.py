"""The office's page of lists, the bureau's lists and its answer, the document."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.access import runs
from zhicheng.planning.documents import pdf_response
from zhicheng.title_confirmation import access, actions, queries
from zhicheng.title_confirmation.documents import title_list_document
from zhicheng.title_confirmation.forms import AnswerForm
from zhicheng.ui.forms import show_refusal, typed

ON_A_PAGE = 30
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """职称确认名单: who is to be reported to whom, what was sent, what was answered."""
    one = access.get_session_for_reader(request.user, session_id, drawers=False)
    office = runs(request.user, one.committee)
    waiting = [
        (row, queries.newest_title(row), queries.bureau_for(row)) for row in queries.to_list(one)
    ]  # fmt: skip
    words = {"session": one, "office": office, "waiting": waiting, "lists": queries.lists_of(one)}
    return render(request, "title_confirmation/session.html", words)


@require_POST
@signed_in
def send(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """报送名单."""
    one = access.get_session_for_office(request.user, session_id)
    made = actions.send_lists(one, request_account(request))
    names = "、".join(found.bureau.name for found in made)
    messages.success(request, _("名单已报送%(names)s，等待确认结果。") % {"names": names})
    return redirect("title_confirmation:session", one.id)


@require_safe
@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    """职称确认名单 of a bureau: what waits for its answer first."""
    bureaus = access.bureaus_of(request.user)
    page = Paginator(queries.lists_for(bureaus), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "title_confirmation/lists.html", {"page": page, "bureau": bureaus[0]})


@form_page
@signed_in
def answer(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """逐人确认: what was declared of each title, and the answer."""
    found = access.get_list_for_bureau(request.user, list_id)
    form = AnswerForm(list(found.entries.all()), typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answered = actions.answer_list(
                found, form.answers, by=request_account(request), organisation=found.bureau
            )
        except Refused as refused:
            show_refusal(form, refused)
            status = refused.status
        else:
            done = _("名单已全部答复并加盖印章。") if answered.answered_at else _("已答复，其余人员待答复。")
            messages.success(request, done)
            return redirect("title_confirmation:answer", found.id)
    if status == 200 and form.is_bound and form.errors:
        status = 400
    words = {"list": found, "form": form, "session": found.session}
    return render(request, "title_confirmation/answer.html", words, status=status)


@require_safe
@signed_in
def pdf(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """《专业技术人员职称资格确认人员名单》 as PDF."""
    found = access.get_list_for_reader(request.user, list_id)
    response = pdf_response(title_list_document(found), _("职称资格确认人员名单.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response
