"""The acts of a person on the own dossier: records, their order, their evidence, 资格信息."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers import qualifying
from zhicheng.dossiers.checking import check
from zhicheng.dossiers.models import Evidence, Qualification, Record
from zhicheng.dossiers.modules import BY_KEY, Module
from zhicheng.files.actions import store
from zhicheng.files.checks import IMAGES, FileRefused
from zhicheng.files.models import StoredFile
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.trail import writing as trail

MOST_RECORDS = 100  # of one module
MOST_IMAGES = 300  # of one person
TITLE_LIMIT = 120  # characters


class WrongRecord(Refused):
    """What was typed does not fit. `errors`: field → message."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(_("有%(many)d处需要修改，已填内容都还在。") % {"many": len(errors)}, status=400)
        self.errors = dict(errors)


class ChangedMeanwhile(Refused):
    """Somebody saved the same row from another window or device. `current`: the row as it is now."""

    def __init__(self, current: Record | Qualification) -> None:
        super().__init__(_("这条内容刚刚在另一个窗口或设备上改过，没有覆盖。请核对后再保存。"))
        self.current = current


def save_record(
    person: Person,
    *,
    module: str,
    data: Mapping[str, Any],
    record: Record | None = None,
    expected_version: int | None = None,
    by: Account | None = None,
) -> Record:
    """A new record of the module, or `record` changed (GUIDE-5.2.2: 新增, 编辑).

    `data`: as modules.py names it; `expected_version`: what the editor saw; `by`: the person unless told.
    Errors: WrongRecord, ChangedMeanwhile, Refused where the module is full.
    """
    table = BY_KEY[module]
    checked = check(table, data, clock.today())
    if checked.errors:
        raise WrongRecord(checked.errors)
    with transaction.atomic():
        Person.objects.select_for_update().get(
            pk=person.pk
        )  # records of one person are changed one after another
        rows = Record.objects.filter(person=person, module=module)
        if record is None:
            _room(table, rows.count())
            row = Record(person=person, module=module, position=_next_position(rows))
        else:
            row = Record.objects.get(pk=record.pk, person=person, module=module)
            if expected_version is not None and row.version != expected_version:
                raise ChangedMeanwhile(row)
            row.version += 1
        _unique(table, rows.exclude(pk=row.pk), checked.data)
        row.data, row.changed_at = checked.data, clock.now()
        row.save()
        facts = {"module": module, "version": row.version, "data": checked.data}
        trail.write("save_record", "record", row.id, actor=_actor(person, by), facts=facts)
    return row


@transaction.atomic
def delete_record(record: Record, *, by: Account | None = None) -> None:
    """Delete a record with its evidence (删除); what was submitted with an application stays there."""
    row = Record.objects.select_for_update().select_related("person").filter(pk=record.pk).first()
    if row is None:
        raise Refused(_("这条记录已经删除。"), status=404)
    facts = {"module": row.module, "version": row.version}
    trail.write("delete_record", "record", row.id, actor=_actor(row.person, by), facts=facts)
    row.delete()


@transaction.atomic
def move_record(record: Record, *, up: bool) -> None:
    """Swap a record with its neighbour; at the end of the list nothing happens. Order is no official act."""
    Person.objects.select_for_update().get(pk=record.person_id)
    rows = list(Record.objects.filter(person_id=record.person_id, module=record.module))
    at = next((place for place, row in enumerate(rows) if row.pk == record.pk), None)
    if at is None:
        raise Refused(_("这条记录已经删除。"), status=404)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for place, row in enumerate(rows):
        row.position = place
    Record.objects.bulk_update(rows, ["position"])


@dataclass(frozen=True)
class Added:
    """What became of several images: those kept, and why each other was refused."""

    kept: tuple[Evidence, ...]
    refused: tuple[str, ...]


def add_evidence(
    record: Record, *, uploads: Sequence[File[bytes]], title: str, by: Account | None = None
) -> Added:
    """Keep images as evidence of a record, named by what they show (GUIDE-5.2.0); several are numbered.

    A broken one among several is refused alone. Errors: Refused without title or file, beyond 300 images.
    """
    title = " ".join(title.split())
    if not title:
        raise Refused(
            _("请填写材料名称，按内容命名，如“工程师资格证”。"),
            field="title",
            clause="GUIDE-5.2.0",
            status=400,
        )
    if len(title) > TITLE_LIMIT - 5:
        raise Refused(_("材料名称最多%(limit)d字。") % {"limit": TITLE_LIMIT - 5}, field="title", status=400)
    if not uploads:
        raise Refused(_("请选择图片。"), field="files", status=400)
    if record.person.evidence.count() + len(uploads) > MOST_IMAGES:
        raise Refused(
            _("每人最多上传%(most)d张图片，请先删除用不到的。") % {"most": MOST_IMAGES},
            field="files",
            status=400,
        )
    found: list[StoredFile] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            found.append(store(upload, IMAGES))
        except FileRefused as error:
            refused.append(error.message)
    with transaction.atomic():
        row = Record.objects.select_for_update().filter(pk=record.pk).first()
        if row is None:
            raise Refused(_("这条记录已经删除。"), status=404)
        kept = _attach(row, found, title, refused)
        facts = {"title": title, "files": [one.file_id for one in kept]}
        if kept:
            trail.write("add_evidence", "record", row.id, actor=_actor(record.person, by), facts=facts)
    return Added(tuple(kept), tuple(refused))


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Account | None = None) -> None:
    """Take an image off its record; snapshots of submitted applications keep theirs."""
    facts = {"title": evidence.title, "file": evidence.file_id}
    trail.write(
        "remove_evidence", "record", evidence.record_id, actor=_actor(evidence.person, by), facts=facts
    )
    Evidence.objects.filter(pk=evidence.pk).delete()


def save_qualification(
    person: Person,
    *,
    data: Mapping[str, Any],
    expected_version: int | None = None,
    by: Account | None = None,
) -> Qualification:
    """Keep 资格信息 as qualifying.FACTS names it. Errors: WrongRecord, ChangedMeanwhile."""
    checked = qualifying.check(data, clock.today())
    if checked.errors:
        raise WrongRecord(checked.errors)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        row = Qualification.objects.filter(person=person).first() or Qualification(person=person, version=0)
        if expected_version is not None and row.version != expected_version:
            raise ChangedMeanwhile(row)
        qualifying.put(row, checked.data)
        row.version += 1
        row.changed_at = clock.now()
        row.save()
        facts = {"version": row.version, "data": checked.data}
        trail.write("save_qualification", "person", person.id, actor=_actor(person, by), facts=facts)
    return row


def _attach(row: Record, found: list[StoredFile], title: str, refused: list[str]) -> list[Evidence]:
    there = set(row.evidence.values_list("file_id", flat=True))
    position = (row.evidence.aggregate(most=Max("position"))["most"] or 0) + 1
    fresh = []
    for one in found:
        if one.sha256 in there:
            refused.append(_("有一张图片这条记录里已经有了，没有重复添加。"))
            continue
        there.add(one.sha256)
        fresh.append(one)
    number = row.evidence.filter(title__startswith=title).count()
    kept = []
    for extra, one in enumerate(fresh, start=1):
        name = title if len(fresh) == 1 and not number else f"{title}（{number + extra}）"
        kept.append(
            Evidence.objects.create(
                person_id=row.person_id,
                record=row,
                file=one,
                title=name,
                position=position + extra,
                added_at=clock.now(),
            )
        )
    return kept


def _room(module: Module, there: int) -> None:
    if module.single and there:
        raise Refused(_("“%(module)s”只填一份，请编辑已有的内容。") % {"module": module.label})
    if there >= MOST_RECORDS:
        raise Refused(
            _("“%(module)s”最多%(most)d条，请合并或删除次要的。")
            % {"module": module.label, "most": MOST_RECORDS}
        )


def _unique(module: Module, others: Any, data: Mapping[str, Any]) -> None:
    if module.unique and any(row.data.get(module.unique) == data[module.unique] for row in others):
        label = next(field.label for field in module.fields if field.name == module.unique)
        raise WrongRecord(
            {module.unique: _("这个“%(label)s”已经填过，请编辑已有的那一条。") % {"label": label}}
        )


def _next_position(rows: Any) -> int:
    most = rows.aggregate(most=Max("position"))["most"]
    return 0 if most is None else most + 1


def _actor(person: Person, by: Account | None) -> Any:
    return by.id if by else person.account_id
