"""岗位职数 and the unit's ranking of its people (GUIDE-5.3.5, GUIDE-Q10): what is asked, what bars, what is told."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests import making
from tests.cast import person
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.vetting import actions, checks
from zhicheng.vetting.form_parts import opinions_of
from zhicheng.vetting.models import UnitOpinion
from zhicheng.vetting.ranking import suggested_rank

ClientOf = Callable[[Account], Client]
POSTS = {"posts_managed": True, "posts": 10, "posts_filled": 9}


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


@pytest.fixture
def institution(season: making.Season) -> Organisation:
    unit = season.cast.organisations["unit"]
    unit.institution = True
    unit.save()
    return unit


def write(row: Application, season: making.Season, **parts: object) -> UnitOpinion:
    told = dataclasses.replace(GOOD, **parts)
    return actions.write_opinion(row, told, season.cast.unit_officer, row.unit)


def keys(row: Application) -> list[str]:
    return [one.key for one in checks.blockers(row)]


def colleague(season: making.Season, number: str = "530102198707070188", name: str = "严同事") -> Application:
    return ready.at_unit(season, person=person(number, name, season.cast.organisations["unit"]))


@pytest.mark.clause("GUIDE-Q10")
@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({}, "posts_note"),
        ({"posts_managed": True}, "posts"),
        ({"posts_managed": True, "posts": 10}, "posts_filled"),
        ({"posts_managed": True, "posts": -1, "posts_filled": 2}, "posts"),
    ],
)
def test_an_institution_tells_its_posts(
    season: making.Season, institution: Organisation, parts: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        write(ready.at_unit(season), season, **parts)
    assert refused.value.field == field and not UnitOpinion.objects.exists()


def test_posts_are_kept_and_a_unit_without_says_so(season: making.Season, institution: Organisation) -> None:
    row = ready.at_unit(season)
    told = write(row, season, **POSTS)
    assert (told.posts, told.posts_filled, told.vacant) == (10, 9, 1)
    told = write(row, season, posts_note="岗位设置方案尚未核准", posts=3)
    assert (told.posts, told.vacant, told.posts_note) == (None, None, "岗位设置方案尚未核准")
    for wrong in ({"posts": 3}, {"posts_managed": True}, {"rank": None}, {"rank": 10}, {"candidates": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            UnitOpinion.objects.filter(pk=told.pk).update(**wrong)


def test_a_unit_that_became_an_institution_tells_them_before_it_passes(season: making.Season) -> None:
    row = ready.prepared(season)
    assert keys(row) == []
    Organisation.objects.filter(pk=row.unit_id).update(institution=True)
    row = Application.objects.get(pk=row.pk)
    assert keys(row) == ["posts"]
    with pytest.raises(Refused, match="岗位数"):
        actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)


def test_nobody_comes_from_a_workers_post_where_none_is_vacant(
    season: making.Season, institution: Organisation
) -> None:
    row = ready.at_unit(season)
    last = row.submissions.get()
    write(row, season, posts_managed=True, posts=9, posts_filled=9)
    assert "vacancy" not in keys(row)
    last.content["qualification"]["more"] = {"post_moved": {"vacancy": True}}
    last.save(update_fields=["content"])
    assert "vacancy" in keys(row)
    write(row, season, **POSTS)
    assert "vacancy" not in keys(row)


@pytest.mark.parametrize(
    ("parts", "field", "words"),
    [
        ({"rank": None, "candidates": None}, "rank", "请填写推荐排序"),
        ({"rank": None}, "rank", "请填写推荐排序"),
        ({"rank": 10}, "rank", "1到总人数之间"),
        ({"rank": 0}, "rank", "1到总人数之间"),
    ],
)
def test_a_rank_is_among_the_candidates(
    season: making.Season, parts: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        write(ready.at_unit(season), season, **parts)
    assert refused.value.field == field


def test_who_is_not_recommended_needs_no_rank(season: making.Season) -> None:
    told = write(ready.at_unit(season), season, recommends=False, rank=None, candidates=None)
    assert told.rank is None


def test_a_rank_is_given_once(season: making.Season) -> None:
    first, second = ready.at_unit(season), colleague(season)
    write(first, season, rank=1, candidates=3)
    assert suggested_rank(second) == (2, 3)
    with pytest.raises(Refused, match="第1名已是李文静"):
        write(second, season, rank=1, candidates=3)
    with pytest.raises(Refused, match="不能少于"):
        write(second, season, rank=2, candidates=2)
    told = write(second, season, rank=2, candidates=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitOpinion.objects.filter(pk=told.pk).update(rank=1)
    write(first, season, rank=1, candidates=3)  # one's own rank is no bar


def test_one_more_candidate_is_told_for_all(season: making.Season) -> None:
    first, second = ready.prepared(season), colleague(season)
    assert keys(first) == []
    write(second, season, rank=2, candidates=10)
    assert keys(first) == ["rank"]
    write(first, season, rank=1, candidates=10)
    assert keys(first) == []


def test_the_rank_of_who_is_out_is_free_again(season: making.Season) -> None:
    first, second = ready.at_unit(season), colleague(season)
    write(first, season, rank=1, candidates=2)
    Application.objects.filter(pk=first.pk).update(state=State.WITHDRAWN, ended_at=clock.now())
    assert suggested_rank(second) == (1, 1)
    assert write(second, season, rank=1, candidates=1).standing
    assert not first.opinions.get().standing


def test_later_stations_and_the_form_show_it(
    season: making.Season, institution: Organisation, client_of: ClientOf
) -> None:
    row = ready.at_unit(season)
    ready.publish(season, row)
    write(row, season, rank=2, candidates=2, **POSTS)
    actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)
    page = client_of(season.cast.department_officer).get(f"/vetting/{row.pk}/").content.decode()
    assert "本级别岗位10个，已聘9人，空缺1个" in page and "民主测评、考核推荐" in page
    assert "第2名（本单位本次同级别共2名）" in page and "名次超出空缺岗位数" in page
    assert opinions_of(row)["unit_opinion"]["posts"] == (
        "本级别岗位10个，已聘9人，空缺1个；第2名（本单位本次同级别共2名）"
    )


def test_the_page_keeps_what_was_typed(
    season: making.Season, institution: Organisation, client_of: ClientOf
) -> None:
    row, client = ready.at_unit(season), client_of(season.cast.unit_officer)
    url = f"/vetting/{row.pk}/opinion/"
    page = client.get(url).content.decode()
    assert "是否实行岗位管理" in page and "推荐排序：第几名" in page
    typed = {
        "evaluation": "好", "way": "测评", "range": "全体", "headcount": "30", "recommends": "yes",
        "posts_managed": "yes", "posts": "10", "posts_filled": "", "rank": "1", "candidates": "1",
        "opinion": "同意推荐申报高级工程师", "formed": "会议", "notice_text": "无异议",
    }  # fmt: skip
    answer = client.post(url, typed)
    assert answer.status_code == 409 and "请填写本级别的岗位数" in answer.content.decode()
    assert "同意推荐申报高级工程师" in answer.content.decode()
    assert client.post(url, {**typed, "posts_filled": "x"}).status_code == 400
    assert client.post(url, {**typed, "posts_filled": "12"}).status_code == 302
    assert "超出2人" in client.get(f"/vetting/{row.pk}/").content.decode()
    assert client.get(url).content.decode().count('value="10"') == 1
