"""The reading aid: what is read next, within the day's budget; what is told; the search; switched off it does nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import making
from tests.cast import NOON
from tests.dossiers.samples import SAMPLES, image, prove
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import scans as order
from zhicheng.applications.states import State
from zhicheng.dossiers import scans
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.dossiers.modules import BY_KEY, Kind
from zhicheng.files import reading
from zhicheng.files.models import Reading
from zhicheng.people.models import Person

Client_of = Callable[..., Client]
TEXT = "云南省职称证书\n姓名：李文静\n资格名称：工程师\n授予日期：２０１５年１２月３０日"


@pytest.fixture(autouse=True)
def _on(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Switched on, with a child that answers as the reader would."""
    settings.READING = True
    monkeypatch.setattr(reading.importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(reading._child, "ask", lambda question, seconds: {"lines": TEXT.split("\n")})


@pytest.fixture
def me(season: Season) -> Person:
    return season.cast.people["applicant"]


@pytest.fixture
def row(me: Person) -> Record:
    return save_record(me, module="titles", data=SAMPLES["titles"])


def read_all() -> None:
    """What the worker does."""
    for one in Reading.objects.filter(read_at=None):
        reading.read(one.pk)


def test_what_an_auditor_opens_first_is_read_first(season: Season, me: Person, row: Record) -> None:
    other = season.cast.people["other_applicant"]
    paper = save_record(me, module="papers", data=SAMPLES["papers"])
    preparing = save_record(other, module="titles", data=SAMPLES["titles"])
    late = prove(paper, [image("red")], "首页")[0]
    drafted = prove(preparing, [image("blue")], "证")[0]
    first = prove(row, [image("green")], "证")[0]
    making.application(season, State.AT_UNIT)
    assert order.next_scans(9) == [first.file_id, late.file_id, drafted.file_id]
    assert order.next_scans(1) == [first.file_id]


def test_each_image_is_queued_once_within_the_budget_of_the_day(row: Record, settings: Settings) -> None:
    settings.READING_A_DAY = 2
    prove(row, [image("red"), image("green"), image("blue")], "证")
    assert order.queue_scans() == 2
    assert order.queue_scans() == 0
    read_all()
    assert order.queue_scans() == 0
    with clock.at(NOON + dt.timedelta(days=1)):
        assert order.queue_scans() == 1
    assert Reading.objects.count() == 3


def test_few_wait_at_a_time_and_a_forgotten_one_is_queued_again(
    row: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "AT_ONCE", 1)
    prove(row, [image("red"), image("green")], "证")
    assert (order.queue_scans(), order.queue_scans()) == (1, 0)
    first = Reading.objects.get().pk
    with clock.at(NOON + dt.timedelta(hours=2)):
        assert order.queue_scans() == 1
        assert Reading.objects.get().pk == first
        Reading.objects.update(tries=reading.MOST_TRIES)
    with clock.at(NOON + dt.timedelta(hours=4)):
        assert order.queue_scans() == 1
    assert Reading.objects.count() == 2


@pytest.mark.parametrize("way", ["switched off", "not installed"])
def test_off_nothing_is_queued_or_read(
    row: Record, settings: Settings, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    one = prove(row, [image()], "证")[0]
    if way == "switched off":
        settings.READING = False
    else:
        monkeypatch.setattr(reading.importlib.util, "find_spec", lambda name: None)
    assert order.queue_scans() == 0
    Reading.objects.create(file_id=one.file_id, queued_at=NOON)
    reading.read(one.file_id)
    assert Reading.objects.get().read_at is None


def test_what_cannot_be_read_is_told_so(row: Record, monkeypatch: pytest.MonkeyPatch, client_of: Any) -> None:
    one = prove(row, [image()], "证")[0]
    mine, at = client_of(row.person.account), reverse("dossiers:look", args=[one.pk])
    assert "还没有读" in mine.get(at).content.decode()
    monkeypatch.setattr(reading._child, "ask", lambda question, seconds: None)
    order.queue_scans()
    read_all()
    assert "没有读出来" in mine.get(at).content.decode()
    assert "只作提示" not in mine.get(reverse("dossiers:record", args=[row.pk])).content.decode()


def test_a_record_that_differs_from_its_scan_gets_a_hint(me: Person, row: Record, client_of: Any) -> None:
    mine = client_of(me.account)
    prove(row, [image()], "工程师证")
    wrong = save_record(
        me, module="titles", data={**SAMPLES["titles"], "title": "助理工程师", "obtained_on": "2014-12-30"}
    )
    prove(wrong, [image()], "工程师证")
    order.queue_scans()
    read_all()
    page = mine.get(reverse("dossiers:record", args=[wrong.pk])).content.decode()
    assert "图中没有认出" in page and "助理工程师" in page and "2014-12-30" in page and "只作提示" in page
    assert "图中没有认出" not in mine.get(reverse("dossiers:record", args=[row.pk])).content.decode()
    prove(wrong, [image("blue")], "续页")
    assert "图中没有认出" not in mine.get(reverse("dossiers:record", args=[wrong.pk])).content.decode()


@pytest.mark.parametrize(
    ("kind", "value", "text", "found"),
    [
        (Kind.DAY, "2015-12-30", TEXT, True),
        (Kind.DAY, "2019-05-01", "2019.5.1", True),
        (Kind.DAY, "2019-05-01", "20190501", True),
        (Kind.DAY, "2019-05-01", "2019-05-11", False),
        (Kind.DAY, "2019-05-01", "2019年05月01日", True),
        (Kind.MONTH, "2019-01", "2019年12月", False),
        (Kind.MONTH, "2019-01", "2019 年 1 月", True),
        (Kind.TEXT, "ZL201820001234.5", "专利号：ＺＬ 2018 2000 1234.5", True),
        (Kind.TEXT, "粤海", "廣東粵海", True),
        (Kind.TEXT, "高级工程师", TEXT, False),
    ],
)
def test_values_are_found_in_any_usual_writing(kind: Kind, value: str, text: str, found: bool) -> None:
    assert scans.holds(text, kind, value) is found


def test_the_text_is_searched_by_its_owner_alone_and_lies_encrypted(
    season: Season, row: Record, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    one = prove(row, [image()], "工程师证")[0]
    order.queue_scans()
    read_all()
    at = reverse("dossiers:find")
    mine = client_of(row.person.account)
    mine.get(at)
    with django_assert_max_num_queries(8):
        page = mine.get(at, {"q": "李 文静"}).content.decode()
    assert "姓名：李文静" in page and str(one.pk) in page
    for nothing in ("王", "省级", "\x00"):
        assert "姓名：李文静" not in mine.get(at, {"q": nothing}).content.decode()
    stranger = client_of(season.cast.other_applicant).get(at, {"q": "李文静"}).content.decode()
    assert "没有找到" in stranger and str(one.pk) not in stranger
    raw = Reading.objects.extra(select={"raw": "text"}).values_list("raw", flat=True).get()
    assert "李文静" not in str(raw)


def test_auditors_search_and_are_given_hints(
    season: Season, row: Record, me: Person, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    prove(row, [image()], "工程师证")
    case = making.application(season, State.AT_UNIT)
    submission = case.submissions.get()
    files = [{"sha256": one.file_id, "title": one.title} for one in Evidence.objects.filter(record=row)]
    data = {**row.data, "title": "高级工程师"}
    submission.content["records"] = {"titles": [{"id": str(row.pk), "data": data, "evidence": files}]}
    submission.save(update_fields=["content"])
    officer, at = client_of(season.cast.unit_officer), reverse("vetting:scans", args=[case.pk])
    assert "1张图片已读0张" in officer.get(at).content.decode()
    order.queue_scans()
    read_all()
    with django_assert_max_num_queries(14):
        page = officer.get(at, {"q": "授予日期"}).content.decode()
    assert "1张图片已读1张" in page and "２０１５" in page
    assert "图中没有认出" in page and "高级工程师" in page and BY_KEY["titles"].label in page
    assert "不能作为审核结论" in page
    assert client_of(season.cast.other_unit_officer).get(at).status_code == 404
