"""Which rows belong to a session's meeting: what goes along, and what the room may change and bring back."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from zhicheng.almanac import clock
from zhicheng.almanac.models import DemoTime, PublishedYear, SpecialDay
from zhicheng.applications.models import (
    Application,
    Attachment,
    ChannelApproval,
    Company,
    Entrustment,
    NamedFile,
    Return,
    Submission,
    Summons,
)
from zhicheng.catalogues.models import Catalogue
from zhicheng.dossiers.models import Evidence, Qualification, Record, Verification
from zhicheng.experts.models import Avoidance, Clue, Draw, DrawerShare, Expert, Seat, Withdrawal
from zhicheng.files.models import Reading as ReadScan
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.meeting.models import (
    Absence,
    Annulment,
    Appearance,
    Attendance,
    Ballot,
    BallotKey,
    Break,
    GroupReader,
    Look,
    Mark,
    Meeting,
    MeetingNotice,
    Opening,
    Panel,
    PanelSeat,
    PeerGroup,
    PeerOpinion,
    PeerSeat,
    QualificationAudit,
    Reading,
    Recheck,
    SpotCheck,
    SpotFinding,
    SpotSupplement,
    Trustee,
    VoterMark,
)
from zhicheng.meeting.rechecking import AT_THE_MEETING
from zhicheng.people.models import Account, Delegation, Membership, Organisation, Person
from zhicheng.people.queries import in_force
from zhicheng.planning.models import BoundStandard, Call, Filing, GateReached, Group, Session
from zhicheng.register.models import Certificate
from zhicheng.room.rows import Row, rows_of
from zhicheng.signatures.models import Signature
from zhicheng.title_confirmation.models import TitleEntry
from zhicheng.vetting import sheet
from zhicheng.vetting.models import Decision

Role = Membership.Role
Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Part:
    """A table that the room may change: which rows are the session's, and what of them may be another afterwards.

    `deletes`: which rows may be gone; none unless told. `final`: which rows, as they went out, stay as they are.
    `grows`: the main system may get further rows meanwhile (an avoidance found by another office).
    """

    model: type[Model]
    of: Callable[[Session], Rows]
    changes: frozenset[str] = field(default_factory=frozenset)
    deletes: Callable[[Row], bool] | None = None
    final: Callable[[Row], bool] | None = None
    grows: bool = False

    @property
    def label(self) -> str:
        """App and name, as files name the table."""
        return str(self.model._meta.label)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _signatures(session: Session) -> Rows:
    found = Meeting.objects.filter(session=session).values_list("signature", "recorder_signature")
    ids = {one for row in found for one in row if one is not None}
    repeated = Annulment.objects.filter(application__session=session).values_list("signature", flat=True)
    return Signature.objects.filter(pk__in=ids | set(repeated))


def seats_of(session: Session) -> QuerySet[Seat]:
    """The seats of the session's signed draw: members, stand-ins, skipped and withdrawn ones."""
    return Seat.objects.filter(draw__session=session, draw__supervisor_signature__isnull=False)


def _handed_in(row: Row) -> bool:
    return row["handed_in_at"] is not None


def _open(row: Row) -> bool:
    return row["handed_in_at"] is None


def _any(row: Row) -> bool:
    """Of a table whose rows may go as long as nothing that stays refers to them."""
    return bool(row)


BACK = (
    Part(Signature, _signatures),
    Part(
        Meeting,
        lambda session: Meeting.objects.filter(session=session),
        _names("opened_at opened_by_id closed_at signature_id recorder_signature_id"),
    ),
    Part(Break, lambda session: Break.objects.filter(meeting=session.pk)),
    Part(Seat, seats_of, _names("chair status")),
    Part(Withdrawal, lambda session: Withdrawal.objects.filter(seat__in=seats_of(session))),
    Part(GroupReader, lambda session: GroupReader.objects.filter(group__session=session), deletes=_any),
    Part(Attendance, lambda session: Attendance.objects.filter(meeting=session.pk)),
    Part(Absence, lambda session: Absence.objects.filter(attendance__meeting=session.pk)),
    Part(
        BallotKey,
        lambda session: BallotKey.objects.filter(session=session),
        _names("public_key made_at abandoned_at abandoned_why"),
    ),
    Part(
        Trustee,
        lambda session: Trustee.objects.filter(key__session=session),
        _names("deal shares confirmation lost_at lost_why"),
    ),
    Part(Ballot, lambda session: Ballot.objects.filter(application__session=session)),
    Part(VoterMark, lambda session: VoterMark.objects.filter(ballot__application__session=session)),
    Part(Opening, lambda session: Opening.objects.filter(ballot__application__session=session)),
    Part(Annulment, lambda session: Annulment.objects.filter(application__session=session)),
    Part(
        Reading,
        lambda session: Reading.objects.filter(application__session=session),
        _names("scores opinion handed_in_at"),
        deletes=_open,
        final=_handed_in,
    ),
    Part(
        Summons,
        lambda session: Summons.objects.filter(application__session=session),
        _names("called_off_why called_off_at outcome"),
    ),
    Part(
        Panel,
        lambda session: Panel.objects.filter(session=session),
        _names("starts_at place convened_at"),
        deletes=_any,
    ),
    Part(
        PanelSeat,
        lambda session: PanelSeat.objects.filter(panel__session=session, seat__in=seats_of(session)),
        _names("seat_id came"),
        deletes=_any,
    ),
    Part(
        Appearance,
        lambda session: Appearance.objects.filter(panel__session=session, application__session=session),
        _names("position summons_id outcome note marked_by_id marked_at"),
        deletes=lambda row: row["outcome"] == Appearance.Outcome.WAITING,
    ),
    Part(
        Mark,
        lambda session: Mark.objects.filter(appearance__panel__session=session, seat__in=seats_of(session)),
    ),
    Part(
        PeerGroup,
        lambda session: PeerGroup.objects.filter(session=session),
        _names("leader_id"),
        deletes=_any,
    ),
    Part(
        PeerSeat,
        lambda session: PeerSeat.objects.filter(group__session=session, seat__in=seats_of(session)),
        _names("seat_id"),
        deletes=_any,
    ),
    Part(
        PeerOpinion,
        lambda session: PeerOpinion.objects.filter(group__session=session, application__session=session),
        _names("group_id written_by_id words members handed_in_at"),
        deletes=_open,
        final=_handed_in,
    ),
    Part(
        Look,
        lambda session: Look.objects.filter(application__session=session),
        _names("times seconds seen_at"),
    ),
    Part(Recheck, lambda session: Recheck.objects.filter(session=session)),
    Part(
        Avoidance,
        lambda session: Avoidance.objects.filter(
            expert__in=seats_of(session).values("expert"), person__in=_at_the_meeting(session).values("person")
        ),
        grows=True,
    ),
    Part(
        Clue,
        lambda session: Clue.objects.filter(
            expert__in=seats_of(session).values("expert"), person__in=_at_the_meeting(session).values("person")
        ),
        _names("outcome reason decided_by_id decided_at"),
        final=lambda row: row["outcome"] != Clue.Outcome.WAITING,
        grows=True,
    ),
    Part(GateReached, lambda session: GateReached.objects.filter(session=session), grows=True),
)  # fmt: skip


def _at_the_meeting(session: Session) -> QuerySet[Application]:
    """Everybody of the session who is or was to be voted on, whatever state has come of it."""
    listed = Q(state__in=AT_THE_MEETING) | Q(ballot__isnull=False)
    return Application.objects.filter(listed, session=session)


# Read in the room, never changed there: of the session, of those at the meeting, of these people, whole tables.
OF_SESSION: tuple[type[Model], ...] = (Call, Group, Filing, BoundStandard, SpotCheck, MeetingNotice)
OF_APPLICATION: tuple[type[Model], ...] = (
    Submission, Attachment, NamedFile, ChannelApproval, Company, Entrustment, QualificationAudit, SpotFinding,
    TitleEntry,
)  # fmt: skip
OF_PERSON: tuple[type[Model], ...] = (
    Record, Evidence, Qualification, Verification, IntegrityRecord, Certificate, Return, Application,
)  # fmt: skip
WHOLE: tuple[type[Model], ...] = (SpecialDay, PublishedYear, DemoTime, Catalogue)


def going_along(session: Session) -> Iterator[Rows]:
    """Rows that the room reads and never changes; those that they refer to follow by themselves."""
    rows = _at_the_meeting(session)
    people = set(rows.values_list("person_id", flat=True))
    units = set(rows.values_list("unit_id", flat=True))
    yield Session.objects.filter(pk=session.pk)
    for model in OF_SESSION:
        yield model._default_manager.filter(session=session)
    drawn = Draw.objects.filter(session=session, supervisor_signature__isnull=False)
    yield drawn
    yield DrawerShare.objects.filter(draw__in=drawn)
    shared = session.committee.co_organisers.through
    yield shared._default_manager.filter(committee=session.committee)
    yield Group.places.through._default_manager.filter(group__session=session)
    yield SpotSupplement.objects.filter(check_of__session=session)
    # Who has audited a case keeps away from it, also a stand-in who is called up in the room.
    experts = seats_of(session).values("expert__account")
    yield Decision.objects.filter(application__in=rows, account__in=experts)
    for model in OF_APPLICATION:
        yield model._default_manager.filter(application__in=rows)
    for model in OF_PERSON:
        yield model._default_manager.filter(person__in=people)
    yield Suspension.objects.filter(unit__in=units)
    yield ReadScan.objects.filter(file__in=shown_files(session), read_at__isnull=False)
    acting = actors(session)
    yield Membership.objects.filter(in_force(clock.now()), account__in=acting)
    yield Delegation.objects.filter(delegate__in=acting, ended_at__isnull=True)
    for model in WHOLE:
        yield model._default_manager.all()


def actors(session: Session) -> set[UUID]:
    """The accounts that act in the room: members, stand-ins, the organisers' offices and drawers, supervisors.

    Whoever stands in for a colleague of theirs when the session goes out, or is to do so from a later day.
    """
    at_table = seats_of(session).filter(status__in=[Seat.Status.MEMBER, Seat.Status.STAND_IN])
    experts = at_table.values_list("expert__account", flat=True)
    at_office = Membership.objects.filter(
        in_force(clock.now()),
        organisation__in=session.committee.organisers,
        role__in=[Role.OFFICE, Role.DRAWER],
    ).values_list("account", flat=True)
    holders = Trustee.objects.filter(key__session=session).values_list("account", flat=True)
    watchers = Draw.objects.filter(session=session).values_list("supervisor", flat=True)
    found = {*experts, *at_office, *holders, *watchers}
    arranged = Delegation.objects.filter(
        role__account__in=found, role__role__in=[Role.OFFICE, Role.SUPERVISOR], ended_at__isnull=True
    )
    found |= set(arranged.values_list("delegate", flat=True))
    return set(Account.objects.filter(pk__in=found, is_active=True).values_list("pk", flat=True))


def everything(session: Session) -> dict[type[Model], dict[Any, Model]]:
    """All rows that go along, by model and primary key, with every row that one of them refers to."""
    found: dict[type[Model], dict[Any, Model]] = {}
    waiting: list[Model] = []

    def take(rows: Iterable[Model]) -> None:
        for one in rows:
            known = found.setdefault(type(one), {})
            if one.pk not in known:
                known[one.pk] = one
                waiting.append(one)

    for rows in (*(part.of(session) for part in BACK), *going_along(session)):
        take(rows)
    while waiting:
        missing: dict[type[Model], set[Any]] = {}
        for one in waiting:
            for name in one._meta.concrete_fields:
                target, key = name.related_model, getattr(one, name.attname)
                if target is not None and key is not None and not isinstance(target, str):
                    missing.setdefault(target, set()).add(key)
        waiting.clear()
        for model, keys in missing.items():
            take(model._default_manager.filter(pk__in=keys - set(found.get(model, ()))))
    return found


def shown_files(session: Session) -> set[str]:
    """The hashes of the evidence that readers can open: of what was submitted last."""
    newest: dict[UUID, Submission] = {}
    for one in Submission.objects.filter(application__in=_at_the_meeting(session)).order_by("version"):
        newest[one.application_id] = one
    return {
        proof.sha256
        for one in newest.values()
        for mark in sheet.outline(one.material, None)
        for entry in sheet.entries(one.material, mark.key)
        for proof in entry.proofs
    }


def back_rows(
    session: Session, *, growing: bool = True, only: Part | None = None
) -> dict[str, list[dict[str, Any]]]:
    """The rows of BACK by label. `growing`: also of tables that may get further rows in the main system."""
    parts = (only,) if only is not None else BACK
    return {part.label: rows_of(part.of(session)) for part in parts if growing or not part.grows}


def stripped(one: Model, acting: set[UUID]) -> Model:
    """A row without what the room does not need: passwords, log-ins, numbers; who does not act there cannot log in."""
    if isinstance(one, Account):
        one.login_index = keyless(one.pk)
        one.login_hint, one.password = "", "!"
        one.is_active = one.pk in acting
        one.failed_logins, one.locked_at, one.password_temporary = 0, None, False
        if one.pk not in acting:
            one.second_factor, one.second_factor_step = "", 0
    if isinstance(one, Person):
        one.id_index, one.mobile_index = keyless(one.pk), keyless(one.pk)
        one.id_number, one.mobile, one.email = HIDDEN, HIDDEN, ""
    if isinstance(one, Expert):
        one.mobile = ""
    if isinstance(one, Organisation):
        one.contact_phone = ""
    return one


HIDDEN = "不随封闭会场导出"


def keyless(pk: UUID) -> str:
    """A unique text where an index made with a key of the main system stood."""
    return f"room:{pk}"
