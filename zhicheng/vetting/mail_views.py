"""Pages of the messages on a case: the thread at both ends, an office's incoming ones, outbox, log and templates."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.inbox.actions import try_again
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, mail
from zhicheng.vetting.access import get_case_for_decision
from zhicheng.vetting.forms import DraftForm, TemplateForm, WordForm
from zhicheng.vetting.models import EVENTS, MessageTemplate
from zhicheng.vetting.offices import offices_of
from zhicheng.vetting.pages import heading, posted, show, status_of
from zhicheng.vetting.placeholders import PLACEHOLDERS, check, fill

both = require_http_methods(["GET", "HEAD", "POST"])
EVENT_WORDS = dict(EVENTS)


@both
@signed_in
def thread(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The messages of a case for its auditors; a POST lays a new one into the outbox."""
    seat = get_case_for_decision(request.user, application_id)
    office, by = mail.office_at(seat), request_account(request)
    form, status = DraftForm(posted(request), initial=mail.suggestion(office.organisation)), 200
    if request.method == "POST" and form.is_valid():
        try:
            words = {**form.cleaned_data, "role": office.role}
            actions.write_draft(seat.application, office.organisation, by, **words)
        except Refused as refused:
            status = show(form, refused)
        else:
            messages.success(request, _("已放入待发，请核对后发送。"))
            return redirect("vetting:mail")
    words = {
        **heading(seat),
        "form": form,
        "thread": mail.thread_for_office(seat, office),
        "placeholders": PLACEHOLDERS,
        "office": office,
    }
    return render(request, "vetting/thread.html", words, status=status_of(form, status))


@both
@signed_in
def own_thread(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The messages of the account's own application; a POST writes to an office."""
    row = mail.get_thread_for_applicant(request.user, application_id)
    offices = actions.correspondents(row)
    form, status = WordForm(posted(request), offices=offices), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        office = next(one for one in offices if str(one.pk) == data.pop("office"))
        try:
            actions.write_to_office(row, office, request_account(request), **data)
        except Refused as refused:
            status = show(form, refused)
        else:
            messages.success(request, _("已留言给%(office)s。") % {"office": office.name})
            return redirect("vetting:own_thread", row.pk)
    words = {"application": row, "form": form, "offices": offices, "thread": mail.thread_for_applicant(row)}
    return render(request, "vetting/own_thread.html", words, status=status_of(form, status))


@both
@signed_in
def outbox(request: HttpRequest) -> HttpResponse:
    """What applicants wrote and nobody has read, and the drafts to be looked through; a POST sends those ticked."""
    if request.method == "POST":
        looked = mail.looked_through(request.user, request.POST.getlist("draft"))
        sent, reasons = actions.send_drafts(looked, request_account(request))
        if sent:
            messages.success(request, _("已发送%(sent)d条。") % {"sent": sent})
        for reason in reasons:
            messages.error(request, reason)
        if not looked:
            messages.error(request, _("请先勾选要发送的留言。"))
        return redirect("vetting:mail")
    words = {
        "unread": mail.unread_of(request.user),
        "drafts": mail.drafts_of(request.user),
        "several": len(offices_of(request.user)) > 1,
    }
    return render(request, "vetting/mail.html", words)


@both
@signed_in
def draft(request: HttpRequest, id: UUID) -> HttpResponse:
    """A draft: look through and edit."""
    row = mail.get_draft_for_office(request.user, id)
    names = ("subject", "body", "by_sms", "by_email", "to_unit", "revision")
    form, status = (
        DraftForm(posted(request), initial={name: getattr(row, name) for name in names}, edits=True),
        200,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_draft(row, request_account(request), **form.cleaned_data)
        except Refused as refused:
            status = show(form, refused)
        else:
            messages.success(request, _("已保存，尚未发送。"))
            return redirect("vetting:mail")
    return render(request, "vetting/draft.html", {"draft": row, "form": form}, status=status_of(form, status))


@require_POST
@signed_in
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """删除 a draft."""
    row = mail.get_draft_for_office(request.user, id)
    actions.drop_draft(row, request_account(request))
    messages.success(request, _("已删除“%(subject)s”，没有发送。") % {"subject": row.subject})
    return redirect("vetting:mail")


@require_POST
@signed_in
def read(request: HttpRequest, id: UUID) -> HttpResponse:
    """标为已读: the applicant's word."""
    row = mail.get_word_for_office(request.user, id)
    actions.mark_message_read(row, request_account(request))
    return redirect("vetting:thread", row.application_id)


@require_safe
@signed_in
def log(request: HttpRequest) -> HttpResponse:
    """发送记录: by which way each message left, when, and what failed."""
    failed = request.GET.get("only") == "failed"
    words = {"rows": mail.log_of(request.user, failed=failed), "failed": failed}
    return render(request, "vetting/mail_log.html", words)


@require_POST
@signed_in
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """再次发送 what was given up."""
    delivery = mail.get_delivery_for_office(request.user, id)
    if try_again(delivery):
        messages.success(request, _("已重新排队发送。"))
    else:
        messages.error(request, _("这条还在自动重试，或已经发出。"))
    return redirect("vetting:mail_log")


@require_safe
@signed_in
def templates(request: HttpRequest) -> HttpResponse:
    """留言模板 of the account's offices, one for each event."""
    lists = [(office, mail.templates_of(office)) for office in offices_of(request.user)]
    return render(request, "vetting/mail_templates.html", {"lists": lists})


@both
@signed_in
def template(request: HttpRequest, office: UUID, event: str) -> HttpResponse:
    """One template: look at it with an example (预览), keep it, or take it away."""
    organisation = next((one for one in offices_of(request.user) if one.pk == office), None)
    if organisation is None or event not in EVENT_WORDS:
        raise Http404
    kept = MessageTemplate.objects.filter(organisation=organisation, event=event).first()
    names = ("subject", "body", "by_sms", "by_email")
    start = {name: getattr(kept, name) for name in names} if kept else {}
    if request.method == "POST" and "retire" in request.POST:
        if kept is not None:
            actions.retire_template(kept, request_account(request))
            messages.success(request, _("已停用，不再自动起草。"))
        return redirect("vetting:mail_templates")
    form, status, example = TemplateForm(posted(request), initial=start), 200, None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if "preview" in request.POST:
                for field in ("subject", "body"):
                    check(data[field], field)
                example = {field: fill(data[field], PLACEHOLDERS) for field in ("subject", "body")}
            else:
                actions.keep_template(organisation, event, request_account(request), **data)
                messages.success(request, _("已保存模板。"))
                return redirect("vetting:mail_templates")
        except Refused as refused:
            status = show(form, refused)
    words = {
        "office": organisation,
        "event": EVENT_WORDS[event],
        "kept": kept,
        "form": form,
        "example": example,
        "placeholders": PLACEHOLDERS,
    }
    return render(request, "vetting/mail_template.html", words, status=status_of(form, status))
