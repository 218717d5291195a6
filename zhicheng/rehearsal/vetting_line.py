"""What stations do with a submitted application, by its applicant's fate."""

import datetime as dt
from dataclasses import replace

from zhicheng.almanac import clock
from zhicheng.applications.actions import withdraw
from zhicheng.applications.casefile import standing_entrustment
from zhicheng.applications.corrections import term_of
from zhicheng.applications.models import Application
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.clock import due
from zhicheng.people.models import Membership
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.rehearsal import applicants, papers
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.at_unit import unit_passes_on
from zhicheng.rehearsal.stage import Stage, office_hours
from zhicheng.rehearsal.world import Desk, World
from zhicheng.vetting import actions as vetting
from zhicheng.vetting.actions.opinion import Recommendation
from zhicheng.vetting.checks import CHECK_POINTS, unit_tasks
from zhicheng.vetting.models import LastReturn
from zhicheng.vetting.ranking import suggested_rank

Role = Membership.Role
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ROLES = {State.AT_DEPARTMENT: Role.DEPARTMENT, State.AT_COUNTY: Role.BUREAU, State.AT_CITY: Role.BUREAU,
         State.AT_COMMITTEE: Role.OFFICE}  # fmt: skip
MENDED = "请按逐项列出的问题一次改好。"
DEFECTS = (
    vetting.Found(Place("attachments"), words="证明材料不清晰，请重新上传。"),
    vetting.Found(Place("work"), words="工作经历时间不连续，请核对补充。"),
)
UNFIT = (vetting.Found(Place("tasks"), words="业绩不足，达不到标准条件。"),)
WRONG_COVER = (vetting.Found(Place("cover"), words="申报类别选择有误。"),)


class VettingLine:
    """Units, departments, bureaus and committee offices at their desks."""

    def __init__(self, stage: Stage, world: World) -> None:
        self.stage, self.world = stage, world
        self.asked: dict[str, int] = {}

    def submitted(self, applicant: Applicant) -> None:
        """The unit will look at it in the next days."""
        self.stage.later(DAY + HOUR * self.world.inventor.random.randint(0, 68), self.unit_looks, applicant)

    def resubmit(self, applicant: Applicant) -> None:
        """The applicant mends and submits again; it goes through the unit (AMB-02)."""
        if applicant.filed.state == State.RESET:
            session = applicant.filed.session
            assert session is not None
            applicants.choose(applicant, session)
            self.stage.saw("reading:AMB-03")
        applicants.submit(applicant)
        if applicant.filed.state == State.AT_UNIT and applicant.filed.first_unit_pass_at:
            self.stage.saw("reading:AMB-02")
        self.submitted(applicant)

    def unit_looks(self, applicant: Applicant) -> None:
        """The unit returns, resets, refuses, or publishes."""
        row, unit, fate = applicant.filed, applicant.unit, applicant.fate
        officer, organisation = unit.officer, unit.organisation
        if fate == "withdraws_early":
            withdraw(row, by=applicant.registered.account, reason="本人暂不申报。")
            return
        if fate == "not_recommended":
            vetting.refuse_recommendation(
                row, "业绩不足，本年度不予推荐。", officer, organisation, defects=UNFIT
            )
            return
        if fate == "unit_returns" and self._times(applicant, "unit") <= 2:
            vetting.send_back(row, MENDED, officer, organisation, defects=DEFECTS)
            self.stage.saw("reading:C-02 the unit's returns before its pass do not count")
            self.stage.later(DAY * 2, self.resubmit, applicant)
            return
        if fate == "unit_resets" and self._times(applicant, "reset") <= 1:
            vetting.reset(
                row, "申报类别选择有误，请重新选择封面后提交。", officer, organisation, defects=WRONG_COVER
            )
            self.stage.later(DAY, self.resubmit, applicant)
            return
        self.stage.must_refuse(
            "the unit passes before its notice",
            vetting.pass_on,
            row,
            "同意推荐",
            CHECK_POINTS,
            officer,
            organisation,
        )
        if unit_tasks(row).standing is not None:
            self.unit_passes(applicant)
            return
        notice = notices.open_unit_notice([row], organisation, "单位公示栏（办公楼一楼）", True, officer)
        self.stage.must_refuse(
            "a notice is closed before its last day", notices.close_unit_notice, notice, "无异议", officer
        )
        if applicant.user_unit is not None:
            user = applicant.user_unit
            applicant.other_notice = notices.open_unit_notice(
                [applicant.filed], user.organisation, "车间公告栏", False, user.officer
            )
        if fate in {"objection_settled", "objection_upheld"}:
            self.stage.plan(office_hours(clock.now() + DAY * 2), self.objects, applicant, notice)
        self.stage.plan(self._after(notice.ends_on), self.unit_closes, applicant, notice)

    def objects(self, applicant: Applicant, notice: Notice) -> None:
        """Somebody objects, anonymously."""
        entry = NoticeEntry.objects.get(notice=notice, application=applicant.filed)
        objection = notices.object_to(entry, "对公示的一项业绩有异议，请核查本人实际承担的工作。")
        self.stage.saw("reading:AMB-52")
        self.stage.must_refuse(
            "the unit passes with an open objection", vetting.pass_on, applicant.filed, "同意推荐", CHECK_POINTS,
            applicant.unit.officer, applicant.unit.organisation,
        )  # fmt: skip
        self.stage.later(DAY * 2, self.unit_answers, applicant, objection)

    def unit_answers(self, applicant: Applicant, objection: Objection) -> None:
        """The unit has looked into it."""
        upheld = applicant.fate == "objection_upheld"
        decide = notices.uphold_objection if upheld else notices.settle_objection
        answer = "经核查情况属实，异议成立。" if upheld else "经核查，业绩材料真实，异议不成立。"
        decide(objection, answer, applicant.unit.officer)

    def unit_closes(self, applicant: Applicant, notice: Notice) -> None:
        """Write and seal the result of the notice, then recommend."""
        if applicant.filed.state != State.UNIT_NOTICE:
            return
        notices.close_unit_notice(notice, "公示期间无异议。", applicant.unit.officer)
        if applicant.user_unit is not None and applicant.other_notice is not None:
            notices.close_unit_notice(applicant.other_notice, "公示期间无异议。", applicant.user_unit.officer)
        self.stage.saw("reading:AMB-38")
        self.unit_passes(applicant)

    def unit_passes(self, applicant: Applicant) -> None:
        """基层意见, then 通过."""
        row, unit = applicant.filed, applicant.unit
        self.stage.must_refuse(
            "the unit passes without its opinion", vetting.pass_on, row, "同意推荐", CHECK_POINTS, unit.officer,
            unit.organisation,
        )  # fmt: skip
        vetting.write_opinion(row, recommendation(row), unit.officer, unit.organisation)
        if "entrusted" in applicant.fate and standing_entrustment(row.pk) is None:
            self.stage.must_refuse(
                "the unit passes without its consent to entrustment", vetting.pass_on, applicant.filed, "同意推荐",
                CHECK_POINTS, unit.officer, unit.organisation,
            )  # fmt: skip
            vetting.consent_to_entrustment(applicant.filed, CONSENT, unit.officer, unit.organisation)
        if applicant.user_unit is not None:
            user = applicant.user_unit
            unit_passes_on(self.stage, applicant.filed, user, "审核无误，同意。")
            self.stage.saw("reading:AMB-60")
        self.stage.must_refuse(
            "the unit passes without its four check points", vetting.pass_on, row, "同意推荐", (),
            unit.officer, unit.organisation,
        )  # fmt: skip
        unit_passes_on(self.stage, row, unit, "材料真实完整，同意推荐。")
        if applicant.fate == "withdraws_late":
            withdraw(applicant.filed, by=applicant.registered.account, reason="因工作调动撤回。")
            self.stage.must_refuse(
                "a second application after one that counts", applicants.choose, applicant, row.session
            )
            self.stage.saw("reading:AMB-33")
            return
        self.next_station(applicant)

    def next_station(self, applicant: Applicant) -> None:
        """The station that has it now will look at it."""
        self.stage.later(DAY * self.world.inventor.random.randint(1, 4), self.station_looks, applicant)

    def station_looks(self, applicant: Applicant) -> None:
        """Pass, or return by fate."""
        row, fate = applicant.filed, applicant.fate
        state = State(row.state)
        if state is State.AT_SUPERIOR:
            self.letter_comes(applicant)
            return
        if state not in ROLES or row.holder is None:
            return
        desk = self.world.desk(row.holder, ROLES[state])
        returns = {"department_returns": 1, "exhausts_returns": 99, "never_resubmits": 1}.get(fate, 0)
        if returns and self._times(applicant, "station") <= returns:
            made = vetting.send_back(row, MENDED, desk.officer, desk.organisation, defects=DEFECTS)
            if isinstance(made, LastReturn):  # it would end the year: a second officer confirms
                second = self.world.second(desk, ROLES[state])
                vetting.send_back(applicant.filed, MENDED, second, desk.organisation, defects=DEFECTS)
            now = State(applicant.filed.state)
            if now is State.CLOSED_FOR_YEAR:
                self.stage.saw("reading:AMB-01")
                self.stage.saw("reading:AMB-04")
                self.stage.must_refuse(
                    "a new cover in a closed year", applicants.choose, applicant, row.session
                )
            elif fate != "never_resubmits":
                self.stage.later(DAY * 4, self.resubmit, applicant)
            return
        if fate in {"corrects", "misses_correction"} and self._told_once(applicant, desk):
            return
        if fate == "entrusted_refused" and state is State.AT_CITY:
            vetting.refuse_entrustment(
                row, "不属于本市评审范围，不同意委托。", desk.officer, desk.organisation
            )
            return
        self.stage.must_refuse(
            "a stranger's unit passes a station", vetting.pass_on, row, "同意", CHECK_POINTS,
            self.world.units[0].officer, self.world.units[0].organisation,
        )  # fmt: skip
        vetting.pass_on(row, "审核通过。", (), desk.officer, desk.organisation)
        if applicant.filed.state == State.AUDITED:
            self.stage.later(DAY * self.world.inventor.random.randint(1, 2), self.paper, applicant)
        else:
            self.next_station(applicant)

    def _told_once(self, applicant: Applicant, desk: Desk) -> bool:
        """The first later station issues its 补正通知: answered in time, or never. Whether it did so now."""
        row = applicant.filed
        term = term_of(row)
        told = (row, MENDED, term.first, desk.officer, desk.organisation)
        if self._times(applicant, "notice") > 1:
            if row.correction_notices.filter(organisation=desk.organisation).exists():
                self.stage.must_refuse(
                    "a second correction notice", lambda: vetting.demand_correction(*told, defects=DEFECTS)
                )
            return False
        notice = vetting.demand_correction(*told, defects=DEFECTS)
        self.stage.saw("reading:AMB-17")
        if applicant.fate == "corrects":
            self.stage.later(DAY * 2, self.correct, applicant)
        else:
            self.stage.plan(self._after(notice.due_on), due.lapse_notices)
        return True

    def correct(self, applicant: Applicant) -> None:
        """The applicant answers the notice: back at the station that asked, no return used up."""
        before = applicant.filed.returns.count()
        applicants.submit(applicant)
        assert applicant.filed.state in ROLES, applicant.filed.state
        assert applicant.filed.returns.count() == before
        self.next_station(applicant)

    def letter_comes(self, applicant: Applicant) -> None:
        """The superior gives its letter through the link (KM2023-2.3)."""
        standing = standing_entrustment(applicant.filed.pk)
        assert standing is not None
        number = f"曲人社职委〔{clock.today().year}〕{self.world.inventor.random.randint(1, 99)}号"
        paper = papers.picture("委托评审函")
        vetting.issue_letter(standing, vetting.Letter(number, clock.today(), "范签发", paper))
        self.stage.saw("reading:AMB-05")
        self.next_station(applicant)

    def paper(self, applicant: Applicant) -> None:
        """Send and accept the paper, or accept without it (AMB-51)."""
        row = applicant.filed
        if row.session is None or row.state != State.AUDITED:
            return
        office = self.office_of(applicant)
        if not row.session.paper_stage:
            vetting.accept_without_paper(row, office.officer)
            self.stage.saw("reading:AMB-51")
            return
        if int(applicant.somebody.number[12:14]) % 4 == 0:  # one in four keeps the log of stamps
            vetting.note_stamp(row, clock.today(), applicant.unit.officer, applicant.unit.organisation)
        vetting.send_paper(row, applicant.unit.officer, applicant.unit.organisation)
        self.stage.later(DAY, self.paper_arrives, applicant)

    def paper_arrives(self, applicant: Applicant) -> None:
        """The office checks originals and copies, then accepts."""
        office = self.office_of(applicant)
        self.stage.must_refuse(
            "paper is accepted without originals",
            vetting.accept_paper,
            applicant.filed,
            False,
            True,
            office.officer,
        )
        vetting.accept_paper(applicant.filed, True, True, office.officer)

    def office_of(self, applicant: Applicant) -> Desk:
        """The committee's office of an application."""
        session = applicant.filed.session
        assert session is not None
        return self.world.desk(session.committee.organiser, Role.OFFICE)

    def _times(self, applicant: Applicant, where: str) -> int:
        key = f"{applicant.somebody.number} {where}"
        self.asked[key] = self.asked.get(key, 0) + 1
        return self.asked[key]

    def _after(self, day: dt.date) -> dt.datetime:
        return office_hours(dt.datetime(day.year, day.month, day.day, 9, tzinfo=clock.CHINA) + DAY + HOUR)


RECOMMENDATION = Recommendation(
    evaluation="该同志专业基础扎实，能独立解决本专业较复杂的技术问题，工作业绩突出。",
    way="民主推荐与考核相结合",
    range="单位领导、专业技术人员代表",
    headcount=15,
    recommends=True,
    opinion="同意推荐申报。",
    formed="经推荐会议无记名投票,15人参加,14人同意。",
    notice_text="在单位公示栏和办公平台公示5个工作日，无异议。",
)


def recommendation(row: Application) -> Recommendation:
    """The unit's, with its posts where it is an institution, and the next rank among its people."""
    rank, candidates = suggested_rank(row)
    told = replace(RECOMMENDATION, rank=rank, candidates=candidates)
    return replace(told, posts_managed=True, posts=12, posts_filled=7) if row.unit.institution else told


CONSENT = vetting.Consent(
    authority="曲靖市人力资源和社会保障局",
    basis="本市工程系列职称评审管理权限",
    contact_name="范联系",
    contact_mobile="13900000001",
    consent="同意委托昆明市相应评委会评审。",
)
