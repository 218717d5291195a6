"""The tables that bureaus keep: files read row by row, two persons, final, in force by day, their pages."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, account
from zhicheng.almanac import clock
from zhicheng.catalogues import actions, queries, workbooks
from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.shapes import SHAPES, read_aloud, starting_rows
from zhicheng.files import sheets
from zhicheng.files.sheets import MOST_BYTES, Unreadable
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.policy.rules.retirement import Retires
from zhicheng.policy.tables.kept import TableKind
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db
MAPPING = TableKind.QUALIFICATIONS
HEADINGS = [column.heading for column in SHAPES[MAPPING].columns]
BUILDER = ["一级注册建造师", "工程技术", "中级"]
ROW = {"name": "一级注册建造师", "series": "工程技术", "level": "中级"}
FROM = dt.date(2023, 1, 1)


@pytest.fixture
def second(cast: Cast) -> Account:
    """Another officer of the province's bureau."""
    row = account("tables_second", "复核人")
    organisation = cast.organisations["province"]
    Membership.objects.create(account=row, organisation=organisation, role="bureau", since=clock.now())
    return row


def file_of(*lines: list[Any]) -> io.BytesIO:
    """An Excel file of some lines."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, at, cell, day)
            else:
                sheet.write(number, at, cell)
    book.close()
    return io.BytesIO(out.getvalue())


def imported(cast: Cast, **fields: Any) -> Catalogue:
    of_all = {
        "kind": MAPPING, "rows": [ROW], "valid_from": FROM, "document": "云人社通〔2019〕154号",
        "by": cast.province_officer, "organisation": cast.organisations["province"],
    }  # fmt: skip
    return actions.import_catalogue(**{**of_all, **fields})


def released(cast: Cast, second: Account, **fields: Any) -> Catalogue:
    row = imported(cast, **fields)
    return actions.release_catalogue(catalogue=row, by=second, organisation=cast.organisations["province"])


# --- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TableKind)
def test_the_template_comes_back_as_it_went_out(kind: TableKind) -> None:
    rows = starting_rows(kind, 2023)
    data = workbooks.template(SHAPES[kind], kind.label, rows)
    if not rows:
        with pytest.raises(Unreadable, match="没有数据行"):
            workbooks.read(io.BytesIO(data), SHAPES[kind])
        return
    sheet = workbooks.read(io.BytesIO(data), SHAPES[kind])
    assert (list(sheet.rows), sheet.wrong) == (rows, ())


def test_every_wrong_row_is_named_with_what_is_wrong() -> None:
    sheet = workbooks.read(
        file_of(
            HEADINGS, BUILDER, [], ["", "工程技术", "中级"], ["监理", "武术", "高级"], BUILDER,
            ["会计师", "会计系列", "中级", "多出的一列"], ["长" * 121, "工程技术", "中级"],
        ),
        SHAPES[MAPPING],
    )  # fmt: skip
    assert [row["name"] for row in sheet.rows] == ["一级注册建造师", "会计师"]
    assert sheet.rows[1]["series"] == "会计"
    assert [(row.number, len(row.why)) for row in sheet.wrong] == [(4, 1), (5, 2), (6, 1), (8, 1)]
    assert "没有填写" in sheet.wrong[0].why[0]
    assert "武术" in sheet.wrong[1].why[0]
    assert "正高级、副高级" in sheet.wrong[1].why[1]
    assert "第2行" in sheet.wrong[2].why[0]


def test_numbers_and_days_are_read_as_people_read_them() -> None:
    headings = [column.heading for column in SHAPES[TableKind.AGES].columns]
    day = dt.date(2025, 1, 1)
    sheet = workbooks.read(
        file_of(headings, ["男", 60, day, "2025-01-01", 4, 36], ["男", "六十", "去年", "", "", ""]),
        SHAPES[TableKind.AGES],
    )
    assert sheet.rows[0] == {
        "who": "男", "age": 60, "from": "2025-01-01", "delayed_from": "2025-01-01", "step": 4, "most": 36,
    }  # fmt: skip
    assert len(sheet.wrong[0].why) == 2
    assert "2025-01-01" in sheet.wrong[0].why[1]


def test_rows_are_shown_in_words() -> None:
    row = {"who": Retires.WOMEN_PROFESSIONAL, "age": 55, "delayed_from": "2025-01-01", "step": 4, "most": 36}
    shown = read_aloud(row, SHAPES[TableKind.AGES].columns)
    assert shown == ["女，专业技术或管理", "55", "", "2025年1月1日", "4", "36"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a workbook", "另存为"),
        (b"", "另存为"),
        (file_of(["名称", "系列"]).getvalue(), "列名须依次是"),
        (file_of(HEADINGS).getvalue(), "没有数据行"),
        (file_of([]).getvalue(), "列名须依次是"),
        (b"PK" + b"0" * (MOST_BYTES + 1), "5MB"),
    ],
)
def test_a_file_that_is_none_is_told(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        workbooks.read(io.BytesIO(data), SHAPES[MAPPING])


def test_a_file_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 100)
    with pytest.raises(Unreadable, match="解压"):
        workbooks.read(file_of(HEADINGS, BUILDER), SHAPES[MAPPING])
    monkeypatch.undo()
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    with pytest.raises(Unreadable, match="最多"):
        workbooks.read(file_of(HEADINGS, BUILDER, BUILDER), SHAPES[MAPPING])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(Unreadable, match="另存为"):
        workbooks.read(io.BytesIO(packed.getvalue()), SHAPES[MAPPING])


# --- acts --------------------------------------------------------------------------------------------------


def test_a_second_person_releases_and_nothing_changes_it(cast: Cast, second: Account) -> None:
    row = imported(cast)
    province = cast.organisations["province"]
    with pytest.raises(Refused, match="另一人"):
        actions.release_catalogue(catalogue=row, by=cast.province_officer, organisation=province)
    done = actions.release_catalogue(catalogue=row, by=second, organisation=province)
    assert (done.version, done.released_by) == ("第1版", second)
    for act in (actions.release_catalogue, actions.discard_catalogue):
        with pytest.raises(Refused, match="已发布"):
            act(catalogue=row, by=second, organisation=province)
    for change in (
        {"rows": []},
        {"released_at": None, "released_by": None},
        {"valid_from": FROM + dt.timedelta(1)},
    ):
        with pytest.raises(IntegrityError, match="final"), transaction.atomic():
            Catalogue.objects.filter(pk=row.pk).update(**change)
    acts = ["import_catalogue", "release_catalogue"]
    assert list(Entry.objects.filter(subject=row.id).values_list("act", flat=True)) == acts
    assert imported(cast).number == 2


def test_the_database_wants_two_people_and_days_in_order(cast: Cast, second: Account) -> None:
    row = imported(cast)
    for change in (
        {"released_by": cast.province_officer, "released_at": clock.now()},
        {"released_at": clock.now()},
        {"valid_until": FROM - dt.timedelta(1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Catalogue.objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rows": []}, "没有数据行"),
        ({"document": " "}, "依据的文件"),
        ({"valid_until": dt.date(2022, 12, 31)}, "不早于"),
    ],
)
def test_a_wrong_import_is_refused(cast: Cast, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        imported(cast, **wrong)


def test_only_the_bureaus_of_province_and_city_keep_tables(cast: Cast) -> None:
    county = cast.organisations["county_bureau"]
    for by, organisation in (
        (cast.county_officer, county),
        (cast.city_officer, cast.organisations["province"]),
        (cast.unit_officer, cast.organisations["unit"]),
    ):
        with pytest.raises(Refused):
            imported(cast, by=by, organisation=organisation)
    row = imported(cast)
    with pytest.raises(Refused, match="只有导入的"):
        actions.discard_catalogue(
            catalogue=row, by=cast.city_officer, organisation=cast.organisations["city_bureau"]
        )
    actions.discard_catalogue(
        catalogue=row, by=cast.province_officer, organisation=cast.organisations["province"]
    )
    assert not Catalogue.objects.exists()


def test_an_example_is_in_force_on_invented_time_alone(cast: Cast, second: Account) -> None:
    released(cast, second, example=True)
    assert queries.tables_on(FROM).find(MAPPING)
    waiting = imported(cast, example=True)
    real = clock._set.set(None)
    try:
        assert queries.tables_on(FROM).find(MAPPING) is None
        with pytest.raises(Refused, match="示例"):
            province = cast.organisations["province"]
            actions.release_catalogue(catalogue=waiting, by=second, organisation=province)
    finally:
        clock._set.reset(real)


# --- reads -------------------------------------------------------------------------------------------------


def test_the_version_in_force_is_the_latest_that_holds_on_the_day(cast: Cast, second: Account) -> None:
    first = released(cast, second)
    until = dt.date(2023, 6, 30)
    spring = released(cast, second, valid_from=dt.date(2023, 4, 1), valid_until=until)
    imported(cast, valid_from=dt.date(2023, 5, 1))
    for day, version in (
        (dt.date(2022, 12, 31), None),
        (FROM, first),
        (dt.date(2023, 4, 1), spring),
        (until, spring),
        (dt.date(2023, 7, 1), first),
    ):
        assert queries.in_force(day).get(MAPPING) == version, day
    found = queries.tables_on(until).find(MAPPING)
    assert found is not None
    assert found.cited == "《职业资格与职称对应表》(第2版,2023年4月1日起施行)"


def test_what_a_version_changes(cast: Cast, second: Account) -> None:
    released(cast, second)
    other = {**ROW, "name": "监理工程师"}
    changed = queries.difference(imported(cast, rows=[other]))
    assert changed.added == (("监理工程师", "工程技术", "中级"),)
    assert changed.removed == (tuple(BUILDER),)


def test_all_tables_of_a_day_cost_one_statement(cast: Cast, second: Account) -> None:
    clock.is_invented()
    for _ in range(3):
        released(cast, second)
        with CaptureQueriesContext(connection) as statements:
            queries.tables_on(FROM)
        assert len(statements) == 1


# --- pages -------------------------------------------------------------------------------------------------


def upload(data: bytes, name: str = "表.xlsx", **fields: str) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile(name, data),
        "document": "云人社通〔2019〕154号",
        "valid_from": "2023-01-01",
        **fields,
    }


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.clause("KM2023-5.2", "GUIDE-Q15", "GUIDE-Q17-1", "KM2023-5.1b")
@pytest.mark.parametrize("kind", [MAPPING, TableKind.SIMILAR, TableKind.AREAS])
def test_a_table_goes_through_its_pages(
    kind: TableKind, cast: Cast, second: Account, client_of: ClientOf
) -> None:
    me, other, visitor = client_of(cast.province_officer), client_of(second), Client()
    columns = SHAPES[kind].columns
    address = reverse("catalogues:table", args=[kind])
    assert "尚未发布" in text_of(visitor.get(address))
    template = me.get(reverse("catalogues:template", args=[kind]))
    assert template.content.startswith(b"PK")
    data = file_of(
        [one.heading for one in columns], [one.choices[2] if one.choices else one.example for one in columns]
    )
    answer = me.post(reverse("catalogues:enter", args=[kind]), upload(data.getvalue()))
    row = Catalogue.objects.get()
    draft = reverse("catalogues:draft", args=[row.id])
    assert answer.headers["Location"] == draft
    assert "导入人不能自己发布" in text_of(me.get(draft))
    assert me.post(draft).status_code == 403
    assert kind.label in text_of(other.get(reverse("catalogues:desk")))
    assert "增加 1 行" in text_of(other.get(draft))
    assert other.post(draft).headers["Location"] == address
    assert columns[0].example in text_of(visitor.get(address))
    assert "第1版" in text_of(visitor.get(reverse("catalogues:library")))
    assert columns[0].example in text_of(visitor.get(reverse("catalogues:version", args=[row.id])))
    assert other.get(draft).status_code == 404
    assert reverse("catalogues:library") in text_of(visitor.get(reverse("desks:law")))


@pytest.mark.parametrize(
    ("data", "fields", "words"),
    [
        (file_of(HEADINGS, BUILDER, ["监理", "武术", "中级"]).getvalue(), {}, "什么都没有保存"),
        (b"nothing", {}, "另存为"),
        (file_of(HEADINGS, BUILDER).getvalue(), {"name": "表.xls"}, "另存为.xlsx"),
        (file_of(HEADINGS, BUILDER).getvalue(), {"valid_until": "2022-01-01"}, "不早于"),
        (file_of(HEADINGS, BUILDER).getvalue(), {"document": ""}, "依据的文件"),
        (file_of(HEADINGS, BUILDER).getvalue(), {"valid_from": "某日"}, "施行日期"),
    ],
)
def test_a_bad_file_keeps_what_was_typed_and_saves_nothing(
    data: bytes, fields: dict[str, str], words: str, cast: Cast, client_of: ClientOf
) -> None:
    me = client_of(cast.province_officer)
    answer = me.post(reverse("catalogues:enter", args=[MAPPING]), upload(data, **fields))
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert fields.get("document", "154号") in text_of(answer)
    assert not Catalogue.objects.exists()


def test_unknown_tables_and_strangers_find_nothing(cast: Cast, client_of: ClientOf) -> None:
    row = imported(cast)
    assert Client().get(reverse("catalogues:table", args=["nothing"])).status_code == 404
    assert Client().get(reverse("catalogues:version", args=[row.id])).status_code == 404
    city = client_of(cast.city_officer)
    assert city.get(reverse("catalogues:draft", args=[row.id])).status_code == 404
    assert city.post(reverse("catalogues:discard", args=[row.id])).status_code == 404
    me = client_of(cast.province_officer)
    assert me.post(reverse("catalogues:discard", args=[row.id])).status_code == 302
    assert not Catalogue.objects.exists()


def test_the_list_costs_the_same_however_many_versions(cast: Cast, second: Account) -> None:
    visitor = Client()
    visitor.get(reverse("catalogues:library"))
    costs = set()
    for _ in range(3):
        released(cast, second)
        with CaptureQueriesContext(connection) as statements:
            visitor.get(reverse("catalogues:library"))
        costs.add(len(statements))
    assert len(costs) == 1
