"""Filters of a desk kept by name, and the mark of priority (YN2020-2.3)."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import IntegrityError
from django.test import Client

from tests import making
from tests.cast import person
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks.filters import MOST, save_filter
from zhicheng.desks.models import ListFile, SavedFilter
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership

ClientOf = Callable[[Account], Client]


def test_a_filter_is_kept_by_name_and_leads_back_to_its_list(
    season: making.Season, client_of: ClientOf
) -> None:
    officer = client_of(season.cast.department_officer)
    answer = officer.post(
        "/desk/filters/?tab=vetting&level=副高级&order=newest&after=x&evil=1", {"name": " 本周 急件 "}
    )
    asked = parse_qs(urlparse(answer["Location"]).query)
    assert (asked["level"], asked["order"], asked["tab"]) == (["副高级"], ["newest"], ["vetting"])
    assert "evil" not in asked and "after" not in asked
    page = officer.get("/desk/filters/").content.decode()
    kept = SavedFilter.objects.get()
    assert "本周 急件" in page and kept.query.replace("&", "&amp;") in page
    officer.post("/desk/filters/?tab=vetting&level=中级", {"name": "本周 急件"})
    kept.refresh_from_db()
    assert "%E4%B8%AD%E7%BA%A7" in kept.query
    assert (
        "本周 急件"
        not in client_of(season.cast.other_department_officer).get("/desk/filters/").content.decode()
    )


def test_a_filter_is_forgotten_by_its_owner_alone(season: making.Season, client_of: ClientOf) -> None:
    kept = making.saved_filter(season.cast.department_officer)
    address = f"/desk/filters/{kept.pk}/forget/"
    assert client_of(season.cast.other_department_officer).post(address).status_code == 404
    assert SavedFilter.objects.exists()
    assert client_of(season.cast.department_officer).post(address).status_code == 302
    assert not SavedFilter.objects.exists()


def test_names_are_needed_and_few(season: making.Season, client_of: ClientOf) -> None:
    seat = Membership.objects.get(account=season.cast.department_officer)
    for number in range(MOST):
        save_filter(seat, f"筛选{number}", "tab=vetting")
    for name in ("", "  ", "长" * 31, "又一个"):
        with pytest.raises(Refused):
            save_filter(seat, name, "tab=vetting")
    save_filter(seat, "筛选0", "tab=letter")  # the same name: the new query
    answer = client_of(season.cast.department_officer).post("/desk/filters/", {"name": ""}, follow=True)
    assert "请给筛选起一个名称" in answer.content.decode()
    with pytest.raises(IntegrityError):
        SavedFilter.objects.filter(name="筛选1").update(name="筛选0")


@pytest.mark.clause("YN2020-2.3")
def test_the_priority_ones_are_marked_and_can_be_listed_alone(
    season: making.Season, client_of: ClientOf
) -> None:
    first = making.application(season, State.AT_DEPARTMENT)
    someone = person("530102198001010019", "张三", season.cast.organisations["unit"])
    other = making.application(season, State.AT_DEPARTMENT, person=someone)
    Application.objects.filter(pk=first.pk).update(priority=True)
    officer = client_of(season.cast.department_officer)
    page = officer.get("/desk/").content.decode()
    assert str(other.pk) in page and ">优先</span>" in page
    alone = officer.get("/desk/?flag=priority").content.decode()
    assert str(first.pk) in alone and str(other.pk) not in alone


def test_the_longest_search_fits(season: making.Season, client_of: ClientOf) -> None:
    """Each sign takes nine in an address; PostgreSQL keeps no more than the field's length."""
    officer = client_of(season.cast.department_officer)
    asked = f"tab=vetting&level=副高级&flag=returned&order=newest&q={'长' * 60}"
    assert officer.post(f"/desk/filters/?{asked}", {"name": "最长"}).status_code == 302
    assert officer.post(f"/desk/lists/?{asked}").status_code == 302
    for row in (SavedFilter.objects.get(), ListFile.objects.get()):
        assert 540 < len(row.query) <= row._meta.get_field("query").max_length
