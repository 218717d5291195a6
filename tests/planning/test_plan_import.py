"""The yearly plan from Excel: all rows or none, each wrong row named; published by the bureau of the level."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, planned
from zhicheng.almanac import clock
from zhicheng.catalogues import workbooks
from zhicheng.people.errors import Refused
from zhicheng.planning import actions, plan_import
from zhicheng.planning.models import Committee, PlanEntry
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
HEADINGS = [column.heading for column in plan_import.SHAPE.columns]


def row(name: str, month: int = 10, organiser: str = "") -> dict[str, Any]:
    return {"committee": name, "organiser": organiser, "month": month}


def book(*rows: Sequence[object]) -> SimpleUploadedFile:
    """An .xlsx with the headings and the rows."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = made.add_worksheet()
    for at, cells in enumerate([HEADINGS, *rows]):
        sheet.write_row(at, 0, cells)
    made.close()
    return SimpleUploadedFile("计划.xlsx", out.getvalue())


@pytest.mark.clause("YN2023-5")
def test_the_provinces_senior_plan_is_imported_and_then_published(senior: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=senior.committee.pk).update(tier="province")
    with pytest.raises(Refused, match="不由本部门公布"):
        actions.import_plan(year=2023, rows=[row(senior.committee.name)], **ours["city"])
    (entry,) = actions.import_plan(
        year=2023, rows=[row(senior.committee.name, 10, "省机电工程学会")], **ours["province"]
    )
    assert (entry.month, entry.state, entry.organiser_in_plan) == (10, "proposed", "省机电工程学会")
    assert actions.publish_plan(year=2023, **ours["province"]) == [entry]
    again = actions.import_plan(year=2023, rows=[row(senior.committee.name)], **ours["province"])
    assert [one.state for one in again] == ["published"], "the same plan again changes nothing"
    with pytest.raises(Refused, match="已公布为10月"):
        actions.import_plan(year=2023, rows=[row(senior.committee.name, 11)], **ours["province"])
    assert Entry.objects.filter(act="import_plan").count() == 2


def test_one_wrong_row_and_nothing_is_kept(senior: Office, county: Office, ours: Ours) -> None:
    good = row(senior.committee.name)
    for wrong, words in (
        (row("没有的评委会"), "没有登记这个评委会"),
        (row(county.committee.name, 13), "1至12月"),
        (good, "出现两次"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            actions.import_plan(year=2023, rows=[good, wrong], **ours["city"])
        assert refused.value.field == "file"
        assert not PlanEntry.objects.exists()
    many = [row(f"第{number}评委会") for number in range(12)]
    with pytest.raises(Refused, match="等共12行"):
        actions.import_plan(year=2023, rows=many, **ours["city"])
    with pytest.raises(Refused, match="没有数据行"):
        actions.import_plan(year=2023, rows=[], **ours["city"])
    with pytest.raises(Refused, match="评审年度"):
        actions.import_plan(year=2039, rows=[good], **ours["city"])


def test_a_self_review_unit_stands_in_no_plan(senior: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=senior.committee.pk).update(tier="unit")
    senior.organisation.self_review_series = [{"series": "工程技术", "levels": ["副高级"]}]
    senior.organisation.save()
    with pytest.raises(Refused, match="自主评审单位"):
        actions.import_plan(year=2023, rows=[row(senior.committee.name)], **ours["city"])


def test_a_committee_is_found_by_the_name_of_an_earlier_plan(senior: Office, ours: Ours) -> None:
    PlanEntry.objects.create(
        committee=senior.committee, year=2022, month=9, state="published", name_in_plan="昆明市机电高评委"
    )
    (entry,) = actions.import_plan(year=2023, rows=[row("昆明市机电高评委")], **ours["city"])
    assert (entry.committee, entry.name_in_plan) == (senior.committee, "昆明市机电高评委")


def test_the_page_takes_a_file_and_tells_each_wrong_row(cast: Cast, senior: Office, ours: Ours) -> None:
    officer, url = Client(), reverse("planning:import_plan")
    officer.force_login(cast.city_officer)
    assert "下载模板" in officer.get(url).content.decode()
    wrong = officer.post(url, {"year": 2023, "file": book([senior.committee.name, "", "十月"])})
    assert wrong.status_code == 400 and "须为整数" in wrong.content.decode()
    unknown = officer.post(url, {"year": 2023, "file": book(["没有的评委会", "", 10])})
    assert unknown.status_code == 400 and "没有登记这个评委会" in unknown.content.decode()
    for file in (SimpleUploadedFile("计划.xlsx", b"no"), SimpleUploadedFile("计划.xls", b"no")):
        assert officer.post(url, {"year": 2023, "file": file}).status_code == 400
    assert officer.post(url, {"year": 2023}).status_code == 400
    body = officer.post(url, {"year": 2023, "file": book([senior.committee.name, "", 10])}).content.decode()
    assert "1行，还没有保存" in body and "新增" in body and not PlanEntry.objects.exists()
    kept = body.split('name="looked" value="')[1].split('"')[0]
    for lost in (f"{kept}x", "", "随便"):
        assert officer.post(url, {"looked": lost}, follow=True).content.decode().count("预览已失效") == 1
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        done = officer.post(url, {"looked": kept})
    assert done["Location"] == reverse("planning:publish_plan")
    assert senior.committee.name in officer.get(done["Location"]).content.decode()


def test_the_look_says_what_each_row_changes(senior: Office, county: Office, ours: Ours) -> None:
    acting = {"year": 2023, **ours["city"]}
    rows = [row(senior.committee.name, 10), row(county.committee.name, 9)]

    def effects() -> list[str]:
        return [one.effect for one in actions.look_at_plan(rows=rows, **acting)]

    assert effects() == ["新增", "新增"] and not PlanEntry.objects.exists()
    first = actions.propose_plan_entry(committee=senior.committee, year=2023, month=3, **senior.me)
    assert effects() == ["由3月改为10月", "新增"]
    actions.return_plan(entries=[first], reason="太早", **ours["city"])
    entries = actions.import_plan(rows=rows, **acting)
    assert [one.state for one in entries] == ["proposed", "proposed"] and entries[0].returned_because == ""
    assert effects() == ["已申报，不变", "已申报，不变"]
    actions.publish_plan(entries=entries[:1], **ours["city"])
    assert effects() == ["已公布，不变", "已申报，不变"]
    with pytest.raises(Refused):
        actions.look_at_plan(rows=rows, year=2023, **ours["province"])


def test_what_changed_after_the_look_is_checked_again(cast: Cast, senior: Office, ours: Ours) -> None:
    officer, url = Client(), reverse("planning:import_plan")
    officer.force_login(cast.city_officer)
    kept = plan_import.sealed(2023, [row(senior.committee.name, 10)])
    actions.propose_plan_entry(committee=senior.committee, year=2023, month=9, **senior.me)
    actions.publish_plan(year=2023, **ours["city"])
    told = officer.post(url, {"looked": kept}, follow=True).content.decode()
    assert "已公布为9月" in told and PlanEntry.objects.get().month == 9


def test_the_template_comes_back_as_it_went(cast: Cast, senior: Office, ours: Ours) -> None:
    planned(senior, ours)
    officer = Client()
    officer.force_login(cast.city_officer)
    data = officer.get(reverse("planning:plan_template")).content
    sheet = workbooks.read(io.BytesIO(data), plan_import.SHAPE)
    assert sheet.rows == (row(senior.committee.name, 10, senior.organisation.name),)
