"""A phone is the camera for a record: a link is made, opened by one browser, and closed."""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.evidence import checked_title
from zhicheng.dossiers.actions.refusals import actor_of
from zhicheng.dossiers.models import PhoneLink, Record
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail import writing as trail

OPEN_FOR = dt.timedelta(minutes=30)


@transaction.atomic
def make_phone_link(record: Record, *, title: str, by: Account | None = None) -> PhoneLink:
    """A link for a phone to add photographs of `title` to the record; an older one ends. Errors: Refused."""
    title = checked_title(title)
    actor = actor_of(record.person, by)
    if not Record.objects.select_for_update().filter(pk=record.pk).exists():
        raise Refused(_("这条记录已经删除。"), status=404)
    now = clock.now()
    PhoneLink.objects.filter(record=record, closed_at=None).update(closed_at=now)
    row = PhoneLink.objects.create(
        person_id=record.person_id, record=record, title=title, made_at=now, expires_at=now + OPEN_FOR
    )
    trail.write("make_phone_link", "record", record.pk, actor=actor, facts={"link": str(row.pk)})
    return row


@transaction.atomic
def open_phone_link(link: PhoneLink, *, secret: str) -> None:
    """The first browser that opens the link keeps it. `secret`: of its session. Errors: Refused for a second one."""
    row = PhoneLink.objects.select_for_update().get(pk=link.pk)
    mark = mark_of(secret)
    if row.opened_by == mark:
        return
    if row.opened_by:
        raise Refused(_("这个二维码已经在另一台手机上打开，请在电脑上重新生成。"), status=404)
    row.opened_by = mark
    row.save(update_fields=["opened_by"])
    facts = {"link": str(row.pk)}
    trail.write("open_phone_link", "record", row.record_id, actor=None, facts=facts)


@transaction.atomic
def close_phone_link(link: PhoneLink, *, by: Account | None = None) -> None:
    """The phone can add nothing any more."""
    actor = actor_of(link.person, by)
    if PhoneLink.objects.filter(pk=link.pk, closed_at=None).update(closed_at=clock.now()):
        trail.write("close_phone_link", "record", link.record_id, actor=actor, facts={"link": str(link.pk)})


def mark_of(secret: str) -> str:
    """What is kept of a session's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
