"""Every state of an application and every allowed move, in one literal table (requirements 3.3, 3.5, 3.6).

A move that is not here does not exist. Guards (what must hold besides) stand with the acts.
"""

import enum
from dataclasses import dataclass


class State(enum.StrEnum):
    """Where an application is. Ends are listed in ENDS."""

    DRAFT = "draft"
    RESET = "reset"
    AT_UNIT = "at_unit"
    UNIT_NOTICE = "unit_notice"
    NOTICE_OBJECTION = "notice_objection"
    RETURNED = "returned"
    AT_SUPERIOR = "at_superior"
    AT_DEPARTMENT = "at_department"
    AT_COUNTY = "at_county"
    AT_CITY = "at_city"
    AT_PROVINCE = "at_province"
    AT_COMMITTEE = "at_committee"
    AUDITED = "audited"
    PAPER_SENT = "paper_sent"
    ACCEPTED = "accepted"
    CORRECTING = "correcting"
    LISTED = "listed"
    PRE_MEETING_NOTICE = "pre_meeting_notice"
    FILED = "filed"
    READING = "reading"
    VOTED = "voted"
    PASSED = "passed"
    RESULT_NOTICE = "result_notice"
    POST_FILED = "post_filed"
    DOCUMENTED = "documented"
    CONFIRMED = "confirmed"
    APPROVED = "approved"
    CERTIFIED = "certified"
    # ends
    NOT_RECOMMENDED = "not_recommended"
    NOT_SUBMITTED = "not_submitted"
    LAPSED = "lapsed"
    CLOSED_FOR_YEAR = "closed_for_year"
    UNQUALIFIED = "unqualified"
    STRUCK_BY_SPOT_CHECK = "struck_by_spot_check"
    NOT_PASSED = "not_passed"
    STRUCK_BY_OBJECTION = "struck_by_objection"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    REVOKED = "revoked"


LABELS: dict[State, str] = {
    State.DRAFT: "草稿",
    State.RESET: "草稿（流程已重置）",
    State.AT_UNIT: "待单位审核",
    State.UNIT_NOTICE: "单位公示中",
    State.NOTICE_OBJECTION: "公示异议核查",
    State.RETURNED: "返回修改",
    State.AT_SUPERIOR: "待上级主管单位出函",
    State.AT_DEPARTMENT: "待主管部门审核",
    State.AT_COUNTY: "待县（市）区人社审核",
    State.AT_CITY: "待市人社局审核",
    State.AT_PROVINCE: "待省人社厅审核",
    State.AT_COMMITTEE: "待评委会电子审核",
    State.AUDITED: "电子审核通过",
    State.PAPER_SENT: "纸质送审",
    State.ACCEPTED: "已受理",
    State.CORRECTING: "待补正",
    State.LISTED: "拟上会",
    State.PRE_MEETING_NOTICE: "会前公示",
    State.FILED: "已备案上会",
    State.READING: "审阅",
    State.VOTED: "已表决，待公布",
    State.PASSED: "评审通过",
    State.RESULT_NOTICE: "结果公示",
    State.POST_FILED: "已会后备案",
    State.DOCUMENTED: "已发文",
    State.CONFIRMED: "已确认",
    State.APPROVED: "已核准",
    State.CERTIFIED: "已发证",
    State.NOT_RECOMMENDED: "不予推荐",
    State.NOT_SUBMITTED: "逾期未报",
    State.LAPSED: "视为放弃/不具备资格",
    State.CLOSED_FOR_YEAR: "本年度不再受理",
    State.UNQUALIFIED: "资格审查未通过",
    State.STRUCK_BY_SPOT_CHECK: "抽查取消",
    State.NOT_PASSED: "评审未通过",
    State.STRUCK_BY_OBJECTION: "公示异议取消",
    State.REFUSED: "不予核准",
    State.WITHDRAWN: "已撤回",
    State.STOPPED: "终止（弄虚作假）",
    State.REVOKED: "已撤销",
}

ENDS = frozenset(
    {
        State.NOT_RECOMMENDED,
        State.NOT_SUBMITTED,
        State.LAPSED,
        State.CLOSED_FOR_YEAR,
        State.UNQUALIFIED,
        State.STRUCK_BY_SPOT_CHECK,
        State.NOT_PASSED,
        State.STRUCK_BY_OBJECTION,
        State.REFUSED,
        State.WITHDRAWN,
        State.STOPPED,
        State.REVOKED,
        State.CERTIFIED,
    }
)
EDITABLE = frozenset({State.DRAFT, State.RESET, State.RETURNED, State.CORRECTING})
COVER_EDITABLE = frozenset({State.DRAFT, State.RESET})

STATION_STATES: dict[str, State] = {
    "用人单位": State.AT_UNIT,
    "人事代理机构或行业协会": State.AT_UNIT,
    "派遣公司与用人单位": State.AT_UNIT,
    "上级主管单位": State.AT_SUPERIOR,
    "主管部门": State.AT_DEPARTMENT,
    "县区人社": State.AT_COUNTY,
    "市人社": State.AT_CITY,
    "省人社": State.AT_PROVINCE,
    "评委会": State.AT_COMMITTEE,
    "省评委会": State.AT_COMMITTEE,
    "自主评委会": State.AT_COMMITTEE,
}
AT_STATION = frozenset(STATION_STATES.values())
LATER_STATIONS = AT_STATION - {State.AT_UNIT}


class Event(enum.StrEnum):
    """What happens to an application."""

    SUBMIT = "submit"
    MISS_WINDOW = "miss_window"
    SEND_BACK = "send_back"
    RESET = "reset"
    REFUSE_RECOMMENDATION = "refuse_recommendation"
    OPEN_NOTICE = "open_notice"
    OBJECT = "object"
    SETTLE_OBJECTION = "settle_objection"
    UPHOLD_OBJECTION = "uphold_objection"
    CLOSE_NOTICE = "close_notice"
    PASS_ON = "pass_on"  # noqa: S105 (not a password)
    FINISH_AUDIT = "finish_audit"
    APPROVE = "approve"
    EXHAUST_RETURNS = "exhaust_returns"
    DEMAND_CORRECTION = "demand_correction"
    CORRECT = "correct"
    LAPSE = "lapse"
    SEND_PAPER = "send_paper"
    ACCEPT = "accept"
    QUALIFY = "qualify"
    DISQUALIFY = "disqualify"
    POST_PRE_MEETING = "post_pre_meeting"
    FILE = "file"
    STRIKE_BY_SPOT_CHECK = "strike_by_spot_check"
    BEGIN_READING = "begin_reading"
    VOTE = "vote"
    VOTE_FOR = "vote_for"
    VOTE_AGAINST = "vote_against"
    POST_RESULT = "post_result"
    POST_FILE = "post_file"
    DOCUMENT = "document"
    CONFIRM = "confirm"
    REFUSE_CONFIRMATION = "refuse_confirmation"
    REFUSE_ENTRUSTMENT = "refuse_entrustment"
    CERTIFY = "certify"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    STOP = "stop"
    WITHDRAW_DECISION = "withdraw_decision"
    REOPEN = "reopen"
    CHANGE_EMPLOYER = "change_employer"
    END_BY_DEATH = "end_by_death"


class Actor(enum.StrEnum):
    """Which kind of actor may make a move."""

    APPLICANT = "applicant"
    UNIT = "unit"
    DEPARTMENT = "department"
    BUREAU = "bureau"
    OFFICE = "office"
    CLOCK = "clock"
    MEETING = "meeting"


STATION_ACTORS: dict[State, Actor] = {
    State.AT_UNIT: Actor.UNIT,
    State.AT_SUPERIOR: Actor.DEPARTMENT,
    State.AT_DEPARTMENT: Actor.DEPARTMENT,
    State.AT_COUNTY: Actor.BUREAU,
    State.AT_CITY: Actor.BUREAU,
    State.AT_PROVINCE: Actor.BUREAU,
    State.AT_COMMITTEE: Actor.OFFICE,
}


@dataclass(frozen=True)
class Move:
    """One allowed move. `to` None: to the state of the next station of the application's frozen route."""

    to: State | None
    actors: frozenset[Actor]
    source: str


def _by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


_A = Actor
_STATIONS = sorted(LATER_STATIONS)
_BEFORE_VOTE = sorted(
    AT_STATION
    | EDITABLE
    | {
        State.UNIT_NOTICE,
        State.NOTICE_OBJECTION,
        State.AUDITED,
        State.PAPER_SENT,
        State.ACCEPTED,
        State.LISTED,
        State.PRE_MEETING_NOTICE,
        State.FILED,
        State.READING,
    }
)

MOVES: dict[tuple[State, Event], Move] = {
    (State.DRAFT, Event.SUBMIT): Move(None, _by(_A.APPLICANT), "GUIDE-5.2.3-1"),
    (State.RESET, Event.SUBMIT): Move(None, _by(_A.APPLICANT), "GUIDE-5.4.5"),
    (State.RETURNED, Event.SUBMIT): Move(None, _by(_A.APPLICANT), "GUIDE-5.3.4"),
    (State.DRAFT, Event.MISS_WINDOW): Move(State.NOT_SUBMITTED, _by(_A.CLOCK), "GUIDE-1.4"),
    (State.RESET, Event.LAPSE): Move(State.LAPSED, _by(_A.CLOCK), "KM2023-4.2"),
    (State.RETURNED, Event.LAPSE): Move(State.LAPSED, _by(_A.CLOCK), "KM2023-4.2"),
    (State.AT_UNIT, Event.SEND_BACK): Move(State.RETURNED, _by(_A.UNIT), "GUIDE-5.3.4"),
    (State.AT_UNIT, Event.RESET): Move(State.RESET, _by(_A.UNIT), "GUIDE-5.4.5"),
    (State.UNIT_NOTICE, Event.SEND_BACK): Move(State.RETURNED, _by(_A.UNIT), "GUIDE-5.3.4"),
    (State.UNIT_NOTICE, Event.RESET): Move(State.RESET, _by(_A.UNIT), "GUIDE-5.4.5"),
    (State.AT_UNIT, Event.REFUSE_RECOMMENDATION): Move(State.NOT_RECOMMENDED, _by(_A.UNIT), "GUIDE-5.3.0"),
    (State.AT_UNIT, Event.OPEN_NOTICE): Move(State.UNIT_NOTICE, _by(_A.UNIT), "GUIDE-1.3.1"),
    (State.UNIT_NOTICE, Event.OBJECT): Move(State.NOTICE_OBJECTION, _by(_A.CLOCK, _A.UNIT), "GUIDE-1.3.4"),
    (State.NOTICE_OBJECTION, Event.SETTLE_OBJECTION): Move(State.UNIT_NOTICE, _by(_A.UNIT), "GUIDE-1.3.4"),
    (State.NOTICE_OBJECTION, Event.UPHOLD_OBJECTION): Move(
        State.NOT_RECOMMENDED, _by(_A.UNIT), "GUIDE-1.3.1"
    ),
    (State.UNIT_NOTICE, Event.PASS_ON): Move(None, _by(_A.UNIT), "GUIDE-5.3.4"),
    # kinds without a notice, and files sent back from above whose notice still holds (AMB-03)
    (State.AT_UNIT, Event.PASS_ON): Move(None, _by(_A.UNIT), "GUIDE-5.3.4"),
    (State.UNIT_NOTICE, Event.REFUSE_RECOMMENDATION): Move(
        State.NOT_RECOMMENDED, _by(_A.UNIT), "GUIDE-5.3.0"
    ),
    **{(s, Event.PASS_ON): Move(None, _by(STATION_ACTORS[s]), "GUIDE-5.2.3-2") for s in _STATIONS},
    **{
        (s, Event.FINISH_AUDIT): Move(State.AUDITED, _by(STATION_ACTORS[s]), "GUIDE-5.2.3-2")
        for s in _STATIONS
    },
    **{(s, Event.SEND_BACK): Move(State.RETURNED, _by(STATION_ACTORS[s]), "KM2023-4.1d") for s in _STATIONS},
    **{(s, Event.RESET): Move(State.RESET, _by(STATION_ACTORS[s]), "GUIDE-5.3.0") for s in _STATIONS},
    **{
        (s, Event.EXHAUST_RETURNS): Move(
            State.CLOSED_FOR_YEAR, _by(STATION_ACTORS[s], _A.CLOCK), "KM2023-4.1d"
        )
        for s in sorted(AT_STATION)
    },
    (State.UNIT_NOTICE, Event.EXHAUST_RETURNS): Move(
        State.CLOSED_FOR_YEAR, _by(_A.UNIT, _A.CLOCK), "KM2023-4.1d"
    ),
    **{
        (s, Event.EXHAUST_RETURNS): Move(State.CLOSED_FOR_YEAR, _by(_A.CLOCK), "KM2023-4.1d")
        for s in sorted(EDITABLE | {State.NOTICE_OBJECTION})
    },
    **{
        (s, Event.DEMAND_CORRECTION): Move(State.CORRECTING, _by(STATION_ACTORS[s]), "KM2023-4.2")
        for s in _STATIONS
    },
    (State.ACCEPTED, Event.DEMAND_CORRECTION): Move(State.CORRECTING, _by(_A.OFFICE), "KM2023-4.2"),
    (State.CORRECTING, Event.CORRECT): Move(None, _by(_A.APPLICANT), "KM2023-4.2"),
    (State.CORRECTING, Event.LAPSE): Move(State.LAPSED, _by(_A.CLOCK), "KM2023-4.2"),
    **{
        (s, Event.APPROVE): Move(State.APPROVED, _by(_A.BUREAU, _A.DEPARTMENT), "GUIDE-Q18-0")
        for s in _STATIONS
    },
    **{
        (s, Event.REFUSE_CONFIRMATION): Move(State.REFUSED, _by(_A.BUREAU, _A.DEPARTMENT), "GUIDE-Q16-0")
        for s in _STATIONS
    },
    # 委托评审: the superior gives no letter, or the city bureau does not agree
    (State.AT_SUPERIOR, Event.REFUSE_ENTRUSTMENT): Move(State.REFUSED, _by(_A.DEPARTMENT), "KM2023-2.3"),
    (State.AT_CITY, Event.REFUSE_ENTRUSTMENT): Move(State.REFUSED, _by(_A.BUREAU), "KM2023-2.3"),
    (State.AUDITED, Event.SEND_PAPER): Move(State.PAPER_SENT, _by(_A.UNIT, _A.OFFICE), "GUIDE-5.2.3-2"),
    (State.PAPER_SENT, Event.ACCEPT): Move(State.ACCEPTED, _by(_A.OFFICE), "GUIDE-Q24"),
    (State.AUDITED, Event.ACCEPT): Move(State.ACCEPTED, _by(_A.OFFICE), "KM2023-4.4c"),
    (State.ACCEPTED, Event.QUALIFY): Move(State.LISTED, _by(_A.OFFICE), "KM2023-4.4c"),
    # by the office also before the filing, when conditions are asked for the meeting's day; by the bureau
    # where it does not confirm a title from elsewhere (KM2023-4.3); up to the vote, also on the meeting's day
    **{
        (s, Event.DISQUALIFY): Move(State.UNQUALIFIED, _by(_A.OFFICE, _A.BUREAU), "KM2023-4.4c")
        for s in (State.ACCEPTED, State.LISTED, State.PRE_MEETING_NOTICE)
    },
    **{
        (s, Event.DISQUALIFY): Move(State.UNQUALIFIED, _by(_A.OFFICE, _A.BUREAU), "KM2023-2.1b")
        for s in (State.FILED, State.READING)
    },
    (State.LISTED, Event.POST_PRE_MEETING): Move(State.PRE_MEETING_NOTICE, _by(_A.OFFICE), "GUIDE-1.3.2"),
    (State.PRE_MEETING_NOTICE, Event.UPHOLD_OBJECTION): Move(
        State.STRUCK_BY_OBJECTION, _by(_A.OFFICE), "GUIDE-1.3.2"
    ),
    (State.PRE_MEETING_NOTICE, Event.FILE): Move(State.FILED, _by(_A.BUREAU), "KM2023-4.4c"),
    (State.FILED, Event.STRIKE_BY_SPOT_CHECK): Move(
        State.STRUCK_BY_SPOT_CHECK, _by(_A.BUREAU), "KM2023-4.4d"
    ),
    (State.FILED, Event.BEGIN_READING): Move(State.READING, _by(_A.MEETING, _A.OFFICE), "KM2023-4.4g"),
    (State.READING, Event.STRIKE_BY_SPOT_CHECK): Move(
        State.STRUCK_BY_SPOT_CHECK, _by(_A.BUREAU), "KM2023-4.4d"
    ),
    # counted; what came out is told to all at once, when two officers have released it
    (State.READING, Event.VOTE): Move(State.VOTED, _by(_A.MEETING), "YN2023-2.2c"),
    (State.VOTED, Event.VOTE_FOR): Move(State.PASSED, _by(_A.OFFICE), "YN2023-2.2c"),
    (State.VOTED, Event.VOTE_AGAINST): Move(State.NOT_PASSED, _by(_A.OFFICE), "YN2023-2.2c"),
    (State.PASSED, Event.POST_RESULT): Move(State.RESULT_NOTICE, _by(_A.OFFICE), "YN2020-3.2"),
    (State.RESULT_NOTICE, Event.UPHOLD_OBJECTION): Move(
        State.STRUCK_BY_OBJECTION, _by(_A.OFFICE), "YN2020-3.2"
    ),
    (State.RESULT_NOTICE, Event.POST_FILE): Move(State.POST_FILED, _by(_A.BUREAU), "KM2023-4.4h"),
    (State.POST_FILED, Event.DOCUMENT): Move(State.DOCUMENTED, _by(_A.BUREAU), "YN2023-4.4"),
    (State.DOCUMENTED, Event.CONFIRM): Move(State.CONFIRMED, _by(_A.BUREAU), "KM2023-4.5"),
    (State.DOCUMENTED, Event.REFUSE_CONFIRMATION): Move(State.REFUSED, _by(_A.BUREAU), "KM2023-3.1"),
    (State.CONFIRMED, Event.CERTIFY): Move(State.CERTIFIED, _by(_A.BUREAU, _A.CLOCK), "YN2023-3.3"),
    (State.APPROVED, Event.CERTIFY): Move(State.CERTIFIED, _by(_A.BUREAU, _A.CLOCK), "YN2023-3.3"),
    (State.CERTIFIED, Event.REVOKE): Move(State.REVOKED, _by(_A.BUREAU), "GUIDE-1.1.1"),
    # a decision made by mistake, taken back by two: to the station that made it
    **{
        (s, Event.WITHDRAW_DECISION): Move(
            None, _by(_A.UNIT, _A.DEPARTMENT, _A.BUREAU, _A.OFFICE), "KM2023-6.1"
        )
        for s in sorted(LATER_STATIONS | {State.AUDITED, State.RETURNED, State.RESET, State.NOT_RECOMMENDED})
    },
    # a chance given back after the year was closed (KM2023-4.2)
    (State.CLOSED_FOR_YEAR, Event.REOPEN): Move(
        State.RETURNED, _by(_A.UNIT, _A.DEPARTMENT, _A.BUREAU, _A.OFFICE), "KM2023-4.2"
    ),
    # a new employer on the way vouches and publishes anew; a unit that is no more leaves the file without one
    **{
        (s, Event.CHANGE_EMPLOYER): Move(State.RESET, _by(_A.UNIT, _A.BUREAU), "GUIDE-5.4.5")
        for s in sorted(AT_STATION | {State.UNIT_NOTICE, State.RETURNED})
    },
    **{(s, Event.STOP): Move(State.STOPPED, _by(_A.BUREAU, _A.OFFICE), "KM2023-4.1c") for s in _BEFORE_VOTE},
    # the requirements name no end of its own: withdrawn, with the cause
    **{
        (s, Event.END_BY_DEATH): Move(State.WITHDRAWN, _by(_A.UNIT, _A.BUREAU), "AMB-33")
        for s in _BEFORE_VOTE
    },
    **{
        (s, Event.WITHDRAW): Move(State.WITHDRAWN, _by(_A.APPLICANT), "AMB-33")
        for s in sorted(AT_STATION | EDITABLE | {State.UNIT_NOTICE, State.NOTICE_OBJECTION})
    },
}
