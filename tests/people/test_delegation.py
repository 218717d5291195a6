"""自主评审: bureaus delegate series and levels; the unit's people in them go to its own committee alone."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from zhicheng.people import actions, queries
from zhicheng.people.errors import Refused
from zhicheng.trail.models import Entry


@pytest.mark.clause("KM2023-1.5")
def test_a_bureau_delegates_series_and_levels(cast: Cast) -> None:
    unit, city = cast.organisations["unit"], cast.organisations["city_bureau"]
    entries = ["工程技术/副高级", "经济"]
    row = actions.delegate_series(unit, entries, "云人社发〔2022〕1号", cast.city_officer, city)
    assert queries.delegated_series(row, "副高级") == ("工程技术", "经济")
    assert queries.delegated_series(row, "中级") == ("经济",)
    assert Entry.objects.filter(act="delegate_series", subject=unit.id).exists()


@pytest.mark.clause("KM2023-1.5")
def test_neither_the_unit_nor_a_county_delegates(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    for officer, organisation in (
        (cast.unit_officer, unit),
        (cast.county_officer, cast.organisations["county_bureau"]),
    ):
        with pytest.raises(Refused):
            actions.delegate_series(unit, ["经济"], "文件", officer, organisation)
    with pytest.raises(Refused, match="文件"):
        actions.delegate_series(unit, ["经济"], " ", cast.city_officer, cast.organisations["city_bureau"])


@pytest.mark.clause("KM2023-1.5")
def test_the_page_keeps_what_was_typed_wrong(cast: Cast) -> None:
    unit, client = cast.organisations["unit"], Client()
    client.force_login(cast.city_officer)
    at = reverse("people:delegate", args=[unit.pk])
    wrong = client.post(at, {"document": "文件", "entries": "工程技术/副高级\n没有的系列"})
    assert wrong.status_code == 400
    assert "没有的系列" in wrong.content.decode()
    assert client.post(at, {"document": "文件", "entries": "工程技术系列/副高级"}).status_code == 302
    unit.refresh_from_db()
    assert unit.self_review_series == ["工程技术/副高级"]
