"""What a desk has to do besides single applications: filings to answer, gates of sessions, draws to sign."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State as ApplicationState
from zhicheng.desks.links import link
from zhicheng.experts.models import Draw
from zhicheng.outcomes.queries import confirmed_by, issued_by
from zhicheng.people.models import Membership
from zhicheng.planning.dates import Gate, State, timeline
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.queries import sessions, sessions_of
from zhicheng.ui.templatetags.ui import cn_date

MOST_SHOWN = 12
Role = Membership.Role


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what, for which session, by which day (None: no clause sets one), and its page."""

    what: str
    about: str
    due: dt.date | None
    late: bool
    url: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with its gates, the first that is late or due, and how many are late."""

    session: Session
    gates: list[Gate]
    now: Gate | None
    late: int
    url: str

    @property
    def done(self) -> int:
        """How many gates are passed."""
        return sum(1 for gate in self.gates if gate.state == State.DONE)


def tasks_of(seat: Membership) -> list[Task]:
    """What the organisation has to do in this role besides single applications, late ones first."""
    found: list[Task] = []
    if seat.role == Role.BUREAU:
        found = [*_filings(seat), *_results(seat)]
    elif seat.role == Role.OFFICE:
        found = [
            Task(row.now.name, str(row.session), row.now.latest, row.now.state == State.LATE, _page_of(row))
            for row in session_rows(sessions_of(seat.organisation).filter(year__gte=clock.today().year - 1))
            if row.now is not None
        ]
    elif seat.role == Role.DRAWER:
        found = _draws(seat)
    elif seat.role == Role.UNIT and seat.organisation.profile_completed_at is None:
        found = [
            Task(
                _("完善单位信息"), _("填好之后才能审核本单位的申报"), None, False, link("people:unit_profile")
            )
        ]
    return sorted(found, key=lambda task: (not task.late, task.due or dt.date.max))[:MOST_SHOWN]


def supervised() -> list[SessionRow]:
    """All sessions of this year and the last, the late ones first, then by meeting day."""
    rows = session_rows(sessions().filter(year__gte=clock.today().year - 1))
    return sorted(rows, key=lambda row: (-row.late, row.session.meeting_on or dt.date.max))


def session_rows(found: QuerySet[Session]) -> list[SessionRow]:
    """Sessions as rows with their gates; a constant number of SQL statements."""
    rows = []
    for session in found:
        gates = timeline(session)
        late = [gate for gate in gates if gate.state == State.LATE]
        due = [gate for gate in gates if gate.state == State.DUE]
        rows.append(
            SessionRow(
                session, gates, next(iter(late or due), None), len(late), link("planning:session", session.pk)
            )
        )
    return rows


def _page_of(row: SessionRow) -> str:
    """The page of the gate that is due, or the session's where the gate has none of its own."""
    gate_page = link(row.now.url_name, row.session.pk) if row.now and row.now.url_name else ""
    return gate_page or row.url


def _filings(seat: Membership) -> list[Task]:
    mine = Q(to=seat.organisation) & (Q(via__isnull=True) | Q(passed_at__isnull=False))
    passing = Q(via=seat.organisation, passed_at__isnull=True)
    rows = (
        Filing.objects.filter(mine | passing, answer=Filing.Answer.PENDING)
        .select_related("session__committee")
        .order_by("submitted_at")[:MOST_SHOWN]
    )
    return [
        Task(
            _("答复%(kind)s") % {"kind": row.get_kind_display()},
            _("%(session)s，%(day)s 收到") % {"session": row.session, "day": cn_date(row.submitted_at)},
            None,
            False,
            link("planning:filing", row.pk),
        )
        for row in rows
    ]


def _results(seat: Membership) -> list[Task]:
    """Sessions whose title document the bureau issues, and those whose results it confirms (KM2023-4.5)."""
    steps = (
        (
            _("印发任职资格文件"),
            issued_by(seat.organisation),
            ApplicationState.POST_FILED,
            "outcomes:document",
        ),
        (_("确认评审结果"), confirmed_by(seat.organisation), ApplicationState.DOCUMENTED, "outcomes:seal"),
    )
    return [
        Task(what, str(session), None, False, link(view, session.pk))
        for what, whose, state, view in steps
        for session in Session.objects.filter(
            whose, Exists(Application.objects.filter(session=OuterRef("pk"), state=state))
        ).select_related("committee")[:MOST_SHOWN]
    ]


def _draws(seat: Membership) -> list[Task]:
    unsigned = Draw.objects.filter(shares__account=seat.account_id, shares__signature__isnull=True)
    rows = unsigned.select_related("session__committee")
    return [
        Task(
            _("参加评审专家抽取"),
            str(row.session),
            row.session.meeting_on,
            False,
            link("experts:draw", row.session_id),
        )
        for row in rows
    ]
