"""附件 of a call: the office adds and removes them until it is filed; everybody downloads those of a published one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, forms, queries
from zhicheng.ui.forms import files_of, show_refusal, status_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enclosures(request: HttpRequest, id: UUID) -> HttpResponse:
    """通知附件 of a session whose call is written."""
    one = access.get_session_for_office(request.user, id)
    call = getattr(one, "call", None)
    if call is None:
        messages.info(request, _("请先编写申报评审通知，再上传附件。"))
        return redirect("planning:write_call", one.id)
    acting: dict[str, Any] = {
        "by": request_account(request),
        "organisation": access.acting_office(request.user, one.committee),
    }
    if request.method == "POST" and "remove" in request.POST:
        gone = next((row for row in call.enclosures.all() if str(row.id) == request.POST["remove"]), None)
        if gone is not None:  # pressed twice: it is gone already
            actions.remove_enclosure(enclosure=gone, **acting)
        messages.success(request, _("附件已删除。"))
        return redirect("planning:enclosures", one.id)
    form = forms.AddEnclosure(typed(request), files_of(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        taken = form.cleaned_data
        try:
            actions.add_enclosure(
                session=one, title=taken["title"], upload=taken["file"], position=taken["position"], **acting
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("附件“%(title)s”已上传。") % {"title": taken["title"]})
            return redirect("planning:enclosures", one.id)
    words = {
        "session": one,
        "enclosures": call.enclosures.select_related("file", "added_by"),
        "form": form,
        "open": queries.standing_call_filing(one) is None,
    }
    return render(request, "planning/enclosures.html", words, status=status_of(form, status))


@require_safe
def enclosure(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One attachment, to download."""
    row = access.get_enclosure_for_reader(request.user, id)
    return serve(
        row.file, _("附件%(number)d %(title)s") % {"number": row.position, "title": row.title}, inline=False
    )
