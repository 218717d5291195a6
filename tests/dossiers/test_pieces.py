"""Uploads in pieces by the tus protocol: creation, resuming, checksum, termination; strangers find nothing."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES, image
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Arrival, Record
from zhicheng.dossiers.taking_in import take_in
from zhicheng.files.checks import LIMIT
from zhicheng.files.models import Incoming
from zhicheng.people.models import Account

ClientOf = Callable[[Account], Client]
CONTENT = image().read()


@pytest.fixture
def mine(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.applicant)


@pytest.fixture
def row(cast: Cast) -> Record:
    return save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])


def meta(**told: str) -> str:
    """Upload-Metadata."""
    return ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())


def announce(client: Client, row: Record, **headers: str) -> HttpResponse:
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(CONTENT)),
            "Upload-Metadata": meta(filename="a.jpg", title="证")}  # fmt: skip
    return client.post(reverse("dossiers:pieces", args=[row.pk]), headers={**told, **headers})


def send(client: Client, address: str, offset: int, content: bytes, **headers: str) -> HttpResponse:
    return client.patch(
        address,
        content,
        content_type="application/offset+octet-stream",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), **headers},
    )


def head(client: Client, address: str) -> HttpResponse:
    return client.head(address, headers={"Tus-Resumable": "1.0.0"})


def test_the_server_says_what_it_can(mine: Client, row: Record) -> None:
    answer = mine.options(reverse("dossiers:pieces", args=[row.pk]))
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert answer["Tus-Extension"] == "creation,termination,checksum"
    assert answer["Tus-Max-Size"] == str(LIMIT)


def test_a_file_is_announced_sent_in_pieces_asked_about_and_resumed(mine: Client, row: Record) -> None:
    made = announce(mine, row)
    assert made.status_code == 201
    address = made["Location"]
    first = send(mine, address, 0, CONTENT[:100])
    assert (first.status_code, first["Upload-Offset"]) == (204, "100")
    asked = head(mine, address)
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == ("100", str(len(CONTENT)))
    assert asked["Cache-Control"] == "no-store"
    assert send(mine, address, 0, CONTENT[:100]).status_code == 409
    assert "已传" in mine.get(reverse("dossiers:record", args=[row.pk])).content.decode()
    assert send(mine, address, 100, CONTENT[100:]).status_code == 204
    take_in(Arrival.objects.get().pk)
    assert [one.title for one in row.evidence.all()] == ["证"]
    assert head(mine, address).status_code == 404


def test_a_checksum_is_held_against_the_piece(mine: Client, row: Record) -> None:
    address = announce(mine, row)["Location"]
    right = base64.b64encode(hashlib.sha256(CONTENT).digest()).decode()
    wrong = {"Upload-Checksum": f"sha256 {right}"}
    assert send(mine, address, 0, CONTENT[:-1], **wrong).status_code == 460
    assert head(mine, address)["Upload-Offset"] == "0"
    assert send(mine, address, 0, CONTENT, **{"Upload-Checksum": "md5 x"}).status_code == 400
    assert send(mine, address, 0, CONTENT, **wrong).status_code == 204


def test_a_file_is_taken_back(mine: Client, row: Record) -> None:
    address = announce(mine, row)["Location"]
    assert mine.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert not Incoming.objects.exists() and not Arrival.objects.exists()
    assert head(mine, address).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "-1"}, 400),
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": "²"}, 400),
        ({"Upload-Length": "9" * 400}, 400),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": str(LIMIT + 1)}, 413),
        ({"Upload-Metadata": "title !!!"}, 400),
        ({"Upload-Metadata": "title /w=="}, 400),
        ({"Upload-Metadata": meta(filename="a.jpg")}, 400),
    ],
)
def test_what_is_announced_wrongly_makes_nothing(
    mine: Client, row: Record, headers: dict[str, str], status: int
) -> None:
    assert announce(mine, row, **headers).status_code == status
    assert not Incoming.objects.exists() and not Arrival.objects.exists()


def test_what_is_sent_wrongly_changes_nothing(mine: Client, row: Record) -> None:
    address = announce(mine, row)["Location"]
    assert send(mine, address, 0, CONTENT + b"more").status_code == 409
    assert send(mine, address, 0, b"x", **{"Upload-Offset": "x"}).status_code == 400
    assert send(mine, address, 0, b"x", **{"Tus-Resumable": "2"}).status_code == 412
    plain = mine.patch(address, b"x", content_type="text/plain", headers={"Tus-Resumable": "1.0.0"})
    assert plain.status_code == 415
    assert head(mine, address)["Upload-Offset"] == "0"


def test_a_wrong_kind_is_told_with_its_first_piece(mine: Client, row: Record) -> None:
    address = announce(mine, row)["Location"]
    answer = send(mine, address, 0, b"MZ\x90\0 a program")
    assert answer.status_code == 415
    assert "a.jpg" in answer.content.decode()
    assert head(mine, address).status_code == 410
    assert not Incoming.objects.exists()


@pytest.mark.parametrize("role", ["other_applicant", "unit_officer", "city_officer", "expert", None])
def test_strangers_find_nothing(
    mine: Client, row: Record, cast: Cast, client_of: ClientOf, role: str | None
) -> None:
    address = announce(mine, row)["Location"]
    stranger: Any = client_of(getattr(cast, role)) if role else Client()
    expected = 404 if role else 302
    told = {"Tus-Resumable": "1.0.0"}
    answers = [
        announce(stranger, row),
        head(stranger, address),
        send(stranger, address, 0, CONTENT),
        stranger.delete(address, headers=told),
    ]
    assert [one.status_code for one in answers] == [expected] * 4
    assert head(mine, address)["Upload-Offset"] == "0"
