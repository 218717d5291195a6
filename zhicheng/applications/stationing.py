"""The stations of an application with the organisation that stands at each."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from zhicheng.applications.casefile import CaseFile
from zhicheng.people.models import Organisation, Place
from zhicheng.people.queries import delegated_series
from zhicheng.planning.models import Committee
from zhicheng.policy import routes
from zhicheng.policy.facts import CommitteeLevel, Employment, Kind, Level, RouteFacts, UnitKind
from zhicheng.policy.tables.places import place_named, window_for
from zhicheng.vault.prepared import Prepared

_NO_USER_UNIT = _l(
    "劳务派遣人员由派遣公司和用人单位双公示、双审核、双盖章。请在“资格信息”中写明用人单位在本系统注册的全称；"
    "用人单位还没有注册的，请先由其注册。"
)
AGENCIES = frozenset({Organisation.Kind.AGENCY, Organisation.Kind.ASSOCIATION})
_TIERS = {
    Committee.Tier.PROVINCE: CommitteeLevel.PROVINCE,
    Committee.Tier.CITY: CommitteeLevel.CITY,
    Committee.Tier.COUNTY: CommitteeLevel.COUNTY,
    Committee.Tier.ZONE: CommitteeLevel.COUNTY,
    Committee.Tier.UNIT: CommitteeLevel.CITY,
}


@dataclass(frozen=True)
class Stop:
    """One station before it is frozen."""

    name: str
    organisation: Organisation


@dataclass(frozen=True)
class Road:
    """The stations in order, or why there are none: `problem` (Chinese, who must do what), its clause.

    `companies`: of a dispatched person, the dispatch company and the user unit.
    """

    stops: tuple[Stop, ...]
    problem: str = ""
    clause: str = ""
    companies: tuple[Organisation, ...] = ()


def unit_kind_of(unit: Organisation, employment: str) -> UnitKind:
    """The kind of unit in the words of the law; a freelancer's recommender is no employer.

    The notice is addressed to the city's people's organisations beside its departments (KM2023-0): their people go
    the way of the city's own units.
    """
    if unit.unit_kind == Organisation.UnitKind.PEOPLES and employment != Employment.FREELANCE:
        return UnitKind.CITY_STATE
    if employment == Employment.FREELANCE or not unit.unit_kind:
        return UnitKind.NONE
    return UnitKind(unit.unit_kind)


def committee_level_of(
    committee: Committee | None, unit: Organisation, series: str, level: str
) -> CommitteeLevel | None:
    """Whose committee it is; a unit's own committee in a delegated series is 自主 (KM2023-1.5)."""
    if committee is None:
        return None
    if committee.tier == Committee.Tier.UNIT and series in delegated_series(unit, level):
        return CommitteeLevel.SELF_REVIEW
    return _TIERS[Committee.Tier(committee.tier)]


def road_of(case: CaseFile) -> Road:
    """Where the application will go, by part 4 of the requirements."""
    application, unit = case.application, case.unit
    employment = case.qualification.employment if case.qualification else ""
    committee = case.session.committee if case.session else None
    of_unit = (
        case.user_unit or unit
    )  # whose delegated series count: a dispatched person's user unit's (AMB-21)
    route = routes.stations(
        RouteFacts(
            kind=Kind(application.kind),
            level=Level(application.level),
            series=application.series,
            unit_kind=unit_kind_of(unit, employment),
            committee_level=committee_level_of(committee, of_unit, application.series, application.level),
            committee=committee.name if committee else None,
            entrusted=True,  # to apply here is to ask for it; unit, superior and city bureau decide (KM2023-2.3)
            county=unit.place.name if unit.place else "",
            self_review_series=delegated_series(of_unit, application.level),
            agency=unit.kind in AGENCIES,
            employment=Employment(employment) if employment else Employment.CONTRACT,
        ),
        case.book,
    )
    clause = route.clauses[0] if route.clauses else ""
    if not route.stations:
        return Road((), route.note or _("按现行文件，这种情况不在本市申报范围内。"), clause)
    by_two = case.dispatched and case.kind.by_committee
    if by_two and case.user_unit is None:
        return Road((), str(_NO_USER_UNIT), "KM2023-3.7")
    stops = []
    for name in _named(route.stations, case):
        organisation = _organisation(name, case, employment)
        if organisation is None:
            return Road((), _missing(name), clause)
        stops.append(Stop(name, organisation))
    both = (unit, case.user_unit) if by_two and case.user_unit else ()
    return Road(tuple(stops), clause=clause, companies=both)


def _named(names: tuple[str, ...], case: CaseFile) -> tuple[str, ...]:
    """A dispatched person's first station is both companies', at a self-review unit too (KM2023-1.5, 3.7)."""
    return tuple(routes.DISPATCH if case.dispatched and name == routes.UNIT else name for name in names)


def _organisation(name: str, case: CaseFile, employment: str) -> Organisation | None:
    if name in {routes.UNIT, routes.AGENCY, routes.DISPATCH}:
        return case.unit
    if name == routes.DEPARTMENT:
        department = case.unit.competent_department
        return department if department is not None and department.active else None
    if name == routes.SUPERIOR:  # the unit names it when it consents; until then its own place is kept
        standing = case.entrustment
        return standing.authority if standing else case.unit.competent_department or case.unit
    if name == routes.COUNTY:
        return county_bureau(case.unit, employment)
    if name == routes.CITY:
        return Organisation.objects.filter(kind=Organisation.Kind.CITY_BUREAU, active=True).first()
    if name == routes.PROVINCE:
        return Organisation.objects.filter(kind=Organisation.Kind.PROVINCE, active=True).first()
    return case.session.committee.organiser if case.session else None


def county_bureau(unit: Organisation, employment: str) -> Organisation | None:
    """The county's or park's bureau; 西山区 has one for institutions' own staff, one for others (GUIDE-4)."""
    if unit.place is None or unit.place.kind not in {Place.Kind.COUNTY, Place.Kind.PARK}:
        return None
    windows = _windows(unit.place.pk)
    if len(windows) < 2:
        return windows[0] if windows else None
    place = place_named(unit.place.name)
    bureau = (
        window_for(place, institution=unit.institution, established=employment == Employment.ESTABLISHED)
        if place
        else None
    )
    return next((window for window in windows if bureau and window.code == bureau.id), windows[0])


@Prepared
def _windows(place: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.COUNTY_BUREAU, place=place, active=True)
    return rows.order_by("code")


def _missing(name: str) -> str:
    if name == routes.DEPARTMENT:
        return _("您的单位还没有登记主管部门，或主管部门已撤并，请联系单位经办人在“单位信息”中补充。")
    if name == routes.COUNTY:
        return _(
            "您的单位还没有登记所在县（市）区或园区，或该地人社部门尚未开通，请联系单位经办人核对“单位信息”。"
        )
    return _("“%(name)s”这一环节还没有开通，请联系评委会办公室。") % {"name": name}
