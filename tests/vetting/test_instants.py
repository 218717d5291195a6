"""The four instants: 23:59:59 is in time, 00:00:00 is too late, and the time of arrival counts."""

import datetime as dt
import time
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.applications.conftest import draft, fill_dossier, standard
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.almanac.arriving import LONGEST, Arrivals
from zhicheng.applications import guards
from zhicheng.applications.actions import close_missed_windows, submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.planning.instants import SETTLING, Instant, instant_of, instants_of
from zhicheng.planning.models import Session
from zhicheng.vetting.actions import accept_without_paper, pass_on
from zhicheng.vetting.checks import CHECK_POINTS

__all__ = ["draft", "standard"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.database]
SECOND = dt.timedelta(seconds=1)
CLOSE = day(2023, 9, 1)
LATER = dt.date(2023, 9, 20)
ClientOf = Callable[..., Client]
Act = Callable[[], object]


@pytest.fixture(autouse=True)
def _files_apart(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture
def season(season: Season) -> Season:
    """All four at the close, as by default; no paper."""
    Session.objects.filter(pk=season.session.pk).update(
        unit_pass_last=None, resubmit_last=None, accept_last=None, paper_stage=False
    )
    season.session.refresh_from_db()
    return season


def first(season: Season, made: Callable[..., Application]) -> Act:
    row = made()
    return lambda: submit(Application.objects.get(pk=row.pk), by=row.person.account)


def again(season: Season, made: Callable[..., Application]) -> Act:
    row = made()
    submitted = submit(row, by=row.person.account).application
    Application.objects.filter(pk=submitted.pk).update(state=State.RETURNED)
    return lambda: submit(Application.objects.get(pk=row.pk), by=row.person.account)


def passed(season: Season, made: Callable[..., Application]) -> Act:
    row = making.application(season, State.AT_UNIT)
    Application.objects.filter(pk=row.pk).update(kind="考核认定", channel="正常")
    unit, officer = season.cast.organisations["unit"], season.cast.unit_officer

    def act() -> object:
        fresh = Application.objects.get(pk=row.pk)
        with pytest.MonkeyPatch.context() as patch:  # what a unit has to do before is another test's
            patch.setattr("zhicheng.vetting.actions.passing.blockers", lambda *_row, **_company: [])
            return pass_on(fresh, "同意推荐", CHECK_POINTS, officer, unit)

    return act


def accepted(season: Season, made: Callable[..., Application]) -> Act:
    row = making.application(season, State.AUDITED)
    return lambda: accept_without_paper(Application.objects.get(pk=row.pk), season.cast.office_officer)


CASES = {
    Instant.SUBMIT: (first, State.AT_UNIT),
    Instant.UNIT_PASS: (passed, State.AT_DEPARTMENT),
    Instant.RESUBMIT: (again, State.AT_UNIT),
    Instant.ACCEPT: (accepted, State.ACCEPTED),
}


@pytest.mark.clause("GUIDE-1.4")
@pytest.mark.parametrize("own", [False, True], ids=["at the close", "a day of its own"])
@pytest.mark.parametrize("which", CASES)
def test_a_second_before_is_in_time_and_midnight_is_too_late(
    season: Season, draft: Callable[..., Application], standard: object, which: Instant, own: bool
) -> None:
    if own and which is Instant.SUBMIT:
        pytest.skip("the first submission ends with the window")
    fill_dossier(season.cast.people["applicant"])
    make, state = CASES[which]
    act = make(season, draft)
    end = CLOSE
    if own:
        Session.objects.filter(pk=season.session.pk).update(**{which.value: LATER})
        end = day(2023, 9, 21)
    for late in (end, end + SECOND):
        with clock.at(late), pytest.raises(Refused, match="截止"):
            act()
    before = Application.objects.get().state
    with clock.at(end - SECOND):
        act()
    assert (before, Application.objects.get().state) != (state, state)
    assert Application.objects.get().state == state


@pytest.mark.parametrize("which", CASES)
def test_what_arrived_in_time_counts_however_long_it_waits(
    season: Season, draft: Callable[..., Application], standard: object, which: Instant
) -> None:
    fill_dossier(season.cast.people["applicant"])
    make, state = CASES[which]
    act = make(season, draft)
    with clock.at(CLOSE + SECOND * 20):
        assert close_missed_windows(season.session, clock.now()) == 0  # not while it may be under way
        with clock.arrived(CLOSE), pytest.raises(Refused):
            act()
        with clock.arrived(CLOSE - SECOND):
            act()
    row = Application.objects.get()
    assert row.state == state
    if which is Instant.SUBMIT:
        assert row.submitted_at == CLOSE - SECOND


def test_the_request_is_stamped_before_anything_is_done(
    season: Season, draft: Callable[..., Application], standard: object, client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The page of 申报: while it is answered, midnight passes."""
    fill_dossier(season.cast.people["applicant"])
    row = draft()
    client = client_of(row.person.account)
    real = guards.check_window

    def slowly(session: Session) -> None:
        monkeypatch.setattr(clock, "now", lambda: CLOSE + SECOND * 5)  # midnight has passed meanwhile
        real(session)

    monkeypatch.setattr(guards, "check_window", slowly)
    with clock.at(CLOSE - SECOND):
        answer = client.post(reverse("applications:submit", args=[row.pk]))
    assert answer.status_code == 302
    assert Application.objects.get().submitted_at == CLOSE - SECOND


def test_a_server_in_front_may_note_the_arrival(settings: object, rf: object) -> None:

    settings.ARRIVAL_HEADER = "X-Request-Start"
    seen = []
    middleware = Arrivals(lambda _request: seen.append(clock.arrival()))
    with clock.at(CLOSE):
        for noted in (
            f"t={time.time() - 10:.3f}",
            "t=1",
            "nonsense",
            f"{time.time() + 99:.0f}",
            "t=100000000000",
        ):
            middleware(rf.get("/", headers={"X-Request-Start": noted}))
        middleware(rf.get("/", headers={"X-Request-Start": f"{time.time() - 9999:.3f}"}))
        settings.ARRIVAL_HEADER = ""
        middleware(rf.get("/", headers={"X-Request-Start": f"{time.time() - 10:.3f}"}))
    waited = [round((CLOSE - moment).total_seconds()) for moment in seen]
    assert waited == [10, 0, 0, 0, 0, LONGEST.seconds, 0]


def test_by_default_all_four_are_the_close(season: Season) -> None:
    assert [moment for _words, moment in instants_of(season.session)] == [CLOSE] * 4
    season.session.closes_at = None
    assert instants_of(season.session) == []


def test_no_instant_comes_before_the_close(season: Season) -> None:
    """A window that is extended takes the others along."""
    season.session.accept_last = LATER
    season.session.closes_at = day(2023, 10, 1)
    assert instant_of(season.session, Instant.ACCEPT) == day(2023, 10, 1)


def test_drafts_end_only_when_nothing_can_be_under_way_any_more(season: Season) -> None:
    making.application(season, State.DRAFT)
    with clock.at(CLOSE + SETTLING):
        assert close_missed_windows(season.session, clock.now()) == 1
