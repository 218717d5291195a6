"""An objection to a result holds back its person alone: the others go on, the person follows or is struck."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests import making
from tests.outcomes import after_vote
from tests.outcomes.after_vote import AfterVote
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.outcomes import actions, documents, queries
from zhicheng.outcomes.models import TitleDocument
from zhicheng.people.errors import Refused
from zhicheng.planning import actions as planning
from zhicheng.planning.dates import timeline
from zhicheng.planning.models import Filing
from zhicheng.planning.overview import is_late
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import NoticeEntry, Objection

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ANSWERED_LATE = making.day(2023, 11, 22, 10)
SUPPLEMENTED = making.day(2023, 11, 24, 10)
LAST = making.day(2023, 11, 29, 10)


def objected(voted: AfterVote) -> Objection:
    """The result notice of all, with an objection to the second one who passed; closed."""
    notice = voted.post()
    with clock.at(after_vote.POSTED):
        entry = NoticeEntry.objects.get(notice=notice, application=voted.passed[1])
        objection = notices.object_to(entry, "业绩不实。")
    voted.close(notice)
    return objection


def accept(voted: AfterVote, filing: Filing) -> None:
    """By the province, passed on by the city; the clock takes the list on."""
    planning.pass_filing(filing=filing, by=voted.cast.city_officer, organisation=voted.city)
    planning.answer_filing(
        filing=filing, accepted=True, by=voted.cast.province_officer, organisation=voted.province
    )
    actions.take_answered_filings()


def document(voted: AfterVote, number: str) -> TitleDocument:
    return actions.issue_document(
        voted.season.session,
        number=number,
        issued_on=clock.today(),
        by=voted.cast.province_officer,
        organisation=voted.province,
    )


def state_of(row: Application) -> str:
    return Application.objects.values_list("state", flat=True).get(pk=row.pk)


def others_go_on(voted: AfterVote) -> tuple[Objection, Filing]:
    """Everybody but the one with the objection as far as the certificate."""
    objection = objected(voted)
    first, second = voted.passed
    session, office = voted.season.session, voted.cast.office_officer
    with clock.at(after_vote.NOTICE_OVER):
        filing = actions.file_results(session, office)
    assert filing.content["applications"] == [str(first.pk)]
    assert [line[0] for line in filing.content["held"]] == [second.number]
    assert second.applicant_name in str(documents.filing_data(filing)["facts"])
    with clock.at(after_vote.ANSWERED):
        accept(voted, filing)
        with pytest.raises(Refused, match=f"对{second.applicant_name}的公示异议还没有核查完"):
            actions.file_results(session, office)
    with clock.at(after_vote.DOCUMENTED):
        document(voted, after_vote.NUMBER)
    with clock.at(after_vote.CONFIRMED):
        made = actions.confirm_result(fresh(first), voted.cast.city_officer, voted.city)
        actions.issue_certificate(made)
    assert state_of(first) == State.CERTIFIED
    assert state_of(second) == State.RESULT_NOTICE
    return objection, filing


def fresh(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


@pytest.mark.clause("YN2020-3.2", "KM2023-4.4h")
def test_the_others_go_on_and_the_person_follows_in_a_supplement(voted: AfterVote) -> None:
    objection, filing = others_go_on(voted)
    second, session, office = voted.passed[1], voted.season.session, voted.cast.office_officer
    with clock.at(ANSWERED_LATE):
        notices.settle_objection(objection, "经核查不成立。", office)
        assert Message.objects.filter(recipient=second.person.account_id, subject="公示异议已核查").exists()
        added = actions.file_results(session, office)
        assert added.supplements == filing and added.name == "会后备案（补充）"
        assert added.content["applications"] == [str(second.pk)] and not added.content["held"]
        assert not is_late(added)
        with pytest.raises(Refused, match="没有需要补充备案的人员"):
            actions.file_results(session, office)
    with clock.at(SUPPLEMENTED):
        accept(voted, added)
        with pytest.raises(Refused, match="没有需要补充备案的人员"):
            actions.file_results(session, office)
        passed_on = next(gate for gate in timeline(session) if gate.key == "post_filing").done_on
        assert passed_on == after_vote.ANSWERED.date()  # a supplement passes no gate
    with clock.at(LAST):
        made = document(voted, "云人社职〔2023〕71号")
        assert made.supplements is not None and made.supplements.number == after_vote.NUMBER
        assert [one.application_id for one in made.holders.all()] == [second.pk]
        told = documents.document_data(
            session, [second], issuer=voted.province, number=made.number, issued_on=made.issued_on,
            obtained_on=made.obtained_on, former=made.supplements,
        )  # fmt: skip
        assert told["title"].endswith("补充通知") and after_vote.NUMBER in told["paragraphs"][1]
        assert documents.issued_pdf(made).startswith(b"%PDF")
        assert documents.filing_pdf(added).startswith(b"%PDF")
        actions.confirm_result(fresh(second), voted.cast.city_officer, voted.city)
    assert state_of(second) == State.CONFIRMED
    assert made.obtained_on == dt.date(2023, 10, 20)


def test_the_supplement_is_not_dated_before_its_own_filing_was_accepted(voted: AfterVote) -> None:
    objection, _filing = others_go_on(voted)
    with clock.at(ANSWERED_LATE):
        notices.settle_objection(objection, "经核查不成立。", voted.cast.office_officer)
        added = actions.file_results(voted.season.session, voted.cast.office_officer)
    with clock.at(SUPPLEMENTED):
        accept(voted, added)
    with clock.at(LAST), pytest.raises(Refused, match="2023年11月24日"):
        actions.issue_document(
            voted.season.session, number="云人社职〔2023〕71号", issued_on=ANSWERED_LATE.date(),
            by=voted.cast.province_officer, organisation=voted.province,
        )  # fmt: skip


def test_an_objection_upheld_later_strikes_the_person_alone(voted: AfterVote) -> None:
    objection, _filing = others_go_on(voted)
    with clock.at(ANSWERED_LATE):
        notices.uphold_objection(objection, "属实。", voted.cast.office_officer)
        assert state_of(voted.passed[1]) == State.STRUCK_BY_OBJECTION
        assert state_of(voted.passed[0]) == State.CERTIFIED
        with pytest.raises(Refused, match="没有需要补充备案的人员"):
            actions.file_results(voted.season.session, voted.cast.office_officer)
    assert queries.results(voted.season.session).struck == [voted.passed[1]]


def test_the_page_says_who_waits_and_offers_the_supplement(voted: AfterVote, client: Client) -> None:
    objection, filing = others_go_on(voted)
    session = voted.season.session
    client.force_login(voted.cast.office_officer)
    with clock.at(ANSWERED_LATE):
        page = client.get(f"/outcomes/sessions/{session.pk}/results/").content.decode()
        assert "公示异议正在核查" in page and voted.passed[1].applicant_name in page
        assert "报会后备案</button>" not in page
        notices.settle_objection(objection, "经核查不成立。", voted.cast.office_officer)
        page = client.get(f"/outcomes/sessions/{session.pk}/results/").content.decode()
        filing.refresh_from_db()
        assert f"原备案编号 {filing.number}" in page
        assert "报会后备案</button>" in page


def test_the_database_admits_one_open_supplement_of_a_list(voted: AfterVote) -> None:
    _objection, filing = others_go_on(voted)
    facts = {
        "session": filing.session, "to": filing.to, "content": {}, "content_hash": "0",
        "submitted_by": filing.submitted_by, "submitted_at": clock.now(), "supplements": filing,
    }  # fmt: skip
    Filing.objects.create(kind="post_meeting", **facts)
    for kind in ("post_meeting", "call"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Filing.objects.create(kind=kind, **facts)
