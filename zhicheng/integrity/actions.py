"""Acts of the integrity file: record fraud, suspend a unit's recommending, lift the suspension."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.integrity.access import KEEPERS
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.integrity.queries import records_in_force
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.people.queries import bearers
from zhicheng.policy.book import open_book
from zhicheng.policy.dates import integrity_until
from zhicheng.trail.writing import write

CITY = "昆明市"


@transaction.atomic
def record_integrity(person: Person, facts: str, by: Account, organisation: Organisation) -> IntegrityRecord:
    """Enter fraud into the 职称评审诚信档案库; it bars applying for the law's years (KM2023-6.3a, AMB-35).

    By any bureau, for a county's may revoke what it has issued. Errors: Refused.
    """
    _must_be_bureau(by, organisation)
    if not facts.strip():
        raise Refused(_("请写明查实的事实。"), clause="KM2023-6.3a", field="facts")
    today = clock.today()
    record = IntegrityRecord.objects.create(
        person=person,
        recorded_on=today,
        until=record_until(today),
        facts=facts.strip(),
        decided_by=organisation,
    )
    told = {"record": record.id, "until": record.until, "facts": record.facts}
    write("record_integrity", "person", person.id, actor=by.id, organisation=organisation.id, facts=told)
    words = _(
        "%(bureau)s已将以下事实记入职称评审诚信档案库，记录期到%(until)s，期内不得申报职称评审：%(facts)s"
    )
    what = {"bureau": organisation.name, "until": record.until.isoformat(), "facts": record.facts}
    send(person.account_id, _("已记入职称评审诚信档案"), words % what)
    return record


@transaction.atomic
def report_records(by: Account, organisation: Organisation) -> list[IntegrityRecord]:
    """The records in force, to be reported to the credit platform (KM2023-6.3a); the trail says who took them.

    By bureaus of city and province. Errors: Refused.
    """
    _must_keep(by, organisation)
    rows = list(records_in_force(clock.today()))
    facts = {"records": [str(row.id) for row in rows]}
    write(
        "report_records",
        "organisation",
        organisation.id,
        actor=by.id,
        organisation=organisation.id,
        facts=facts,
    )
    return rows


@transaction.atomic
def suspend_unit(
    unit: Organisation, year: int, reason: str, by: Account, organisation: Organisation
) -> Suspension:
    """Suspend the unit's recommending for the policy year after the decision (KM2023-6.3b, AMB-36).

    Applications that run go on. By bureaus of city and province. Errors: Refused, another year or twice.
    """
    _must_keep(by, organisation)
    today = clock.today()
    law = open_book(today.year, CITY).value("suspension.years_after")
    allowed = today.year + law.number
    if year != allowed:
        raise Refused(
            _("暂停的是作出决定的下一年度，今年只能暂停%(year)d年度的推荐。") % {"year": allowed},
            clause=law.clause,
            field="year",
        )
    if not reason.strip():
        raise Refused(_("请写明单位失职的事实和影响。"), clause=law.clause, field="reason")
    try:
        with transaction.atomic():
            row = Suspension.objects.create(
                unit=unit, year=year, reason=reason.strip(), decided_by=organisation, decided_at=clock.now()
            )
    except IntegrityError as twice:
        raise Refused(
            _("%(unit)s%(year)d年度的推荐已经暂停。") % {"unit": unit.name, "year": year}, clause=law.clause
        ) from twice
    facts = {"suspension": row.id, "year": year, "reason": row.reason}
    write("suspend_unit", "organisation", unit.id, actor=by.id, organisation=organisation.id, facts=facts)
    words = _("%(bureau)s决定暂停本单位%(year)d年度职称申报推荐工作，进行整改：%(reason)s")
    _tell(
        unit, _("暂停职称申报推荐"), words % {"bureau": organisation.name, "year": year, "reason": row.reason}
    )
    return row


@transaction.atomic
def lift_suspension(
    suspension: Suspension, reason: str, by: Account, organisation: Organisation
) -> Suspension:
    """Restore a unit that has put things right (KM2023-6.3b). Errors: Refused, also where it is lifted."""
    _must_keep(by, organisation)
    row = Suspension.objects.select_for_update(of=("self",)).select_related("unit").get(pk=suspension.pk)
    if row.lifted_at is not None:
        raise Refused(_("这项暂停已经解除。"))
    if not reason.strip():
        raise Refused(_("请写明整改的情况。"), clause="KM2023-6.3b", field="reason")
    row.lifted_at, row.lifted_because = clock.now(), reason.strip()
    row.save(update_fields=["lifted_at", "lifted_because"])
    facts = {"suspension": row.id, "year": row.year, "reason": row.lifted_because}
    write(
        "lift_suspension", "organisation", row.unit_id, actor=by.id, organisation=organisation.id, facts=facts
    )
    words = _("%(bureau)s已解除对本单位%(year)d年度职称申报推荐的暂停。")
    _tell(row.unit, _("恢复职称申报推荐"), words % {"bureau": organisation.name, "year": row.year})
    return row


def record_until(today: dt.date) -> dt.date:
    """The last day of a record that is entered today (KM2023-6.3a)."""
    return integrity_until(today, open_book(today.year, CITY).value("integrity.years").number)


def _must_be_bureau(by: Account, organisation: Organisation) -> None:
    if not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("只有人社部门可以办理诚信档案。"), status=404, clause="KM2023-6.3a")


def _must_keep(by: Account, organisation: Organisation) -> None:
    _must_be_bureau(by, organisation)
    if organisation.kind not in KEEPERS:
        raise Refused(_("暂停和恢复单位的推荐，由市级以上人社部门办理。"), status=404, clause="KM2023-6.3b")


def _tell(unit: Organisation, subject: str, body: str) -> None:
    for account in bearers(unit.pk, Membership.Role.UNIT):
        send(account, subject, body)
