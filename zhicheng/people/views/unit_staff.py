"""本单位经办人员: the unit's named persons and their positions; who looks after them adds, changes and ends."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions
from zhicheng.people.access import get_unit_member, request_account, signed_in, unit_of
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.forms import Reason
from zhicheng.people.models import Membership
from zhicheng.people.staff_forms import UnitMember, UnitPosition
from zhicheng.people.unit_staff import (
    can_separate,
    former_members_of,
    looks_after,
    members_of,
    sets_separation,
)
from zhicheng.ui.forms import typed


@require_http_methods(["GET", "HEAD"])
@signed_in
def unit_staff(request: HttpRequest) -> HttpResponse:
    """Who acts for the unit, in which position, and who did before."""
    unit = unit_of(request.user)
    members = members_of(unit)
    me = request_account(request).pk
    words = {
        "unit": unit,
        "members": members,
        "me": me,
        "looks_after": looks_after(me, members),
        "sets_separation": sets_separation(me, members),
        "can_separate": can_separate(members),
        "former": former_members_of(unit),
    }
    return render(request, "people/unit_staff.html", words)


@require_POST
@signed_in
def separation(request: HttpRequest) -> HttpResponse:
    """经办与审核分开, on or off."""
    on = request.POST.get("on") == "yes"
    actions.separate_passing(unit_of(request.user), on=on, by=request_account(request))
    messages.success(request, _("已设置经办与审核分开。") if on else _("已取消经办与审核分开。"))
    return redirect("people:unit_staff")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def add_unit_member(request: HttpRequest) -> HttpResponse:
    """One more; login and first password are shown on this answer alone and kept nowhere."""
    unit = unit_of(request.user)
    form, status = UnitMember(typed(request)), 200
    if request.method == "POST":
        made: list[str] = []

        def act(data: dict[str, str]) -> None:
            made.extend(actions.add_unit_member(unit, **data, by=request_account(request))[1:])

        status = carry_out(form, act)
        if status == 302:
            login, password = made
            words = {"unit": unit, "name": form.cleaned_data["name"], "login": login, "password": password}
            words["position"] = Membership.Position(form.cleaned_data["position"]).label
            return render(request, "people/unit_staffed.html", words)
    able = looks_after(request_account(request).pk, members_of(unit))
    words = {"form": form, "unit": unit, "looks_after": able}
    return render(request, "people/unit_staff_add.html", words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unit_member(request: HttpRequest, id: UUID) -> HttpResponse:
    """One of them; another position."""
    found = get_unit_member(request.user, id)
    form = UnitPosition(typed(request), initial={"position": found.position})
    status = 200
    if request.method == "POST":
        status = carry_out(
            form, lambda data: actions.change_position(found, **data, by=request_account(request))
        )
        if status == 302:
            messages.success(request, _("职务已保存。"))
            return redirect("people:unit_staff")
    return _page(request, found, status, position_form=form)


@require_POST
@signed_in
def end_unit_member(request: HttpRequest, id: UUID) -> HttpResponse:
    """结束."""
    found = get_unit_member(request.user, id)
    form = Reason(request.POST, auto_id="end_%s")
    status = carry_out(form, lambda data: actions.end_unit_member(found, **data, by=request_account(request)))
    if status == 302:
        messages.success(
            request, _("已结束%(name)s的经办，并告知本人。") % {"name": found.account.display_name}
        )
        return redirect("people:unit_staff")
    return _page(request, found, status, end_form=form)


@require_POST
@signed_in
def unlock_unit_member(request: HttpRequest, id: UUID) -> HttpResponse:
    """解锁."""
    found = get_unit_member(request.user, id)
    actions.unlock_account(found.account, by=request_account(request))
    messages.success(request, _("已解锁%(name)s的账号。") % {"name": found.account.display_name})
    return redirect("people:unit_member", found.pk)


@require_POST
@never_cache
@signed_in
def reset_unit_member(request: HttpRequest, id: UUID) -> HttpResponse:
    """重置密码: the temporary password is shown on this answer alone and kept nowhere."""
    found = get_unit_member(request.user, id)
    temporary = actions.reset_password(found.account, by=request_account(request))
    words = {"name": found.account.display_name, "temporary": temporary, "back": "people:unit_member"}
    return render(request, "people/password_reset.html", words | {"id": found.pk})


def _page(
    request: HttpRequest, found: Membership, status: int, **forms: UnitPosition | Reason
) -> HttpResponse:
    me = request_account(request).pk
    words = {
        "member": found,
        "own": found.account_id == me,
        "looks_after": looks_after(me, members_of(found.organisation)),
        "position_form": UnitPosition(initial={"position": found.position}),
        "end_form": Reason(auto_id="end_%s"),
    }
    return render(request, "people/unit_member.html", words | forms, status=status)
