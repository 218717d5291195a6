"""Keeping away from an applicant: declared by the expert, found by an office, or by the units in the frozen submission."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Submission
from zhicheng.experts.actions.serving import must_be_an_office
from zhicheng.experts.models import Avoidance, Expert
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.trail.writing import write

LONGEST = 200  # a reason


@transaction.atomic
def declare_avoidance(expert: Expert, person: Person, reason: str, by: Account) -> Avoidance:
    """The expert keeps away from a person: declared by the expert, or found by an office (order 40).

    A second declaration changes nothing. Errors: Refused.
    """
    if by.id != expert.account_id:
        must_be_an_office(by)
    if not reason.strip():
        raise Refused(_("请写明回避的理由。"), field="reason")
    return _keep(expert, person, reason.strip(), "declare_avoidance", by)


@transaction.atomic
def find_former_colleagues(rows: Sequence[Application], experts: Iterable[Expert], by: Account) -> int:
    """Keep experts away from applicants who work or have worked at a unit of theirs, present or past (order 40).

    By the work records of what was submitted last, so that nothing that is typed afterwards changes it. Units are the
    same by their names. Each avoidance keeps its reason; one that stands already keeps its own. Returns how many are new.
    """
    members = list(experts)
    known = set(Avoidance.objects.filter(expert__in=members).values_list("expert_id", "person_id"))
    units, new = _units(rows), 0
    for row in rows:
        for expert in members:
            shared = units.get(row.pk, {row.unit.name}) & {expert.unit_name, *expert.past_units}
            if not shared or (expert.pk, row.person_id) in known:
                continue
            words = _("系统核对：与申报人现在或者曾经同在%(units)s工作") % {
                "units": "、".join(sorted(shared))
            }
            _keep(expert, row.person, words[:LONGEST], "find_avoidance", by)
            new += 1
    return new


def _units(rows: Sequence[Application]) -> dict[object, set[str]]:
    """Where each applicant works and has worked, by application."""
    names = {row.pk: row.unit.name for row in rows}
    found: dict[object, set[str]] = {}
    newest = Submission.objects.filter(application__in=rows).order_by("version")
    for application, content in newest.values_list("application_id", "content"):
        past = {
            str(one["data"].get("unit", "")).strip() for one in content.get("records", {}).get("work", ())
        }
        found[application] = (past | {names[application]}) - {""}
    return found


def _keep(expert: Expert, person: Person, reason: str, act: str, by: Account) -> Avoidance:
    row, created = Avoidance.objects.get_or_create(
        expert=expert,
        person=person,
        defaults={"reason": reason, "declared_by": by, "declared_at": clock.now()},
    )
    if created:
        write(act, "expert", expert.id, actor=by.id, facts={"person": person.id, "reason": row.reason})
    return row
