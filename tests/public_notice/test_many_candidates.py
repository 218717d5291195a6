"""A unit with many candidates: the page offers a bounded list, finds by name, forgets nobody who was ticked."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.making import Season
from tests.meeting.ready import people
from zhicheng.applications.states import State
from zhicheng.people.models import Account
from zhicheng.public_notice.models import NoticeEntry
from zhicheng.public_notice.queries import MOST_OFFERED

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Account], Client]


def test_the_list_is_bounded_and_searched(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer, page = client_of(season.cast.unit_officer), reverse("public_notice:open_unit")
    people(season, 3, State.AT_UNIT)
    officer.get(page)  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        few = officer.get(page).content.decode()
    assert few.count('name="applications"') == 3 and 'name="q"' not in few
    rows = sorted(people(season, MOST_OFFERED, State.AT_UNIT), key=lambda row: row.applicant_name)
    with django_assert_num_queries(len(counted)):
        many = officer.get(page).content.decode()
    assert many.count('name="applications"') == MOST_OFFERED
    assert f"现有{MOST_OFFERED + 3}人等待公示" in many
    last = rows[-1]
    found = officer.get(page, {"q": str(last.number)}).content.decode()
    assert found.count('name="applications"') == 1 and last.applicant_name in found
    assert officer.get(page, {"q": "没有这个人"}).content.decode().count('name="applications"') == 0


def test_who_was_ticked_is_posted_though_not_among_the_first(season: Season, client_of: ClientOf) -> None:
    officer, page = client_of(season.cast.unit_officer), reverse("public_notice:open_unit")
    rows = sorted(people(season, MOST_OFFERED + 2, State.AT_UNIT), key=lambda row: row.applicant_name)
    last = rows[-1]
    shown = officer.get(page, {"application": str(last.pk)}).content.decode()
    assert shown.count('name="applications"') == MOST_OFFERED + 1
    short = officer.post(page, {"applications": [str(last.pk)], "place": ""})
    assert short.status_code == 400 and f'value="{last.pk}"' in short.content.decode()
    answer = officer.post(page, {"applications": [str(last.pk), str(rows[0].pk)], "place": "一楼公告栏"})
    assert answer.status_code == 302
    assert NoticeEntry.objects.count() == 2


def test_nobody_of_another_unit_can_be_ticked(season: Season, client_of: ClientOf) -> None:
    row = people(season, 1, State.AT_UNIT)[0]
    stranger = client_of(season.cast.other_unit_officer)
    form = {"applications": [str(row.pk), "x", "9" * 400], "place": "一楼公告栏"}
    assert stranger.post(reverse("public_notice:open_unit"), form).status_code == 400
    assert not NoticeEntry.objects.exists()
