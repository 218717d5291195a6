"""The office's list: the funnel, the qualification audit, the pre-meeting filing."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications import casefile
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.judging import verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State
from zhicheng.meeting import access, actions, queries
from zhicheng.meeting.documents import pre_meeting_filing
from zhicheng.meeting.forms import GroupChoiceForm, NoteForm, OpinionForm, PlanForm, ReasonForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.documents import pdf_response
from zhicheng.planning.groups import groups_of
from zhicheng.planning.models import Filing
from zhicheng.planning.queries import filing_rows
from zhicheng.planning.settings import read_ways
from zhicheng.policy.findings import Outcome
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import notices_of
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])
# From here somebody can still fail the audit; only from the first can somebody pass it.
DECISIONS: Mapping[str, type[Form]] = {"pass": OpinionForm, "fail": ReasonForm, "return": NoteForm}
DECIDABLE = (State.ACCEPTED, State.LISTED, State.PRE_MEETING_NOTICE, State.FILED, State.READING)


@require_safe
@signed_in
def people(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """名单: the funnel with counts that filter the table below."""
    session = access.get_session_for_office(request.user, session_id)
    key, words = request.GET.get("step", ""), request.GET.get("q", "").strip()[:60]
    groups, group = list(session.groups.all()), request.GET.get("group", "")
    chosen = next((one for one in groups if str(one.id) == group), None)
    rows = queries.listed(session, key, words, request.GET.get("after", "")[:30], group=chosen)
    shown = rows[: queries.PAGE]
    waiting = queries.waiting_among(shown)
    page = {
        "session": session,
        "funnel": queries.funnel(session),
        "step": key,
        "words": words,
        "groups": groups,
        "group": chosen,
        "rows": [(row, LABELS[State(row.state)], waiting.get(row.id)) for row in shown],
        "next": shown[-1].number if len(rows) > queries.PAGE else "",
        "can_tick": any(row.state == State.ACCEPTED for row in shown),
    }
    return render(request, "meeting/people.html", page)


@require_POST
@signed_in
def qualify(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """资格审查通过 for everybody ticked."""
    session = access.get_session_for_office(request.user, session_id)
    ticked = request.POST.getlist("application")
    rows = [row for row in Application.objects.filter(session=session) if str(row.id) in set(ticked)]
    many = actions.qualify_several(rows, request_account(request))
    if many:
        messages.success(request, _("%(many)s人资格审查通过，列入拟上会名单。") % {"many": many})
    if many < len(rows):
        words = _("%(many)s人初审通过，待另一人复核。")
        messages.success(request, words % {"many": len(rows) - many})
    return redirect("meeting:people", session.id)


@form_page
@signed_in
def qualification(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """资格审查 of one person: what the rules say today, then 通过 or 未通过 with the reason."""
    row = access.get_application_for_office(request.user, application_id)
    decision = request.POST.get("decision", "")
    forms = {key: made(typed(request) if decision == key else None) for key, made in DECISIONS.items()}
    status = 200
    if request.method == "POST":
        form = forms.get(decision, forms["fail"])
        status = 400
        if form.is_valid():
            try:
                return _decided(request, row, decision, form.cleaned_data)
            except (Refused, MoveNotAllowed) as error:
                status = show_refusal(form, error)
    findings = verdict_of(casefile.load(row.id), window=False, attached=True).findings
    waiting = queries.waiting_audit(row) if row.state == State.ACCEPTED else None
    words = {
        "case": row,
        "session": row.session,
        "state_label": LABELS[State(row.state)],
        "form": forms["fail"],
        "opinion_form": forms["pass"],
        "note_form": forms["return"],
        "waiting": waiting,
        "mine": waiting is not None and waiting.first_by_id == request_account(request).id,
        "audits": queries.audits_of(row),
        "bars": [one for one in findings if one.bars],
        "unknown": [one for one in findings if one.outcome is Outcome.UNKNOWN],
        "passes": [one for one in findings if one.outcome is Outcome.PASSES],
        "may_pass": row.state == State.ACCEPTED,
        "group_form": _group_form(row),
        "may_fail": row.state in DECIDABLE,
    }
    return render(request, "meeting/qualification.html", words, status=status)


def _decided(request: HttpRequest, row: Application, decision: str, data: Mapping[str, str]) -> HttpResponse:
    """One of DECISIONS carried out. Errors: Refused, MoveNotAllowed."""
    account, name = request_account(request), {"name": row.applicant_name}
    if decision == "return":
        actions.return_audit(row, data["note"], account)
        messages.success(request, _("%(name)s的审查意见已退回初审。") % name)
        return redirect("meeting:people", row.session_id)
    if decision == "pass":
        done = actions.qualify(row, account, data["reasons"]).state != State.ACCEPTED
        said = _("%(name)s资格审查通过。") if done else _("%(name)s初审通过，待另一人复核。")
    else:
        done = actions.disqualify(row, data["reason"], account).state != State.ACCEPTED
        said = _("%(name)s资格审查未通过。") if done else _("%(name)s初审未通过，待另一人复核。")
    messages.success(request, said % name)
    return redirect("meeting:people", row.session_id)


def _group_form(row: Application) -> GroupChoiceForm | None:
    """The form of an accepted application's group, where its session has groups."""
    groups = groups_of(row.session) if row.session else []
    if not groups or row.state != State.ACCEPTED:
        return None
    return GroupChoiceForm(groups=groups, initial={"group": row.group_id})


@form_page
@signed_in
def pre_filing(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """会前备案: what is ready, what is missing; file it; the answer."""
    session = access.get_session_for_office(request.user, session_id)
    form = PlanForm(typed(request), initial={"plan": queries.plan_of_work(session)})
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                data = form.cleaned_data
                actions.file_meeting(
                    session,
                    request_account(request),
                    data["plan"],
                    pass_share=data["pass_share"],
                )
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("会前备案已报送。"))
                return redirect("meeting:pre_filing", session.id)
    notices = notices_of(session.committee.organisers).filter(session=session, kind=Notice.Kind.PRE_MEETING)
    filings = filing_rows().filter(session=session, kind=Filing.Kind.PRE_MEETING).order_by("-submitted_at")
    newest = filings.first()
    now = queries.to_file(session)
    pending = newest is not None and newest.answer == Filing.Answer.PENDING
    words = {
        "session": session,
        "ways": "、".join(read_ways(session.ways)),
        "form": form,
        "filing": newest,
        "may_file": not pending and (now.former is None or bool(now.rows)),
        "former": now.former,
        "held": now.held,
        "notices": list(notices),
        "rows": now.rows,
        "failed": queries.failed(session),
        "forgotten": queries.forgotten(session),
    }
    return render(request, "meeting/pre_filing.html", words, status=status)


@require_safe
@signed_in
def pre_filing_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《会前备案表》 as filed last, as PDF."""
    session = access.get_session_for_office(request.user, session_id)
    filings = filing_rows().filter(session=session, kind=Filing.Kind.PRE_MEETING).order_by("-submitted_at")
    filing = filings.first()
    if filing is None:
        raise Http404
    response = pdf_response(pre_meeting_filing(filing), _("会前备案表.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response
