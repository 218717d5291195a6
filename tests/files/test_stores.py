"""The stores of kept content: the folder always; a real S3-compatible server (Swift) in the long tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES, image, prove
from tests.files import swift
from zhicheng.dossiers.actions import save_record, turn_evidence
from zhicheng.files import stores
from zhicheng.files.actions import small_of
from zhicheng.files.store_address import reached_at

NAME = "ab" * 32


def fresh(folder: Path, content: bytes) -> Path:
    """A file that is about to be kept."""
    path = folder / "arriving"
    path.write_bytes(content)
    return path


def holds_what_a_store_promises(store: stores.Store, folder: Path) -> None:
    """What every store does."""
    assert not store.has(NAME)
    with pytest.raises(FileNotFoundError):
        store.open(NAME)
    source = fresh(folder, b"content" * 100_000)
    store.put(NAME, source)
    assert store.has(NAME) and not source.exists()
    store.put(NAME, fresh(folder, b"content" * 100_000))
    with store.open(NAME) as stream:
        assert stream.read() == b"content" * 100_000
    assert not store.has(small_of(NAME))


def test_the_folder_keeps_what_it_promises_for_its_owner_alone(tmp_path: Path) -> None:
    folder = stores.Folder(tmp_path / "kept")
    holds_what_a_store_promises(folder, tmp_path)
    assert folder.path(NAME).stat().st_mode & 0o777 == 0o600
    assert folder.path(NAME) == tmp_path / "kept" / "ab" / "ab" / NAME


@pytest.mark.parametrize(
    "address", ["ftp://a:b@c/d", "s3://a:b@c", "s3:///bucket", "s3://a:b@c/d/e", "bucket", "s3+http://a:b@/x"]
)
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(ValueError, match="FILES_STORE"):
        stores.options(address)


def test_an_address_says_everything() -> None:
    told = stores.options("s3://key%3Aa:sec%2Fret@store.example:8443/bucket?region=cn-1")
    assert told["endpoint_url"] == "https://store.example:8443"
    assert (told["access_key"], told["secret_key"]) == ("key:a", "sec/ret")
    assert (told["bucket_name"], told["region_name"]) == ("bucket", "cn-1")


@pytest.mark.parametrize(
    ("told", "store", "origin"),
    [
        ("", "", ""),
        ("https://files.example", "", ""),
        ("", "s3+http://a:b@10.0.0.1:9000/x", "http://10.0.0.1:9000"),
        ("https://files.example", "s3+http://a:b@10.0.0.1:9000/x", "https://files.example"),
        ("0", "s3://a:b@store.example/x", ""),
    ],
)
def test_browsers_reach_the_store_where_they_are_told(told: str, store: str, origin: str) -> None:
    assert reached_at(told, store) == origin


@pytest.mark.parametrize(
    "told", ["files.example", "https://a/b", "https://a; script-src *", "ftp://a", "https://"]
)
def test_an_address_for_browsers_that_is_none_is_told(told: str) -> None:
    with pytest.raises(ValueError, match="FILES_STORE_ADDRESS"):
        reached_at(told, "s3://a:b@store.example/x")


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty bucket on a running Swift: the address of FILES_STORE."""
    with swift.bucket(tmp_path_factory.mktemp("swift")) as address:
        yield address


@pytest.mark.long
def test_the_bucket_keeps_what_it_promises(bucket: str, tmp_path: Path) -> None:
    holds_what_a_store_promises(stores.Bucket(bucket), tmp_path)


@pytest.mark.long
def test_evidence_is_kept_served_and_turned_in_the_bucket(
    bucket: str, cast: Cast, client_of: object, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_STORE, settings.FILES_ROOT = bucket, tmp_path / "here"
    row = save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])
    one = prove(row, [image("green")], "证")[0]
    assert stores.store().has(one.file_id) and stores.store().has(small_of(one.file_id))
    mine: Client = client_of(cast.applicant)
    for query in ("", "?small=1"):
        answer = mine.get(reverse("dossiers:evidence", args=[one.pk]) + query)
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
        answer.close()
    turned = turn_evidence(one)
    assert stores.store().has(small_of(turned.file_id))
    assert not [path for path in (tmp_path / "here").rglob("*") if path.is_file()]
