"""考评场次: the office schedules, convenes, records who came; supervisors watch; members give their marks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.experts.queries import members
from zhicheng.meeting import access, actions, faces, panel_access
from zhicheng.meeting.models import Mark, Panel
from zhicheng.meeting.panel_forms import DropForm, MarkForm, MoveForm, PanelForm, PresenceForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.planning.settings import faced
from zhicheng.ui.forms import typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def panels(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """面试答辩等安排: each way with what is missing, each panel with its state; never a mark."""
    watched = access.get_session_for_watcher(request.user, session_id)
    rows = faces.panels_of(watched.session)
    words = {
        "session": watched.session,
        "office": watched.office,
        "ways": faced(watched.session),
        "wanting": faces.wanting(watched.session, rows),
        "panels": rows,
    }
    return render(request, "meeting/panels.html", words)


@form_page
@signed_in
def schedule(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A new panel, for the way in the address or the first of which somebody has no place yet."""
    session = access.get_session_for_office(request.user, session_id)
    wanting = faces.wanting(session, faces.panels_of(session))
    way = request.POST.get("way") or request.GET.get("way", "")
    chosen = next((one for one in wanting if one.way == way), next(iter(wanting), None))
    form = PanelForm(
        typed(request),
        ways=[one.way for one in wanting],
        seats=members(session),
        applications=chosen.unplaced if chosen else (),
        initial={"way": chosen.way if chosen else ""},
    )
    status, by = 200, request_account(request)
    if form.is_bound:
        status = carry_out(form, lambda _said: actions.schedule_panel(session, **form.facts, by=by))
    if status == 302:
        messages.success(request, _("已保存，还没有通知。请核对顺序和时间，再通知申报人和专家。"))
        return redirect("meeting:panels", session.id)
    return render(
        request, "meeting/schedule.html", {"session": session, "form": form, "chosen": chosen}, status=status
    )


@require_safe
@signed_in
def panel(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """One panel: order with times, experts, who came, how many marks are in."""
    watched, row = panel_access.get_panel_for_watcher(request.user, panel_id)
    return _shown(request, watched, row, PresenceForm(held=faces.held(row)), 200)


@require_POST
@signed_in
def presence(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Who came."""
    row = panel_access.get_panel_for_office(request.user, panel_id)
    form, by = PresenceForm(request.POST, held=faces.held(row)), request_account(request)
    status = carry_out(form, lambda _said: actions.record_presence(row, form.seats, form.outcomes, by))
    if status == 302:
        messages.success(request, _("到场情况已登记。"))
        return redirect("meeting:panel", row.pk)
    return _shown(request, access.Watched(row.session, True, False), row, form, status)


@require_POST
@signed_in
def order(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Another order: a number for each applicant; those with the same number stay as they were."""
    row = panel_access.get_panel_for_office(request.user, panel_id)

    def wanted(slot: faces.Slot) -> tuple[int, int]:
        typed_in = request.POST.get(f"place_{slot.appearance.application_id}", "")
        place = (
            int(typed_in)
            if typed_in.isascii() and typed_in.isdigit() and len(typed_in) < 5
            else slot.appearance.position
        )
        return place, slot.appearance.position

    slots = sorted(faces.held(row).slots, key=wanted)
    actions.order_panel(row, [slot.appearance.application_id for slot in slots], request_account(request))
    messages.success(request, _("顺序已保存。"))
    return redirect("meeting:panel", row.pk)


@require_POST
@signed_in
def convene(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """Applicants and experts are told."""
    row = panel_access.get_panel_for_office(request.user, panel_id)
    actions.convene_panel(row, request_account(request))
    messages.success(request, _("已通知申报人和专家。"))
    return redirect("meeting:panel", row.pk)


@form_page
@signed_in
def move(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """改期: another time or place."""
    row, by = panel_access.get_panel_for_office(request.user, panel_id), request_account(request)
    local = clock.in_china(row.starts_at)
    form = MoveForm(typed(request), initial={"day": local.date(), "time": local.time(), "place": row.place})
    return _changed(
        request, row, form, _("改期"), _("已改期。"),
        lambda said: actions.move_panel(row, form.starts_at, said["place"], said["reason"], by),
    )  # fmt: skip


@form_page
@signed_in
def drop(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """取消: the panel is not held."""
    row, by = panel_access.get_panel_for_office(request.user, panel_id), request_account(request)
    return _changed(
        request, row, DropForm(typed(request)), _("取消这一场"), _("已取消，申报人可以另行安排。"),
        lambda said: actions.drop_panel(row, said["reason"], by),
    )  # fmt: skip


@require_safe
@signed_in
def own_panel(request: HttpRequest, panel_id: UUID) -> HttpResponse:
    """我的考评: who appears when, what I have given."""
    held, seat = panel_access.get_panel_for_member(request.user, panel_id)
    mine = dict(Mark.objects.filter(appearance__panel=panel_id, seat=seat).values_list("appearance", "score"))
    here = any(one.seat_id == seat.pk and one.came for one in held.seats)
    words = {"held": held, "lines": [(one, mine.get(one.appearance.pk)) for one in held.slots], "here": here}
    return _private(render(request, "meeting/own_panel.html", words))


@form_page
@signed_in
def mark(request: HttpRequest, appearance_id: UUID) -> HttpResponse:
    """One's own mark; the others' once it is given."""
    row, seat = panel_access.get_appearance_for_member(request.user, appearance_id)
    form, status, by = MarkForm(typed(request)), 200, request_account(request)
    if form.is_bound:
        status = carry_out(form, lambda said: actions.give_mark(row, seat, said["score"], said["words"], by))
    if status == 302:
        messages.success(request, _("打分已提交。"))
        return redirect("meeting:own_panel", row.panel_id)
    given = Mark.objects.filter(appearance=row, seat=seat).first()
    others = (
        list(Mark.objects.filter(appearance=row).exclude(seat=seat).order_by("score", "id")) if given else []
    )
    here = row.panel.seats.filter(seat=seat, came=True).exists()
    words = {
        "appearance": row,
        "case": row.application,
        "form": form,
        "mine": given,
        "others": others,
        "here": here,
    }
    return _private(render(request, "meeting/mark.html", words, status=status))


def _shown(
    request: HttpRequest, watched: access.Watched, row: Panel, form: PresenceForm, status: int
) -> HttpResponse:
    held = faces.held(row)
    words = {
        "session": watched.session,
        "office": watched.office,
        "held": held,
        "form": form,
        "lines": [
            (slot, form[f"outcome_{slot.appearance.pk}"], form[f"note_{slot.appearance.pk}"])
            for slot in held.slots
        ],
        "begun": row.convened_at is not None and clock.now() >= row.starts_at,
    }
    return _private(render(request, "meeting/panel.html", words, status=status))


def _changed(
    request: HttpRequest,
    row: Panel,
    form: Any,
    heading: str,
    done: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """The form of a change, or the list of panels once it is made."""
    session = row.session
    status = carry_out(form, act) if form.is_bound else 200
    if status == 302:
        messages.success(request, done)
        return redirect("meeting:panels", session.id)
    words = {"session": session, "panel": row, "form": form, "heading": heading}
    return render(request, "meeting/change_panel.html", words, status=status)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response
