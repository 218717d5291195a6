"""The numbers of a draw in a committee's year: promised, deposited, checked, shown; one is opened from its deposit."""

import datetime as dt
from typing import TYPE_CHECKING

from zhicheng.almanac import clock
from zhicheng.experts import actions as experts
from zhicheng.experts import deposit
from zhicheng.experts.draw import commitment, roster_hash
from zhicheng.experts.models import Draw
from zhicheng.people.models import Account
from zhicheng.rehearsal.draw_client import DepositKey, new_number

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def promise(year: "CommitteeYear", draw: Draw, drawers: list[Account]) -> None:
    """Promise, deposit, check within some hours; then the numbers are shown."""
    random, key, supervisor = year.world.inventor.random, DepositKey(draw.roster_hash), draw.supervisor
    numbers = [roster_hash([str(random.randint(10**9, 10**10 - 1))])[:32] for _drawer in drawers]
    begun = clock.now()
    for share, number in zip(draw.shares.select_related("account"), numbers, strict=True):
        promised = commitment(number, share.salt)
        year.stage.plan(begun + HOUR * share.position, experts.commit_number, draw, promised, share.account)
        sealed = deposit.sealed(number, key.place(share.position))
        year.stage.plan(begun + HOUR * 4, experts.deposit_number, draw, sealed, share.account)
    year.stage.plan(begun + HOUR, experts.make_deposit_key, draw, key.public, supervisor)
    year.stage.plan(begun + HOUR * 4 + MINUTE, experts.check_deposits, draw, {1, 2, 3}, supervisor)
    year.stage.plan(begun + HOUR * 5, year.reveal, draw, drawers, numbers)


def show(year: "CommitteeYear", draw: Draw, drawers: list[Account], numbers: list[str]) -> None:
    """The numbers are shown; in a county the third drawer has lost it, and the supervisor opens the deposit."""
    year.stage.must_refuse(
        "another number than the committed one", experts.reveal_number, draw, new_number(), drawers[0]
    )
    for drawer, number in list(zip(drawers, numbers, strict=True))[:2]:
        experts.reveal_number(draw, number, drawer)
    if year.plan.in_county:
        experts.open_deposit(draw, 3, numbers[2], "抽取人员遗失了数字文件。", draw.supervisor)
    else:
        experts.reveal_number(draw, numbers[2], drawers[2])
