"""Pages of readings: assigned, read, handed in, kept away from; each its reader's alone."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.dossiers.samples import SAMPLES, image
from tests.experts import ready as drawing
from tests.files import hostile
from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Avoidance
from zhicheng.files.actions import store
from zhicheng.files.checks import IMAGES, PDF
from zhicheng.files.models import Reading as ReadScan
from zhicheng.meeting import actions, queries
from zhicheng.meeting.models import Reading
from zhicheng.people.models import Account
from zhicheng.room.scope import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]
SCORED = {f"score_{number}": "85" for number in range(5)}


def test_training_assignment_and_progress_on_the_page(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    ready.people(season, 2)
    office, page = client_of(cast.office_officer), at("readings", season)
    assert office.post(at("training", season)).status_code == 409
    season.session.seats = 5
    season.session.save()
    with clock.at(drawing.DRAW_DAY):
        drawing.signed(season)
        assert "登记已集中学习" in office.get(page).content.decode()
        assert "登记已集中学习" not in client_of(cast.supervisor).get(page).content.decode()
        assert office.post(at("training", season)).status_code == 302
        assert office.post(at("assign", season)).status_code == 302
        assert office.post(at("confirm_assignment", season)).status_code == 302
    assert Reading.objects.count() == 6
    reading = Reading.objects.select_related("seat__expert__account").first()
    assert reading is not None
    actions.hand_in_reading(reading, ready.SCORES, "只有本人知道的意见", reading.seat.expert.account)
    for account in (cast.office_officer, cast.supervisor):
        shown = client_of(account).get(page).content.decode()
        assert "1 / 3" in shown and "只有本人知道的意见" not in shown


def test_the_progress_costs_the_same_for_more_files(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready.people(season, 1)
    ready.seated(season)
    ready.assign(season)
    supervisor = client_of(season.cast.supervisor)
    supervisor.get(at("readings", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        supervisor.get(at("readings", season))
    ready.people(season, 4)
    ready.assign(season)
    with django_assert_num_queries(len(counted)):
        supervisor.get(at("readings", season))


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


def test_the_reader_reads_saves_and_hands_in(season: Season, reading: Reading, client_of: ClientOf) -> None:
    expert = client_of(reading.seat.expert.account)
    page = reverse("meeting:reading", args=[reading.id])
    assert str(reading.application.number) in expert.get(reverse("meeting:mine")).content.decode()
    assert "承诺书" in expert.get(page, {"section": "attachments"}).content.decode()
    assert expert.post(page, {"act": "save", "score_0": "70", "opinion": ""}).status_code == 302
    assert 'value="70"' in expert.get(page).content.decode()
    wrong = expert.post(page, {"act": "save", "score_0": "101", "opinion": "写到一半"})
    assert wrong.status_code == 400 and "写到一半" in wrong.content.decode()
    short = expert.post(page, {"act": "hand_in", "score_0": "70", "opinion": "写了很多"})
    assert short.status_code == 400 and "写了很多" in short.content.decode()
    assert Reading.objects.get(pk=reading.pk).handed_in_at is None
    assert expert.post(page, {"act": "hand_in", **SCORED, "opinion": "建议通过"}).status_code == 302
    late = expert.post(page, {"act": "save", **SCORED, "opinion": "改主意"})
    assert late.status_code == 409
    assert Reading.objects.get(pk=reading.pk).opinion == "建议通过"


def test_others_opinions_appear_after_the_own_is_in(
    season: Season, reading: Reading, client_of: ClientOf
) -> None:
    other = Reading.objects.filter(application=reading.application).exclude(pk=reading.pk)[0]
    actions.hand_in_reading(other, ready.SCORES, "第一位专家的看法", other.seat.expert.account)
    expert, page = client_of(reading.seat.expert.account), reverse("meeting:reading", args=[reading.id])
    assert "第一位专家的看法" not in expert.get(page).content.decode()
    assert queries.other_readings(reading) == []
    actions.hand_in_reading(reading, ready.SCORES, "我的看法", reading.seat.expert.account)
    shown = expert.get(page).content.decode()
    assert "第一位专家的看法" in shown and other.seat.expert.name not in shown


def test_a_reading_is_its_reader_s_alone(
    season: Season, reading: Reading, client_of: ClientOf, client: Client
) -> None:
    sha256 = reading.application.submissions.get().content["attachments"][0]["sha256"]
    pages = [reverse(f"meeting:{name}", args=[reading.id]) for name in ("reading", "avoid")]
    evidence = reverse("meeting:evidence", args=[reading.id, sha256])
    member = client_of(reading.seat.expert.account)
    for page in (*pages, evidence):
        answer = member.get(page)
        assert answer.status_code == 200
        if answer.streaming:
            assert b"".join(answer).startswith(b"%PDF")
        assert client.get(page).status_code == 302
    other = Reading.objects.exclude(seat=reading.seat).select_related("seat__expert__account")[0]
    cast = season.cast
    for account in (other.seat.expert.account, cast.office_officer, cast.supervisor, cast.applicant):
        for page in (*pages, evidence):
            assert client_of(account).get(page).status_code == 404
        assert client_of(account).post(pages[0], {"act": "save"}).status_code == 404
    foreign = reverse("meeting:evidence", args=[reading.id, "0" * 64])
    assert member.get(foreign).status_code == 404


def test_who_keeps_away_sees_nothing_any_more(season: Season, reading: Reading, client_of: ClientOf) -> None:
    expert, page = client_of(reading.seat.expert.account), reverse("meeting:avoid", args=[reading.id])
    sha256 = reading.application.submissions.get().content["attachments"][0]["sha256"]
    assert expert.post(page, {"reason": ""}).status_code == 400
    assert expert.post(page, {"reason": "近亲属"}).status_code == 302
    for name, more in (("reading", []), ("avoid", []), ("evidence", [sha256])):
        assert expert.get(reverse(f"meeting:{name}", args=[reading.id, *more])).status_code == 404
    assert reading.application.number not in expert.get(reverse("meeting:mine")).content.decode()
    assert Reading.objects.filter(application=reading.application).count() == 3


def test_an_avoidance_found_by_the_office_hides_a_handed_in_file(
    season: Season, reading: Reading, client_of: ClientOf
) -> None:
    actions.hand_in_reading(reading, ready.SCORES, "好", reading.seat.expert.account)
    office = client_of(season.cast.office_officer)
    facts = {"seat": str(reading.seat_id), "application": str(reading.application_id), "reason": "经查为师生"}
    assert office.post(at("found", season), {**facts, "seat": "x"}).status_code == 400
    assert office.post(at("found", season), facts).status_code == 302
    expert = client_of(reading.seat.expert.account)
    assert expert.get(reverse("meeting:reading", args=[reading.id])).status_code == 404
    assert "经查为师生" in office.get(at("readings", season)).content.decode()


def scanned(row: Application, colour: str, text: str) -> str:
    """A certificate in the last submission whose scan was read; its hash."""
    kept = store(image(colour), IMAGES)
    files = [{"sha256": kept.sha256, "title": f"{colour}证书"}]
    submission = row.submissions.get()
    submission.content["records"] = {"titles": [{"id": "1", "data": SAMPLES["titles"], "evidence": files}]}
    submission.save()
    ReadScan.objects.create(file_id=kept.sha256, queued_at=clock.now(), read_at=clock.now(), text=text)
    return kept.sha256


def test_the_reader_finds_text_in_the_scans_of_this_file_alone(
    season: Season, reading: Reading, client_of: ClientOf
) -> None:
    other = Application.objects.exclude(pk=reading.application_id).get()
    mine = scanned(reading.application, "red", "工程师证书\n证书编号：云A2015\n发证机关")
    scanned(other, "blue", "证书编号：云A2016")
    expert, page = client_of(reading.seat.expert.account), reverse("meeting:reading", args=[reading.id])
    found = expert.get(page, {"q": "云a2015", "section": "basics"}).content.decode()
    assert "red证书" in found and "证书编号：云A2015" in found and "1张图片已读1张" in found
    assert "?section=titles&amp;q=%E4%BA%91a2015#material" in found
    assert "没有找到" in expert.get(page, {"q": "云A2016"}).content.decode()
    assert "没有找到" in expert.get(page, {"q": "云"}).content.decode(), "one letter is in every text"
    assert "张图片已读" not in expert.get(page, {"q": "  "}).content.decode()
    assert 'value="&lt;b&gt;' in expert.get(page, {"q": "<b>"}).content.decode()
    assert client_of(season.cast.office_officer).get(page, {"q": "云A2015"}).status_code == 404
    along = everything(season.session)[ReadScan]
    assert mine in along, "a closed room has it too"
    actions.keep_away(reading, "同学", reading.seat.expert.account)
    assert Avoidance.objects.exists() and expert.get(page, {"q": "云A2015"}).status_code == 404
