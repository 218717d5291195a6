"""主管部门, 自主评审权限 and 机构身份 by day: laid down and ended by bureaus, taken over when the day comes (part 4)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.actions.registering import name_taken
from zhicheng.people.competence import due, held_on
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Competence, Membership, Organisation, Place
from zhicheng.people.queries import in_force
from zhicheng.trail import writing as trail
from zhicheng.ui.templatetags.ui import cn_date

Kind = Competence.Kind
OrganisationKind = Organisation.Kind
DELEGATING = (OrganisationKind.CITY_BUREAU, OrganisationKind.PROVINCE)
BY = {
    Kind.SUPERIOR: (OrganisationKind.CITY_BUREAU,),
    Kind.STANDING: (OrganisationKind.CITY_BUREAU,),
    Kind.SELF_REVIEW: DELEGATING,
}
CLAUSES = {Kind.SUPERIOR: "GUIDE-Q5b", Kind.SELF_REVIEW: "KM2023-1.5", Kind.STANDING: "GUIDE-Q5b"}
MADE = (OrganisationKind.DEPARTMENT, OrganisationKind.COUNTY_BUREAU)  # which the bureau opens itself
FROM_UNIT = (OrganisationKind.AGENCY, OrganisationKind.ASSOCIATION, OrganisationKind.DISPATCH)


@dataclass(frozen=True)
class Laid:
    """What is laid down: by which paper, from which day, to which last day (None: none is set)."""

    document: str
    since: dt.date
    until: dt.date | None = None


@transaction.atomic
def name_superior(
    unit: Organisation, superior: Organisation, laid: Laid, *, by: Account, bureau: Organisation
) -> Competence:
    """The unit's competent department from the day on: applications that are submitted then pass it (GUIDE-Q5b).

    Errors: Refused with `.field`.
    """
    _must_lay_down(Kind.SUPERIOR, by, bureau)
    if superior.kind != OrganisationKind.DEPARTMENT or superior.pk == unit.pk:
        raise Refused(_("请从列表中选择主管部门。"), field="superior", status=400)
    return _lay_down(unit, Kind.SUPERIOR, laid, by, bureau, superior=superior)


@transaction.atomic
def delegate_series(
    unit: Organisation, entries: Sequence[str], laid: Laid, *, by: Account, bureau: Organisation
) -> Competence | None:
    """Set which series and levels a self-review unit (自主评审单位) may review itself; none: it ends (KM2023-1.5).

    `entries`: "工程技术" for all levels of a series, "工程技术/副高级" for one. By bureaus of city and province.
    Errors: Refused with `.field`.
    """
    _must_lay_down(Kind.SELF_REVIEW, by, bureau)
    if entries:
        return _lay_down(unit, Kind.SELF_REVIEW, laid, by, bureau, entries=sorted(set(entries)))
    row = _held(unit)
    for one in row.competences.filter(kind=Kind.SELF_REVIEW, until=None, voided_at=None):
        _close(one, max(laid.since - dt.timedelta(days=1), one.since))
    if laid.since <= clock.today():
        _bring_into_line(row)
    _write("end_competence", row, by, bureau, {"kind": Kind.SELF_REVIEW, "from": laid.since.isoformat()})
    return None


@transaction.atomic
def give_standing(
    unit: Organisation, standing: str, laid: Laid, *, by: Account, bureau: Organisation
) -> Competence:
    """A registered unit is an agency, an association or a dispatch company from the day on (KM2023-2.2, 3.7).

    A department or window keeps what it is, to a last day: so it is closed. Errors: Refused with `.field`.
    """
    _must_lay_down(Kind.STANDING, by, bureau)
    becomes = standing in FROM_UNIT and unit.kind in (OrganisationKind.UNIT, *FROM_UNIT)
    closes = standing in MADE and unit.kind == standing and laid.until is not None
    if not (becomes or closes):
        raise Refused(_("请选择机构身份。"), field="standing", status=400)
    return _lay_down(unit, Kind.STANDING, laid, by, bureau, standing=standing)


@transaction.atomic
def open_organisation(
    name: str, standing: str, place: Place, laid: Laid, *, by: Account, bureau: Organisation
) -> Competence:
    """A competent department, or the window of a county or park that has none: it acts from the day on.

    Errors: Refused with `.field`, for a name in use or a place that has its window.
    """
    _must_lay_down(Kind.STANDING, by, bureau)
    name = " ".join(name.split())
    if not name:
        raise Refused(_("请填写机构名称。"), field="name", status=400)
    if standing not in MADE:
        raise Refused(_("请选择机构身份。"), field="standing", status=400)
    to_come = Competence.objects.filter(voided_at=None, standing__in=MADE).exclude(until__lt=laid.since)
    there = Organisation.objects.filter(active=True, kind__in=MADE)
    if (
        name_taken(name)
        or there.filter(name=name).exists()
        or to_come.filter(organisation__name=name).exists()
    ):
        raise Refused(_("已经有同名的机构。"), field="name", status=400)
    if standing == OrganisationKind.COUNTY_BUREAU:
        if place.kind not in (Place.Kind.COUNTY, Place.Kind.PARK):
            raise Refused(_("窗口设在县（市）区或园区。"), field="place", status=400)
        windows = to_come.filter(standing=standing, organisation__place=place)
        if there.filter(kind=standing, place=place).exists() or windows.exists():
            raise Refused(_("该地已有人社部门窗口。"), field="place", status=400)
    at = clock.now()
    row = Organisation.objects.create(
        name=name, kind=standing, place=place, active=False, registered_at=at, profile_completed_at=at
    )
    return _lay_down(row, Kind.STANDING, laid, by, bureau, standing=standing)


@transaction.atomic
def end_competence(
    competence: Competence, last_day: dt.date, document: str, *, by: Account, bureau: Organisation
) -> Competence:
    """It ends after `last_day`, by the paper `document`; what has not begun is taken back. Errors: Refused."""
    _must_lay_down(Kind(competence.kind), by, bureau)
    organisation = _held(competence.organisation)
    row = Competence.objects.select_for_update(of=("self",)).get(pk=competence.pk)
    if row.voided_at is not None or (row.until is not None and row.until < clock.today()):
        raise Refused(_("已经结束，请刷新页面。"))
    if not document.strip():
        raise Refused(_("请写明依据的文件。"), field="document", status=400)
    if row.begun_at is None:
        row.voided_at = clock.now()
        row.save(update_fields=["voided_at"])
    elif last_day < clock.today():
        raise Refused(_("最后一天不能早于今天。"), field="last_day", status=400)
    else:
        _close(row, last_day)
    facts = {"competence": str(row.pk), "until": last_day.isoformat(), "document": document.strip()}
    _write("end_competence", organisation, by, bureau, facts)
    day = _("尚未生效，已撤销") if row.voided_at else _("%(day)s后结束") % {"day": cn_date(last_day)}
    _tell(organisation, f"{row.get_kind_display()}（{row.words}）{day}：{document.strip()}")
    return row


def apply_competences() -> int:
    """Bring the organisations into line with what begins or has ended by today; how many. A job of the clock."""
    rows = due(Organisation.objects.all()).values_list("pk", flat=True)
    return sum(_applied(pk) for pk in list(rows))


@transaction.atomic
def _applied(pk: UUID) -> bool:
    row = Organisation.objects.select_for_update(of=("self",)).get(pk=pk)
    return _bring_into_line(row)


def _lay_down(
    organisation: Organisation,
    kind: Competence.Kind,
    laid: Laid,
    by: Account,
    bureau: Organisation,
    **what: object,
) -> Competence:
    row = _held(organisation)
    if not laid.document.strip():
        raise Refused(_("请写明依据的文件。"), field="document", clause=CLAUSES[kind], status=400)
    if laid.since < clock.today():
        raise Refused(_("生效日期不能早于今天：已提交的申报按提交时的路线走完。"), field="since", status=400)
    if laid.until is not None and laid.until < laid.since:
        raise Refused(_("截止日期不能早于生效日期。"), field="until", status=400)
    for one in row.competences.select_for_update().filter(kind=kind, voided_at=None):
        if one.since >= laid.since and one.begun_at is None:
            raise Refused(
                _("已经登记了从%(day)s起的规定（%(what)s），请先撤销。")
                % {"day": cn_date(one.since), "what": one.words},
                field="since",
            )
        if one.until is None or one.until >= laid.since:
            _close(one, max(laid.since - dt.timedelta(days=1), one.since))
    made = Competence.objects.create(
        organisation=row,
        kind=kind,
        document=laid.document.strip(),
        since=laid.since,
        until=laid.until,
        bureau=bureau,
        decided_by=by,
        decided_at=clock.now(),
        **what,
    )
    if made.since <= clock.today():
        _bring_into_line(row)
        made.refresh_from_db()
    facts = {
        "competence": str(made.pk), "kind": kind, "what": made.words, "document": made.document,
        "since": made.since.isoformat(), "until": made.until.isoformat() if made.until else "",
    }  # fmt: skip
    _write("lay_down_competence", row, by, bureau, facts)
    day = cn_date(made.since)
    _tell(row, f"{made.get_kind_display()}：{made.words}（{made.document}），{day}起。")
    organisation.refresh_from_db()
    return made


def _bring_into_line(row: Organisation) -> bool:
    """Write into the locked organisation what holds today; whether anything was to do."""
    today, at = clock.today(), clock.now()
    rows = list(row.competences.filter(voided_at=None, over_at=None).order_by("since", "decided_at"))
    over = [one for one in rows if not one.held_on(today) and one.since <= today]
    begun = [one for one in rows if one.held_on(today) and one.begun_at is None]
    for one in over:
        one.over_at, one.begun_at = at, one.begun_at or at
        one.save(update_fields=["over_at", "begun_at"])
        _give_up(row, one)
    for one in begun:
        one.begun_at = at
        one.save(update_fields=["begun_at"])
    for kind in {one.kind for one in over + begun}:
        holding = held_on(rows, kind, today)
        if holding is not None:
            _take_over(row, holding)
    if over or begun:
        row.save(update_fields=["competent_department", "self_review_series", "kind", "active"])
    return bool(over or begun)


def _take_over(row: Organisation, one: Competence) -> None:
    if one.kind == Kind.SUPERIOR:
        row.competent_department = one.superior
    elif one.kind == Kind.SELF_REVIEW:
        row.self_review_series = one.entries
    else:
        row.kind, row.active = one.standing, True


def _give_up(row: Organisation, one: Competence) -> None:
    if one.kind == Kind.SUPERIOR:
        row.competent_department = None
    elif one.kind == Kind.SELF_REVIEW:
        row.self_review_series = []
    elif one.standing in MADE:
        row.active = False
    else:
        row.kind = OrganisationKind.UNIT


def _close(one: Competence, last_day: dt.date) -> None:
    """Its last day is `last_day`; one that would end before it began is taken back."""
    one.until = last_day
    one.save(update_fields=["until"])


def _held(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _must_lay_down(kind: Competence.Kind, by: Account, bureau: Organisation) -> None:
    if bureau.kind not in BY[kind] or not acts_for(by, bureau, Membership.Role.BUREAU):
        words = {
            Kind.SELF_REVIEW: _("自主评审权限由省、市人社部门下放。"),
            Kind.SUPERIOR: _("主管部门由市人社局登记。"),
            Kind.STANDING: _("机构身份由市人社局登记。"),
        }
        raise Refused(words[kind], status=404, clause=CLAUSES[kind])


def _write(
    act: str, row: Organisation, by: Account, bureau: Organisation, facts: Mapping[str, object]
) -> None:
    trail.write(act, "organisation", row.pk, actor=by.pk, organisation=bureau.pk, facts=facts)


def _tell(row: Organisation, words: str) -> None:
    officers = Membership.objects.filter(in_force(clock.now()), organisation=row)
    for account in officers.values_list("account", flat=True).distinct():
        send(account, _("市人社局登记的机构信息有变动"), words)
