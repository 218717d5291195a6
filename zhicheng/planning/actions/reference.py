"""Load committees and printed plans from the law's tables; loading twice changes nothing."""

from typing import Any

from django.db import transaction

from zhicheng.people.actions.reference import organiser_code
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.policy.tables import Committee as Row
from zhicheng.policy.tables import PlanRow, committees, plan
from zhicheng.policy.tables.plans import YEARS
from zhicheng.trail import writing as trail


@transaction.atomic
def load_reference() -> int:
    """Create or mend Committee and PlanEntry as the tables tell; how many rows changed (GUIDE-3, GUIDE-Q7-3).

    Rows are joined by stable codes: the committee's id, its organiser's code (people.actions.reference runs
    first), its place's id. The plan's own wording is kept where it differs from the directory's.
    Errors: Organisation.DoesNotExist where the organisers are not loaded.
    """
    organisers = {row.code: row for row in Organisation.objects.filter(code__isnull=False)}
    known = {row.code: row for row in Committee.objects.all()}
    changed = 0
    for one in committees():
        code = organiser_code(one.organiser)
        if code not in organisers:
            raise Organisation.DoesNotExist(
                f"no organisation {code}: load the reference data of people first"
            )
        changed += _put_committee(known, one, organisers[code])
    for year in YEARS:
        changed += _load_plan(year, known)
    if changed:
        first = known[committees()[0].id]
        trail.write("load_reference", "committee", first.id, actor=None, facts={"changed": changed})
    return changed


def _put_committee(known: dict[str, Committee], one: Row, organiser: Organisation) -> int:
    values: dict[str, Any] = {
        "name": one.name,
        "tier": one.tier,
        "level": one.rank,
        "organiser_id": organiser.id,
        "place_id": one.jurisdiction or None,
        "phone": one.phone,
        "scope_words": one.scope.words,
    }
    row = known.get(one.id)
    if row is None:
        known[one.id] = Committee.objects.create(code=one.id, **values)
        return 1
    return _mend(row, values)


def _load_plan(year: int, known: dict[str, Committee]) -> int:
    there = {entry.committee_id: entry for entry in PlanEntry.objects.filter(year=year)}
    changed = 0
    for line in plan(year):
        committee = known[line.committee]
        values = _plan_values(line, committee)
        entry = there.get(committee.id)
        if entry is None:
            PlanEntry.objects.create(committee=committee, year=year, **values)
            changed += 1
        else:
            changed += _mend(entry, values)
    return changed


def _plan_values(line: PlanRow, committee: Committee) -> dict[str, Any]:
    directory = next(one for one in committees() if one.id == line.committee)
    return {
        "month": line.month,
        "name_in_plan": line.name if line.name != committee.name else "",
        "organiser_in_plan": line.organiser if line.organiser != directory.organiser else "",
        "state": PlanEntry.State.PUBLISHED,
    }


def _mend(row: Committee | PlanEntry, values: dict[str, Any]) -> int:
    stale = [name for name, value in values.items() if getattr(row, name) != value]
    for name in stale:
        setattr(row, name, values[name])
    if stale:
        row.save(update_fields=[name.removesuffix("_id") for name in stale])
    return 1 if stale else 0
