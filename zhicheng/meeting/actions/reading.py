"""Assign readings, keep drafts, hand them in, keep away."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Avoidance, Draw
from zhicheng.experts.queries import is_signed, members
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.models import Meeting, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write

EMPHASES = ("思想品德", "职业道德", "工作绩效", "创新成果", "解决实际问题能力")  # YN2023-2.3
BEST = 100


@transaction.atomic
def assign_readings(session: Session, by: Account) -> int:
    """Give each admitted application to as many members as the law asks, evenly, none who must keep away.

    Called again it fills up files whose readers had to keep away. The experts must have studied the standards
    together before (KM2023-6.2). Returns the number of readings assigned. Errors: Refused.
    """
    must_be_office(by, session)
    draw = Draw.objects.select_for_update(of=("self",)).filter(session=session).first()
    if draw is None or not is_signed(draw):
        raise Refused(_("专家抽取结果还没有全部签字，不能分配审阅。"), clause="KM2023-4.4e")
    if not Meeting.objects.filter(session=session, training_at__isnull=False).exists():
        raise Refused(_("请先组织评审专家集中学习评价标准，并登记。"), clause="KM2023-6.2")
    rows = list(
        Application.objects.filter(session=session, state__in=[State.FILED, State.READING])
        .select_related("unit")
        .prefetch_related("readings")
        .order_by("number")
    )
    made = _assign(session, rows)
    by_office = flow.By(Actor.OFFICE, by, session.committee.organiser)
    for row in rows:
        if row.state == State.FILED:
            flow.move(row, Event.BEGIN_READING, by_office, _("已分配专家审阅。"))
    facts = {"readings": len(made)}
    write(
        "assign_readings",
        "session",
        session.id,
        actor=by.id,
        organisation=session.committee.organiser_id,
        facts=facts,
    )
    return len(made)


def _assign(session: Session, rows: Sequence[Application]) -> list[Reading]:
    """Readings for what is missing, the least loaded member first. `rows` with unit and readings loaded."""
    seats = members(session)
    needed = book_of(session.year, session).value("readings.per_application").number
    away = set(
        Avoidance.objects.filter(expert__in=[seat.expert_id for seat in seats]).values_list(
            "expert_id", "person_id"
        )
    )
    given = Reading.objects.filter(seat__in=seats).values_list("seat_id", flat=True)
    load = Counter({seat.id: 0 for seat in seats}) + Counter(given)
    at = clock.now()
    made: list[Reading] = []
    for row in rows:
        fit = [seat for seat in seats if not must_keep_away(seat.expert, row, away)]
        reading = {one.seat_id for one in row.readings.all()}
        missing = needed - sum(seat.id in reading for seat in fit)
        free = [seat for seat in fit if seat.id not in reading]
        if missing > len(free):
            raise Refused(
                _("%(name)s（%(number)s）除去应回避的专家后，可审阅的评委不足%(count)s名。")
                % {"name": row.applicant_name, "number": row.number, "count": needed},
                clause="KM2023-4.4g",
            )
        for seat in sorted(free, key=lambda one: (load[one.id], one.position))[: max(missing, 0)]:
            load[seat.id] += 1
            made.append(Reading(application=row, person_id=row.person_id, seat=seat, assigned_at=at))
    Reading.objects.bulk_create(made)
    return made


@transaction.atomic
def save_reading(reading: Reading, scores: Mapping[str, int], opinion: str, by: Account) -> Reading:
    """Keep a draft; nobody else sees it. Errors: Refused."""
    row = _own(reading, by)
    row.scores, row.opinion = _checked(scores), opinion.strip()
    row.save(update_fields=["scores", "opinion"])
    return row


@transaction.atomic
def hand_in_reading(reading: Reading, scores: Mapping[str, int], opinion: str, by: Account) -> Reading:
    """Hand in the reading: five scores and an opinion (YN2023-2.3); final. Errors: Refused."""
    row = _own(reading, by)
    row.scores, row.opinion = _checked(scores), opinion.strip()
    missing = [name for name in EMPHASES if name not in row.scores]
    if missing:
        message = _("还没有打分：%(names)s。") % {"names": "、".join(missing)}
        raise Refused(message, field="scores", clause="YN2023-2.3")
    if not row.opinion:
        raise Refused(_("请写审阅意见。"), field="opinion", clause="KM2023-4.4g")
    row.handed_in_at = clock.now()
    row.save(update_fields=["scores", "opinion", "handed_in_at"])
    write("hand_in_reading", "application", row.application_id, actor=by.id, facts={"scores": row.scores})
    session = row.application.session
    waiting = Reading.objects.filter(application__session=session, handed_in_at__isnull=True)
    if session is not None and not waiting.exists():
        reach_gate(session, "readings")
    return row


@transaction.atomic
def keep_away(reading: Reading, reason: str, by: Account) -> bool:
    """The reader withdraws from the person (order 40): the draft is deleted, another member reads in turn.

    Returns whether another member was found; else the office sees the gap. Errors: Refused.
    """
    row = _own(reading, by)
    session = row.application.session
    declare_avoidance(row.seat.expert, row.application.person, reason, by)
    application = row.application
    row.delete()
    if session is None:
        return False
    try:
        with transaction.atomic():
            return bool(_assign(session, [application]))
    except Refused:
        return False


def _own(reading: Reading, by: Account) -> Reading:
    row = (
        Reading.objects.select_for_update(of=("self",))
        .select_related(
            "seat__expert",
            "application__unit",
            "application__session",
        )
        .filter(pk=reading.pk)
        .first()
    )
    if row is None or row.seat.expert.account_id != by.id:
        raise Refused(_("这份材料没有分配给您审阅。"), status=404)
    if row.handed_in_at is not None:
        raise Refused(_("您的审阅意见已经提交，不能再改。"), clause="KM2023-4.4g")
    if row.application.state != State.READING:
        raise Refused(_("这份申报已经不在审阅阶段。"))
    if must_keep_away(row.seat.expert, row.application):
        raise Refused(_("您对这位申报人应当回避，不参加审阅。"), status=404)
    return row


def _checked(scores: Mapping[str, int]) -> dict[str, int]:
    for name, score in scores.items():
        if name not in EMPHASES or not 0 <= score <= BEST:
            raise Refused(_("“%(name)s”的分数须在0到100之间。") % {"name": name}, field="scores")
    return dict(scores)
