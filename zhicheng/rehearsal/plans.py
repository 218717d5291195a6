"""The sessions of a rehearsed season, and what befalls which applicant: one literal table each."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zhicheng.planning.settings import INSTANTS
from zhicheng.rehearsal.stage import day


@dataclass(frozen=True)
class SessionPlan:
    """One session: its committee, window, meeting day, what is applied for, how many of a hundred applicants."""

    code: str
    month: int
    opens_at: dt.datetime
    closes_at: dt.datetime
    meeting_on: dt.date
    announced_at: dt.datetime
    profession: str
    level: str
    title: str
    lower_level: str
    lower_title: str
    share: int
    paper: bool = True
    in_county: str = ""
    grassroots: bool = False  # county state units are a group of their own (YN2020-2.4b)
    faced: str = ""  # the way of review in which the applicants appear
    peers: bool = False  # an expert group gives a written opinion on everybody
    first_fate: int = 0  # where in the list of fates its applicants begin

    @property
    def window(self) -> dict[str, Any]:
        """The session's dates; units, corrections and acceptance have until the day before the meeting."""
        last = self.meeting_on - dt.timedelta(days=1)
        days = {"opens_at": self.opens_at, "closes_at": self.closes_at, "meeting_on": self.meeting_on}
        return days | dict.fromkeys(INSTANTS, last)


def sessions(year: int) -> tuple[SessionPlan, ...]:
    """Six sessions at different points of the year, so that in July every office finds work waiting.

    On 20 July one takes applications, one votes, one draws its experts, one waits for the answer to its pre-meeting
    filing, one for seals, and one has just filed its call.
    """
    return (
        SessionPlan(
            code="committee-senior-04",
            month=10,
            opens_at=day(year, 7, 1, 0),
            closes_at=day(year, 9, 1, 0),
            meeting_on=dt.date(year, 10, 20),
            announced_at=day(year, 6, 5),
            profession="机械工程",
            level="副高级",
            title="高级工程师",
            lower_level="中级",
            lower_title="工程师",
            share=48,
            grassroots=True,
        ),
        SessionPlan(
            code="committee-senior-05",
            month=7,
            opens_at=day(year, 3, 20, 0),
            closes_at=day(year, 4, 29, 0),
            meeting_on=dt.date(year, 7, 20),
            announced_at=day(year, 2, 13),
            profession="建筑工程",
            level="副高级",
            title="高级工程师",
            lower_level="中级",
            lower_title="工程师",
            share=16,
            faced="面试答辩",
        ),
        SessionPlan(
            code="committee-mid-10",
            month=5,
            opens_at=day(year, 2, 20, 0),
            closes_at=day(year, 3, 25, 0),
            meeting_on=dt.date(year, 5, 26),
            announced_at=day(year, 2, 6),
            profession="机械工程",
            level="中级",
            title="工程师",
            lower_level="助理级",
            lower_title="助理工程师",
            share=18,
            paper=False,
            peers=True,
            first_fate=22,
            grassroots=True,
        ),
        SessionPlan(
            code="committee-mid-30",
            month=8,
            opens_at=day(year, 4, 10, 0),
            closes_at=day(year, 5, 20, 0),
            meeting_on=dt.date(year, 8, 4),
            announced_at=day(year, 3, 6),
            profession="冶金工程",
            level="中级",
            title="工程师",
            lower_level="助理级",
            lower_title="助理工程师",
            share=10,
            in_county="东川区",
        ),
        SessionPlan(
            code="committee-mid-12",
            month=7,
            opens_at=day(year, 4, 3, 0),
            closes_at=day(year, 5, 10, 0),
            meeting_on=dt.date(year, 7, 31),
            announced_at=day(year, 3, 1),
            profession="公路工程",
            level="中级",
            title="工程师",
            lower_level="助理级",
            lower_title="助理工程师",
            share=4,
            paper=False,
        ),
        SessionPlan(
            code="committee-senior-06",
            month=12,
            opens_at=day(year, 9, 4, 0),
            closes_at=day(year, 10, 14, 0),
            meeting_on=dt.date(year, 12, 8),
            announced_at=day(year, 7, 18),
            profession="公路工程",
            level="副高级",
            title="高级工程师",
            lower_level="中级",
            lower_title="工程师",
            share=4,
        ),
    )


# What befalls an applicant, in turn; the empty word: nothing out of the ordinary.
FATES: tuple[str, ...] = (
    "",
    "department_returns",
    "title_elsewhere",
    "unit_returns",
    "fails_vote",
    "misses_window",
    "spot_struck",
    "unit_resets",
    "exhausts_returns",
    "title_not_confirmed",
    "not_recommended",
    "objection_settled",
    "fails_vote",
    "",
    "withdraws_early",
    "unqualified",
    "corrects",
    "objection_upheld",
    "never_resubmits",
    "misses_correction",
    "struck_before_meeting",
    "insurance_gap",
    "",
    "struck_after_result",
    "civil_servant",
    "fails_clearly",
    "confirmation_refused",
    "years_short",
    "withdraws_late",
    "",
    "revoked",
    "recused_reader",
    "",
    "locked_out",
    "changes_series",
    "entrusted",
    "dispatched",
    "entrusted_refused",
)


def arrivals(year: int) -> dict[str, dt.datetime]:
    """Fates whose people come at a set moment, where a window is open then: what the demo's day has to show."""
    return {
        "department_returns": day(year, 7, 3, 9),
        "objection_settled": day(year, 7, 13, 9),
        "locked_out": day(year, 7, 19, 15),
    }


ENDS_REACHED = (
    "certified",
    "not_recommended",
    "not_submitted",
    "lapsed",
    "closed_for_year",
    "unqualified",
    "struck_by_spot_check",
    "not_passed",
    "struck_by_objection",
    "refused",
    "withdrawn",
    "revoked",
)
