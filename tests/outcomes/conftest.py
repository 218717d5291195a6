"""Fixtures: a session after its vote; what a page says."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import making
from tests.outcomes.after_vote import AfterVote, vote
from zhicheng.people.models import Account

ClientOf = Callable[[Account], Client]


@pytest.fixture
def voted(season: making.Season) -> AfterVote:
    """Two passed, one did not."""
    return vote(season)
