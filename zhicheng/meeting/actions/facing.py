"""Panels: schedule, order, convene, move, who came, marks (YN2023-2.3). The gate before the vote is `check_faced`."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.actions import call_off, note_presence, summon
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import has_signed_draw, members
from zhicheng.inbox.actions import send
from zhicheng.meeting import faces
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.models import Appearance, Ballot, Mark, Panel, PanelSeat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session
from zhicheng.planning.settings import faced
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_moment

CLAUSE, BEST, LONGEST = "YN2023-2.3", 100, 480
Outcome = Appearance.Outcome


@transaction.atomic
def schedule_panel(
    session: Session,
    *,
    way: str,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    absence: str,
    seats: Collection[Seat],
    applications: Sequence[Application],
    by: Account,
) -> Panel:
    """Some members before whom these applicants appear in this order; nobody is told before it is convened.

    `minutes`: for each applicant. `absence`: what follows for who stays away, in words that are told. Errors: Refused
    for a way that the session has not, too few members besides those who keep away, two things at once.
    """
    must_be_office(by, locked(session))
    if way not in faced(session):
        raise Refused(_("本次评审的评审方式中没有%(way)s。") % {"way": way}, clause=CLAUSE, field="way")
    if not has_signed_draw(session):
        raise Refused(_("专家抽取结果还没有全部签字，不能安排。"), clause="KM2023-4.4e")
    if not absence.strip() or not place.strip():
        raise Refused(_("请写明地点和不到场的后果。"), field="absence")
    if not 1 <= minutes <= LONGEST:
        raise Refused(_("每人用时须在1至480分钟之间。"), field="minutes")
    if not applications:
        raise Refused(_("请勾选申报人。"), field="applications")
    _check_seats(session, seats, applications)
    panel = Panel.objects.create(
        session=session, way=way, starts_at=starts_at, minutes=minutes, place=place.strip(),
        absence=absence.strip(), made_by=by, made_at=clock.now(),
    )  # fmt: skip
    PanelSeat.objects.bulk_create(PanelSeat(panel=panel, seat=seat) for seat in seats)
    _place(panel, applications)
    _check_time(panel)
    _tell(panel, "schedule_panel", by, {"way": way, "applications": len(applications), "seats": len(seats)})
    return panel


@transaction.atomic
def order_panel(panel: Panel, applications: Sequence[UUID], by: Account) -> Panel:
    """Another order of the same applicants, before they are told. Errors: Refused."""
    row = _locked(panel, by)
    if row.convened_at is not None:
        raise Refused(_("已经通知申报人，顺序不再改。"), clause=CLAUSE)
    found = {one.application_id: one for one in row.appearances.all()}
    if set(applications) != set(found) or len(applications) != len(found):
        raise Refused(_("顺序须包含这一场的每名申报人，各一次。"), field="order", status=400)
    for position, key in enumerate(applications, start=1):
        found[key].position = position
        found[key].save(update_fields=["position"])
    _check_time(row)
    _tell(row, "order_panel", by, {"order": [str(key) for key in applications]})
    return row


@transaction.atomic
def convene_panel(panel: Panel, by: Account) -> Panel:
    """Tell applicants (on their record, by message and SMS) and the panel's experts when and where. Errors: Refused."""
    row = _locked(panel, by)
    if row.convened_at is not None:
        raise Refused(_("这一场已经通知过。"))
    _call(row, by)
    row.convened_at = clock.now()
    row.save(update_fields=["convened_at"])
    _tell(row, "convene_panel", by, {"at": row.starts_at.isoformat()})
    return row


@transaction.atomic
def move_panel(panel: Panel, starts_at: dt.datetime, place: str, reason: str, by: Account) -> Panel:
    """Another time or place; who was told is told anew, with the reason. Errors: Refused once somebody has appeared."""
    row = _locked(panel, by)
    _check_untouched(row)
    if not reason.strip() or not place.strip():
        raise Refused(_("请写明地点和改期的原因。"), field="reason")
    row.starts_at, row.place = starts_at, place.strip()
    row.save(update_fields=["starts_at", "place"])
    _check_time(row)
    if row.convened_at is not None:
        _recall(row, reason.strip())
        _call(row, by)
    _tell(row, "move_panel", by, {"at": starts_at.isoformat(), "place": row.place, "reason": reason.strip()})
    return row


@transaction.atomic
def drop_panel(panel: Panel, reason: str, by: Account) -> None:
    """The panel is not held; who was told is told so. Errors: Refused once somebody has appeared."""
    row = _locked(panel, by)
    _check_untouched(row)
    if not reason.strip():
        raise Refused(_("请写明取消的原因。"), field="reason")
    if row.convened_at is not None:
        _recall(row, reason.strip())
    _tell(row, "drop_panel", by, {"way": row.way, "reason": reason.strip()})
    row.appearances.all().delete()
    row.seats.all().delete()
    row.delete()


@transaction.atomic
def record_presence(
    panel: Panel, came: Collection[UUID], outcomes: Mapping[UUID, tuple[str, str]], by: Account
) -> Panel:
    """Who came: of the panel's seats, and of its applicants (appearance → outcome, why not).

    It may be corrected until marks or a ballot rest on it. Who is excused needs another place; who is absent without
    is told what follows. Errors: Refused before it begins, with too few experts, for whom has marks.
    """
    row = _locked(panel, by)
    list(row.appearances.select_for_update(of=("self",)))  # no mark is given meanwhile
    if row.convened_at is None:
        raise Refused(_("这一场还没有通知。"))
    if clock.now() < row.starts_at:
        raise Refused(_("还没有到%(at)s，不能登记到场。") % {"at": cn_moment(row.starts_at)})
    before = set(row.seats.filter(came=True).values_list("seat", flat=True))
    row.seats.filter(seat__in=came).update(came=True)
    silent = row.seats.exclude(seat__in=came)
    if Mark.objects.filter(appearance__panel=row, seat__in=silent.values("seat")).exists():
        raise Refused(_("已经打分的专家不能登记为未到场。"), field="came")
    silent.update(came=False)
    for slot in faces.held(row).slots:
        said = outcomes.get(slot.appearance.pk)
        if said is not None and said != (slot.appearance.outcome, slot.appearance.note):
            _mark_presence(row, slot, *said, by)
    if before - set(came):
        for slot in faces.held(row).slots:
            _check_enough(row, slot)
    facts = {str(key): outcome for key, (outcome, _why) in outcomes.items()}
    _tell(row, "record_presence", by, {"came": len(came), "outcomes": facts})
    return row


@transaction.atomic
def give_mark(appearance: Appearance, seat: Seat, score: int, words: str, by: Account) -> Mark:
    """A panel member's score of an applicant who came, with what it rests on; final. Errors: Refused."""
    row = (
        Appearance.objects.select_for_update(of=("self",))
        .select_related("application__unit", "panel")
        .get(pk=appearance.pk)
    )
    if seat.expert.account_id != by.id or must_keep_away(seat.expert, row.application):
        raise Refused(_("您不在这一场考评的专家中。"), status=404)
    must_be_here(row.panel.session_id)
    if not row.panel.seats.filter(seat=seat, came=True).exists():
        raise Refused(_("您没有登记到场，不能打分。请联系办事机构。"), clause=CLAUSE)
    if row.outcome != Outcome.CAME:
        raise Refused(_("申报人没有登记到场，不能打分。"), clause=CLAUSE)
    if row.marks.filter(seat=seat).exists():
        raise Refused(_("您已经打过分，不能再改。"), clause=CLAUSE)
    if _voted_on(row):
        raise Refused(_("对这份申报的表决已经开始，不再打分。"))
    if not 0 <= score <= BEST:
        raise Refused(_("分数须在0到100之间。"), field="score")
    if not words.strip():
        raise Refused(_("请写明评语。"), field="words")
    mark = Mark.objects.create(
        appearance=row,
        person_id=row.person_id,
        seat=seat,
        score=score,
        words=words.strip(),
        given_at=clock.now(),
    )
    write("give_mark", "application", row.application_id, actor=by.id, facts={"way": row.way, "score": score})
    return mark


def check_faced(row: Application, session: Session) -> None:
    """Everybody has appeared in each way that the session demands, or is on record as absent. Errors: Refused."""
    words = faces.missing(row, session)
    if words:
        raise Refused(words, clause=CLAUSE)


def hand_on_panels(seat: Seat, successor: Seat | None) -> None:
    """A member has withdrawn: who steps in takes the places on panels that have not been held, and is told of them."""
    ahead = PanelSeat.objects.filter(seat=seat, came__isnull=True)
    if successor is not None:
        taken = list(ahead.exclude(panel__seats__seat=successor).values_list("pk", flat=True))
        PanelSeat.objects.filter(pk__in=taken).update(seat=successor)
        for panel in Panel.objects.filter(seats__in=taken, convened_at__isnull=False):
            _tell_expert(panel, successor, panel.appearances.count())
    PanelSeat.objects.filter(seat=seat, came__isnull=True).delete()


def _mark_presence(panel: Panel, slot: faces.Slot, outcome: str, note: str, by: Account) -> None:
    one = slot.appearance
    if outcome not in Outcome.values or outcome == Outcome.WAITING:
        raise Refused(_("请选择是否到场。"), field="outcome", status=400)
    if one.marks.exists() or _voted_on(one):
        raise Refused(
            _("%(name)s已经有打分或者表决，到场登记不再改。") % {"name": one.application.applicant_name}
        )
    if outcome == Outcome.CAME:
        _check_enough(panel, slot, outcome)
    if outcome != Outcome.CAME and not note.strip():
        name = one.application.applicant_name
        raise Refused(_("请写明%(name)s没有到场的情况。") % {"name": name}, field="outcome")
    one.outcome, one.note = outcome, note.strip() if outcome != Outcome.CAME else ""
    one.marked_by, one.marked_at = by, clock.now()
    one.save(update_fields=["outcome", "note", "marked_by", "marked_at"])
    if one.summons is not None:
        one.summons.application = one.application
        note_presence(one.summons, _in_words(panel, one), told=outcome != Outcome.CAME)


def _check_enough(panel: Panel, slot: faces.Slot, outcome: str = "") -> None:
    """Who comes (by `outcome`, else as it is on record) comes before enough experts. Errors: Refused."""
    least = faces.least_of(panel.session)
    if (outcome or slot.appearance.outcome) == Outcome.CAME and len(slot.due) < least:
        raise Refused(
            _("%(name)s这一场到场且无须回避的专家只有%(many)s名，须有%(least)s名。请改期。")
            % {"name": slot.appearance.application.applicant_name, "many": len(slot.due), "least": least},
            clause="MOHRSS-40",
            field="came",
        )


def _in_words(panel: Panel, one: Appearance) -> str:
    if one.outcome == Outcome.CAME:
        return _("已到场。")
    if one.outcome == Outcome.EXCUSED:
        return _("未到场，有正当理由（%(why)s），另行安排。") % {"why": one.note}
    return _("未到场：%(why)s。%(absence)s") % {"why": one.note, "absence": panel.absence}


def _place(panel: Panel, applications: Sequence[Application]) -> None:
    for position, row in enumerate(applications, start=1):
        if row.session_id != panel.session_id or row.state not in {State.FILED, State.READING}:
            raise Refused(
                _("%(name)s不在这次评审会的上会名单中。") % {"name": row.applicant_name}, status=404
            )
        standing = Appearance.objects.filter(application=row, way=panel.way).exclude(outcome=Outcome.EXCUSED)
        if standing.exists() or Ballot.objects.filter(application=row).exists():
            words = {"name": row.applicant_name, "way": panel.way}
            raise Refused(_("%(name)s的%(way)s已经安排过。") % words, field="applications")
        Appearance.objects.create(
            application=row, person_id=row.person_id, panel=panel, way=panel.way, position=position
        )


def _check_seats(session: Session, seats: Collection[Seat], applications: Sequence[Application]) -> None:
    table, least = {seat.pk for seat in members(session)}, faces.least_of(session)
    if not {seat.pk for seat in seats} <= table:
        raise Refused(_("只能由本次评审会的评委考评。"), field="seats", status=404)
    for row in applications:
        fit = sum(not must_keep_away(seat.expert, row) for seat in seats)
        if fit < least:
            raise Refused(
                _("除去应回避的，对%(name)s只有%(fit)s名专家，须有%(least)s名。")
                % {"name": row.applicant_name, "fit": fit, "least": least},
                clause="MOHRSS-40",
                field="seats",
            )


def _check_time(panel: Panel) -> None:
    """It lies ahead, and nobody is at two places at once. Errors: Refused."""
    if panel.starts_at <= clock.now():
        raise Refused(_("开始时间须在现在之后。"), field="starts_at")
    mine = faces.held(panel)
    seats = {one.seat_id for one in mine.seats}
    turns = {slot.appearance.application_id: slot.at for slot in mine.slots}
    for other in faces.panels_of(panel.session):
        if other.panel.pk == panel.pk or other.recorded:
            continue
        clash = mine.panel.starts_at < other.ends_at and other.panel.starts_at < mine.ends_at
        busy = [one.seat.expert.name for one in other.seats if clash and one.seat_id in seats]
        length = dt.timedelta(minutes=other.panel.minutes)
        busy += [
            slot.appearance.application.applicant_name
            for slot in other.slots
            if (at := turns.get(slot.appearance.application_id)) is not None
            and at < slot.at + length
            and slot.at < at + dt.timedelta(minutes=panel.minutes)
        ]
        if busy:
            words = {
                "names": "、".join(busy[:5]),
                "other": other.panel,
                "at": cn_moment(other.panel.starts_at),
            }
            raise Refused(_("%(names)s同时在另一场（%(other)s，%(at)s）。") % words, field="starts_at")


def _call(panel: Panel, by: Account) -> None:
    """Summon the applicants, tell the experts."""
    one = faces.held(panel)
    for slot in one.slots:
        row = slot.appearance
        row.summons = summon(
            row.application, what=panel.way, at=slot.at, place=panel.place, absence=panel.absence, by=by
        )
        row.save(update_fields=["summons"])
    for seat in one.seats:
        _tell_expert(panel, seat.seat, len(one.slots))


def _tell_expert(panel: Panel, seat: Seat, many: int) -> None:
    words = _("%(way)s定于%(at)s在%(place)s进行，共%(many)s名申报人。请提前到场。") % {
        "way": panel.way, "at": cn_moment(panel.starts_at), "place": panel.place, "many": many,
    }  # fmt: skip
    subject, expert = _("%(way)s安排") % {"way": panel.way}, seat.expert
    send(expert.account_id, subject, words, link="/meeting/mine/", mobile=expert.mobile)


def _recall(panel: Panel, reason: str) -> None:
    for slot in faces.held(panel).slots:
        if slot.appearance.summons is not None:
            slot.appearance.summons.application = slot.appearance.application
            call_off(slot.appearance.summons, reason)


def _check_untouched(panel: Panel) -> None:
    if panel.appearances.exclude(outcome=Outcome.WAITING).exists():
        raise Refused(_("这一场已经登记到场，不能再改期或者取消。"), clause=CLAUSE)


def _voted_on(one: Appearance) -> bool:
    return Ballot.objects.filter(application=one.application_id).exists()


def _locked(panel: Panel, by: Account) -> Panel:
    rows = Panel.objects.select_for_update(of=("self",)).select_related("session__committee__organiser")
    row = rows.filter(pk=panel.pk).first()
    if row is None:
        raise Refused(_("这一场已经取消，请刷新页面。"), status=404)
    must_be_office(by, row.session)
    return row


def _tell(panel: Panel, act: str, by: Account, facts: dict[str, object]) -> None:
    facts = {"panel": str(panel.pk), **facts}
    organiser = panel.session.committee.organiser_id
    write(act, "session", panel.session_id, actor=by.id, organisation=organiser, facts=facts)
