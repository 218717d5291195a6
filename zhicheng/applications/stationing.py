"""The stations of an application with the organisation that stands at each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.applications.casefile import CaseFile
from zhicheng.people.models import Organisation, Place
from zhicheng.planning.models import Committee
from zhicheng.policy import routes
from zhicheng.policy.facts import CommitteeLevel, Employment, Kind, Level, RouteFacts, UnitKind
from zhicheng.policy.tables.places import place_named, window_for

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
    """The stations in order, or why there are none: `problem` (Chinese, who must do what), its clause."""

    stops: tuple[Stop, ...]
    problem: str = ""
    clause: str = ""


def unit_kind_of(unit: Organisation, employment: str) -> UnitKind:
    """The kind of unit in the words of the law; a freelancer's recommender is no employer."""
    if employment == Employment.FREELANCE or not unit.unit_kind:
        return UnitKind.NONE
    return UnitKind(unit.unit_kind)


def committee_level_of(committee: Committee | None, unit: Organisation, series: str) -> CommitteeLevel | None:
    """Whose committee it is; a unit's own committee in a delegated series is 自主 (KM2023-1.5)."""
    if committee is None:
        return None
    if committee.tier == Committee.Tier.UNIT and series in unit.self_review_series:
        return CommitteeLevel.SELF_REVIEW
    return _TIERS[Committee.Tier(committee.tier)]


def road_of(case: CaseFile) -> Road:
    """Where the application will go, by part 4 of the requirements."""
    application, unit = case.application, case.unit
    employment = case.qualification.employment if case.qualification else ""
    committee = case.session.committee if case.session else None
    route = routes.stations(
        RouteFacts(
            kind=Kind(application.kind),
            level=Level(application.level),
            series=application.series,
            unit_kind=unit_kind_of(unit, employment),
            committee_level=committee_level_of(committee, unit, application.series),
            committee=committee.name if committee else None,
            entrusted=False,
            county=unit.place.name if unit.place else "",
            self_review_series=tuple(unit.self_review_series),
            agency=unit.kind in AGENCIES,
            employment=Employment(employment) if employment else Employment.CONTRACT,
        ),
        case.book,
    )
    clause = route.clauses[0] if route.clauses else ""
    if not route.stations:
        return Road((), route.note or _("按现行文件，这种情况不在本市申报范围内。"), clause)
    stops = []
    for name in route.stations:
        organisation = _organisation(name, case, employment)
        if organisation is None:
            return Road((), _missing(name), clause)
        stops.append(Stop(name, organisation))
    return Road(tuple(stops), clause=clause)


def _organisation(name: str, case: CaseFile, employment: str) -> Organisation | None:
    if name in {routes.UNIT, routes.AGENCY, routes.DISPATCH}:
        return case.unit
    if name in {routes.DEPARTMENT, routes.SUPERIOR}:
        return case.unit.competent_department
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
    windows = list(
        Organisation.objects.filter(
            kind=Organisation.Kind.COUNTY_BUREAU, place=unit.place, active=True
        ).order_by("code")
    )
    if len(windows) < 2:
        return windows[0] if windows else None
    place = place_named(unit.place.name)
    bureau = (
        window_for(place, institution=unit.institution, established=employment == Employment.ESTABLISHED)
        if place
        else None
    )
    return next((window for window in windows if bureau and window.code == bureau.id), windows[0])


def _missing(name: str) -> str:
    if name in {routes.DEPARTMENT, routes.SUPERIOR}:
        return _("您的单位还没有登记主管部门，请联系单位经办人在“单位信息”中补充。")
    if name == routes.COUNTY:
        return _(
            "您的单位还没有登记所在县（市）区或园区，或该地人社部门尚未开通，请联系单位经办人核对“单位信息”。"
        )
    return _("“%(name)s”这一环节还没有开通，请联系评委会办公室。") % {"name": name}
