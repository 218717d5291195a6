"""What waits for an account: the same reads as its own pages, in words."""

from zhicheng.applications import casefile
from zhicheng.applications.checking import check_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import EDITABLE, State
from zhicheng.desks.agenda import supervised, tasks_of
from zhicheng.desks.journey import NEXT
from zhicheng.desks.queries import counts, seats_of
from zhicheng.desks.work import work_of
from zhicheng.meeting import agenda
from zhicheng.meeting.queries import readings_of
from zhicheng.people.models import Account, Membership


def waits_for(account: Account) -> list[str]:
    """Every kind of work on the account's desks, with how many; empty where nothing waits."""
    found: list[str] = []
    for seat in seats_of(account.pk):
        found += _of_seat(seat)
    return found + _of_person(account) + _of_expert(account)


def can_submit(application: Application) -> bool:
    """Whether the applicant can hand it in as it is."""
    return State(application.state) in EDITABLE and check_of(casefile.assemble(application)).ready


def _of_seat(seat: Membership) -> list[str]:
    if seat.role == Membership.Role.SUPERVISOR:
        rows = [row for row in supervised() if row.now is not None]
        return [f"评审进度监督 {len(rows)}"] if rows else []
    tabs = work_of(seat.role, seat.organisation.kind)
    many = counts(seat.organisation, tabs)
    found = [f"{tab.label} {many[tab.key].number}" for tab in tabs if many[tab.key].number]
    return found + list(dict.fromkeys(str(task.what) for task in tasks_of(seat)))


def _of_person(account: Account) -> list[str]:
    rows = Application.objects.filter(person__account=account, ended_at=None)
    return [str(NEXT[State(row.state)].words) for row in rows if State(row.state) in NEXT]


def _of_expert(account: Account) -> list[str]:
    unread = sum(row.handed_in_at is None for row in readings_of(account))
    votes = sum(agenda.to_vote(seat) for seat in agenda.seats_of(account.pk))
    return [*([f"待审阅 {unread}"] if unread else []), *([f"待表决 {votes}"] if votes else [])]
