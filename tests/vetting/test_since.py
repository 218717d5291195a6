"""Who decides on a version that has moved on is told what has happened since, with the difference."""

from collections.abc import Callable

from django.test import Client

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, BASICS, COVER, FOUND, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.states import Actor, Event
from zhicheng.people.models import Account
from zhicheng.vetting import actions

ClientOf = Callable[[Account], Client]


def test_what_was_submitted_since_is_told_with_the_difference(
    season: making.Season, client_of: ClientOf
) -> None:
    with clock.at(AFTER_NOTICE):
        row, officer = ready.prepared(season), season.cast.unit_officer
        version = row.version
        actions.send_back(row, "请补充", officer, row.unit, defects=FOUND)
        ready.submit_again(row, {"cover": COVER, "basics": {**BASICS, "ethnicity": "白族"}})
        flow.move(row, Event.SUBMIT, flow.By(Actor.APPLICANT, row.person.account))
        late = client_of(officer).post(
            f"/vetting/{row.id}/pass/", {"version": version, "opinion": "同意推荐该同志", "checked": POINTS}
        )
        assert late.status_code == 409
        told = late.content.decode().partition("您打开页面以后</h2>")[2]
        assert "重新提交的内容有改动" in told
        assert "old=1&amp;new=2" in told
        assert "同意推荐该同志" in told  # nothing typed is lost
        assert f'name="version" value="{version + 2}"' in told
