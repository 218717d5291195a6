"""The yearly plan: an organiser proposes a review, the bureau of the level publishes the plan."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import must_be_bureau, must_organise
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.planning.queries import plan_bureau, plan_line, plan_table, proposed_entries
from zhicheng.policy.book import first_year
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

CLAUSE = "YN2023-5"
MOST_TOLD = 10


@transaction.atomic
def propose_plan_entry(
    *, committee: Committee, year: int, month: int, by: Account, organisation: Organisation
) -> PlanEntry:
    """The organiser proposes its committee's review of a year, month 1 to 12 (YN2023-1, GUIDE-Q7-3).

    A row that is only proposed, or sent back by the bureau, can be proposed again with another month.
    Errors: Refused for another's committee, a self-review unit's, a published row, an impossible date.
    """
    must_organise(by, committee, organisation, "YN2023-1")
    if committee.reviews_itself:
        raise Refused(_("自主评审单位自行安排评审时间，不列入年度评审计划。"), clause="KM2023-1.5")
    if not 1 <= month <= 12:
        raise Refused(_("计划评审月份须为1至12月。"), field="month")
    _check_year(year)
    entry, created = PlanEntry.objects.select_for_update().get_or_create(
        committee=committee,
        year=year,
        defaults={"month": month, "state": PlanEntry.State.PROPOSED, "proposed_by": by},
    )
    if not created:
        if entry.state == PlanEntry.State.PUBLISHED:
            raise Refused(
                _("%(year)d年评审计划已公布，本评委会计划于%(month)d月评审，不能再改。")
                % {"year": year, "month": entry.month},
                clause="YN2023-1",
            )
        entry.month, entry.state, entry.proposed_by = month, PlanEntry.State.PROPOSED, by
        entry.returned_because = ""
        entry.save(update_fields=["month", "state", "proposed_by", "returned_because"])
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

    Under its seal: one for each year and level, over the whole table as it then stands, earlier rows with it.
    The published rows. Errors: Refused when there is nothing to publish, or a row is another bureau's.
    """
    must_be_bureau(by, organisation, "KM2023-1.1")
    Organisation.objects.select_for_update().get(
        pk=organisation.pk
    )  # one after the other: a seal covers all rows
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
    tables = sorted({(entry.year, entry.committee.level) for entry in locked})
    seals = {table: _seal(*table, by, organisation) for table in tables}
    for entry in locked:
        entry.seal = seals[entry.year, entry.committee.level]
        entry.save(update_fields=["seal"])
        facts = {"committee": entry.committee.code, "year": entry.year, "month": entry.month}
        write("publish_plan", "plan_entry", entry.id, actor=by.id, organisation=organisation.id, facts=facts)
    return locked


@transaction.atomic
def return_plan(
    *, entries: Sequence[PlanEntry], reason: str, by: Account, organisation: Organisation
) -> list[PlanEntry]:
    """The bureau of the level does not approve these proposed rows: back to who proposed them, who may do so again.

    Errors: Refused without reason, without a row, for a row that is published, sent back already or another bureau's.
    """
    must_be_bureau(by, organisation, "KM2023-1.1")
    reason = reason.strip()
    if not entries:
        raise Refused(_("请选择要退回的评审计划。"), clause="KM2023-1.1", field="entries")
    if not reason:
        raise Refused(_("退回须写明原因。"), clause="KM2023-1.1", field="reason")
    mine = {entry.id for entry in proposed_entries(organisation)}
    rows = list(
        PlanEntry.objects.select_for_update(of=("self",))
        .select_related("committee")
        .filter(id__in={entry.id for entry in entries} & mine, state=PlanEntry.State.PROPOSED)
    )
    if len(rows) < len(entries):
        raise Refused(
            _("所选计划中有的已公布、已退回或不属于本部门公布，请刷新页面后重新选择。"), clause="KM2023-1.1"
        )
    for row in rows:
        row.state, row.returned_because = PlanEntry.State.RETURNED, reason
        row.save(update_fields=["state", "returned_because"])
        facts = {"committee": row.committee.code, "year": row.year, "month": row.month, "reason": reason}
        write("return_plan", "plan_entry", row.id, actor=by.id, organisation=organisation.id, facts=facts)
        if row.proposed_by_id is not None:
            what = {"year": row.year, "committee": row.committee.name}
            send(
                row.proposed_by_id,
                _("%(committee)s%(year)d年评审计划已退回") % what,
                _("原因：%(reason)s。请改正后重新申报。") % {"reason": reason.rstrip("。")},
                link="/sessions/plan/propose/",
            )
    return rows


def _seal(year: int, level: str, by: Account, bureau: Organisation) -> Signature:
    """The bureau's seal over its whole table of the year and level."""
    rows = [[one.committee.code, *plan_line(one)] for one in plan_table(year, bureau, level)]
    return sign(
        by,
        organisation=bureau,
        content={"year": year, "level": level, "rows": rows},
        method=Signature.Method.ORGANISATION_KEY,
        purpose="评审计划公布",
        role=Membership.Role.BUREAU,
    )


@dataclass(frozen=True, slots=True)
class Planned:
    """A row that came as a file: its committee, what it says, and the row that stands there already, if any."""

    committee: Committee
    row: Mapping[str, Any]
    there: PlanEntry | None

    @property
    def effect(self) -> str:
        """What importing it does, in words."""
        if self.there is None:
            return _("新增")
        if self.there.state == PlanEntry.State.PUBLISHED:
            return _("已公布，不变")
        if self.there.month == self.row["month"]:
            return _("已申报，不变") if self.there.state == PlanEntry.State.PROPOSED else _("重新申报")
        return _("由%(month)d月改为%(now)d月") % {"month": self.there.month, "now": self.row["month"]}


@transaction.atomic
def look_at_plan(
    *, year: int, rows: Sequence[Mapping[str, Any]], by: Account, organisation: Organisation
) -> list[Planned]:
    """What `import_plan` would enter; nothing is kept. Errors: as that act."""
    must_be_bureau(by, organisation, CLAUSE)
    _check_year(year)
    known = _by_name()
    there = {entry.committee_id: entry for entry in PlanEntry.objects.select_for_update().filter(year=year)}
    found: dict[Committee, Planned] = {}
    wrong = []
    for row in rows:
        committee = known.get(row["committee"])
        if why := _misfit(row, committee, organisation, found, there):
            wrong.append(_("%(name)s：%(why)s") % {"name": row["committee"], "why": why})
        elif committee is not None:
            found[committee] = Planned(committee, row, there.get(committee.id))
    if wrong or not found:
        words = "；".join(wrong[:MOST_TOLD]) or _("文件里没有数据行。")
        more = _("等共%(many)d行") % {"many": len(wrong)} if len(wrong) > MOST_TOLD else ""
        raise Refused(words + more + _("。什么都没有保存。"), clause=CLAUSE, field="file")
    return list(found.values())


@transaction.atomic
def import_plan(
    *, year: int, rows: Sequence[Mapping[str, Any]], by: Account, organisation: Organisation
) -> list[PlanEntry]:
    """Enter the rows of a plan that came as a file, for the bureau of the level to publish (YN2023-5).

    `rows`: committee (name as registered or as an earlier plan had it), organiser (may be empty), month. All
    rows or none. Errors: Refused with each row that cannot be taken: no registered committee, another bureau's,
    a month that is none, twice in the file, published already with another month.
    """
    found = look_at_plan(year=year, rows=rows, by=by, organisation=organisation)
    entries = [_enter(year, one, by) for one in found]
    facts = {"year": year, "rows": content_hash({"rows": [dict(row) for row in rows]}), "many": len(entries)}
    write(
        "import_plan", "organisation", organisation.id, actor=by.id, organisation=organisation.id, facts=facts
    )
    return entries


def _by_name() -> dict[str, Committee]:
    """The committees by each name that they go by: as registered, or as a plan has called them."""
    committees = Committee.objects.select_related("organiser", "place").filter(active=True)
    earlier = PlanEntry.objects.exclude(name_in_plan="").values_list("name_in_plan", "committee_id")
    by_id = {one.id: one for one in committees}
    found = {name: by_id[one] for name, one in earlier.order_by("year") if one in by_id}
    return found | {one.name: one for one in by_id.values()}


def _misfit(
    row: Mapping[str, Any],
    committee: Committee | None,
    bureau: Organisation,
    found: Container[Committee],
    there: Mapping[Any, PlanEntry],
) -> str:
    """Why a row cannot be taken, or nothing."""
    if committee is None:
        return _("没有登记这个评委会，请先登记或核对名称")
    if plan_bureau(committee) != bureau:
        return _("评审计划不由本部门公布")
    if committee.reviews_itself:
        return _("自主评审单位不列入年度评审计划")
    if not 1 <= row["month"] <= 12:
        return _("计划评审月份须为1至12月")
    if committee in found:
        return _("在文件中出现两次")
    entry = there.get(committee.id)
    if entry is not None and entry.state == PlanEntry.State.PUBLISHED and entry.month != row["month"]:
        return _("已公布为%(month)d月，不能再改") % {"month": entry.month}
    return ""


def _enter(year: int, planned: Planned, by: Account) -> PlanEntry:
    """The row as proposed; a published one stays as it is."""
    committee, row, entry = planned.committee, planned.row, planned.there
    if entry is not None and entry.state == PlanEntry.State.PUBLISHED:
        return entry
    organiser = row.get("organiser") or committee.organiser.name
    values = {
        "month": row["month"],
        "name_in_plan": row["committee"] if row["committee"] != committee.name else "",
        "organiser_in_plan": organiser if organiser != committee.organiser.name else "",
        "state": PlanEntry.State.PROPOSED,
        "proposed_by": by,
        "returned_because": "",
    }
    saved, _created = PlanEntry.objects.update_or_create(committee=committee, year=year, defaults=values)
    return saved


def _check_year(year: int) -> None:
    last = clock.today().year + 1
    if not first_year() <= year <= last:
        words = {"first": first_year(), "last": last}
        raise Refused(_("评审年度须在%(first)d年至%(last)d年之间。") % words, field="year")
