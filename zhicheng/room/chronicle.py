"""What the room's trail and read log bring back: checked as chains, then added to those of the main system."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.states import Event
from zhicheng.people.models import Account
from zhicheng.planning.models import ClosedRoom
from zhicheng.register.records import Broken
from zhicheng.room.rows import Row
from zhicheng.trail import chain, reads
from zhicheng.trail.models import Entry, Read
from zhicheng.trail.reads import Line

Known = Mapping[type[Model], set[str]]


def checked_entries(told: Sequence[Row], room: ClosedRoom, known: Known) -> list[Entry]:
    """The entries of the room's trail, from its first seal to its last, not sealed here yet. Errors: Broken."""
    entries = [{name: value for name, value in one.items() if name != "salt"} for one in told]
    if not entries:
        raise Broken(_("没有办理记录"))
    last = entries[-1]
    head = {"seal_number": last["seal_number"], "seal": last["seal"]}
    fault = chain.fault_of({"format": chain.FORMAT, "entries": entries, "head": head})
    if fault or [one["seal_number"] for one in entries] != list(range(1, len(entries) + 1)):
        raise Broken(fault or _("办理记录缺少几条"))
    found = []
    for one in told:
        if one["actor"] and one["actor"] not in known[Account]:
            raise Broken(_("办理记录里有不属于会场的人"))
        found.append(
            Entry(
                at=_moment(one["at"], room),
                actor=_id(one["actor"]),
                organisation=_id(one["organisation"]),
                act=one["act"],
                subject_kind=one["subject_kind"],
                subject=UUID(one["subject"]),
                digest=one["digest"],
                salt=one["salt"],
            )
        )
    return found


def counters(entries: Sequence[Entry]) -> dict[UUID, UUID | None]:
    """Who opened the second part of each application's sums."""
    return {one.subject: one.actor for one in entries if one.act == Event.VOTE}


def keep(entries: Sequence[Entry], lines: Sequence[Row], room: ClosedRoom) -> None:
    """Add the entries to the trail, except the moves, which were made here again; the lines to the read log."""
    Entry.objects.bulk_create([one for one in entries if one.act != Event.VOTE], batch_size=500)
    columns = {field.attname for field in Read._meta.concrete_fields}
    if any(set(one) != columns for one in lines):
        raise Broken(_("查看记录不完整"))
    seen = [
        Line(
            at=_moment(one["at"], room),
            account=_id(one["account"]),
            organisation=_id(one["organisation"]),
            role=one["role"],
            page=one["page"],
            person=_id(one["person"]),
            application=_id(one["application"]),
        )
        for one in sorted(lines, key=lambda one: one["id"])
    ]
    if seen:
        reads.append(seen)


def _moment(text: str, room: ClosedRoom) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    if not room.taken_at <= found <= clock.now():
        raise Broken(_("有的时间早于导出或者晚于现在，请核对封闭会场的时钟"))
    return found


def _id(text: Any) -> UUID | None:
    return UUID(text) if text else None
