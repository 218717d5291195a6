"""What a session's page shows: gates, strip, what is next; and a filing's content in words."""

import copy
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.models import Organisation
from zhicheng.planning.dates import (
    BY_ITSELF,
    DAY,
    GATE_KEYS,
    SOON,
    WATCHED,
    Gate,
    State,
    deadlines_of,
    timeline,
)
from zhicheng.planning.instants import told_lasts
from zhicheng.planning.models import Call, Committee, Filing, Session
from zhicheng.planning.settings import READ
from zhicheng.planning.strip import strip_of
from zhicheng.ui.templatetags.ui import cn_date, cn_until, time_left

TONES = {State.DONE: "finished", State.LATE: "late", State.DUE: "waiting", State.NOT_YET: "empty"}


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate with its number, the tone of its state, its alarm in words and its page's address (empty: no page)."""

    number: int
    gate: Gate
    tone: str
    alarm: str
    url: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A gate whose last day another meeting day changes; `late`: it would be overdue at once."""

    name: str
    owner: str
    before: dt.date | None
    after: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What the office does next: in words, and where (empty: it waits for somebody else)."""

    words: str
    url: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in the list: how many gates are late, and the first that is not done."""

    session: Session
    late: int
    current: Gate | None


@dataclass(frozen=True, slots=True)
class Table:
    """A list within a filing."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows with the head of each cell."""
        return [list(zip(self.heads, row, strict=False)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Details:
    """A filing's content: labelled texts, then tables."""

    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


def overview(session: Session, linked: Collection[str]) -> dict[str, Any]:
    """`gates` (GateLine), `strip`, `late` (those late), `today`, of a session from queries.sessions().

    `linked`: the keys of the gates whose pages the reader may enter.
    """
    gates = timeline(session)
    lines = [
        GateLine(
            number,
            gate,
            TONES[gate.state],
            alarm_of(gate),
            gate_url(session, gate.url_name) if gate.key in linked else "",
        )
        for number, gate in enumerate(gates, 1)
    ]
    late = [line for line in lines if line.gate.state is State.LATE]
    strip = strip_of([(line.gate, line.tone, line.alarm) for line in lines], clock.today())
    return {"gates": lines, "strip": strip, "late": late, "today": clock.today()}


def alarm_of(gate: Gate) -> str:
    """What the gate's alarm says today, or from which day it will; empty where nothing is to be done in time."""
    if gate.done_on is not None or gate.latest is None or gate.key in BY_ITSELF | WATCHED:
        return ""
    if gate.state is State.LATE or gate.latest - clock.today() <= SOON * DAY:
        return time_left(gate.latest)
    return _("%(day)s起提醒") % {"day": cn_date(gate.latest - SOON * DAY)}


def shifts(session: Session, meeting_on: dt.date) -> list[Shift]:
    """The gates whose last day changes if the session meets on that day, in order; nothing is saved."""
    moved = copy.copy(session)
    moved.meeting_on = meeting_on
    after = {gate.key: gate for gate in timeline(moved)}
    return [
        Shift(
            gate.name,
            gate.owner,
            gate.latest,
            after[gate.key].latest,
            after[gate.key].state is State.LATE and gate.state is not State.LATE,
        )
        for gate in timeline(session)
        if gate.latest != after[gate.key].latest
    ]


def linked_gates(session: Session, *, office: bool, bureaus: Collection[str]) -> set[str]:
    """The gates whose pages the reader may enter: the office's own, and those of its kinds of bureau."""
    found = set(GATE_KEYS - SEALED) if office else {"plan"}
    tier, kind = Committee.Tier, Organisation.Kind
    county = session.committee.tier in {tier.COUNTY, tier.ZONE}
    confirming = kind.COUNTY_BUREAU if county else kind.CITY_BUREAU
    if (kind.PROVINCE if session.committee.is_senior else confirming) in bureaus:
        found.add("document")
    if confirming in bureaus:
        found.add("seal")
    if kind.CITY_BUREAU in bureaus:
        found.add("spot_check")
    return found


# What the bureaus do, not the office (KM2023-4.5, YN2023-4.4).
SEALED = frozenset({"document", "seal"})


def gate_url(session: Session, name: str) -> str:
    """The address of a gate's page with the session's id, or without; empty where its stage has none."""
    if not name:
        return ""
    view, *more = name.split()
    for args in ([session.id, *more], []):
        try:
            return reverse(view, args=args)
        except NoReverseMatch:
            continue
    return ""


def session_lines(sessions: QuerySet[Session]) -> list[SessionLine]:
    """The sessions, those with the most late gates first, then by meeting day."""
    lines = []
    for session in sessions:
        gates = timeline(session)
        late = sum(gate.state is State.LATE for gate in gates)
        current = next((gate for gate in gates if gate.state in {State.LATE, State.DUE}), None)
        lines.append(SessionLine(session, late, current))
    far = clock.today().replace(year=9999)
    return sorted(
        lines, key=lambda line: (-line.late, line.session.meeting_on or far, line.session.committee.code)
    )


def next_step(session: Session) -> Step | None:
    """What the office does next with the call; afterwards the first gate that is late or due."""
    call: Call | None = getattr(session, "call", None)
    filings = [one for one in session.filings.all() if one.kind == Filing.Kind.CALL]
    standing = next((one for one in filings if one.answer in Filing.STANDING), None)
    if call is None:
        return Step(
            _("编写申报评审通知：写明申报条件、材料和工作要求。"),
            reverse("planning:write_call", args=[session.id]),
            _("编写通知"),
        )
    if call.published_at is None and standing is None:
        return Step(
            _("通知已写好，发布前须先报人社部门备案。"),
            reverse("planning:file_call", args=[session.id]),
            _("报备案"),
        )
    if call.published_at is None and standing and standing.answer == Filing.Answer.PENDING:
        return Step(_("通知已报备案，等待答复。"))
    if call.published_at is None:
        return Step(
            _("通知已备案，可以向社会发布。"),
            reverse("planning:publish_call", args=[session.id]),
            _("发布通知"),
        )
    for gate in timeline(session):
        if gate.state in {State.LATE, State.DUE} and gate.key not in BY_ITSELF:
            when = _("，最迟%(day)s") % {"day": cn_date(gate.latest)} if gate.latest else ""
            url = gate_url(session, gate.url_name) if gate.key not in SEALED else ""
            return Step(f"{gate.name}{when}。", url, gate.name if url else "")
    return None


def is_late(filing: Filing) -> bool:
    """Whether a post-meeting filing came after its last day (KM2023-4.4h); others are refused then.

    A supplement follows an objection answered later: it has no last day of its own.
    """
    if filing.kind != Filing.Kind.POST_MEETING or filing.supplements_id is not None:
        return False
    limit = deadlines_of(filing.session).get("post_meeting_filing_by")
    return bool(limit and limit.day and clock.in_china(filing.submitted_at).date() > limit.day)


# What a filing's content may say, in the order of the page: key and label.
FACTS = (
    ("title", "通知标题"),
    ("conditions", "申报条件"),
    ("requirements", "工作要求"),
    ("text", "补充内容"),
    ("contact", "联系方式"),
    ("meeting_on", "评审会日期"),
    ("place", "评审地点"),
    ("modes", "评审方式"),
    ("plan", "评审工作方案"),
    ("audit", "资格审查情况"),
    ("publicity", "公示情况"),
    ("experts", "专家人数"),
    ("reason", "说明"),
)
TABLES = (
    ("list", "人员名单", ("申报编号", "姓名", "工作单位", "专业", "申报职称")),
    ("held", "公示异议正在核查、暂不报送人员", ("申报编号", "姓名", "工作单位", "专业", "申报职称")),
    ("refused", "资格审查未通过人员", ("申报编号", "姓名", "工作单位", "专业", "申报职称", "原因")),
)


def filing_details(filing: Filing) -> Details:
    """The filing's content for people: facts by label, lists as tables; ids and hashes are left out."""
    content: Mapping[str, Any] = filing.content
    facts = []
    if filing.kind == Filing.Kind.CALL:
        facts.append((_("申报时间"), _window(content)))
        materials = "\n".join(
            one["name"] + ("" if one["required"] else "（选交）") for one in content.get("materials", [])
        )
        facts.append((_("申报材料"), materials or _("按系统统一要求")))
        facts += [(_("评审分组"), _group(one)) for one in content.get("groups", [])]
        if "modes" not in content:
            facts.append((_("评审方式"), READ))
    if filing.kind == Filing.Kind.ANNOUNCEMENT and "closes_at" in content:
        until = cn_until(dt.datetime.fromisoformat(content["closes_at"]))
        facts.append((_("延长后的申报截止时间"), until))
    if filing.kind == Filing.Kind.POST_MEETING and content.get("groups"):
        facts.append((_("分组统计"), "\n".join(content["groups"])))
    facts += [
        (_("附件%(number)d") % {"number": number}, f"{one['title']}（SHA-256 {one['sha256'][:16]}…）")
        for number, one in enumerate(content.get("enclosures", []), 1)
    ]
    facts = [*((label, _fact(key, content[key])) for key, label in FACTS if content.get(key)), *facts]
    tables = [
        Table(name, heads, [[str(cell) for cell in row][: len(heads)] for row in content[key]])
        for key, name, heads in TABLES
        if content.get(key) and all(isinstance(row, list | tuple) for row in content[key])
    ]
    return Details(tuple(facts), tuple(tables))


def _fact(key: str, value: object) -> str:
    return cn_date(dt.date.fromisoformat(str(value))) if key == "meeting_on" else str(value)


def _group(one: Mapping[str, Any]) -> str:
    share = _("%(share)s%%") % {"share": one["pass_share"]} if one["pass_share"] else _("不作计划")
    return _("%(name)s：%(who)s；通过率计划：%(share)s；依据：%(basis)s") % {**one, "share": share}


def _window(content: Mapping[str, Any]) -> str:
    opens, closes = (dt.datetime.fromisoformat(content[name]) for name in ("opens_at", "closes_at"))
    return "\n".join([f"{cn_date(opens)} 0:00 — {cn_until(closes)}", *told_window(content)])


def told_window(content: Mapping[str, Any]) -> list[str]:
    """What a call's filed content says beside the window: its own last days, the province's platform."""
    elsewhere = [_("在省信息平台申报，网址：hrss.yn.gov.cn/zjgl。")] if "platform" in content else []
    return [*told_lasts(content.get("lasts", {})), *elsewhere]
