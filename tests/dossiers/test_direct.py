"""Uploads straight to the bucket: signing and finishing with a bucket in memory; all of it on a real server (Swift)."""

import datetime as dt
import io
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from tests.dossiers.test_pieces import CONTENT, head, meta, send
from tests.files import hostile, swift
from zhicheng.almanac import clock
from zhicheng.dossiers import actions
from zhicheng.dossiers.models import Arrival, Record
from zhicheng.dossiers.taking_in import take_in
from zhicheng.files import direct, stores
from zhicheng.files.checks import LIMIT
from zhicheng.files.models import Incoming, SignedUpload
from zhicheng.files.store_address import reached_at
from zhicheng.people.models import Account

ClientOf = Callable[[Account], Client]
NOWHERE = "s3+http://key:secret@127.0.0.1:1/zhicheng"
FOR_BROWSERS = "https://files.example"


class Shelf(stores.Bucket):
    """A bucket with its objects in memory; addresses are signed as ever, which asks no server."""

    def __init__(self) -> None:
        super().__init__(NOWHERE, FOR_BROWSERS)
        self.held: dict[str, bytes] = {}
        self.away = False

    def has(self, name: str) -> bool:
        return name in self.held

    def put(self, name: str, source: Path) -> None:
        self.held[name] = source.read_bytes()
        source.unlink()

    def open(self, name: str) -> IO[bytes]:
        return io.BytesIO(self.held[name])

    def size_of(self, key: str) -> int | None:
        if self.away:
            raise stores.StoreAway
        return len(self.held[key]) if key in self.held else None

    def fetch(self, key: str, size: int, target: Path) -> None:
        if self.size_of(key) != size:
            raise FileNotFoundError(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.held[key])

    def forget(self, key: str) -> None:
        self.held.pop(key, None)


@pytest.fixture
def mine(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.applicant)


@pytest.fixture
def row(cast: Cast, settings: Settings, tmp_path: Path) -> Record:
    settings.FILES_ROOT = tmp_path / "here"
    return actions.save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])


@pytest.fixture
def shelf(row: Record, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    settings.FILES_STORE, settings.FILES_STORE_ADDRESS = NOWHERE, FOR_BROWSERS
    made = Shelf()
    monkeypatch.setattr(stores, "bucket", lambda: made)
    return made


def announce(client: Client, row: Record, size: int = len(CONTENT), **told: str) -> HttpResponse:
    words = meta(**({"filename": "a.jpg", "title": "证", "direct": "1"} | told))
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": words}
    return client.post(reverse("dossiers:pieces", args=[row.pk]), headers=headers)


def finish(client: Client, address: str) -> HttpResponse:
    return client.put(address, headers={"Tus-Resumable": "1.0.0"})


def key() -> str:
    return f"incoming/{SignedUpload.objects.get().pk}"


def test_an_address_is_signed_for_this_file_and_ten_minutes(mine: Client, row: Record, shelf: Shelf) -> None:
    made = announce(mine, row)
    assert made.status_code == 201
    address = urlsplit(made["Signed-Address"])
    told = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}" == FOR_BROWSERS
    assert address.path == f"/zhicheng/{key()}"
    assert told["X-Amz-Expires"] == ["600"]
    assert set(told["X-Amz-SignedHeaders"][0].split(";")) == {"content-length", "content-type", "host"}
    assert "secret" not in made["Signed-Address"]


@pytest.mark.parametrize("role", ["other_applicant", "unit_officer", "city_officer", "expert", None])
def test_strangers_sign_nothing_and_finish_nothing(
    mine: Client, row: Record, shelf: Shelf, cast: Cast, client_of: ClientOf, role: str | None
) -> None:
    address = announce(mine, row)["Location"]
    shelf.held[key()] = CONTENT
    stranger = client_of(getattr(cast, role)) if role else Client()
    expected = 404 if role else 302
    assert announce(stranger, row).status_code == finish(stranger, address).status_code == expected
    assert SignedUpload.objects.get().arrived_at is None and Arrival.objects.get().queued_at is None


def test_nothing_is_signed_beyond_the_limits(
    mine: Client, row: Record, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert announce(mine, row, LIMIT + 1).status_code == 413
    assert announce(mine, row, 0).status_code == 400
    assert announce(mine, row, title="").status_code == 400
    monkeypatch.setattr("zhicheng.dossiers.actions.evidence.MOST_IMAGES", 0)
    assert announce(mine, row).status_code == 400
    assert not SignedUpload.objects.exists() and not Incoming.objects.exists()


def test_nothing_is_signed_where_browsers_do_not_reach_a_store(
    mine: Client, row: Record, shelf: Shelf, settings: Settings
) -> None:
    page = reverse("dossiers:record", args=[row.pk])
    assert "data-straight" in mine.get(page).content.decode()
    assert "Signed-Address" not in announce(mine, row, direct="0")
    settings.FILES_STORE_ADDRESS = ""
    assert "Signed-Address" not in announce(mine, row)
    assert "data-straight" not in mine.get(page).content.decode()
    assert not SignedUpload.objects.exists()


def test_what_lies_in_the_store_becomes_evidence_and_the_store_forgets_it(
    mine: Client, row: Record, shelf: Shelf
) -> None:
    address = announce(mine, row)["Location"]
    shelf.held[key()] = CONTENT
    assert finish(mine, address).status_code == 204
    queued = Arrival.objects.get().queued_at
    assert finish(mine, address).status_code == 204
    assert queued is not None and Arrival.objects.get().queued_at == queued
    assert head(mine, address)["Upload-Offset"] == str(len(CONTENT))
    assert send(mine, address, 0, CONTENT).status_code == 409
    take_in(Arrival.objects.get().pk)
    assert [one.title for one in row.evidence.all()] == ["证"]
    assert finish(mine, address).status_code == 404
    assert not Incoming.objects.exists()
    left = key()
    assert actions.clear_abandoned() == 0 and left in shelf.held  # it may be put there again
    with clock.at(clock.now() + direct.LASTS + direct.LINGERS + dt.timedelta(seconds=1)):
        assert actions.clear_abandoned() == 1
    assert left not in shelf.held and not SignedUpload.objects.exists()


@pytest.mark.parametrize("there", [None, b"", CONTENT[:-1], CONTENT + b"x"])
def test_what_is_not_there_or_of_another_size_is_not_finished_and_comes_in_pieces(
    mine: Client, row: Record, shelf: Shelf, there: bytes | None
) -> None:
    address = announce(mine, row)["Location"]
    if there is not None:
        shelf.held[key()] = there
    assert finish(mine, address).status_code == 409
    assert Arrival.objects.get().queued_at is None
    assert send(mine, address, 0, CONTENT).status_code == 204
    take_in(Arrival.objects.get().pk)
    assert row.evidence.count() == 1


def test_what_was_never_signed_is_not_finished(mine: Client, row: Record, shelf: Shelf) -> None:
    address = announce(mine, row, direct="0")["Location"]
    assert finish(mine, address).status_code == 409


def test_a_transfer_that_nobody_finished_is_cleared_with_its_object(
    mine: Client, row: Record, shelf: Shelf
) -> None:
    address = announce(mine, row)["Location"]
    shelf.held[key()] = CONTENT
    with clock.at(clock.now() + dt.timedelta(days=3)):
        actions.clear_abandoned()
        assert finish(mine, address).status_code in {302, 404}
    assert not shelf.held and not SignedUpload.objects.exists() and not Arrival.objects.exists()


def test_what_changes_after_it_was_finished_is_refused(mine: Client, row: Record, shelf: Shelf) -> None:
    address = announce(mine, row)["Location"]
    shelf.held[key()] = CONTENT
    assert finish(mine, address).status_code == 204
    shelf.held[key()] = CONTENT * 2
    take_in(Arrival.objects.get().pk)
    assert "没有收全" in Arrival.objects.get().refused
    assert finish(mine, address).status_code == 410
    assert not row.evidence.exists()


def test_a_program_is_refused_by_the_worker(mine: Client, row: Record, shelf: Shelf) -> None:
    program = b"MZ\x90\0" + b"\0" * 500
    address = announce(mine, row, len(program))["Location"]
    shelf.held[key()] = program
    assert finish(mine, address).status_code == 204
    take_in(Arrival.objects.get().pk)
    assert "改扩展名没有用" in Arrival.objects.get().refused


def test_a_store_that_is_away_is_told_and_the_worker_waits_for_it(
    mine: Client, row: Record, shelf: Shelf
) -> None:
    address = announce(mine, row)["Location"]
    shelf.held[key()], shelf.away = CONTENT, True
    assert finish(mine, address).status_code == 503
    shelf.away = False
    assert finish(mine, address).status_code == 204
    shelf.away = True
    take_in(Arrival.objects.get().pk)
    waiting = Arrival.objects.get()
    assert waiting.refused == "" and not row.evidence.exists()
    shelf.away = False
    with clock.at(clock.now() + dt.timedelta(minutes=2)):
        assert actions.hand_over_again() == 1
    take_in(waiting.pk)
    assert row.evidence.count() == 1


def put(address: str, content: bytes, kind: str = direct.KIND) -> int:
    """Put content at a signed address as a browser would; the store's status."""
    asked = urllib.request.Request(address, content, {"Content-Type": kind}, method="PUT")  # noqa: S310 (http)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 (http)
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.fixture(scope="module")
def swift_bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """FILES_STORE of an empty bucket on a running Swift."""
    with swift.bucket(tmp_path_factory.mktemp("swift")) as address:
        yield address


@pytest.fixture
def real(swift_bucket: str, row: Record, settings: Settings) -> stores.Bucket:
    settings.FILES_STORE, settings.FILES_STORE_ADDRESS = swift_bucket, reached_at("", swift_bucket)
    return stores.bucket()


@pytest.mark.long
def test_on_a_real_server_a_file_goes_straight_to_the_store_and_becomes_evidence(
    mine: Client, row: Record, real: stores.Bucket, settings: Settings
) -> None:
    content = hostile.photograph(1200, 900).read()
    made = announce(mine, row, len(content))
    address, signed = made["Location"], made["Signed-Address"]
    assert finish(mine, address).status_code == 409
    assert put(signed, content) == 200
    assert real.size_of(key()) == len(content)
    assert finish(mine, address).status_code == 204
    take_in(Arrival.objects.get().pk)
    assert [one.title for one in row.evidence.all()] == ["证"]
    assert real.has(row.evidence.get().file_id)
    assert not [one for one in Path(settings.FILES_ROOT).rglob("*") if one.is_file()]
    left = key()
    with clock.at(clock.now() + direct.LASTS + direct.LINGERS + dt.timedelta(seconds=1)):
        assert actions.clear_abandoned() == 1
    assert real.size_of(left) is None


@pytest.mark.long
def test_a_real_server_refuses_what_was_not_signed(
    mine: Client, row: Record, real: stores.Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = announce(mine, row)
    signed = made["Signed-Address"]
    assert put(signed, CONTENT + b"more") == 403
    assert put(signed, CONTENT[:-1]) == 403
    assert put(signed, CONTENT, "image/jpeg") == 403
    assert put(signed.replace("incoming/", "ab/"), CONTENT) == 403
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(signed)  # noqa: S310 (http; the address puts, it does not read)
    assert real.size_of(key()) is None and finish(mine, made["Location"]).status_code == 409
    monkeypatch.setattr(direct, "LASTS", dt.timedelta(seconds=1))
    late = announce(mine, row)["Signed-Address"]
    time.sleep(3)
    assert put(late, CONTENT) == 403
