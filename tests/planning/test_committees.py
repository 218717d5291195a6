"""Registering committees: scope, organiser, level and term by the bureau of the level; what a bureau adds."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, account
from tests.planning.conftest import Office, accepted, filed_call, moment, opened
from zhicheng.almanac import clock
from zhicheng.experts import queries as experts
from zhicheng.experts.actions.pool import pool_content
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership, Organisation, Place
from zhicheng.planning import actions
from zhicheng.planning.models import Committee
from zhicheng.planning.queries import committee_titles, committees_of_bureau
from zhicheng.planning.scopes import listed
from zhicheng.policy.rules.scope import ScopeAsk, fits
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
TERM = dt.date(2026, 7, 19)


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
        ("city", {"term_until": dt.date(2026, 7, 20)}, "最长3年"),
        ("city", {"tracks": ["series-11/经济", "series-12/会计"]}, "不跨系列"),
        ("city", {"least_members": 5}, "一般不少于7人"),
        ("city", {"least_members": 101, "fewer_reason": "批文"}, "3至99"),
        ("city", {"basis": "town"}, "按系列还是按专业"),
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
        "tracks": ["series-11/经济"], "term_until": "2026-07-19",
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
    assert province.post(known, {"term_until": "2026-07-19"})["Location"] == desk
    senior.committee.refresh_from_db()
    assert senior.committee.term_until == TERM
    assert "term_until" not in province.get(known).content.decode(), (
        "a registered term is renewed, not typed over"
    )
    renew = reverse("planning:renew_committee", args=[senior.committee.code])
    assert city.get(renew).status_code == 404
    too_early = province.post(renew, {"term_from": "2026-07-01"})
    assert too_early.status_code == 400 and "现任期到2026年7月19日" in too_early.content.decode()
    assert province.post(renew, {})["Location"] == desk
    public = Client().get(reverse("planning:committee", args=[senior.committee.code])).content.decode()
    assert "2026年7月20日至2029年7月19日" in public


@pytest.mark.clause("YN2020-2.5b")
def test_several_organisers_share_desk_filings_and_results(cast: Cast, ours: Ours) -> None:
    other = Organisation.objects.create(
        kind=Organisation.Kind.DEPARTMENT, name="昆明市国有资产监督管理委员会", place=cast.places["kunming"],
        registered_at=clock.now(), profile_completed_at=clock.now(),
    )  # fmt: skip
    stranger = cast.organisations["unit"]
    theirs = account("joint_office", "联办事")
    Membership.objects.create(account=theirs, organisation=other, role="office", since=clock.now())
    alone = account("lone_office", "独办事")
    Membership.objects.create(account=alone, organisation=stranger, role="office", since=clock.now())
    row = registered(cast, ours, co_organisers=[other, cast.organisations["department"]])
    assert [one.name for one in row.co_organisers.all()] == [other.name], "the first is not named twice"
    first = Office(row, cast.organisations["department"], cast.office_officer)
    second = Office(row, other, theirs)
    session = opened(second, ours)
    for who in (cast.office_officer, theirs):
        client = Client()
        client.force_login(who)
        assert client.get(reverse("planning:session", args=[session.id])).status_code == 200
        assert str(session.id) in client.get(reverse("planning:sessions")).content.decode()
    outsider = Client()
    outsider.force_login(alone)
    assert outsider.get(reverse("planning:session", args=[session.id])).status_code == 404
    with pytest.raises(Refused, match="组建单位"):
        filed_call(Office(row, stranger, alone), session)
    with pytest.raises(Refused, match="组建单位"):
        filed_call(Office(row, other, alone), session)
    filing = filed_call(second, session)
    entry = Entry.objects.get(act="file", subject=filing.id)
    assert entry.organisation == other.id, "the record names the office that acted"
    accepted(filing, ours)
    actions.publish_call(session=session, **first.me)
    with pytest.raises(Refused, match="才能更换第一组建单位"):
        registered(cast, ours, committee=row, organiser=other)
    public = Client().get(reverse("planning:committee", args=[row.code])).content.decode()
    assert other.name in public and "办事机构、受理材料" in public


def test_a_committee_whose_term_is_over_opens_and_files_nothing(
    cast: Cast, senior: Office, ours: Ours
) -> None:
    term = {"term_from": dt.date(2023, 7, 20), "term_until": dt.date(2023, 10, 19)}
    actions.supplement_committee(senior.committee, **term, **ours["province"])
    senior.committee.refresh_from_db()
    with pytest.raises(Refused, match="不在本评委会登记的任期内") as late:
        opened(senior, ours)
    assert late.value.clause == "MOHRSS-40"
    session = actions.open_session(
        committee=senior.committee, year=2023, meeting_on=dt.date(2023, 10, 19), opens_at=moment(7, 25),
        closes_at=moment(9, 1), **senior.me,
    )  # fmt: skip
    with pytest.raises(Refused, match="换届登记"):
        actions.move_meeting(session=session, meeting_on=dt.date(2023, 10, 20), reason="场地", **senior.me)
    with pytest.raises(Refused, match="须从2023年10月20日"):
        actions.renew_committee(senior.committee, term_from=dt.date(2023, 10, 19), **ours["province"])
    with pytest.raises(Refused, match="由省人社厅登记"):
        actions.renew_committee(senior.committee, **ours["city"])
    with clock.at(moment(10, 20)), pytest.raises(Refused, match="换届登记"):
        filed_call(senior, session)
    renewed = actions.renew_committee(senior.committee, **ours["province"])
    assert renewed.term_until == dt.date(2026, 10, 19)
    assert [str(one) for one in renewed.terms.all()] == [
        "2023-07-20 – 2023-10-19", "2023-10-20 – 2026-10-19",
    ]  # fmt: skip
    moved = actions.move_meeting(
        session=session, meeting_on=dt.date(2023, 10, 20), reason="场地", **senior.me
    )
    assert filed_call(senior, moved).answer == "pending"


def test_fewer_experts_than_registered_are_not_drawn(cast: Cast, senior: Office, ours: Ours) -> None:
    with pytest.raises(Refused, match="一般不少于25人"):
        actions.supplement_committee(senior.committee, basis="series", least_members=11, **ours["province"])
    actions.supplement_committee(
        senior.committee, basis="series", least_members=13, fewer_reason="省厅批复", **ours["province"]
    )
    senior.committee.refresh_from_db()
    with pytest.raises(Refused, match="不少于13人"):
        opened(senior, ours)
    session = opened_again(senior, seats=13)
    with pytest.raises(Refused, match="不少于13人"):
        actions.change_setting(session=session, key="seats", value=11, reason="人少", **senior.me)


def opened_again(office: Office, **more: Any) -> Any:
    """A session on the plan row that stands."""
    return actions.open_session(
        committee=office.committee, year=2023, meeting_on=dt.date(2023, 10, 20), opens_at=moment(7, 25),
        closes_at=moment(9, 1), **more, **office.me,
    )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"level": "特级"}, {"basis": "town"}, {"least_members": 2}, {"term_until": None}, {"scope_words": ""}],
)
def test_the_database_holds_a_registration_whole(cast: Cast, ours: Ours, wrong: dict[str, Any]) -> None:
    row = registered(cast, ours)
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.filter(pk=row.pk).update(**wrong)


def test_a_term_is_never_changed(cast: Cast, ours: Ours) -> None:
    row = registered(cast, ours)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.terms.update(last=dt.date(2030, 1, 1))
