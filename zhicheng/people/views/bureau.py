"""人社部门 looks up the unit accounts of its area (GUIDE-5.4.4), and says who reviews itself (KM2023-1.5)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.people import actions, queries
from zhicheng.people.access import get_unit_for_delegation, organisation_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Delegation
from zhicheng.people.identity import mask_mobile
from zhicheng.people.models import Membership, Organisation
from zhicheng.ui.forms import show_refusal

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """单位账号: whether a unit is registered, and whom to ask there."""
    bureau = organisation_of(request.user, Membership.Role.BUREAU)
    text = request.GET.get("q", "")[:60].strip()
    page = Paginator(queries.units_near(bureau, text), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [(unit, mask_mobile(unit.contact_phone)) for unit in page]
    delegates = bureau.kind in {Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE}
    words = {"bureau": bureau, "text": text, "page": page, "lines": lines, "delegates": delegates}
    return render(request, "people/units.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delegate(request: HttpRequest, id: UUID) -> HttpResponse:
    """自主评审: which series and levels the unit may review itself."""
    unit, bureau = get_unit_for_delegation(request.user, id)
    initial = {"entries": "\n".join(unit.self_review_series)}
    form = Delegation(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.delegate_series(unit, data["entries"], data["document"], request_account(request), bureau)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已保存%(unit)s的自主评审权限。") % {"unit": unit.name})
            return redirect("people:units")
    if status == 200 and form.errors:
        status = 400
    return render(request, "people/delegate.html", {"form": form, "unit": unit}, status=status)
