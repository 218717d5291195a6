"""A person's messages: read them, mark them read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.inbox import actions, queries
from zhicheng.inbox.access import get_message_for_recipient

PAGE = 20


def _recipient(request: HttpRequest) -> UUID:
    return UUID(str(request.user.pk))


@require_safe
@login_required
def show_list(request: HttpRequest) -> HttpResponse:
    """Newest first, twenty at a time; `before` names the last message seen."""
    rows = queries.messages_to(_recipient(request))
    before = queries.place_of(_recipient(request), request.GET.get("before", ""))
    found = list((queries.older_than(rows, before) if before else rows)[: PAGE + 1])
    shown = found[:PAGE]
    return render(
        request,
        "inbox/list.html",
        {"rows": shown, "older": shown[-1].id if len(found) > PAGE else None, "first_page": before is None},
    )


@require_safe
@login_required
def show(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """One message in full."""
    return render(
        request, "inbox/message.html", {"message_row": get_message_for_recipient(request.user, message_id)}
    )


@require_POST
@login_required
def read(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark one read and go where it leads."""
    message = get_message_for_recipient(request.user, message_id)
    actions.mark_read(message)
    return redirect(message.link or "inbox:list")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all read."""
    actions.mark_all_read(_recipient(request))
    return redirect("inbox:list")
