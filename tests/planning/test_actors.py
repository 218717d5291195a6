"""Every act asks whether who acts may: the right organisation named by the wrong account moves nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.planning.conftest import CALL, Office, call_of, filed_call, moment, opened
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions
from zhicheng.planning.models import Filing, PlanEntry, Session

pytestmark = pytest.mark.django_db
Ours = dict[str, dict[str, Any]]

WINDOW = {"opens_at": moment(7, 25), "closes_at": moment(9, 5), "reason": "延长"}


def wrong(cast: Cast, organisation: str, right: Account) -> list[dict[str, Any]]:
    """Who acts, as keywords: the right organisation, each time by somebody who is no officer of it."""
    return [
        {"by": account, "organisation": cast.organisations[organisation]}
        for account in (cast.other_office_officer, cast.drawer_1, cast.applicant, cast.department_officer)
        if account != right
    ]


def refused(act: Callable[..., object], **words: Any) -> None:
    with pytest.raises(Refused) as refusal:
        act(**words)
    assert refusal.value.status == 404


def test_an_office_s_acts(cast: Cast, senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    day = dt.date(2023, 11, 3)
    for who in wrong(cast, "department", senior.officer):
        refused(actions.propose_plan_entry, committee=senior.committee, year=2024, month=3, **who)
        refused(
            actions.open_session,
            committee=senior.committee,
            year=2024,
            meeting_on=dt.date(2024, 10, 20),
            opens_at=moment(7, 25, year=2024),
            closes_at=moment(9, 1, year=2024),
            **who,
        )
        refused(actions.move_meeting, session=session, meeting_on=day, reason="改期", **who)
        refused(actions.change_window, session=session, **WINDOW, **who)
        refused(actions.write_call, session=session, **{**CALL, "title": "另一标题"}, **who)
        refused(actions.file_call, session=session, **who)
        refused(actions.publish_call, session=session, **who)
        refused(actions.file, session=session, kind=Filing.Kind.POOL, content={}, **who)
        refused(actions.withdraw_filing, filing=filing, **who)
        refused(actions.change_setting, session=session, key="seats", value=13, reason="x", **who)
        refused(
            actions.ask_variation,
            session=session, key="seats", value=13, step="audit", reason="x", until=None, **who,
        )  # fmt: skip
        refused(actions.ask_pilot, session=session, reason="x", **who)
        refused(actions.seal_call, session=session, **who)
    session.refresh_from_db()
    filing.refresh_from_db()
    assert (session.meeting_on, session.closes_at) == (dt.date(2023, 10, 20), moment(9, 1))
    assert call_of(session).title == CALL["title"] and call_of(session).published_at is None
    assert (filing.answer, Filing.objects.count(), Session.objects.count()) == ("pending", 1, 1)
    assert not PlanEntry.objects.filter(year=2024).exists()


def test_a_bureau_s_acts(cast: Cast, senior: Office, ours: Ours) -> None:
    filing = filed_call(senior, opened(senior, ours))
    entry = actions.propose_plan_entry(committee=senior.committee, year=2024, month=3, **senior.me)
    city = [*wrong(cast, "city_bureau", cast.city_officer), {**ours["city"], "by": cast.supervisor}]
    for who in city:
        refused(actions.publish_plan, year=2024, **who)
        refused(actions.return_plan, entries=[entry], reason="不行", **who)
        refused(actions.pass_filing, filing=filing, **who)
        refused(actions.answer_filing, filing=filing, accepted=False, reason="不全", **who)
    actions.pass_filing(filing=filing, **ours["city"])
    for who in wrong(cast, "province", cast.province_officer):
        refused(actions.answer_filing, filing=filing, accepted=True, **who)
    filing.refresh_from_db()
    assert filing.answer == "pending" and PlanEntry.objects.get(year=2024).state == "proposed"
