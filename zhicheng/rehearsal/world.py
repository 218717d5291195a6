"""The offices, units, officers and experts of a rehearsal: reference data, then accounts by the same acts as the pages."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command

from zhicheng.almanac import clock
from zhicheng.catalogues.actions import import_catalogue, release_catalogue
from zhicheng.catalogues.shapes import starting_rows
from zhicheng.experts.actions import add_expert, confirm_service
from zhicheng.experts.models import Expert
from zhicheng.people.actions import (
    add_unit_member,
    appoint,
    check_credit_code,
    register_unit,
    replace_temporary_password,
    save_unit_profile,
    separate_passing,
)
from zhicheng.people.models import Account, Membership, Organisation, Place
from zhicheng.planning.actions import release_standard, report_standard, save_standard
from zhicheng.planning.models import Committee
from zhicheng.policy.tables.kept import TableKind
from zhicheng.rehearsal.invented import Inventor
from zhicheng.vault import fingerprints

PASSWORD = "yanshi-2023"  # noqa: S105 (the public password of invented accounts)
SECOND_FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EXAMPLE_STANDARD = Path(__file__).with_name("example_standard.yaml")
EXAMPLE_TABLES = Path(__file__).with_name("example_tables.yaml")
UNIT_WORDS = (
    "机电",
    "装备",
    "水务",
    "冶金",
    "轨道",
    "电力",
    "建工",
    "路桥",
    "测绘",
    "化工",
    "能源",
    "信息",
    "环境",
    "仪器",
)
UNIT_TAILS = ("设计研究院", "有限公司", "集团有限公司", "工程公司", "检测中心")
IN_DONGCHUAN = (3, 4)  # numbers of units
Role, Kind, UnitKind = Membership.Role, Organisation.Kind, Organisation.UnitKind


class LightArgon2(Argon2PasswordHasher):
    """Argon2 with little work, for invented accounts with a public password; log-in renews it to full strength."""

    time_cost = 1
    memory_cost = 256  # KiB
    parallelism = 1


@dataclass
class Desk:
    """An organisation and its officer."""

    organisation: Organisation
    officer: Account
    preparer: Account | None = None  # in a unit that has preparing and passing apart


@dataclass
class World:
    """Everybody but the applicants."""

    inventor: Inventor
    hashed: str
    places: dict[str, Place] = field(default_factory=dict)
    desks: dict[tuple[str, str], Desk] = field(default_factory=dict)
    units: list[Desk] = field(default_factory=list)
    experts: dict[str, list[Expert]] = field(default_factory=dict)
    drawers: dict[str, list[Account]] = field(default_factory=dict)
    supervisors: list[Account] = field(default_factory=list)
    elsewhere: Desk | None = None
    dispatcher: Desk | None = None
    supporters: list[Account] = field(default_factory=list)

    @property
    def supporter(self) -> Account:
        """The officer of technical support."""
        return self.supporters[0]

    def desk(self, organisation: Organisation, role: str) -> Desk:
        """The organisation's officer in the role; appointed at the first question."""
        key = (str(organisation.id), role)
        if key not in self.desks:
            login = f"{role}-{len(self.desks) + 1:02d}"
            self.desks[key] = Desk(organisation, self.officer(organisation, role, login))
        return self.desks[key]

    def watcher(self, organiser: Organisation) -> Account:
        """A supervisor who is not of the organiser."""
        city = Organisation.objects.get(kind=Kind.CITY_BUREAU)
        if city != organiser:
            return self.supervisors[0]
        return self.desk(Organisation.objects.get(kind=Kind.PROVINCE), Role.SUPERVISOR).officer

    def second(self, desk: Desk, role: str) -> Account:
        """A second officer of a desk, for what takes two; appointed at the first question."""
        key = (str(desk.organisation.id), f"{role} second")
        if key not in self.desks:
            login = f"{role}-second-{len(self.desks) + 1:02d}"
            self.desks[key] = Desk(desk.organisation, self.officer(desk.organisation, role, login))
        return self.desks[key].officer

    def officer(self, organisation: Organisation, role: str, login: str, name: str = "") -> Account:
        """A new officer account; without a name somebody is invented."""
        return appoint(
            organisation=organisation,
            role=role,
            login=login,
            name=name or self.inventor.somebody().name,
            hashed=self.hashed,
            second_factor=SECOND_FACTOR,
        )


def build(seed: int, committees: list[str], units: int) -> World:
    """Load the reference data, then units, officers, drawers and experts for the committees (by code)."""
    fingerprints.check()
    call_command("reference", "load", verbosity=0)
    world = World(Inventor(seed), LightArgon2().encode(PASSWORD, LightArgon2().salt()))
    world.places = {place.name: place for place in Place.objects.all()}
    city = Organisation.objects.get(kind=Kind.CITY_BUREAU)
    for number in (1, 2):
        world.supervisors.append(world.officer(city, Role.SUPERVISOR, f"supervisor-{number:02d}"))
    support = Organisation.objects.get(kind=Kind.SUPPORT)
    world.supporters.append(world.officer(support, Role.SUPPORT, "support-01"))
    for number, role in enumerate(Membership.APART):  # by name: the invented people stay the same
        world.officer(city, role, f"{role}-01", "管安审"[number] + "自强")
    _release_law(world)
    for code in committees:
        _staff(world, Committee.objects.select_related("organiser").get(code=code))
    kinds = (
        UnitKind.CITY_STATE,
        UnitKind.NON_PUBLIC,
        UnitKind.COUNTY_STATE,
        UnitKind.NON_PUBLIC,
        UnitKind.SOCIAL,
    )
    for number in range(units):
        world.units.append(_unit(world, number, kinds[number % len(kinds)]))
    world.elsewhere = _special(world, "曲靖重型机械有限公司", UnitKind.OTHER_PREFECTURE, "云南省", Kind.UNIT)
    world.dispatcher = _special(
        world, "昆明众合人力资源有限公司", UnitKind.NON_PUBLIC, "盘龙区", Kind.DISPATCH
    )
    _check_units(world, city)
    return world


def _check_units(world: World, city: Organisation) -> None:
    """An officer, lent to the city's bureau for a month, finds every unit's credit code right."""
    by = appoint(
        organisation=city,
        role=Role.BUREAU,
        login="bureau-units",
        name="核验人",  # by name: the invented people stay the same
        hashed=world.hashed,
        second_factor=SECOND_FACTOR,
        last_day=clock.today() + dt.timedelta(days=30),
    )
    for desk in (*world.units, world.elsewhere, world.dispatcher):
        assert desk is not None
        desk.organisation = check_credit_code(
            desk.organisation, city, right=True, words="已核对营业执照或法人证书", by=by
        )


def _release_law(world: World) -> None:
    """Fictional standards and tables: one officer of the province enters them, another one releases them.

    One revised standard and one table are left for the second person to look at.
    """
    province = Organisation.objects.get(kind=Kind.PROVINCE)
    entering: dict[str, Any] = {"by": world.desk(province, Role.BUREAU).officer, "organisation": province}
    releasing: dict[str, Any] = {
        "by": world.officer(province, Role.BUREAU, "bureau-standards", "复核人"),
        "organisation": province,
    }
    given = yaml.safe_load(EXAMPLE_STANDARD.read_text("utf-8"))
    of_all = {name: given[name] for name in ("series", "document", "number", "version", "issuer", "words")}
    for one in given["levels"]:
        standard = save_standard(**of_all, **one, example=True, **entering)
        report_standard(standard=standard, **entering)
        release_standard(standard=standard, issued_on=given["issued_on"], **releasing)
    revised = {**of_all, **given["levels"][0], "version": given["revised"]}
    report_standard(standard=save_standard(**revised, example=True, **entering), **entering)
    rows = yaml.safe_load(EXAMPLE_TABLES.read_text("utf-8"))
    for kind in TableKind:
        catalogue = import_catalogue(
            kind=kind,
            rows=rows.get(kind.value) or starting_rows(kind, given["issued_on"].year),
            valid_from=given["issued_on"],
            document="示例，非官方",
            example=True,
            **entering,
        )
        if kind is not TableKind.AREAS:
            release_catalogue(catalogue=catalogue, **releasing)


def _staff(world: World, committee: Committee) -> None:
    organiser = committee.organiser
    world.desk(organiser, Role.OFFICE)
    if committee.code not in world.drawers:
        names = [f"drawer-{len(world.drawers) + 1}{letter}" for letter in "abc"]
        world.drawers[committee.code] = [world.officer(organiser, Role.DRAWER, name) for name in names]


def staff_experts(world: World, series: str, profession: str, count: int) -> None:
    """Experts of a series into the pool, through the acts of office and expert."""
    there = world.experts.setdefault(series, [])
    for _number in range(count):
        person = world.inventor.somebody(youngest=1978)
        expert = add_expert(
            name=person.name,
            login=f"expert-{len(there) + 1:02d}"
            if series == "工程技术"
            else f"expert-{series}-{len(there) + 1:02d}",
            series=series,
            profession=profession,
            level="正高级",
            title="正高级工程师",
            unit_name=f"昆明第{len(there) % 17 + 1}工程研究所",
            private_enterprise=len(there) % 4 == 0,
            mobile=person.mobile,
            hashed=world.hashed,
            second_factor=SECOND_FACTOR,
        )
        there.append(confirm_service(expert, expert.account))


def _unit(world: World, number: int, kind: str) -> Desk:
    random = world.inventor.random
    counties = ("盘龙区", "五华区", "官渡区", "西山区", "呈贡区", "安宁市")
    place = world.places["东川区" if number in IN_DONGCHUAN else counties[number % len(counties)]]
    facts: dict[str, Any] = {
        "unit_kind": kind,
        "place": place,
        "institution": kind in {UnitKind.CITY_STATE, UnitKind.COUNTY_STATE} and number % 2 == 0,
    }
    name = f"昆明{random.choice(UNIT_WORDS)}第{number + 1}{random.choice(UNIT_TAILS)}"
    head, phone = world.inventor.somebody(), world.inventor.somebody().mobile
    unit = register_unit(
        credit_code=world.inventor.credit_code(),
        name=name,
        head_name=head.name,
        head_phone=phone,
        hashed=world.hashed,
        **facts,
    )
    officer = Account.objects.get(memberships__organisation=unit)
    department = None
    if kind == UnitKind.CITY_STATE:
        department = Organisation.objects.get(name="昆明市工业和信息化局")
    elif kind == UnitKind.COUNTY_STATE:
        industry = Organisation.objects.filter(kind=Kind.DEPARTMENT, place=place, name__contains="工业")
        department = industry.first() or Organisation.objects.get(name="昆明市住房和城乡建设局")
    save_unit_profile(
        unit,
        name=name,
        address=f"昆明市人民东路{number + 1}号",
        contact_name=head.name,
        contact_phone=phone,
        competent_department=department,
        by=officer,
        **facts,
    )
    return Desk(unit, officer, _preparer(unit, officer) if number == 0 else None)


def _preparer(unit: Organisation, head: Account) -> Account:
    """One who prepares there what the head passes; the name is no invention's, so that the others stay the same."""
    account, _login, _password = add_unit_member(unit, name="何经办", position="handler", by=head)
    separate_passing(unit, on=True, by=head)
    unit.refresh_from_db()
    return replace_temporary_password(account, new=PASSWORD)


def _special(world: World, name: str, unit_kind: str, place: str, kind: str) -> Desk:
    """A unit of another prefecture, whose people come on entrustment, or a dispatch company."""
    facts: dict[str, Any] = {"unit_kind": unit_kind, "place": world.places[place], "institution": False}
    head, phone = world.inventor.somebody(), world.inventor.somebody().mobile
    unit = register_unit(
        credit_code=world.inventor.credit_code(),
        name=name,
        head_name=head.name,
        head_phone=phone,
        hashed=world.hashed,
        kind=kind,
        **facts,
    )
    officer = Account.objects.get(memberships__organisation=unit)
    save_unit_profile(
        unit,
        name=name,
        address=f"{place}人民路1号",
        contact_name=head.name,
        contact_phone=phone,
        competent_department=None,
        by=officer,
        **facts,
    )
    return Desk(unit, officer)
