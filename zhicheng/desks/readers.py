"""谁看过我的资料: the read log of one's own data, as organisations, roles, days and what was looked at."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks.navigation import Words
from zhicheng.meeting.access import EXPERT
from zhicheng.outcomes.form_parts import PUBLIC
from zhicheng.people.access import person_of, signed_in
from zhicheng.people.models import Membership, Organisation, Person
from zhicheng.trail.models import Read

LINES = 300  # of the log on a page; looks of one day at the same thing are one row
EXPERTS = Q(role=EXPERT)
WHAT: dict[str, Words] = {
    "vetting:file": _("证明材料"),
    "vetting:form": _("申报表"),
    "vetting:scans": _("图中文字"),
    "vetting:dispatch_proof": _("劳务派遣证明"),
    "vetting:letter": _("委托评审申请"),
    "vetting:newcomer": _("更换单位报告"),
    "vetting:employer_evidence": _("更换单位的证明"),
    "meeting:evidence": _("证明材料"),
    "outcomes:review_form": _("评审表"),
    "public_notice:form": _("公示表"),
    "public_notice:answer": _("公示异议"),
    "public_notice:objector": _("公示异议"),
    "public_notice:evidence": _("公示异议"),
}
WHAT_OF_STAGE: dict[str, Words] = {
    "people": _("个人信息和账号"),
    "register": _("证书"),
    "outcomes": _("评审结果"),
    "public_notice": _("公示内容"),
}
ROLES: dict[str, Words] = {**dict(Membership.Role.choices), EXPERT: _("评审专家"), "": _("有关单位")}


@dataclass(frozen=True, slots=True)
class Row:
    """Looks of one day at the same thing; `times` of them, the last at `at`."""

    at: dt.datetime
    organisation: str
    role: Words
    what: Words
    application: Application | None
    times: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the newest first, and the moment before which the next page goes on (None: the log ends)."""

    rows: list[Row]
    next: dt.datetime | None


@require_safe
@signed_in
def readers(request: HttpRequest) -> HttpResponse:
    """The person's own part of the read log. Experts stand in it once the result is public, without their name."""
    before = _moment(request.GET.get("before", ""))
    page = page_of(person_of(request.user), before)
    return render(request, "desks/readers.html", {"page": page, "first_page": before is None})


def page_of(person: Person, before: dt.datetime | None = None) -> Page:
    """One page of the log: three SQL statements."""
    cases = {one.pk: one for one in person.applications.only("number", "title", "state", "person_id", "year")}
    decided = [one.pk for one in cases.values() if State(one.state) in PUBLIC]
    lines = Read.objects.filter(person=person.pk).exclude(account=person.account_id)
    lines = lines.filter(~EXPERTS | Q(application__in=decided)).order_by("-at", "-id")
    if before is not None:
        lines = lines.filter(at__lt=before)
    found = list(lines[: LINES + 1])
    shown = found[:LINES]
    names = dict(
        Organisation.objects.filter(pk__in={one.organisation for one in shown}).values_list("pk", "name")
    )
    return Page(
        [_row(list(same), names, cases) for _key, same in groupby(_by_day(shown), key=_same)],
        shown[-1].at if len(found) > LINES else None,
    )


def _by_day(lines: Iterable[Read]) -> list[Read]:
    """Lines with those of a day at the same thing beside each other, the newest first."""
    last: dict[tuple[object, ...], dt.datetime] = {}
    for one in lines:
        last.setdefault(_same(one), one.at)
    return sorted(lines, key=lambda one: (last[_same(one)], str(_same(one)), one.at), reverse=True)


def _same(one: Read) -> tuple[object, ...]:
    return (clock.in_china(one.at).date(), one.organisation, one.role, str(_what(one.page)), one.application)


def _what(page: str) -> Words:
    return WHAT.get(page) or WHAT_OF_STAGE.get(page.partition(":")[0]) or _("申报材料")


def _row(same: list[Read], names: dict[UUID, str], cases: dict[UUID, Application]) -> Row:
    one = same[0]
    organisation = names.get(one.organisation, "") if one.organisation and one.role != EXPERT else ""
    case = cases.get(one.application) if one.application else None
    return Row(one.at, organisation, ROLES.get(one.role, one.role), _what(one.page), case, len(same))


def _moment(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
