"""What an applicant does: register, fill in, choose, attach, submit, mend, withdraw."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhicheng.almanac import clock
from zhicheng.applications import actions as applications
from zhicheng.applications.actions.cover import Choice
from zhicheng.applications.casefile import demands_of
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import Kind
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.dossiers import actions as dossiers
from zhicheng.dossiers.education import ProofKind
from zhicheng.dossiers.queries import proof_lines
from zhicheng.dossiers.taking_in import take_in
from zhicheng.dossiers.workbook import Row
from zhicheng.people.actions import choose_unit, confirm_joining, register_person, save_basics
from zhicheng.people.models import Person
from zhicheng.planning.models import Session
from zhicheng.public_notice.models import Notice
from zhicheng.rehearsal import papers
from zhicheng.rehearsal.invented import Inventor, Somebody
from zhicheng.rehearsal.plans import SessionPlan
from zhicheng.rehearsal.world import Desk
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting import actions as vetting

CHANGES_SERIES = "changes_series"
CHANGING = (
    "number",
    "state",
    "version",
    "unit_id",
    "session_id",
    "holder_id",
    "submitted_at",
    "first_unit_pass_at",
)
WORKS = (
    "自动化生产线改造",
    "变电站扩建",
    "数控机床维修",
    "给水泵站设计",
    "隧道通风系统",
    "矿山提升机检修",
    "厂房结构加固",
)
FROM_ELSEWHERE = ("title_elsewhere", "title_not_confirmed")
SCHOOLS = ("昆明理工大学", "云南大学", "重庆大学", "西南交通大学", "华中科技大学")


@Prepared
def _now(application: UUID) -> QuerySet[Application, tuple[Any, ...]]:
    return Application.objects.filter(pk=application).values_list(*CHANGING)


@dataclass
class Applicant:
    """Somebody with a plan, a unit and a fate."""

    somebody: Somebody
    plan: SessionPlan
    unit: Desk
    fate: str
    person: Person | None = None
    application: Application | None = None
    returns_wanted: int = 0
    told: set[str] = field(default_factory=set)
    user_unit: Desk | None = None
    other_notice: Notice | None = None

    @property
    def registered(self) -> Person:
        """The person, after registration."""
        assert self.person is not None
        return self.person

    @property
    def filed(self) -> Application:
        """The application as it is now."""
        known = self.application
        assert known is not None
        [now] = _now(known.pk)
        for name, value in zip(CHANGING, now, strict=True):
            setattr(known, name, value)
        known._state.fields_cache.pop("session", None)  # its dates may have been moved
        return known


def register(applicant: Applicant, hashed: str) -> None:
    """Register."""
    who = applicant.somebody
    applicant.person = register_person(name=who.name, number=who.number, mobile=who.mobile, hashed=hashed)


def join(applicant: Applicant) -> None:
    """Fill in the basics, choose the unit, which confirms it."""
    person = applicant.registered
    save_basics(person, mobile=applicant.somebody.mobile, ethnicity="汉族", political_status="群众")
    person = choose_unit(person, unit=applicant.unit.organisation)
    confirm_joining(person, unit=applicant.unit.organisation, by=applicant.unit.officer)
    applications.confirm_guide(person, clock.today().year, by=person.account)
    applicant.person = Person.objects.select_related("account", "unit").get(pk=person.pk)


def fill_dossier(applicant: Applicant, inventor: Inventor, year: int) -> None:
    """资格信息 and the modules, in turn with a project; with evidence typed in, without it from an Excel file."""
    person, random = applicant.registered, inventor.random
    graduated = dt.date(max(who_age(applicant, 22), 1990), 7, 1)
    held = dt.date(
        year - (2 if applicant.fate == "years_short" else random.randint(6, 9)), 9, random.randint(1, 28)
    )
    graduated = min(graduated, dt.date(held.year - 5, 7, 1))
    insured = dt.date(year, 1, 5) if applicant.fate == "insurance_gap" else dt.date(graduated.year + 1, 3, 1)
    employed = graduated + dt.timedelta(days=31)
    told: dict[str, Any] = {
        "employment": "劳务派遣" if applicant.user_unit else "劳动合同",
        "post": "专业技术",
        "civil_servant": applicant.fate == "civil_servant",
        "on_secondment": False,
        "professional_work_from": employed.isoformat(),
        "insured_from": insured.isoformat(),
        "insured_unit": applicant.unit.organisation.name,
        "contract_from": employed.isoformat(),
        "first_application": False,
        "remote_or_grassroots": False,
    }
    if applicant.fate == CHANGES_SERIES:
        told |= {"post_changed_on": f"{year - 2}-01-10", "post_change_proof": "聘书"}
    if applicant.user_unit is not None:
        told["dispatch.user_unit"] = applicant.user_unit.organisation.name
    dossiers.save_qualification(person, data=told)
    records = _records(applicant, inventor, year, graduated, held)
    for module, data, proof in (one for one in records if one[2]):
        record = dossiers.save_record(person, module=module, data=data)
        offered = dossiers.offer_evidence(record, uploads=[papers.picture(proof)], title=proof)
        for arrival in offered.arrivals:
            take_in(arrival.pk)
    rows = [Row(module, number, data) for number, (module, data, proof) in enumerate(records) if not proof]
    tried = dossiers.import_records(person, rows, keep=True)
    assert all(one.new for one in tried)


def who_age(applicant: Applicant, years: int) -> int:
    """The year in which the applicant reaches an age."""
    return applicant.somebody.born.year + years


def _held(applicant: Applicant) -> dict[str, str]:
    """The title held so far; who changes series holds one of the same level elsewhere (KM2023-3.9)."""
    plan = applicant.plan
    if applicant.fate == CHANGES_SERIES:
        title = "高级农艺师" if plan.level == "副高级" else "农艺师"
        return {"series": "农业技术", "profession": "农业机械", "level": plan.level, "title": title}
    return {
        "series": "工程技术",
        "profession": plan.profession,
        "level": plan.lower_level,
        "title": plan.lower_title,
    }


def _records(
    applicant: Applicant, inventor: Inventor, year: int, graduated: dt.date, held: dt.date
) -> list[tuple[str, dict[str, Any], str]]:
    plan, random = applicant.plan, inventor.random
    unit = applicant.unit.organisation.name
    school, work = random.choice(SCHOOLS), random.choice(WORKS)
    begun = f"{graduated.year}-08"
    turn = applicant.somebody.born.toordinal() % 12
    rows: list[tuple[str, dict[str, Any], str]] = [
        (
            "titles",
            {
                **_held(applicant),
                "obtained_on": held.isoformat(),
                "obtained_by": "评审",
                "number": f"53{held.year}{random.randint(10000, 99999)}",
                "issuer": "昆明市人力资源和社会保障局",
                "appointed_on": held.isoformat(),
                "origin": "外省" if applicant.fate in FROM_ELSEWHERE else "云南省",
            },
            "职称证书" if turn % 3 < 2 else "",
        ),
        (
            "education",
            {
                "level": "本科",
                "school": school,
                "major": plan.profession,
                "from": f"{graduated.year - 4}-09",
                "finished_on": graduated.isoformat(),
                "form": "全日制",
                "matches_work": True,
                "abroad": False,
                "certificate": f"{random.randint(10**9, 10**10 - 1)}",
            },
            "学历备案表" if turn == 0 else "",
        ),
        (
            "work",
            {"from": begun, "unit": unit, "post": plan.lower_title, "duties": f"从事{work}等专业技术工作。"},
            "",
        ),
        (
            "summary",
            {"text": f"任现职以来，本人一直从事{plan.profession}工作，主持完成{work}等项目。" * 6},
            "",
        ),
        (
            "tasks",
            {
                "from": f"{held.year + 1}-03",
                "to": f"{held.year + 1}-11",
                "name": work,
                "role": "主持",
                "content": f"负责{work}的方案、施工与验收，一次投运成功。",
            },
            "验收报告" if turn == 1 else "",
        ),
    ]
    if turn == 2:
        project = {"name": f"{work}关键技术研究", "rank": "市级", "order": 1}
        project |= {"from": f"{held.year + 1}-01", "to": f"{held.year + 1}-12"}
        rows.append(("projects", project, ""))
    rows += [
        ("assessments", {"year": year - back, "result": "合格", "unit": unit}, "") for back in range(1, 6)
    ]
    return rows


def choose(applicant: Applicant, session: Session) -> Application:
    """Save the cover for a session."""
    plan, person = applicant.plan, applicant.registered
    target = Target("工程技术", "工程技术", plan.profession, plan.level, plan.title)
    applicant.application = applications.save_cover(
        person, Choice(_kind(applicant), target, session.id), by=person.account
    )
    return applicant.application


def _kind(applicant: Applicant) -> Kind:
    return Kind.SERIES_CHANGE if applicant.fate == CHANGES_SERIES else Kind.PROMOTION


def attach(applicant: Applicant) -> None:
    """Upload what is demanded; one in four has the unit write its proof of an old education (D-25) in the system."""
    filed, by = applicant.filed, applicant.registered.account
    for demand in demands_of(filed):
        if not demand.required:
            continue
        if demand.key == ProofKind.UNIT and int(applicant.somebody.number[12:14]) % 4 == 0:
            _proved_by_unit(applicant, filed)
        else:
            upload = papers.picture(demand.title)
            applications.add_attachment(filed, key=demand.key, upload=upload, by=by)


def _proved_by_unit(applicant: Applicant, filed: Application) -> None:
    person, officer = applicant.registered, applicant.unit.officer
    for line in proof_lines(person, book_of(filed.year, filed.session)):
        asked = dossiers.ask_for_proof(line.record, by=person.account)
        written = vetting.issue_proof(asked, seen="毕业生登记表、学籍卡、报到证", by=officer)
        applications.attach_proof(filed, written, by=person.account)


def submit(applicant: Applicant) -> None:
    """Submit, or submit again."""
    applications.submit(applicant.filed, by=applicant.registered.account)
