"""Attachments in pieces: named by hash, sent, attached once they are whole and are what was named (GUIDE-1.4)."""

import datetime as dt
import re
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.actions import attachments
from zhicheng.applications.models import Application, Attachment, NamedFile, Submission
from zhicheng.files import incoming
from zhicheng.files.checks import FileRefused, check_size
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.instants import SETTLING, Instant, grace_of, instant_of
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_moment

_HASH = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def name_file(
    application: Application,
    *,
    key: str,
    sha256: str,
    size: int,
    name: str,
    by: Account,
    title: str = "",
    number: str = "",
    issued_on: dt.date | None = None,
) -> NamedFile:
    """Announce an attachment by the hash of its content; named again it goes on where it ended.

    `size`: bytes; the rest as add_attachment(). While the application is with others only what its submission has
    named can be sent. Errors: Refused, FileRefused (empty, too large).
    """
    if not _HASH.fullmatch(sha256):
        raise Refused(_("没有收到文件的摘要，请刷新页面后重新选择文件。"), status=400)
    shown = incoming.clean_name(name)
    check_size(shown, size)
    flow.hold(application)
    row = _open_rows(application).filter(key=key, sha256=sha256, person__account=by).first()
    if row is None:
        found, _request, demand = attachments.wanted(application, key, by, issued_on)
        if Attachment.objects.filter(application=found, key=key, file=sha256).exists():
            raise Refused(_("这个文件已经上传过了。"), field="file")
        row = NamedFile.objects.create(
            application=found,
            person_id=found.person_id,
            key=key,
            sha256=sha256,
            size=size,
            name=shown,
            named_at=clock.now(),
            **attachments.described(demand, title, number, issued_on),
        )
    attachments.must_be_in_time(row)
    if row.incoming is not None and row.incoming.complete:  # broken off before it was attached
        incoming.drop(row.incoming)
        row.incoming = None
    if row.incoming is None:
        row.incoming = incoming.begin(shown, row.size)
        row.save(update_fields=["incoming"])
    return row


def add_piece(named: NamedFile, *, offset: int, piece: bytes, by: Account) -> int:
    """Add a piece; how many bytes are here now. The last one attaches the file.

    Errors: incoming.WrongOffset; Refused after the grace; FileRefused where the whole is not what was named: its
    bytes are dropped, and it may be sent anew.
    """
    attachments.must_be_in_time(named)
    if named.incoming is None:
        raise incoming.WrongOffset
    held = incoming.append(named.incoming, offset, piece)
    if held.complete:
        try:
            _attach(named, by)
        except (FileRefused, Refused):
            incoming.drop(held)
            raise
        incoming.drop(held)
    return held.received


@transaction.atomic
def give_up_named(named: NamedFile, *, by: Account) -> None:
    """Take back a file that has not arrived; what a submission has named stays named. Errors: Refused."""
    flow.hold(named.application)
    row = NamedFile.objects.select_related("incoming").filter(pk=named.pk, submission=None).first()
    if row is None:
        raise Refused(_("这个附件已随申报登记，不能取消。"))
    held = row.incoming
    row.delete()
    if held is not None:
        incoming.drop(held)


def bind_named(submission: Submission, rows: list[NamedFile]) -> None:
    """The submission rests on these: each is due within the session's grace after the instant. The caller has the lock."""
    session = submission.application.session
    which = Instant.SUBMIT if submission.version == 1 else Instant.RESUBMIT
    moment = instant_of(session, which) if session is not None else None
    for row in rows:
        row.submission, row.due_at = submission, (moment or clock.arrival()) + grace_of(session)
        row.save(update_fields=["submission", "due_at"])


def miss_named_files() -> int:
    """Close the files whose grace was over SETTLING ago; how many. For the clock: submissions stand without them."""
    over = NamedFile.objects.filter(
        due_at__lte=clock.now() - SETTLING, arrived_at__isnull=True, missed_at__isnull=True
    )
    return sum(_miss(pk) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _miss(pk: UUID) -> bool:
    rows = NamedFile.objects.select_for_update(of=("self",)).select_related("incoming", "application__person")
    row = rows.filter(pk=pk, arrived_at__isnull=True, missed_at__isnull=True).first()
    if row is None or row.due_at is None:
        return False
    held, account = row.incoming, row.application.person.account_id
    row.missed_at, row.incoming = clock.now(), None
    row.save(update_fields=["missed_at", "incoming"])
    if held is not None:
        incoming.drop(held)
    facts = {"key": row.key, "sha256": row.sha256, "attachment": str(row.id)}
    write("miss_attachment", "application", row.application_id, actor=None, facts=facts)
    if account is not None and row.application.ended_at is None:
        send(
            account,
            _("附件没有按时传到：%(title)s") % {"title": row.title},
            _(
                "提交时登记的附件“%(title)s”（%(name)s）没有在%(due)s前传到。申报本身有效，但不含这个附件；"
                "审核单位会看到缺这一项，可能要求补充或退回修改。"
            )
            % {"title": row.title, "name": row.name, "due": cn_moment(row.due_at)},
            link=f"/apply/{row.application_id}/",
        )
    return True


@transaction.atomic
def _attach(named: NamedFile, by: Account) -> Attachment:
    """The whole file is here: the attachment that was named, or nothing."""
    assert named.incoming is not None
    with incoming.path_of(named.incoming).open("rb") as stream:
        return attachments.arrive(named.application, named, File(stream, named.name), by)


def _open_rows(application: Application) -> QuerySet[NamedFile]:
    rows = NamedFile.objects.select_related("incoming", "application")
    return rows.filter(application=application, arrived_at__isnull=True, missed_at__isnull=True)
