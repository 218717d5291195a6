"""机构和权限: what bureaus lay down on organisations, by day; 自主评审 of a unit (part 4, KM2023-1.5)."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.almanac import clock
from zhicheng.people import actions
from zhicheng.people.access import (
    bureau_that_lays_down,
    get_competence_for_bureau,
    get_unit_for_delegation,
    request_account,
    signed_in,
)
from zhicheng.people.competence import competences as rows_of
from zhicheng.people.competence_forms import (
    CloseForm,
    EndForm,
    OpenForm,
    SelfReviewForm,
    StandingForm,
    SuperiorForm,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Competence, Organisation
from zhicheng.ui.forms import show_refusal, status_of, typed

ON_A_PAGE = 50
WAYS: dict[str, tuple[Any, Any, type[forms.Form]]] = {  # what is laid down: title, what follows, form
    "superior": (
        _l("登记主管部门"),
        _l("国有企事业单位的申报由单位审核后送主管部门审核。登记后由本局变更，单位不能自行修改。"),
        SuperiorForm,
    ),
    "standing": (
        _l("登记代理机构、协会、派遣公司"),
        _l("单位已在本系统注册的，登记后按所选身份办理；到期恢复为用人单位。"),
        StandingForm,
    ),
    "open": (
        _l("新增主管部门或窗口"),
        _l("新设的主管部门，或还没有人社部门窗口的县（市）区、园区。登记后在“工作人员账号”中开通账号。"),
        OpenForm,
    ),
    "close": (
        _l("撤并主管部门或窗口"),
        _l("最后一天过后，新提交的申报不再经过它；隶属它的单位须另行登记主管部门。"),
        CloseForm,
    ),
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def competences(request: HttpRequest) -> HttpResponse:
    """What was laid down, the newest first; found by organisation, paper or department."""
    bureau = bureau_that_lays_down(request.user)
    text, kind = request.GET.get("q", "")[:60], request.GET.get("kind", "")
    page = Paginator(rows_of(text, kind), ON_A_PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    lines = [(one, _state(one, today)) for one in page]
    ways = [(key, way[0]) for key, way in WAYS.items()] if _is_city(bureau) else []
    context = {
        "page": page, "lines": lines, "text": text, "kind": kind, "kinds": Competence.Kind.choices, "ways": ways,
        "city": _is_city(bureau),
    }  # fmt: skip
    return render(request, "people/competences.html", context)


@form_page
@signed_in
def lay_down(request: HttpRequest, way: str) -> HttpResponse:
    """One thing is laid down: a superior, what a unit is, a new department, the end of one."""
    bureau = bureau_that_lays_down(request.user)
    if way not in WAYS or not _is_city(bureau):
        raise Http404
    title, why, form_class = WAYS[way]
    form = form_class(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _laid_down(way, form, request_account(request), bureau)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已登记。"))
            return redirect("people:competences")
    context = {"form": form, "title": title, "why": why}
    return render(request, "people/lay_down.html", context, status=status_of(form, status))


@form_page
@signed_in
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """结束 after a day; what has not begun is taken back."""
    row, bureau = get_competence_for_bureau(request.user, id)
    form = EndForm(typed(request), initial={"last_day": clock.today()})
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.end_competence(
                row, data["last_day"], data["document"], by=request_account(request), bureau=bureau
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已登记结束。"))
            return redirect("people:competences")
    context = {"form": form, "competence": row, "state": _state(row, clock.today())}
    return render(request, "people/end_competence.html", context, status=status_of(form, status))


@form_page
@signed_in
def delegate(request: HttpRequest, id: UUID) -> HttpResponse:
    """自主评审: which series and levels the unit may review itself."""
    unit, bureau = get_unit_for_delegation(request.user, id)
    form = SelfReviewForm(typed(request), initial={"entries": "\n".join(unit.self_review_series)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate_series(
                unit, form.cleaned_data["entries"], form.laid(), by=request_account(request), bureau=bureau
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已保存%(unit)s的自主评审权限。") % {"unit": unit.name})
            return redirect("people:units")
    past = rows_of(kind=Competence.Kind.SELF_REVIEW).filter(organisation=unit)
    context = {"form": form, "unit": unit, "past": [(one, _state(one, clock.today())) for one in past[:20]]}
    return render(request, "people/delegate.html", context, status=status_of(form, status))


def _laid_down(way: str, form: Any, by: Account, bureau: Organisation) -> None:
    data = form.cleaned_data
    if way == "superior":
        actions.name_superior(data["organisation"], data["superior"], form.laid(), by=by, bureau=bureau)
    elif way == "standing":
        actions.give_standing(data["organisation"], data["standing"], form.laid(), by=by, bureau=bureau)
    elif way == "open":
        actions.open_organisation(
            data["name"], data["standing"], data["place"], form.laid(), by=by, bureau=bureau
        )
    else:
        closing, last = data["organisation"], actions.Laid(data["document"], clock.today(), data["until"])
        actions.give_standing(closing, closing.kind, last, by=by, bureau=bureau)


def _state(row: Competence, today: Any) -> str:
    """future, now or past: the words are the template's."""
    if row.since > today:
        return "future"
    return "now" if row.held_on(today) else "past"


def _is_city(bureau: Organisation) -> bool:
    return bureau.kind == Organisation.Kind.CITY_BUREAU
