"""Pages of the register of standards: what is issued for everybody, drafts and release for the bureaus."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.catalogues.access import bureau_entering, enters
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, standards
from zhicheng.planning.models import Standard
from zhicheng.planning.standard_forms import ReleaseStandard, SendBack, StandardForm, entry_of
from zhicheng.policy.tables.titles import series_named
from zhicheng.ui.forms import show_refusal, typed

ON_A_PAGE = 30
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """评价标准: the issued ones, newest first, narrowed to a series."""
    wanted = request.GET.get("series", "")
    narrowed = series_named(wanted)
    found = standards.issued(narrowed.name if narrowed else "")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    names = list(standards.issued().order_by("series").values_list("series", flat=True).distinct())
    words = {
        "page": page,
        "names": names,
        "narrowed": narrowed.name if narrowed else "",
        "enters": enters(request.user),
    }
    return render(request, "planning/standards.html", words)


@require_safe
def standard(request: HttpRequest, id: UUID) -> HttpResponse:
    """One issued standard: conditions, professions, version, what it replaces and what replaces it."""
    one = access.get_standard_for_public(id)
    return render(request, "planning/standard.html", {"standard": one, **_rows(one)})


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """评价标准录入: what waits for a second person, and the drafts."""
    bureau = bureau_entering(request.user)
    account = request_account(request)
    lines = [
        {"standard": one, "mine": one.prepared_by_id == account.id} for one in standards.drafts_of(bureau)
    ]
    return render(request, "planning/standards_desk.html", {"bureau": bureau, "lines": lines})


@form_page
@signed_in
def enter(request: HttpRequest) -> HttpResponse:
    """录入评价标准."""
    bureau = bureau_entering(request.user)
    form = StandardForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_standard(**form.entry, by=request_account(request), organisation=bureau)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已保存为起草状态，核对无误后报审。"))
            return redirect("planning:standard_draft", made.id)
    status = 400 if form.is_bound and form.errors else 200
    words = {"form": form, "bureau": bureau, "standard": None}
    return render(request, "planning/standard_form.html", words, status=status)


@form_page
@signed_in
def edit(request: HttpRequest, id: UUID) -> HttpResponse:
    """修改起草中的评价标准."""
    one, bureau = access.get_standard_for_bureau(request.user, id)
    if one.state != Standard.State.DRAFT and request.method != "POST":
        return redirect("planning:standard_draft", one.id)
    form = StandardForm(typed(request), initial=entry_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_standard(
                standard=one, **form.entry, by=request_account(request), organisation=bureau
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return redirect("planning:standard_draft", one.id)
    status = 400 if form.is_bound and form.errors else 200
    words = {"form": form, "bureau": bureau, "standard": one}
    return render(request, "planning/standard_form.html", words, status=status)


@form_page
@signed_in
def draft(request: HttpRequest, id: UUID) -> HttpResponse:
    """A standard of the bureau: to report, to release by a second person, or to read."""
    one, bureau = access.get_standard_for_bureau(request.user, id)
    form = ReleaseStandard(typed(request))
    field = form.fields["replaces"]
    if isinstance(field, ModelChoiceField):
        field.queryset = Standard.objects.filter(
            series=one.series, level=one.level, example=one.example, state=Standard.State.ISSUED
        )
    if request.method == "POST" and form.is_valid():
        try:
            actions.release_standard(
                standard=one, **form.cleaned_data, by=request_account(request), organisation=bureau
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已印发，向社会公开。"))
            return redirect("planning:standard", one.id)
    return _draft(request, one, form, SendBack())


@require_POST
@signed_in
def report(request: HttpRequest, id: UUID) -> HttpResponse:
    """报审."""
    one, bureau = access.get_standard_for_bureau(request.user, id)
    try:
        actions.report_standard(standard=one, by=request_account(request), organisation=bureau)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已报审，由录入人以外的另一人核对印发。"))
    return redirect("planning:standard_draft", one.id)


@require_POST
@signed_in
def send_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """退回修改."""
    one, bureau = access.get_standard_for_bureau(request.user, id)
    form = SendBack(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.send_back_standard(
                standard=one, reason=reason, by=request_account(request), organisation=bureau
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已退回起草。"))
            return redirect("planning:standard_draft", one.id)
    return _draft(request, one, ReleaseStandard(), form)


def _draft(request: HttpRequest, one: Standard, form: ReleaseStandard, back: SendBack) -> HttpResponse:
    words = {
        "standard": one,
        "form": form,
        "back": back,
        "mine": one.prepared_by_id == request_account(request).id,
        **_rows(one),
    }
    status = 400 if form.errors or back.errors else 200
    return render(request, "planning/standard_draft.html", words, status=status)


def _rows(one: Standard) -> dict[str, list[dict[str, object]]]:
    return {
        "rows": [row for row in one.rows if not row.get("township")],
        "township_rows": [row for row in one.rows if row.get("township")],
    }
