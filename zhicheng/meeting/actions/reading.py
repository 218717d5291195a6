"""Keep drafts of readings, hand them in, keep away."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import declare_avoidance
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.actions.recusing import take_back
from zhicheng.meeting.models import Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.away import must_be_here
from zhicheng.trail.writing import write
from zhicheng.vault.prepared import Prepared

EMPHASES = ("思想品德", "职业道德", "工作绩效", "创新成果", "解决实际问题能力")  # YN2023-2.3
BEST = 100


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
    if session is not None and not _waiting(session.pk):
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
    return session is not None and take_back(session, row.application, row.seat.expert)


@Prepared
def _locked(reading: UUID) -> QuerySet[Reading]:
    rows = Reading.objects.select_for_update(of=("self",)).filter(pk=reading)
    return rows.select_related("seat__expert", "application__unit", "application__session")


@Prepared
def _waiting(session: UUID) -> QuerySet[Reading, tuple[UUID]]:
    rows = Reading.objects.filter(application__session=session, handed_in_at__isnull=True)
    return rows.order_by().values_list("pk")[:1]


@Prepared
def _voted_on(application: UUID) -> QuerySet[Application, tuple[UUID]]:
    rows = Application.objects.filter(Q(annulments__isnull=False) | Q(ballot__isnull=False), pk=application)
    return rows.values_list("pk")[:1]


def _own(reading: Reading, by: Account) -> Reading:
    row = next(iter(_locked(reading.pk)), None)
    if row is None or row.seat.expert.account_id != by.id:
        raise Refused(_("这份材料没有分配给您审阅。"), status=404)
    if row.handed_in_at is not None:
        raise Refused(_("您的审阅意见已经提交，不能再改。"), clause="KM2023-4.4g")
    if row.application.session_id is not None:
        must_be_here(row.application.session_id)
    if row.application.state != State.READING:
        raise Refused(_("这份申报已经不在审阅阶段。"))
    if _voted_on(row.application_id):
        raise Refused(
            _("这份申报已经开始表决，评委看到了其他专家的意见，不再接受审阅意见。"), clause="KM2023-4.4g"
        )
    if must_keep_away(row.seat.expert, row.application):
        raise Refused(_("您对这位申报人应当回避，不参加审阅。"), status=404)
    return row


def _checked(scores: Mapping[str, int]) -> dict[str, int]:
    for name, score in scores.items():
        if name not in EMPHASES or not 0 <= score <= BEST:
            raise Refused(_("“%(name)s”的分数须在0到100之间。") % {"name": name}, field="scores")
    return dict(scores)
