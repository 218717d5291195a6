"""已阅读申报指南: before the first cover of a year, kept with version and time."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.applications.conftest import choose
from tests.making import Season
from zhicheng.applications.actions import confirm_guide, save_cover
from zhicheng.applications.models import Application, GuideRead
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account


@pytest.mark.clause("DC2022-2.1")
def test_the_first_cover_of_a_year_waits_for_it(season: Season) -> None:
    person = season.cast.people["applicant"]
    GuideRead.objects.filter(person=person).delete()
    with pytest.raises(Refused) as refused:
        save_cover(person, choose(season), by=person.account)
    assert (refused.value.clause, refused.value.field) == ("DC2022-2.1", "guide_read")
    made = confirm_guide(person, 2023, by=person.account)
    assert len(made.version) == 64
    assert confirm_guide(person, 2023, by=person.account) == made  # a second time changes nothing
    assert save_cover(person, choose(season), by=person.account).pk


@pytest.mark.clause("DC2022-2.1")
def test_it_is_ticked_on_the_cover_once(season: Season, client_of: Callable[[Account], Client]) -> None:
    person = season.cast.people["applicant"]
    GuideRead.objects.filter(person=person).delete()
    mine = client_of(person.account)
    fields = {
        "kind": "晋升评审",
        "channel": "正常",
        "series": "工程技术",
        "track": "工程技术",
        "level": "副高级",
        "title": "高级工程师",
        "profession": "机械工程",
        "session": str(season.session.id),
    }
    assert 'name="guide_read"' in mine.get("/apply/cover/", fields).content.decode()
    told = mine.post("/apply/cover/", fields)
    assert "请先阅读申报指南" in told.content.decode()
    assert not Application.objects.exists()
    assert mine.post("/apply/cover/", fields | {"guide_read": "1"}).status_code == 302
    assert GuideRead.objects.get(person=person).year == 2023
    assert 'name="guide_read"' not in mine.get("/apply/cover/", fields).content.decode()
