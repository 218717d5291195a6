"""The three steps of the ceremony by page, each while it is open: who may take it, and that nobody else can."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.experts import ready
from tests.making import Season
from zhicheng.experts import actions
from zhicheng.experts.models import Draw
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draw_day")]
ClientOf = Callable[[Account], Client]


def committed(season: Season) -> Draw:
    """The draw, with all three commitments and no number shown."""
    draw = ready.opened(season)
    for account, number in zip(ready.drawers(season), ready.NUMBERS, strict=True):
        actions.commit_number(draw, number, account)
    return draw


def standing(draw: Draw) -> list[tuple[str, str, object]]:
    """All that the ceremony changes."""
    draw.refresh_from_db()
    rows = [(share.commitment, share.number, share.signature_id) for share in draw.shares.all()]
    return [*rows, (draw.seed, draw.result_hash, draw.supervisor_signature_id)]


def strangers(cast: Cast, allowed: set[str]) -> list[Account]:
    return [account for name, account in cast.accounts.items() if name not in allowed]


DRAWERS = {"drawer_1", "drawer_2", "drawer_3"}
STEPS = [
    ("commit", ready.opened, DRAWERS),
    ("reveal", committed, DRAWERS),
    ("sign", ready.drawn, DRAWERS | {"supervisor"}),
]


@pytest.mark.parametrize(("step", "before", "allowed"), STEPS)
def test_only_who_draws_or_watches_takes_the_step(
    step: str, before: Callable[[Season], Draw], allowed: set[str], season: Season, client_of: ClientOf
) -> None:
    draw, page = before(season), reverse(f"experts:{step}", args=[season.session.id])
    typed = {"number": ready.NUMBERS[0], "code": ready.code()}
    was = standing(draw)
    assert Client().post(page, typed).status_code == 302
    for account in strangers(season.cast, allowed):
        assert client_of(account).post(page, typed).status_code == 404, account.display_name
    assert standing(draw) == was
    for name in sorted(allowed):
        assert client_of(season.cast.accounts[name]).get(page).status_code == 405
    assert standing(draw) == was
    for name in sorted(allowed):
        account = season.cast.accounts[name]
        number = ready.NUMBERS[int(name[-1]) - 1] if name in DRAWERS else ""
        answer = client_of(account).post(page, {"number": number, "code": ready.code()})
        assert answer.status_code == 302, answer.content.decode()
        assert standing(draw) != was
        was = standing(draw)
        again = client_of(account).post(page, {"number": number, "code": ready.code()})
        assert again.status_code == 409
        assert standing(draw) == was
