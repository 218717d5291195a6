"""The unit's pages: 单位信息, 专业技术人员 with 发送信息, 重置密码, 移除, 解锁 (GUIDE-5.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions, area, identity, queries
from zhicheng.people.access import get_person_for_unit, request_account, signed_in, unit_of
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Notice, Reason, UnitProfile
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
    """专业技术人员: the unit's people with search, 50 a page; in a tab who waits for the unit's word."""
    unit = unit_of(request.user)
    text, joining = request.GET.get("q", "")[:60], request.GET.get("tab") == "joining"
    rows = queries.people_of(unit, text, joining=joining)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "unit": unit,
        "text": text,
        "page": page,
        "people": [_line(person) for person in page],
        "joining": joining,
        "waiting": queries.people_of(unit, joining=True).count(),
    }
    return render(request, "people/unit_people.html", words)


@require_http_methods(["GET", "HEAD"])
@signed_in
def unit_person(request: HttpRequest, id: UUID) -> HttpResponse:
    """One of the unit's people, and what the unit may do."""
    person = get_person_for_unit(request.user, id)
    words = {"line": _line(person), "unit": person.unit, "form": Reason()}
    return render(request, "people/unit_person.html", words)


@require_POST
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """确认: those ticked are the unit's people."""
    unit, by = unit_of(request.user), request_account(request)
    people = _chosen(request, unit, joining=True)
    for person in people:
        actions.confirm_joining(person, unit=unit, by=by)
    if people:
        messages.success(request, _("已确认%(many)d人。") % {"many": len(people)})
    else:
        messages.warning(request, _("请先勾选要确认的人员。"))
    return redirect(reverse("people:unit_people") + "?tab=joining")


@require_POST
@signed_in
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """不确认: the person is not the unit's, and reads why."""
    person = get_person_for_unit(request.user, id)
    unit, by = person.unit, request_account(request)
    assert unit is not None
    form = Reason(request.POST)
    status = carry_out(form, lambda said: actions.refuse_joining(person, unit=unit, **said, by=by))
    if status == 302:
        messages.success(request, _("已告知%(name)s，请其重新选择单位。") % {"name": person.name})
        return redirect(reverse("people:unit_people") + "?tab=joining")
    words = {"line": _line(person), "unit": unit, "form": form}
    return render(request, "people/unit_person.html", words, status=status)


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


def _chosen(request: HttpRequest, unit: Organisation, *, joining: bool = False) -> list[Person]:
    """The ticked people; a stranger among them means a tampered form. Errors: Http404."""
    source = request.POST if request.method == "POST" else request.GET
    try:
        wanted = {UUID(value) for value in source.getlist("people")[:1000]}
    except ValueError:
        raise Http404 from None
    people = list(queries.people_of(unit, joining=joining).filter(pk__in=wanted))
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
