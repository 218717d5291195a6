"""The officer's list: who sees what, pages, filters, export, and what it costs."""

import datetime as dt
import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests import making
from tests.cast import NOON, Cast, person
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Return
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.desks import queries
from zhicheng.desks.queries import PAGE, Wanted, waiting_for
from zhicheng.desks.work import WORK, Role, work_of
from zhicheng.people.initials import initials
from zhicheng.people.models import Membership
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vetting.actions import Found, count_crowds, crowds, demand_correction
from zhicheng.vetting.models import DeskCount

Log = Callable[..., Client]


def people(season: making.Season, many: int) -> list[Application]:
    """`many` applications of the unit's people that wait at the department, one a minute."""
    found = []
    for number in range(many):
        login = f"53010219800101{number:03d}X"
        with clock.at(NOON + dt.timedelta(minutes=number)):
            someone = person(login, f"张{number:03d}", season.cast.organisations["unit"])
            found.append(making.application(season, State.AT_DEPARTMENT, person=someone))
    return found


def page_of(client: Client, query: str = "") -> str:
    response = client.get(f"/desk/{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("state", "sees", "not_seen_by"),
    [
        (State.AT_UNIT, "unit_officer", ["other_unit_officer", "department_officer", "office_officer"]),
        (
            State.AT_DEPARTMENT,
            "department_officer",
            ["unit_officer", "other_department_officer", "office_officer"],
        ),
        (
            State.AT_COMMITTEE,
            "office_officer",
            ["department_officer", "other_office_officer", "city_officer"],
        ),
    ],
)
def test_it_waits_where_it_is_and_nowhere_else(
    season: making.Season, client_of: Log, state: State, sees: str, not_seen_by: list[str]
) -> None:
    one = making.application(season, state)
    assert f"/vetting/{one.pk}/" in page_of(client_of(getattr(season.cast, sees)))
    for who in not_seen_by:
        assert str(one.pk) not in page_of(client_of(getattr(season.cast, who)))


def test_a_county_bureau_sees_its_own(season: making.Season, client_of: Log) -> None:
    orgs = season.cast.organisations
    route = [
        ("用人单位", orgs["unit"]),
        ("县区人社", orgs["county_bureau"]),
        ("评委会", season.committee.organiser),
    ]
    one = making.application(season, State.AT_COUNTY, route=route)
    assert str(one.pk) in page_of(client_of(season.cast.county_officer))
    assert str(one.pk) not in page_of(client_of(season.cast.wrong_county_officer))


def test_every_work_has_states_that_nobody_else_works_on_in_that_role() -> None:
    for role, tabs in WORK.items():
        states = [state for tab in tabs for state in tab.states]
        assert len(states) == len(set(states)), role
    assert [tab.key for tab in work_of(Role.BUREAU, "county_bureau")] == ["county", "correcting"]


def test_who_issued_a_notice_finds_it_until_it_is_answered(season: making.Season, client_of: Log) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    cast = season.cast
    found = [Found(Place(), words="缺考核表")]
    department = cast.organisations["department"]
    demand_correction(row, "请补", dt.date(2023, 8, 10), cast.department_officer, department, defects=found)
    assert str(row.pk) in page_of(client_of(cast.department_officer), "?tab=correcting")
    assert str(row.pk) not in page_of(client_of(cast.other_department_officer), "?tab=correcting")


def test_the_unit_finds_what_its_people_correct(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.RETURNED)
    unit = client_of(season.cast.unit_officer)
    assert str(one.pk) in page_of(unit, "?tab=returned")
    assert str(one.pk) not in page_of(unit, "?tab=vetting")


@pytest.mark.parametrize("newest", [False, True])
def test_pages_bring_every_row_once(season: making.Season, newest: bool) -> None:
    made = people(season, PAGE * 2 + 3)
    work, organisation = work_of(Role.DEPARTMENT, "department")[0], season.cast.organisations["department"]
    seen, after = [], None
    for _turn in range(4):
        page = waiting_for(organisation, work, Wanted(newest=newest), after)
        seen += [row.pk for row in page.rows]
        after = page.next
        if after is None:
            break
    expected = [row.pk for row in made]
    assert seen == (expected[::-1] if newest else expected)


def test_rows_of_one_moment_are_neither_lost_nor_doubled(season: making.Season) -> None:
    made = people(season, PAGE + 5)
    Application.objects.update(state_since=NOON)
    work, organisation = work_of(Role.DEPARTMENT, "department")[0], season.cast.organisations["department"]
    first = waiting_for(organisation, work, Wanted())
    second = waiting_for(organisation, work, Wanted(), first.next)
    assert {row.pk for row in (*first.rows, *second.rows)} == {row.pk for row in made}
    assert len(first.rows) + len(second.rows) == len(made)


def test_tabs_of_several_states_are_one_list_in_order(season: making.Season) -> None:
    made = people(season, 6)
    for number, one in enumerate(made):
        Application.objects.filter(pk=one.pk).update(
            state=State.AUDITED if number % 2 else State.PAPER_SENT, holder=season.committee.organiser
        )
    paper = next(tab for tab in work_of(Role.OFFICE, "department") if tab.key == "paper")
    rows = waiting_for(season.committee.organiser, paper, Wanted()).rows
    assert [row.pk for row in rows] == [row.pk for row in made]


def test_the_page_goes_on_from_its_own_link(season: making.Season, client_of: Log) -> None:
    people(season, PAGE + 1)
    client = client_of(season.cast.department_officer)
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', page_of(client))
    assert link is not None
    second = page_of(client, link.group(1).replace("&amp;", "&"))
    assert second.count("data-case") == 1
    assert "回到第一页" in second


@pytest.mark.parametrize("place", ["x", "2023-07-20_x", f"2023-07-20T00:00:00_{UUID(int=0)}", "_"])
def test_a_tampered_place_is_the_first_page(season: making.Season, client_of: Log, place: str) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    assert str(one.pk) in page_of(client_of(season.cast.department_officer), f"?after={place}")


def test_filters_narrow_the_list(season: making.Season, client_of: Log) -> None:
    first, second, third = people(season, 3)
    Application.objects.filter(pk=first.pk).update(due_on=dt.date(2023, 7, 19))
    Application.objects.filter(pk=second.pk).update(due_on=dt.date(2023, 7, 22), level="中级")
    Return.objects.create(
        application=third, person=third.person, year=2023, kind="send_back", counts=True, used_after=1,
        at=NOON,
        organisation=season.cast.organisations["department"], account=season.cast.department_officer,
        opinion="补充学历", clause="KM2023-4.1d",
    )  # fmt: skip
    client = client_of(season.cast.department_officer)

    def found(query: str) -> set[str]:
        text = page_of(client, query)
        return {str(one.pk) for one in (first, second, third) if str(one.pk) in text}

    assert found("?flag=late") == {str(first.pk)}
    assert found("?flag=soon") == {str(second.pk)}
    assert found("?flag=returned") == {str(third.pk)}
    assert found("?level=中级") == {str(second.pk)}
    assert found(f"?q={first.applicant_name}") == {str(first.pk)}
    assert found(f"?q={second.number}") == {str(second.pk)}
    assert found("?q=没有这个人") == set()
    assert found("?level=乱填&flag=乱填&tab=乱填") == {str(one.pk) for one in (first, second, third)}


def test_chances_left_are_shown(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    client = client_of(season.cast.department_officer)
    assert "剩 3 次" in page_of(client)
    for number in range(3):
        Return.objects.create(
            application=one, person=one.person, year=2023, kind="reset", counts=True,
            used_after=number + 1, at=NOON,
            organisation=season.cast.organisations["department"], account=season.cast.department_officer,
            opinion="补充", clause="KM2023-4.1d",
        )  # fmt: skip
    assert '<span class="late">剩 0 次</span>' in page_of(client)


def test_counts_stop_at_a_thousand(
    season: making.Season, client_of: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(season, 4)
    tabs = work_of(Role.DEPARTMENT, "department")
    department = season.cast.organisations["department"]
    nothing = queries.Waiting(0)
    assert queries.counts(department, tabs) == {
        "vetting": queries.Waiting(4), "letter": nothing, "correcting": nothing
    }  # fmt: skip
    monkeypatch.setattr(queries, "EXACT", 2)
    assert queries.counts(department, tabs)["vetting"] == queries.Waiting(3)
    client = client_of(season.cast.department_officer)
    assert '<span class="many">2+</span>' in page_of(client)


def test_above_a_thousand_the_clock_counts(
    season: making.Season,
    client_of: Log,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Callable,
) -> None:
    people(season, 4)
    client, tabs = client_of(season.cast.department_officer), work_of(Role.DEPARTMENT, "department")
    department, at = season.cast.organisations["department"], clock.now()
    for one in (queries, crowds):
        monkeypatch.setattr(one, "EXACT", 2)
    with clock.at(at):
        assert count_crowds() == 1
        assert queries.counts(department, tabs)["vetting"] == queries.Waiting(4, at)
        words = page_of(client)
        assert '<span class="many">约4</span>' in words and cn_moment(at) in words
    Application.objects.filter(pk__in=Application.objects.values("pk")[:1]).update(state=State.AT_COUNTY)
    with clock.at(at + crowds.EVERY - dt.timedelta(seconds=1)), django_assert_num_queries(1):
        assert count_crowds() == 0  # it was counted a moment ago
    assert DeskCount.objects.get().held == {State.AT_DEPARTMENT: 4}
    with clock.at(at + crowds.EVERY):
        assert count_crowds() == 1
        assert queries.counts(department, tabs)["vetting"].number == 3
    monkeypatch.setattr(crowds, "EXACT", 1000)
    with clock.at(at + 2 * crowds.EVERY):
        assert count_crowds() == 1  # the fullest desk tells when the last count was


def test_a_unit_s_own_people_are_counted_wherever_they_are(
    season: making.Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in (queries, crowds):
        monkeypatch.setattr(one, "EXACT", 1)
    for number in range(3):
        someone = person(f"53010219800101{number:03d}X", f"张{number:03d}", season.cast.organisations["unit"])
        making.application(season, State.RETURNED, person=someone)
    count_crowds()
    tabs = work_of(Role.UNIT, "unit")
    assert queries.counts(season.cast.organisations["unit"], tabs)["returned"].number == 3


def test_the_list_costs_the_same_for_one_row_and_for_three(
    season: making.Season, client_of: Log, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(season.cast.department_officer)
    costs = []
    for _turn in range(2):
        people_now = Application.objects.count()
        for number in range(people_now, 1 if people_now == 0 else 3):
            someone = person(
                f"53010219800101{number:03d}X", f"张{number:03d}", season.cast.organisations["unit"]
            )
            making.application(season, State.AT_DEPARTMENT, person=someone)
        client.get("/desk/")
        with django_assert_max_num_queries(15) as cost:
            page_of(client)
        costs.append(len(cost))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    "who",
    ["unit_officer", "department_officer", "county_officer", "city_officer", "office_officer", "supervisor"],
)
def test_no_desk_costs_more_than_fifteen_statements(
    season: making.Season, client_of: Log, who: str, django_assert_max_num_queries: Callable
) -> None:
    for number, state in enumerate(State):
        someone = person(f"53010219800101{number:03d}X", "张三", season.cast.organisations["unit"])
        making.application(season, state, person=someone)
    client = client_of(getattr(season.cast, who))
    client.get("/desk/")
    with django_assert_max_num_queries(15):
        page_of(client)


def test_the_export_holds_the_list_and_disarms_formulas(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    Application.objects.filter(pk=one.pk).update(applicant_name="=cmd()")
    response = client_of(season.cast.department_officer).get("/desk/export/")
    text = b"".join(response).decode("utf-8-sig")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    assert text.splitlines()[0].startswith("申报编号,姓名")
    assert f"{one.number},'=cmd()," in text


@pytest.mark.parametrize("who", ["applicant", "expert", "supervisor", "drawer_1"])
def test_nobody_without_a_list_exports(cast: Cast, client_of: Log, who: str) -> None:
    assert client_of(getattr(cast, who)).get("/desk/export/").status_code == 404


def test_another_accounts_seat_is_not_taken(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    seat = Membership.objects.get(account=season.cast.department_officer)
    assert str(one.pk) not in page_of(client_of(season.cast.unit_officer), f"?as={seat.pk}")


def test_an_officer_of_two_organisations_chooses(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    cast = season.cast
    second = Membership.objects.create(
        account=cast.other_department_officer, organisation=cast.organisations["department"],
        role=Role.DEPARTMENT,
        since=clock.now(),
    )  # fmt: skip
    client = client_of(cast.other_department_officer)
    assert str(one.pk) not in page_of(client)
    assert str(one.pk) in page_of(client, f"?as={second.pk}")


@pytest.mark.django_db
def test_visitors_log_in_first(client: Client) -> None:
    for url in ("/desk/", "/desk/export/"):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/account/login/?next=/desk/")


def test_the_desk_is_read_only(cast: Cast, client_of: Log) -> None:
    client = client_of(cast.unit_officer)
    assert client.post("/desk/").status_code == 405
    assert client.post("/desk/export/").status_code == 405


@pytest.mark.clause("YN2020-2.3")
def test_who_served_in_poverty_relief_is_marked_first(
    season: making.Season, client_of: Callable[..., Client]
) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    told = client_of(season.cast.department_officer).get("/desk/").content.decode()
    assert "优先</span>" not in told
    Application.objects.filter(pk=row.pk).update(priority=True)
    assert "优先</span>" in client_of(season.cast.department_officer).get("/desk/").content.decode()


@pytest.mark.parametrize("words", ["昆小明", "KXM", "kxm", "昆明机电设备有限公司", "{number}", "{id}"])
def test_somebody_is_found_by_name_initials_unit_id_and_number(
    season: making.Season, client_of: Log, words: str
) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    other = person("530102198101010013", "单雄信", season.cast.organisations["other_unit"])
    away = making.application(season, State.AT_DEPARTMENT, person=other)
    Application.objects.filter(pk=away.pk).update(unit=season.cast.organisations["other_unit"])
    typed = words.format(number=one.number, id=one.person.id_number)
    typed = {"昆小明": one.person.name, "昆明机电设备有限公司": one.unit.name}.get(typed, typed)
    if typed.lower() == "kxm":
        typed = initials(one.person.name)
    page = page_of(client_of(season.cast.department_officer), f"?q={typed}")
    assert str(one.pk) in page
    assert str(away.pk) not in page


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张三", "zs"),
        ("单雄信", "sxx"),
        ("尉迟恭", "ycg"),
        ("阿依古丽·买买提", "ayglmmt"),
        ("Li Ming", "liming"),
        ("鑫", "x"),
    ],
)
def test_initials_of_names(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_columns_are_chosen_and_stay_in_every_address(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_DEPARTMENT)
    client = client_of(season.cast.department_officer)
    assert one.unit.name in page_of(client)
    page = page_of(client, "?level=副高级&columns=1&show=title&show=due")
    assert one.unit.name not in page
    assert one.title in page
    left_out = "without=unit%2Ccommittee%2Csince%2Cchances"
    queries_of = [found for found in re.findall(r'href="[^"]*\?(as=[^"]+)"', page) if "tab=" in found]
    assert queries_of and all(left_out in found for found in queries_of)
    again = page_of(client, "?level=副高级&without=unit,nonsense")
    assert one.unit.name not in again
    assert 'value="unit"> ' in again and 'value="title" checked> ' in again
