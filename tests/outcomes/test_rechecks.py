"""Rechecks and complaints: who asks, until when, what the organiser answers, what the applicant reads."""

import pytest

from tests import making
from tests.outcomes.after_vote import CONFIRMED, AfterVote
from tests.outcomes.conftest import ClientOf
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.outcomes import actions
from zhicheng.outcomes.actions.rechecking import last_day
from zhicheng.outcomes.models import Recheck
from zhicheng.people.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]
IN_TIME, TOO_LATE = making.day(2024, 1, 20, 23), making.day(2024, 1, 21, 0)


def asked(row: Application, kind: str = "recheck") -> Recheck:
    """The applicant's request."""
    return actions.ask_recheck(
        row, kind=kind, ground="overlooked", text="漏看了2021年的发明专利。", by=row.person.account
    )


@pytest.mark.clause("KM2023-4.6")
def test_a_request_is_taken_up_checked_concluded_and_told(voted: AfterVote) -> None:
    office, row = voted.cast.office_officer, voted.not_passed[0]
    request = asked(row)
    with pytest.raises(Refused, match="已经提出过"):
        asked(row)
    with pytest.raises(Refused, match="不在核查中"):
        actions.decide_recheck(request, fault=False, checked="材料", outcome="维持", by=office)
    assert actions.take_recheck(request, accepted=True, reason="", by=office).stage == "accepted"
    with pytest.raises(Refused, match="核查了哪些"):
        actions.decide_recheck(request, fault=False, checked=" ", outcome="维持", by=office)
    done = actions.decide_recheck(
        request, fault=True, checked="程序合规；专利材料确被漏看。", outcome="提请评委会复议。", by=office
    )
    assert done.stage == "fault_found" and done.decided_by == office
    with pytest.raises(Refused):
        actions.decide_recheck(request, fault=False, checked="再看", outcome="维持", by=office)
    told = Message.objects.filter(recipient=row.person.account_id, subject__startswith="复查")
    assert told.filter(body__contains="提请评委会复议").exists()
    row.refresh_from_db()
    assert row.state == State.NOT_PASSED  # the result itself is not touched


@pytest.mark.clause("KM2023-4.6")
def test_only_the_applicant_asks_and_only_the_organiser_answers(voted: AfterVote) -> None:
    cast, row = voted.cast, voted.not_passed[0]
    for stranger in (cast.office_officer, cast.unit_officer, voted.passed[0].person.account):
        with pytest.raises(Refused) as found:
            actions.ask_recheck(row, kind="recheck", ground="other", text="请查", by=stranger)
        assert found.value.status == 404
    request = asked(row)
    for stranger in (cast.city_officer, cast.other_office_officer, row.person.account):
        with pytest.raises(Refused) as found:
            actions.take_recheck(request, accepted=True, reason="", by=stranger)
        assert found.value.status == 404


def test_the_term_counts_from_the_confirmation(voted: AfterVote) -> None:
    failed = voted.not_passed[0]
    assert last_day(failed) is None  # nothing confirmed: the term has not begun
    voted.confirm()
    winner = voted.passed[0]
    assert last_day(winner) == last_day(failed)
    assert CONFIRMED.date().isoformat() == "2023-11-20"
    with clock.at(TOO_LATE):
        with pytest.raises(Refused, match="逾期不予受理") as found:
            asked(failed)
        assert found.value.clause == "KM2023-4.6"
        assert asked(failed, "complaint").kind == "complaint"  # the term is the recheck's
    with clock.at(IN_TIME):
        assert asked(winner).until is not None


def test_nobody_asks_before_the_result_is_known(voted: AfterVote) -> None:
    row = voted.not_passed[0]
    Application.objects.filter(pk=row.pk).update(state=State.READING, ended_at=None)
    with pytest.raises(Refused, match="还没有公布"):
        asked(row)


def test_applicant_and_organiser_on_their_pages(voted: AfterVote, client_of: ClientOf) -> None:
    row = voted.not_passed[0]
    person, office = client_of(row.person.account), client_of(voted.cast.office_officer)
    page = f"/outcomes/applications/{row.id}/recheck/"
    given = {"kind": "recheck", "ground": "misread", "text": ""}
    assert person.post(page, given).status_code == 400
    assert person.post(page, given | {"text": "专利被错看。"}).status_code == 302
    request = Recheck.objects.get()
    assert "专利被错看" in person.get(f"/outcomes/applications/{row.id}/").content.decode()
    assert "待受理" in office.get(f"/outcomes/sessions/{voted.season.session.id}/rechecks/").content.decode()
    one = f"/outcomes/rechecks/{request.id}/"
    assert office.post(one, {"answer": "declined", "reason": ""}).status_code in {400, 409}
    assert office.post(one, {"answer": "declined", "reason": "不属于复查范围。"}).status_code == 302
    answer = person.get(f"/outcomes/applications/{row.id}/").content.decode()
    assert "不属于复查范围" in answer and "不予受理" in answer
    assert person.post(page, given | {"text": "补充理由。"}).status_code == 302  # declined: may ask anew
