"""The unit's pages: 单位信息, 专业技术人员 with 发送信息, 重置密码, 移除, 解锁 (GUIDE-5.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions, area, identity, queries
from zhicheng.people.access import get_person_for_unit, request_account, signed_in, unit_of
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Notice, UnitProfile
from zhicheng.people.models import Organisation, Person
from zhicheng.ui.forms import show_refusal, status_of

ON_A_PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def unit_profile(request: HttpRequest) -> HttpResponse:
    """单位信息 of the unit for which the account is officer."""
    unit = unit_of(request.user)
    known = {name: getattr(unit, name) for name in UnitProfile.base_fields}
    form = UnitProfile(request.POST or None, initial=known)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_unit_profile(unit, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("单位信息已保存。"))
            return redirect("people:unit_profile")
    words = {
        "form": form,
        "unit": unit,
        "former_names": list(unit.former_names.all()),
        "checker": None if unit.checked_at else area.checking_bureau(unit),
    }
    return render(request, "people/unit_profile.html", words, status=status_of(form, status))


@require_http_methods(["GET", "HEAD"])
@signed_in
def unit_people(request: HttpRequest) -> HttpResponse:
    """专业技术人员: the unit's people with search, 50 a page."""
    unit = unit_of(request.user)
    text = request.GET.get("q", "")[:60]
    page = Paginator(queries.people_of(unit, text), ON_A_PAGE).get_page(request.GET.get("page"))
    words = {"unit": unit, "text": text, "page": page, "people": [_line(person) for person in page]}
    return render(request, "people/unit_people.html", words)


@require_http_methods(["GET", "HEAD"])
@signed_in
def unit_person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One of the unit's people, and what the unit may do."""
    person = get_person_for_unit(request.user, id)
    return render(request, "people/unit_person.html", {"line": _line(person), "unit": person.unit})


@form_page
@signed_in
def notice(request: HttpRequest) -> HttpResponse:
    """发送信息 to the people ticked in the list."""
    unit = unit_of(request.user)
    people = _chosen(request, unit)
    form = Notice(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.send_notice(people, unit=unit, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已向%(many)d人发送信息。") % {"many": sent})
            return redirect("people:unit_people")
    words = {"form": form, "people": people, "unit": unit}
    return render(request, "people/notice.html", words, status=status_of(form, status))


@require_POST
@signed_in
def unlock(request: HttpRequest, id: UUID) -> HttpResponse:
    """解锁."""
    person = get_person_for_unit(request.user, id)
    actions.unlock_account(person.account, by=request_account(request))
    messages.success(request, _("已解锁%(name)s的账号。") % {"name": person.name})
    return redirect("people:unit_person", person.id)


@require_POST
@never_cache
@signed_in
def reset_password(request: HttpRequest, id: UUID) -> HttpResponse:
    """重置密码: the temporary password is shown on this answer alone and kept nowhere."""
    person = get_person_for_unit(request.user, id)
    temporary = actions.reset_password(person.account, by=request_account(request))
    words = {"name": person.name, "temporary": temporary, "back": "people:unit_person", "id": person.id}
    return render(request, "people/password_reset.html", words)


@require_POST
@signed_in
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """移除 from the unit."""
    person = get_person_for_unit(request.user, id)
    actions.remove_from_unit(person, unit=unit_of(request.user), by=request_account(request))
    messages.success(request, _("已将%(name)s移出本单位。") % {"name": person.name})
    return redirect("people:unit_people")


def _chosen(request: HttpRequest, unit: Organisation) -> list[Person]:
    """The ticked people; a stranger among them means a tampered form. Errors: Http404."""
    source = request.POST if request.method == "POST" else request.GET
    try:
        wanted = {UUID(value) for value in source.getlist("people")[:1000]}
    except ValueError:
        raise Http404 from None
    people = list(queries.people_of(unit).filter(pk__in=wanted))
    if len(people) != len(wanted):
        raise Http404
    return people


def _line(person: Person) -> dict[str, Any]:
    return {
        "person": person,
        "number": identity.mask_number(person.id_number),
        "mobile": identity.mask_mobile(person.mobile),
        "locked": person.account.locked_since,
    }
