"""职称信息 as pages: the ladder for every address, and the bad input of the issue."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES, image, prove
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Arrival, Evidence, Qualification, Record
from zhicheng.dossiers.modules import MODULES, Kind
from zhicheng.dossiers.taking_in import take_in
from zhicheng.people.models import Account, Person
from zhicheng.ui.templatetags.ui import kept_words

ClientOf = Callable[[Account], Client]


@pytest.fixture
def me(cast: Cast) -> Person:
    return cast.people["applicant"]


@pytest.fixture
def mine(me: Person, client_of: ClientOf) -> Client:
    return client_of(me.account)


@pytest.fixture
def row(me: Person) -> Record:
    return save_record(me, module="titles", data=SAMPLES["titles"])


def at(name: str, *args: Any) -> str:
    return reverse(f"dossiers:{name}", args=args)


def test_the_task_list(mine: Client, row: Record) -> None:
    page = mine.get(at("overview")).content.decode()
    for module in MODULES:
        assert module.label in page
    assert "已填1条" in page


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
def test_every_module_opens_takes_a_record_and_shows_it(mine: Client, me: Person, module: Any) -> None:
    assert mine.get(at("module", module.key)).status_code == 200
    assert mine.get(at("new", module.key)).status_code == 200
    answer = mine.post(at("new", module.key), SAMPLES[module.key])
    kept = Record.objects.get(person=me)
    assert (answer.status_code, answer["Location"]) == (302, at("record", kept.id))
    page = mine.get(at("module", module.key)).content.decode()
    first = next(field for field in module.fields if field.name == module.headline[0])
    assert kept_words(kept.data[first.name], first.kind is Kind.MONTH)[:20] in page
    edit = mine.get(at("record", kept.id))
    assert edit.status_code == 200
    again = mine.post(at("record", kept.id), {**SAMPLES[module.key], "version": "1"})
    assert (again.status_code, again["Location"]) == (302, at("module", module.key))
    kept.refresh_from_db()
    assert kept.version == 2


def test_another_one_right_away(mine: Client) -> None:
    answer = mine.post(at("new", "papers"), {**SAMPLES["papers"], "then": "another"})
    assert answer["Location"] == at("new", "papers")


def test_five_years_are_offered(mine: Client) -> None:
    page = mine.get(at("module", "assessments")).content.decode()
    for year in (2022, 2021, 2020, 2019, 2018):
        assert f"?year={year}" in page
    assert 'value="2021"' in mine.get(at("new", "assessments"), {"year": "2021"}).content.decode()
    mine.post(at("new", "assessments"), SAMPLES["assessments"])
    assert "?year=2022" not in mine.get(at("module", "assessments")).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("obtained_on", "2024-01-01", "不能晚于今天"),
        ("title", "工" * 121, "最多120字"),
        ("level", "超高级", "从列表中选择"),
        ("series", "", "请填写“职称系列”"),
        ("series", "工\x00程", "不能识别"),
        ("state", "已核准", "没有这一栏"),
    ],
)
def test_bad_input_is_explained_and_kept(mine: Client, field: str, value: str, says: str) -> None:
    answer = mine.post(at("new", "titles"), {**SAMPLES["titles"], "issuer": "昆明市人社局", field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page and "昆明市人社局" in page
    if field == "title":
        assert value in page
    assert not Record.objects.exists()


def test_two_windows_show_both(mine: Client, row: Record) -> None:
    mine.post(at("record", row.id), {**SAMPLES["titles"], "title": "甲", "version": "1"})
    answer = mine.post(at("record", row.id), {**SAMPLES["titles"], "title": "乙", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert '<td data-label="已保存的">甲</td>' in page and '<td data-label="您刚填的">乙</td>' in page
    assert 'name="version" value="2"' in page
    row.refresh_from_db()
    assert row.data["title"] == "甲"
    mine.post(at("record", row.id), {**SAMPLES["titles"], "title": "乙", "version": "2"})
    row.refresh_from_db()
    assert row.data["title"] == "乙"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
def test_a_tampered_version_does_not_overwrite(mine: Client, row: Record, version: str) -> None:
    answer = mine.post(at("record", row.id), {**SAMPLES["titles"], "title": "甲", "version": version})
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.data["title"] == "工程师"


def test_delete_asks_first(mine: Client, row: Record) -> None:
    page = mine.get(at("delete", row.id)).content.decode()
    assert "工程师" in page and "不能恢复" in page
    assert Record.objects.exists()
    assert mine.post(at("delete", row.id))["Location"] == at("module", "titles")
    assert not Record.objects.exists()
    assert mine.post(at("delete", row.id)).status_code == 404


def test_records_move(mine: Client, me: Person) -> None:
    first, second = (save_record(me, module="papers", data={**SAMPLES["papers"], "name": n}) for n in "甲乙")
    assert mine.get(at("move", second.id)).status_code == 405
    assert mine.post(at("move", second.id), {"to": "up"}).status_code == 302
    assert list(Record.objects.filter(person=me)) == [second, first]
    page = mine.get(at("module", "papers")).content.decode()
    assert page.index("乙") < page.index("甲</strong>")


def test_files_are_offered_and_images_served_turned_moved_and_removed(mine: Client, row: Record) -> None:
    answer = mine.post(at("add_evidence", row.id), {"title": "工程师证", "files": [image(), image("blue")]})
    assert answer["Location"] == at("record", row.id) + "#evidence"
    page = mine.get(at("record", row.id)).content.decode()
    assert page.count("处理中") == 2 and "hx-trigger" in page
    for one in Arrival.objects.all():
        take_in(one.pk)
    panel = mine.get(at("evidence_panel", row.id)).content.decode()
    assert "工程师证（1）" in panel and "处理中" not in panel and "hx-trigger" not in panel
    kept, other = Evidence.objects.filter(record=row)
    served = mine.get(at("evidence", kept.id))
    assert served["Content-Type"] == "image/jpeg"
    whole = b"".join(served.streaming_content)
    small = b"".join(mine.get(at("evidence", kept.id) + "?small=1").streaming_content)
    assert whole[:2] == small[:2] == b"\xff\xd8" and whole != small
    assert "第1张，共2张" in mine.get(at("look", kept.id)).content.decode()
    assert mine.post(at("turn_evidence", kept.id), {"then": "look"})["Location"] == at("look", kept.id)
    assert mine.post(at("move_evidence", kept.id), {"to": "down"}).status_code == 302
    assert list(Evidence.objects.filter(record=row)) == [other, kept]
    assert mine.post(at("remove_evidence", kept.id)).status_code == 302
    assert mine.get(at("evidence", kept.id)).status_code == 404


def test_a_refused_file_is_told_and_put_away(mine: Client, row: Record) -> None:
    mine.post(at("add_evidence", row.id), {"title": "证", "files": [image()]})
    found = Arrival.objects.get()
    found.incoming = None
    found.refused = "文件“a.jpg”已损坏，打不开。"
    found.save()
    page = mine.get(at("record", row.id)).content.decode()
    assert "失败" in page and "已损坏" in page and "知道了" in page and "hx-trigger" not in page
    assert mine.post(at("give_up_arrival", found.id)).status_code == 302
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("files", "title", "says"),
    [
        ([SimpleUploadedFile("证书.jpg", b"a text")], "证", "不是JPG、PNG、HEIC图片或PDF"),
        ([SimpleUploadedFile("leer.jpg", b"")], "证", "空"),
        (
            [SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
            "证",
            "不是JPG、PNG、HEIC图片或PDF",
        ),
        ([], "证", "请选择图片"),
        (None, "", "请填写材料名称"),
    ],
)
def test_bad_uploads_are_explained(mine: Client, row: Record, files: Any, title: str, says: str) -> None:
    answer = mine.post(
        at("add_evidence", row.id), {"title": title, "files": [image()] if files is None else files}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert not title or f'value="{title}"' in page
    assert not Evidence.objects.exists() and not Arrival.objects.exists()


def test_a_broken_image_among_good_ones_is_named(mine: Client, row: Record) -> None:
    files = [image(), SimpleUploadedFile("坏.jpg", b"x")]
    page = mine.post(
        at("add_evidence", row.id), {"title": "证", "files": files}, follow=True
    ).content.decode()
    assert "已收到1个文件" in page and "坏.jpg" in page


def test_qualification_is_asked_with_reasons(mine: Client, me: Person) -> None:
    page = mine.get(at("qualification")).content.decode()
    assert "公务员（含参公）不能申报职称" in page and "KM2023-2.1b" in page
    version = str(Qualification.objects.get(person=me).version)
    data = {"employment": "劳务派遣", "post": "专业技术", "dispatch.user_unit": "乙公司", "version": version}
    assert mine.post(at("qualification"), data)["Location"] == at("overview")
    assert Qualification.objects.get(person=me).more == {"dispatch": {"user_unit": "乙公司"}}
    page = mine.get(at("qualification")).content.decode()
    assert 'value="乙公司"' in page
    older = mine.post(at("qualification"), {**data, "dispatch.user_unit": "丙公司"})
    assert older.status_code == 409
    assert "丙公司" in older.content.decode() and "乙公司" in older.content.decode()
    wrong = mine.post(at("qualification"), {**data, "insured_from": "2030-01-01"})
    assert wrong.status_code == 400 and "不能晚于今天" in wrong.content.decode()


def test_qualification_opens_for_those_who_told_nothing(cast: Cast, client_of: ClientOf) -> None:
    Qualification.objects.all().delete()
    client = client_of(cast.unattached)
    assert client.get(at("qualification")).status_code == 200
    assert client.post(at("qualification"), {"employment": "在编", "version": "0"}).status_code == 302


OWN = [
    "record", "delete", "move", "add_evidence", "evidence_panel", "evidence", "look", "turn_evidence", "move_evidence",
    "remove_evidence",
]  # fmt: skip
OF_EVIDENCE = {"evidence", "look", "turn_evidence", "move_evidence", "remove_evidence"}
POSTS = {"move", "add_evidence", "turn_evidence", "move_evidence", "remove_evidence"}
GETS = {"evidence", "look", "evidence_panel"}


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("role", ["other_applicant", "unit_officer", "city_officer", "expert", None])
def test_strangers_find_nothing(
    cast: Cast, me: Person, row: Record, client_of: ClientOf, name: str, role: str | None
) -> None:
    kept = prove(row, [image()], "证")[0]
    address = at(name, kept.id if name in OF_EVIDENCE else row.id)
    client = client_of(getattr(cast, role)) if role else Client()
    answers = [client.post(address, {**SAMPLES["titles"], "title": "冒名"})] if name not in GETS else []
    answers += [client.get(address)] if name not in POSTS else []
    for answer in answers:
        assert answer.status_code == (404 if role else 302)
    row.refresh_from_db()
    assert row.data["title"] == "工程师"
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("name", ["overview", "qualification", "module", "new"])
def test_officers_have_no_dossier(cast: Cast, client_of: ClientOf, name: str) -> None:
    address = at(name, "titles") if name in {"module", "new"} else at(name)
    assert client_of(cast.unit_officer).get(address).status_code == 404
    assert client_of(cast.unit_officer).post(address).status_code in {404, 405}
    assert Client().get(address).status_code == 302


def test_addresses_that_are_none(mine: Client, row: Record) -> None:
    for address in (
        at("module", "x"),
        at("new", "x"),
        at("record", uuid4()),
        at("evidence", uuid4()),
        at("delete", uuid4()),
    ):
        assert mine.get(address).status_code == 404
    for address in (at("overview"), at("module", "titles"), at("evidence", uuid4())):
        assert mine.post(address).status_code == 405


def test_a_module_costs_the_same_for_one_and_three(
    mine: Client, me: Person, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    mine.get(at("module", "papers"))
    prove(save_record(me, module="papers", data=SAMPLES["papers"]), [image()], "首页")
    with django_assert_max_num_queries(15) as one:
        mine.get(at("module", "papers"))
    for number in range(2):
        saved = save_record(me, module="papers", data={**SAMPLES["papers"], "name": f"论{number}"})
        prove(saved, [image()], "首页")
    with django_assert_max_num_queries(15) as three:
        assert "论1" in mine.get(at("module", "papers")).content.decode()
    assert len(one) == len(three)
