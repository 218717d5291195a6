"""A committee's registration in the season, and the notice that calls its members to the meeting."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from zhicheng.almanac import clock
from zhicheng.meeting import actions as meeting
from zhicheng.planning import actions as planning
from zhicheng.planning.queries import registering_bureau
from zhicheng.planning.registration import in_term

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

DAY = dt.timedelta(days=1)
LEAST = 7


def register(year: "CommitteeYear", facts: dict[str, Any]) -> None:
    """Seal, size and a term that ends on the meeting's eve: no session until it is renewed, none too small."""
    committee, window = year.committee, year.plan.window
    desk = year._bureau(registering_bureau(committee))
    acting: dict[str, Any] = {"by": desk.officer, "organisation": desk.organisation}
    if committee.term_until is None:
        planning.supplement_committee(
            committee, basis="profession", least_members=LEAST, fewer_reason="经批准的示例", seal=committee.name,
            term_until=window["meeting_on"] - DAY, **acting,
        )  # fmt: skip
    committee.refresh_from_db()
    if not in_term(committee, window["meeting_on"]):
        year.stage.must_refuse(
            "a session after the committee's term", planning.open_session, **facts, **window
        )
        planning.renew_committee(committee, **acting)
        committee.refresh_from_db()
        year.stage.saw("reading:AMB-15")
    year.stage.must_refuse(
        "fewer experts than registered", planning.open_session, **facts, **window, seats=LEAST - 2
    )


def call_members(year: "CommitteeYear", *, early: bool = False) -> None:
    """The office calls the members to the meeting; not before all have signed the draw."""
    assert year.session.meeting_on is not None
    begins = dt.datetime.combine(year.session.meeting_on, dt.time(8, 30), tzinfo=clock.CHINA)
    facts: dict[str, Any] = {
        "begins_at": begins, "place": "组建单位三楼会议室", "contact": year.committee.phone or "见评委会目录",
        "by": year.office.officer,
    }  # fmt: skip
    if early:
        year.stage.must_refuse(
            "members are called before the draw is signed", meeting.issue_notice, year.session, **facts
        )
        return
    meeting.issue_notice(year.session, **facts)
