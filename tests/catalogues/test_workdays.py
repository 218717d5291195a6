"""The working-day calendar that the bureau keeps: imported by one, released by another, reckoned with at once."""

import datetime as dt
from typing import Any

import pytest

from tests.cast import Cast, account
from zhicheng.almanac import clock, workdays
from zhicheng.almanac.models import PublishedYear, SpecialDay
from zhicheng.catalogues import actions
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.policy.tables.kept import TableKind
from zhicheng.policy.workdays import YearNotPublished

pytestmark = pytest.mark.django_db

DAY = dt.date(2031, 1, 1)
ROWS = [
    {"day": "2031-01-01", "works": "放假", "name": "元旦"},
    {"day": "2031-01-04", "works": "上班", "name": "元旦调休"},
    {"day": "2031-01-05", "works": "放假", "name": "平常就是星期日"},
]


@pytest.fixture
def second(cast: Cast) -> Account:
    row = account("city_second", "复核人")
    city = cast.organisations["city_bureau"]
    Membership.objects.create(account=row, organisation=city, role="bureau", since=clock.now())
    return row


def released(cast: Cast, second: Account, rows: list[dict[str, Any]]) -> None:
    city = cast.organisations["city_bureau"]
    row = actions.import_catalogue(
        kind=TableKind.WORKDAYS, rows=rows, valid_from=DAY, document="国办发明电〔2030〕9号",
        by=cast.city_officer, organisation=city,
    )  # fmt: skip
    assert not PublishedYear.objects.filter(year=2031).exists(), "nothing before the second person"
    actions.release_catalogue(catalogue=row, by=second, organisation=city)


@pytest.mark.clause("YN2023-2.1a")
def test_a_year_of_the_bureau_is_reckoned_with(cast: Cast, second: Account) -> None:
    with pytest.raises(YearNotPublished):
        workdays.calendar().add_workdays(DAY, 1)
    released(cast, second, ROWS)
    kept = {row.day.day: row.is_workday for row in SpecialDay.objects.filter(day__year=2031)}
    assert kept == {1: False, 4: True}, "a day that is as the week has it is not kept"
    assert PublishedYear.objects.get(year=2031).source == "国办发明电〔2030〕9号"
    assert workdays.calendar().add_workdays(dt.date(2031, 1, 1), 2) == dt.date(2031, 1, 3)
    assert workdays.calendar().add_workdays(dt.date(2031, 1, 1), 3) == dt.date(2031, 1, 4), (
        "a Saturday that is worked"
    )


def test_a_later_arrangement_replaces_the_year_alone(cast: Cast, second: Account) -> None:
    before = SpecialDay.objects.exclude(day__year=2031).count()
    released(cast, second, ROWS)
    PublishedYear.objects.filter(year=2031).delete()
    released(cast, second, ROWS[:1])
    assert [row.day for row in SpecialDay.objects.filter(day__year=2031)] == [DAY]
    assert SpecialDay.objects.exclude(day__year=2031).count() == before


def test_a_day_stands_once(cast: Cast, second: Account) -> None:
    with pytest.raises(Refused, match="出现两次"):
        released(cast, second, [ROWS[0], {**ROWS[0], "works": "上班"}])


def test_another_process_reads_it_again(cast: Cast, second: Account) -> None:
    """What another process has changed is told by the mark that it leaves."""
    workdays.calendar()
    SpecialDay.objects.create(day=DAY, is_workday=False)
    PublishedYear.objects.create(year=2031, source="别的进程")
    with pytest.raises(YearNotPublished):
        workdays.calendar().add_workdays(DAY, 1)
    workdays.STAMP.touch()
    assert workdays.calendar().add_workdays(DAY, 1) == dt.date(2031, 1, 2)
    workdays.STAMP.unlink()
