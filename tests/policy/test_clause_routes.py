"""Each road that a clause names: who vets, in which order, for which unit."""

import pytest

from zhicheng.policy.book import open_book
from zhicheng.policy.facts import CommitteeLevel, Employment, Kind, Level, RouteFacts, UnitKind
from zhicheng.policy.routes import stations

BOOK = open_book(2023, "昆明市")


def road(unit_kind: UnitKind, **facts: object) -> tuple[str, ...]:
    """The stations of a mid-level review before a city committee, unless the facts say otherwise."""
    given: dict[str, object] = {
        "kind": Kind.PROMOTION, "level": Level.MID, "series": "工程技术", "county": "盘龙区",
        "committee_level": CommitteeLevel.CITY,
    } | facts  # fmt: skip
    return stations(RouteFacts(unit_kind=unit_kind, **given), BOOK).stations


@pytest.mark.clause("GUIDE-Q5b")
@pytest.mark.parametrize(
    ("unit_kind", "expected"),
    [
        (UnitKind.CITY_STATE, ("用人单位", "主管部门", "评委会")),
        (UnitKind.COUNTY_STATE, ("用人单位", "主管部门", "县区人社", "评委会")),
        (UnitKind.NON_PUBLIC, ("用人单位", "县区人社", "评委会")),
        (UnitKind.SOCIAL, ("用人单位", "县区人社", "评委会")),
        (UnitKind.NONE, ("人事代理机构或行业协会", "县区人社", "评委会")),
    ],
)
def test_the_kind_of_unit_decides_the_stations(unit_kind: UnitKind, expected: tuple[str, ...]) -> None:
    assert road(unit_kind) == expected


@pytest.mark.clause("GUIDE-Q5b")
def test_an_agency_may_stand_for_a_non_public_unit() -> None:
    assert road(UnitKind.NON_PUBLIC, agency=True)[0] == "人事代理机构或行业协会"


@pytest.mark.clause("GUIDE-Q5c")
@pytest.mark.parametrize("unit_kind", [UnitKind.CITY_STATE, UnitKind.COUNTY_STATE, UnitKind.NON_PUBLIC])
def test_a_provincial_committee_adds_the_city_bureau(unit_kind: UnitKind) -> None:
    before = road(unit_kind)[:-1]
    assert road(unit_kind, committee_level=CommitteeLevel.PROVINCE) == (*before, "市人社", "省评委会")


@pytest.mark.clause("KM2023-3.2")
def test_a_subsidiary_goes_through_the_county_of_registration() -> None:
    assert road(UnitKind.OUTSIDE_SUBSIDIARY) == ("用人单位", "县区人社", "评委会")
    assert road(UnitKind.OUTSIDE_BRANCH) == ()


@pytest.mark.clause("YN2023-2.4")
@pytest.mark.parametrize("unit_kind", [UnitKind.NON_PUBLIC, UnitKind.INDIVIDUAL, UnitKind.NONE])
def test_the_county_bureau_vets_those_outside_the_public_sector(unit_kind: UnitKind) -> None:
    assert road(unit_kind)[1:] == ("县区人社", "评委会")


@pytest.mark.clause("GUIDE-Q14")
def test_the_kind_of_employment_decides_the_road() -> None:
    dispatched = road(UnitKind.NON_PUBLIC, employment=Employment.DISPATCHED)
    assert dispatched == ("派遣公司与用人单位", "县区人社", "评委会")
    contract = road(UnitKind.CITY_STATE, employment=Employment.CONTRACT)
    assert contract == road(UnitKind.CITY_STATE, employment=Employment.ESTABLISHED)


@pytest.mark.clause("KM2023-1.5", "KM2023-3.10")
@pytest.mark.parametrize("employment", [Employment.ESTABLISHED, Employment.CONTRACT, Employment.DISPATCHED])
def test_a_self_review_unit_takes_its_own_people(employment: Employment) -> None:
    own = road(
        UnitKind.CITY_STATE,
        employment=employment,
        committee_level=CommitteeLevel.SELF_REVIEW,
        self_review_series=("工程技术",),
    )
    assert own == ("用人单位", "自主评委会")


@pytest.mark.clause("KM2023-1.5")
def test_another_series_takes_the_ordinary_road() -> None:
    other = road(UnitKind.CITY_STATE, self_review_series=("卫生技术",))
    assert other == ("用人单位", "主管部门", "评委会")


@pytest.mark.clause("GUIDE-Q16-1", "GUIDE-Q16-2", "GUIDE-Q16-3")
@pytest.mark.parametrize(
    ("unit_kind", "level", "last"),
    [
        (UnitKind.NON_PUBLIC, Level.ASSISTANT, "县区人社"),
        (UnitKind.CITY_STATE, Level.CLERK, "主管部门"),
        (UnitKind.NON_PUBLIC, Level.MID, "市人社"),
        (UnitKind.COUNTY_STATE, Level.ASSOCIATE_SENIOR, "省人社"),
        (UnitKind.CITY_STATE, Level.FULL_SENIOR, "省人社"),
    ],
)
def test_the_level_decides_who_confirms_a_title(unit_kind: UnitKind, level: Level, last: str) -> None:
    assert road(unit_kind, kind=Kind.CONFIRMATION, level=level, committee_level=None) == ("用人单位", last)


@pytest.mark.clause("GUIDE-Q18-1")
@pytest.mark.parametrize(
    ("unit_kind", "level", "expected"),
    [
        (UnitKind.NON_PUBLIC, Level.ASSISTANT, ("用人单位", "县区人社")),
        (UnitKind.COUNTY_STATE, Level.CLERK, ("用人单位", "县区人社")),
        (UnitKind.CITY_STATE, Level.ASSISTANT, ("用人单位", "主管部门")),
        (UnitKind.CITY_STATE, Level.MID, ("用人单位", "主管部门", "市人社")),
        (UnitKind.NON_PUBLIC, Level.MID, ("用人单位", "县区人社", "市人社")),
    ],
)
def test_level_and_unit_decide_who_recognises(
    unit_kind: UnitKind, level: Level, expected: tuple[str, ...]
) -> None:
    assert road(unit_kind, kind=Kind.RECOGNITION, level=level, committee_level=None) == expected
