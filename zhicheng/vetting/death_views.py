"""The page on which two officers record the death of an applicant."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.files.checks import FileRefused
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership
from zhicheng.people.queries import stood_in_for
from zhicheng.ui.forms import day_field
from zhicheng.vetting import access, actions
from zhicheng.vetting.models import Death
from zhicheng.vetting.pages import heading, posted, show, status_of

TELLS = (Membership.Role.UNIT, Membership.Role.BUREAU)


class DeathForm(forms.Form):
    """When, how it is known, with proof."""

    died_on = day_field(_l("去世日期"))
    words = forms.CharField(label=_l("情况"), max_length=300, help_text=_l("如：家属告知，见死亡证明。"))
    evidence = forms.FileField(
        label=_l("证明"),
        help_text=_l("死亡证明、户籍注销证明等。PDF、JPG或PNG，不超过20MB。"),
        error_messages={"required": _l("请上传证明。")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def death(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One officer tells it, a second one confirms. Errors: Http404 for others than unit and bureaus."""
    seat = access.get_case_for_decision(request.user, application_id)
    if seat.reader.role not in TELLS:
        raise Http404
    row, by = seat.application, request_account(request)
    office = access.organisation_at(request.user, seat)
    told = _told(row)
    form: forms.Form = (
        DeathForm(posted(request), request.FILES or None) if told is None else forms.Form(posted(request))
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if told is None:
                actions.tell_death(row, **form.cleaned_data, by=by, organisation=office)
                messages.success(request, _("已登记，等待另一人确认；确认以前申报没有变化。"))
            else:
                actions.confirm_death(row, by, office)
                messages.success(request, _("已确认，申报终止，账号停用。"))
        except (Refused, MoveNotAllowed, FileRefused) as error:
            status = show(form, error)
        else:
            return redirect("vetting:death", row.pk)
    words = {
        **heading(seat),
        "form": form,
        "told": told,
        "mine": told is not None and told.told_by_id == by.id,
    }
    return render(request, "vetting/death.html", words, status=status_of(form, status))


def _told(row: Application) -> Death | None:
    rows = Death.objects.filter(person=row.person_id).select_related("told_by")
    return rows.annotate(told_for=stood_in_for("told_by", "organisation", "told_at")).first()
