"""The demo: a rehearsal stopped in mid-season, so that every role finds work waiting."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import ENDS
from zhicheng.experts.models import Seat
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.rehearsal.season import play
from zhicheng.rehearsal.stage import day
from zhicheng.rehearsal.world import PASSWORD

YEAR, SEED, APPLICANTS = 2023, 7, 90
__all__ = ["PASSWORD", "Line", "accounts", "make"]


@dataclass(frozen=True)
class Line:
    """One account to try: the role, what to type, whose it is."""

    role: str
    login: str
    who: str


def begins() -> dt.datetime:
    """The moment at which the demo's clock stands at first start."""
    return day(YEAR, 7, 20, 10)


def make(report: Callable[[str], Any] | None = None) -> None:
    """Play the season up to the demo's moment, then set the clock there."""
    play(count=APPLICANTS, year=YEAR, seed=SEED, until=begins(), report=report)
    clock.start_demo(begins())


def accounts() -> list[Line]:
    """One account for every role, those with work waiting first."""
    found = [_applicant(), _unit()]
    role, kind = Membership.Role, Organisation.Kind
    for label, wanted, of in (
        ("主管部门", role.DEPARTMENT, kind.DEPARTMENT),
        ("县（市）区人社", role.BUREAU, kind.COUNTY_BUREAU),
        ("市人社局", role.BUREAU, kind.CITY_BUREAU),
        ("省人社厅", role.BUREAU, kind.PROVINCE),
        ("评委会办事机构", role.OFFICE, kind.DEPARTMENT),
        ("抽取人员", role.DRAWER, kind.DEPARTMENT),
        ("监督人员", role.SUPERVISOR, kind.CITY_BUREAU),
        ("技术支持", role.SUPPORT, kind.SUPPORT),
    ):
        found.append(_officer(label, wanted, of))
    found.append(_expert())
    return [line for line in found if line is not None]


def _applicant() -> Line | None:
    row = (
        Application.objects.filter(state__in=["returned", "draft"])
        .select_related("person")
        .order_by("state", "-created_at")
        .first()
        or Application.objects.exclude(state__in=ENDS)
        .select_related("person")
        .order_by("-created_at")
        .first()
    )
    person = row.person if row else Person.objects.first()
    return Line("申报人", person.id_number, person.name) if person else None


def _unit() -> Line | None:
    row = Application.objects.filter(state="at_unit").select_related("unit").order_by("-created_at").first()
    unit = row.unit if row else Organisation.objects.filter(kind=Organisation.Kind.UNIT).first()
    return Line("用人单位", unit.credit_code or "", unit.name) if unit else None


def _officer(label: str, role: str, kind: str) -> Line | None:
    memberships = Membership.objects.filter(role=role, organisation__kind=kind, until__isnull=True)
    held = list(
        Application.objects.exclude(holder=None).order_by().values_list("holder_id", flat=True).distinct()
    )
    row = (
        memberships.filter(organisation_id__in=held)
        .select_related("account", "organisation")
        .order_by("since")
        .first()
        or memberships.select_related("account", "organisation").order_by("since").first()
    )
    return Line(label, row.account.login_hint, row.organisation.name) if row else None


def _expert() -> Line | None:
    seat = (
        Seat.objects.filter(status=Seat.Status.MEMBER)
        .select_related("expert__account")
        .order_by("position")
        .first()
    )
    account = seat.expert.account if seat else Account.objects.filter(expert__isnull=False).first()
    return Line("评审专家", account.login_hint, account.display_name) if account else None
