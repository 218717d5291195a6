"""The time-line: every gate of the year with its computed days, and the window's hard edges."""

import datetime as dt

import pytest

from tests.making import issued_standard
from tests.planning.conftest import Office, accepted, moment, opened, published
from zhicheng.almanac import clock, workdays
from zhicheng.almanac.models import PublishedYear, SpecialDay
from zhicheng.planning import actions
from zhicheng.planning.dates import State, timeline, window_is_open
from zhicheng.planning.models import Filing, Session, Standard
from zhicheng.planning.queries import open_sessions, sessions, sessions_of
from zhicheng.planning.standards import covering, standards_binding

Ours = dict[str, dict[str, object]]
pytestmark = pytest.mark.django_db


def gates(session: Session) -> dict[str, object]:
    return {gate.key: gate for gate in timeline(sessions().get(pk=session.pk))}


def test_a_senior_session_of_2023(senior: Office, ours: Ours) -> None:
    found = gates(published(senior, ours))
    assert {key: gate.latest for key, gate in found.items() if gate.latest} == {
        "call_filing": dt.date(2023, 7, 31),
        "call": dt.date(2023, 7, 31),
        "opens": dt.date(2023, 7, 25),
        "closes": dt.date(2023, 8, 31),
        "audit": dt.date(2023, 9, 21),
        "confirmation_list": dt.date(2023, 9, 21),
        "pool": dt.date(2023, 9, 17),
        "pre_notice": dt.date(2023, 9, 21),
        "pre_filing": dt.date(2023, 10, 7),
        "confirmation_answer": dt.date(2023, 10, 19),
        "spot_check": dt.date(2023, 10, 19),
        "draw": dt.date(2023, 10, 12),
        "readings": dt.date(2023, 10, 20),
        "meeting": dt.date(2023, 10, 20),
        "release": dt.date(2023, 11, 2),
        "result_notice": dt.date(2023, 11, 2),
        "post_filing": dt.date(2023, 11, 10),
    }


def test_dongchuans_twelve_days_and_no_pool_term(county: Office, ours: Ours) -> None:
    found = gates(published(county, ours))
    assert "pool" not in found
    assert (found["pre_filing"].latest, found["pre_filing"].clause) == (dt.date(2023, 9, 27), "DC2022-1.6")


def test_before_the_call_the_filing_is_next(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    found = gates(session)
    assert found["plan"].state is State.DONE
    assert [key for key, gate in found.items() if gate.state is State.DUE] == ["call_filing"]
    with clock.at(moment(8, 1)):
        assert gates(session)["call_filing"].state is State.LATE


def test_states_follow_what_is_done_and_the_day(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    found = gates(session)
    assert (found["call"].state, found["call"].done_on) == (State.DONE, dt.date(2023, 7, 20))
    assert found["call_filing"].number == "云南省人社备〔2023〕1号"
    assert found["opens"].state is State.NOT_YET
    assert found["audit"].state is State.DUE
    with clock.at(moment(9, 1)):
        found = gates(session)
        assert found["closes"].done_on == dt.date(2023, 8, 31)
        assert found["audit"].state is State.DUE
        actions.reach_gate(session, "audit")
        assert gates(session)["audit"].state is State.DONE


def test_the_meeting_day_moves_every_date(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    actions.move_meeting(session=session, meeting_on=dt.date(2023, 10, 27), reason="场地", **senior.me)
    found = gates(session)
    assert found["pre_filing"].latest == dt.date(2023, 10, 12)
    assert found["post_filing"].latest == dt.date(2023, 11, 17)


def test_an_unpublished_year_stands_as_pending(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    PublishedYear.objects.filter(year=2023).delete()
    SpecialDay.objects.filter(day__year=2023).delete()
    workdays.forget()
    found = gates(session)
    assert (found["draw"].pending, found["draw"].latest) == (True, None)
    assert found["closes"].latest == dt.date(2023, 8, 31)


def test_the_window_has_hard_edges(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    edges = {
        moment(7, 24, 23): False,
        moment(7, 25): True,
        moment(9, 1) - dt.timedelta(seconds=1): True,
        moment(9, 1): False,
    }
    for at, is_open in edges.items():
        assert window_is_open(session, at) is is_open, at
        assert list(open_sessions(at)) == ([session] if is_open else []), at


def test_without_a_published_call_no_window_is_open(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    assert not window_is_open(session, moment(8, 1))
    assert not open_sessions(moment(8, 1)).exists()


def test_sessions_of_an_organiser(senior: Office, county: Office, ours: Ours) -> None:
    mine = opened(senior, ours)
    opened(county, ours)
    assert list(sessions_of(senior.organisation)) == [mine]
    assert len(sessions_of([senior.organisation, county.organisation])) == 2


def bound(session: Session, series: str, level: str) -> Standard | None:
    return covering(standards_binding(session, series, level), "")


@pytest.mark.clause("KM2023-4.4b")
def test_the_standard_issued_when_the_call_is_published(senior: Office, ours: Ours) -> None:
    """DC2022-1.3: a standard issued later does not apply."""
    session = published(senior, ours)
    for day in (dt.date(2020, 5, 1), dt.date(2023, 7, 20), dt.date(2023, 7, 21)):
        issued_standard(issued_on=day)
    found = bound(session, "工程技术", "副高级")
    assert found is not None
    assert found.issued_on == dt.date(2023, 7, 20)
    assert bound(session, "工程技术", "中级") is None


def test_late_filings_show_on_the_line(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with clock.at(moment(9, 1)):
        accepted(actions.file(session=session, kind=Filing.Kind.PRE_MEETING, content={}, **senior.me), ours)
    with clock.at(moment(11, 11)):
        assert gates(session)["post_filing"].state is State.LATE
        assert gates(session)["pre_filing"].state is State.DONE
