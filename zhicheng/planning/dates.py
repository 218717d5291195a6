"""Every date of a session: the law's limits by meeting day and window, and what has been done."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhicheng.almanac import clock, workdays
from zhicheng.planning.models import Committee, Filing, Session
from zhicheng.policy import dates as law_dates
from zhicheng.policy.book import PLACES, Book, open_book
from zhicheng.policy.dates import PENDING, Deadline
from zhicheng.policy.facts import DateFacts, Level, Window
from zhicheng.policy.workdays import Calendar, YearNotPublished

DAY = dt.timedelta(days=1)
SOON = 7  # calendar days ahead from which a gate counts as due
LEVELS = {"高级": Level.ASSOCIATE_SENIOR, "中级": Level.MID, "初级": Level.ASSISTANT}


class State(StrEnum):
    """How a gate stands today."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    NOT_YET = "not_yet"


STATE_WORDS = {State.DONE: "已完成", State.LATE: "已逾期", State.DUE: "待办理", State.NOT_YET: "未到时间"}


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of part 3.4. `latest` and `earliest`: days in China, both inside; `pending`: 待国务院公布.

    `url_name` names the page of the stage that does it (which may not be there), taking the session's id, and
    after a blank what else it takes.
    """

    key: str
    name: str
    owner: str
    clause: str
    earliest: dt.date | None
    latest: dt.date | None
    pending: bool
    done_on: dt.date | None
    state: State
    url_name: str
    number: str = ""

    @property
    def word(self) -> str:
        """The state in Chinese."""
        return STATE_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Limits:
    """The first and last day of a gate as far as the law sets them; `pending`: 待国务院公布."""

    earliest: dt.date | None = None
    latest: dt.date | None = None
    pending: bool = False
    clause: str = ""


def law_of(committee: Committee, year: int) -> Book:
    """The law of the year at the committee's place: the province's, a county's own, else the city's."""
    if committee.tier == Committee.Tier.PROVINCE:
        return open_book(year, "云南省")
    place = committee.place.name if committee.place else ""
    return open_book(year, place if place in PLACES else "昆明市")


def last_day_of_window(session: Session) -> dt.date | None:
    """The last day on which applications are taken: the window's end is the first moment after it."""
    return (
        (clock.in_china(session.closes_at) - dt.timedelta(microseconds=1)).date()
        if session.closes_at
        else None
    )


def deadlines_of(session: Session, *, meeting_on: dt.date | None = None) -> dict[str, Deadline]:
    """The law's dates by key (notice_by …); `meeting_on`: as if it met on that day (AMB-37, 41)."""
    closes_on = last_day_of_window(session)
    opens_on = clock.in_china(session.opens_at).date() if session.opens_at else None
    facts = DateFacts(
        level=LEVELS[session.committee.level],
        meeting_on=meeting_on or session.meeting_on,
        window=Window(opens_on, closes_on) if opens_on and closes_on else None,
    )
    return law_dates.deadlines(facts, law_of(session.committee, session.year), workdays.calendar())


def window_is_open(session: Session, at: dt.datetime) -> bool:
    """Whether applications are taken at that moment: the call is out, the end not reached (KM2023-3.4)."""
    call = getattr(session, "call", None)
    if call is None or call.published_at is None or session.opens_at is None or session.closes_at is None:
        return False
    return session.opens_at <= at < session.closes_at


def publicity_before(day: dt.date, key: str, book: Book, calendar: Calendar) -> Limits:
    """The last day of posting so that the publicity's full working days end before `day` (AMB-38)."""
    length = book.find(key)
    if length is None:
        return Limits()
    try:
        latest = calendar.latest_day_with_n_workdays_before(day, length.number)
    except YearNotPublished:
        return Limits(pending=True, clause=length.clause)
    return Limits(latest=latest, clause=length.clause)


def timeline(session: Session) -> list[Gate]:
    """Every gate of part 3.4 for this session, in order. Costs two statements (filings, gates reached)."""
    limits, done = _limits(session), _done(session)
    numbers = {filing.kind: filing.number or "" for filing in _accepted(session)}
    today, found, waiting = clock.today(), [], True
    for key, name, owner, url_name, filing_kind in GATES:
        if not _applies(session, key):
            continue
        limit, done_on = limits.get(key, Limits()), done.get(key)
        if done_on is not None:
            state = State.DONE
        elif key in WATCHED:
            state = State.NOT_YET
        elif limit.latest is not None and limit.latest < today:
            state = State.LATE
        elif key in BY_ITSELF:
            state = State.NOT_YET
        elif waiting or (limit.latest is not None and (limit.latest - today).days <= SOON):
            state = State.DUE
        else:
            state = State.NOT_YET
        waiting = waiting and (done_on is not None or key in WATCHED | BY_ITSELF)
        found.append(
            Gate(
                key, name, _owner(session, owner), limit.clause, limit.earliest, limit.latest, limit.pending,
                done_on, state, url_name, numbers.get(filing_kind, ""),
            )
        )  # fmt: skip
    return found


# Key, name, owner, page, kind of filing whose number it shows. Owners in braces are resolved per session.
GATES = (
    ("plan", "列入评审计划", "{plan}", "planning:plan", ""),
    ("call_filing", "通知备案", "{bureau}", "", "call"),
    ("call", "通知发布", "{organiser}", "", ""),
    ("opens", "申报窗口开放", "系统", "", ""),
    ("closes", "申报窗口关闭", "系统", "", ""),
    ("audit", "受理与资格审查", "{organiser}", "meeting:people", ""),
    ("confirmation_list", "职称确认名单报送", "{organiser}", "title_confirmation:session", ""),
    ("pool", "专家库核准", "{bureau}", "experts:pool", "pool"),
    ("pre_notice", "会前公示", "{organiser}", "public_notice:open_session pre_meeting", ""),
    ("pre_filing", "会前备案", "{bureau}", "meeting:pre_filing", "pre_meeting"),
    ("confirmation_answer", "职称确认结果", "人社部门（按原职称级别）", "title_confirmation:session", ""),
    ("spot_check", "抽查复核", "市人社局", "meeting:spot_check", ""),
    ("draw", "评审专家抽取", "{organiser}", "experts:draw", ""),
    ("readings", "专家审阅", "评审专家", "meeting:readings", ""),
    ("meeting", "评审会议与投票", "{organiser}", "meeting:session", ""),
    ("release", "评审结果核对公布", "{organiser}", "outcomes:release", ""),
    ("result_notice", "评审结果公示", "{organiser}", "public_notice:open_session result", ""),
    ("post_filing", "会后备案", "{bureau}", "outcomes:post_filing", "post_meeting"),
    ("document", "任职资格文件", "{issuer}", "outcomes:document", ""),
    ("seal", "评审结果确认签章", "{confirmer}", "outcomes:seal", ""),
    ("certificates", "电子证书", "{issuer}", "outcomes:certificates", ""),
)
GATE_KEYS = frozenset(key for key, *_ in GATES)
# The window opens and closes by itself: nobody has it to do.
BY_ITSELF = frozenset({"opens", "closes"})
# Gates that not every session passes: shown with their day, but nobody is told to do them or called late.
WATCHED = frozenset({"confirmation_list", "confirmation_answer", "spot_check"})


def _applies(session: Session, key: str) -> bool:
    if key == "plan":
        return not session.committee.reviews_itself
    if key == "pool":
        return session.committee.is_senior
    return True


def _owner(session: Session, owner: str) -> str:
    committee = session.committee
    by_county = committee.tier in {Committee.Tier.COUNTY, Committee.Tier.ZONE}
    bureau = "属地人社部门" if by_county else "市人社局"
    names = {
        "organiser": committee.organiser.name,
        "bureau": "省人社厅（经市人社局）" if committee.is_senior else bureau,
        "plan": "省人社厅" if committee.tier == Committee.Tier.PROVINCE else "市人社局",
        "issuer": "省人社厅" if committee.is_senior else bureau,
        "confirmer": bureau,
    }
    return owner.format_map(names)


def _limits(session: Session) -> dict[str, Limits]:
    """First and last days by gate: what the law computes, and what follows from it in order."""
    known = deadlines_of(session)
    found = {
        gate: Limits(latest=known[key].day, pending=known[key].day is None, clause=known[key].clauses[0])
        for gate, key in (
            ("call_filing", "notice_by"), ("call", "notice_by"), ("pool", "pool_request_by"),
            ("pre_filing", "pre_meeting_filing_by"), ("draw", "draw_by"),
            ("post_filing", "post_meeting_filing_by"),
        )
        if key in known
    }  # fmt: skip
    book, calendar = law_of(session.committee, session.year), workdays.calendar()
    if session.plan_entry:
        found["plan"] = Limits(clause="KM2023-1.1")
    if session.opens_at and session.closes_at:
        opens, closes = clock.in_china(session.opens_at).date(), last_day_of_window(session)
        found["opens"] = Limits(opens, opens, clause="KM2023-3.4")
        found["closes"] = Limits(closes, closes, clause="KM2023-3.4")
    pre_filing, post_filing = found.get("pre_filing", Limits()), found.get("post_filing", Limits())
    if pre_filing.latest:
        posting = publicity_before(pre_filing.latest, "publicity.pre_meeting", book, calendar)
        found["pre_notice"] = posting
        found["audit"] = Limits(latest=posting.latest, pending=posting.pending, clause="KM2023-4.4c")
        found["confirmation_list"] = Limits(
            latest=posting.latest, pending=posting.pending, clause="KM2023-4.3"
        )
    if session.meeting_on:
        found["confirmation_answer"] = Limits(latest=session.meeting_on - DAY, clause="KM2023-4.3")
        found["spot_check"] = Limits(latest=session.meeting_on - DAY, clause="KM2023-4.4d")
        found["readings"] = Limits(latest=session.meeting_on, clause="KM2023-4.4g")
        found["meeting"] = Limits(session.meeting_on, session.meeting_on, clause="YN2023-2.2b")
    if post_filing.latest and session.meeting_on:
        posting = publicity_before(post_filing.latest, "publicity.result", book, calendar)
        found["result_notice"] = Limits(
            session.meeting_on, posting.latest, posting.pending, posting.clause
        )  # AMB-39
        found["post_filing"] = Limits(
            session.meeting_on + DAY, post_filing.latest, post_filing.pending, post_filing.clause
        )
        found["release"] = Limits(session.meeting_on, posting.latest, posting.pending, posting.clause)
    for gate, clause in (("document", "YN2023-4.4"), ("seal", "KM2023-4.5"), ("certificates", "YN2023-3.3")):
        found[gate] = Limits(clause=clause)
    return found


def _done(session: Session) -> Mapping[str, dt.date]:
    """The day on which each gate was passed: what planning knows itself, and what later stages reported."""
    now, moments = clock.now(), {}
    last_day = last_day_of_window(session)
    if session.plan_entry and session.plan_entry.state == session.plan_entry.State.PUBLISHED:
        moments["plan"] = session.plan_entry.published_at or session.created_at
    call = getattr(session, "call", None)
    if call and call.published_at:
        moments["call"] = call.published_at
        if session.opens_at and session.opens_at <= now:
            moments["opens"] = session.opens_at
    for filing in _accepted(session):
        if filing.answered_at and filing.kind in FILING_GATES:
            moments[FILING_GATES[filing.kind]] = filing.answered_at
    moments |= {reached.gate: reached.reached_at for reached in session.gates_reached.all()}
    days = {gate: clock.in_china(moment).date() for gate, moment in moments.items()}
    if "call" in days and last_day and session.closes_at and session.closes_at <= now:
        days["closes"] = last_day
    return days


FILING_GATES: dict[str, str] = {  # an announcement passes no gate
    Filing.Kind.CALL: "call_filing",
    Filing.Kind.POOL: "pool",
    Filing.Kind.PRE_MEETING: "pre_filing",
    Filing.Kind.POST_MEETING: "post_filing",
}


def _accepted(session: Session) -> list[Filing]:
    """The accepted filings; a supplement passes no gate."""
    accepted = Filing.Answer.ACCEPTED
    return [one for one in session.filings.all() if one.answer == accepted and one.supplements_id is None]


__all__ = [
    "GATE_KEYS", "PENDING", "Gate", "State", "deadlines_of", "last_day_of_window", "law_of", "timeline",
    "window_is_open",
]  # fmt: skip
