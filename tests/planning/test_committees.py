"""Registering committees: scope, organiser, level and term by the bureau of the level; what a bureau adds."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, opened
from zhicheng.almanac import clock
from zhicheng.experts import queries as experts
from zhicheng.experts.actions.pool import pool_content
from zhicheng.people.errors import Refused
from zhicheng.people.models import Place
from zhicheng.planning import actions
from zhicheng.planning.models import Committee
from zhicheng.planning.queries import committee_titles, committees_of_bureau
from zhicheng.planning.scopes import listed
from zhicheng.policy.rules.scope import ScopeAsk, fits
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
TERM = dt.date(2026, 12, 31)


def registered(cast: Cast, ours: Ours, who: str = "city", **more: Any) -> Committee:
    """A mid committee for economists, registered by the city."""
    given: dict[str, Any] = {
        "name": "昆明市经济专业中级职称评审委员会",
        "level": "中级",
        "tier": "city",
        "organiser": cast.organisations["department"],
        "place": cast.places["kunming"],
        "scope_words": "本市企事业单位经济专业中级职称。",
        "tracks": ["series-11/经济"],
        "term_until": TERM,
    }
    return actions.register_committee(**{**given, **more}, **ours[who])


@pytest.mark.clause("YN2023-4.1")
def test_the_city_registers_a_mid_committee_with_scope_organiser_level_and_term(
    cast: Cast, ours: Ours
) -> None:
    row = registered(cast, ours)
    assert (row.registered_by, row.term_until) == (ours["city"]["organisation"], TERM)
    assert {(title.series, title.level) for title in committee_titles(row)} == {("series-11", "中级")}
    found = listed(row)
    assert found is not None and found.clause == "YN2023-4.1"
    asked = ScopeAsk(series="经济", level="中级", place="昆明市", unit_kind="市属国有", unit_name="甲")
    assert not fits(found.scope, asked, year=2023).misfits
    elsewhere = ScopeAsk(series="会计", level="中级", place="昆明市", unit_kind="市属国有", unit_name="甲")
    assert fits(found.scope, elsewhere, year=2023).misfits
    assert row in committees_of_bureau(ours["city"]["organisation"])
    assert row not in committees_of_bureau(ours["province"]["organisation"])
    changed = registered(cast, ours, committee=row, scope_words="经济专业。")
    assert (changed.pk, Committee.objects.get(pk=row.pk).scope_words) == (row.pk, "经济专业。")
    assert Entry.objects.filter(act="register_committee", subject=row.id).count() == 2


def test_a_committee_of_the_province_is_open_to_all_its_places(cast: Cast, ours: Ours) -> None:
    province = Place.objects.get(kind="province")
    row = registered(cast, ours, "province", tier="province", level="高级", place=province)
    found = listed(row)
    assert found is not None
    for place in ("昆明市", "盘龙区"):
        asked = ScopeAsk(series="经济", level="副高级", place=place, unit_kind="市属国有", unit_name="甲")
        assert not fits(found.scope, asked, year=2023).misfits


@pytest.mark.parametrize(
    ("who", "wrong", "words"),
    [
        ("province", {}, "由市人社局登记"),
        ("county", {}, "由市人社局登记"),
        ("city", {"level": "高级", "tracks": ["series-11/经济"]}, "由省人社厅登记"),
        ("city", {"tracks": []}, "至少选择一个系列"),
        ("city", {"tracks": ["武术"]}, "没有中级职称"),
        ("city", {"scope_words": " "}, "评审范围"),
        ("city", {"name": " "}, "名称"),
        ("city", {"level": "特级"}, "级别"),
        ("city", {"term_until": dt.date(2020, 1, 1)}, "不早于今天"),
    ],
)
def test_a_wrong_registration_is_refused(
    cast: Cast, ours: Ours, who: str, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        registered(cast, ours, who, **wrong)
    assert not Committee.objects.exists()


def test_a_name_stands_once_and_the_directory_stays(cast: Cast, senior: Office, ours: Ours) -> None:
    registered(cast, ours)
    with pytest.raises(Refused, match="同名"):
        registered(cast, ours)
    with pytest.raises(Refused, match="以名录为准"):
        registered(cast, ours, committee=senior.committee, name="别的名称")


@pytest.mark.clause("YN2020-2.5b")
def test_a_committee_of_enterprises_is_marked_and_its_private_experts_are_counted(
    cast: Cast, senior: Office, ours: Ours
) -> None:
    row = registered(cast, ours, enterprise=True)
    page = Client().get(reverse("planning:committee", args=[row.code])).content.decode()
    assert "民营企业单独或联合组建" in page and "#YN2020-2.5b" in page
    assert "企业组建" in Client().get(reverse("desks:committees")).content.decode()
    session = opened(senior, ours)
    expert = experts.pool(session)[0]
    before = pool_content(session, experts.pool(session))["private_enterprise"]
    type(expert).objects.filter(pk=expert.pk).update(private_enterprise=not expert.private_enterprise)
    assert abs(pool_content(session, experts.pool(session))["private_enterprise"] - before) == 1


@pytest.mark.clause("GUIDE-Q23-1")
def test_a_committee_may_use_its_own_review_form(senior: Office, ours: Ours) -> None:
    url = reverse("planning:committee", args=[senior.committee.code])
    assert "使用省统一的" in Client().get(url).content.decode()
    with pytest.raises(Refused):
        actions.supplement_committee(senior.committee, own_form="附表", **ours["city"])
    own = "《机电工程评审表》，在组建单位网站下载"
    actions.supplement_committee(senior.committee, own_form=own, **ours["province"])
    assert own in Client().get(url).content.decode()


@pytest.mark.clause("GUIDE-Q6")
def test_the_directory_leads_to_websites_and_notices(cast: Cast, senior: Office, ours: Ours) -> None:
    site = "https://gxj.km.gov.cn/"
    actions.supplement_committee(senior.committee, website=site, **ours["province"])
    row = registered(cast, ours, website="https://rsj.km.gov.cn/")
    page = Client().get(reverse("desks:committees")).content.decode()
    assert f'href="{site}"' in page and "https://rsj.km.gov.cn/" in page and row.name in page
    assert 'href="/sessions/calls/"' in page
    assert row.name not in Client().get(reverse("desks:committees"), {"rank": "高级"}).content.decode()


def test_the_pages_of_the_bureau(cast: Cast, senior: Office, ours: Ours) -> None:
    city, province = Client(), Client()
    city.force_login(cast.city_officer)
    province.force_login(cast.province_officer)
    desk, url = reverse("planning:committees_desk"), reverse("planning:register_committee")
    assert "还没有登记评委会" in city.get(desk).content.decode()
    given = {
        "name": "昆明市经济专业中级职称评审委员会", "level": "中级", "tier": "city",
        "organiser": "昆明市工业和信息化局", "place": cast.places["kunming"].code, "scope_words": "本市",
        "tracks": ["series-11/经济"], "term_until": "2026-12-31",
    }  # fmt: skip
    wrong = city.post(url, {**given, "organiser": "没有的单位"})
    assert wrong.status_code == 400 and "没有登记名为" in wrong.content.decode()
    assert "本市" in wrong.content.decode(), "nothing typed is lost"
    assert city.post(url, {**given, "website": "javascript:alert(1)"}).status_code == 400
    senior_level = city.post(url, {**given, "level": "高级"})
    assert senior_level.status_code >= 400 and "由省人社厅登记" in senior_level.content.decode()
    assert city.post(url, given)["Location"] == desk
    row = Committee.objects.get(name=given["name"])
    assert row.name in city.get(desk).content.decode()
    with clock.at(dt.datetime(2027, 1, 5, tzinfo=clock.CHINA)):
        assert "已届满" in city.get(desk).content.decode()
    edit = reverse("planning:edit_committee", args=[row.code])
    assert "昆明市工业和信息化局" in city.get(edit).content.decode()
    assert province.get(edit).status_code == 404
    known = reverse("planning:edit_committee", args=[senior.committee.code])
    assert "以名录为准" in province.get(known).content.decode()
    assert province.post(known, {"term_until": "2026-12-31"})["Location"] == desk
    senior.committee.refresh_from_db()
    assert senior.committee.term_until == TERM
