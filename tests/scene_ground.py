"""What the parts of the scene share: its cast and rows, a signature."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests import making
from tests.cast import Cast
from zhicheng.people.models import Organisation
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

DAY = dt.date(2023, 7, 10)
PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 64


@dataclass
class Scene:
    """The cast, the season, and the rows by what addresses call them."""

    cast: Cast
    season: making.Season
    rows: dict[str, Any] = field(default_factory=dict)


def seal(cast: Cast, officer: str, organisation: Organisation, purpose: str) -> Signature:
    """A signature with the organisation's key."""
    method = Signature.Method.ORGANISATION_KEY
    account = cast.accounts[officer]
    return sign(
        account, organisation=organisation, content={"scene": purpose}, method=method, purpose=purpose
    )
