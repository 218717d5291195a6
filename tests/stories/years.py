"""A session driven through its whole year by the acts alone; each step knows when it is made, by whom, and by whom not."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from tests import cast as casting
from tests import making
from tests.cast import Cast
from tests.experts import ready as drawing
from tests.making import Season, day
from tests.meeting import ready
from tests.outcomes.after_vote import NUMBER, WHY, second_officer
from tests.planning.conftest import CALL
from tests.stories.bureaus import officer_of
from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts import actions as experts
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import draw_of, members
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import Ballot
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes.queries import confirming_bureau, document_issuer, to_document
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning import actions as planning
from zhicheng.planning.access import acting_office
from zhicheng.planning.models import Call, Committee, Filing, Session
from zhicheng.planning.queries import bureau_of_level, passing_bureau, plan_bureau
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice
from zhicheng.vetting import actions as vetting

Kind = Filing.Kind
MEETS = dt.date(2023, 10, 20)
NAMES = ("王一", "李二", "张三", "陈四", "杨五")
REFUSALS = (Refused, MoveNotAllowed, ObjectDoesNotExist)


@dataclass(frozen=True)
class Step:
    """`free`: may be made before its turn; `again`: may be made twice."""

    name: str
    at: dt.datetime
    act: Callable[[Account], Any]
    by: Account
    late: dt.datetime | None = None
    free: bool = False
    again: bool = False


@dataclass
class Year:
    """One committee's year; five applicants, the last of whom is not passed."""

    cast: Cast
    committee: Committee
    rows: list[Application] = field(default_factory=list)
    failing: int = 1

    @property
    def session(self) -> Session:
        return Session.objects.select_related("committee__organiser", "committee__place").get(
            committee=self.committee
        )

    @property
    def season(self) -> Season:
        return Season(self.cast, self.committee, self.session, Call.objects.get(session=self.session))

    @property
    def me(self) -> dict[str, Any]:
        return {"organisation": acting_office(self.cast.office_officer, self.committee)}

    @property
    def acceptor(self) -> Account:
        """Who takes in the applications: the first organiser's office."""
        office, first = self.cast.office_officer, self.committee.organiser
        return office if self.me["organisation"] == first else second_officer(self.cast, first)

    def fresh(self, *states: State) -> list[Application]:
        """The people, in these states if any are named, by number."""
        rows = Application.objects.filter(session__committee=self.committee)
        rows = rows.filter(state__in=states) if states else rows
        return list(rows.select_related("session__committee__organiser", "person", "unit").order_by("number"))

    def apply(self, state: State = State.AUDITED, route: Sequence[tuple[str, Organisation]] = ()) -> None:
        """Five people of one unit have applied, and are where the electronic audit leaves them."""
        unit = self.unit
        for number, name in enumerate(NAMES):
            someone = casting.person(f"53010219860{number + 1}0300{number}X", name, unit)
            row = making.application(self.season, state, person=someone, route=list(route) or None)
            if not self.committee.is_senior:
                Application.objects.filter(pk=row.pk).update(level="中级", title="工程师")
        self.rows = self.fresh()

    @property
    def unit(self) -> Organisation:
        """Where the people work: a state unit of the city, or of the committee's county."""
        if self.committee.tier != Committee.Tier.COUNTY:
            return self.cast.organisations["unit"]
        found, _made = Organisation.objects.get_or_create(
            credit_code="91530113MA6K5N9X9A",
            defaults={
                "name": "东川区农机服务中心", "kind": "unit", "unit_kind": "县区国有", "place": self.committee.place,
                "registered_at": clock.now(), "profile_completed_at": clock.now(),
            },
        )  # fmt: skip
        return found

    def steps(self) -> list[Step]:
        """The whole year in order."""
        return [*self.planned(), *self.before_the_meeting(), *self.at_the_meeting(), *self.afterwards()]

    def planned(self) -> list[Step]:
        office = self.cast.office_officer
        window = {"opens_at": day(2023, 7, 25), "closes_at": day(2023, 9, 1), "meeting_on": MEETS}
        mine = {"committee": self.committee, "year": 2023, **self.me}
        publisher = plan_bureau(self.committee)
        return [
            Step("propose plan", day(2023, 7, 20, 9), lambda by: planning.propose_plan_entry(
                month=10, by=by, **mine), office, free=True, again=True),
            Step("publish plan", day(2023, 7, 20, 10), lambda by: planning.publish_plan(
                year=2023, by=by, organisation=publisher), officer_of(self.cast, publisher)),
            Step("open session", day(2023, 7, 20, 11), lambda by: planning.open_session(
                seats=5, stand_ins=1, paper_stage=False, by=by, **mine, **window), office),
            Step("write call", day(2023, 7, 20, 12), lambda by: planning.write_call(
                session=self.session, by=by, **CALL, **self.me), office, again=True),
            Step("file call", day(2023, 7, 21, 9), lambda by: planning.file_call(
                session=self.session, by=by, **self.me), office),
            *self.answered(Kind.CALL, day(2023, 7, 22, 9)),
            Step("publish call", day(2023, 7, 24, 9), lambda by: planning.publish_call(
                session=self.session, by=by, **self.me), office, late=day(2023, 8, 1, 9)),
        ]  # fmt: skip

    def answered(self, kind: str, at: dt.datetime) -> list[Step]:
        """The filing goes through the city where it must, and is answered by the bureau of the level."""
        to, via = bureau_of_level(self.committee), passing_bureau(self.committee)

        def filing() -> Filing:
            return Filing.objects.select_related("session", "to", "via").get(session=self.session, kind=kind)

        answer = meeting.answer_pre_meeting_filing if kind == Kind.PRE_MEETING else None
        passing = Step(f"pass {kind}", at, lambda by: planning.pass_filing(
            filing=filing(), by=by, organisation=via), officer_of(self.cast, via)) if via else None  # fmt: skip
        answering = Step(f"answer {kind}", at + dt.timedelta(hours=1), lambda by: (
            answer(filing(), accepted=True, by=by, organisation=to) if answer else
            planning.answer_filing(filing=filing(), accepted=True, by=by, organisation=to)),
            officer_of(self.cast, to))  # fmt: skip
        return [passing, answering] if passing else [answering]

    def before_the_meeting(self) -> list[Step]:
        office = self.cast.office_officer
        mid = not self.committee.is_senior
        pool = [] if mid else [
            Step("file pool", day(2023, 8, 10, 9), lambda by: experts.file_pool(self.session, by), office,
                 late=day(2023, 9, 18, 9), free=True),
            *self.answered(Kind.POOL, day(2023, 8, 11, 9)),
        ]  # fmt: skip
        return [
            *pool,
            Step("accept", day(2023, 8, 21, 9), lambda by: [
                vetting.accept_without_paper(row, by) for row in _some(self.rows)], self.acceptor,
                late=day(2023, 9, 1, 9)),
            Step("audit", day(2023, 9, 11, 8), lambda by: meeting.qualify_several(self.fresh(), by), office),
            Step("qualify", day(2023, 9, 11, 9), lambda by: meeting.qualify_several(self.fresh(), by),
                 second_officer(self.cast, self.committee.organiser), free=True),
            Step("pre-meeting notice", day(2023, 9, 12, 9), lambda by: notices.open_session_notice(
                self.session, Notice.Kind.PRE_MEETING, self.fresh(), "门户网站", by), office),
            Step("close pre-meeting notice", day(2023, 9, 21, 9), lambda by: notices.close_session_notice(
                self.notice(Notice.Kind.PRE_MEETING), "公示无异议。", by), office),
            Step("file meeting", day(2023, 9, 21, 10), lambda by: meeting.file_meeting(self.session, by),
                 office, late=day(2023, 9, 28, 9) if mid else day(2023, 10, 8, 9)),
            *self.answered(Kind.PRE_MEETING, day(2023, 9, 22, 9)),
        ]  # fmt: skip

    def at_the_meeting(self) -> list[Step]:
        office, at = self.cast.office_officer, drawing.DRAW_DAY
        return [
            Step("draw", at, lambda by: experts.open_draw(
                self.session, drawing.drawers(self.season), self.cast.supervisor, by), office,
                late=day(2023, 10, 19, 9)),
            Step("sign draw", at, lambda _by: self.sign_draw(), office),
            Step("plan readings", day(2023, 10, 16, 9), lambda by: meeting.plan_readings(self.session, by),
                 office, again=True),
            Step("confirm readings", day(2023, 10, 16, 10), lambda by: meeting.confirm_readings(
                self.session, by), office),
            Step("read", day(2023, 10, 17, 9), lambda _by: ready.read_all(self.season), office, again=True,
                 free=True),
            Step("call members", day(2023, 10, 17, 10), lambda by: meeting.issue_notice(
                self.session, begins_at=day(2023, 10, 20, 8) + dt.timedelta(minutes=30), place="三楼会议室",
                contact="钱办事", by=by), office, late=day(2023, 10, 20, 9), again=True, free=True),
            Step("open meeting", day(2023, 10, 20, 9), self.open_meeting, office),
            Step("vote", day(2023, 10, 20, 10), self.vote, office),
            Step("close meeting", day(2023, 10, 20, 17), lambda by: meeting.close_meeting(
                self.session, drawing.code(), by), self.chair),
        ]  # fmt: skip

    @property
    def chair(self) -> Account:
        """Who chairs; the office, which may not close a meeting, while nobody does."""
        seat = Seat.objects.filter(draw__session__committee=self.committee, chair=True).first()
        return seat.expert.account if seat else self.cast.office_officer

    def sign_draw(self) -> None:
        draw = draw_of(self.session)
        if draw is None:
            raise ObjectDoesNotExist
        drawing.all_sign(drawing.numbers_given(draw, self.season), self.season)
        experts.appoint_chair(members(self.session)[0], self.cast.office_officer)
        meeting.record_training(self.session, self.cast.office_officer)

    def open_meeting(self, by: Account) -> None:
        for seat in members(self.session):
            meeting.check_in(seat, seat.expert.account)
        meeting.open_meeting(self.session, by)
        ready.keyed(self.season)

    def vote(self, by: Account) -> None:
        rows, table = _some(self.fresh(State.READING)), list(members(self.session))
        meeting.open_ballots(rows, by)
        ballots = [Ballot.objects.select_related("key", "application").get(application=row) for row in rows]
        for place, ballot in enumerate(ballots):
            against = place >= len(rows) - self.failing
            ready.cast_all(ballot, [(seat, "against" if against else "agree") for seat in table])
        ready.count(self.season, *ballots)

    def notice(self, kind: str) -> Notice:
        return Notice.objects.get(session=self.session, kind=kind)

    def afterwards(self) -> list[Step]:
        cast, office = self.cast, self.cast.office_officer
        second = second_officer(cast, self.committee.organiser)
        issuer, confirmer = document_issuer(_of(self.committee)), confirming_bureau(_of(self.committee))

        def explain(by: Account) -> None:
            for row in _some(self.fresh(State.VOTED)):
                if not row.ballot.passed:
                    outcomes.write_reasons(row, {"work": WHY}, by)
                    outcomes.moderate_reasons(row, second)

        return [
            Step("explain", day(2023, 10, 23, 8), explain, office, again=True),
            Step("prepare results", day(2023, 10, 23, 9), lambda by: outcomes.prepare_results(self.session, by),
                 office),
            Step("release results", day(2023, 10, 23, 10), lambda by: outcomes.release_results(
                self.session, by), second),
            Step("result notice", day(2023, 10, 23, 11), lambda by: notices.open_session_notice(
                self.session, Notice.Kind.RESULT, self.fresh(State.PASSED), "门户网站", by), office),
            Step("close result notice", day(2023, 10, 31, 9), lambda by: notices.close_session_notice(
                self.notice(Notice.Kind.RESULT), "公示无异议。", by), office),
            Step("file results", day(2023, 10, 31, 10), lambda by: outcomes.file_results(self.session, by), office),
            *self.answered(Kind.POST_MEETING, day(2023, 11, 2, 9)),
            Step("take", day(2023, 11, 2, 12), lambda _by: outcomes.take_answered_filings(), office, free=True,
                 again=True),
            Step("issue document", day(2023, 11, 16, 9), lambda by: outcomes.issue_document(
                self.session, number=NUMBER, issued_on=dt.date(2023, 11, 16) if to_document(self.session) else
                clock.today(), by=by, organisation=issuer), officer_of(cast, issuer)),
            Step("confirm", day(2023, 11, 20, 9), lambda by: [outcomes.confirm_result(row, by, confirmer)
                 for row in _some(self.fresh(State.DOCUMENTED))], officer_of(cast, confirmer)),
            Step("certify", day(2023, 11, 20, 10), lambda _by: outcomes.issue_waiting_certificates(), office,
                 free=True, again=True),
        ]  # fmt: skip

    def strangers(self, step: Step) -> list[Account]:
        """Accounts of other roles, and of the same role elsewhere."""
        cast = self.cast
        known = (
            cast.other_office_officer, cast.county_officer, cast.supervisor, cast.unit_officer, cast.applicant,
        )  # fmt: skip
        return [one for one in known if one.pk != step.by.pk]


def refused(step: Step, by: Account) -> bool:
    """Whether the step is refused now; nothing of it stays."""
    try:
        with transaction.atomic():
            step.act(by)
            transaction.set_rollback(True)
    except REFUSALS:
        return True
    return False


def go(steps: Sequence[Step]) -> None:
    """Make these steps, each at its time."""
    for step in steps:
        with clock.at(step.at):
            step.act(step.by)


def _some(rows: list[Application]) -> list[Application]:
    if not rows:
        raise ObjectDoesNotExist
    return rows


def _of(committee: Committee) -> Session:
    return Session(committee=committee)
