"""下载全部资料 is asked for; the file is made in the background (GUIDE-5.2.3-6)."""

import datetime as dt

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.applications.exporting import path_of
from zhicheng.applications.tasks import make_export
from zhicheng.dossiers.models import Export
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import hold
from zhicheng.trail.writing import write

GIVEN_UP = dt.timedelta(hours=1)  # after which one that was never finished may be asked for anew


@transaction.atomic
def ask_export(person: Person, *, by: Account) -> Export:
    """Ask for one file with everything of the person; the former one goes. While one is being made, that one."""
    hold(person.pk)
    former = Export.objects.filter(person=person).first()
    if former is not None:
        running = former.finished_at is None and former.failed_at is None
        if running and former.asked_at > clock.now() - GIVEN_UP:
            return former
        old = path_of(former.pk)
        former.delete()
        transaction.on_commit(lambda: old.unlink(missing_ok=True))
    export = Export.objects.create(person=person, asked_at=clock.now())
    write("ask_export", "person", person.id, actor=by.id, facts={"export": str(export.id)})
    transaction.on_commit(lambda: make_export.enqueue(str(export.id)))
    return export
