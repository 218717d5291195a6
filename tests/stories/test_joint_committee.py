"""A committee of two organisers through its whole year: which office does what, in whose name and under which seal."""

import pytest

from tests.cast import Cast
from tests.experts import ready as drawing
from tests.stories.test_years import come, year_of
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.documents import minutes
from zhicheng.outcomes.models import Release
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Call, Committee, Filing
from zhicheng.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.clause("YN2023-4.1")
def test_a_committee_of_two_organisers_acts_through_the_offices_of_both(cast: Cast) -> None:
    """The first organiser's office takes in the applications; the second's plans, files, publishes and meets."""
    first, second = (
        Organisation.objects.create(
            kind="department", name="昆明市科学技术局", place=cast.places["kunming"], registered_at=clock.now(),
            profile_completed_at=clock.now(),
        ),
        cast.organisations["department"],
    )  # fmt: skip
    year = year_of(cast)
    Committee.objects.filter(pk=year.committee.pk).update(organiser=first, seal=year.committee.name)
    year.committee.co_organisers.add(second)
    year.committee.refresh_from_db()
    come(year, "close meeting")
    meeting.sign_minutes(year.session, drawing.code(), cast.office_officer)
    come(year, "certify", since="close meeting")
    assert [row.state for row in year.fresh()] == [State.CERTIFIED] * 4 + [State.NOT_PASSED]
    for act in ("open_session", "publish_call", "open_draw", "issue_meeting_notice"):
        acted = Entry.objects.filter(act=act).values_list("organisation", flat=True)
        assert set(acted) == {second.id}, act
    released = Release.objects.select_related("signature__organisation").get(session=year.session)
    assert released.signature is not None and released.signature.organisation == first
    made = minutes(year.session, agenda_of(year.session))
    seals = [one["organisation"] for one in made.data["signatures"] if one["how"] == "organisation_key"]
    assert seals == [year.committee.name], "the committee's own seal, not an organiser's"
    filed = Filing.objects.filter(session=year.session).select_related("seal__organisation")
    assert {one.seal.organisation for one in filed if one.seal} == {second}
    seal = Call.objects.select_related("seal__organisation").get(session=year.session).seal
    assert seal is not None and seal.organisation == second
