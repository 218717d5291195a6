"""Each deadline that a clause sets, with its own figures: the timers of the notices."""

import datetime

import pytest

from zhicheng.policy.book import open_book
from zhicheng.policy.dates import PENDING, deadlines, integrity_until, notice_by
from zhicheng.policy.facts import CollectionWindow, DateFacts, Level
from zhicheng.policy.workdays import Calendar

DAY = datetime.date.fromisoformat

# 中秋、国庆 2023: 29 September to 6 October free, 7 and 8 October worked; other days asked meet no holiday.
CALENDAR = Calendar.from_rows(
    [
        *((datetime.date(2023, 9, day), False) for day in (29, 30)),
        *((datetime.date(2023, 10, day), False) for day in range(1, 7)),
        *((datetime.date(2023, 10, day), True) for day in (7, 8)),
    ],
    years=(2021, 2022, 2023),
)
MEETING = DAY("2023-10-20")


def told(year: int, place: str, **facts: object) -> dict[str, str]:
    """The deadlines in words."""
    found = deadlines(DateFacts(**facts), open_book(year, place), CALENDAR)
    return {key: str(deadline) for key, deadline in found.items()}


def session(place: str, level: Level) -> dict[str, str]:
    return told(2023, place, level=level, meeting_on=MEETING)


@pytest.mark.clause("KM2023-1.2")
def test_a_call_stands_a_month_before_applications_close() -> None:
    limit = notice_by(None, DAY("2023-08-31"), False, open_book(2023, "昆明市"), CALENDAR)
    assert limit is not None
    assert (str(limit), limit.clauses) == ("2023-07-31", ("KM2023-1.2",))


@pytest.mark.clause("YN2023-2.1a")
def test_a_senior_session_has_its_four_days() -> None:
    assert session("云南省", Level.ASSOCIATE_SENIOR) == {
        "notice_by": "2023-09-03",
        "pool_request_by": "2023-09-17",
        "draw_by": "2023-10-12",
        "post_meeting_filing_by": "2023-11-10",
    }
    assert {"notice_by", "pool_request_by"} & session("云南省", Level.MID).keys() == set()


@pytest.mark.clause("KM2023-4.4c")
def test_the_pre_meeting_filing_stands_ten_working_days_before() -> None:
    assert session("昆明市", Level.MID)["pre_meeting_filing_by"] == "2023-10-07"


@pytest.mark.clause("DC2022-1.6")
def test_dongchuan_asks_for_twelve_working_days() -> None:
    facts = DateFacts(level=Level.MID, meeting_on=DAY("2022-07-22"))
    found = deadlines(facts, open_book(2022, "东川区"), CALENDAR)["pre_meeting_filing_by"]
    assert str(found) == "2022-07-05"
    assert found.clauses == ("DC2022-1.6",)


@pytest.mark.clause("KM2023-4.4e")
def test_experts_are_drawn_five_working_days_before() -> None:
    assert session("昆明市", Level.MID)["draw_by"] == "2023-10-12"


def test_the_post_meeting_filing_ends_fifteen_working_days_after() -> None:
    assert session("昆明市", Level.MID)["post_meeting_filing_by"] == "2023-11-10"


def test_a_year_not_published_is_never_guessed() -> None:
    late = told(2023, "昆明市", level=Level.MID, meeting_on=DAY("2023-12-28"))
    assert late["post_meeting_filing_by"] == PENDING
    assert late["draw_by"] == "2023-12-20"


@pytest.mark.clause("KM2023-3.6", "YN2023-2.1b", "GUIDE-1.2.1", "GUIDE-1.3.3")
@pytest.mark.parametrize(("year", "place"), [(2021, "昆明市"), (2023, "昆明市"), (2023, "云南省")])
def test_a_public_notice_stands_five_full_working_days(year: int, place: str) -> None:
    posted = DAY("2023-10-04") if year == 2023 else DAY("2021-08-04")
    ends = {2023: "2023-10-11", 2021: "2021-08-11"}[year]
    assert told(year, place, publicity_posted_on=posted) == {"publicity_ends_on": ends}


def collection(year: int, *, central: bool) -> dict[str, str]:
    window = CollectionWindow(DAY(f"{year}-08-16"), DAY(f"{year}-08-27"), central)
    return told(year, "昆明市", window=window)


@pytest.mark.clause("KM2023-3.4", "DC2022-2.2b")
@pytest.mark.parametrize("year", [2022, 2023])
def test_a_provincial_window_opens_seven_days_before(year: int) -> None:
    assert collection(year, central=True) == {"opens_on": f"{year}-08-09", "closes_at": f"{year}-08-24T24:00"}
    assert collection(year, central=False) == {
        "opens_on": f"{year}-08-09",
        "closes_at": f"{year}-08-26T24:00",
    }


@pytest.mark.clause("GUIDE-Q7-4", "GUIDE-5.2.3-5")
def test_in_2021_it_opens_seven_working_days_before() -> None:
    expected = {"opens_on": "2021-08-05", "closes_at": "2021-08-26T24:00"}
    assert collection(2021, central=True) == collection(2021, central=False) == expected


@pytest.mark.clause("KM2023-4.6")
def test_a_recheck_may_be_asked_for_two_months() -> None:
    assert told(2023, "昆明市", confirmed_on=DAY("2023-12-31")) == {"recheck_until": "2024-02-29"}
    assert told(2023, "昆明市", confirmed_on=DAY("2023-11-15")) == {"recheck_until": "2024-01-15"}


def test_a_record_runs_to_the_day_before_its_third_anniversary() -> None:
    assert integrity_until(DAY("2023-06-01"), 3) == DAY("2026-05-31")
    assert told(2023, "昆明市", recorded_on=DAY("2024-02-29")) == {"integrity_until": "2027-02-27"}
