"""资格信息 is told and changed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.dossiers import qualifying
from zhicheng.dossiers.actions.refusals import ChangedMeanwhile, WrongRecord, actor_of
from zhicheng.dossiers.checking import Checked
from zhicheng.dossiers.models import Qualification
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import hold
from zhicheng.trail import writing as trail


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
        hold(person.pk)
        row = Qualification.objects.filter(person=person).first() or Qualification(person=person, version=0)
        if expected_version is not None and row.version != expected_version:
            raise ChangedMeanwhile(row)
        keep(row, checked)
        facts = {"version": row.version, "data": checked.data}
        trail.write("save_qualification", "person", person.id, actor=actor_of(person, by), facts=facts)
    return row


def keep(row: Qualification, checked: Checked) -> None:
    """Write checked facts as the row's next version; call it while the person is held."""
    qualifying.put(row, checked.data)
    row.version += 1
    row.changed_at = clock.now()
    row.save()
