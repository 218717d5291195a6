"""通过: a station passes an application on; the last one finishes the electronic audit."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.guards import check_instant
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application, Company
from zhicheng.applications.states import Actor, Event, State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.instants import Instant
from zhicheng.trail.writing import write
from zhicheng.vetting.actions.companies import own_company, seal_for, tell_other
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.actions.entrusting import ask_for_letter, decide, is_entrusted
from zhicheng.vetting.actions.fraud import must_not_be_suspected
from zhicheng.vetting.actions.preparing import must_be_another
from zhicheng.vetting.checks import all_points, blockers, unit_tasks
from zhicheng.vetting.models import Decision, Preparation


@transaction.atomic
def pass_on(
    application: Application,
    opinion: str,
    checked: Sequence[str],
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
) -> Decision:
    """Pass the application to the next station of its route, or finish the audit (GUIDE-5.3.4, 5.2.3-2).

    For a dispatched person each of the two companies passes for itself, and the second moves the file on.
    A unit also ticks all four check points (`checked`), and nothing of checks.blockers() may be left.
    Where the unit has preparing and passing apart, another than who prepared it passes, in a position that may.
    `version`: the one that was read, default the given row's. Errors: Refused, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version)
    text = required(opinion)
    if actor is Actor.UNIT:
        check_instant(row.session, Instant.UNIT_PASS)
    company = own_company(row, organisation) if actor is Actor.UNIT else None
    must_not_be_suspected(row)
    own = company.organisation if company else None
    tasks = unit_tasks(row, company=own) if actor is Actor.UNIT else None
    left = blockers(row, tasks, company=own)
    if left:
        raise Refused("".join(item.sentence for item in left), clause=left[0].clause)
    saving, points, prepared = [], [], None
    if tasks is not None:
        prepared = must_be_another(tasks, by, organisation)
        points = all_points(checked)
        if company is not None and not seal_for(row, company):
            return _sealed_first(row, company, text, points, prepared, by)
        if row.first_unit_pass_at is None:
            row.first_unit_pass_at = clock.now()
            saving.append("first_unit_pass_at")
    event = Event.PASS_ON
    if row.stations.filter(passed_at__isnull=True).count() == 1:
        event = row_for(row.kind, row.channel).last_event
        if event is Event.APPROVE:
            raise Refused(_("本环节是最后一个环节，请填写核准文号办理核准。"), clause="GUIDE-Q18-0")
        if event is Event.FINISH_AUDIT:
            row.audited_at = clock.now()
            saving.append("audited_at")
    decision = record(row, Decision.Outcome.PASS, text, by, organisation, checked=points, prepared=prepared)
    if row.state == State.AT_CITY and is_entrusted(row):
        decide(row, by, agrees=True)
    flow.move(row, event, flow.By(actor, by, organisation), text, saving=saving)
    ask_for_letter(row, by)
    refresh(application, row)
    return decision


def _sealed_first(
    row: Application,
    company: Company,
    text: str,
    points: Sequence[str],
    prepared: Preparation | None,
    by: Account,
) -> Decision:
    """The first of the two companies has audited and sealed: the other is told, the file stays (KM2023-3.7)."""
    decision = record(
        row, Decision.Outcome.PASS, text, by, company.organisation, checked=points, prepared=prepared
    )
    other = tell_other(row, company)
    facts = {"side": company.side, "waits_for": other.name, "opinion": text}
    organisation = company.organisation_id
    write("seal_as_company", "application", row.id, actor=by.id, organisation=organisation, facts=facts)
    return decision
