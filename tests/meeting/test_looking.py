"""What a reader opens is kept for supervisors alone, by the server's clock; readings stay independent to the end."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.files import hostile
from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.files.actions import store
from zhicheng.files.checks import PDF
from zhicheng.meeting import actions
from zhicheng.meeting.models import Look, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]


@pytest.fixture
def reading(season: Season) -> Reading:
    """The first reading of two files, with a PDF attached to the file's submission."""
    ready.people(season, 2)
    ready.seated(season)
    ready.assign(season)
    row = Reading.objects.select_related("seat__expert__account", "application").order_by("id")[0]
    kept = store(SimpleUploadedFile("a.pdf", hostile.paper("a"), "application/pdf"), PDF)
    submission = row.application.submissions.get()
    submission.content["attachments"] = [{"key": "k", "title": "承诺书", "sha256": kept.sha256, "id": "1"}]
    submission.save()
    return row


def proof_of(reading: Reading) -> str:
    return str(reading.application.submissions.get().content["attachments"][0]["sha256"])


def test_the_desk_tells_and_time_is_the_server_s(reading: Reading, client_of: ClientOf) -> None:
    expert, look = client_of(reading.seat.expert.account), reverse("meeting:look", args=[reading.id])
    shown = expert.get(reverse("meeting:reading", args=[reading.id]), {"section": "attachments"})
    assert f'data-look="{look}" data-item="attachments"' in shown.content.decode()
    assert f'data-item="{proof_of(reading)}"' in shown.content.decode()
    for seconds, sent in (
        (0, {}), (15, {"still": "1"}), (16, {"still": "1"}), (600, {"still": "1"}), (700, {}),
    ):  # fmt: skip
        with clock.at(ready.MEETING + dt.timedelta(seconds=seconds)):
            assert expert.post(look, {"item": "attachments", **sent}).status_code == 204
    assert expert.post(look, {"item": proof_of(reading)}).status_code == 204
    section, proof = Look.objects.order_by("proof")
    assert (section.seconds, section.times, section.proof) == (15 + 1 + 20, 2, False)
    assert (proof.seconds, proof.times, proof.proof) == (0, 1, True)
    assert expert.post(look, {"item": "0" * 64}).status_code == 404
    assert expert.post(look, {}).status_code == 404


def test_supervisors_alone_see_it(season: Season, reading: Reading, client_of: ClientOf) -> None:
    expert, page = reading.seat.expert, at("looks", season)
    look = reverse("meeting:look", args=[reading.id])
    client_of(expert.account).post(look, {"item": "attachments"})
    with clock.at(ready.MEETING + dt.timedelta(seconds=19)):
        client_of(expert.account).post(look, {"item": "attachments", "still": "1"})
    supervisor = client_of(season.cast.supervisor)
    assert "翻阅记录" in supervisor.get(at("readings", season)).content.decode()
    shown = supervisor.get(page).content.decode()
    assert expert.name in shown and "不到1分钟" in shown and "没有打开过" in shown
    for account in (season.cast.office_officer, expert.account, season.cast.applicant):
        assert client_of(account).get(page).status_code == 404
    assert (
        "翻阅记录" not in client_of(season.cast.office_officer).get(at("readings", season)).content.decode()
    )


def test_it_costs_the_same_for_more_readings(
    season: Season, reading: Reading, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    supervisor, page = client_of(season.cast.supervisor), at("looks", season)
    supervisor.get(page)
    with django_assert_num_queries(10, exact=False) as counted:
        supervisor.get(page)
    ready.people(season, 3)
    ready.assign(season)
    with django_assert_num_queries(len(counted)):
        supervisor.get(page)


def test_nothing_is_kept_of_others_or_after_handing_in(reading: Reading, client_of: ClientOf) -> None:
    look = reverse("meeting:look", args=[reading.id])
    other = Reading.objects.exclude(seat=reading.seat).select_related("seat__expert__account")[0]
    assert client_of(other.seat.expert.account).post(look, {"item": "attachments"}).status_code == 404
    actions.hand_in_reading(reading, ready.SCORES, ready.OPINION, reading.seat.expert.account)
    assert client_of(reading.seat.expert.account).post(look, {"item": "attachments"}).status_code == 404
    assert not Look.objects.exists()


@pytest.mark.clause("KM2023-4.4g")
def test_who_could_see_the_others_at_the_vote_hands_in_nothing_more(season: Season) -> None:
    """A fourth reader is late: the vote page shows the three opinions, so the own would not be independent."""
    seats = ready.opened(season)
    row = Application.objects.get()
    free = next(seat for seat in seats if not row.readings.filter(seat=seat).exists())
    late = Reading.objects.create(application=row, person=row.person, seat=free, assigned_at=clock.now())
    ballot = actions.open_ballot(row, season.cast.office_officer)
    with pytest.raises(Refused, match="已经开始表决"):
        actions.hand_in_reading(late, ready.SCORES, ready.OPINION, free.expert.account)
    actions.order_revote(ballot, "漏投", ready.drawing.code(), seats[0].expert.account)
    with pytest.raises(Refused, match="已经开始表决"):
        actions.save_reading(late, {}, "看过别人的", free.expert.account)
