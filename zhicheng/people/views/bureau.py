"""人社部门 looks up the unit accounts of its area (GUIDE-5.4.4)."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhicheng.people import queries
from zhicheng.people.access import organisation_of, signed_in
from zhicheng.people.identity import mask_mobile
from zhicheng.people.models import Membership

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def units(request: HttpRequest) -> HttpResponse:
    """单位账号: whether a unit is registered, and whom to ask there."""
    bureau = organisation_of(request.user, Membership.Role.BUREAU)
    text = request.GET.get("q", "")[:60].strip()
    page = Paginator(queries.units_near(bureau, text), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [(unit, mask_mobile(unit.contact_phone)) for unit in page]
    return render(
        request, "people/units.html", {"bureau": bureau, "text": text, "page": page, "lines": lines}
    )
