"""The clock stands at the meeting's hour, or on another day of the committee's way."""

from collections.abc import Iterator

import pytest

from tests.meeting.ready import MEETING
from zhicheng.almanac import clock


@pytest.fixture
def meeting_day(cast: object) -> Iterator[None]:
    """2023-10-20 09:00."""
    with clock.at(MEETING):
        yield
