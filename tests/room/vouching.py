"""In the room: who has no code sets one up before somebody who vouches; who was to stand in from that day on does."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.cast import SECOND_FACTOR
from tests.room import panels
from tests.room.meeting import MEETING, hold
from tests.room.people import code
from zhicheng.almanac import clock
from zhicheng.people.access import roles_of
from zhicheng.people.actions import begin_due_delegations
from zhicheng.people.models import Account
from zhicheng.room.result import session_here

STEP = dt.timedelta(seconds=30)
MORNING = MEETING - dt.timedelta(hours=1)
PAGE = "room:own_code"


def in_the_room(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was seen. `part`: at the door, a member with a fresh slip, the meeting. `slips`, `names`: by role."""
    parts = {"door": _at_the_door, "again": _again, "meeting": _meeting}
    return parts[told["part"]](told)


def _at_the_door(told: Mapping[str, Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    page, people = reverse(PAGE), {role: _account(name) for role, name in told["names"].items()}
    office, chair, watcher, thief = people["office"], Client(), Client(), Client()
    with clock.at(MORNING):
        _given(chair, told["slips"]["chair"])
        seen["by the slip"] = chair.get(reverse("people:log_in_code"), follow=True).request["PATH_INFO"]
        seen["alone"] = chair.post(reverse("people:log_in_set_up"), _first()).headers["Location"]
        seen["without a slip"] = Client().get(page).headers["Location"]
        tries = {
            "by a member": _vouched(people["member"]),
            "by oneself": _vouched(people["chair"]),
            "by nobody": _vouched(office) | {"witness": ""},
            "by a wrong code": _vouched(office) | {"witness_code": "000000"},
            "by no code of one's own": _vouched(office) | {"code": "000000"},
        }
        seen |= {words: chair.post(page, typed).status_code for words, typed in tries.items()}
        seen["still none"] = [_account(told["names"]["chair"]).second_factor, _is_in(chair)]
        seen["vouched"] = [chair.post(page, _vouched(office)).status_code, _is_in(chair)]
        _given(watcher, told["slips"]["supervisor"])
        seen["by a used code"] = watcher.post(page, _vouched(office)).status_code
    with clock.at(MORNING + 2 * STEP):
        seen["by the next code"] = [watcher.post(page, _vouched(office)).status_code, _is_in(watcher)]
    with clock.at(MORNING + 4 * STEP):  # somebody has found a member's slip and guesses the supervisor's code
        _given(thief, told["slips"]["member"])
        seen["offered"] = "换一部手机" in thief.get(reverse("people:log_in_code")).content.decode()
        guess = _vouched(people["supervisor"]) | {"witness_code": "000000"}
        seen["guesses"] = [thief.post(page, guess).status_code for _one in range(4)]
        right = thief.post(page, _vouched(people["supervisor"])).status_code
        seen["after that"] = [right, _is_in(thief), _account(told["names"]["supervisor"]).locked_at]
    return seen


def _again(told: Mapping[str, Any]) -> dict[str, Any]:
    client = Client()
    with clock.at(MORNING + 6 * STEP):
        _given(client, told["slips"]["member"])
        client.post(reverse("people:log_in_code"), {"code": code()})
        return {"in": _is_in(client)}


def _meeting(told: Mapping[str, Any]) -> dict[str, Any]:
    colleague = _account(panels.CO_OFFICER)
    with clock.at(MORNING):
        before = sorted(roles_of(colleague))
        begin_due_delegations()
        after = sorted(roles_of(colleague))
    hold(session_here(), told["choices"], panels.CO_OFFICER)
    return {"roles": [before, after]}


def _account(name: str) -> Account:
    return Account.objects.get(display_name=name)


def _is_in(client: Client) -> bool:
    answer = client.get(reverse("meeting:session", args=[session_here().pk]))
    seat = client.get(reverse("meeting:seat", args=[session_here().pk]))
    return 200 in (answer.status_code, seat.status_code)


def _given(client: Client, slip: tuple[str, str]) -> None:
    """The slip's log-in and password, typed."""
    answer = client.post(reverse("people:login"), {"login": slip[0], "password": slip[1]})
    assert answer.status_code == 302, answer.content.decode()[-2000:]


def _first() -> dict[str, str]:
    return {"secret": SECOND_FACTOR, "code": code()}


def _vouched(witness: Account) -> dict[str, str]:
    return {**_first(), "witness": str(witness.pk), "witness_code": code()}
