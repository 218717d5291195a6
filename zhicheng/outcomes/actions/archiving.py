"""The package of a session is asked for; it is made in the background."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.meeting.models import Meeting
from zhicheng.outcomes.models import Archive
from zhicheng.outcomes.tasks import make_archive
from zhicheng.people.access import roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.access import runs
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write

GIVEN_UP = dt.timedelta(hours=2)  # after which one that was never finished may be asked for anew


@transaction.atomic
def ask_archive(session: Session, by: Account) -> Archive:
    """Ask for the package of a session whose meeting is closed. While one is being made, that one.

    By the organiser's office or a supervisor. Errors: Refused.
    """
    row = locked(session)
    if not runs(by, row.committee) and Membership.Role.SUPERVISOR not in roles_of(by):
        raise Refused(_("只有评委会办事机构和监督人员可以归档。"), status=404)
    if not Meeting.objects.filter(session=row, closed_at__isnull=False).exists():
        raise Refused(_("评审会议结束后才能归档。"))
    former = Archive.objects.filter(session=row, finished_at__isnull=True, failed_at__isnull=True).first()
    if former is not None:
        if former.asked_at > clock.now() - GIVEN_UP:
            return former
        Archive.objects.filter(pk=former.pk).update(failed_at=clock.now())
    archive = Archive.objects.create(session=row, asked_by=by, asked_at=clock.now())
    write("ask_archive", "session", row.pk, actor=by.id, facts={"archive": str(archive.id)})
    transaction.on_commit(lambda: make_archive.enqueue(str(archive.id)))
    return archive
