"""What the pages of a case have in common: heading, refusals beside their field, the way back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, LABELS, State
from zhicheng.people.access import request_account
from zhicheng.vetting.access import ACTOR_OF_STATE, Seat, get_case_for_station
from zhicheng.vetting.since import happened_since


def heading(seat: Seat) -> dict[str, Any]:
    """What every page of a case says on top."""
    row = seat.application
    return {"seat": seat, "case": row, "state_label": LABELS[State(row.state)]}


def show(form: forms.Form, error: Exception) -> int:
    """Put the refusal beside its field or on top; the status of the answer."""
    field = getattr(error, "field", None)
    clause = getattr(error, "clause", None)
    message = str(getattr(error, "message", error)) + (_("（依据：%s）") % clause if clause else "")
    form.add_error(field if field in form.fields else None, message)
    return int(getattr(error, "status", 409))


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def status_of(form: forms.Form, status: int) -> int:
    """400 for what does not hold by itself, else the act's answer."""
    return 400 if status == 200 and form.is_bound and form.errors else status


def done(request: HttpRequest, seat: Seat, words: str) -> HttpResponse:
    """Say what was done and how the case stands, back on the case."""
    row = seat.application
    now = _("%(name)s的申报现在：%(state)s。") % {
        "name": row.applicant_name,
        "state": LABELS[State(row.state)],
    }
    messages.success(request, f"{words}{now}")
    return redirect("vetting:case", row.pk)


def decided(request: HttpRequest, seat: Seat, words: str) -> HttpResponse:
    """Say what was decided, and open the next case of that desk: the one that came after this one, else the oldest."""
    row, office = seat.application, seat.acting
    answer = done(request, seat, words)
    states = [state for state in AT_STATION | {State.UNIT_NOTICE} if ACTOR_OF_STATE[state] is seat.actor]
    if office is None or (row.holder_id == office.pk and row.state in states):
        return answer
    waiting = Application.objects.filter(holder=office, state__in=states).exclude(pk=row.pk)
    waiting = waiting.exclude(person__account=request_account(request)).order_by("state_since", "id")
    after = waiting.filter(state_since__gte=seat.since).values_list("pk", flat=True).first()
    following = after or waiting.values_list("pk", flat=True).first()
    if following is None:
        return answer
    messages.info(request, _("已打开下一份待办。"))
    return redirect("vetting:case", following)


def again(
    form: forms.Form, error: Exception, application_id: UUID, request: HttpRequest, **more: Any
) -> tuple[forms.Form, int]:
    """The same form with what was typed, the refusal, and the version as it is now.

    Where the case has moved since the page was opened, `since` of the form tells what has happened.
    """
    seat = get_case_for_station(request.user, application_id)
    data = request.POST.copy()
    data["version"] = str(seat.application.version)
    fresh = type(form)(data, **more)
    fresh.is_valid()
    read = form.cleaned_data["version"]
    if read != seat.application.version:
        vars(fresh)["since"] = happened_since(seat.application, read)
    return fresh, show(fresh, error)
