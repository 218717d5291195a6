"""The stations with their organisations, by the kind of unit and of employment (part 4 of the requirements)."""

import pytest

from tests import making
from tests.applications.conftest import choose, fill_dossier, pdf
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.applications.stationing import road_of
from zhicheng.people.models import Organisation, Place
from zhicheng.planning.models import Committee


def road(season: Season, **unit: object) -> list[str]:
    """Names of the organisations on the road of the applicant, whose unit is changed as told."""
    row = making.application(season, State.DRAFT)
    Organisation.objects.filter(pk=row.unit_id).update(**unit)
    return [stop.organisation.name for stop in road_of(casefile.load(row.pk)).stops]


@pytest.mark.clause("GUIDE-Q5b")
@pytest.mark.clause("KM2023-0")
@pytest.mark.parametrize(
    ("kind", "middle"),
    [
        ("市属国有", ["昆明市工业和信息化局"]),
        ("县区国有", ["昆明市工业和信息化局", "盘龙区人力资源和社会保障局"]),
        ("人民团体", ["昆明市工业和信息化局"]),
        ("非公有制经济组织", ["盘龙区人力资源和社会保障局"]),
        ("社会组织", ["盘龙区人力资源和社会保障局"]),
        ("外省企业子公司", ["盘龙区人力资源和社会保障局"]),
    ],
)
def test_the_road_follows_the_unit(season: Season, kind: str, middle: list[str]) -> None:
    found = road(season, unit_kind=kind)
    assert found == ["昆明机电设计研究院", *middle, "昆明市工业和信息化局"]


@pytest.mark.clause("GUIDE-Q5c")
def test_a_provincial_committee_is_reached_through_the_city(season: Season) -> None:
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.PROVINCE)
    assert road(season)[2:] == ["昆明市人力资源和社会保障局", "昆明市工业和信息化局"]


@pytest.mark.clause("KM2023-3.10")
def test_a_self_review_unit_sends_to_its_own_committee(season: Season) -> None:
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.UNIT)
    assert road(season, self_review_series=["工程技术"]) == ["昆明机电设计研究院", "昆明市工业和信息化局"]


@pytest.mark.clause("KM2023-2.1a")
@pytest.mark.parametrize("kind", ["中央在昆", "外省企业分公司"])
def test_units_out_of_scope_have_no_road(season: Season, kind: str) -> None:
    row = making.application(season, State.DRAFT)
    Organisation.objects.filter(pk=row.unit_id).update(unit_kind=kind)
    found = road_of(casefile.load(row.pk))
    assert found.stops == ()
    assert found.problem
    assert found.clause == "KM2023-2.1a"


@pytest.mark.clause("GUIDE-4")
@pytest.mark.parametrize(
    ("institution", "employment", "window"),
    [(True, "在编", "bureau-02"), (True, "劳动合同", "bureau-03"), (False, "劳动合同", "bureau-03")],
)
def test_xishan_has_two_windows(season: Season, institution: bool, employment: str, window: str) -> None:
    xishan = Place.objects.create(
        code="county-xishan", name="西山区", kind=Place.Kind.COUNTY, superior=season.cast.places["kunming"]
    )
    for code in ("bureau-03", "bureau-02"):
        Organisation.objects.create(
            code=code,
            name=f"西山区人社局 {code}",
            kind=Organisation.Kind.COUNTY_BUREAU,
            place=xishan,
            registered_at=clock.now(),
        )
    row = making.application(season, State.DRAFT)
    row.person.qualification.employment = employment
    row.person.qualification.save()
    Organisation.objects.filter(pk=row.unit_id).update(
        place=xishan, unit_kind="县区国有", institution=institution
    )
    stops = road_of(casefile.load(row.pk)).stops
    assert [stop.organisation.code for stop in stops if stop.name == "县区人社"] == [window]


def test_a_place_without_bureau_is_said(season: Season) -> None:
    row = making.application(season, State.DRAFT, person=season.cast.people["other_applicant"])
    Organisation.objects.filter(pk=row.unit_id).update(place=season.cast.places["kunming"])
    assert "单位信息" in road_of(casefile.load(row.pk)).problem


@pytest.mark.clause("KM2023-2.2")
def test_a_freelancer_is_recommended_by_the_agency(season: Season) -> None:
    person = season.cast.people["unattached"]
    agency = Organisation.objects.create(
        name="昆明人才服务中心",
        kind=Organisation.Kind.AGENCY,
        place=season.cast.places["panlong"],
        registered_at=clock.now(),
    )
    person.unit = agency
    person.save()
    told = person.qualification
    told.employment, told.insured_from, told.insured_unit = "自由职业", None, ""
    told.more = {
        "freelance": {
            "years_in_field": 2,
            "own_name_insurance": True,
            "tax_records": True,
            "restricted_trade": False,
            "recommended_by": "人事代理机构",
        }
    }
    told.save()
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in ("commitment", "education_proof", "freelance_proof"):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    row = Application.objects.get(pk=row.pk)
    assert [(one.name, one.organisation.name) for one in row.stations.all()] == [
        ("人事代理机构或行业协会", "昆明人才服务中心"),
        ("县区人社", "盘龙区人力资源和社会保障局"),
        ("评委会", "昆明市工业和信息化局"),
    ]
    assert (row.state, row.holder) == (State.AT_UNIT, agency)
