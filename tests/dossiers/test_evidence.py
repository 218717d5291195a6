"""Evidence: offered whole or in pieces, taken in by the worker, turned, sorted, removed."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests import making
from tests.cast import NOON, Cast
from tests.dossiers.samples import SAMPLES, image, prove
from tests.files.hostile import photograph
from tests.files.kept import kept
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import casefile, completeness
from zhicheng.applications.states import State
from zhicheng.dossiers import actions
from zhicheng.dossiers.models import Arrival, Evidence, Record
from zhicheng.dossiers.taking_in import MOST_TRIES, refuse, take_in
from zhicheng.files import incoming, scanning
from zhicheng.files.actions import small_of
from zhicheng.files.checks import FileRefused
from zhicheng.files.models import Incoming, StoredFile
from zhicheng.files.stores import store
from zhicheng.people.errors import Refused
from zhicheng.people.models import Person
from zhicheng.trail.models import Entry


@pytest.fixture
def me(cast: Cast) -> Person:
    return cast.people["applicant"]


@pytest.fixture
def row(me: Person) -> Record:
    return actions.save_record(me, module="titles", data=SAMPLES["titles"])


def titles(row: Record) -> list[str]:
    return [one.title for one in row.evidence.all()]


@pytest.mark.clause("GUIDE-5.2.0")
def test_several_images_are_numbered_and_a_wrong_one_is_refused_alone(row: Record) -> None:
    broken = SimpleUploadedFile("证书.jpg", b"just a text")
    offered = actions.offer_evidence(
        row, uploads=[image("red"), broken, image("blue", "b.png", "PNG")], title=" 工程师证 "
    )
    assert len(offered.refused) == 1 and "证书.jpg" in offered.refused[0]
    assert not row.evidence.exists()
    for one in offered.arrivals:
        take_in(one.pk)
    assert titles(row) == ["工程师证（1）", "工程师证（2）"]
    assert not Arrival.objects.exists() and not Incoming.objects.exists()
    prove(row, [image("green")], "工程师证")
    assert titles(row)[-1] == "工程师证（3）"
    assert Entry.objects.filter(act="add_evidence").count() == 3


def test_the_same_image_twice_is_told_and_kept_once(row: Record) -> None:
    prove(row, [image("red")], "证")
    assert prove(row, [image("red")], "证") == []
    assert "已经有了" in Arrival.objects.get().refused
    assert not Incoming.objects.exists()


@pytest.mark.clause("GUIDE-5.2.0")
@pytest.mark.parametrize(
    ("files", "title", "says"),
    [([], "证书", "选择图片"), ([1], " ", "材料名称"), ([1], "证" * 111, "最多110字")],
)
def test_evidence_needs_an_image_and_a_title(row: Record, files: list[int], title: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        actions.offer_evidence(row, uploads=[image() for _one in files], title=title)
    assert not Incoming.objects.exists()


def test_a_person_has_room_for_300_images(me: Person, row: Record) -> None:
    stored = prove(row, [image()], "证")[0].file
    others = [
        Record(person=me, module="papers", position=n, data=SAMPLES["papers"], changed_at=me.registered_at)
        for n in range(298)
    ]
    Record.objects.bulk_create(others)
    Evidence.objects.bulk_create(
        Evidence(person=me, record=one, file=stored, title="证", added_at=me.registered_at) for one in others
    )
    two_pages = [SimpleUploadedFile("two.pdf", pdf("red", "blue"))]
    assert prove(row, two_pages, "合同") == []
    assert "300张" in Arrival.objects.get().refused
    prove(row, [image("blue")], "证")
    with pytest.raises(Refused, match="300张"):
        actions.offer_evidence(row, uploads=[image("green")], title="证")


def pdf(*colours: str) -> bytes:
    """A PDF with a page of each colour."""
    pages = [Image.open(image(one, kind="PNG")).convert("RGB") for one in colours]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


@pytest.mark.clause("GUIDE-5.2.0")
def test_heic_and_every_page_of_a_pdf_become_images(row: Record) -> None:
    heic = io.BytesIO()
    pillow_heif.from_pillow(Image.open(photograph(800, 600))).save(heic)
    prove(row, [SimpleUploadedFile("IMG_1.HEIC", heic.getvalue())], "证书照片")
    prove(row, [SimpleUploadedFile("扫描.pdf", pdf("red", "blue"))], "合同")
    assert titles(row) == ["证书照片", "合同 第1页", "合同 第2页"]
    for one in row.evidence.select_related("file"):
        assert one.file.media_type == "image/jpeg"
        with Image.open(kept(one.file_id)) as whole, Image.open(kept(small_of(one.file_id))) as small:
            assert whole.format == small.format == "JPEG"
            assert max(small.size) <= 320


def test_what_a_camera_wrote_into_the_image_is_gone_and_it_stands_upright(row: Record) -> None:
    one = prove(row, [photograph(800, 600, place=True, turned=6)], "证")[0]
    content = kept(one.file_id).read()
    assert b"Exif" not in content and b"GPS" not in content
    with Image.open(kept(one.file_id)) as whole:
        assert whole.size == (600, 800)
        assert not whole.getexif()


def test_large_photographs_are_made_as_large_as_a_page_needs(row: Record) -> None:
    one = prove(row, [photograph(4032, 3024)], "证")[0]
    with Image.open(kept(one.file_id)) as whole:
        assert whole.size == (3000, 2250)


def test_a_file_in_pieces_becomes_evidence_with_its_last_piece(
    row: Record, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    content = image().read()
    arrival = actions.announce_evidence(row, name="a.jpg", size=len(content), title="证")
    assert arrival.percent == 0
    actions.add_piece(arrival, offset=0, piece=content[:300])
    take_in(arrival.pk)
    with pytest.raises(incoming.WrongOffset):
        actions.add_piece(arrival, offset=200, piece=content[200:])
    with pytest.raises(incoming.WrongOffset):
        actions.add_piece(arrival, offset=300, piece=content[300:] + b"more")
    assert not row.evidence.exists()
    with django_capture_on_commit_callbacks() as queued:
        assert actions.add_piece(arrival, offset=300, piece=content[300:]) == len(content)
    assert len(queued) == 1
    take_in(arrival.pk)
    assert titles(row) == ["证"]


def test_a_crash_between_disk_and_row_loses_nothing(row: Record) -> None:
    content = image().read()
    arrival = actions.announce_evidence(row, name="a.jpg", size=len(content), title="证")
    assert arrival.incoming is not None
    path = incoming.path_of(arrival.incoming)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"on disk, not yet counted by the row" * 100)
    actions.add_piece(arrival, offset=0, piece=content)
    take_in(arrival.pk)
    assert titles(row) == ["证"]


def test_a_wrong_kind_in_pieces_is_refused_with_its_first_piece(row: Record) -> None:
    arrival = actions.announce_evidence(row, name="证.exe", size=100, title="证")
    with pytest.raises(FileRefused, match=r"证\.exe"):
        actions.add_piece(arrival, offset=0, piece=b"MZ\x90")
    arrival.refresh_from_db()
    assert "证.exe" in arrival.refused and arrival.incoming is None
    assert not Incoming.objects.exists()


def test_what_is_taken_back_is_gone_and_the_worker_finds_nothing(row: Record) -> None:
    offered = actions.offer_evidence(row, uploads=[image("red"), image("blue")], title="证").arrivals
    held = offered[0].incoming
    assert held is not None
    actions.give_up_arrival(offered[0])
    assert not incoming.path_of(held).exists()
    actions.delete_record(row)
    assert not Incoming.objects.exists()
    for one in offered:
        take_in(one.pk)
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_while_the_scanner_is_away_nothing_is_taken_in(
    row: Record, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CLAMD = "/nowhere/clamd.sock"
    arrival = actions.offer_evidence(row, uploads=[image()], title="证").arrivals[0]
    take_in(arrival.pk)
    assert not row.evidence.exists()
    arrival.refresh_from_db()
    assert (arrival.refused, arrival.tries) == ("", 0)
    assert actions.hand_over_again() == 0
    with clock.at(NOON + dt.timedelta(minutes=2)):
        assert actions.hand_over_again() == 1
        assert actions.hand_over_again() == 0
    monkeypatch.setattr(scanning, "scan", lambda path, name: None)
    take_in(arrival.pk)
    assert titles(row) == ["证"]


def test_a_file_over_which_the_worker_dies_is_refused_in_the_end(row: Record) -> None:
    arrival = actions.offer_evidence(row, uploads=[image()], title="证").arrivals[0]
    Arrival.objects.update(tries=MOST_TRIES)
    take_in(arrival.pk)
    arrival.refresh_from_db()
    assert "太复杂" in arrival.refused
    assert not Incoming.objects.exists()


def test_what_nobody_went_on_sending_is_cleared(row: Record) -> None:
    actions.announce_evidence(row, name="a.jpg", size=100, title="证")
    waiting = actions.offer_evidence(row, uploads=[image()], title="证").arrivals[0]
    assert actions.clear_abandoned() == 0
    with clock.at(NOON + dt.timedelta(days=3)):
        assert actions.clear_abandoned() == 1
    assert Arrival.objects.get() == waiting


def test_images_turn_and_move(row: Record) -> None:
    first, second = prove(row, [photograph(80, 60), image("blue")], "证")
    actions.turn_evidence(first)
    first.refresh_from_db()
    with Image.open(kept(first.file_id)) as whole:
        assert whole.size == (60, 80)
    assert store().has(small_of(first.file_id))
    assert Entry.objects.filter(act="turn_evidence").count() == 1
    for up in (True, True):
        actions.move_evidence(second, up=up)
    assert list(row.evidence.all()) == [second, first]
    actions.remove_evidence(second)
    assert titles(row) == ["证（1）"]
    with pytest.raises(Refused, match="已经删除"):
        actions.move_evidence(second, up=True)


def test_nobody_acts_on_the_evidence_of_somebody_else(row: Record, cast: Cast) -> None:
    mine, other = prove(row, [image()], "证")[0], cast.other_applicant
    acts: list[Callable[[], object]] = [
        lambda: actions.offer_evidence(row, uploads=[image("blue")], title="证", by=other),
        lambda: actions.announce_evidence(row, name="a.jpg", size=9, title="证", by=other),
        lambda: actions.turn_evidence(mine, by=other),
        lambda: actions.remove_evidence(mine, by=other),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()
    assert Evidence.objects.get() == mine and not Arrival.objects.exists()


def test_the_self_check_tells_of_files_that_are_not_images_yet(season: Season, row: Record) -> None:
    case = casefile.assemble(making.application(season, State.DRAFT))
    before = {item.text for item in completeness.advice(case)}
    refused, waiting = actions.offer_evidence(row, uploads=[image(), image("blue")], title="证").arrivals
    told = {item.text for item in completeness.advice(case)} - before
    assert len(told) == 1 and "处理中" in told.pop()
    refuse(refused, "文件“a.jpg”已损坏。")
    take_in(waiting.pk)
    told = {item.text for item in completeness.advice(case)} - before
    assert len(told) == 1 and "没有上传成功" in told.pop()
