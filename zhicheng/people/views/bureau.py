"""人社部门 looks up the unit accounts of its area (GUIDE-5.4.4), and says who reviews itself (KM2023-1.5)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.people import actions, area
from zhicheng.people.access import (
    get_unit_for_bureau,
    organisation_of,
    request_account,
    signed_in,
)
from zhicheng.people.actions.competence import DELEGATING
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.forms import CodeCheck
from zhicheng.people.identity import mask_mobile
from zhicheng.people.models import Membership
from zhicheng.people.unit_staff import members_of

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """单位账号: whether a unit is registered, whom to ask there, whose credit code waits to be checked."""
    bureau = organisation_of(request.user, Membership.Role.BUREAU)
    text, state = request.GET.get("q", "")[:60].strip(), request.GET.get("state", "")
    state = state if state in area.STATES else ""
    rows = area.units_near(bureau, text, state)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "bureau": bureau,
        "text": text,
        "state": state,
        "page": page,
        "lines": [(one, mask_mobile(one.contact_phone)) for one in page],
        "delegates": bureau.kind in DELEGATING,
        "waiting": area.units_to_check(bureau).count(),
    }
    return render(request, "people/units.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unit(request: HttpRequest, id: UUID) -> HttpResponse:
    """One unit account: its data, its officers, how many people; the check of its credit code."""
    found, bureau = get_unit_for_bureau(request.user, id)
    checks = area.may_check(bureau, found)
    if request.method == "POST" and not checks:
        raise Http404
    form = CodeCheck(request.POST or None)
    status = 200
    if request.method == "POST":
        by = request_account(request)
        status = carry_out(form, lambda said: actions.check_credit_code(found, bureau, **said, by=by))
        if status == 302:
            messages.success(request, _("已记录%(unit)s的核验结论，并告知单位。") % {"unit": found.name})
            return redirect("people:unit", found.pk)
    words = {
        "unit": found,
        "phone": mask_mobile(found.contact_phone),
        "former_names": list(found.former_names.all()),
        "officers": members_of(found),
        "form": form if checks else None,
        "delegates": bureau.kind in DELEGATING,
        "checker": None if checks else area.checking_bureau(found),
    }
    return render(request, "people/unit.html", words, status=status)
