"""A member keeps away from an applicant: what was given out or proposed is taken back, another member reads in turn."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import declare_avoidance, settle_clue
from zhicheng.experts.models import Clue, Expert, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.actions.assigning import fill_up
from zhicheng.meeting.models import PlannedReading, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session


@transaction.atomic
def find_avoidance(seat: Seat, application: Application, reason: str, by: Account) -> bool:
    """The office finds that a member must keep away (order 40): the member sees nothing of the case any more.

    Returns whether the file still has all its readers, or has another one now. Errors: Refused.
    """
    session = _session_of(application, by)
    if seat not in members(session):
        raise Refused(_("只能登记本次评审会的评委。"), field="seat")
    declare_avoidance(seat.expert, application.person, reason, by)
    return take_back(session, application, seat.expert)


@transaction.atomic
def settle_relation(clue: Clue, session: Session, reason: str, by: Account, *, away: bool) -> bool:
    """The office has found out about a possible relation; where it is real the member keeps away from then on.

    Returns as `find_avoidance`. Errors: Refused.
    """
    must_be_office(by, session)
    settle_clue(clue, reason, by, away=away)
    rows = Application.objects.filter(session=session, person=clue.person_id).select_related("unit")
    whole = [take_back(session, row, clue.expert) for row in rows] if away else []
    return all(whole)


def take_back(session: Session, application: Application, expert: Expert) -> bool:
    """The expert's proposed reading and draft of the file are deleted; what is handed in stays and counts no more.

    Returns whether no reader is missing because of it.
    """
    PlannedReading.objects.filter(application=application, seat__expert=expert).delete()
    mine = Reading.objects.filter(application=application, seat__expert=expert)
    if not mine.exists():
        return True
    mine.filter(handed_in_at__isnull=True).delete()
    if not Application.objects.filter(pk=application.pk, state=State.READING).exists():
        return True
    try:
        with transaction.atomic():
            return bool(fill_up(session, application))
    except Refused:
        return False


def _session_of(application: Application, by: Account) -> Session:
    if application.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    must_be_office(by, application.session)
    return application.session
