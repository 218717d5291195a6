"""附件 of a call or 补充通知: the office adds and removes them until it is filed; everybody downloads what is published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, forms, queries
from zhicheng.planning.models import Announcement, Call, Filing, Session
from zhicheng.ui.forms import files_of, show_refusal, status_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enclosures(request: HttpRequest, id: UUID) -> HttpResponse:
    """通知附件 of a session whose call is written; `?with=` names the further announcement with which they go out."""
    one = access.get_session_for_office(request.user, id)
    call: Call | None = getattr(one, "call", None)
    named = request.GET.get("with", "")
    announcement = next((row for row in queries.announcements_of(one) if str(row.id) == named), None)
    if named and announcement is None:
        raise Http404
    if call is None:
        messages.info(request, _("请先编写申报评审通知，再上传附件。"))
        return redirect("planning:write_call", one.id)
    acting: dict[str, Any] = {
        "by": request_account(request),
        "organisation": access.acting_office(request.user, one.committee),
    }
    held, again = announcement or call, request.get_full_path()
    if request.method == "POST" and "remove" in request.POST:
        gone = next((row for row in held.enclosures.all() if str(row.id) == request.POST["remove"]), None)
        if gone is not None:  # pressed twice: it is gone already
            actions.remove_enclosure(enclosure=gone, **acting)
        messages.success(request, _("附件已删除。"))
        return redirect(again)
    form = forms.AddEnclosure(typed(request), files_of(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        taken = form.cleaned_data
        try:
            actions.add_enclosure(
                session=one, title=taken["title"], upload=taken["file"], position=taken["position"],
                announcement=announcement, **acting,
            )  # fmt: skip
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("附件“%(title)s”已上传。") % {"title": taken["title"]})
            return redirect(again)
    words = {
        "session": one,
        "announcement": announcement,
        "enclosures": held.enclosures.select_related("file", "added_by"),
        "form": form,
        "open": _open(one, announcement),
    }
    return render(request, "planning/enclosures.html", words, status=status_of(form, status))


def _open(session: Session, announcement: Announcement | None) -> bool:
    """Whether its attachments can still be changed: it is not filed."""
    if announcement is None:
        return queries.standing_call_filing(session) is None
    return all(one.answer not in Filing.STANDING for one in announcement.filings.all())


@require_safe
def enclosure(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One attachment, to download."""
    row = access.get_enclosure_for_reader(request.user, id)
    return serve(
        row.file, _("附件%(number)d %(title)s") % {"number": row.position, "title": row.title}, inline=False
    )
