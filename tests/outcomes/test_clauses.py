"""Clauses of the notices on results: the share that passed beside the share that was set."""

import pytest
from django.test import Client

from tests import making
from tests.cast import person
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.outcomes import queries
from zhicheng.planning.models import Filing


@pytest.mark.clause("KM2023-6.2")
def test_the_pass_rate_is_counted_and_held_against_the_filed_share(season: making.Season) -> None:
    cast, session = season.cast, season.session
    [nobody] = queries.pass_rates(session, queries.results(session))
    assert (nobody.rate, nobody.plan, nobody.over) == (None, None, False)
    Filing.objects.create(
        session=session, kind=Filing.Kind.PRE_MEETING, to=cast.organisations["province"],
        content={"pass_share": 50}, content_hash="0" * 64, submitted_by=cast.office_officer,
        submitted_at=clock.now(), answer=Filing.Answer.ACCEPTED, number="备1号", answered_at=clock.now(),
    )  # fmt: skip
    states = (State.RESULT_NOTICE, State.POST_FILED, State.NOT_PASSED)
    numbers = ("530102198701010069", "530102198702020080", "530102198703030104")
    for state, number in zip(states, numbers, strict=True):
        making.application(season, state, person=person(number, "何某", cast.organisations["unit"]))
    [whole] = queries.pass_rates(session, queries.results(session))
    assert (whole.rate, whole.plan, whole.over) == (67, 50, True)
    client = Client()
    client.force_login(cast.office_officer)
    page = client.get(f"/outcomes/sessions/{session.pk}/results/").content.decode()
    assert "67%" in page and "50%" in page and "超过方案" in page
