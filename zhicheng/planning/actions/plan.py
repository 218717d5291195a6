"""The yearly plan: an organiser proposes a review, the bureau of the level publishes the plan."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.planning.queries import proposed_entries
from zhicheng.policy.book import first_year
from zhicheng.trail.writing import write


@transaction.atomic
def propose_plan_entry(
    *, committee: Committee, year: int, month: int, by: Account, organisation: Organisation
) -> PlanEntry:
    """The organiser proposes its committee's review of a year, month 1 to 12 (YN2023-1, GUIDE-Q7-3).

    A row that is only proposed can be proposed again with another month.
    Errors: Refused for another's committee, a self-review unit's, a published row, an impossible date.
    """
    if committee.organiser_id != organisation.id:
        raise Refused(_("只有组建单位可以申报本评委会的年度评审计划。"), clause="YN2023-1", status=404)
    if committee.reviews_itself:
        raise Refused(_("自主评审单位自行安排评审时间，不列入年度评审计划。"), clause="KM2023-1.5")
    if not 1 <= month <= 12:
        raise Refused(_("计划评审月份须为1至12月。"), field="month")
    if not first_year() <= year <= clock.today().year + 1:
        raise Refused(
            _("评审年度须在%(first)d年至%(last)d年之间。")
            % {"first": first_year(), "last": clock.today().year + 1},
            field="year",
        )
    entry, created = PlanEntry.objects.select_for_update().get_or_create(
        committee=committee, year=year, defaults={"month": month, "state": PlanEntry.State.PROPOSED}
    )
    if not created:
        if entry.state == PlanEntry.State.PUBLISHED:
            raise Refused(
                _("%(year)d年评审计划已公布，本评委会计划于%(month)d月评审，不能再改。")
                % {"year": year, "month": entry.month},
                clause="YN2023-1",
            )
        entry.month = month
        entry.save(update_fields=["month"])
    facts = {"committee": committee.code, "year": year, "month": month}
    write(
        "propose_plan_entry", "plan_entry", entry.id, actor=by.id, organisation=organisation.id, facts=facts
    )
    return entry


@transaction.atomic
def publish_plan(
    *,
    by: Account,
    organisation: Organisation,
    year: int | None = None,
    entries: Sequence[PlanEntry] | None = None,
) -> list[PlanEntry]:
    """The bureau of the level publishes the given proposed rows, or all of a year (KM2023-1.1, DC2022-5).

    The published rows. Errors: Refused when there is nothing to publish, or a row is another bureau's.
    """
    mine = {entry.id: entry for entry in proposed_entries(organisation)}
    of_year = {entry.id for entry in mine.values() if entry.year == year}
    wanted = of_year if entries is None else {entry.id for entry in entries}
    if not wanted:
        raise Refused(_("没有待公布的评审计划，请先由组建单位申报。"), clause="KM2023-1.1")
    locked = list(
        PlanEntry.objects.select_for_update(of=("self",))
        .select_related("committee")
        .filter(id__in=wanted & set(mine), state=PlanEntry.State.PROPOSED)
    )
    if len(locked) < len(wanted):
        raise Refused(
            _("所选计划中有的已公布或不属于本部门公布，请刷新页面后重新选择。"), clause="KM2023-1.1"
        )
    for entry in locked:
        entry.state, entry.published_at = PlanEntry.State.PUBLISHED, clock.now()
        entry.save(update_fields=["state", "published_at"])
        facts = {"committee": entry.committee.code, "year": entry.year, "month": entry.month}
        write("publish_plan", "plan_entry", entry.id, actor=by.id, organisation=organisation.id, facts=facts)
    return locked
