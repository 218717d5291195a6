"""What stands before the journey begins, made by acts: reference data, offices' officers, experts."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from tests.browser.visitor import PASSWORD
from zhicheng.experts.actions import add_expert, confirm_service
from zhicheng.people.actions import appoint
from zhicheng.people.models import Membership, Organisation
from zhicheng.planning.models import Committee
from zhicheng.rehearsal.world import World, build

COMMITTEE = "committee-senior-04"
EXPERTS = 18
SECOND_FACTOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
DRAWERS = ("drawer-one", "drawer-two", "drawer-three")
Role, Kind = Membership.Role, Organisation.Kind


@dataclass(frozen=True)
class Season:
    """Who works in the offices: login names; everybody's password is PASSWORD."""

    committee: Committee
    department: str = "department"
    office: str = "office"
    second_office: str = "office-second"
    city: str = "city"
    province: str = "province"
    supervisor: str = "supervisor"
    drawers: tuple[str, str, str] = DRAWERS


def prepare() -> Season:
    """Load the reference data, appoint the officers, put experts into the pool (the acts of the pages)."""
    world: World = build(1, [], units=0)
    committee = Committee.objects.select_related("organiser").get(code=COMMITTEE)
    hashed = make_password(PASSWORD)
    season = Season(committee)
    city, province = (
        Organisation.objects.get(kind=Kind.CITY_BUREAU),
        Organisation.objects.get(kind=Kind.PROVINCE),
    )
    department = committee.organiser
    for login, organisation, role, name in (
        (season.department, department, Role.DEPARTMENT, "陈主管"),
        (season.office, department, Role.OFFICE, "钱办事"),
        (season.second_office, department, Role.OFFICE, "郑核对"),
        (season.city, city, Role.BUREAU, "杨审核"),
        (season.province, province, Role.BUREAU, "马审核"),
        (season.supervisor, city, Role.SUPERVISOR, "吴监督"),
        *((login, department, Role.DRAWER, f"抽取{n}") for n, login in zip("甲乙丙", DRAWERS, strict=True)),
    ):
        appoint(
            organisation=organisation,
            role=role,
            login=login,
            name=name,
            hashed=hashed,
            second_factor=SECOND_FACTOR,
        )
    for number in range(1, EXPERTS + 1):
        expert = add_expert(
            name=world.inventor.somebody(youngest=1978).name,
            login=f"expert-{number:02d}",
            series="工程技术",
            profession="机械工程",
            level="正高级",
            title="正高级工程师",
            unit_name=f"昆明第{number}工程研究所",
            private_enterprise=number % 4 == 0,
            hashed=hashed,
            second_factor=SECOND_FACTOR,
        )
        confirm_service(expert, expert.account)
    return season
