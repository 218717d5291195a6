"""附件 of a call or 补充通知: forms that the office adds before it is filed; they go out with it (KM2023-1.2, 1.3)."""

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.actions import store
from zhicheng.files.checks import FORMS, FileRefused
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.access import must_organise
from zhicheng.planning.actions.announcing import unfiled
from zhicheng.planning.actions.calls import must_be_unfiled
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Announcement, Call, Enclosure, Session
from zhicheng.trail.writing import write

CLAUSE = "KM2023-1.2"
MOST = 20


def add_enclosure(
    *,
    session: Session,
    title: str,
    upload: File[bytes],
    by: Account,
    organisation: Organisation,
    position: int | None = None,
    announcement: Announcement | None = None,
) -> Enclosure:
    """Attach a file (Word, Excel or PDF) to the session's call or to `announcement`, at `position` from 1 or as the last.

    Errors: Refused for another's session, without a call, once it is filed, for a file that is not taken, for a title
    that is there already.
    """
    must_organise(by, session.committee, organisation, CLAUSE)
    if announcement is None:
        must_be_unfiled(session)
    else:
        unfiled(announcement, session)
    try:
        kept = store(upload, FORMS)  # checked and scanned before any row is locked
    except FileRefused as refused:
        raise Refused(refused.message, clause=CLAUSE, field="file", status=400) from refused
    with transaction.atomic():
        held = _open_to_change(session, announcement, by, organisation)
        title = title.strip()
        there = list(held.enclosures.all())
        if not title:
            raise Refused(_("请填写附件名称。"), clause=CLAUSE, field="title")
        if any(one.title == title for one in there):
            raise Refused(_("已有同名的附件，请换一个名称，或先删除原来的。"), clause=CLAUSE, field="title")
        if len(there) >= MOST:
            raise Refused(_("一份通知最多%(most)d个附件，请合并后再上传。") % {"most": MOST}, clause=CLAUSE)
        place = min(max(position or len(there) + 1, 1), len(there) + 1)
        for one in reversed(there[place - 1 :]):  # from the end, so that no two ever stand at one place
            one.position += 1
            one.save(update_fields=["position"])
        row = held.enclosures.create(
            position=place, title=title, file=kept, added_by=by, added_at=clock.now()
        )
        facts = {"title": title, "sha256": kept.sha256, "position": place}
        write(
            "add_enclosure",
            _kind(held),
            held.id,
            actor=by.id,
            organisation=organisation.id,
            facts=facts,
        )
    return row


@transaction.atomic
def remove_enclosure(*, enclosure: Enclosure, by: Account, organisation: Organisation) -> None:
    """Take an attachment away before what it goes out with is filed; those after it move up. Errors: as `add_enclosure`."""
    held = _open_to_change(enclosure.session, enclosure.announcement, by, organisation)
    there = list(held.enclosures.all())
    row = next((one for one in there if one == enclosure), None)
    if row is None:
        raise Refused(_("这个附件已经删除，请刷新页面。"), status=404)
    facts = {"title": row.title, "sha256": row.file_id}
    row.delete()
    for one in there[row.position :]:
        one.position -= 1
        one.save(update_fields=["position"])
    write(
        "remove_enclosure",
        _kind(held),
        held.id,
        actor=by.id,
        organisation=organisation.id,
        facts=facts,
    )


def _open_to_change(
    session: Session, announcement: Announcement | None, by: Account, organisation: Organisation
) -> Call | Announcement:
    """The call of the session, which is locked, or the announcement, while it can be changed. Errors: Refused."""
    session = locked(session)
    must_organise(by, session.committee, organisation, CLAUSE)
    if announcement is not None:
        return unfiled(announcement, session)
    must_be_unfiled(session)
    call = Call.objects.filter(session=session).first()
    if call is None:
        raise Refused(_("请先编写申报评审通知，再上传附件。"), clause=CLAUSE)
    return call


def _kind(held: Call | Announcement) -> str:
    return "call" if isinstance(held, Call) else "announcement"
