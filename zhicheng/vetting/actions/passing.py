"""通过: a station passes an application on; the last one finishes the electronic audit."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.checks import CHECK_POINTS, blockers
from zhicheng.vetting.models import Decision


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

    A unit also ticks all four check points (`checked`), and nothing of checks.blockers() may be left.
    `version`: the one that was read, default the given row's. Errors: Refused, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version)
    text = required(opinion)
    left = blockers(row)
    if left:
        raise Refused("".join(item.sentence for item in left), clause=left[0].clause)
    saving = []
    if actor is Actor.UNIT:
        missing = [point for point in CHECK_POINTS if point not in checked]
        if missing:
            raise Refused(
                _("请逐项核对申报材料并勾选：%(points)s。") % {"points": "、".join(missing)},
                clause="GUIDE-5.3.0",
                field="checked",
            )
        if row.first_unit_pass_at is None:
            row.first_unit_pass_at = clock.now()
            saving.append("first_unit_pass_at")
    event = Event.PASS_ON
    if row.stations.filter(passed_at__isnull=True).count() == 1:
        event = KINDS[Kind(row.kind)].last_event
        if event is Event.FINISH_AUDIT:
            row.audited_at = clock.now()
            saving.append("audited_at")
    points = [point for point in CHECK_POINTS if point in checked] if actor is Actor.UNIT else []
    decision = record(row, Decision.Outcome.PASS, text, by, organisation, checked=points)
    flow.move(row, event, flow.By(actor, by, organisation), text, saving=saving)
    refresh(application, row)
    return decision
