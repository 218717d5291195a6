"""附件管理: add and remove what the rules and the call demand."""

import datetime as dt
import hashlib
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow, photo
from zhicheng.applications.attachments import MOST_PER_KEY, Demand
from zhicheng.applications.models import Application, Attachment, MaterialRequest, NamedFile
from zhicheng.applications.states import EDITABLE, LABELS, State
from zhicheng.applications.supplements import demand_of, is_open, request_for
from zhicheng.dossiers.education import ProofKind
from zhicheng.dossiers.models import EducationProof
from zhicheng.files.actions import store
from zhicheng.files.checks import FileRefused
from zhicheng.files.models import StoredFile
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault.prepared import Key, Prepared


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
    named = _named_as(application, key, upload, by)
    if named is not None:
        return arrive(application, named, upload, by)
    row, request, demand = wanted(application, key, by, issued_on)
    made = _keep(row, key, upload, demand, by, **described(demand, title, number, issued_on))
    _answer(request)
    return made


@transaction.atomic
def attach_proof(application: Application, proof: EducationProof, *, by: Account) -> Attachment:
    """Attach what the unit wrote from the personal file (D-25, KM2023-3.8).

    Errors: Refused where the unit has written nothing, or the education no longer says what was proved.
    """
    row, request, demand = wanted(application, ProofKind.UNIT.value, by, None)
    if proof.file is None or proof.person_id != row.person_id:
        raise Refused(_("单位还没有出具这份书面证明。"), clause="KM2023-3.8")
    if proof.record is None or not proof.holds_for(proof.record.data):
        raise Refused(
            _("这条学历在单位出具证明以后改过，请让单位按现在的内容重新出具。"), clause="KM2023-3.8"
        )
    title = _("%(title)s（%(unit)s）") % {"title": demand.title, "unit": proof.unit.name}
    made = _add(row, demand.key, proof.file, by, **described(demand, title, "", None))
    _answer(request)
    return made


def wanted(
    application: Application, key: str, by: Account, issued_on: dt.date | None
) -> tuple[Application, MaterialRequest | None, Demand]:
    """The locked row, the request that the key answers, and the demand, where a file may be added. Errors: Refused."""
    row, request = _open_for(application, key, by)
    demand = _demand(row, request, key)
    if len(_there(row.pk, Key(key))) + len(_coming(row.pk, Key(key))) >= MOST_PER_KEY:
        raise Refused(
            _("“%(title)s”最多上传%(most)d个文件，请先删除不需要的。")
            % {"title": demand.title, "most": MOST_PER_KEY},
            field="file",
        )
    if issued_on is not None and issued_on > clock.today():
        raise Refused(_("提交日期不能晚于今天。"), field="issued_on", status=400)
    return row, request, demand


def described(demand: Demand, title: str, number: str, issued_on: dt.date | None) -> dict[str, Any]:
    """What is kept of the words with which a file comes."""
    return {
        "title": (title.strip() or demand.title)[:120],
        "number": number.strip()[:60] if demand.numbered else "",
        "issued_on": issued_on if demand.numbered else None,
    }


def arrive(application: Application, named: NamedFile, upload: File[bytes], by: Account) -> Attachment:
    """What was named becomes the attachment of its id, once its content has the hash.

    Errors: Refused after the grace, and for what no submission named once others have the application; FileRefused
    for another content.
    """
    row = flow.lock(application)
    named = NamedFile.objects.select_for_update(of=("self",)).get(pk=named.pk)
    must_be_in_time(named)
    if named.submission_id is None:  # no submission waits for it: it is added like any other
        _open_for(application, named.key, by)
    if _hash_of(upload) != named.sha256:
        raise FileRefused(
            _(
                "传到的内容与登记的“%(name)s”不一样（可能选错了文件，或文件登记后改动过），没有收下。"
                "请重新选择登记的那个文件。"
            )
            % {"name": named.name}
        )
    request = request_for(row, named.key)
    demand = _demand(row, request, named.key)
    words = {"title": named.title, "number": named.number, "issued_on": named.issued_on}
    made = _keep(row, named.key, upload, demand, by, pk=named.pk, **words)
    _answer(request)
    if named.submission_id is None:
        named.delete()
    else:
        named.arrived_at, named.incoming = clock.arrival(), None
        named.save(update_fields=["arrived_at", "incoming"])
    return made


def must_be_in_time(named: NamedFile) -> None:
    """Errors: Refused where it has arrived or its grace is over."""
    if named.in_time(clock.arrival()):
        return
    due = cn_moment(named.due_at) if named.due_at else ""
    raise Refused(
        _("附件“%(title)s”的续传时间已于%(due)s结束，不能再传。") % {"title": named.title, "due": due},
        clause="GUIDE-1.4",
        status=410,
    )


def _named_as(application: Application, key: str, upload: File[bytes], by: Account) -> NamedFile | None:
    """The row under which this content was named; it is read only where something is on its way."""
    found = {one.sha256: one for one in _coming(application.pk, Key(key))}
    return found.get(_hash_of(upload)) if found and application.person.account_id == by.pk else None


@Prepared
def _coming(application: UUID, key: Key) -> QuerySet[NamedFile]:
    return NamedFile.objects.filter(application=application, key=key, arrived_at=None, missed_at=None)


@Prepared
def _there(application: UUID, key: Key) -> QuerySet[Attachment, tuple[UUID]]:
    return Attachment.objects.filter(application=application, key=key).order_by().values_list("pk")


def _hash_of(upload: File[bytes]) -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _demand(row: Application, request: MaterialRequest | None, key: str) -> Demand:
    lines = [demand_of(request)] if request is not None else casefile.demands_of(row)
    demand = next((one for one in lines if one.key == key), None)
    if demand is None:
        raise Refused(_("这份申报不需要这种附件，请刷新页面后重试。"), field="key")
    return demand


def _keep(
    row: Application, key: str, upload: File[bytes], demand: Demand, by: Account, **described: Any
) -> Attachment:
    if key == photo.KEY:
        photo.check(upload)
    return _add(row, key, store(upload, demand.formats), by, **described)


def _add(row: Application, key: str, stored: StoredFile, by: Account, **described: Any) -> Attachment:
    try:
        with transaction.atomic():
            attachment = Attachment.objects.create(
                application=row,
                person_id=row.person_id,
                key=key,
                file=stored,
                added_at=clock.now(),
                **described,
            )
    except IntegrityError as error:
        raise Refused(_("这个文件已经上传过了。"), field="file") from error
    facts = {"key": key, "sha256": stored.sha256, "attachment": str(attachment.id)}
    write("add_attachment", "application", row.id, actor=by.id, facts=facts)
    return attachment


def _answer(request: MaterialRequest | None) -> None:
    if request is not None and request.answered_at is None:
        request.answered_at = clock.now()
        request.save(update_fields=["answered_at"])


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
