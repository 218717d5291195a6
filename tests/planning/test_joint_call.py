"""The call of a joint committee: names all organisers, bears the seals of those who have sealed what was filed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, accepted, filed_call, opened
from zhicheng.people.errors import Refused
from zhicheng.planning import actions, documents
from zhicheng.planning.models import Session

Ours = dict[str, dict[str, Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(cast: Cast, senior: Office) -> dict[str, Any]:
    """The other organiser of the senior committee, as keywords of an act."""
    other = cast.organisations["other_department"]
    senior.committee.co_organisers.add(other)
    return {"by": cast.other_office_officer, "organisation": other}


def seals(session: Session) -> list[str]:
    call = Session.objects.get(pk=session.pk).call
    return [one["organisation"] for one in documents.call_document(call).data["signatures"]]


def test_it_bears_the_seals_of_those_who_sign(senior: Office, second: dict[str, Any], ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    with pytest.raises(Refused, match="备案通过后"):
        actions.seal_call(session=session, **second)
    accepted(filing, ours)
    actions.seal_call(session=session, **second)
    with pytest.raises(Refused, match="已在这份通知上盖章"):
        actions.seal_call(session=session, **second)
    call = actions.publish_call(session=session, **senior.me)
    assert seals(session) == [senior.organisation.name, second["organisation"].name]
    with pytest.raises(Refused, match="发布前"):
        actions.seal_call(session=session, **second)
    body = Client().get(reverse("planning:call", args=[call.id])).content.decode()
    assert f"{senior.organisation.name}、{second['organisation'].name}" in body
    assert f"{second['organisation'].name} 盖章" in body
    paper = documents.call_document(call)
    assert paper.data["organiser"] == f"{senior.organisation.name}、{second['organisation'].name}"
    assert documents.pdf_of(paper).startswith(b"%PDF-")


def test_a_seal_on_an_earlier_text_does_not_count(senior: Office, second: dict[str, Any], ours: Ours) -> None:
    session = opened(senior, ours)
    filing = accepted(filed_call(senior, session), ours)
    actions.seal_call(session=session, **second)
    actions.withdraw_filing(filing=filing, **senior.me)
    actions.write_call(
        session=session,
        title="另一份",
        conditions="另",
        requirements="另",
        materials=[],
        contact="1",
        **senior.me,
    )
    accepted(actions.file_call(session=session, **senior.me), ours)
    actions.publish_call(session=session, **senior.me)
    assert seals(session) == [senior.organisation.name]


def test_one_organiser_alone_and_strangers_seal_nothing(senior: Office, county: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    accepted(filed_call(senior, session), ours)
    with pytest.raises(Refused, match="只有一个组建单位"):
        actions.seal_call(session=session, **senior.me)
    with pytest.raises(Refused) as caught:
        actions.seal_call(session=session, **county.me)
    assert caught.value.status == 404


def test_the_other_office_seals_by_page(
    cast: Cast, senior: Office, second: dict[str, Any], ours: Ours, client_of: Any
) -> None:
    session = opened(senior, ours)
    accepted(filed_call(senior, session), ours)
    page = client_of(cast.other_office_officer)
    address = reverse("planning:publish_call", args=[session.id])
    assert "只会签盖章" in page.get(address).content.decode()
    assert page.post(address, {"seal": "1"}).status_code == 302
    body = page.get(address).content.decode()
    assert "只会签盖章" not in body and second["organisation"].name in body
    session.call.refresh_from_db()
    assert session.call.published_at is None
