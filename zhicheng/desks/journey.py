"""Where an application is on its way, and what the applicant does now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from zhicheng.applications.models import Application, Station, Step
from zhicheng.applications.states import AT_STATION, EDITABLE, ENDS, State
from zhicheng.desks.navigation import Words


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of the line, as the tag route_line takes it; `status`: done, here, ahead or wrong."""

    name: Words
    arrived_at: dt.datetime | None
    passed_at: dt.datetime | None
    status: str


# What follows the stations, where a committee decides (part 3.3): a name and the states in which it goes on.
AFTER_STATIONS: tuple[tuple[Words, frozenset[State]], ...] = (
    (_l("受理审查"), frozenset({State.AUDITED, State.PAPER_SENT, State.ACCEPTED})),
    (_l("会前公示"), frozenset({State.LISTED, State.PRE_MEETING_NOTICE})),
    (_l("评审"), frozenset({State.FILED, State.READING, State.VOTED})),
    (
        _l("公示发文"),
        frozenset({State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED, State.CONFIRMED}),
    ),
    (_l("电子证书"), frozenset({State.CERTIFIED, State.REVOKED})),
)
# What follows where the last station approves (parts 3.5, 3.6).
AFTER_APPROVAL: tuple[tuple[Words, frozenset[State]], ...] = (
    (_l("电子证书"), frozenset({State.APPROVED, State.CERTIFIED, State.REVOKED})),
)
AT_UNIT = frozenset({State.AT_UNIT, State.UNIT_NOTICE, State.NOTICE_OBJECTION})


_NOW = _l("现在要做")


@dataclass(frozen=True, slots=True)
class Next:
    """What the applicant does now: a sentence and the button to the application."""

    words: Words
    button: Words
    heading: Words = _NOW


NEXT: dict[State, Next] = {
    State.DRAFT: Next(_l("填好封面、材料和附件，检查无误后提交申报。"), _l("继续填写")),
    State.RESET: Next(_l("流程已重置，封面可以修改。请按意见改好后重新提交。"), _l("去修改")),
    State.RETURNED: Next(_l("请按退回意见逐条修改，改好后重新提交。"), _l("去修改")),
    State.CORRECTING: Next(
        _l("请在期限内一次补齐补正通知列出的全部内容并重新提交。逾期未补正的，这份申报到此结束。"),
        _l("去补正"),
    ),
    State.AUDITED: Next(
        _l("电子审核已通过。请导出《专业技术职称申报评审表》，交单位签字盖章后报送纸质材料。"),
        _l("查看并导出"),
    ),
    State.CERTIFIED: Next(_l("祝贺您取得职称。电子证书可以下载，任何人都可以查验。"), _l("查看证书")),
}
WAIT = Next(_l("现在不需要您做什么。有进展时系统会给您发消息。"), _l("查看进度"), _l("正在审核"))
ENDED = Next(_l("这份申报已经结束，原因见审核记录。"), _l("查看记录"), _l("已经结束"))


def next_act(application: Application) -> Next:
    """What the applicant does now."""
    state = State(application.state)
    return NEXT.get(state, ENDED if state in ENDS else WAIT)


def stops_of(application: Application, stations: Sequence[Station], steps: Sequence[Step]) -> list[Stop]:
    """The whole line: handing in, the frozen stations, and what follows; `steps` in the order of time."""
    state = State(application.state)
    where = _where(application, stations, steps)
    line: list[tuple[Words, dt.datetime | None, dt.datetime | None]] = [
        (_("填写申报"), application.created_at, application.submitted_at)
    ]
    line += [(one.name, one.arrived_at, one.passed_at) for one in stations]
    line += [(name, _first(steps, states), None) for name, states in _after(application)]
    here = "wrong" if state in ENDS and state != State.CERTIFIED else "here"
    found = []
    for number, (name, arrived, passed) in enumerate(line):
        finished = number < where or (number == where and state == State.CERTIFIED)
        status = "done" if finished else here if number == where else "ahead"
        found.append(Stop(name, arrived, passed, status))
    return found


def _after(application: Application) -> tuple[tuple[Words, frozenset[State]], ...]:
    return AFTER_STATIONS if application.session_id is not None else AFTER_APPROVAL


def _where(application: Application, stations: Sequence[Station], steps: Sequence[Step]) -> int:
    """The number of the stop at which the application is, or at which it ended."""
    state = State(application.state)
    if state in ENDS and state != State.CERTIFIED and steps:
        state = State(steps[-1].from_state)
    if state in EDITABLE and state is not State.CORRECTING:
        return 0
    for number, (_name, states) in enumerate(_after(application)):
        if state in states:
            return 1 + len(stations) + number
    if state in AT_STATION | AT_UNIT:
        return 1 + sum(1 for one in stations if one.passed_at is not None)
    return min(1 + sum(1 for one in stations if one.passed_at is not None), len(stations))


def _first(steps: Sequence[Step], states: frozenset[State]) -> dt.datetime | None:
    return next((step.at for step in steps if step.to_state in states), None)
