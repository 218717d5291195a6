"""谁看过我的资料: organisation, role, day and thing; one's own looks are none; experts after the result alone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests import making
from tests.cast import NOON
from zhicheng.applications.states import State
from zhicheng.desks.readers import LINES, page_of
from zhicheng.people.models import Account
from zhicheng.trail import reads

pytestmark = [pytest.mark.database, pytest.mark.django_db]
Log = Callable[[Account], Client]


def looked(season: making.Season, state: State, *looks: tuple[str, str], role: str = "unit") -> None:
    row = making.application(season, state)
    unit = season.cast.unit_officer
    reads.append(
        [
            reads.Line(
                NOON + dt.timedelta(minutes=number), unit.pk, row.unit_id, role, page, row.person_id, row.pk
            )
            for number, (page, _words) in enumerate(looks)
        ]
    )


def test_the_person_sees_who_looked_at_what(season: making.Season, client_of: Log) -> None:
    looked(season, State.AT_UNIT, ("vetting:case", ""), ("vetting:file", ""), ("vetting:file", ""))
    page = client_of(season.cast.applicant).get("/desk/readers/").content.decode()
    assert "单位经办人" in page and "证明材料" in page and "申报材料" in page
    assert "当天 2 次" in page
    rows = page_of(season.cast.people["applicant"]).rows
    assert [(str(one.what), one.times) for one in rows] == [("证明材料", 2), ("申报材料", 1)]


def test_experts_stand_there_after_the_result_and_without_organisation(
    season: making.Season, client_of: Log
) -> None:
    looked(season, State.READING, ("meeting:reading", ""), role="expert")
    person = season.cast.people["applicant"]
    assert page_of(person).rows == []
    assert "评审专家</td>" not in client_of(season.cast.applicant).get("/desk/readers/").content.decode()
    person.applications.update(state=State.RESULT_NOTICE)
    (row,) = page_of(person).rows
    assert (row.organisation, str(row.role)) == ("", "评审专家")


def test_other_peoples_log_is_not_shown(season: making.Season, client_of: Log) -> None:
    looked(season, State.AT_UNIT, ("vetting:case", ""))
    assert (
        "还没有人看过"
        in client_of(season.cast.accounts["other_applicant"]).get("/desk/readers/").content.decode()
    )


def test_a_long_log_has_pages_and_a_pinned_number_of_statements(
    season: making.Season, client_of: Log, django_assert_num_queries: Callable[..., object]
) -> None:
    looked(season, State.AT_UNIT, *[(f"vetting:case{number}", "") for number in range(LINES + 5)])
    person = season.cast.people["applicant"]
    with django_assert_num_queries(3):
        first = page_of(person)
    assert first.next is not None
    assert sum(one.times for one in page_of(person, first.next).rows) == 5
    assert client_of(season.cast.applicant).get("/desk/readers/?before=nonsense").status_code == 200
