"""While a window's last hours last, work for which nobody waits stands back; then it is done."""

import datetime as dt

import pytest
from django.core.management import call_command
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.clock import rush
from zhicheng.clock.due import JOBS
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
CLOSE = day(2023, 9, 1)
HOUR = dt.timedelta(hours=1)
done: list[str] = []


@task()
def heavy(name: str) -> None:
    """As a PDF is made: nobody waits."""
    done.append(name)


@task(priority=rush.SOMEBODY_WAITS)
def awaited(name: str) -> None:
    """As an upload is looked at: somebody waits."""
    done.append(name)


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def work() -> list[str]:
    call_command("worker", "--batch")
    return done


def test_the_rush_is_the_last_hours_and_a_little_more(season: Season) -> None:
    end = CLOSE + rush.AFTER
    for moment, expected in (
        (CLOSE - rush.BEFORE - dt.timedelta(seconds=1), None),
        (CLOSE - rush.BEFORE, end),
        (CLOSE, end),
        (end - dt.timedelta(seconds=1), end),
        (end, None),
    ):
        assert rush.until(moment) == expected, moment


def test_in_a_rush_only_what_is_waited_for_is_done(season: Season) -> None:
    heavy.enqueue("pdf")
    awaited.enqueue("upload")
    with clock.at(CLOSE - HOUR):
        assert work() == ["upload"]
    (waiting,) = DBTaskResult.objects.filter(status="READY")
    ends_in = waiting.run_after - dt.datetime.now(dt.UTC)
    assert abs(ends_in - HOUR - rush.AFTER) < dt.timedelta(minutes=2)


def test_on_any_other_day_everything_is_done(season: Season) -> None:
    heavy.enqueue("pdf")
    awaited.enqueue("upload")
    assert sorted(work()) == ["pdf", "upload"]


def test_what_stood_back_is_done_afterwards(season: Season) -> None:
    heavy.enqueue("pdf")
    with clock.at(CLOSE + rush.AFTER - dt.timedelta(seconds=1)):
        assert work() == []
    DBTaskResult.objects.update(run_after=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))  # a second later
    with clock.at(CLOSE + rush.AFTER):
        assert work() == ["pdf"]


def test_reminders_wait_and_codes_do_not(season: Season) -> None:
    send(season.cast.applicant.pk, "提醒", "还有1天", mobile="13800000001", urgent=False)
    send(season.cast.applicant.pk, "验证码", "123456", mobile="13800000001")
    with clock.at(CLOSE - HOUR):
        assert JOBS["messages"]() == 1
    assert Delivery.objects.get(delivered_at__isnull=True).message.subject == "提醒"
    with clock.at(CLOSE + HOUR):
        assert JOBS["messages"]() == 1
