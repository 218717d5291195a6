"""Cases that wait at a department, and batches of them."""

import pyotp

from tests import making
from tests.cast import person
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Account, Membership
from zhicheng.rehearsal.world import SECOND_FACTOR
from zhicheng.vetting import actions
from zhicheng.vetting.models import Batch


class Killed(BaseException):
    """What no handler catches: the process ends here."""


def code() -> str:
    return pyotp.TOTP(SECOND_FACTOR).at(int(clock.now().timestamp()))


def waiting(season: making.Season, many: int, state: State = State.AT_DEPARTMENT) -> list[Application]:
    unit = season.cast.organisations["unit"]
    people = [person(f"53010219800101{number:03d}X", f"张{number:03d}", unit) for number in range(many)]
    return [making.application(season, state, person=one) for one in people]


def prepared(officer: Account, rows: list[Application], act: str = "pass") -> Batch:
    seat = Membership.objects.get(account=officer)
    return actions.prepare_batch(seat, act, {row.pk: row.version for row in rows})


def begun(officer: Account, rows: list[Application], act: str = "pass") -> Batch:
    signed = {"opinion": "同意报送", "code": code()} if act == "pass" else {}
    return actions.start_batch(prepared(officer, rows, act), officer, **signed)


def outcomes(batch: Batch) -> list[str]:
    return list(batch.cases.order_by("position").values_list("outcome", flat=True))
