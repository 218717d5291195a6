"""The accounts of a former system: checked line by line, brought as a whole or not at all, twice like once."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.people.samples import CREDIT_CODE, MOBILE, PASSWORD, id_number
from tests.visiting import checksums
from zhicheng.applications.models import Application
from zhicheng.catalogues import former, taking_over
from zhicheng.catalogues.former import TABLES
from zhicheng.catalogues.taking_over import Report, take_over
from zhicheng.dossiers import qualifying
from zhicheng.dossiers.actions import save_qualification
from zhicheng.dossiers.models import Qualification
from zhicheng.files.sheets import Unreadable
from zhicheng.inbox.models import Delivery
from zhicheng.people.actions import choose_unit, log_in, remove_from_unit
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Person, TakenOver
from zhicheng.people.queries import person_by_number
from zhicheng.trail.models import Entry

ONE, TWO = id_number(order="123"), id_number(order="124")
UNIT = [CREDIT_CODE, "滇池装备有限公司", "用人单位", "非公有制经济组织", "盘龙区", "否", "段负责", MOBILE]
PERSONS = [["居民身份证", ONE, "段一", MOBILE], ["居民身份证", TWO, "段二", "13900000002"]]
TIES = [[ONE, CREDIT_CODE]]
FAILED = [ONE, "2021", "晋升评审", "昆明市机电工程高级工程师评审委员会", "副高级", "未通过"]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """write(table, lines): a .csv of the table in the folder, which is given back."""

    def to(table: str, lines: Sequence[Sequence[str]], coding: str = "utf-8") -> Path:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([[column.heading for column in TABLES[table]], *lines])
        (tmp_path / f"{table}.csv").write_bytes(text.getvalue().encode(coding))
        return tmp_path

    return to


@pytest.fixture
def folder(cast: Cast, write: Write) -> Path:
    """A whole former system: a unit, two persons, a tie, an application that failed."""
    write("units", [UNIT])
    write("persons", PERSONS)
    write("ties", TIES)
    return write("applications", [FAILED])


def faults(report: Report) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, one.column) for one in report.faults]


def words(report: Report) -> str:
    return "\n".join(one.words for one in report.faults)


def brought(number: str) -> Person:
    person = person_by_number(number)
    assert person is not None
    return person


@pytest.mark.clause("DC2022-1.2")
def test_what_the_files_hold_is_brought(folder: Path) -> None:
    report = take_over(folder, commit=True)
    assert (report.faults, report.new) == (
        [],
        {"units": 1, "persons": 2, "ties": 1, "applications": 1},
    )
    one, two = brought(ONE), brought(TWO)
    assert (one.name, one.mobile, one.unit and one.unit.name) == ("段一", MOBILE, "滇池装备有限公司")
    assert two.unit is None and not two.account.has_usable_password()
    told = qualifying.told(one.qualification)
    assert told == {
        "applications.0.year": 2021,
        "applications.0.kind": "晋升评审",
        "applications.0.committee": "昆明市机电工程高级工程师评审委员会",
        "applications.0.level": "副高级",
        "applications.0.outcome": "未通过",
    }
    assert not Application.objects.exists()
    acts = Entry.objects.values_list("act", "actor")
    assert sorted({act for act, actor in acts if actor is None and act.startswith("take_over")}) == [
        "take_over_application",
        "take_over_person",
        "take_over_tie",
        "take_over_unit",
    ]
    assert not Entry.objects.filter(act__startswith="register").exists()


def test_a_check_writes_nothing(folder: Path) -> None:
    before = checksums()
    assert take_over(folder).new["persons"] == 2
    assert checksums() == before


def test_a_second_import_changes_nothing(folder: Path) -> None:
    take_over(folder, commit=True)
    before = checksums()
    report = take_over(folder, commit=True)
    assert not report.faults and set(report.new.values()) == {0}
    assert report.same == {"units": 1, "persons": 2, "ties": 1, "applications": 1}
    assert checksums() == before


def test_what_became_of_it_since_is_not_undone(cast: Cast, folder: Path) -> None:
    take_over(folder, commit=True)
    one = brought(ONE)
    officer = Account.objects.by_login(CREDIT_CODE)
    assert one.unit is not None and officer is not None
    remove_from_unit(one, unit=one.unit, by=officer)
    save_qualification(one, data={"post": "专业技术"})
    choose_unit(brought(TWO), unit=cast.organisations["unit"])
    unit = Organisation.objects.get(credit_code=CREDIT_CODE)
    unit.former_names.create(name=unit.name, until="2023-07-20T00:00:00Z")
    Organisation.objects.filter(pk=unit.pk).update(name="滇池智能装备有限公司")
    before = checksums()
    assert not take_over(folder, commit=True).faults
    assert checksums() == before and brought(ONE).unit is None


def test_who_registered_here_keeps_what_is_here(cast: Cast, write: Write) -> None:
    write("persons", [["居民身份证", "530102198505060023", "李文静", "13700000000"]])
    write("ties", [["530102198505060023", "91530100MA6K5N2X1B"]])
    folder = write("applications", [["530102198505060023", *FAILED[1:]]])
    report = take_over(folder, commit=True)
    assert not report.faults and report.same == {"persons": 1, "ties": 1, "applications": 0}
    person = brought("530102198505060023")
    assert (person.mobile, person.unit) == ("13800000000", cast.organisations["unit"])
    told = qualifying.told(person.qualification)
    assert told["applications.0.year"] == 2021 and told["post"] == "专业技术"


@pytest.mark.clause("DC2022-1.2")
def test_the_first_log_in_is_by_number_and_mobile(folder: Path, client: Client) -> None:
    take_over(folder, commit=True)
    with pytest.raises(Refused, match="不正确"):
        log_in(login=ONE, password="")
    page = client.get(reverse("people:login")).content.decode()
    assert reverse("people:recover") + "?first=1" in page
    assert "原系统" in client.get(reverse("people:recover"), {"first": "1"}).content.decode()
    asked = client.post(reverse("people:recover"), {"number": ONE, "mobile": MOBILE})
    assert asked["Location"] == reverse("people:recover_code")
    delivery = Delivery.objects.select_related("message").get(channel="sms")
    assert delivery.address == MOBILE
    code = next(word for word in delivery.message.body.replace("，", " ").split() if word[-6:].isdigit())[-6:]
    typed = {"code": code, "password": PASSWORD, "again": PASSWORD}
    assert client.post(reverse("people:recover_code"), typed)["Location"] == reverse("desks:home")
    assert client.session["_auth_user_id"] == str(brought(ONE).account_id)
    assert log_in(login=ONE, password=PASSWORD) == brought(ONE).account


def test_an_old_hand_goes_through_the_log_in_page(cast: Cast, client: Client) -> None:
    """Only the first log-in goes straight in; whoever had a password types the new one."""
    client.post(reverse("people:recover"), {"number": "530102198505060023", "mobile": "13800000000"})
    body = Delivery.objects.select_related("message").get().message.body
    code = "".join(sign for sign in body if sign.isdigit())[:6]
    typed = {"code": code, "password": PASSWORD, "again": PASSWORD}
    assert client.post(reverse("people:recover_code"), typed)["Location"] == reverse("people:login")


def test_one_wrong_line_keeps_all_out_and_is_named(folder: Path, write: Write) -> None:
    write("persons", [*PERSONS, ["居民身份证", ONE[:-1] + ("1" if ONE[-1] != "1" else "2"), "段三", MOBILE]])
    before = checksums()
    report = take_over(folder, commit=True)
    assert faults(report) == [("persons.csv", 4, "证件号码")] and "校验码" in words(report)
    assert checksums() == before


def test_a_crash_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**facts: object) -> bool:
        raise RuntimeError("the power is cut")

    way = taking_over.WAYS["applications"]
    broken = dict(taking_over.WAYS) | {"applications": taking_over._Way(crash, way.arguments, way.key)}
    monkeypatch.setattr(taking_over, "WAYS", broken)
    before = checksums()
    with pytest.raises(RuntimeError):
        take_over(folder, commit=True)
    assert checksums() == before


@pytest.mark.parametrize(
    ("table", "line", "column", "says"),
    [
        ("persons", ["身份证", ONE, "段一", MOBILE], "证件类型", "只能填"),
        ("persons", ["居民身份证", "", "段一", MOBILE], "证件号码", "没有填写"),
        ("persons", ["居民身份证", ONE, "段\x001", MOBILE], "姓名", "不能显示"),
        ("persons", ["居民身份证", ONE, "=HYPERLINK()", MOBILE], "姓名", "姓名"),
        ("persons", ["居民身份证", ONE, "段" * 3000, MOBILE], "姓名", "过长"),
        ("persons", ["居民身份证", ONE, "段一", "9" * 100], "手机号码", "11位"),
        ("persons", ["居民身份证", "5.30102E+17", "段一", MOBILE], "证件号码", "18位"),
        ("persons", ["居民身份证", "530102198505060023", "别人", MOBILE], "姓名", "另一姓名"),
        ("persons", ["居民身份证", ONE, "段一", MOBILE, "多"], "", "比表头多"),
        ("units", [CREDIT_CODE[:-1] + "1", *UNIT[1:]], "统一社会信用代码", "信用代码"),
        ("units", [CREDIT_CODE, "昆明机电设计研究院", *UNIT[2:]], "单位名称", "同名"),
        ("units", ["91530100MA6K5N1X0A", "别的单位", *UNIT[2:]], "单位名称", "另一单位名称"),
        ("units", [*UNIT[:4], "瑶池", *UNIT[5:]], "所在地", "没有这个所在地"),
        ("units", [*UNIT[:4], "云南省", *UNIT[5:]], "所在地", "县（市）区"),
        ("units", [*UNIT[:7], "123"], "单位负责人手机号码", "11位"),
        ("ties", [ONE, CREDIT_CODE], "证件号码", "没有这个证件号码"),
        ("ties", ["530102198505060023", CREDIT_CODE], "统一社会信用代码", "没有这个单位"),
        ("applications", ["530102198505060023", "1", *FAILED[2:]], "申报年度", "年"),
        ("applications", ["530102198505060023", "²⑦", *FAILED[2:]], "申报年度", "整数"),
        ("applications", ["530102198505060023", "9999", *FAILED[2:]], "申报年度", "年"),
        ("applications", ["530102198505060023", *FAILED[1:5], "进行中"], "结果", "只能填"),
    ],
)
def test_a_hostile_line_is_named_with_its_column(
    cast: Cast, write: Write, table: str, line: list[str], column: str, says: str
) -> None:
    report = take_over(write(table, [line]), commit=True)
    assert faults(report) == [(f"{table}.csv", 2, column)]
    assert says in words(report)
    assert not TakenOver.objects.exists()


def test_the_same_line_twice(cast: Cast, write: Write) -> None:
    report = take_over(write("persons", [PERSONS[0], [*PERSONS[0][:2], "段乙", MOBILE]]))
    assert faults(report) == [("persons.csv", 3, "")] and "第2行重复" in words(report)


def test_there_is_room_for_three_applications(cast: Cast, write: Write) -> None:
    lines = [["530102198505060023", str(year), *FAILED[2:]] for year in (2018, 2019, 2020, 2021)]
    report = take_over(write("applications", lines))
    assert faults(report) == [("applications.csv", 5, "申报年度")] and "最近的3次" in words(report)


@pytest.mark.parametrize("name", ["person.csv", "persons.xls", "units.csv.exe", "passwords.txt"])
def test_a_folder_holds_the_tables_alone(cast: Cast, folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"x")
    with pytest.raises(Unreadable, match="只能有"):
        take_over(folder)


def test_no_folder_an_empty_one_two_files_of_a_table(cast: Cast, write: Write, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="没有这个文件夹"):
        take_over(tmp_path / "nowhere")
    with pytest.raises(Unreadable, match="没有要导入的表"):
        take_over(tmp_path)
    write("persons", PERSONS)
    (tmp_path / "persons.xlsx").write_bytes(b"PK")
    with pytest.raises(Unreadable, match="两个文件"):
        take_over(tmp_path)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "列名"),
        (b"\xff\xfe\x00\xd8", "编码"),
        ("姓名,证件号码\n".encode(), "列名"),
        (",".join(column.heading for column in TABLES["persons"]).encode() + b'\n"a', "引号"),
        (",".join(column.heading for column in TABLES["persons"]).encode() + b"\n" + b"a" * 200_000, "CSV"),
    ],
)
def test_a_broken_csv_is_refused_in_words(cast: Cast, tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "persons.csv").write_bytes(data)
    report = take_over(tmp_path, commit=True)
    assert [one.file for one in report.faults] == ["persons.csv"] and says in words(report)


def test_too_many_lines_and_bytes_are_refused(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(former, "MOST_LINES", 1)
    assert "行数过多" in words(take_over(folder, commit=True))
    monkeypatch.setattr(former, "MOST_BYTES", 10)
    assert "100MB" in words(take_over(folder, commit=True))
    assert person_by_number(ONE) is None


def test_excel_and_the_coding_of_excel_in_china(cast: Cast, write: Write) -> None:
    folder = write("units", [UNIT], coding="gb18030")
    book = xlsxwriter.Workbook(str(folder / "persons.xlsx"))
    sheet = book.add_worksheet()
    for number, cells in enumerate([[column.heading for column in TABLES["persons"]], *PERSONS]):
        for at, cell in enumerate(cells):
            sheet.write_string(number, at, cell)
    book.close()
    report = take_over(folder, commit=True)
    assert not report.faults and report.new == {"units": 1, "persons": 2}
    (folder / "persons.xlsx").write_bytes(b"PK\x03\x04 no book")
    assert faults(take_over(folder)) == [("persons.xlsx", 0, "")]


def test_the_command_reports_and_keeps_on_demand(
    folder: Path, write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_accounts", str(folder))
    assert "人员：新增 2 条，已有 0 条" in (said := capsys.readouterr().out) and "--commit" in said
    assert person_by_number(ONE) is None
    call_command("import_accounts", str(folder), "--commit")
    assert "已全部导入" in capsys.readouterr().out and person_by_number(ONE) is not None
    write("persons", [["居民身份证", ONE, "段乙", MOBILE]])
    with pytest.raises(CommandError, match="没有导入"):
        call_command("import_accounts", str(folder), "--commit")
    assert "persons.csv 第2行 “姓名”：" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有这个文件夹"):
        call_command("import_accounts", str(folder / "nowhere"))


def test_the_rules_read_what_was_brought(folder: Path) -> None:
    take_over(folder, commit=True)
    told = Qualification.objects.get(person=brought(ONE)).more["applications"]
    assert told[0]["outcome"] == "未通过" and told[0]["year"] == 2021
