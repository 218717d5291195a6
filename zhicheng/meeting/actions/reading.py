"""Assign readings, keep drafts, hand them in."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.models import Avoidance, Draw, Seat
from zhicheng.experts.queries import is_signed, members
from zhicheng.meeting.access import must_be_office
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
    """Give each admitted application to as many members as the law asks, evenly, never to one who must keep away.

    The experts must have studied the standards together before (KM2023-6.2). Returns the number of readings assigned.
    Errors: Refused.
    """
    must_be_office(by, session)
    draw = Draw.objects.select_for_update().filter(session=session).first()
    if draw is None or not is_signed(draw):
        raise Refused(_("专家抽取结果还没有全部签字,不能分配审阅。"), clause="KM2023-4.4e")
    if not Meeting.objects.filter(session=session, training_at__isnull=False).exists():
        raise Refused(_("请先组织评审专家集中学习评价标准,并登记。"), clause="KM2023-6.2")
    seats = members(session)
    needed = book_of(session.year, session).value("readings.per_application").number
    rows = list(
        Application.objects.filter(session=session, state=State.FILED)
        .select_related("unit")
        .order_by("number")
    )
    away = set(
        Avoidance.objects.filter(expert__in=[seat.expert_id for seat in seats]).values_list(
            "expert_id", "person_id"
        )
    )
    load: Counter[Seat] = Counter(dict.fromkeys(seats, 0))
    at = clock.now()
    made: list[Reading] = []
    for row in rows:
        free = [
            seat
            for seat in seats
            if (seat.expert_id, row.person_id) not in away
            and seat.expert.unit_id != row.unit_id
            and seat.expert.unit_name != row.unit.name
        ]
        if len(free) < needed:
            raise Refused(
                _("%(name)s(%(number)s)除去应回避的专家后,可审阅的评委不足%(count)s名。")
                % {"name": row.applicant_name, "number": row.number, "count": needed},
                clause="KM2023-4.4g",
            )
        for seat in sorted(free, key=lambda one: (load[one], one.position))[:needed]:
            load[seat] += 1
            made.append(Reading(application=row, person_id=row.person_id, seat=seat, assigned_at=at))
        flow.move(
            row,
            Event.BEGIN_READING,
            flow.By(Actor.OFFICE, by, session.committee.organiser),
            _("已分配专家审阅。"),
        )
    Reading.objects.bulk_create(made)
    write("assign_readings", "session", session.id, actor=by.id, facts={"readings": len(made)})
    return len(made)


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
        raise Refused(
            _("还没有打分:%(names)s。") % {"names": "、".join(missing)}, field="scores", clause="YN2023-2.3"
        )
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


def _own(reading: Reading, by: Account) -> Reading:
    row = (
        Reading.objects.select_for_update(of=("self",))
        .select_related("seat__expert", "application__session")
        .get(pk=reading.pk)
    )
    if row.seat.expert.account_id != by.id:
        raise Refused(_("这份材料没有分配给您审阅。"), status=404)
    if row.handed_in_at is not None:
        raise Refused(_("您的审阅意见已经提交,不能再改。"), clause="KM2023-4.4g")
    if row.application.state != State.READING:
        raise Refused(_("这份申报已经不在审阅阶段。"))
    return row


def _checked(scores: Mapping[str, int]) -> dict[str, int]:
    for name, score in scores.items():
        if name not in EMPHASES or not 0 <= score <= BEST:
            raise Refused(_("“%(name)s”的分数须在0到100之间。") % {"name": name}, field="scores")
    return dict(scores)
