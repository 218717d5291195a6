"""评审分组 of a session: the list for who may read the session; its office adds, changes and removes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, forms, queries
from zhicheng.planning.groups import groups_of
from zhicheng.planning.models import Group
from zhicheng.ui.forms import show_refusal, status_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def groups(request: HttpRequest, id: UUID) -> HttpResponse:
    """The groups and, for the office until the call is filed, the form; `?edit=` names the one to change."""
    one = access.get_session_for_reader(request.user, id, drawers=False)
    office = access.office_of(request.user, one.committee)
    rows = groups_of(one)
    edited = next((row for row in rows if str(row.id) == request.GET.get("edit")), None)
    if request.method == "POST" and office is None:
        raise Http404
    acting: dict[str, Any] = {"by": request_account(request), "organisation": office}
    form = forms.GroupForm(typed(request), initial=_typed_before(edited))
    status = 200
    if request.method == "POST" and edited is not None and "remove" in request.POST:
        actions.remove_group(group=edited, **acting)
        messages.success(request, _("已取消分组“%(name)s”。") % {"name": edited.name})
        return redirect("planning:groups", one.id)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_group(session=one, group=edited, **form.cleaned_data, **acting)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("分组“%(name)s”已保存，随通知公布。") % {"name": saved.name})
            return redirect("planning:groups", one.id)
    words = {
        "session": one,
        "groups": rows,
        "edited": edited,
        "form": form,
        "open": office is not None
        and queries.standing_call_filing(one) is None
        and not queries.is_announced(one),
    }
    return render(request, "planning/groups.html", words, status=status_of(form, status))


def _typed_before(group: Group | None) -> dict[str, Any]:
    if group is None:
        return {}
    own = {name: getattr(group, name) for name in ("name", "basis", "unit_kinds", "pass_share")}
    return {**own, "places": [place.code for place in group.places.all()]}
