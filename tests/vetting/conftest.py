"""An officer with a second factor; files of batches lie apart."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests import making
from zhicheng.people.models import Account
from zhicheng.rehearsal.world import SECOND_FACTOR


@pytest.fixture(autouse=True)
def _files_lie_apart(settings: Settings, tmp_path: Path) -> None:
    settings.EXPORTS_ROOT = tmp_path


@pytest.fixture
def officer(season: making.Season) -> Account:
    """The department's, with a second factor."""
    account = season.cast.department_officer
    account.second_factor = SECOND_FACTOR
    account.save()
    return account
