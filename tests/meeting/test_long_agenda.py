"""A long agenda: a page holds fifty, what is voted on and what may be voted on stand first."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.applications.models import Application
from zhicheng.meeting import actions
from zhicheng.meeting.views.meeting import ON_A_PAGE
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]


def test_the_agenda_comes_in_pages_with_the_work_first(
    season: Season, client_of: Callable[[Account], Client]
) -> None:
    ready.opened(season, count=2)
    ready.people(season, ON_A_PAGE)  # not read yet
    by_number = list(Application.objects.order_by("number"))
    read = [row for row in by_number if row.readings.exists()]
    Application.objects.filter(pk=read[1].pk).update(number="KM2023-999999")  # the last one by number
    actions.open_ballot(Application.objects.get(pk=read[1].pk), season.cast.office_officer)
    office = client_of(season.cast.office_officer)
    first = office.get(at("session", season)).content.decode()
    assert first.count('scope="row"') == ON_A_PAGE
    assert "第1页，共2页" in first and f"<small> / {ON_A_PAGE + 2}</small>" in first
    voting = first.index("KM2023-999999")
    assert voting < first.index(str(read[0].number))
    rest = office.get(at("session", season), {"page": "2"}).content.decode()
    assert rest.count('scope="row"') == 2 and "KM2023-999999" not in rest
    for nonsense in ("9" * 400, "x", "-1", "0"):
        assert office.get(at("session", season), {"page": nonsense}).status_code == 200
