"""附件管理: add and remove what the rules and the call demand."""

import datetime as dt
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow, photo
from zhicheng.applications.attachments import MOST_PER_KEY
from zhicheng.applications.models import Application, Attachment, MaterialRequest
from zhicheng.applications.states import EDITABLE, LABELS, State
from zhicheng.applications.supplements import demand_of, is_open, request_for
from zhicheng.files.actions import store
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.writing import write


@transaction.atomic
def add_attachment(
    application: Application,
    *,
    key: str,
    upload: File[bytes],
    by: Account,
    title: str = "",
    number: str = "",
    issued_on: dt.date | None = None,
) -> Attachment:
    """Attach a file under a key of the table, of the call, or of what a station asked for besides.

    `title`: what it shows, else the demand's; `number`, `issued_on`: of what carries them (KM2023-3.5).
    Errors: Refused (unknown key, not editable, too many files, a day ahead), FileRefused (content).
    """
    row, request = _open_for(application, key, by)
    wanted = [demand_of(request)] if request is not None else casefile.demands_of(row)
    demand = next((one for one in wanted if one.key == key), None)
    if demand is None:
        raise Refused(_("这份申报不需要这种附件，请刷新页面后重试。"), field="key")
    if Attachment.objects.filter(application=row, key=key).count() >= MOST_PER_KEY:
        raise Refused(
            _("“%(title)s”最多上传%(most)d个文件，请先删除不需要的。")
            % {"title": demand.title, "most": MOST_PER_KEY},
            field="file",
        )
    if issued_on is not None and issued_on > clock.today():
        raise Refused(_("提交日期不能晚于今天。"), field="issued_on", status=400)
    if key == photo.KEY:
        photo.check(upload)
    stored = store(upload, demand.formats)
    try:
        with transaction.atomic():
            attachment = Attachment.objects.create(
                application=row,
                person_id=row.person_id,
                key=key,
                title=(title.strip() or demand.title)[:120],
                number=number.strip()[:60] if demand.numbered else "",
                issued_on=issued_on if demand.numbered else None,
                file=stored,
                added_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused(_("这个文件已经上传过了。"), field="file") from error
    write(
        "add_attachment",
        "application",
        row.id,
        actor=by.id,
        facts={"key": key, "sha256": stored.sha256, "attachment": str(attachment.id)},
    )
    if request is not None and request.answered_at is None:
        request.answered_at = clock.now()
        request.save(update_fields=["answered_at"])
    return attachment


@transaction.atomic
def remove_attachment(application: Application, *, attachment_id: UUID, by: Account) -> None:
    """Take an attachment away again. What was submitted keeps its hash. Errors: Refused."""
    row = _editable(application, by)
    attachment = Attachment.objects.filter(application=row, pk=attachment_id).first()
    if attachment is None:
        raise Refused(_("这个附件已经删除。"))
    facts = {"key": attachment.key, "sha256": attachment.file_id, "attachment": str(attachment.id)}
    attachment.delete()
    write("remove_attachment", "application", row.id, actor=by.id, facts=facts)


def _open_for(application: Application, key: str, by: Account) -> tuple[Application, MaterialRequest | None]:
    """The locked row and the request that the key answers, where something may be added now. Errors: Refused."""
    request = request_for(application, key)
    if request is None:
        return _editable(application, by), None
    row = flow.lock(application)
    if row.person.account_id != by.id or not is_open(row, request):
        raise Refused(_("要求补充“%(title)s”的单位已办理完，现在不能再补充。") % {"title": request.title})
    return row, request


def _editable(application: Application, by: Account) -> Application:
    row = flow.lock(application)
    if State(row.state) not in EDITABLE or row.person.account_id != by.id:
        raise Refused(_("这份申报现在处于“%(state)s”，附件不能修改。") % {"state": LABELS[State(row.state)]})
    return row
