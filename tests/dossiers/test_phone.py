"""A phone as the camera: the link is opened once, adds to its record alone, and ends."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import NOON, Cast
from tests.dossiers.samples import SAMPLES, image
from tests.dossiers.test_pieces import CONTENT, meta, send
from zhicheng.almanac import clock
from zhicheng.dossiers.actions import close_phone_link, make_phone_link, save_record
from zhicheng.dossiers.models import Arrival, PhoneLink, Record
from zhicheng.dossiers.taking_in import take_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]


@pytest.fixture
def mine(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.applicant)


@pytest.fixture
def row(cast: Cast) -> Record:
    return save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])


def at(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


@pytest.fixture
def link(mine: Client, row: Record) -> PhoneLink:
    """Made on the desktop page."""
    answer = mine.post(at("make_phone_link", row.pk), {"title": "工程师证"})
    assert answer["Location"].endswith("#evidence")
    return PhoneLink.objects.get()


@pytest.fixture
def phone(link: PhoneLink) -> Client:
    """A phone's browser, logged in nowhere, that has opened the link."""
    client = Client()
    assert "开始拍照" in client.get(at("phone", link.token)).content.decode()
    assert client.post(at("phone", link.token)).status_code == 302
    return client


def test_the_desktop_shows_the_code_of_the_link_until_it_is_opened(
    mine: Client, row: Record, link: PhoneLink
) -> None:
    page = mine.get(at("record", row.pk)).content.decode()
    assert at("phone_code", row.pk) in page and "hx-trigger" in page
    code = mine.get(at("phone_code", row.pk))
    address = f"http://testserver{at('phone', link.token)}"
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=True)
    assert drawn.partition("<path")[2] in code.content.decode()
    Client().post(at("phone", link.token))
    assert "手机已连接" in mine.get(at("evidence_panel", row.pk)).content.decode()
    assert mine.get(at("phone_code", row.pk)).status_code == 404


def test_photographs_land_on_the_record(mine: Client, row: Record, link: PhoneLink, phone: Client) -> None:
    page = phone.get(at("phone", link.token)).content.decode()
    assert 'capture="environment"' in page and "工程师证" in page
    phone.post(at("phone_add", link.token), {"title": "工程师证", "files": [image()]})
    take_in(Arrival.objects.get().pk)
    assert [one.title for one in row.evidence.all()] == ["工程师证"]
    assert "完成1张" in phone.get(at("phone_panel", link.token)).content.decode()
    assert "工程师证" in mine.get(at("evidence_panel", row.pk)).content.decode()
    assert Entry.objects.filter(act="open_phone_link").count() == 1


def test_photographs_come_in_pieces(row: Record, link: PhoneLink, phone: Client) -> None:
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(CONTENT)),
            "Upload-Metadata": meta(filename="a.jpg", title="证")}  # fmt: skip
    made = phone.post(at("phone_pieces", link.token), headers=told)
    assert made.status_code == 201
    assert send(Client(), made["Location"], 0, CONTENT).status_code == 302
    assert send(phone, made["Location"], 0, CONTENT[:9]).status_code == 204
    assert send(phone, made["Location"], 9, CONTENT[9:]).status_code == 204
    take_in(Arrival.objects.get().pk)
    assert row.evidence.count() == 1


def test_what_is_wrong_is_told_on_the_phone(link: PhoneLink, phone: Client) -> None:
    files = [SimpleUploadedFile("a.jpg", b"only words")]
    answer = phone.post(at("phone_add", link.token), {"title": "证", "files": files})
    assert answer.status_code == 400 and "内容不是" in answer.content.decode()
    answer = phone.post(at("phone_add", link.token), {"title": "", "files": [image()]})
    assert answer.status_code == 400 and "请填写材料名称" in answer.content.decode()
    assert not Arrival.objects.exists()


def test_a_second_browser_finds_the_link_taken(link: PhoneLink, phone: Client) -> None:
    second = Client()
    answer = second.get(at("phone", link.token))
    assert answer.status_code == 404 and "已经用过" in answer.content.decode()
    assert second.post(at("phone", link.token)).status_code == 404
    assert second.post(at("phone_add", link.token), {"title": "证", "files": [image()]}).status_code == 302
    assert second.get(at("phone_panel", link.token)).status_code == 302
    assert not Arrival.objects.exists()
    assert phone.get(at("phone", link.token)).status_code == 200


def test_reading_the_address_does_not_open_it(link: PhoneLink) -> None:
    for client in (Client(), Client()):
        assert client.get(at("phone", link.token)).status_code == 200
    link.refresh_from_db()
    assert link.opened_by == ""


def test_a_link_that_is_closed_old_replaced_or_forged_is_none(
    mine: Client, row: Record, link: PhoneLink, phone: Client
) -> None:
    token = link.token
    with clock.at(NOON + dt.timedelta(minutes=31)):
        assert phone.get(at("phone", token)).status_code == 404
        assert phone.post(at("phone_add", token), {"title": "证", "files": [image()]}).status_code == 404
    assert phone.get(at("phone", token[:-1] + ("A" if token[-1] != "A" else "B"))).status_code == 404
    assert phone.get(at("phone", str(link.pk))).status_code == 404
    newer = make_phone_link(row, title="证")
    assert phone.get(at("phone", token)).status_code == 404
    assert mine.post(at("close_phone_link", row.pk)).status_code == 302
    assert Client().get(at("phone", newer.token)).status_code == 404
    assert not Arrival.objects.exists()


def test_the_link_opens_nothing_else(row: Record, phone: Client, cast: Cast) -> None:
    other = save_record(
        cast.people["applicant"], module="titles", data={**SAMPLES["titles"], "title": "技师"}
    )
    for record in (row, other):
        for name in ("record", "evidence_panel", "phone_code"):
            assert phone.get(at(name, record.pk)).status_code == 302
        assert (
            phone.post(at("add_evidence", record.pk), {"title": "证", "files": [image()]}).status_code == 302
        )
    assert not Arrival.objects.exists()


def test_a_title_is_asked_for_and_strangers_make_no_link(mine: Client, row: Record, cast: Cast) -> None:
    answer = mine.post(at("make_phone_link", row.pk), {"title": ""})
    assert answer.status_code == 400 and "请填写材料名称" in answer.content.decode()
    with pytest.raises(Refused):
        make_phone_link(row, title="证", by=cast.other_applicant)
    link = make_phone_link(row, title="证")
    with pytest.raises(Refused):
        close_phone_link(link, by=cast.other_applicant)
    assert PhoneLink.objects.get().closed_at is None
