"""Records are taken over from a filled Excel file, as if each had been typed; a preview tries it and keeps nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.records import add_record
from zhicheng.dossiers.actions.refusals import WrongRecord, actor_of
from zhicheng.dossiers.checking import check
from zhicheng.dossiers.hints import hints
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.workbook import Row
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import hold


@dataclass(frozen=True)
class Tried:
    """What became of one line: taken over (new), there already (same), or wrong: `errors` in words; `hints` besides."""

    row: Row
    same: bool
    errors: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def new(self) -> bool:
        """Whether it is a new record."""
        return not self.same and not self.errors


def import_records(
    person: Person, rows: Sequence[Row], *, keep: bool, by: Account | None = None
) -> tuple[Tried, ...]:
    """Save each line as a record (add_record), what is wrong left out, what is there already passed over.

    `keep` False: only try it; nothing is changed. Errors: Refused for somebody else's dossier.
    """
    actor_of(person, by)
    with transaction.atomic():
        hold(person.pk)
        there: dict[str, list[Record]] = defaultdict(list)
        for record in Record.objects.filter(person=person):
            there[record.module].append(record)
        tried = tuple(_try(person, row, there[row.module], by) for row in rows)
        if not keep:
            transaction.set_rollback(True)
    return tried


def _try(person: Person, row: Row, there: list[Record], by: Account | None) -> Tried:
    module = BY_KEY[row.module]
    checked = check(module, row.typed, clock.today())
    if any(one.data == checked.data for one in there):
        return Tried(row, True, (), ())
    if checked.errors:
        return Tried(row, False, tuple(checked.errors.values()), ())
    try:
        there.append(add_record(person, module, checked.data, there, by=by))
    except WrongRecord as wrong:
        return Tried(row, False, tuple(wrong.errors.values()), ())
    except Refused as refused:
        return Tried(row, False, (refused.message,), ())
    return Tried(row, False, (), tuple(hints(module, checked.data, clock.today()).values()))
