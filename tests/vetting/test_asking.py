"""A station asks for something named besides; the answer is seen at once and uses up no return."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.applications.conftest import pdf
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE
from zhicheng.almanac import clock
from zhicheng.applications.actions import add_attachment
from zhicheng.applications.models import Application, Attachment, MaterialRequest, Return
from zhicheng.applications.states import State
from zhicheng.applications.supplements import asked_of, key_of
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vetting import actions

ClientOf = Callable[[Account], Client]


@pytest.fixture
def row(season: making.Season, settings: object, tmp_path: object) -> Iterator[Application]:
    settings.FILES_ROOT = tmp_path
    with clock.at(AFTER_NOTICE):
        yield ready.at_unit(season)


def asked(season: making.Season, row: Application, title: str = "继续教育证书") -> MaterialRequest:
    return actions.ask_for_material(row, title, "能看出学时", season.cast.unit_officer, row.unit)


@pytest.mark.clause("GUIDE-5.2.3-4")
def test_a_named_material_is_asked_for_and_added_without_a_return(
    season: making.Season, row: Application, client_of: ClientOf
) -> None:
    url = f"/vetting/{row.id}/ask/"
    officer = client_of(season.cast.unit_officer)
    assert officer.get(url).status_code == 200
    assert officer.post(url, {"title": "", "words": "能看出学时"}).status_code == 400
    answer = officer.post(url, {"title": "继续教育证书", "words": "能看出学时"}, follow=True)
    assert "等待补充" in answer.content.decode()
    request = MaterialRequest.objects.get()
    assert Message.objects.filter(
        recipient=season.cast.applicant.id, subject__contains="继续教育证书"
    ).exists()
    page_of = reverse("applications:attachments", args=[row.pk])
    mine = client_of(season.cast.applicant)
    page = mine.get(page_of).content.decode()
    assert "审核单位要求补充的" in page and "能看出学时" in page and page.count('type="file"') == 1
    sent = mine.post(page_of, {"key": key_of(request), "file": pdf("证书.pdf")})
    assert sent.status_code == 302
    request.refresh_from_db()
    assert request.answered_at == clock.now()
    row.refresh_from_db()
    assert row.state == State.AT_UNIT and not Return.objects.exists()
    page = officer.get(f"/vetting/{row.id}/").content.decode()
    kept = Attachment.objects.get()
    assert "已补充" in page and kept.file_id in page
    file = f"/vetting/{row.id}/files/{kept.file_id}/"
    served = officer.get(file)
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    served.close()
    assert client_of(season.cast.other_unit_officer).get(file).status_code == 404


def test_only_what_was_asked_for_can_be_added_and_only_while_they_have_it(
    season: making.Season, row: Application
) -> None:
    request = asked(season, row)
    by = season.cast.applicant
    for key in ("commitment", "asked-" + "0" * 32):
        with pytest.raises(Refused):
            add_attachment(row, key=key, upload=pdf("a.pdf"), by=by)
    with pytest.raises(Refused):
        add_attachment(row, key=key_of(request), upload=pdf("a.pdf"), by=season.cast.other_applicant)
    Application.objects.filter(pk=row.pk).update(
        state=State.AT_DEPARTMENT, holder=season.cast.organisations["department"]
    )
    with pytest.raises(Refused, match="已办理完"):
        add_attachment(row, key=key_of(request), upload=pdf("a.pdf"), by=by)
    Application.objects.filter(pk=row.pk).update(state=State.WITHDRAWN, ended_at=clock.now(), holder=row.unit)
    row.refresh_from_db()
    assert [one.open for one in asked_of(row)] == [False]
    assert not Attachment.objects.exists()


def test_who_has_the_case_asks_in_words_and_not_without_end(season: making.Season, row: Application) -> None:
    cast = season.cast
    refusals = [
        lambda: actions.ask_for_material(row, " ", "x", cast.unit_officer, row.unit),
        lambda: actions.ask_for_material(row, "x", " ", cast.unit_officer, row.unit),
        lambda: actions.ask_for_material(row, "长" * 61, "x", cast.unit_officer, row.unit),
        lambda: actions.ask_for_material(row, "x", "长" * 301, cast.unit_officer, row.unit),
        lambda: actions.ask_for_material(row, "x", "x", cast.other_unit_officer, row.unit),
        lambda: actions.ask_for_material(
            row, "x", "x", cast.department_officer, cast.organisations["department"]
        ),
    ]
    for refusal in refusals:
        with pytest.raises(Refused):
            refusal()
    assert not MaterialRequest.objects.exists()
    for number in range(5):
        asked(season, row, f"材料{number}")
    with pytest.raises(Refused, match="还有5项"):
        asked(season, row)


def test_in_a_returned_case_it_is_answered_with_the_rest(season: making.Season, row: Application) -> None:
    request = asked(season, row)
    Application.objects.filter(pk=row.pk).update(state=State.RETURNED, holder=None)
    row.refresh_from_db()
    assert [one.open for one in asked_of(row)] == [True]
    assert (
        add_attachment(row, key=key_of(request), upload=pdf("b.pdf"), by=season.cast.applicant).title
        == request.title
    )
    assert request.asked_at < clock.now() + dt.timedelta(seconds=1)
