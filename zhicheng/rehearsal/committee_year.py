"""A committee's year: plan, call, filings, draw, readings, meeting, results, certificates."""

import datetime as dt
from typing import Any

import pyotp

from zhicheng.almanac import clock, workdays
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.clock import due
from zhicheng.experts import actions as experts
from zhicheng.experts.models import Draw, Seat
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import Appearance, Ballot
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes.models import Confirmation
from zhicheng.outcomes.queries import confirming_bureau, document_issuer
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Committee, Filing, Session
from zhicheng.planning.queries import bureau_of_level, passing_bureau, plan_bureau
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice, NoticeEntry
from zhicheng.rehearsal import (
    after_meeting,
    at_draw,
    at_meeting,
    at_readings,
    before_meeting,
    registering,
)
from zhicheng.rehearsal.applicants import Applicant
from zhicheng.rehearsal.plans import SessionPlan
from zhicheng.rehearsal.secret_vote import Holders
from zhicheng.rehearsal.stage import Stage, office_hours
from zhicheng.rehearsal.world import SECOND_FACTOR, Desk, World

Role = Membership.Role
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
GRASSROOTS: dict[str, Any] = {
    "name": "基层组", "basis": "省人社厅2020年度职称评审工作通知，基层单独分组评审", "unit_kinds": ["县区国有"],
    "places": [], "pass_share": 60,
}  # fmt: skip


def code_now() -> str:
    """The code that an invented account's second factor shows now."""
    return pyotp.TOTP(SECOND_FACTOR).at(int(clock.now().timestamp()))


class CommitteeYear:
    """One session from its plan entry to its certificates."""

    def __init__(self, stage: Stage, world: World, plan: SessionPlan, year: int) -> None:
        self.stage, self.world, self.plan, self.year = stage, world, plan, year
        self.committee = Committee.objects.select_related("organiser", "place").get(code=plan.code)
        self.office: Desk = world.desk(self.committee.organiser, Role.OFFICE)
        self.bureau = self._bureau(bureau_of_level(self.committee))
        via = passing_bureau(self.committee)
        self.via = self._bureau(via) if via else None
        self.applicants: dict[str, Applicant] = {}
        self.session: Session = Session()
        self.holders: Holders | None = None
        self._second: Account | None = None
        self.late: tuple[Appearance, Seat] | None = None  # a mark that is missing when the meeting begins
        self.ended: list[Ballot] = []  # ballots that wait for the trustees

    def begin(self) -> None:
        """Plan the whole year's events."""
        self.stage.plan(self.plan.announced_at, self.plan_and_call)
        meets = self.plan.meeting_on
        self.stage.plan(self.plan.closes_at + MINUTE, due.run_due)
        self.stage.plan(self.before(meets, 24), self.file_pool)
        self.stage.plan(self.before(meets, 20), self.audit_qualifications)
        self.stage.plan(self.before(meets, 13), self.file_meeting)
        self.stage.plan(self.before(meets, 7) - HOUR, self.open_draw)
        self.stage.plan(self.before(meets, 4), at_readings.assign, self)
        self.stage.plan(self.on(meets, 9), self.meet)

    def plan_and_call(self) -> None:
        """Plan entry, session, call, filing: answered within days."""
        organiser, officer = self.committee.organiser, self.office.officer
        facts: dict[str, Any] = {
            "committee": self.committee,
            "year": self.year,
            "by": officer,
            "organisation": organiser,
        }
        window = self.plan.window
        self.stage.must_refuse("a session outside the plan", planning.open_session, **facts, **window)
        planning.propose_plan_entry(month=self.plan.month, **facts)
        publisher = self._bureau(plan_bureau(self.committee))
        planning.publish_plan(year=self.year, by=publisher.officer, organisation=publisher.organisation)
        registering.register(self, facts)
        self.session = planning.open_session(
            **facts,
            **window,
            seats=7,
            stand_ins=3,
            paper_stage=self.plan.paper,
        )
        self.stage.must_refuse("a second session of the year", planning.open_session, **facts, **window)
        mine: dict[str, Any] = {"session": self.session, "by": officer, "organisation": organiser}
        if self.plan.faced:
            told: dict[str, Any] = {
                "key": "ways",
                "value": f"审阅材料、{self.plan.faced}",
                "reason": "须当面考察专业能力",
            }
            self.session = planning.change_setting(**mine, **told)
            mine["session"] = self.session
        planning.write_call(
            **mine,
            title=f"关于开展{self.year}年度{self.committee.name}评审工作的通知",
            conditions="申报人应符合现行评价标准条件和市人社局年度申报评审工作通知的要求。",
            requirements="网上申报，逐级审核；纸质材料按单位汇总报送。",
            materials=[],
            contact=self.committee.phone or "见评委会目录",
        )
        if self.plan.grassroots:
            planning.save_group(**mine, **GRASSROOTS)
        filing = planning.file_call(**mine)
        if self.plan.grassroots:
            self.stage.must_refuse(
                "a group after the call is filed",
                planning.save_group,
                **mine,
                **{**GRASSROOTS, "name": "二组"},
            )
        self.stage.must_refuse(
            "a call is published before its filing is accepted", planning.publish_call, **mine
        )
        self.stage.later(DAY, self.pass_on_filing, filing, self.publish)

    def pass_on_filing(self, filing: Filing, then: object = None) -> None:
        """The city passes a senior committee's filing on to the province (AMB-48)."""
        if self.via:
            self.stage.must_refuse(
                "a bureau answers before the passing station", planning.answer_filing, filing=filing, accepted=True,
                by=self.bureau.officer, organisation=self.bureau.organisation,
            )  # fmt: skip
            planning.pass_filing(filing=filing, by=self.via.officer, organisation=self.via.organisation)
            self.stage.saw("reading:AMB-48")
        self.stage.later(DAY * 2, self.answer, filing, then)

    def answer(self, filing: Filing, then: object = None) -> None:
        """The bureau of the level accepts."""
        answer = planning.answer_filing
        if filing.kind == Filing.Kind.PRE_MEETING:
            answer = meeting.answer_pre_meeting_filing
            self.stage.later(DAY, before_meeting.spot_check, self)
        answer(filing=filing, accepted=True, by=self.bureau.officer, organisation=self.bureau.organisation)
        if callable(then):
            self.stage.later(HOUR, then)

    def publish(self) -> None:
        """Publish the call."""
        organiser = self.committee.organiser
        planning.publish_call(session=self.session, by=self.office.officer, organisation=organiser)
        self.stage.saw("reading:AMB-09")

    def file_pool(self) -> None:
        """Request the approval of the expert pool (senior committees)."""
        if self.committee.is_senior:
            filing = experts.file_pool(self.session, self.office.officer)
            self.stage.later(HOUR, self.pass_on_filing, filing)

    def audit_qualifications(self) -> None:
        """Qualification audit of everybody accepted, then the pre-meeting notice."""
        officer = self.office.officer
        waiting = self.rows(State.ACCEPTED)
        for auditor in (officer, self.second_officer()):
            for row in waiting:
                if self.fate_of(row) == "unqualified":
                    meeting.disqualify(row, "任现职年限证明材料与事实不符，不具备申报条件。", auditor)
                else:
                    meeting.qualify(row, auditor)
            if waiting and auditor == officer:
                self.stage.must_refuse(
                    "a second audit by the first auditor", meeting.qualify, waiting[0], officer
                )
        rows = self.rows(State.LISTED)
        if not rows:
            return
        before_meeting.report_titles(self, rows)
        notice = notices.open_session_notice(
            self.session, Notice.Kind.PRE_MEETING, rows, "组建单位门户网站", officer
        )
        for row in rows:
            if self.fate_of(row) == "struck_before_meeting":
                self._strike(notice, row)
        self.stage.must_refuse(
            "a meeting is filed before its notice is over", meeting.file_meeting, self.session, officer
        )
        self.stage.plan(
            self._after(notice.ends_on), notices.close_session_notice, notice, "公示无异议。", officer
        )

    def file_meeting(self) -> None:
        """File the list with the bureau; AMB-37 and AMB-41 set the last day."""
        if not self.rows(State.PRE_MEETING_NOTICE):
            return
        filing = meeting.file_meeting(self.session, self.office.officer)
        self.stage.saw("reading:AMB-37")
        if self.plan.in_county:
            self.stage.saw("reading:AMB-41")
        self.stage.later(HOUR * 20, self.pass_on_filing, filing)

    def open_draw(self) -> None:
        """Three drawers, one supervisor, one draw."""
        if not self.rows(State.FILED):
            return
        drawers, supervisor = self.world.drawers[self.plan.code], self.world.supervisors[0]
        draw = experts.open_draw(self.session, drawers, supervisor, self.office.officer)
        self.stage.must_refuse(
            "a second draw", experts.open_draw, self.session, drawers, supervisor, self.office.officer
        )
        at_draw.promise(self, draw, drawers)

    def reveal(self, draw: Draw, drawers: list[Account], numbers: list[str]) -> None:
        """Reveal, draw, sign, name a chair, study the standards. In a county the third drawer has lost the number."""
        at_draw.show(self, draw, drawers, numbers)
        self.stage.must_refuse(
            "readings before the draw is signed", meeting.plan_readings, self.session, self.office.officer
        )
        registering.call_members(self, early=True)
        for account in [*drawers, self.world.supervisors[0]]:
            experts.sign_result(draw, code_now(), account)
        registering.call_members(self)
        if self.plan.in_county:
            meeting.withdraw_member(self.members()[-1], "因公出差，不能参加评审。", self.office.officer)
        experts.appoint_chair(self.members()[0], self.office.officer)
        meeting.record_training(self.session, self.office.officer)
        at_meeting.make_key(self, drawers[0])

    def meet(self) -> None:
        """Check in, open, vote on everybody, close."""
        rows = self.rows(State.READING)
        if not rows:
            return
        officer = self.office.officer
        seats = self.members()
        self.stage.must_refuse("a meeting without a quorum", meeting.open_meeting, self.session, officer)
        present = seats[: len(seats) - at_readings.AWAY]
        for seat in present:
            meeting.check_in(seat, seat.expert.account)
        self.stage.plan(clock.now() + MINUTE * 20, meeting.open_meeting, self.session, officer)
        begins = clock.now() + MINUTE * 32
        for number, row in enumerate(rows[:-1]):
            self.stage.plan(begins + MINUTE * 5 * number, at_meeting.open_vote, self, row, present, seats)
        last = max(
            begins + MINUTE * 5 * len(rows), begins + HOUR
        )  # its last reading is handed in that morning
        self.stage.plan(last, at_meeting.open_vote, self, rows[-1], present, seats)
        self.stage.plan(last + HOUR, at_meeting.count, self)
        self.stage.plan(last + HOUR, self.close_meeting, seats[0])

    def close_meeting(self, chair: Seat) -> None:
        """The chair signs; results are released and published the next working day."""
        meeting.close_meeting(self.session, code_now(), chair.expert.account)
        meeting.sign_minutes(self.session, code_now(), self.office.officer)
        self.stage.later(DAY, after_meeting.release, self)

    def publish_results(self) -> None:
        """Result notice of those who passed."""
        rows, officer = self.rows(State.PASSED), self.office.officer
        if not rows:
            return
        notice = notices.open_session_notice(
            self.session, Notice.Kind.RESULT, rows, "组建单位门户网站", officer
        )
        for row in rows:
            if self.fate_of(row) == "struck_after_result":
                self._strike(notice, row)
        self.stage.must_refuse(
            "results are filed before their notice is over", outcomes.file_results, self.session, officer
        )
        self.stage.plan(self._after(notice.ends_on), self.file_results, notice)

    def file_results(self, notice: Notice) -> None:
        """Post-meeting filing, then document, confirmation, certificate."""
        notices.close_session_notice(notice, "公示无异议。", self.office.officer)
        filing = outcomes.file_results(self.session, self.office.officer)
        self.stage.later(DAY, self.pass_on_filing, filing, self.take_results)

    def take_results(self) -> None:
        """The filed people move on; the document follows in two weeks."""
        due.run_due()
        self.stage.later(DAY * 14, self.document)

    def document(self) -> None:
        """任职资格文件 (AMB-12: before the seal)."""
        issuer = self._bureau(document_issuer(self.session))
        rows = self.rows(State.POST_FILED)
        confirming = self._bureau(confirming_bureau(self.session))
        self.stage.must_refuse(
            "a seal before the document",
            outcomes.confirm_result,
            rows[0],
            confirming.officer,
            confirming.organisation,
        )
        name = f"{'云' if issuer.organisation.kind == 'province' else '昆'}人社职称〔{self.year}〕{self.plan.code[-2:]}号"
        outcomes.issue_document(
            self.session,
            number=name,
            issued_on=clock.today(),
            by=issuer.officer,
            organisation=issuer.organisation,
        )
        self.stage.saw("reading:AMB-12")
        if not self.committee.is_senior:
            self.stage.saw("reading:AMB-13")
        rows = self.rows(State.DOCUMENTED)
        for number, row in enumerate(rows):
            days = 5 if self.fate_of(row) == "revoked" else 5 + 30 * number // len(rows)
            self.stage.later(DAY * days, self.confirm, row, confirming)

    def confirm(self, row: Application, confirming: Desk) -> None:
        """The seal, or 不予核准; the certificate follows by the clock."""
        if self.fate_of(row) == "confirmation_refused":
            outcomes.refuse_confirmation(
                row, "经复核，网上审核记录与材料不符，不予核准。", confirming.officer, confirming.organisation
            )
            return
        outcomes.confirm_result(row, confirming.officer, confirming.organisation)
        self.stage.plan(clock.now() + HOUR, self.certify, row, confirming)

    def certify(self, row: Application, confirming: Desk) -> None:
        """Issue the certificate; one is revoked later."""
        confirmation = Confirmation.objects.select_related("application").get(pk=row.pk)
        certificate = outcomes.issue_certificate(confirmation)
        self.stage.must_refuse("a second certificate", outcomes.issue_certificate, confirmation)
        if self.fate_of(row) == "revoked":
            self.stage.later(
                DAY * 7, outcomes.revoke_certificate, certificate, "查实业绩材料造假。", confirming.officer,
                confirming.organisation,
            )  # fmt: skip

    def second_officer(self) -> Account:
        """Another officer of the organiser, for what takes two."""
        if self._second is None:  # named here: an invented name would make everybody after it somebody else
            self._second = self.world.officer(
                self.office.organisation, Role.OFFICE, f"office-second-{self.plan.code}", "核对人"
            )
        return self._second

    def _strike(self, notice: Notice, row: Application) -> None:
        entry = NoticeEntry.objects.get(notice=notice, application=row)
        objection = notices.object_to(entry, "反映该同志提交的业绩证明不属实。", "13800000001")
        notices.uphold_objection(objection, "经核查属实，取消资格。", self.office.officer)

    def rows(self, state: State) -> list[Application]:
        """The session's applications in a state, by number."""
        rows = Application.objects.filter(session=self.session, state=state)
        return list(rows.select_related("person", "unit", "session__committee__organiser").order_by("number"))

    def members(self) -> list[Seat]:
        """The drawn members, in order."""
        seats = Seat.objects.filter(draw__session=self.session, status=Seat.Status.MEMBER)
        return list(seats.select_related("expert__account", "draw__session").order_by("position"))

    def fate_of(self, row: Application) -> str:
        """What was planned for this applicant."""
        applicant = self.applicants.get(str(row.person_id))
        return applicant.fate if applicant else ""

    def _bureau(self, organisation: Organisation | None) -> Desk:
        assert organisation is not None
        return self.world.desk(organisation, Role.BUREAU)

    def before(self, day: dt.date, count: int) -> dt.datetime:
        """Ten o'clock so many working days before a day."""
        return self.on(workdays.calendar().workday_before(day, count), 10)

    def _after(self, day: dt.date) -> dt.datetime:
        return office_hours(self.on(day, 10) + DAY)

    @staticmethod
    def on(day: dt.date, hour: int) -> dt.datetime:
        """The full hour of a day in China."""
        return dt.datetime(day.year, day.month, day.day, hour, tzinfo=clock.CHINA)
