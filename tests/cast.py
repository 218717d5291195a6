"""The fixed cast: one account for every role, and strangers of each kind. Real rows, one fixture each.

`cast` builds them all once per test; `cast.unit_officer` and so on are accounts, `cast.unit` organisations.
Every password is PASSWORD (a fast hasher is used in tests), every second factor secret is SECOND_FACTOR.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from zhicheng.almanac import clock, workdays
from zhicheng.applications.models import GuideRead
from zhicheng.dossiers.models import Qualification
from zhicheng.experts.models import Expert
from zhicheng.people.models import Account, Membership, Organisation, Person, Place
from zhicheng.vault.crypto import keyed_index

PASSWORD = "zhi-cheng-2023"
SECOND_FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = dt.datetime(2023, 7, 20, 12, 0, tzinfo=clock.CHINA)


@dataclass
class Cast:
    """Everybody who appears in tests, by role."""

    accounts: dict[str, Account] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    experts: list[Expert] = field(default_factory=list)

    def __getattr__(self, name: str) -> Account:
        try:
            return self.__dict__["accounts"][name]
        except KeyError:
            raise AttributeError(name) from None


def account(login: str, name: str) -> Account:
    """An account with PASSWORD and SECOND_FACTOR."""
    row = Account(
        login_index=keyed_index("login", login),
        login_hint=login[:3] + "***",
        display_name=name,
        second_factor=SECOND_FACTOR,
        created_at=clock.now(),
    )
    row.set_password(PASSWORD)
    row.save()
    return row


def served(at: dt.datetime) -> dict[str, Any]:
    """What an expert has who was invited, confirmed and is within the term."""
    term = {"term_from": dt.date(2022, 1, 1), "term_until": dt.date(2024, 12, 31)}
    return {"added_at": at, "invited_at": at, "answered_at": at, **term}


def person(login: str, name: str, unit: Organisation | None, *, sex: str = "女") -> Person:
    """A registered person with complete basics, whose ID number is `login`."""
    owner = account(login, name)
    row = Person.objects.create(
        account=owner,
        name=name,
        id_number=login,
        id_index=keyed_index("id", login),
        mobile="13800000000",
        mobile_index=keyed_index("mobile", "13800000000"),
        sex=sex,
        birth_date=dt.date(int(login[6:10]), int(login[10:12]), int(login[12:14])),
        unit=unit,
        unit_chosen_at=clock.now() if unit else None,
        unit_confirmed_at=clock.now() if unit else None,
        registered_at=clock.now(),
    )
    Qualification.objects.create(
        person=row,
        employment="劳动合同",
        post="专业技术",
        civil_servant=False,
        on_secondment=False,
        professional_work_from=dt.date(2008, 7, 1),
        insured_from=dt.date(2010, 3, 1),
        insured_unit=unit.name if unit else "",
        contract_from=dt.date(2010, 3, 1),
        first_application=False,
        changed_at=clock.now(),
    )
    for year in range(2021, 2025):
        GuideRead.objects.create(person=row, year=year, version="0" * 64, read_at=clock.now())
    return row


def seat(holder: Account, organisation: Organisation, role: str, position: str = "head") -> Membership:
    """The account acts for the organisation; in a unit as its head, where nothing else is said."""
    of_unit = position if role == Membership.Role.UNIT else ""
    return Membership.objects.create(
        account=holder, organisation=organisation, role=role, position=of_unit, since=clock.now()
    )


def assemble() -> Cast:
    """Create the whole cast."""
    workdays.seed()
    cast = Cast()
    places, orgs = cast.places, cast.organisations
    places["yunnan"] = Place.objects.create(code="yunnan", name="云南省", kind=Place.Kind.PROVINCE)
    places["kunming"] = Place.objects.create(
        code="kunming", name="昆明市", kind=Place.Kind.CITY, superior=places["yunnan"]
    )
    for code, name in (("panlong", "盘龙区"), ("dongchuan", "东川区")):
        places[code] = Place.objects.create(
            code=code, name=name, kind=Place.Kind.COUNTY, superior=places["kunming"]
        )
    kind, unit_kind = Organisation.Kind, Organisation.UnitKind

    def org(key: str, name: str, of: str, place: str, **more: object) -> Organisation:
        orgs[key] = Organisation.objects.create(
            name=name,
            kind=of,
            place=places[place],
            registered_at=clock.now(),
            profile_completed_at=clock.now(),
            checked_at=clock.now(),
            **more,
        )
        return orgs[key]

    org("province", "云南省人力资源和社会保障厅", kind.PROVINCE, "yunnan")
    org("city_bureau", "昆明市人力资源和社会保障局", kind.CITY_BUREAU, "kunming")
    org("county_bureau", "盘龙区人力资源和社会保障局", kind.COUNTY_BUREAU, "panlong")
    org("other_county_bureau", "东川区人力资源和社会保障局", kind.COUNTY_BUREAU, "dongchuan")
    org("department", "昆明市工业和信息化局", kind.DEPARTMENT, "kunming")
    org("other_department", "昆明市交通运输局", kind.DEPARTMENT, "kunming")
    org(
        "unit",
        "昆明机电设计研究院",
        kind.UNIT,
        "panlong",
        unit_kind=unit_kind.CITY_STATE,
        competent_department=orgs["department"],
        credit_code="91530100MA6K5N1X0A",
    )
    org(
        "other_unit",
        "云岭装备制造有限公司",
        kind.UNIT,
        "panlong",
        unit_kind=unit_kind.NON_PUBLIC,
        credit_code="91530100MA6K5N2X1B",
    )
    people = cast.people
    people["applicant"] = person("530102198505060023", "李文静", orgs["unit"])
    people["other_applicant"] = person("530102198611110042", "赵云飞", orgs["other_unit"])
    people["unattached"] = person("530102199001010065", "孙一鸣", None)
    role = Membership.Role
    for key, name, org_key, as_role in (
        ("unit_officer", "王人事", "unit", role.UNIT),
        ("other_unit_officer", "周人事", "other_unit", role.UNIT),
        ("department_officer", "陈主管", "department", role.DEPARTMENT),
        ("other_department_officer", "何主管", "other_department", role.DEPARTMENT),
        ("county_officer", "刘审核", "county_bureau", role.BUREAU),
        ("wrong_county_officer", "郭审核", "other_county_bureau", role.BUREAU),
        ("city_officer", "杨审核", "city_bureau", role.BUREAU),
        ("province_officer", "马审核", "province", role.BUREAU),
        ("office_officer", "钱办事", "department", role.OFFICE),
        ("other_office_officer", "冯办事", "other_department", role.OFFICE),
        ("drawer_1", "抽取一", "department", role.DRAWER),
        ("drawer_2", "抽取二", "department", role.DRAWER),
        ("drawer_3", "抽取三", "department", role.DRAWER),
        ("supervisor", "吴监督", "city_bureau", role.SUPERVISOR),
    ):
        cast.accounts[key] = account(key, name)
        seat(cast.accounts[key], orgs[org_key], as_role)
    for key, someone in people.items():
        cast.accounts[key] = someone.account
    for number in range(1, 31):
        holder = account(f"expert_{number}", f"评委{number:02d}")
        cast.experts.append(
            Expert.objects.create(
                account=holder,
                name=holder.display_name,
                series="工程技术",
                profession="机械工程",
                level="正高级",
                title="正高级工程师",
                unit_name=f"第{number}研究所",
                private_enterprise=number % 3 == 0,
                **served(clock.now()),
            )
        )
    cast.accounts["expert"] = cast.experts[0].account
    return cast
