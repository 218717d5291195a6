"""专业组: the office forms groups; their members see their cases, the leader writes the opinion."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.experts.queries import has_signed_draw, members
from zhicheng.files.serving import serve
from zhicheng.meeting import access, actions, panel_access, papers, peers
from zhicheng.meeting.agenda import opinions_on
from zhicheng.meeting.models import Meeting, PeerSeat, Reading
from zhicheng.meeting.peer_forms import PeerOpinionForm, PeersForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.ui.forms import typed


@require_safe
@signed_in
def groups(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """专业组评议: groups with members, how many opinions are in; never an opinion."""
    watched = access.get_session_for_watcher(request.user, session_id)
    session = watched.session
    found = list(peers.groups(session))
    words = {
        "session": session,
        "office": watched.office,
        "signed": has_signed_draw(session),
        "open": not Meeting.objects.filter(session=session, opened_at__isnull=False).exists(),
        "groups": [(one, peers.cases_of(one)) for one in found],
        "uncovered": peers.uncovered(session),
    }
    return render(request, "meeting/peers.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def form_peers(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A new group."""
    session = access.get_session_for_office(request.user, session_id)
    taken = {name for one in peers.groups(session) for name in one.professions}
    busy = set(PeerSeat.objects.filter(group__session=session).values_list("seat", flat=True))
    free = [name for name in peers.professions(session) if name not in taken]
    form = PeersForm(
        typed(request),
        professions=free,
        seats=[seat for seat in members(session) if seat.pk not in busy],
    )
    status, by = 200, request_account(request)
    if form.is_bound:
        status = carry_out(
            form,
            lambda said: actions.form_peers(
                session, said["name"], said["professions"], form.chosen, form.leading, by
            ),
        )
    if status == 302:
        messages.success(request, _("专业组已成立，已通知成员。"))
        return redirect("meeting:peers", session.id)
    words = {"session": session, "form": form, "free": free}
    return render(request, "meeting/form_peers.html", words, status=status)


@require_POST
@signed_in
def dissolve(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """The group is not needed."""
    group = panel_access.get_peers_for_office(request.user, group_id)
    session = group.session
    actions.dissolve_peers(group, request_account(request))
    messages.success(request, _("专业组已撤销。"))
    return redirect("meeting:peers", session.id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def opinion(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The case before the group: material, the readings once one's own is in, the group's opinion."""
    group, case, seat = panel_access.get_peer_case(request.user, application_id)
    writes = case.writer is not None and case.writer.pk == seat.pk and not case.done
    form = PeerOpinionForm(typed(request), initial={"words": case.opinion.words if case.opinion else ""})
    status, by, hands_in = 200, request_account(request), request.POST.get("act") == "hand_in"
    if form.is_bound:
        status = carry_out(
            form,
            lambda said: actions.write_peer_opinion(
                group, case.application, said["words"], seat, by, hand_in=hands_in
            ),
        )
    if status == 302:
        messages.success(request, _("专业组意见已提交。") if hands_in else _("草稿已保存。"))
        return redirect("meeting:mine") if hands_in else redirect("meeting:peer_opinion", application_id)
    waits = Reading.objects.filter(
        application=case.application, seat=seat, handed_in_at__isnull=True
    ).exists()
    words = {
        "group": group,
        "peer": case,
        "case": case.application,
        "paper": papers.paper_of(case.application, request.GET.get("section", ""), request.GET.get("q", "")),
        "form": form,
        "writes": writes,
        "waits": waits,
        "readings": [] if waits else opinions_on(case.application),
    }
    response = render(request, "meeting/peer_opinion.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def evidence(request: HttpRequest, application_id: UUID, sha256: str) -> HttpResponseBase:
    """A file of the submission, for the group's members."""
    _group, case, _seat = panel_access.get_peer_case(request.user, application_id)
    file = papers.file_of(case.application, sha256)
    if file is None:
        raise Http404
    return serve(file[0], file[1])
