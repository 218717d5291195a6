"""A session after its vote, taken further step by step through the real acts."""

import datetime as dt
from dataclasses import dataclass, field

from tests import making
from tests.cast import Cast, account, person
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.meeting.models import Ballot, Meeting
from zhicheng.outcomes import actions
from zhicheng.outcomes.models import Confirmation, TitleDocument
from zhicheng.people.identity import check_digit
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Filing
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice
from zhicheng.register.models import Certificate

MET = making.day(2023, 10, 20, 17)
RELEASED = making.day(2023, 10, 23, 9)
POSTED = making.day(2023, 10, 23, 10)
NOTICE_OVER = making.day(2023, 10, 31, 10)
ANSWERED = making.day(2023, 11, 2, 10)
DOCUMENTED = making.day(2023, 11, 16, 10)
CONFIRMED = making.day(2023, 11, 20, 10)
WHY = "近三年的成果以常规设计为主，创新不足。"
NUMBER = "云人社职〔2023〕56号"
NAMES = ("陈一", "林二", "高三山", "杨四", "吴五", "郑六")


def second_officer(cast: Cast, organiser: Organisation) -> Account:
    """Another officer of the organiser, for what takes two."""
    key = "second_office_officer"
    if key not in cast.accounts:
        cast.accounts[key] = account(key, "郑核对")
        Membership.objects.create(
            account=cast.accounts[key], organisation=organiser, role=Membership.Role.OFFICE, since=clock.now()
        )
    return cast.accounts[key]


@dataclass
class AfterVote:
    """The session with those who passed and who did not; every step moves all of them."""

    season: making.Season
    passed: list[Application]
    not_passed: list[Application]
    document: TitleDocument | None = None
    certificates: list[Certificate] = field(default_factory=list)

    @property
    def cast(self) -> Cast:
        return self.season.cast

    @property
    def city(self) -> Organisation:
        return self.cast.organisations["city_bureau"]

    @property
    def province(self) -> Organisation:
        return self.cast.organisations["province"]

    def second_officer(self) -> Account:
        """Another officer of the organiser."""
        return second_officer(self.cast, self.season.committee.organiser)

    def explain(self) -> None:
        """Reasons for everybody not passed, written by one officer and moderated by the other."""
        for row in self.not_passed:
            actions.write_reasons(row, {"innovation": WHY}, self.cast.office_officer)
            actions.moderate_reasons(row, self.second_officer())

    def release(self) -> "AfterVote":
        """The results, told to all at once."""
        with clock.at(RELEASED):
            self.explain()
            actions.prepare_results(self.season.session, self.cast.office_officer)
            actions.release_results(self.season.session, self.second_officer())
        for row in (*self.passed, *self.not_passed):
            row.refresh_from_db()
        return self

    def post(self) -> Notice:
        """The result notice, opened."""
        with clock.at(POSTED):
            return notices.open_session_notice(
                self.season.session, Notice.Kind.RESULT, self.passed, "门户网站", self.cast.office_officer
            )

    def close(self, notice: Notice) -> None:
        with clock.at(NOTICE_OVER):
            notices.close_session_notice(notice, "公示无异议。", self.cast.office_officer)

    def file(self) -> Filing:
        """Filed after the notice."""
        self.close(self.post())
        with clock.at(NOTICE_OVER):
            return actions.file_results(self.season.session, self.cast.office_officer)

    def answer(self) -> Filing:
        """Accepted by the province by way of the city; the clock takes everybody on."""
        filing = self.file()
        with clock.at(ANSWERED):
            planning.pass_filing(filing=filing, by=self.cast.city_officer, organisation=self.city)
            found = planning.answer_filing(
                filing=filing, accepted=True, by=self.cast.province_officer, organisation=self.province
            )
            actions.take_answered_filings()
        return found

    def issue(self) -> TitleDocument:
        """The title document of the province."""
        self.answer()
        with clock.at(DOCUMENTED):
            self.document = actions.issue_document(
                self.season.session,
                number=NUMBER,
                issued_on=DOCUMENTED.date(),
                by=self.cast.province_officer,
                organisation=self.province,
            )
        return self.document

    def confirm(self) -> None:
        """Sealed by the city."""
        self.issue()
        with clock.at(CONFIRMED):
            for row in self.passed:
                actions.confirm_result(row, self.cast.city_officer, self.city)

    def certify(self) -> list[Certificate]:
        """Certificates by the clock."""
        self.confirm()
        with clock.at(CONFIRMED + dt.timedelta(hours=1)):
            actions.issue_waiting_certificates()
        rows = Confirmation.objects.select_related("certificate").order_by("application__number")
        self.certificates = [row.certificate for row in rows if row.certificate]
        return self.certificates


def vote(season: making.Season, passed: int = 2, not_passed: int = 1) -> AfterVote:
    """The results are released; the applicant of the cast is the first of those who passed."""
    return counted(season, passed, not_passed).release()


def counted(season: making.Season, passed: int = 2, not_passed: int = 1) -> AfterVote:
    """The meeting is closed, nobody but the office knows what was counted."""
    cast, session = season.cast, season.session
    Filing.objects.create(
        session=session,
        kind=Filing.Kind.PRE_MEETING,
        to=cast.organisations["province"],
        content={},
        content_hash="0" * 64,
        submitted_by=cast.office_officer,
        submitted_at=clock.now(),
        answer=Filing.Answer.ACCEPTED,
        number="会前1号",
        answered_by=cast.province_officer,
        answered_at=clock.now(),
    )
    Meeting.objects.create(
        session=session, members=11, opened_at=MET, opened_by=cast.office_officer, closed_at=MET
    )
    rows = []
    for place in range(passed + not_passed):
        someone = cast.people["applicant"] if place == 0 else _somebody(cast, place)
        row = making.application(season, State.VOTED, person=someone)
        agree = 9 if place < passed else 3
        Ballot.objects.create(
            application=row,
            person=someone,
            opened_at=MET,
            members=11,
            present=10,
            closed_at=MET,
            agree=agree,
            against=10 - agree,
            abstain=0,
            passed=place < passed,
        )
        rows.append(row)
    return AfterVote(season, rows[:passed], rows[passed:])


def _somebody(cast: Cast, place: int):
    first = f"530102198601{place + 10:02d}00{place}"
    return person(first + check_digit(first), NAMES[place], cast.organisations["unit"])
