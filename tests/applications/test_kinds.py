"""A further kind of application is a further row of the table, not new code."""

import pytest

from tests.making import Season
from zhicheng.applications.actions import Choice, save_cover
from zhicheng.applications.attachments import BY_KEY as ATTACHMENTS
from zhicheng.applications.choosing import Pick, choices
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import BY_CHANNEL, KINDS, Kind, row_for
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.qualifying import FACTS
from zhicheng.policy import clauses


def test_rows_name_modules_and_states_that_exist() -> None:
    law = book_of(2023, None)
    for row in (*KINDS.values(), *BY_CHANNEL.values()):
        assert row_for(row.kind, row.channels[0]).kind is row.kind
        assert set(row.facts) <= set(FACTS)
        assert set(row.attachments) <= set(ATTACHMENTS)
        assert row.source in clauses.load()
        assert not row.open_by or law.find(row.open_by)
        assert set(row.sections) <= set(BY_KEY)


@pytest.mark.parametrize("channel", ["博士后直接认定", "基层有效认定"])
def test_associate_senior_titles_are_recognised_by_a_committee(season: Season, channel: str) -> None:
    assert KINDS[Kind.RECOGNITION].by_committee is False
    row = row_for(Kind.RECOGNITION, channel)
    assert (row.by_committee, row.unit_notice, row.last_event) == (True, True, Event.FINISH_AUDIT)
    person = season.cast.people["applicant"]
    found = choices(person, person.unit, Pick(kind="考核认定", channel=channel, profession="机械工程"))
    assert found.levels == ("副高级",)
    assert found.chosen is not None  # the open session


def test_recognition_is_no_promotion_of_the_year(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    target = Target("工程技术", "工程技术", "机械工程", "助理级", "助理工程师")
    other = save_cover(person, Choice(Kind.RECOGNITION, target), by=person.account)
    assert other.pk != ready.pk
