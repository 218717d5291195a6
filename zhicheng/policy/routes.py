"""The stations of an application, in order: rows R-01 to R-13 of the routing table (part 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zhicheng.policy.book import Book
from zhicheng.policy.facts import REVIEWS, CommitteeLevel, Employment, Kind, Platform, RouteFacts, UnitKind

UNIT = "用人单位"
AGENCY = "人事代理机构或行业协会"
DISPATCH = "派遣公司与用人单位"
SUPERIOR = "上级主管单位"
DEPARTMENT = "主管部门"
COUNTY = "县区人社"
CITY = "市人社"
PROVINCE = "省人社"
COMMITTEE = "评委会"
PROVINCIAL_COMMITTEE = "省评委会"
OWN_COMMITTEE = "自主评委会"

BY_PROVINCIAL_NOTICE = "按省评委会通知"

# What stands between the first station and the committee, by kind of unit: row, stations, clauses.
_MIDDLE: Mapping[UnitKind, tuple[str, tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        UnitKind.CITY_STATE: ("R-01", (DEPARTMENT,), ("GUIDE-Q5b",)),
        UnitKind.COUNTY_STATE: ("R-02", (DEPARTMENT, COUNTY), ("GUIDE-Q5b",)),
        UnitKind.NON_PUBLIC: ("R-03", (COUNTY,), ("GUIDE-Q5b",)),
        UnitKind.SOCIAL: ("R-03", (COUNTY,), ("GUIDE-Q5b",)),
        UnitKind.INDIVIDUAL: ("R-03", (COUNTY,), ("GUIDE-Q5b",)),
        UnitKind.NONE: ("R-04", (COUNTY,), ("GUIDE-Q5b",)),
        UnitKind.OUTSIDE_SUBSIDIARY: ("R-05", (COUNTY,), ("KM2023-3.2",)),
    }
)
_OUTSIDE = frozenset({UnitKind.PROVINCIAL, UnitKind.OTHER_PREFECTURE})
_EXCLUDED = frozenset({UnitKind.CENTRAL, UnitKind.OUTSIDE_BRANCH})


@dataclass(frozen=True, slots=True)
class Route:
    """Where an application goes: row of the table, stations, rules that leave it without a road, a note."""

    row: str
    stations: tuple[str, ...]
    because: tuple[str, ...] = ()
    note: str = ""
    clauses: tuple[str, ...] = ()


def stations(facts: RouteFacts, book: Book) -> Route:
    """The ordered stations of an application: the union of the online and the paper chain (AMB-19).

    On 省信息平台 there are none, with a note (KM2023-3.1); out of scope there are none, because of E-04.
    """
    if facts.platform is Platform.PROVINCE:
        return Route("", (), note=BY_PROVINCIAL_NOTICE, clauses=("KM2023-3.1",))
    if facts.unit_kind in _EXCLUDED:
        return _nowhere("R-13", "中央在昆单位、外省企业在昆分公司不在本市申报范围内")
    if _reviews_itself(facts):
        return _own(facts)
    if facts.unit_kind in _OUTSIDE:
        return _entrusted(facts)
    if facts.kind in (Kind.CONFIRMATION, Kind.CHANGE):
        return _confirmation(facts)
    if facts.kind is Kind.RECOGNITION and not facts.level.senior:
        return _recognition(facts, book)
    return _review(facts, book)


def _review(facts: RouteFacts, book: Book) -> Route:
    own_staff = book.find("route.own_staff_committees")
    if own_staff and facts.committee in own_staff.words:
        return Route("R-11", (_first(facts), COMMITTEE), clauses=own_staff.clauses)
    row, middle, clauses = _row(facts)
    if facts.committee_level is CommitteeLevel.PROVINCE:
        return Route(
            row, (_first(facts), *middle, CITY, PROVINCIAL_COMMITTEE), clauses=(*clauses, "GUIDE-Q5c")
        )
    if facts.committee_level is CommitteeLevel.COUNTY and row == "R-01":
        return _nowhere(row, "市属国有单位不在县区评委会的评审范围内")
    if facts.committee_level is CommitteeLevel.SELF_REVIEW:
        return _nowhere("R-08", "该系列未下放给本单位自主评审")
    return Route(row, (_first(facts), *middle, COMMITTEE), clauses=clauses)


def _recognition(facts: RouteFacts, book: Book) -> Route:
    row, _, _ = _row(facts)
    if row == "R-04":
        return Route(row, (), note="文件未规定自由职业者的考核认定", clauses=("GUIDE-Q18-1",))
    station = DEPARTMENT if row == "R-01" else COUNTY
    if facts.level.junior:
        return Route(row, (_first(facts), station), clauses=("GUIDE-Q18-1",))
    without = book.find("route.bureaus_without_mid_recognition")
    if station == COUNTY and without and any(name in facts.county for name in without.words):
        note = f"{facts.county}不办理中级考核认定的推荐,请咨询市人力资源社会保障局"
        return Route("R-10", (), note=note, clauses=without.clauses)
    return Route(row, (_first(facts), station, CITY), clauses=("GUIDE-Q18-1", "GUIDE-4"))


def _confirmation(facts: RouteFacts) -> Route:
    """Junior: the county bureau or the city department; mid: the city; senior: the province (GUIDE-Q16)."""
    row, _, _ = _row(facts)
    if row == "R-04":
        return Route(row, (), note="文件未规定自由职业者的职称确认", clauses=("GUIDE-Q16-0",))
    if facts.level.senior:
        return Route(row, (_first(facts), PROVINCE), clauses=("GUIDE-Q16-3",))
    if not facts.level.junior:
        return Route(row, (_first(facts), CITY), clauses=("GUIDE-Q16-2",))
    station = DEPARTMENT if row == "R-01" else COUNTY
    return Route(row, (_first(facts), station), clauses=("GUIDE-Q16-1",))


def _reviews_itself(facts: RouteFacts) -> bool:
    """A unit's own committee takes its people in the delegated series, dispatched too (KM2023-1.5, AMB-21).

    For 劳务派遣 the delegated series are the user unit's, which the facts lack: the committee chosen tells.
    """
    if facts.committee_level is CommitteeLevel.SELF_REVIEW and facts.employment is Employment.DISPATCHED:
        return True
    return facts.series in facts.self_review_series and facts.committee_level is not CommitteeLevel.PROVINCE


def _own(facts: RouteFacts) -> Route:
    if facts.kind in REVIEWS:
        return Route("R-08", (UNIT, OWN_COMMITTEE), clauses=("KM2023-1.5", "KM2023-3.10"))
    note = "已下放评审权限的单位按其规定办理"
    return Route("R-08", (UNIT,), note=note, clauses=("GUIDE-Q18-0", "GUIDE-Q16-3"))


def _entrusted(facts: RouteFacts) -> Route:
    local = facts.committee_level is not CommitteeLevel.PROVINCE
    if facts.entrusted and local and facts.kind in REVIEWS:
        return Route("R-09", (UNIT, SUPERIOR, CITY, COMMITTEE), clauses=("KM2023-2.3",))
    return _nowhere("R-13", "省属在昆单位、其他州市单位未经委托不在本市申报范围内")


def _row(facts: RouteFacts) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    if facts.employment is Employment.FREELANCE:
        return _MIDDLE[UnitKind.NONE]
    if facts.employment is Employment.DISPATCHED:
        return "R-06", (COUNTY,), ("GUIDE-Q14", "KM2023-3.7")
    return _MIDDLE[facts.unit_kind]


def _first(facts: RouteFacts) -> str:
    if facts.employment is Employment.FREELANCE or facts.agency or facts.unit_kind is UnitKind.NONE:
        return AGENCY
    return DISPATCH if facts.employment is Employment.DISPATCHED else UNIT


def _nowhere(row: str, note: str) -> Route:
    return Route(row, (), because=("E-04",), note=note, clauses=("KM2023-2.1a",))
