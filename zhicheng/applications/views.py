"""The applicant's pages: cover, attachments, self-check, submission, receipt, record, form."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.applications import (
    access,
    actions,
    casefile,
    choosing,
    coming,
    coming_back,
    flow,
    ledger,
    mending,
    papers,
    queries,
    review_form,
)
from zhicheng.applications.archive import archive
from zhicheng.applications.checking import check_of
from zhicheng.applications.forms import WithdrawForm
from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.material import content_now
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.showing import proofs_of, sections_of, unit_kind_words
from zhicheng.applications.states import COVER_EDITABLE, EDITABLE, MOVES, Event, State
from zhicheng.files.serving import serve
from zhicheng.people.access import person_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.instants import Instant, instant_of
from zhicheng.planning.queries import forwardings_of
from zhicheng.vault.ids import new_id


@require_GET
@signed_in
def record(request: HttpRequest) -> HttpResponse:
    """申报记录: every application of the person, the newest first."""
    rows = queries.my_applications(person_of(request.user))
    cases = [
        {
            "row": row,
            "now": queries.now_of(row),
            "line": queries.line_of(row, list(row.stations.all())),
            "editable": State(row.state) in EDITABLE,
        }
        for row in rows
    ]
    return render(request, "applications/record.html", {"cases": cases})


@require_http_methods(["GET", "POST"])
@signed_in
def cover(request: HttpRequest) -> HttpResponse:
    """个人申报: choose step by step (GET), save the cover (POST)."""
    person = person_of(request.user)
    refused: Refused | None = None
    given = request.POST if request.method == "POST" else request.GET
    current = queries.open_application(person, choosing.read_pick(given).kind if "kind" in given else "")
    if request.method == "POST":
        pick = choosing.read_pick(request.POST)
        try:
            if pick.kind not in {kind.value for kind in Kind}:
                raise Refused(_("请选择申报类型。"), field="kind")
            choice = actions.Choice(Kind(pick.kind), pick.target, choosing.session_id(pick.session))
            if request.POST.get("guide_read"):
                actions.confirm_guide(person, choosing.year_of(choice.session), by=request_account(request))
            saved = actions.save_cover(person, choice, by=request_account(request))
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("封面已保存。保存不等于提交，请继续上传附件并完成申报自查。"))
            return redirect("applications:attachments", saved.pk)
    elif request.GET:
        pick = choosing.read_pick(request.GET)
    else:
        pick = choosing.pick_of(current)
    locked = current is not None and State(current.state) not in COVER_EDITABLE
    offered = choosing.choices(person, person.unit, pick)
    return render(
        request,
        "applications/cover.html",
        {
            "person": person,
            "choices": offered,
            "guide_read": queries.has_read_guide(person, offered.chosen_year),
            "kinds": [(kind, KINDS[Kind(kind)].words) for kind in offered.kinds],
            "current": current,
            "locked": locked,
            "refused": refused,
        },
        status=refused.status if refused else 200,
    )


@require_GET
@signed_in
def detail(request: HttpRequest, id: UUID) -> HttpResponse:
    """One application: where it is, who has it since when, opinions, returns used and left."""
    application = access.get_application_for_applicant(request.user, id, access.COVER)
    return render(request, "applications/detail.html", _detail(application, WithdrawForm()))


def _detail(application: Application, withdraw_form: WithdrawForm) -> dict[str, Any]:
    state = State(application.state)
    on_the_way = coming.named_by_last(application)
    return {
        "application": application,
        "timeline": queries.timeline(application),
        "rounds": mending.rounds_for_applicant(application),
        "coming": on_the_way,
        "resumes": coming.resumes(on_the_way),
        "editable": state in EDITABLE,
        "cover_editable": state in COVER_EDITABLE,
        "can_withdraw": (state, Event.WITHDRAW) in MOVES,
        "final": review_form.is_final(application),
        "group_ahead": queries.group_ahead(application),
        "summonses": queries.summonses_of(application),
        "withdraw_form": withdraw_form,
    }


@require_GET
@signed_in
def check(request: HttpRequest, id: UUID) -> HttpResponse:
    """申报自查: missing, advice, the verdict of the rules with clauses."""
    application = access.get_application_for_applicant(request.user, id)
    if State(application.state) not in EDITABLE:  # nothing to check any more: it is with others
        return redirect("applications:detail", application.pk)
    words = _check(application, None)
    answer = render(request, "applications/check.html", words)
    coming_back.remember(answer, application, words["check"])
    return answer


def _check(application: Application, refused: Refused | None) -> dict[str, Any]:
    return {
        "application": application,
        "check": check_of(casefile.assemble(application)),
        "editable": State(application.state) in EDITABLE,
        "key": new_id(),
        "correcting": application.state == State.CORRECTING,
        "until": _until(application),
        "forwardings": forwardings_of(application.session_id, application.unit.place_id or "")
        if application.session_id
        else [],
        "refused": refused,
        "coming": coming.coming_to(application)
        if application.session and application.session.upload_grace
        else [],
        "due": coming.grace_ends(application),
        "standing": ledger.standing(application) if application.submitted_at else None,
        "to_tick": [one for one in mending.newest(application) if one.done_at is None],
    }


def _until(application: Application) -> dt.datetime | None:
    """The instant before which it has to be handed in (again)."""
    if application.state == State.CORRECTING and application.due_on:
        return dt.datetime.combine(application.due_on + dt.timedelta(days=1), dt.time(), clock.CHINA)
    which = Instant.RESUBMIT if application.submitted_at else Instant.SUBMIT
    return instant_of(application.session, which) if application.session else None


@require_POST
@signed_in
def submit(request: HttpRequest, id: UUID) -> HttpResponse:
    """申报: to the receipt; or back to the self-check with what stands against it."""
    application = access.get_application_for_applicant(request.user, id, related=())
    try:
        sent = actions.submit(application, by=request_account(request), key=_key(request))
    except flow.MoveNotAllowed:
        if not Submission.objects.filter(application=application).exists():
            raise
        messages.info(request, _("这份申报已经提交，没有重复提交。"))
    except Refused as refused:
        fresh = access.get_application_for_applicant(request.user, id)
        return render(request, "applications/check.html", _check(fresh, refused), status=refused.status)
    else:
        answer = redirect(reverse("applications:receipt", args=[application.pk]) + f"?version={sent.version}")
        coming_back.forget(answer)
        return answer
    return redirect("applications:receipt", application.pk)


def _key(request: HttpRequest) -> UUID | None:
    """The key of the form that was sent; None for one without."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


@require_GET
@signed_in
def receipt(request: HttpRequest, id: UUID) -> HttpResponse:
    """回执: number, the server's time, hash (the latest submission, or ?version=)."""
    asked = request.GET.get("version", "")
    submission = access.get_submission_for_applicant(
        request.user, id, int(asked) if asked.isdecimal() else None
    )
    application = access.get_application_for_applicant(request.user, id)
    words = {
        "application": application,
        "submission": submission,
        "coming": coming.named_by_last(application),
    }
    return render(request, "applications/receipt.html", words)


@require_GET
@signed_in
def preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """The material as auditors see it: what was submitted last, or the draft as it stands."""
    application = access.get_application_for_applicant(request.user, id)
    content, submission = content_now(application)
    return render(
        request,
        "applications/preview.html",
        {
            "application": application,
            "content": content,
            "unit_kind": unit_kind_words(content["cover"]["unit_kind"]),
            "submission": submission,
            "sections": sections_of(content),
            "attachments": proofs_of(content["attachments"]),
        },
    )


@require_GET
@signed_in
def material(request: HttpRequest, id: UUID, sha256: str) -> FileResponse:
    """A file of the application's material, draft or submitted, for its owner."""
    application = access.get_application_for_applicant(request.user, id)
    stored, title = access.get_material(application, sha256)
    return serve(stored, title)


@require_GET
@signed_in
def paper(request: HttpRequest, id: UUID, kind: str) -> HttpResponse:
    """A paper to print and sign: the commitment, or the page of copies with room for the unit's stamps."""
    application = access.get_application_for_applicant(request.user, id)
    if kind == "commitment":
        made = papers.commitment(application)
    elif kind == "copies":
        made = papers.copies(application, content_now(application)[0])
    else:
        raise Http404
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
@signed_in
def everything(request: HttpRequest, id: UUID) -> FileResponse:
    """下载全部材料: the form and every file of the application, for its owner to keep (GUIDE-5.2.3-6)."""
    application = access.get_application_for_applicant(request.user, id)
    content, submission = content_now(application)
    name = _("%(year)d年申报材料 %(number)s.zip") % {
        "year": application.year,
        "number": application.number or "",
    }
    answer = FileResponse(archive(application, content, submission), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """撤回, once the consequence is ticked."""
    application = access.get_application_for_applicant(request.user, id, access.COVER)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/detail.html", _detail(application, form), status=400)
    actions.withdraw(application, by=request_account(request), reason=form.cleaned_data["reason"])
    messages.success(request, _("申报已撤回。"))
    return redirect("applications:detail", application.pk)


@require_GET
@signed_in
def form(request: HttpRequest, id: UUID) -> HttpResponse:
    """《专业技术职称申报评审表》 as PDF: final from 电子审核通过 on, before that marked 草稿."""
    application = access.get_application_for_applicant(request.user, id)
    content, submission = content_now(application)
    made = review_form.pdf(application, content, submission)
    name = "review-form" if review_form.is_final(application) else "review-form-draft"
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}-{application.number or "draft"}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
