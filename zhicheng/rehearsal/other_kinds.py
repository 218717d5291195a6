"""A few people whom no committee promotes: recognition and confirmation of titles, with their ends."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications import actions as applications
from zhicheng.applications.actions.cover import Choice
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import Kind, row_for
from zhicheng.applications.models import Application
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.dossiers import actions as dossiers
from zhicheng.people.actions import choose_unit, confirm_joining, register_person, save_basics
from zhicheng.people.models import Membership, Person
from zhicheng.people.models import Organisation as Unit
from zhicheng.rehearsal import papers
from zhicheng.rehearsal.at_unit import unit_passes_on
from zhicheng.rehearsal.stage import Stage, day
from zhicheng.rehearsal.world import Desk, World
from zhicheng.vetting import actions as vetting
from zhicheng.vetting.checks import CHECK_POINTS
from zhicheng.vetting.queries import suggested_day

Role = Membership.Role
DAY = dt.timedelta(days=1)
ROLES = {
    State.AT_DEPARTMENT: Role.DEPARTMENT,
    State.AT_COUNTY: Role.BUREAU,
    State.AT_CITY: Role.BUREAU,
    State.AT_PROVINCE: Role.BUREAU,
}
FAILED = (vetting.Found(Place(), words="考核不合格。"),)
EVERY = 40  # one round of the plans for so many applicants of the season


@dataclass(frozen=True)
class Plan:
    """Who comes when, for what, and what befalls: "" for approved, else unit_fails or refused."""

    kind: Kind
    level: str
    title: str
    month: int
    fate: str = ""
    degree: str = "本科"


PLANS: tuple[Plan, ...] = (
    Plan(Kind.RECOGNITION, "助理级", "助理工程师", 4),
    Plan(Kind.RECOGNITION, "中级", "工程师", 4, degree="博士"),
    Plan(Kind.RECOGNITION, "助理级", "助理工程师", 7, "unit_fails"),
    Plan(Kind.RECOGNITION, "员级", "技术员", 7, "refused", degree="大专"),
    Plan(Kind.TITLE_CONFIRMATION, "中级", "工程师", 3),
    Plan(Kind.TITLE_CONFIRMATION, "副高级", "高级工程师", 5),
)


@dataclass
class Newcomer:
    """Somebody with a plan and a unit, and the application once it is there."""

    plan: Plan
    unit: Desk
    person: Person | None = None
    application: Application | None = None

    @property
    def filed(self) -> Application:
        """The application as it is now."""
        assert self.application is not None
        self.application.refresh_from_db()
        return self.application


def plan(stage: Stage, world: World, year: int, count: int) -> int:
    """Let one round of PLANS come for every EVERY applicants of the season; how many come."""
    there = [one for one in world.units if one.organisation.place]
    for number in range(count // EVERY):
        for at, one in enumerate(PLANS):
            newcomer = Newcomer(one, there[(number + at) % len(there)])
            moment = day(year, one.month, 3 + number % 20, 10)
            stage.plan(moment, enter, stage, world, newcomer, year)
    return count // EVERY * len(PLANS)


def enter(stage: Stage, world: World, newcomer: Newcomer, year: int) -> None:
    """Register, fill in, choose, attach and submit."""
    who = world.inventor.somebody(oldest=1985, youngest=1996)
    person = register_person(name=who.name, number=who.number, mobile=who.mobile, hashed=world.hashed)
    save_basics(person, mobile=who.mobile, ethnicity="汉族", political_status="群众")
    person = choose_unit(person, unit=newcomer.unit.organisation)
    confirm_joining(person, unit=newcomer.unit.organisation, by=newcomer.unit.officer)
    applications.confirm_guide(person, year, by=person.account)
    newcomer.person = Person.objects.select_related("account", "unit").get(pk=person.pk)
    plan, begun = newcomer.plan, dt.date(year - 1, 3, 1)
    dossiers.save_qualification(newcomer.person, data=_told(plan, begun, newcomer.unit.organisation))
    for module, data in _records(plan, begun, newcomer.unit.organisation.name):
        dossiers.save_record(newcomer.person, module=module, data=data)
    target = Target("工程技术", "工程技术", "机械工程", plan.level, plan.title)
    row = applications.save_cover(newcomer.person, Choice(plan.kind, target), by=newcomer.person.account)
    newcomer.application = row
    stage.must_refuse("a submission without attachments", applications.submit, row, by=row.person.account)
    institution = newcomer.unit.organisation.institution
    form = "appointment_form" if institution else "employment_form"
    extra = (form,) if plan.kind is Kind.RECOGNITION else ()
    for key in (*row_for(row.kind, row.channel).attachments, *extra):
        applications.add_attachment(row, key=key, upload=papers.picture(key), by=row.person.account)
    applications.submit(newcomer.filed, by=row.person.account)
    stage.later(DAY, _unit_looks, stage, world, newcomer, begun)


def _told(plan: Plan, begun: dt.date, unit: Unit) -> dict[str, Any]:
    told: dict[str, Any] = {
        "employment": "劳动合同",
        "post": "专业技术",
        "civil_servant": False,
        "on_secondment": False,
        "professional_work_from": begun.isoformat(),
        "contract_from": begun.isoformat(),
    }
    if plan.kind is Kind.TITLE_CONFIRMATION:
        return told | {"probation_assessed": True}
    return told | {
        "employed_from": begun.isoformat(),
        "employment_document": "事业单位聘用通知书" if unit.institution else "云南省招工录用登记表",
        "probation_until": (begun + dt.timedelta(days=365)).isoformat(),
        "unit_assessment": "合格",
    }


def _records(plan: Plan, begun: dt.date, unit: str) -> list[tuple[str, dict[str, Any]]]:
    rows: list[tuple[str, dict[str, Any]]] = [
        (
            "education",
            {
                "level": plan.degree,
                "school": "昆明理工大学",
                "major": "机械工程",
                "from": f"{begun.year - 5}-09",
                "finished_on": f"{begun.year - 1}-07-01",
                "form": "全日制",
                "matches_work": True,
                "abroad": False,
            },
        ),
        ("work", {"from": f"{begun.year}-03", "unit": unit, "post": "技术员", "duties": "从事机械设计。"}),
        ("summary", {"text": "参加工作以来一直从事机械设计工作。" * 20}),
    ]
    if plan.kind is Kind.TITLE_CONFIRMATION:
        title = {
            "series": "工程技术",
            "profession": "机械工程",
            "level": plan.level,
            "title": plan.title,
            "obtained_on": f"{begun.year - 3}-12-20",
            "obtained_by": "评审",
            "origin": "外省",
            "issuer": "四川省人力资源和社会保障厅",
        }
        rows.append(("titles", title))
    return rows


def _unit_looks(stage: Stage, world: World, newcomer: Newcomer, begun: dt.date) -> None:
    """The unit assesses, then passes or refuses."""
    row, unit = newcomer.filed, newcomer.unit
    stage.must_refuse(
        "the unit passes without its assessment", vetting.pass_on, row, "同意报送", CHECK_POINTS, unit.officer,
        unit.organisation,
    )  # fmt: skip
    passed = newcomer.plan.fate != "unit_fails"
    until = min(begun + dt.timedelta(days=365), clock.today())
    parts = vetting.Assessed(passed, begun, until, "能胜任本职工作。" if passed else "未完成见习任务。")
    vetting.assess(row, parts, unit.officer, unit.organisation)
    if not passed:
        vetting.refuse_recommendation(
            newcomer.filed, "考核不合格。", unit.officer, unit.organisation, defects=FAILED
        )
        return
    unit_passes_on(stage, newcomer.filed, unit, "考核合格，同意报送。")
    stage.later(DAY, _station_looks, stage, world, newcomer)


def _station_looks(stage: Stage, world: World, newcomer: Newcomer) -> None:
    """A station passes it on, the last one approves or refuses."""
    row = newcomer.filed
    assert row.holder is not None
    desk = world.desk(row.holder, ROLES[State(row.state)])
    if row.stations.filter(passed_at__isnull=True).count() > 1:
        vetting.pass_on(row, "同意推荐。", (), desk.officer, desk.organisation)
        stage.later(DAY, _station_looks, stage, world, newcomer)
        return
    stage.must_refuse(
        "the last station passes instead of approving", vetting.pass_on, row, "同意", (), desk.officer,
        desk.organisation,
    )  # fmt: skip
    if newcomer.plan.fate == "refused":
        vetting.refuse_approval(row, "录用登记表与所报单位不一致。", desk.officer, desk.organisation)
        return
    number = f"演示核字〔{row.year}〕{row.number[-4:] if row.number else ''}号"
    vetting.approve(row, "予以核准。", number, suggested_day(row), desk.officer, desk.organisation)
