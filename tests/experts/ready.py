"""Bring a season as far as the signed draw, by the stage's own acts; what comes before as rows."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyotp

from tests.cast import SECOND_FACTOR
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.experts import actions, deposit
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw
from zhicheng.people.models import Account
from zhicheng.planning.models import Filing
from zhicheng.rehearsal.draw_client import DepositKey
from zhicheng.signatures.actions import content_hash

NUMBERS = ("0123456789abcdef" * 2, "fedcba9876543210" * 2, "20231010" * 4)
DRAW_DAY = day(2023, 10, 10, 9)  # the meeting is on 20 October


def code() -> str:
    """The code that every account's second factor shows now."""
    return pyotp.TOTP(SECOND_FACTOR).at(int(clock.now().timestamp()))


def accepted(season: Season, kind: str, content: dict[str, Any] | None = None) -> Filing:
    """An accepted filing of the session."""
    cast, at = season.cast, clock.now()
    return Filing.objects.create(
        session=season.session,
        kind=kind,
        to=cast.organisations["province"],
        content=content or {},
        content_hash=content_hash(content or {}),
        submitted_by=cast.office_officer,
        submitted_at=at,
        answer=Filing.Answer.ACCEPTED,
        number=f"省人社备〔2023〕{kind}",
        answered_by=cast.province_officer,
        answered_at=at,
    )


def filed(season: Season) -> None:
    """The pool approved as it stands, the list for the meeting accepted."""
    from_now = actions.pool.queries.pool(season.session)
    accepted(season, Filing.Kind.POOL, actions.pool.pool_content(season.session, from_now))
    accepted(season, Filing.Kind.PRE_MEETING, {"applications": []})


def drawers(season: Season) -> list[Account]:
    """The three drawers of the cast."""
    return [season.cast.drawer_1, season.cast.drawer_2, season.cast.drawer_3]


def opened(season: Season) -> Draw:
    """The draw, opened."""
    filed(season)
    return actions.open_draw(
        season.session, drawers(season), season.cast.supervisor, season.cast.office_officer
    )


def key_of(draw: Draw) -> DepositKey:
    """The supervisor's file: the same one for the same draw."""
    return DepositKey(draw.roster_hash, b"the supervisor's own file, 32 b.")


def committed(draw: Draw, season: Season) -> Draw:
    """The opened draw, with all three commitments; every act hands over what a browser would."""
    for share in draw.shares.select_related("account"):
        number = NUMBERS[share.position - 1]
        actions.commit_number(draw, drawing.commitment(number, share.salt), share.account)
    return Draw.objects.get(pk=draw.pk)


def deposited(draw: Draw, season: Season) -> Draw:
    """The committed draw, with the supervisor's key and the three numbers deposited under it."""
    key = key_of(draw)
    draw = actions.make_deposit_key(draw, key.public, season.cast.supervisor)
    for position, account in enumerate(drawers(season), start=1):
        sealed = deposit.sealed(NUMBERS[position - 1], key.place(position))
        actions.deposit_number(draw, sealed, account)
    return draw


def checked(draw: Draw, season: Season) -> Draw:
    """The draw, opened, with all three numbers promised, deposited and found good."""
    draw = deposited(committed(draw, season), season)
    return actions.check_deposits(draw, {1, 2, 3}, season.cast.supervisor)


def numbers_given(draw: Draw, season: Season) -> Draw:
    """The opened draw, with all three numbers promised, deposited and revealed."""
    draw = checked(draw, season)
    for account, number in zip(drawers(season), NUMBERS, strict=True):
        draw = actions.reveal_number(draw, number, account)
    return draw


def drawn(season: Season) -> Draw:
    """The draw, with all three numbers revealed."""
    return numbers_given(opened(season), season)


def all_sign(draw: Draw, season: Season) -> Draw:
    """The finished draw, with all four signatures."""
    for account in [*drawers(season), season.cast.supervisor]:
        draw = actions.sign_result(draw, code(), account)
    return draw


def signed(season: Season) -> Draw:
    """The draw, with all four signatures."""
    return all_sign(drawn(season), season)


@contextmanager
def on(moment: dt.datetime) -> Iterator[None]:
    """The clock stands at the moment."""
    with clock.at(moment):
        yield
