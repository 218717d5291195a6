"""Groups at work: the office assigns an accepted application, names the members who read a group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.experts.queries import members
from zhicheng.meeting import access, actions
from zhicheng.meeting.forms import GroupChoiceForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.planning.groups import groups_of


@require_POST
@signed_in
def assign_group(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Put an accepted application into another group, with the reason."""
    row = access.get_application_for_office(request.user, application_id)
    form = GroupChoiceForm(request.POST, groups=groups_of(row.session) if row.session else [])
    if form.is_valid():
        moved = actions.assign_group(row, form.chosen, form.cleaned_data["reason"], request_account(request))
        named = moved.group.name if moved.group else _("其他人员")
        messages.success(request, _("%(name)s编入%(group)s。") % {"name": row.applicant_name, "group": named})
    else:
        messages.error(request, _("请选择分组并写明理由。"))
    return redirect("meeting:qualification", row.id)


@require_POST
@signed_in
def readers(request: HttpRequest, session_id: UUID, group_id: UUID) -> HttpResponse:
    """Name the members who read a group's files; none: all."""
    session = access.get_session_for_office(request.user, session_id)
    group = get_object_or_404(session.groups, pk=group_id)
    ticked = set(request.POST.getlist("seat"))
    seats = [seat.id for seat in members(session) if str(seat.id) in ticked]
    many = actions.name_readers(group, seats, request_account(request))
    words = _("%(group)s由指定的%(many)s名评委审阅。") if many else _("%(group)s由全体评委审阅。")
    messages.success(request, words % {"group": group.name, "many": many})
    return redirect("meeting:readings", session.id)
