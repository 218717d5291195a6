"""下载全部资料: made in the background, everything named by content, with hashes; for the person alone."""

import csv
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.dossiers.samples import SAMPLES
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import exporting
from zhicheng.applications.actions import ask_export, submit
from zhicheng.applications.exporting import clear_old, make, path_of
from zhicheng.applications.models import Application
from zhicheng.applications.packing import part_of
from zhicheng.dossiers import workbook
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Evidence, Export
from zhicheng.files.actions import store_bytes
from zhicheng.trail.models import Entry

LogIn = Callable[..., Client]
PAGE, FILE = reverse("applications:export"), reverse("applications:export_file")


@pytest.fixture(autouse=True)
def _apart(settings: object, tmp_path: object) -> None:
    settings.EXPORTS_ROOT = tmp_path


def body(answer: object) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


@pytest.mark.clause("GUIDE-5.2.3-6")
def test_everything_is_one_file_with_a_list_of_hashes(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    person, mine = season.cast.people["applicant"], client_of(season.cast.applicant)
    record = save_record(person, module="papers", data=SAMPLES["papers"])
    for number in range(2):
        kept = store_bytes(b"\x89PNG\r\n\x1a\n" + bytes([number]), "image/png")
        Evidence.objects.create(
            person=person, record=record, file=kept, title="首页/目录", added_at=clock.now()
        )
    submit(ready, by=season.cast.applicant)
    assert "还没有做好的压缩包" in mine.get(PAGE).content.decode()
    export = ask_export(person, by=season.cast.applicant)
    assert ask_export(person, by=season.cast.applicant) == export
    assert "已排队" in mine.get(PAGE).content.decode()
    assert mine.get(FILE).status_code == 404
    make(export.id)
    export.refresh_from_db()
    assert export.done == export.total == 5 and export.finished_at == clock.now()
    make(export.id)
    assert "下载压缩包" in mine.get(PAGE).content.decode()
    with zipfile.ZipFile(io.BytesIO(body(mine.get(FILE)))) as book:
        names = book.namelist()
        assert book.testzip() is None
        listed = list(csv.reader(io.StringIO(book.read("清单.csv").decode("utf-8-sig"))))[1:]
        assert [one[0] for one in listed] == names[:-1]
        assert all(hashlib.sha256(book.read(name)).hexdigest() == digest for name, _size, digest in listed)
        folder = next(name for name in names if "高级工程师" in name).split("/")[0]
        assert {
            "职称信息.xlsx",
            "资格信息.txt",
            "证明材料/撰写论文情况/首页／目录.png",
            "证明材料/撰写论文情况/首页／目录（2）.png",
            f"{folder}/专业技术职称申报评审表.pdf",
            f"{folder}/职称申报承诺书.pdf",
        } <= set(names)
        rows = workbook.read(io.BytesIO(book.read("职称信息.xlsx")))
        assert "papers" in {row.module for row in rows}
    assert Entry.objects.filter(act="ask_export").count() == 1


def test_it_is_the_person_s_alone_and_lasts_a_week(season: Season, client_of: LogIn) -> None:
    person = season.cast.people["applicant"]
    export = ask_export(person, by=season.cast.applicant)
    make(export.id)
    for stranger in (season.cast.other_applicant, season.cast.unit_officer):
        assert client_of(stranger).get(FILE).status_code == 404
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert clear_old() == 1
        assert not path_of(export.id).exists()
    assert client_of(season.cast.applicant).get(FILE).status_code == 404


def test_a_new_one_takes_the_old_one_s_place(
    season: Season, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    person = season.cast.people["applicant"]
    first = ask_export(person, by=season.cast.applicant)
    make(first.id)
    with django_capture_on_commit_callbacks(execute=True):
        second = ask_export(person, by=season.cast.applicant)
    assert second.id != first.id and not path_of(first.id).exists()
    make(first.id)
    assert not path_of(first.id).exists()


def test_one_that_fails_says_so_and_leaves_nothing(
    season: Season, client_of: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_export(season.cast.people["applicant"], by=season.cast.applicant)

    def broken(*_args: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(exporting, "_fill", broken)
    with pytest.raises(OSError, match="no space"):
        make(export.id)
    assert list(path_of(export.id).parent.iterdir()) == []
    mine = client_of(season.cast.applicant)
    assert "这次没有做成" in mine.get(PAGE).content.decode()
    assert mine.post(PAGE).status_code == 302
    assert Export.objects.get().id != export.id


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b", "a／b"),
        ("..", "_"),
        ("../x", "／x"),
        ("C:\\x", "C__x"),
        ("长" * 99, "长" * 80),
        ("\x00a", "a"),
    ],
)
def test_names_cannot_leave_their_folder(title: str, name: str) -> None:
    assert part_of(title) == name
