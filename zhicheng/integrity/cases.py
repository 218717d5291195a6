"""A case against a unit that failed its audit duty: opened with measures, closed with what was put right.

GUIDE-1.1.2 and 1.2.1: HRSS bureaus and the organisers of committees may open one; suspending the next year's
recommending is the bureaus' of city and province (KM2023-6.3b).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.integrity.access import KEEPERS, OPENERS
from zhicheng.integrity.actions import suspend_unit
from zhicheng.integrity.models import UnitCase
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import bearers
from zhicheng.trail.writing import write

SUSPEND = UnitCase.Measure.SUSPEND


@dataclass(frozen=True)
class Charge:
    """What was found, who is responsible in the unit, and what is ordered (values of UnitCase.Measure)."""

    facts: str
    people: str
    measures: Sequence[str]


@transaction.atomic
def open_case(unit: Organisation, charge: Charge, by: Account, organisation: Organisation) -> UnitCase:
    """Open a case with its measures; the unit's officers are told. Errors: Refused."""
    _must_open(by, organisation)
    if not charge.facts.strip():
        raise Refused(_("请写明单位未履行审核职责的事实。"), clause="GUIDE-1.1.2", field="facts")
    if not charge.measures:
        raise Refused(_("请选择处理措施。"), clause="GUIDE-1.1.2", field="measures")
    if SUSPEND in charge.measures and organisation.kind not in KEEPERS:
        raise Refused(
            _("暂停下一年度推荐由市级以上人社部门决定，请选择其他措施，并报市人社局。"),
            clause="KM2023-6.3b",
            field="measures",
        )
    row = UnitCase.objects.create(
        unit=unit,
        facts=charge.facts.strip(),
        people=charge.people.strip(),
        measures=list(charge.measures),
        opened_by=organisation,
        opened_at=clock.now(),
    )
    words = "、".join(str(UnitCase.Measure(one).label) for one in charge.measures)
    facts = {"case": str(row.id), "facts": row.facts, "measures": row.measures}
    write("open_case", "organisation", unit.id, actor=by.id, organisation=organisation.id, facts=facts)
    if SUSPEND in charge.measures:
        suspend_unit(unit, clock.today().year + 1, row.facts, by, organisation)
    for account in bearers(unit.pk, Membership.Role.UNIT):
        send(
            account,
            _("对本单位审核失职的处理"),
            _("%(who)s对本单位作出处理：%(measures)s。事实：%(facts)s")
            % {"who": organisation.name, "measures": words, "facts": row.facts},
        )
    return row


@transaction.atomic
def close_case(case: UnitCase, outcome: str, by: Account, organisation: Organisation) -> UnitCase:
    """Close a case once the unit has put things right, with how it was checked. Errors: Refused."""
    _must_open(by, organisation)
    row = UnitCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if row.opened_by_id != organisation.id:
        raise Refused(_("这件处理由立案的部门办结。"), status=404, clause="GUIDE-1.2.1")
    if row.closed_at is not None:
        raise Refused(_("这件处理已经办结。"))
    if not outcome.strip():
        raise Refused(_("请写明整改和补救的情况。"), clause="GUIDE-1.1.2", field="outcome")
    row.closed_at, row.outcome = clock.now(), outcome.strip()
    row.save(update_fields=["closed_at", "outcome"])
    facts = {"case": str(row.id), "outcome": row.outcome}
    write("close_case", "organisation", row.unit_id, actor=by.id, organisation=organisation.id, facts=facts)
    return row


def _must_open(by: Account, organisation: Organisation) -> None:
    if not any(acts_for(by, organisation, role) for role in OPENERS):
        raise Refused(_("只有人社部门和评委会组建单位可以对单位立案处理。"), status=404, clause="GUIDE-1.2.1")
