"""A drawn expert cannot take part: told by the expert or the office."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.meeting import access, actions
from zhicheng.meeting.forms import WithdrawForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: HttpRequest, session_id: UUID, seat_id: UUID) -> HttpResponse:
    """登记退出: with the reason; who steps in follows from the drawn order."""
    seat = access.get_seat_to_give_up(request.user, session_id, seat_id)
    by = request_account(request)
    own = seat.expert.account_id == by.id
    form, status = WithdrawForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                left = actions.withdraw_member(seat, form.cleaned_data["reason"], by)
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _said(left.given, left.missing))
                if own:
                    return redirect("meeting:mine")
                # A closed room has no page of the draw.
                return redirect("meeting:session" if settings.ROOM else "experts:draw", session_id)
    words = {"session": seat.draw.session, "seat": seat, "own": own, "form": form}
    return render(request, "meeting/withdraw.html", words, status=status)


def _said(given: int, missing: int) -> str:
    words = _("已登记退出，按抽取顺序递补。")
    if given:
        words += _("%(many)s份未完成的审阅已转给其他评委。") % {"many": given}
    if missing:
        words += _("%(many)s份材料还缺审阅人，请在分配审阅中补足。") % {"many": missing}
    return words
