"""What the clock brings: drafts miss the window, corrections lapse, everything else stays."""

import datetime as dt

import pytest

from tests import making
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications.actions import close_missed_windows, lapse_missed_corrections
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.planning.instants import SETTLING
from zhicheng.planning.models import Filing

END = day(2023, 9, 1)


@pytest.mark.clause("GUIDE-1.4")
def test_drafts_end_when_the_window_closes_and_not_before(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    other = making.application(season, State.AT_UNIT, person=season.cast.people["other_applicant"])
    assert close_missed_windows(season.session, END - dt.timedelta(seconds=1)) == 0
    end = END + SETTLING  # what reached the server in time may still be under way
    assert close_missed_windows(season.session, end - dt.timedelta(seconds=1)) == 0
    with clock.at(end):
        assert close_missed_windows(season.session, end) == 1
        assert close_missed_windows(season.session, end) == 0
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.state, row.ended_at) == (State.NOT_SUBMITTED, end)
    assert other.state == State.AT_UNIT
    assert Message.objects.filter(recipient=row.person.account_id, subject__contains="逾期未报").exists()


@pytest.mark.clause("KM2023-4.2", "DC2022-1.4c", "GUIDE-1.2.2")
def test_returned_files_lapse_once_the_pre_meeting_filing_is_in(season: Season) -> None:
    returned = making.application(season, State.RETURNED)
    reset = making.application(season, State.RESET, person=season.cast.people["other_applicant"])
    with clock.at(day(2023, 9, 25)):
        assert lapse_missed_corrections(season.session, clock.now()) == 0
        Filing.objects.create(
            session=season.session,
            kind=Filing.Kind.PRE_MEETING,
            to=season.cast.organisations["city_bureau"],
            content={},
            content_hash="0" * 64,
            submitted_by=season.cast.office_officer,
            submitted_at=clock.now(),
        )
        assert lapse_missed_corrections(season.session, clock.now()) == 2
    for row in (returned, reset):
        row.refresh_from_db()
        assert row.state == State.LAPSED


def test_a_refused_filing_closes_nothing(season: Season) -> None:
    making.application(season, State.RETURNED)
    with clock.at(day(2023, 9, 25)):
        Filing.objects.create(
            session=season.session,
            kind=Filing.Kind.PRE_MEETING,
            to=season.cast.organisations["city_bureau"],
            content={},
            content_hash="0" * 64,
            submitted_by=season.cast.office_officer,
            submitted_at=clock.now(),
            answer=Filing.Answer.REFUSED,
            reason="名单有误",
            answered_at=clock.now(),
            answered_by=season.cast.city_officer,
        )
        assert lapse_missed_corrections(season.session, clock.now()) == 0


def test_nothing_is_corrected_once_the_meeting_is_held(season: Season) -> None:
    making.application(season, State.RETURNED)
    with clock.at(day(2023, 10, 19, 23)):
        assert lapse_missed_corrections(season.session, clock.now()) == 0
    with clock.at(day(2023, 10, 20) + SETTLING):
        assert lapse_missed_corrections(season.session, clock.now()) == 1
