"""经办与审核分开: in a unit that wants it so, one person prepares (送审) and another one passes (KM2023-6.1)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import acting_name
from zhicheng.people.unit_staff import PASSING, members_of
from zhicheng.trail.writing import write
from zhicheng.vetting.actions.companies import own_company
from zhicheng.vetting.actions.deciding import begin, required
from zhicheng.vetting.actions.fraud import must_not_be_suspected
from zhicheng.vetting.checks import UnitTasks, all_points, blockers, unit_tasks
from zhicheng.vetting.models import Preparation


@transaction.atomic
def prepare(
    application: Application,
    opinion: str,
    checked: Sequence[str],
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
) -> Preparation:
    """送审: the opinion and the four check points, for another to pass, who is told; a second time replaces the first.

    All that passing asks for must be there. `version`: as in pass_on(). Errors: Refused, Outdated.
    """
    row, actor = begin(application, by, organisation, version)
    text = required(opinion)
    company = own_company(row, organisation) if actor is Actor.UNIT else None
    if company is not None and company.passed_at is not None:
        raise Refused(_("本单位已经审核盖章，等待另一家单位办理。"), clause="KM2023-3.7")
    own = company.organisation if company else None
    tasks = unit_tasks(row, company=own)
    if actor is not Actor.UNIT or not tasks.separate or tasks.submission is None:
        raise Refused(_("本单位没有实行经办与审核分开，不用送审。"))
    must_not_be_suspected(row)
    left = [item for item in blockers(row, tasks, company=own) if item.key != "prepare"]
    if left:
        raise Refused("".join(item.sentence for item in left), clause=left[0].clause)
    points = all_points(checked)
    made = Preparation.objects.create(
        application=row,
        person_id=row.person_id,
        submission=tasks.submission,
        organisation=organisation,
        opinion=text,
        checked=points,
        prepared_by=by,
        who=acting_name(by, organisation, Membership.Role.UNIT),
        prepared_at=clock.now(),
    )
    words = _("%(who)s已审核%(name)s的申报并送审，请您通过。") % {"who": made.who, "name": row.applicant_name}
    for one in who_passes(organisation, by):
        send(one.account_id, _("有一份申报等待您通过"), words, link=f"/vetting/{row.id}/")
    facts = {"opinion": text, "checked": points, "submission": tasks.submission.content_hash}
    write("prepare", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return made


def who_passes(unit: Organisation, preparer: Account) -> list[Membership]:
    """The unit's people who may pass what `preparer` has prepared."""
    return [one for one in members_of(unit) if one.position in PASSING and one.account_id != preparer.pk]


def must_be_another(tasks: UnitTasks, by: Account, unit: Organisation) -> Preparation | None:
    """What `by` passes; None in a unit where preparing and passing are not separate. Errors: Refused, saying who can."""
    if not tasks.separate or tasks.preparation is None:
        return None
    able = who_passes(unit, tasks.preparation.prepared_by)
    if any(one.account_id == by.pk for one in able):
        return tasks.preparation
    said = {"who": tasks.preparation.who, "able": "、".join(one.account.display_name for one in able)}
    words = _("本单位实行经办与审核分开：这份申报由%(who)s送审，请由%(able)s通过。")
    if not able:
        words = _(
            "本单位实行经办与审核分开：%(who)s送审以后没有其他负责人可以通过，请由别的经办人员重新送审，或先添加人员。"
        )
    raise Refused(words % said, clause="KM2023-6.1", status=403)
