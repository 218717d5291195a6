"""The three steps of the ceremony by page, each while it is open: who may take it, and that nobody else can."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.experts import ready
from tests.making import Season
from zhicheng.experts import actions, deposit
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draw_day")]
ClientOf = Callable[[Account], Client]


def committed(season: Season) -> Draw:
    """All three commitments, and the key to deposit under."""
    draw = ready.committed(ready.opened(season), season)
    return actions.make_deposit_key(draw, ready.key_of(draw).public, season.cast.supervisor)


def deposited(season: Season) -> Draw:
    """All three deposits, none of them checked."""
    return ready.deposited(ready.committed(ready.opened(season), season), season)


def checked(season: Season) -> Draw:
    """All three deposits checked, no number shown."""
    return ready.checked(ready.opened(season), season)


def typed(draw: Draw, account: Account) -> dict[str, str]:
    """What the account would hand over at any of the steps."""
    mine = draw.shares.filter(account=account).first() or draw.shares.all()[0]
    number, key = ready.NUMBERS[mine.position - 1], ready.key_of(draw)
    return {
        "number": number, "code": ready.code(), "commitment": drawing.commitment(number, mine.salt),
        "sealed": deposit.sealed(number, key.place(mine.position)), "key": key.public, "holding": "1,2,3",
        "position": "1", "reason": "拒绝公开",
    }  # fmt: skip


def standing(draw: Draw) -> list[tuple[object, ...]]:
    """All that the ceremony changes."""
    draw.refresh_from_db()
    rows = [
        (share.commitment, share.deposit, share.deposit_checked, share.number, share.signature_id)
        for share in draw.shares.all()
    ]
    return [*rows, (draw.deposit_key, draw.seed, draw.result_hash, draw.supervisor_signature_id)]


def strangers(cast: Cast, allowed: set[str]) -> list[Account]:
    return [account for name, account in cast.accounts.items() if name not in allowed]


SUPERVISOR = {"supervisor"}
REPEATABLE = {"deposit_key", "deposit"}  # until the next step
DRAWERS = {"drawer_1", "drawer_2", "drawer_3"}
STEPS = [
    ("deposit_key", ready.opened, SUPERVISOR),
    ("commit", ready.opened, DRAWERS),
    ("deposit", committed, DRAWERS),
    ("check_deposits", deposited, SUPERVISOR),
    ("reveal", checked, DRAWERS),
    ("open_deposit", checked, SUPERVISOR),
    ("sign", ready.drawn, DRAWERS | SUPERVISOR),
]


@pytest.mark.parametrize(("step", "before", "allowed"), STEPS)
def test_only_who_draws_or_watches_takes_the_step(
    step: str, before: Callable[[Season], Draw], allowed: set[str], season: Season, client_of: ClientOf
) -> None:
    draw, page = before(season), reverse(f"experts:{step}", args=[season.session.id])
    was = standing(draw)
    assert Client().post(page, typed(draw, season.cast.drawer_1)).status_code == 302
    for account in strangers(season.cast, allowed):
        assert client_of(account).post(page, typed(draw, account)).status_code == 404, account.display_name
    assert standing(draw) == was
    for name in sorted(allowed):
        assert client_of(season.cast.accounts[name]).get(page).status_code == 405
    assert standing(draw) == was
    for name in sorted(allowed):
        account = season.cast.accounts[name]
        said = typed(draw, account)
        answer = client_of(account).post(page, said)
        assert answer.status_code == 302, answer.content.decode()
        assert standing(draw) != was
        was = standing(draw)
        if step in REPEATABLE:
            continue
        again = client_of(account).post(page, said)
        assert again.status_code in {400, 409}
        assert standing(draw) == was
