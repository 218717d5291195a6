"""The public site: home page, directories, guide, search."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import Account, Cast
from zhicheng.applications.states import State
from zhicheng.desks import guide_text
from zhicheng.desks.navigation import MENUS
from zhicheng.policy.clauses import load
from zhicheng.policy.tables import committees
from zhicheng.public_notice.models import Notice, NoticeEntry

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.clause("DC2022-2.2a")
def test_the_home_page_shows_what_is_open_and_for_how_long(season: making.Season, client: Client) -> None:
    page = text_of(client, "/")
    assert "昆明市机电工程高级工程师评审委员会" in page
    assert "2023年8月31日 24:00" in page
    assert "还有 42 天 12 小时" in page


def test_a_closed_window_is_not_shown(season: making.Season, client: Client) -> None:
    season.session.closes_at = making.day(2023, 7, 20)
    season.session.save()
    page = text_of(client, "/")
    assert "昆明市机电工程高级工程师评审委员会" not in page
    assert "现在没有正在接收申报的评委会" in page


def test_the_figures_are_counted(season: making.Season, client: Client) -> None:
    for state, who in (
        (State.DRAFT, "applicant"),
        (State.CERTIFIED, "other_applicant"),
        (State.AT_UNIT, "unattached"),
    ):
        making.application(season, state, person=season.cast.people[who])
    numbers = re.findall(r'figure-number">(\d+)<', text_of(client, "/"))
    assert numbers == ["1", "2", "1", "1"]


def test_running_notices_are_listed_until_their_last_day(season: making.Season, client: Client) -> None:
    one = making.application(season, State.RESULT_NOTICE)
    for title, ends in (("结果公示甲", dt.date(2023, 7, 20)), ("结果公示乙", dt.date(2023, 7, 19))):
        notice = Notice.objects.create(
            kind="result", publisher=season.committee.organiser, session=season.session, title=title,
            place="门户网站",
            posted_on=dt.date(2023, 7, 11), ends_on=ends, workdays=5, content_hash="0" * 64,
            posted_by=season.cast.office_officer,
        )  # fmt: skip
        NoticeEntry.objects.create(
            notice=notice, application=one, extract={"name": "李*"}, extract_hash="0" * 64
        )
    page = text_of(client, "/")
    assert "结果公示甲" in page
    assert "结果公示乙" not in page


def test_a_second_visit_asks_nothing(
    season: making.Season, client: Client, django_assert_num_queries: Callable
) -> None:
    client.get("/")
    with django_assert_num_queries(0):
        client.get("/")


@pytest.mark.parametrize(
    ("url", "rows"),
    [
        ("/directory/committees/", 58),
        ("/directory/committees/?rank=高级", 11),
        ("/directory/committees/?rank=中级", 47),
        ("/directory/committees/?q=机电工程", 2),
        ("/directory/committees/?q=没有这个", 0),
        ("/directory/bureaus/", 22),
        ("/directory/bureaus/?q=西山", 2),
        ("/directory/titles/", 42),
    ],
)
def test_directories_are_complete_and_searched(client: Client, url: str, rows: int) -> None:
    assert text_of(client, url).count('scope="row"') == rows


def test_all_29_series_stand_in_the_table(client: Client) -> None:
    assert text_of(client, "/directory/titles/").count('scope="rowgroup"') == 29


def test_each_committee_of_the_directory_leads_to_its_page(client: Client) -> None:
    page = text_of(client, "/directory/committees/")
    assert all(reverse("planning:committee", args=[one.id]) in page for one in committees())


@pytest.mark.clause("KM2023-3.5", "DC2022-3")
def test_all_questions_are_answered_with_their_clauses(client: Client) -> None:
    page = text_of(client, "/guide/questions/")
    assert len(guide_text.QUESTIONS) == 25
    assert page.count('class="answer"') == 25
    for row in guide_text.QUESTIONS:
        for clause in (*row[2], *row[3]):
            assert clause in page


@pytest.mark.clause(
    "GUIDE-1.4",
    "GUIDE-5.4.4",
    "GUIDE-5.4.6",
    "GUIDE-5.4.8",
    "GUIDE-Q1",
    "GUIDE-Q16-4",
    "GUIDE-Q2",
    "GUIDE-Q5a",
    "GUIDE-Q7-3",
)
def test_every_clause_of_the_guides_first_parts_is_on_a_page(client: Client) -> None:
    shown = text_of(client, "/guide/") + text_of(client, "/guide/questions/")
    wanted = [
        one for one in load() if re.match(r"GUIDE-(1\.|Q|5\.4)", one) and "T" not in one.partition("-")[2]
    ]
    missing = [one for one in wanted if not re.search(re.escape(one) + r"(?![\d.])", shown)]
    assert missing == []


def test_official_words_are_marked_as_quotations(client: Client) -> None:
    page = text_of(client, "/guide/")
    assert '<blockquote class="quote">“撤销其职称，并记入职称评审诚信档案库”' in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("机电工程", "昆明市机电工程高级工程师评审委员会"),
        ("履职年限", "履职年限怎么算"),
        ("西山", "五华区茭菱路"),
        ("译审", "正高级"),
    ],
)
def test_the_search_finds_across_the_site(client: Client, words: str, found: str) -> None:
    assert found in text_of(client, f"/search/?q={words}")


def test_the_search_says_when_nothing_is_found(client: Client) -> None:
    assert "没有找到" in text_of(client, "/search/?q=天方夜谭")
    assert "没有找到" not in text_of(client, "/search/?q=")


def test_typed_words_are_shown_as_text(client: Client) -> None:
    page = text_of(client, '/search/?q="><script>x</script>')
    assert "<script>x" not in page


def test_visitors_and_applicants_find_the_check_and_the_law_in_the_menu(
    cast: Cast, client: Client, client_of: Callable[[Account], Client]
) -> None:
    for visitor, address in ((client, "/"), (client_of(cast.applicant), "/desk/")):
        page = visitor.get(address).content.decode()
        menu = page[page.index('<ul class="menu-wide">') : page.index("</nav>")]
        assert ">申报条件自查</a>" in menu and ">政策依据</a>" in menu
    foot = client_of(cast.city_officer).get("/desk/").content.decode().split("<footer")[1]
    assert '<a href="/guide/policy/">政策依据</a>' in foot


def test_menus_lead_to_pages_that_exist(cast: Cast) -> None:
    for entries in MENUS.values():
        for entry in entries:
            assert reverse(entry.view).startswith("/")


@pytest.mark.parametrize("url", ["/", "/search/", "/guide/", "/guide/questions/", "/directory/bureaus/"])
def test_public_pages_refuse_posts(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405
