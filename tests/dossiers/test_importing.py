"""Records from a filled Excel file: a preview that keeps nothing, errors by line, no record twice."""

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers import workbook
from zhicheng.dossiers.actions import import_records, save_record
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import MODULES
from zhicheng.dossiers.workbook import Row
from zhicheng.files.sheets import Unreadable
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
ALL = {key: [data] for key, data in SAMPLES.items()}


@pytest.fixture
def me(cast: Cast) -> Person:
    return cast.people["applicant"]


def filled(records: Mapping[str, list[Mapping[str, Any]]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("职称信息.xlsx", workbook.workbook(records))


def test_a_record_of_every_module_goes_out_and_comes_back(me: Person) -> None:
    for module in MODULES:
        save_record(me, module=module.key, data=SAMPLES[module.key])
    records = {one.module: [one.data] for one in Record.objects.filter(person=me)}
    rows = workbook.read(io.BytesIO(workbook.workbook(records)))
    assert [row.module for row in rows] == [module.key for module in MODULES]
    tried = import_records(me, rows, keep=True, by=me.account)
    assert all(one.same for one in tried)
    Record.objects.all().delete()
    assert all(one.new for one in import_records(me, rows, keep=True, by=me.account))
    assert {one.module: [one.data] for one in Record.objects.filter(person=me)} == records


def test_a_preview_keeps_nothing_and_the_rest_is_taken_over_once(me: Person, client_of: ClientOf) -> None:
    client = client_of(me.account)
    wrong = {**SAMPLES["papers"], "published_on": "2099-01", "order": "0"}
    records = {**ALL, "papers": [SAMPLES["papers"], wrong, SAMPLES["papers"]]}
    page = client.post(reverse("dossiers:import"), {"file": filled(records)})
    words = page.content.decode()
    assert page.status_code == 200
    assert "可以导入13条，已有相同记录1条（不重复导入），需要修改1条" in words
    assert "“发表年月”不能晚于今天" in words and "1以上的整数" in words
    assert not Record.objects.exists() and not Entry.objects.filter(act="save_record").exists()
    payload = page.context["payload"]
    done = client.post(reverse("dossiers:take_over"), {"payload": payload}, follow=True)
    assert "已导入13条记录" in done.content.decode()
    assert Record.objects.filter(person=me).count() == 13
    assert Entry.objects.filter(act="save_record").count() == 13
    again = client.post(reverse("dossiers:take_over"), {"payload": payload}, follow=True)
    assert "已导入0条记录" in again.content.decode()
    assert Record.objects.filter(person=me).count() == 13


@pytest.mark.parametrize("payload", ["", "x", "a:b:c"])
def test_a_payload_of_nobody_is_refused(me: Person, client_of: ClientOf, payload: str) -> None:
    page = client_of(me.account).post(reverse("dossiers:take_over"), {"payload": payload}, follow=True)
    assert "预览已过期" in page.content.decode() and not Record.objects.exists()


def test_the_preview_of_another_is_not_taken_over(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.applicant).post(reverse("dossiers:import"), {"file": filled(ALL)})
    answer = client_of(cast.other_applicant).post(
        reverse("dossiers:take_over"), {"payload": page.context["payload"]}, follow=True
    )
    assert "预览已过期" in answer.content.decode() and not Record.objects.exists()


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (None, "请先选择"),
        (SimpleUploadedFile("a.xlsx", b"text"), "不是可以读取的Excel文件"),
        (SimpleUploadedFile("a.xlsx", workbook.workbook()), "没有填写的行"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(
    me: Person, client_of: ClientOf, upload: SimpleUploadedFile | None, says: str
) -> None:
    data = {"file": upload} if upload else {}
    answer = client_of(me.account).post(reverse("dossiers:import"), data)
    assert answer.status_code == 400 and says in answer.content.decode()


def test_other_headings_and_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sheets = {MODULES[0].label: [["系列", "专业"], ["工程技术", "机械"]]}
    monkeypatch.setattr(workbook, "read_sheets", lambda file, most: sheets)
    with pytest.raises(Unreadable, match="列名和模板不一致"):
        workbook.read(io.BytesIO())
    headings = [workbook.heading(field) for field in MODULES[0].fields]
    sheets = {MODULES[0].label: [headings, *([["甲"]] * 301)]}
    with pytest.raises(Unreadable, match="最多导入300行"):
        workbook.read(io.BytesIO())


def test_the_template_is_the_person_s_own(cast: Cast, me: Person, client_of: ClientOf) -> None:
    save_record(me, module="papers", data=SAMPLES["papers"])
    for who, rows in ((cast.applicant, 1), (cast.other_applicant, 0)):
        answer = client_of(who).get(reverse("dossiers:template"), {"with": "records"})
        assert answer["Cache-Control"] == "private, no-store"
        if rows:
            assert len(workbook.read(io.BytesIO(answer.content))) == rows
        else:
            with pytest.raises(Unreadable):
                workbook.read(io.BytesIO(answer.content))


def test_nobody_imports_for_another(cast: Cast, me: Person) -> None:
    with pytest.raises(Refused):
        import_records(me, [Row("papers", 2, SAMPLES["papers"])], keep=True, by=cast.other_applicant)
    assert not Record.objects.exists()
