"""Who does nothing for long is logged out, who works is not, and what was typed is there again after logging in."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cast import PASSWORD, Cast
from zhicheng.people.models import Account

ClientOf = Callable[[Account], Client]
LOGIN, PAGE = "530102198505060023", "people:basics"


def idle(minutes: int, settings: Settings) -> None:
    """So long has nobody done anything."""
    left = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE) - dt.timedelta(minutes=minutes)
    Session.objects.update(expire_date=timezone.now() + left)


def test_who_works_stays(cast: Cast, client_of: ClientOf, settings: Settings) -> None:
    client = client_of(cast.applicant)
    idle(59, settings)
    answer = client.get(reverse(PAGE))
    assert answer.status_code == 200 and "sessionid" in answer.cookies
    assert Session.objects.get().expire_date > timezone.now() + dt.timedelta(minutes=59)


def test_no_page_writes_more_than_once_a_minute(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.applicant)
    with django_assert_max_num_queries(8) as seen:
        assert "sessionid" not in client.get(reverse(PAGE)).cookies
    assert not [one for one in seen.captured_queries if one["sql"].startswith(("UPDATE", "INSERT"))]


def test_who_is_away_is_logged_out_and_loses_nothing(
    cast: Cast, client_of: ClientOf, settings: Settings
) -> None:
    client, page, draft = client_of(cast.applicant), reverse(PAGE), reverse("drafts:draft")
    typed = {"address": page, "typed": '{"email": ["li@example.org"]}', "base": "", "seen": "0"}
    assert client.post(draft, typed).status_code == 200
    idle(61, settings)
    answer = client.post(page, {"mobile": "13888001234"})
    assert answer["Location"] == f"{reverse('people:login')}?next={page}"
    assert "自动保存" in client.get(answer["Location"]).content.decode()
    answer = client.post(answer["Location"], {"login": LOGIN, "password": PASSWORD, "next": page})
    assert answer["Location"] == page
    assert "li@example.org" in client.get(draft, {"address": page}).content.decode()


@pytest.mark.parametrize("minutes", [60, 15])
def test_the_minutes_are_a_setting(cast: Cast, client_of: ClientOf, settings: Settings, minutes: int) -> None:
    settings.SESSION_COOKIE_AGE = minutes * 60
    client = client_of(cast.applicant)
    idle(minutes + 1, settings)
    assert client.get(reverse(PAGE)).status_code == 302
