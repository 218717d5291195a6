"""One clock: set in tests, running on from an offset in a demo database; the working-day calendar."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError

from zhicheng.almanac import clock, workdays
from zhicheng.almanac.models import DemoTime, SpecialDay

BEGINS = dt.datetime(2023, 7, 20, 10, 0, tzinfo=clock.CHINA)


def test_the_clock_stands_where_it_is_set() -> None:
    with clock.at(dt.datetime(2023, 8, 31, 23, 59)):  # noqa: DTZ001 (a moment without zone is what is tried)
        assert clock.now().isoformat() == "2023-08-31T23:59:00+08:00"
        with clock.at(BEGINS):
            assert clock.today() == dt.date(2023, 7, 20)
        assert clock.now().day == 31


@pytest.mark.django_db
def test_demo_time_runs_on_and_keeps_its_start() -> None:
    assert not clock.is_demo()
    clock.start_demo(BEGINS)
    assert clock.is_demo()
    passed = clock.now() - BEGINS
    assert dt.timedelta(seconds=-1) <= passed < dt.timedelta(seconds=30)
    before = DemoTime.objects.get().offset_seconds
    clock.start_demo(dt.datetime(2030, 1, 1, tzinfo=clock.CHINA))
    assert DemoTime.objects.get().offset_seconds == before
    clock.forget_cached_offset()


@pytest.mark.django_db
def test_there_is_one_demo_time() -> None:
    with pytest.raises(IntegrityError):
        DemoTime.objects.create(id=2, offset_seconds=0, started_at=BEGINS)


@pytest.mark.django_db
def test_the_calendar_knows_make_up_days_and_keeps_edits() -> None:
    assert workdays.seed() > 100
    kept = workdays.calendar()
    assert kept.is_workday(dt.date(2023, 10, 7))
    assert not kept.is_workday(dt.date(2023, 10, 6))
    assert kept.add_workdays(dt.date(2023, 7, 20), 5) == dt.date(2023, 7, 27)
    SpecialDay.objects.filter(day=dt.date(2023, 10, 7)).update(is_workday=False)
    assert workdays.seed() == 0
    assert not workdays.calendar().is_workday(dt.date(2023, 10, 7))


@pytest.mark.django_db
def test_a_demo_database_is_not_fit_for_production() -> None:
    call_command("check", deploy=True, fail_level="ERROR", stderr=StringIO())
    clock.start_demo(BEGINS)
    with pytest.raises(SystemCheckError, match="demo database"):
        call_command("check", deploy=True, fail_level="ERROR")
    clock.forget_cached_offset()
