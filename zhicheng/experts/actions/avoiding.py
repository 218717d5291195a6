"""Keeping away from an applicant: declared by the expert, found by an office, or by what the frozen submission shows."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Submission
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.experts import relations
from zhicheng.experts.actions.serving import must_be_an_office
from zhicheng.experts.models import Avoidance, Clue, Expert
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.trail.writing import write
from zhicheng.vetting.models import Decision

LONGEST, LONGEST_CLUE = 200, 400  # a reason, the words of a clue
LABELS = {module: BY_KEY[module].label for module in relations.SHARED}


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
def find_relations(rows: Sequence[Application], experts: Iterable[Expert], by: Account) -> int:
    """Look for relations between experts and applicants: unit, work done together, supervisor, relative (order 40).

    By what was submitted last, so that nothing typed afterwards changes it, and by what the experts have declared. What
    is certain keeps away at once, with its reason; what is only possible waits as a clue for an officer. Who has audited
    the case at a station keeps away too: nobody acts in two roles in one case. An avoidance
    or a clue that stands already keeps its own. Returns how many avoidances are new.
    """
    members = list(experts)
    known = set(Avoidance.objects.filter(expert__in=members).values_list("expert_id", "person_id"))
    clues = set(Clue.objects.filter(expert__in=members).values_list("expert_id", "person_id", "words"))
    sides, new = [(expert, _expert(expert)) for expert in members], 0
    applicants, audited = _applicants(rows), _audited(rows, members)
    for row in rows:
        for expert, side in sides:
            found = relations.between(side, applicants[row.pk])
            has_audited = (row.pk, expert.account_id) in audited
            if not (found or has_audited) or (expert.pk, row.person_id) in known:
                continue
            certain = [one.words for one in found if one.certain]
            certain += [_("作为审核人办理过这份申报")] if has_audited else []
            if certain:
                words = _("系统核对：%(words)s") % {"words": "；".join(certain)}
                _keep(expert, row.person, words[:LONGEST], "find_avoidance", by)
                new += 1
                continue
            words = "；".join(one.words for one in found)[:LONGEST_CLUE]
            if (expert.pk, row.person_id, words) not in clues:
                Clue.objects.create(expert=expert, person_id=row.person_id, words=words, found_at=clock.now())
                write("find_clue", "expert", expert.id, actor=by.id, facts={"person": row.person_id})
    return new


def _audited(rows: Sequence[Application], experts: Sequence[Expert]) -> set[tuple[UUID, UUID]]:
    """Which case whose account has audited at a station."""
    accounts = [expert.account_id for expert in experts]
    audits = Decision.objects.filter(application__in=rows, account__in=accounts).order_by()
    return set(audits.values_list("application_id", "account_id"))


@transaction.atomic
def settle_clue(clue: Clue, reason: str, by: Account, *, away: bool) -> Clue:
    """An officer has found out whether the relation is real: the expert keeps away, or there is none. Errors: Refused."""
    must_be_an_office(by)
    row = Clue.objects.select_for_update(of=("self",)).select_related("expert", "person").get(pk=clue.pk)
    if row.outcome != Clue.Outcome.WAITING:
        raise Refused(_("这条回避线索已经核实。"))
    if not reason.strip():
        raise Refused(_("请写明怎样核实、依据什么。"), field="reason")
    row.outcome = Clue.Outcome.AWAY if away else Clue.Outcome.UNRELATED
    row.reason, row.decided_by, row.decided_at = reason.strip(), by, clock.now()
    row.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    write("settle_clue", "expert", row.expert_id, actor=by.id, facts={"clue": row.id, "outcome": row.outcome})
    if away:
        words = _("%(clue)s；核实：%(reason)s") % {"clue": row.words, "reason": row.reason}
        _keep(row.expert, row.person, words[:LONGEST], "find_avoidance", by)
    return row


def _expert(expert: Expert) -> relations.Side:
    declared = {relations.folded(one) for one in expert.works.splitlines()} - {""}
    return relations.Side(
        relations.folded(expert.name),
        relations.places_in([expert.unit_name, *expert.past_units]),
        declared=declared,
        students=relations.people_in(expert.students),
        relatives=relations.people_in(expert.relatives),
    )


def _applicants(rows: Sequence[Application]) -> dict[object, relations.Side]:
    """Each applicant as the last submission tells, by application."""
    newest = Submission.objects.filter(application__in=rows).order_by("version")
    records: dict[object, dict[str, Any]] = {
        application: content.get("records", {})
        for application, content in newest.values_list("application_id", "content")
    }
    return {row.pk: _applicant(row, records.get(row.pk, {})) for row in rows}


def _applicant(row: Application, records: dict[str, Any]) -> relations.Side:
    work, education = records.get("work", ()), records.get("education", ())
    schools = relations.places_in(str(one["data"].get("school", "")) for one in education)
    supervisors = [
        relations.Named(named.name, named.unit or relations.folded(str(one["data"].get("school", ""))))
        for one in education
        for named in relations.people_in(str(one["data"].get("supervisor", "")))
    ]
    units = [str(one["data"].get("unit", "")) for one in work]
    return relations.Side(
        relations.folded(row.applicant_name),
        relations.places_in([row.unit.name, *units]),
        frozenset(schools),
        works=relations.works_in(records, LABELS),
        supervisors=supervisors,
    )


def _keep(expert: Expert, person: Person, reason: str, act: str, by: Account) -> Avoidance:
    row, created = Avoidance.objects.get_or_create(
        expert=expert,
        person=person,
        defaults={"reason": reason, "declared_by": by, "declared_at": clock.now()},
    )
    if created:
        write(act, "expert", expert.id, actor=by.id, facts={"person": person.id, "reason": row.reason})
    return row
