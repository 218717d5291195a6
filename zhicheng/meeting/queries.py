"""Reads of the qualification audit and of the readings."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.meeting import counting
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.models import Look, QualificationAudit, Reading
from zhicheng.meeting.readers import named_for
from zhicheng.people.models import Account
from zhicheng.planning.groups import groups_of
from zhicheng.planning.models import Filing, Group, Session
from zhicheng.public_notice import queries as notices
from zhicheng.public_notice.queries import ToFile
from zhicheng.title_confirmation.queries import newest_title
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vault.prepared import Prepared

PAGE = 50
# Ends that the pre-meeting filing reports (KM2023-4.4c): failed, did not correct, struck by an objection.
FAILED = (State.UNQUALIFIED, State.LAPSED, State.STRUCK_BY_OBJECTION)
# What the pre-meeting notice and the office's list go through, in order: key, heading, states.
FUNNEL: tuple[tuple[str, str, tuple[State, ...]], ...] = (
    ("audit", "审核中", (State.AT_COMMITTEE, State.AUDITED, State.PAPER_SENT, State.CORRECTING)),
    ("accepted", "已受理", (State.ACCEPTED,)),
    ("listed", "拟上会", (State.LISTED,)),
    ("notice", "会前公示", (State.PRE_MEETING_NOTICE,)),
    ("filed", "已备案", (State.FILED,)),
    ("reading", "审阅", (State.READING,)),
    ("voted", "待公布", (State.VOTED,)),
    ("passed", "评审通过", (State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED)),
    ("confirmed", "已确认", (State.CONFIRMED, State.CERTIFIED, State.REVOKED)),
    ("not_passed", "评审未通过", (State.NOT_PASSED,)),
    ("failed", "未能上会", (*FAILED, State.STRUCK_BY_SPOT_CHECK, State.STOPPED)),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the funnel: how many people are there now."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class FileProgress:
    """One file: how many readings were given out, how many are handed in."""

    application: Application
    given: int
    done: int

    @property
    def open(self) -> bool:
        """Whether nobody has voted on it yet."""
        return self.application.state in {State.FILED, State.READING}


def funnel(session: Session) -> list[Stage]:
    """How many of the session's people stand where; one statement."""
    found: Mapping[str, int] = {
        row["state"]: row["many"]
        for row in Application.objects.filter(session=session).values("state").annotate(many=Count("id"))
    }
    return [Stage(key, label, sum(found.get(state, 0) for state in states)) for key, label, states in FUNNEL]


def listed(
    session: Session, key: str, words: str, after: str, group: Group | None = None
) -> list[Application]:
    """Up to PAGE + 1 people of one step (an unknown key: all), of one group or all, by number after `after`."""
    states = next((states for one, _label, states in FUNNEL if one == key), None)
    wanted = states or tuple(state for _key, _label, states in FUNNEL for state in states)
    rows = Application.objects.filter(session=session, state__in=wanted, number__gt=after)
    if group is not None:
        rows = rows.filter(group=group)
    if words:
        rows = rows.filter(Q(applicant_name__icontains=words) | Q(number__icontains=words))
    return list(rows.select_related("unit", "group").order_by("number")[: PAGE + 1])


def waiting_audit(row: Application) -> QualificationAudit | None:
    """The first auditor's opinion on the application as it is now, which waits for the second auditor; or None."""
    return next((one for one in _waiting(row.pk) if one.version == row.version), None)


@Prepared
def _waiting(application: UUID) -> QuerySet[QualificationAudit]:
    rows = QualificationAudit.objects.filter(
        application=application, outcome=QualificationAudit.Outcome.WAITING
    )
    return rows.select_related("first_by")


def audits_of(row: Application) -> list[QualificationAudit]:
    """Every opinion on the application, in order."""
    return list(row.audits.select_related("first_by", "second_by"))


def waiting_among(rows: Sequence[Application]) -> dict[UUID, QualificationAudit]:
    """The opinions that wait for a second auditor, by application; one statement."""
    found = QualificationAudit.objects.filter(
        application__in=list(rows),
        outcome=QualificationAudit.Outcome.WAITING,
        version=F("application__version"),
    )
    return {one.application_id: one for one in found.select_related("first_by")}


def to_be_filed(session: Session) -> list[Application]:
    """Those whose pre-meeting notice was posted, by group and number."""
    rows = Application.objects.filter(session=session, state=State.PRE_MEETING_NOTICE)
    rows = rows.select_related("person", "unit", "group").prefetch_related("submissions")
    return list(rows.order_by(F("group__position").asc(nulls_last=True), "number"))


def to_file(session: Session) -> ToFile:
    """Whom the next pre-meeting filing can list, and whom an open objection holds back."""
    return notices.to_file(session, Filing.Kind.PRE_MEETING, to_be_filed(session))


def current_title(row: Application) -> str:
    """The title held last by what was submitted (with submissions loaded); empty where none was declared."""
    return str(newest_title(row).get("title", ""))


def failed(session: Session) -> list[tuple[Application, str]]:
    """Those who failed the audit or its publicity, each with the reason that was given, by number."""
    rows = (
        Application.objects.filter(session=session, state__in=FAILED, audited_at__isnull=False)
        .select_related("unit")
        .prefetch_related("steps")
        .order_by("number")
    )
    return [(row, list(row.steps.all())[-1].reason if row.steps.all() else "") for row in rows]


def forgotten(session: Session) -> int:
    """How many would miss the meeting if the filing were made now: not yet audited, or not yet published."""
    states = (State.AUDITED, State.PAPER_SENT, State.ACCEPTED, State.CORRECTING, State.LISTED)
    return Application.objects.filter(session=session, state__in=states).count()


def plan_of_work(session: Session) -> str:
    """The plan of work as the session and the law set it; the office may write more."""
    book = book_of(session.year, session)
    shares = counting.rule(book).as_kept()
    return _(
        "评审会定于%(day)s召开。评委%(seats)s名、候补%(stand_ins)s名，在监督人员监督下从专家库随机抽取，"
        "由%(signers)s名抽取人员签字确认。评审前组织专家集中学习评价标准；每份材料由不少于%(readers)s名专家独自审阅。"
        "到会专家不少于评委会人数的%(quorum)s；无记名投票，同意票达到到会专家人数的%(threshold)s为通过。"
    ) % {
        "day": cn_date(session.meeting_on),
        "seats": session.seats,
        "stand_ins": session.stand_ins,
        "signers": book.value("draw.signers").number,
        "readers": book.value("readings.per_application").number,
        "quorum": shares["quorum"],
        "threshold": shares["threshold"],
    }


def groups_in_words(session: Session, rows: Sequence[Application]) -> str:
    """How many of `rows` each group has and what pass rate is planned for it; empty without groups."""
    groups = groups_of(session)
    parts = [
        _("%(name)s%(many)d人") % {"name": one.name, "many": sum(row.group_id == one.id for row in rows)}
        + (_("（通过率控制在%(share)d%%以内）") % {"share": one.pass_share} if one.pass_share else "")
        for one in groups
    ]
    if not parts:
        return ""
    rest = _("其他人员%(many)d人") % {"many": sum(row.group_id is None for row in rows)}
    return _("分组单独评审：%(parts)s。") % {"parts": "、".join([*parts, rest])}


def readers(session: Session) -> list[Seat]:
    """The members with how much each was given and has handed in, as `given` and `done`."""
    seats = Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).select_related("expert")
    done = Count("readings", filter=Q(readings__handed_in_at__isnull=False))
    return list(seats.annotate(given=Count("readings"), done=done).order_by("position"))


def read_files(session: Session) -> list[FileProgress]:
    """Everybody admitted to the meeting by group and number, with how many readings were given and handed in.

    Readings of members who must keep away do not count.
    """
    admitted = Q(state__in=[State.FILED, State.READING]) | Q(ballot__isnull=False)
    readings = Prefetch("readings", Reading.objects.select_related("seat__expert"))
    rows = Application.objects.filter(admitted, session=session)
    rows = rows.select_related("unit", "person", "group").prefetch_related(readings)
    known = set(
        Avoidance.objects.filter(expert__seats__draw__session=session).values_list("expert", "person")
    )
    found = []
    for row in rows.order_by(F("group__position").asc(nulls_last=True), "number"):
        kept = [one for one in row.readings.all() if not must_keep_away(one.seat.expert, row, known)]
        done = sum(one.handed_in_at is not None for one in kept)
        found.append(FileProgress(row, len(kept), done))
    return found


def group_readers(session: Session) -> list[tuple[Group, Set[UUID]]]:
    """The session's groups with the seats named to read them; three statements, one without groups."""
    groups = groups_of(session)
    named = named_for(session) if groups else {}
    return [(one, named.get(one.id, set())) for one in groups]


def avoidances(files: Sequence[FileProgress]) -> list[tuple[Avoidance, Application]]:
    """Who of the members keeps away from whom of those admitted, as declared or found, by number."""
    rows = {one.application.person_id: one.application for one in files}
    session = files[0].application.session_id if files else None
    declared = Avoidance.objects.filter(
        expert__seats__draw__session=session, expert__seats__status=Seat.Status.MEMBER, person__in=rows
    ).select_related("expert", "declared_by")
    return sorted(((one, rows[one.person_id]) for one in declared), key=lambda pair: pair[1].number or "")


def readings_of(account: Account) -> list[Reading]:
    """The account's readings by session: those not handed in first; none of a person to keep away from."""
    rows = (
        Reading.objects.filter(seat__expert__account=account)
        .select_related("application__session__committee", "application__unit", "seat__expert")
        .order_by("assigned_at", "application__number")
    )
    known = set(Avoidance.objects.filter(expert__account=account).values_list("expert", "person"))
    kept = [row for row in rows if not must_keep_away(row.seat.expert, row.application, known)]
    return sorted(kept, key=lambda row: row.handed_in_at is not None)


def other_readings(reading: Reading) -> list[Reading]:
    """The others' readings of the same file, once the own one is handed in; nobody's draft, nobody's name."""
    if reading.handed_in_at is None:
        return []
    rows = Reading.objects.filter(application_id=reading.application_id, handed_in_at__isnull=False)
    return list(rows.exclude(pk=reading.pk).order_by("id"))


def looks_of(session: Session) -> QuerySet[Reading]:
    """The session's readings by number and member, with `sections`, `proofs`, `seconds`, `last_seen` of what was opened."""
    looks = Look.objects.filter(application=OuterRef("application"), seat=OuterRef("seat"))
    mine = looks.order_by().values("seat")
    return (
        Reading.objects.filter(application__session=session)
        .select_related("application", "seat__expert")
        .annotate(
            sections=Subquery(mine.annotate(many=Count("id", filter=Q(proof=False))).values("many")),
            proofs=Subquery(mine.annotate(many=Count("id", filter=Q(proof=True))).values("many")),
            seconds=Subquery(mine.annotate(many=Sum("seconds")).values("many")),
            last_seen=Subquery(mine.annotate(last=Max("seen_at")).values("last")),
        )
        .order_by("application__number", "seat__position")
    )
