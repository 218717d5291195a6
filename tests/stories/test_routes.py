"""From submission to the committee on the routes of part 4, by the acts of the pages: R-01 to R-05, R-07, R-08,
R-10, R-11.

Two companies (R-06) and the entrusted (R-09) have their stories in tests/vetting; what goes nowhere (R-12, R-13) is shown
in tests/policy and tests/applications/test_stationing.py.
"""

import pytest

from tests import making
from tests.applications.conftest import RECORDS, REQUIRED, choose, fill_dossier, pdf
from tests.applications.test_photo import picture
from tests.cast import account
from tests.cast import seat as take_seat
from tests.vetting.ready import AFTER_NOTICE, POINTS, told_of
from zhicheng.almanac import clock
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.integrity.actions import suspend_unit
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person, Place
from zhicheng.planning.models import Committee
from zhicheng.public_notice.actions import close_unit_notice, open_unit_notice
from zhicheng.signatures.actions import holds
from zhicheng.vetting import actions
from zhicheng.vetting.access import role_at
from zhicheng.vetting.models import Decision

UNIT, AGENCY, DEPARTMENT, COUNTY, CITY = (
    "用人单位",
    "人事代理机构或行业协会",
    "主管部门",
    "县区人社",
    "市人社",
)
COMMITTEE, OWN, PROVINCIAL = "评委会", "自主评委会", "省评委会"
OWN_STAFF = "昆明建设咨询管理有限公司"
FREELANCE = {
    "years_in_field": 2, "own_name_insurance": True, "tax_records": True, "restricted_trade": False,
    "recommended_by": "人事代理机构",
}  # fmt: skip


def officer_of(organisation: Organisation, role: str) -> Account:
    """Somebody who acts for the organisation; made where the cast has nobody."""
    seat = Membership.objects.filter(organisation=organisation, role=role).first()
    if seat is None:
        made = account(f"at_{organisation.pk.hex[-6:]}", "施审核")
        seat = take_seat(made, organisation, role)
    return seat.account


def submitted(season: making.Season, person: Person, proof: str = "insurance_proof") -> Application:
    making.issued_standard()
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in ("commitment", "education_proof", proof):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    if season.committee.tier == Committee.Tier.PROVINCE:
        add_attachment(row, key="photo", upload=picture(), by=person.account)
    submit(row, by=person.account)
    return Application.objects.get(pk=row.pk)


def publish(row: Application, officer: Account) -> None:
    notice = open_unit_notice([row], row.unit, "一楼公告栏", False, officer)
    with clock.at(AFTER_NOTICE):
        close_unit_notice(notice, "公示期间无异议", officer)
        row.refresh_from_db()
        actions.write_opinion(row, told_of(row), officer, row.unit)


def travel(row: Application) -> list[str]:
    """Each station passes it, every one with its own officer and signature; the names of the stations."""
    first = row.stations.first()
    publish(row, officer_of(row.unit, role_at(first.name)))
    passed = []
    with clock.at(AFTER_NOTICE):
        while station := row.stations.filter(passed_at__isnull=True).first():
            assert row.holder_id == station.organisation_id
            officer = officer_of(station.organisation, role_at(station.name))
            points = POINTS if station == first else []
            actions.pass_on(row, f"{station.name}同意", points, officer, station.organisation)
            row.refresh_from_db()
            passed.append(station.name)
    decisions = Decision.objects.filter(application=row).order_by("decided_at", "id")
    assert [one.opinion for one in decisions] == [f"{name}同意" for name in passed]
    assert all(holds(one.signature) for one in decisions)
    return passed


@pytest.mark.parametrize(
    ("route", "unit", "employment", "stations"),
    [
        ("R-01", {"unit_kind": "市属国有"}, "在编", [UNIT, DEPARTMENT, COMMITTEE]),
        ("R-02", {"unit_kind": "县区国有"}, "劳动合同", [UNIT, DEPARTMENT, COUNTY, COMMITTEE]),
        ("R-03", {"unit_kind": "非公有制经济组织"}, "劳动合同", [UNIT, COUNTY, COMMITTEE]),
        ("R-03", {"unit_kind": "社会组织"}, "劳动合同", [UNIT, COUNTY, COMMITTEE]),
        ("R-05", {"unit_kind": "外省企业子公司"}, "劳动合同", [UNIT, COUNTY, COMMITTEE]),
        ("R-07", {"unit_kind": "市属国有", "institution": True}, "劳动合同", [UNIT, DEPARTMENT, COMMITTEE]),
    ],
)
@pytest.mark.clause("GUIDE-Q5b", "KM2023-3.2", "GUIDE-Q14")
def test_from_the_unit_to_the_committee(
    season: making.Season, route: str, unit: dict[str, object], employment: str, stations: list[str]
) -> None:
    person = season.cast.people["applicant"]
    Organisation.objects.filter(pk=person.unit_id).update(**unit)
    person.unit.refresh_from_db()
    person.qualification.employment = employment
    person.qualification.save()
    row = submitted(season, person)
    assert travel(row) == stations
    assert row.state == State.AUDITED


@pytest.mark.clause("KM2023-2.2", "YN2023-2.4")
def test_a_freelancer_by_the_agency(season: making.Season) -> None:
    """R-04."""
    person = season.cast.people["unattached"]
    person.unit = Organisation.objects.create(
        name="昆明人才服务中心", kind=Organisation.Kind.AGENCY, place=season.cast.places["panlong"],
        checked_at=clock.now(),
        registered_at=clock.now(),
    )  # fmt: skip
    person.unit_chosen_at = person.unit_confirmed_at = clock.now()
    person.save()
    told = person.qualification
    told.employment, told.insured_from, told.insured_unit, told.more = (
        "自由职业",
        None,
        "",
        {"freelance": FREELANCE},
    )
    told.save()
    row = submitted(season, person, "freelance_proof")
    assert travel(row) == [AGENCY, COUNTY, COMMITTEE]
    assert row.state == State.AUDITED


@pytest.mark.clause("KM2023-3.10")
def test_a_self_review_units_own_committee(season: making.Season) -> None:
    """R-08."""
    Committee.objects.filter(pk=season.committee.pk).update(tier=Committee.Tier.UNIT)
    person = season.cast.people["applicant"]
    Organisation.objects.filter(pk=person.unit_id).update(self_review_series=["工程技术"])
    row = submitted(season, person)
    assert travel(row) == [UNIT, OWN]
    assert row.state == State.AUDITED


@pytest.mark.clause("GUIDE-3.2")
def test_a_committee_for_its_own_staff_alone(season: making.Season) -> None:
    """R-11: the company's people go straight to its committee; anybody else is told whom it takes."""
    company, person = season.cast.organisations["unit"], season.cast.people["applicant"]
    Committee.objects.filter(pk=season.committee.pk).update(
        code="committee-mid-47",
        name=f"{OWN_STAFF}建筑工程中级职称评审委员会",
        tier=Committee.Tier.UNIT,
        level="中级",
        organiser=company,
    )
    making.issued_standard(
        level="中级", rows=[{"education": "本科", "title_level": "助理级", "years": 4, "min_papers": 0}]
    )
    target = {"profession": "工程监理", "level": "中级", "title": "工程师"}
    before = {"profession": "工程监理", "level": "助理级", "title": "助理工程师"}
    fill_dossier(person, titles={**RECORDS["titles"], **before})
    with pytest.raises(Refused, match="只受理昆明建设咨询管理有限公司本单位的人员"):
        save_cover(person, choose(season, **target), by=person.account)
    Organisation.objects.filter(pk=company.pk).update(name=OWN_STAFF, unit_kind="非公有制经济组织")
    person.unit.refresh_from_db()
    person.qualification.insured_unit = OWN_STAFF
    person.qualification.save()
    row = save_cover(person, choose(season, **target), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    row = Application.objects.get(pk=row.pk)
    assert travel(row) == [UNIT, COMMITTEE]
    assert row.state == State.AUDITED


@pytest.mark.clause("GUIDE-4")
def test_a_park_by_its_own_window(season: making.Season) -> None:
    """R-10: the park's department stands where the county's bureau does."""
    park = Place.objects.create(
        code="park-jingkai", name="经开区", kind=Place.Kind.PARK, superior=season.cast.places["kunming"]
    )
    window = Organisation.objects.create(
        code="bureau-16", name="经开区人社局", kind=Organisation.Kind.COUNTY_BUREAU, place=park,
        registered_at=clock.now(),
    )  # fmt: skip
    person = season.cast.people["applicant"]
    Organisation.objects.filter(pk=person.unit_id).update(place=park, unit_kind="非公有制经济组织")
    person.unit.refresh_from_db()
    row = submitted(season, person)
    assert row.stations.get(name=COUNTY).organisation == window
    assert travel(row) == [UNIT, COUNTY, COMMITTEE]
    assert row.state == State.AUDITED


@pytest.mark.clause("GUIDE-Q5c")
def test_a_provincial_committee_through_the_city(season: making.Season) -> None:
    season.committee.tier = Committee.Tier.PROVINCE
    season.committee.save()
    row = submitted(season, season.cast.people["applicant"])
    assert travel(row) == [UNIT, DEPARTMENT, CITY, PROVINCIAL]
    assert row.state == State.AUDITED


@pytest.mark.clause("KM2023-6.3b")
def test_a_unit_suspended_in_mid_season(season: making.Season) -> None:
    """It recommends nobody in the year after; what runs goes on (that the next year stands still: test_cover.py)."""
    cast = season.cast
    city = cast.organisations["city_bureau"]
    row = submitted(season, cast.people["applicant"])
    with pytest.raises(Refused, match="2024"):
        suspend_unit(row.unit, row.year, "审核把关不严", cast.city_officer, city)
    suspend_unit(row.unit, row.year + 1, "审核把关不严", cast.city_officer, city)
    assert travel(row) == [UNIT, DEPARTMENT, COMMITTEE]
    assert row.state == State.AUDITED
