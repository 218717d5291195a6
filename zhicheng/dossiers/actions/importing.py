"""Records are taken over from a filled Excel file, as if each had been typed; a preview tries it and keeps nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.records import save_record
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
    """Save each line as a record (save_record), what is wrong left out, what is there already passed over.

    `keep` False: only try it; nothing is changed. Errors: Refused for somebody else's dossier.
    """
    actor_of(person, by)
    with transaction.atomic():
        hold(person.pk)
        there = {_key(one.module, one.data) for one in Record.objects.filter(person=person)}
        tried = []
        for row in rows:
            one = _try(person, row, there, by)
            tried.append(one)
        if not keep:
            transaction.set_rollback(True)
    return tuple(tried)


def _try(person: Person, row: Row, there: set[str], by: Account | None) -> Tried:
    module = BY_KEY[row.module]
    data = check(module, row.typed, clock.today()).data
    key = _key(row.module, data)
    if key in there:
        return Tried(row, True, (), ())
    try:
        with transaction.atomic():
            saved = save_record(person, module=row.module, data=row.typed, by=by)
    except WrongRecord as wrong:
        return Tried(row, False, tuple(wrong.errors.values()), ())
    except Refused as refused:
        return Tried(row, False, (refused.message,), ())
    there.add(_key(row.module, saved.data))
    return Tried(row, False, (), tuple(hints(module, saved.data, clock.today()).values()))


def _key(module: str, data: Mapping[str, Any]) -> str:
    return f"{module} {sorted(data.items())!r}"
