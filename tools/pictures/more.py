"""What the demo's day does not show, by the same acts as the pages: calls under way, further people, cases, questions."""

import datetime as dt
from typing import Any

import named
import others
import yaml
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.http import QueryDict

from zhicheng.almanac import clock
from zhicheng.applications import actions as applications
from zhicheng.applications.models import Application
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.desks import list_files
from zhicheng.desks.actions import ask_list
from zhicheng.desks.filters import save_filter
from zhicheng.dossiers import actions as dossiers
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.taking_in import take_in
from zhicheng.files.actions import keep_pictures
from zhicheng.inbox.models import Delivery
from zhicheng.integrity import cases
from zhicheng.integrity.actions import suspend_unit
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import SpotCheck
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes import archiving
from zhicheng.people import actions as people
from zhicheng.people.actions import appoint, choose_unit, register_person, register_unit
from zhicheng.people.identity import check_digit
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning import plan_import
from zhicheng.planning.models import Committee, Filing, Session, Standard
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Objection
from zhicheng.register.actions import ask_replacement
from zhicheng.register.models import Certificate
from zhicheng.rehearsal import demo, papers
from zhicheng.rehearsal.stage import day
from zhicheng.rehearsal.world import EXAMPLE_STANDARD, PASSWORD, SECOND_FACTOR
from zhicheng.title_confirmation import actions as titles
from zhicheng.vetting import actions as vetting
from zhicheng.vetting.batching import carry_out
from zhicheng.vetting.models import Batch

YEAR = demo.YEAR
JOINER = "方晓雯"
NEW_UNIT = "91530100MA6K5N7X97"
FAILED = (State.NOT_PASSED, State.REFUSED)
Acting = dict[str, Any]


def add() -> None:
    """Everything, on the demo's day."""
    _calls()
    _announcements()
    _next_years_plan()
    others.come()
    _titles_from_elsewhere()
    _units()
    _new_unit()
    _joiner()
    _suspicions()
    _settings()
    _reasons()
    _education_proofs()
    _competences()
    _batches()
    _messages()
    _mended()
    _proof_of_work()
    _standard()
    _results()
    _objector()
    office = office_of(Committee.objects.get(code="committee-senior-04"))
    meeting.move_meeting(
        session=_session("committee-senior-04"), meeting_on=dt.date(YEAR, 11, 17),
        reason="原定会场检修，评审会延后。", by=office, organisation=_organiser("committee-senior-04"),
    )  # fmt: skip
    done = _session("committee-mid-10")
    archiving.make(outcomes.ask_archive(done, by=office_of(done.committee)).pk)


def _objector() -> None:
    """The open objection of the demo has an objector's name and two pages of evidence; an officer has taken it."""
    objected = Application.objects.filter(
        state="notice_objection", session__committee__code="committee-senior-04"
    )
    row = Objection.objects.get(entry__application=objected.order_by("created_at")[0])
    row.objector, row.contact = "赵卫国", "13888800001"
    row.save(update_fields=["objector", "contact"])
    for number, words in enumerate(("项目任务书（节选）", "验收意见（节选）"), start=1):
        row.evidence.create(file=keep_pictures(papers.picture(words))[0], position=number)
    unit = Membership.objects.filter(organisation=row.entry.notice.publisher, role="unit", until=None)
    notices.take_objection(row, unit.select_related("account")[0].account)


def _reasons() -> None:
    """What offices write again and again, and how they look at their lists."""
    for one in Application.objects.filter(state__in=["unit_notice", "at_department"], holder__isnull=False)[
        :40
    ]:
        role = "unit" if one.state == "unit_notice" else "department"
        if not one.holder.common_reasons.exists():
            for words in ("佐证材料不清晰，请重新上传。", "起止时间与单位证明不一致。"):
                vetting.add_reason(one.holder, words, officer_of(role, one.holder.name))
    for seat in Membership.objects.filter(role="department", until=None):
        save_filter(seat, "副高级优先办理", "tab=vetting&flag=priority&level=%E5%89%AF%E9%AB%98%E7%BA%A7")
        save_filter(seat, "三天内到期", "tab=vetting&flag=soon")
        list_files.make(ask_list(seat, QueryDict("tab=vetting"), seat.account).pk)
        ask_list(seat, QueryDict("tab=vetting&flag=priority"), seat.account)


def _education_proofs() -> None:
    """Two schools of before 2002: of one the unit has written its proof, of the other it is asked for."""
    person = named.draft().person
    officer = person.unit.memberships.filter(role="unit")[0].account
    for school, level, since, until in (
        ("昆明地质学校", "中专", "1994-09", "1997-07-01"),
        ("昆明冶金高等专科学校", "大专", "1997-09", "2000-07-01"),
    ):
        row = dossiers.save_record(
            person,
            module="education",
            data={
                "level": level, "school": school, "major": "机电一体化", "from": since,
                "finished_on": until, "form": "全日制", "matches_work": True, "abroad": False,
            },
            by=person.account,
        )  # fmt: skip
        proof = dossiers.ask_for_proof(row, by=person.account)
        if level == "中专":
            vetting.issue_proof(proof, seen="毕业生登记表、学籍卡、报到证", by=officer)


def _competences() -> None:
    """A unit's department that comes next month, an agency, a unit that reviews itself."""
    bureau = Organisation.objects.get(kind="city_bureau")
    laid = {"by": officer_of("bureau", bureau.name), "bureau": bureau}
    units = Organisation.objects.filter(kind="unit", credit_code__isnull=False).order_by("name")
    department = Organisation.objects.filter(kind="department", name__contains="交通").order_by("name")[0]
    today = clock.today()
    people.name_superior(
        units.filter(unit_kind="市属国有")[0], department,
        people.Laid("昆人社发〔2023〕31号", today + dt.timedelta(days=31)), **laid,
    )  # fmt: skip
    people.give_standing(
        units.filter(unit_kind="社会组织")[0],
        "association",
        people.Laid("昆人社函〔2023〕12号", today),
        **laid,
    )


def _batches() -> None:
    """At a department: ticked to be passed and not yet signed, and printed with one that was passed meanwhile."""
    rows = list(Application.objects.filter(state="at_department").order_by("state_since")[:1])
    officer = officer_of("department", rows[0].holder.name)
    seat = officer.memberships.get(role="department")
    waiting = Application.objects.filter(holder=seat.organisation, state="at_department")
    ticked = {row.pk: row.version for row in waiting.order_by("state_since")[:6]}
    vetting.prepare_batch(seat, "pass", ticked)
    some = list(ticked)[:3]
    gone = Application.objects.filter(
        holder=None, submitted_at__isnull=False, stations__organisation=seat.organisation
    )
    several = {pk: ticked[pk] for pk in some} | {row.pk: 0 for row in gone[:1]}
    printed = vetting.start_batch(vetting.prepare_batch(seat, "print", several), officer)
    carry_out(printed.pk)


def _messages() -> None:
    """At the same department: templates, a thread with both sides, drafts to be looked through, one that did not leave."""
    batch = Batch.objects.get(act="pass")
    row, other = (case.application for case in batch.cases.order_by("position")[:2])
    by, office = batch.account, batch.organisation
    own = {"subject": "您的申报已报送下一环节", "body": "{姓名}您好，{申报编号}已由{办理单位}审核通过。"}
    vetting.keep_template(office, "pass", by, **own)
    hand = {
        "role": "department",
        "subject": "请核对学历证书编号",
        "body": "{姓名}您好，学历证书编号与扫描件不一致，请核对。",
    }
    sent = vetting.write_draft(row, office, by, by_sms=True, to_unit=True, **hand)
    sent = vetting.send_draft(sent, by, revision=1)
    asked = {
        "subject": "关于学历证书",
        "body": "您好，扫描件是新换发的证书，编号以扫描件为准。需要我另交说明吗？",
    }
    vetting.write_to_office(row, office, row.person.account, **asked)
    vetting.write_draft(
        row, office, by, **{**hand, "subject": "不用另交说明", "body": "{姓名}您好，核对无误。"}
    )
    vetting.write_draft(other, office, by, by_email=True, **hand)
    Delivery.objects.filter(message=sent.message).update(attempts=8, failure="发送服务没有应答")


def _mended() -> None:
    """Sent back by the unit, changed and handed in again: a field, a proof's record and a new one."""
    row = Application.objects.filter(state="unit_notice", submissions__version=2).order_by("created_at")[0]
    task = Record.objects.filter(person=row.person, module="tasks")[0]
    found = vetting.Found(Place("tasks", str(task.pk), "content"), words="请写明本人承担的部分。")
    vetting.send_back(
        row, "请补充。", officer_of("unit", row.unit.name), row.unit, defects=[found], knowing=True
    )
    told = task.data | {"content": f"{task.data.get('content', '')}本人负责方案设计和现场调试。"}
    dossiers.save_record(row.person, module="tasks", data=told, record=task)
    award = {
        "name": "市科技进步奖三等奖",
        "rank": "市级",
        "granted_on": "2021-11-05",
        "issuer": "昆明市人民政府",
    }
    dossiers.save_record(row.person, module="awards", data=award)
    applications.submit(Application.objects.get(pk=row.pk), by=row.person.account)


def _proof_of_work() -> None:
    """Who still prepares or mends has proven a piece of work."""
    open_ones = {"state__in": ["draft", "returned"], "session__committee__code": "committee-senior-04"}
    work = Record.objects.filter(module="tasks", evidence=None)
    for one in work.filter(person__in=Application.objects.filter(**open_ones).values("person")):
        offered = dossiers.offer_evidence(one, uploads=[papers.picture("验收报告")], title="验收报告")
        for arrival in offered.arrivals:
            take_in(arrival.pk)


def admit_and_draw() -> SpotCheck:
    """The county accepts the filing that waits; the city draws whom it looks at, and looks at the first."""
    session = _session("committee-mid-30")
    filing = Filing.objects.get(session=session, kind="pre_meeting")
    meeting.answer_pre_meeting_filing(
        filing, accepted=True, by=officer_of("bureau", filing.to.name), organisation=filing.to
    )
    check = meeting.draw_spot_check(session, 60, **_city())
    first = check.findings.order_by("position")[0]
    meeting.record_finding(first, clean=True, words="学历、任职年限和参保记录核对相符。", **_city())
    return check


def officer_of(role: str, organisation: str) -> Account:
    """The first officer of an organisation whose name begins so."""
    rows = Membership.objects.filter(role=role, organisation__name__startswith=organisation, until=None)
    return rows.order_by("since").select_related("account")[0].account


def office_of(committee: Committee) -> Account:
    """The committee's officer; appointed where the demo has none."""
    row = Membership.objects.filter(role="office", organisation=committee.organiser).first()
    if row:
        return row.account
    return appoint(
        organisation=committee.organiser, role="office", login=f"office-{committee.code[-2:]}-x", name="何平安",
        hashed=make_password(PASSWORD), second_factor=SECOND_FACTOR,
    )  # fmt: skip


def _session(code: str) -> Session:
    return Session.objects.select_related("committee__organiser").get(committee__code=code, year=YEAR)


def _organiser(code: str) -> Organisation:
    return Committee.objects.select_related("organiser").get(code=code).organiser


def _city() -> Acting:
    bureau = Organisation.objects.get(kind=Organisation.Kind.CITY_BUREAU)
    return {"by": officer_of("bureau", bureau.name), "organisation": bureau}


def _calls() -> None:
    """Two sessions more: one whose call is written, one whose call is accepted."""
    for code, files in (("committee-mid-11", False), ("committee-mid-09", True)):
        committee = Committee.objects.select_related("organiser").get(code=code)
        mine = {"by": office_of(committee), "organisation": committee.organiser}
        facts = {"committee": committee, "year": YEAR, **mine}
        planning.propose_plan_entry(month=11, **facts)
        planning.publish_plan(year=YEAR, **_city())
        session = planning.open_session(
            **facts, opens_at=day(YEAR, 9, 1, 0), closes_at=day(YEAR, 10, 1, 0),
            meeting_on=day(YEAR, 11, 17).date(), seats=7, stand_ins=3, paper_stage=True,
        )  # fmt: skip
        planning.write_call(
            session=session, title=f"关于开展{YEAR}年度{committee.name}评审工作的通知",
            conditions="申报人应符合现行评价标准条件和市人社局年度申报评审工作通知的要求。",
            requirements="网上申报，逐级审核；纸质材料按单位汇总报送。", materials=[],
            contact=committee.phone or "见评委会目录", **mine,
        )  # fmt: skip
        for title in ("申报材料目录（样表）", "申报人员花名册"):
            planning.add_enclosure(
                session=session,
                title=title,
                upload=ContentFile(plan_import.template(YEAR), "样表.xlsx"),
                **mine,
            )
        if files:
            planning.answer_filing(
                filing=planning.file_call(session=session, **mine), accepted=True, **_city()
            )


def _next_years_plan() -> None:
    """Rows that wait for the bureau, and one that it has sent back."""
    rows = []
    for code, month in (("committee-senior-04", 2), ("committee-mid-11", 9), ("committee-mid-09", 10)):
        committee = Committee.objects.select_related("organiser").get(code=code)
        mine = {"by": office_of(committee), "organisation": committee.organiser}
        rows.append(planning.propose_plan_entry(committee=committee, year=YEAR + 1, month=month, **mine))
    planning.return_plan(entries=rows[:1], reason="2月申报窗口尚未截止，请安排在10月以后。", **_city())


def _announcements() -> None:
    """What the open session has announced after its call, and what it is about to."""
    session = _session("committee-senior-04")
    mine = {"by": office_of(session.committee), "organisation": session.committee.organiser}
    place = "纸质材料改送至市政务服务中心3楼12号窗口，受理时间和份数不变。"
    first = planning.write_announcement(
        session=session, title="关于纸质材料报送地点变更的补充通知", text=place, **mine
    )
    filing = planning.file_announcement(announcement=first, **mine)
    planning.pass_filing(filing=filing, **_city())
    province = Organisation.objects.get(kind=Organisation.Kind.PROVINCE)
    answering = {"by": officer_of("bureau", province.name), "organisation": province}
    planning.answer_filing(filing=filing, accepted=True, **answering)
    planning.publish_announcement(announcement=first, **mine)
    second = planning.write_announcement(
        session=session,
        title="关于申报咨询时间的补充通知",
        text="8月起咨询电话工作日9:00至17:00接听。",
        **mine,
    )
    sheet = ContentFile(plan_import.template(YEAR), "样表.xlsx")
    planning.add_enclosure(session=session, title="咨询电话一览表", upload=sheet, announcement=second, **mine)
    session.refresh_from_db()
    if session.opens_at is not None and session.closes_at is not None:
        later = {"opens_at": session.opens_at, "closes_at": session.closes_at + dt.timedelta(days=5)}
        planning.change_window(session=session, **later, reason="应多家单位请求", **mine)


def _titles_from_elsewhere() -> None:
    """Whose title from another province is accepted at the open session is reported."""
    session = _session("committee-senior-04")
    titles.send_lists(session, office_of(session.committee))


def _units() -> None:
    """A unit that is suspended, another against which a case is open, a third that reviews for itself."""
    suspended, accused = Organisation.objects.filter(kind="unit").order_by("-id")[:2]
    city = _city()
    suspend_unit(
        suspended, YEAR + 1, "未按规定公示即上报申报材料，限期整改。", city["by"], city["organisation"]
    )
    charge = cases.Charge(
        "审核把关不严：两名申报人的业绩证明不是本人承担的项目，仍签署“材料真实完整”。",
        "人事部门负责人",
        ["criticise", "remedy"],
    )
    cases.open_case(accused, charge, **city)


def _new_unit() -> None:
    """A unit that registered itself, whose credit code the bureau of its place has not checked yet."""
    row = (
        Application.objects.filter(state=State.AT_COUNTY)
        .select_related("holder__place")
        .order_by("created_at")[0]
    )
    assert row.holder is not None and row.holder.place is not None
    register_unit(
        credit_code=NEW_UNIT,
        name="昆明滇池仪表有限公司",
        unit_kind=Organisation.UnitKind.NON_PUBLIC,
        place=row.holder.place,
        head_name="段宏",
        head_phone="13888800007",
        password=PASSWORD,
    )


def _joiner() -> None:
    """Somebody who has chosen a unit that has not confirmed it yet."""
    unit = Organisation.objects.filter(
        kind="unit", unit_kind="非公有制经济组织", people__isnull=False
    ).order_by("id")[0]
    number = "53010219900307001"
    made = register_person(
        name=JOINER, number=number + check_digit(number), mobile="13888800011", password=PASSWORD
    )
    choose_unit(made, unit=unit)


def _suspicions() -> None:
    """A department found a title that was hidden; the person has not answered yet."""
    row = (
        Application.objects.filter(state=State.AT_DEPARTMENT, session__committee__code="committee-senior-04")
        .select_related("holder", "person")
        .order_by("created_at")[0]
    )
    assert row.holder is not None
    officer = officer_of("department", row.holder.name)
    facts = "证书库查到本人2019年取得的经济师任职资格，申报材料中没有填写。"
    vetting.open_suspicion(row, "hidden_title", facts, papers.picture("证书库查询截图"), officer, row.holder)


def _settings() -> None:
    """A setting that was changed before the call, one for which consent is asked, what an inspection found."""
    building = {
        "by": office_of(_session("committee-mid-11").committee),
        "organisation": _organiser("committee-mid-11"),
    }
    planning.change_setting(
        session=_session("committee-mid-11"), key="seats", value=9, reason="预计申报人数增加。", **building
    )
    open_one = _session("committee-senior-04")
    office = {"by": office_of(open_one.committee), "organisation": open_one.committee.organiser}
    planning.ask_variation(
        session=open_one, key="paper_stage", value=False, step="audit",
        reason="申报人多在外地项目，拟以网上核验代替报送纸质材料。", until=None, **office,
    )  # fmt: skip
    planning.note_inspection(
        _session("committee-mid-10"), phase="during", by=_city()["by"],
        text="抽看评审会现场：出席人数、回避和计票均符合规定。", demand="会议记录请于3日内补齐签名。",
    )  # fmt: skip


def _standard() -> None:
    """A standard that is still being written."""
    given = yaml.safe_load(EXAMPLE_STANDARD.read_text("utf-8"))
    facts = {name: given[name] for name in ("series", "document", "number", "issuer", "words")}
    reported = Standard.objects.get(state="reported")
    planning.save_standard(
        **facts, **given["levels"][1], version=given["revised"], example=True, by=reported.prepared_by,
        organisation=Organisation.objects.get(kind=Organisation.Kind.PROVINCE),
    )  # fmt: skip


def _results() -> None:
    """Somebody without success asks for a second look; somebody has lost a certificate."""
    failed = (
        Application.objects.select_related("person__account")
        .filter(state__in=FAILED, session__committee__code="committee-mid-10")
        .order_by("created_at")[0]
    )
    outcomes.ask_recheck(
        failed, kind="recheck", ground="overlooked",
        text="第3项业绩的验收报告已上传，决定中没有提到，请核查是否漏看。", by=failed.person.account,
    )  # fmt: skip
    lost = (
        Certificate.objects.filter(revoked_at=None).select_related("person__account").order_by("-number")[0]
    )
    ask_replacement(lost, "搬家时遗失打印件和下载文件。", lost.person.account)
