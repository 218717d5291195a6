"""A demo database."""

from collections.abc import Iterator

import pytest

from tests.cast import NOON
from zhicheng.almanac import clock


@pytest.fixture
def demo(db: None) -> Iterator[None]:
    """This database is a demo one."""
    clock.start_demo(NOON)
    yield
    clock.forget_cached_offset()
