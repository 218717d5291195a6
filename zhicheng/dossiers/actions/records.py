"""新增, 编辑, 删除 and the order of records (GUIDE-5.2.2)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.refusals import ChangedMeanwhile, WrongRecord, actor_of
from zhicheng.dossiers.checking import check, runs_at_once
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import BY_KEY, Module
from zhicheng.files import incoming
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import hold
from zhicheng.trail import writing as trail

MOST_RECORDS = 100  # of one module


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
        hold(person.pk)
        there = list(Record.objects.filter(person=person, module=module))
        if record is None:
            return add_record(person, table, checked.data, there, by=by)
        row = next((one for one in there if one.pk == record.pk), None)
        if row is None:
            raise Record.DoesNotExist
        if expected_version is not None and row.version != expected_version:
            raise ChangedMeanwhile(row)
        row.version += 1
        row.person = person
        _write(row, table, checked.data, [one for one in there if one is not row], by)
    return row


def add_record(
    person: Person, module: Module, data: dict[str, Any], there: list[Record], *, by: Account | None = None
) -> Record:
    """A new record of checked `data`, last among `there`, the module's records; the person's row is locked.

    Errors: WrongRecord beside one of the others, Refused where the module is full; nothing is written then.
    """
    _room(module, len(there))
    row = Record(
        person=person, module=module.key, position=max((one.position for one in there), default=-1) + 1
    )
    _write(row, module, data, there, by)
    return row


def _write(
    row: Record, module: Module, data: dict[str, Any], others: list[Record], by: Account | None
) -> None:
    _unique(module, others, data)
    _apart(module, others, data)
    row.data, row.changed_at = data, clock.now()
    row.save()
    facts = {"module": row.module, "version": row.version, "data": data}
    trail.write("save_record", "record", row.id, actor=actor_of(row.person, by), facts=facts)


@transaction.atomic
def delete_record(record: Record, *, by: Account | None = None) -> None:
    """Delete a record with its evidence (删除); what was submitted with an application stays there."""
    row = Record.objects.select_for_update().select_related("person").filter(pk=record.pk).first()
    if row is None:
        raise Refused(_("这条记录已经删除。"), status=404)
    facts = {"module": row.module, "version": row.version}
    trail.write("delete_record", "record", row.id, actor=actor_of(row.person, by), facts=facts)
    waiting = [one.incoming for one in row.arrivals.select_related("incoming") if one.incoming]
    row.delete()
    for one in waiting:
        incoming.drop(one)


@transaction.atomic
def move_record(record: Record, *, up: bool) -> None:
    """Swap a record with its neighbour; at the end of the list nothing happens. Order is no official act."""
    hold(record.person_id)
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


def _room(module: Module, there: int) -> None:
    if module.single and there:
        raise Refused(_("“%(module)s”只填一份，请编辑已有的内容。") % {"module": module.label})
    if there >= MOST_RECORDS:
        raise Refused(
            _("“%(module)s”最多%(most)d条，请合并或删除次要的。")
            % {"module": module.label, "most": MOST_RECORDS}
        )


def _unique(module: Module, others: list[Record], data: Mapping[str, Any]) -> None:
    if module.unique and any(row.data.get(module.unique) == data[module.unique] for row in others):
        label = next(field.label for field in module.fields if field.name == module.unique)
        raise WrongRecord(
            {module.unique: _("这个“%(label)s”已经填过，请编辑已有的那一条。") % {"label": label}}
        )


def _apart(module: Module, others: list[Record], data: Mapping[str, Any]) -> None:
    """Records that tell a time do not run at once; one may begin in the month in which another ends."""
    if not module.apart or data.get(module.apart):
        return
    for other in (row.data for row in others if not row.data.get(module.apart)):
        if runs_at_once(data["from"], data.get("to"), other["from"], other.get("to")):
            words = {"from": other["from"], "to": other.get("to") or _("今")}
            raise WrongRecord(
                {
                    "from": _(
                        "与已填的%(from)s至%(to)s一段时间重叠。请核对起止年月；同时任职的，“兼职”选“是”。"
                    )
                    % words
                }
            )
