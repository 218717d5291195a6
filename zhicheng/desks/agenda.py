"""What a desk has to do besides single applications: filings, gates of sessions, draws to sign, locked accounts."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State as ApplicationState
from zhicheng.catalogues.queries import waiting
from zhicheng.desks.links import link
from zhicheng.desks.unit_agenda import MOST_SHOWN, Task, of_unit
from zhicheng.experts.models import Draw
from zhicheng.integrity.access import KEEPERS
from zhicheng.meeting.models import Trustee
from zhicheng.outcomes.models import Recheck
from zhicheng.outcomes.queries import confirmed_by, issued_by
from zhicheng.people.area import units_to_check
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.queries import locked_for_support, open_support_cases
from zhicheng.planning.dates import Gate, State, timeline
from zhicheng.planning.models import Committee, Filing, Petition, Session, Standard
from zhicheng.planning.queries import BEHIND, run_by, sessions, sessions_of, untold_at
from zhicheng.planning.standards import drafts_of
from zhicheng.title_confirmation.models import TitleList
from zhicheng.ui.templatetags.ui import cn_date, cn_moment
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.access import ROLE_OF_ACTOR
from zhicheng.vetting.models import Suspicion

Role = Membership.Role


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


DUTIES = {  # of those who keep the system and have no cases: what, how, where
    Role.ADMIN: (
        _lazy("开通技术支持账号"),
        _lazy("系统管理员开通，其他账号由各级人社部门开通"),
        "people:staff_choose",
    ),
    Role.SECURITY: (_lazy("查看工作人员账号"), _lazy("发现异常的，结束角色或重置动态码"), "people:roles"),
    Role.AUDIT: (_lazy("查看账号操作记录"), _lazy("谁对哪个账号做了什么"), "people:account_records"),
}


def tasks_of(seat: Membership) -> list[Task]:
    """What the organisation has to do in this role besides single applications, late ones first."""
    found: list[Task] = []
    if seat.role == Role.BUREAU:
        found = [
            *_filings(seat),
            *_asked(seat),
            *_spot_checks(seat),
            *_results(seat),
            *_standards(seat),
            *_tables(seat),
            *_suspicions(seat),
            *_unchecked(seat),
        ]
    elif seat.role == Role.OFFICE:
        rows = session_rows(_own_sessions(seat.organisation_id, clock.today().year - 1, clock.now()))
        found = _rechecks(seat) + [
            Task(row.now.name, str(row.session), row.now.latest, row.now.state == State.LATE, _page_of(row))
            for row in rows
            if row.now is not None
        ]
        found += [
            Task(_("公告调整"), str(row.session), None, False, link("planning:announcements", row.session.pk))
            for row in rows
            if getattr(row.session, "untold", False)
        ]
    elif seat.role == Role.DRAWER:
        found = _draws(seat) + _shares(seat)
    elif seat.role == Role.SUPPORT:
        found = [
            Task(
                str(one.get_kind_display()),
                _("%(name)s，%(who)s登记，等待另一位工作人员核对")
                % {"name": one.account.display_name, "who": one.asked_by.display_name},
                None,
                False,
                link("people:support_case", one.pk),
            )
            for one in open_support_cases()[:MOST_SHOWN]
        ]
        found += [
            Task(
                _("解锁账号"),
                _("%(name)s，%(moment)s 锁定，没有可以为其解锁的单位")
                % {"name": one.display_name, "moment": cn_moment(one.locked_at)},
                None,
                False,
                link("people:support_account", one.pk),
            )
            for one in locked_for_support()[:MOST_SHOWN]
        ]
    elif seat.role in DUTIES:
        what, how, view = DUTIES[Role(seat.role)]
        found = [Task(str(what), str(how), None, False, reverse(view))]
    elif seat.role == Role.UNIT:
        found = of_unit(seat)
    if seat.role in ROLE_OF_ACTOR.values():
        found += _counted(seat)
    return sorted(found, key=lambda task: (not task.late, task.due or dt.date.max))[:MOST_SHOWN]


def _counted(seat: Membership) -> list[Task]:
    """What was counted with the seat (queries.seats_of): letters nobody has read, drafts to look through; for a unit
    who reports in mid-season to work there now."""
    mail = (_("留言"), "vetting:mail")
    words = {
        "unread": (*mail, _("申报人来信，%(many)d条未读")),
        "drafts": (*mail, _("写给申报人的留言，%(many)d条等待核对后发送")),
    }
    if seat.role == Role.UNIT:
        about = _("%(many)d人报告已到本单位工作，等待确认")
        words["newcomers"] = (_("确认新到的申报人"), "vetting:newcomers", about)
    many = {key: getattr(seat, key, 0) for key in words}
    return [
        Task(what, about % {"many": many[key]}, None, False, link(view))
        for key, (what, view, about) in words.items()
        if many[key]
    ]


def supervised() -> list[SessionRow]:
    """All sessions of this year and the last, the late ones first, then by meeting day."""
    rows = session_rows(list(sessions().filter(year__gte=clock.today().year - 1)))
    return sorted(rows, key=lambda row: (-row.late, row.session.meeting_on or dt.date.max))


def session_rows(found: list[Session]) -> list[SessionRow]:
    """Sessions as rows with their gates; a constant number of SQL statements."""
    prefetch_related_objects(found, *BEHIND)
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


@Prepared
def _own_sessions(organiser: UUID, since: int, now: dt.datetime) -> QuerySet[Session]:
    """With `untold`: whether a change waits to be announced."""
    rows = sessions_of([organiser]).prefetch_related(None).filter(year__gte=since)
    return rows.annotate(untold=Exists(untold_at(now).filter(session=OuterRef("pk"))))


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
            (
                _("转报%(kind)s")
                if row.passed_at is None and row.via_id == seat.organisation_id
                else _("答复%(kind)s")
            )
            % {"kind": row.name},
            _("%(session)s，%(day)s 收到") % {"session": row.session, "day": cn_date(row.submitted_at)},
            None,
            False,
            link("planning:answer_filing", row.pk),
        )
        for row in rows
    ]


def _asked(seat: Membership) -> list[Task]:
    """Variations and pilots to consent to, lists of titles from elsewhere to answer; one statement for both."""
    columns = ("pk", "session__committee__name", "session__year", "session__meeting_on")
    petitions = Petition.objects.filter(to=seat.organisation, answer=Petition.Answer.PENDING).order_by()
    lists = TitleList.objects.filter(bureau=seat.organisation, answered_at__isnull=True).order_by()
    rows = petitions.annotate(at=F("asked_at"), of=F("kind")).values_list(*columns, "at", "of").union(
        lists.annotate(at=F("sent_at"), of=Value("titles")).values_list(*columns, "at", "of"), all=True
    )  # fmt: skip
    found = []
    for key, committee, year, meeting_on, _at, of in rows.order_by("at")[:MOST_SHOWN]:
        about = str(Session(committee=Committee(name=committee), year=year))
        if of == "titles":  # by the day before the meeting
            late = meeting_on is not None and meeting_on <= clock.today()
            url = link("title_confirmation:answer", key)
            found.append(Task(_("确认原职称"), about, meeting_on, late, url))
        else:
            what = _("答复%(kind)s") % {"kind": Petition.Kind(of).label}
            found.append(Task(what, about, None, False, link("planning:petition", key)))
    return found


def _rechecks(seat: Membership) -> list[Task]:
    """Requests to re-check a result that the organiser has to take up or to conclude."""
    return [
        Task(
            _("办理%(kind)s") % {"kind": row.get_kind_display()},
            _("%(name)s，%(day)s 提出")
            % {"name": row.application.applicant_name, "day": cn_date(row.asked_at)},
            None,
            False,
            link("outcomes:recheck", row.pk),
        )
        for row in _open_rechecks(seat.organisation_id)
    ]


@Prepared
def _open_rechecks(organiser: UUID) -> QuerySet[Recheck]:
    run = run_by([organiser], "application__session__committee")
    rows = Recheck.objects.filter(
        run,
        stage__in=[Recheck.State.ASKED, Recheck.State.ACCEPTED],
    )
    return rows.select_related("application").order_by("asked_at")[:MOST_SHOWN]


def _spot_checks(seat: Membership) -> list[Task]:
    """For the city: sessions with people admitted and no spot check yet, and people drawn and not found on."""
    if seat.organisation.kind != Organisation.Kind.CITY_BUREAU:
        return []
    admitted = Application.objects.filter(
        session=OuterRef("pk"), state__in=[ApplicationState.FILED, ApplicationState.READING]
    )
    undrawn = Q(spot_check__isnull=True) & Q(meeting_on__gt=clock.today())
    rows = Session.objects.filter(
        undrawn | Q(spot_check__isnull=False, spot_check__finished_at__isnull=True), Exists(admitted)
    )
    return [
        _before_meeting(_("抽查复核"), row, "meeting:spot_check")
        for row in rows.select_related("committee").order_by("meeting_on")[:MOST_SHOWN]
    ]


def _results(seat: Membership) -> list[Task]:
    """Sessions whose title document the bureau issues, and those whose results it confirms (KM2023-4.5)."""
    seals = confirmed_by(seat.organisation)
    steps = (
        (
            _("印发任职资格文件"),
            issued_by(seat.organisation, seals),
            ApplicationState.POST_FILED,
            "outcomes:document",
        ),
        (_("确认评审结果"), seals, ApplicationState.DOCUMENTED, "outcomes:seal"),
    )
    return [
        Task(what, str(session), None, False, link(view, session.pk))
        for what, whose, state, view in steps
        for session in Session.objects.filter(
            whose, Exists(Application.objects.filter(session=OuterRef("pk"), state=state))
        ).select_related("committee")[:MOST_SHOWN]
    ]


def _standards(seat: Membership) -> list[Task]:
    """Standards that another officer of the bureau has reported, to be released by this one (KM2023-4.4b)."""
    waiting = drafts_of(seat.organisation).filter(state=Standard.State.REPORTED)
    return [
        Task(_("核对印发评价标准"), str(row), None, False, link("planning:standard_draft", row.pk))
        for row in waiting.exclude(prepared_by=seat.account_id)[:MOST_SHOWN]
    ]


def _tables(seat: Membership) -> list[Task]:
    """Tables that another officer of the bureau has imported, to be released by this one."""
    others = waiting(seat.organisation).exclude(prepared_by=seat.account_id)
    return [
        Task(_("核对发布名录"), str(row), None, False, link("catalogues:draft", row.pk))
        for row in others[:MOST_SHOWN]
    ]


def _suspicions(seat: Membership) -> list[Task]:
    """Suspicions of fraud that bureaus of city and province decide, once the person was heard (KM2023-4.1c)."""
    if seat.organisation.kind not in KEEPERS:
        return []
    rows = Suspicion.objects.filter(outcome=Suspicion.Outcome.OPEN).select_related("application")[:MOST_SHOWN]
    return [
        Task(
            _("决定弄虚作假核查"),
            f"{row.application.applicant_name}　{row.get_kind_display()}",
            None,
            False,
            link("vetting:finding", row.pk),
        )
        for row in rows
    ]


def _unchecked(seat: Membership) -> list[Task]:
    """For bureaus: units whose credit code waits for their check."""
    many = units_to_check(seat.organisation).count()
    words = _("%(many)d个单位待核验，核验前不能推荐") % {"many": many}
    url = reverse("people:units") + "?state=waiting"
    return [Task(_("核验单位信用代码"), words, None, False, url)] if many else []


def _shares(seat: Membership) -> list[Task]:
    """Keys of ballots of which the account holds a share, until their meeting is over."""
    rows = Trustee.objects.filter(
        account=seat.account_id, lost_at=None, key__abandoned_at=None, key__session__meeting__closed_at=None
    ).select_related("key__session__committee")
    return [
        _before_meeting(
            _("表决密钥和开票") if row.confirmation else _("生成表决密钥"), row.key.session, "meeting:key"
        )
        for row in rows
    ]


def _draws(seat: Membership) -> list[Task]:
    unsigned = Draw.objects.filter(
        shares__account=seat.account_id, shares__signature__isnull=True, cancelled_at__isnull=True
    )
    rows = unsigned.select_related("session__committee")
    return [_before_meeting(_("参加评审专家抽取"), row.session, "experts:draw") for row in rows]


def _before_meeting(what: str, session: Session, view: str) -> Task:
    return Task(what, str(session), session.meeting_on, False, link(view, session.pk))
