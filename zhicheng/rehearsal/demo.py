"""The demo: a rehearsal stopped in mid-season, so that every role finds work waiting."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import EDITABLE, ENDS
from zhicheng.desks.work import work_of
from zhicheng.experts.models import Seat
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.queries import in_force
from zhicheng.rehearsal.at_meeting import write_key_files
from zhicheng.rehearsal.season import play
from zhicheng.rehearsal.stage import day
from zhicheng.rehearsal.waiting import can_submit, waits_for
from zhicheng.rehearsal.world import PASSWORD, SECOND_FACTOR

YEAR, SEED, APPLICANTS = 2023, 7, 100
MOST_ASKED = 40  # desks of a role that are looked at
__all__ = ["PASSWORD", "SECOND_FACTOR", "Line", "accounts", "make"]


@dataclass(frozen=True)
class Line:
    """One account to try: the role, what to type, whose it is, what waits on its desk (kinds of work)."""

    role: str
    login: str
    who: str
    waiting: tuple[str, ...]


def begins() -> dt.datetime:
    """The moment at which the demo's clock stands at first start."""
    return day(YEAR, 7, 20, 10)


def make(report: Callable[[str], Any] | None = None) -> None:
    """Play the season up to the demo's moment, then set the clock there."""
    season = play(count=APPLICANTS, year=YEAR, seed=SEED, until=begins(), report=report)
    for one in season.years:
        if one.holders is not None:
            write_key_files(one, key_files(), PASSWORD)
    clock.start_demo(begins())


def key_files() -> Path:
    """Where the invented holders' key files lie; their passphrase is PASSWORD."""
    return Path(settings.DATA_DIR) / "demo-keys"


def accounts() -> list[Line]:
    """One account for every role: the one on whose desk most kinds of work wait."""
    role, kind = Membership.Role, Organisation.Kind
    found = [_applicant(), _officer("用人单位", role.UNIT)]
    for label, wanted, of in (
        ("主管部门", role.DEPARTMENT, kind.DEPARTMENT),
        ("县（市）区人社", role.BUREAU, kind.COUNTY_BUREAU),
        ("市人社局", role.BUREAU, kind.CITY_BUREAU),
        ("省人社厅", role.BUREAU, kind.PROVINCE),
        ("评委会办事机构", role.OFFICE, None),
        ("抽取人员", role.DRAWER, None),
        ("监督人员", role.SUPERVISOR, None),
        ("技术支持", role.SUPPORT, None),
        *((str(apart.label), apart, None) for apart in Membership.APART),
    ):
        found.append(_officer(label, wanted, of))
    found.append(_expert())
    return [line for line in found if line is not None]


def _applicant() -> Line | None:
    """Somebody whose declaration was sent back or is ready to be handed in, else whoever has one open."""
    rows = list(Application.objects.exclude(state__in=ENDS).select_related("person").order_by("-created_at"))
    mine = [row for row in rows if row.state in EDITABLE]
    chosen = next((row for row in mine if can_submit(row)), None) or next(iter(mine or rows), None)
    if chosen is None:
        return None
    person = chosen.person
    return Line("申报人", person.id_number, person.name, tuple(waits_for(person.account)))


def _officer(label: str, role: str, kind: str | None = None) -> Line | None:
    rows = Membership.objects.filter(in_force(clock.now()), role=role).select_related(
        "account", "organisation"
    )
    if kind:
        rows = rows.filter(organisation__kind=kind)
    desks = [(row, waits_for(row.account)) for row in rows.order_by("since", "id")[:MOST_ASKED]]
    if not desks:
        return None
    # the first of those with most, among those whose first tab is not empty
    row, waiting = max(desks, key=lambda desk: (_opens_on_work(*desk), len(desk[1])))
    registered = row.position == Membership.Position.HEAD
    login = row.organisation.credit_code if registered else row.account.login_hint
    return Line(label, login or row.account.login_hint, row.organisation.name, tuple(waiting))


def _opens_on_work(row: Membership, waiting: list[str]) -> bool:
    """Whether work waits in the tab that the desk shows first."""
    tabs = work_of(row.role, row.organisation.kind)
    return bool(tabs and waiting) and waiting[0].startswith(f"{tabs[0].label} ")


def _expert() -> Line | None:
    """A member of the committee that meets next, whose vote or reading is awaited."""
    seats = Seat.objects.filter(status=Seat.Status.MEMBER, draw__session__meeting_on__gte=clock.today())
    rows = seats.select_related("expert__account").order_by("draw__session__meeting_on", "position")
    desks = [(seat.expert.account, waits_for(seat.expert.account)) for seat in rows[:MOST_ASKED]]
    if not desks:
        return None
    account, waiting = max(desks, key=lambda desk: len(desk[1]))
    return Line("评审专家", account.login_hint, account.display_name, tuple(waiting))
