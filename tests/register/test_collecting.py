"""Collecting titles: a table checked line by line, kept once, counted, exported; the term of history."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.making import day
from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.register import actions, collecting
from zhicheng.register.models import TitleRecord

pytestmark = [pytest.mark.django_db, pytest.mark.database]
HEAD = "\t".join(collecting.COLUMNS)


def line(**cells: str) -> str:
    """One line of the table."""
    whole = {
        "姓名": "李文静", "证件号码": "11010519491231002X", "工作单位": "昆明机电设计研究院", "级别": "中级",
        "系列": "工程技术", "专业": "机械工程", "职称名称": "工程师", "取得时间": "2015-12-30", "取得方式": "评审",
        "证书编号": "53201512345", "发证单位": "昆明市人力资源和社会保障局",
    } | cells  # fmt: skip
    return "\t".join(whole[name] for name in collecting.COLUMNS)


def table(*lines: str) -> str:
    """The pasted table."""
    return "\n".join([HEAD, *lines])


@pytest.mark.clause("YN2023-4.2")
def test_a_table_is_checked_kept_once_counted_and_exported(cast: Cast) -> None:
    bureau, officer = cast.organisations["city_bureau"], cast.city_officer
    rows = collecting.rows_of(table(line(), line(级别="助理级", 取得时间="2010-11-01", 取得方式="考核认定")))
    with pytest.raises(Refused) as found:
        actions.collect_titles(rows, by=cast.office_officer, organisation=bureau)
    assert found.value.status == 404
    assert actions.collect_titles(rows, by=officer, organisation=bureau) == (2, 0)
    assert actions.collect_titles(rows, by=officer, organisation=bureau) == (0, 2)
    counted = [(one.year, one.level, one.way, one.collected) for one in collecting.counts([bureau])]
    assert counted == [(2015, "中级", "评审", 1), (2010, "助理级", "考核认定", 1)]
    (exported,) = collecting.exported([bureau], 2015)
    assert exported[0] == "李文静" and "19491231" not in exported[1] and exported[7] == "2015-12-30"
    assert collecting.exported([cast.organisations["county_bureau"]], 2015) == []
    assert "11010519491231002X" not in TitleRecord.objects.values_list("id_index", flat=True)


@pytest.mark.clause("YN2023-4.3")
def test_history_takes_what_the_notice_asks_for(cast: Cast) -> None:
    rows = collecting.rows_of(
        table(
            line(级别="副高级", 取得时间="1999-12-30"),
            line(级别="副高级", 取得时间="2000-01-01"),
            line(取得时间="2015年", 取得方式="转让"),
            line(证件号码="123", 姓名=""),
            line(取得时间="2099-01-01"),
        )
    )
    assert rows[0].wrong == ()
    assert "省级采集" in rows[1].wrong[0]
    assert len(rows[2].wrong) == 2 and len(rows[3].wrong) == 2
    assert rows[4].wrong == ("取得时间晚于今天",)
    with pytest.raises(Refused, match="有错误"):
        actions.collect_titles(rows, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
    assert not TitleRecord.objects.exists()
    with pytest.raises(Refused, match="表头缺少：取得方式"):
        collecting.rows_of(table(line()).replace("取得方式", "方式"))


@pytest.mark.clause("YN2023-4.3")
def test_history_is_due_by_the_first_of_june(cast: Cast) -> None:
    assert collecting.history_until() == dt.date(2023, 6, 1)
    client = Client()
    client.force_login(cast.city_officer)
    url = reverse("register:collect")
    with clock.at(day(2023, 6, 1, 20)):
        assert "现已逾期" not in client.get(url).content.decode()
    with clock.at(day(2023, 6, 2)):
        assert "现已逾期" in client.get(url).content.decode()


def test_the_page_names_wrong_lines_and_keeps_what_was_pasted(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.city_officer)
    url = reverse("register:collect")
    wrong = table(line(), line(级别="高级"))
    answer = client.post(url, {"table": wrong, "check": "1"}).content.decode()
    assert "2 行，1 行有误" in answer and "53201512345" in answer
    assert client.post(url, {"table": wrong, "save": "1"}).status_code in {400, 409}
    assert client.post(url, {"table": "", "check": "1"}).status_code == 400
    assert client.post(url, {"table": table(line()), "save": "1"}).status_code == 302
    assert client.get(reverse("register:collected", args=[2015])).content.decode().count("李文静") == 1
