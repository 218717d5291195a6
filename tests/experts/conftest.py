"""The clock stands on a day on which the draw is in time."""

from collections.abc import Iterator

import pytest

from tests.experts.ready import DRAW_DAY
from zhicheng.almanac import clock


@pytest.fixture
def draw_day(cast: object) -> Iterator[None]:
    """2023-10-10 09:00: the meeting is on 20 October, the draw at the latest on 12 October."""
    with clock.at(DRAW_DAY):
        yield
