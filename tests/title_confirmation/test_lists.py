"""Titles from elsewhere: who is listed, to which bureau, the answer, what waits for it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.documents.test_engine import joined
from tests.making import Season, day
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.casefile import assemble
from zhicheng.applications.facts import facts_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.documents.engine import render_pdf
from zhicheng.dossiers.models import Record
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions as meeting
from zhicheng.people.errors import Refused
from zhicheng.planning.models import GateReached
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice
from zhicheng.title_confirmation import actions, queries
from zhicheng.title_confirmation.actions import Answer
from zhicheng.title_confirmation.documents import title_list_document
from zhicheng.title_confirmation.models import TitleEntry, TitleList

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def from_elsewhere(
    row: Application, *, level: str = "中级", origin: str = "外省", by: str = "评审"
) -> Application:
    """The row's declared title, obtained elsewhere."""
    submission = row.submissions.get()
    submission.content["records"]["titles"][0]["data"] |= {
        "level": level, "origin": origin, "obtained_by": by, "issuer": "四川省人社厅", "number": "川20161234",
    }  # fmt: skip
    submission.save(update_fields=["content"])
    return row


def sent(season: Season) -> TitleList:
    """The one list of the session, sent."""
    return actions.send_lists(season.session, season.cast.office_officer)[0]


def answer(season: Season, found: TitleList, confirmed: bool, reason: str = "") -> TitleList:
    """The same answer of the city on everybody of a list."""
    answers = {entry.id: Answer(confirmed, reason) for entry in found.entries.all()}
    bureau = season.cast.organisations["city_bureau"]
    return actions.answer_list(found, answers, by=season.cast.city_officer, organisation=bureau)


def test_only_titles_from_elsewhere_by_review_are_listed(season: Season) -> None:
    _local, exam, central, army, early = ready.people(season, 5, State.LISTED)
    from_elsewhere(exam, by="考试")
    from_elsewhere(central, origin="中央单位")
    from_elsewhere(army, origin="部队", by="考核认定")
    from_elsewhere(early)
    Application.objects.filter(pk=early.pk).update(state=State.AUDITED)
    assert queries.to_list(season.session) == [central, army]


@pytest.mark.clause("KM2023-4.3", "DC2022-1.5")
def test_each_bureau_answers_on_its_own_people(season: Season) -> None:
    cast, orgs = season.cast, season.cast.organisations
    rows = ready.people(season, 3, State.LISTED)
    for row, level in zip(rows, ("副高级", "中级", "助理级"), strict=True):
        from_elsewhere(row, level=level)
    with pytest.raises(Refused) as found:
        actions.send_lists(season.session, cast.other_office_officer)
    assert found.value.status == 404
    lists = {one.bureau: one for one in actions.send_lists(season.session, cast.office_officer)}
    assert set(lists) == {orgs["province"], orgs["city_bureau"], orgs["county_bureau"]}
    assert GateReached.objects.filter(gate="confirmation_list").exists()
    with pytest.raises(Refused, match="没有需要"):
        actions.send_lists(season.session, cast.office_officer)
    mine = lists[orgs["city_bureau"]]
    entry = mine.entries.get()
    with pytest.raises(Refused):  # another bureau's officer
        actions.answer_list(
            mine, {entry.id: Answer(True)}, by=cast.county_officer, organisation=orgs["county_bureau"]
        )
    answered = answer(season, mine, True)
    assert answered.signature is not None and not GateReached.objects.filter(gate="confirmation_answer")
    with pytest.raises(Refused, match="已经答复"):
        answer(season, mine, True)
    for name, officer in (("province", cast.province_officer), ("county_bureau", cast.county_officer)):
        there = lists[orgs[name]]
        answers = {there.entries.get().id: Answer(True)}
        actions.answer_list(there, answers, by=officer, organisation=orgs[name])
    assert GateReached.objects.filter(gate="confirmation_answer").exists()
    assert Message.objects.filter(recipient=cast.office_officer.id, subject="职称确认结果").count() == 3


def test_who_is_not_confirmed_leaves_with_the_reason(season: Season) -> None:
    (row,) = ready.people(season, 1, State.LISTED)
    found = sent_after(season, row)
    with pytest.raises(Refused, match="理由"):
        answer(season, found, False)
    assert TitleEntry.objects.get().outcome == "pending"
    answer(season, found, False, "查无此证")
    row.refresh_from_db()
    assert row.state == State.UNQUALIFIED and "查无此证" in row.steps.last().reason
    assert Message.objects.filter(recipient=row.person.account_id, body__contains="查无此证").exists()


def sent_after(season: Season, row: Application) -> TitleList:
    """The list of one person from elsewhere."""
    from_elsewhere(row)
    return sent(season)


def test_who_was_refused_while_correcting_is_not_qualified_afterwards(season: Season) -> None:
    (row,) = ready.people(season, 1, State.ACCEPTED)
    found = sent_after(season, row)
    Application.objects.filter(pk=row.pk).update(state=State.CORRECTING)
    answer(season, found, False, "查无此证")
    Application.objects.filter(pk=row.pk).update(state=State.ACCEPTED)
    with pytest.raises(Refused, match="未获"):
        meeting.qualify(row, season.cast.office_officer)


@pytest.mark.clause("KM2023-4.3")
def test_nobody_is_posted_unlisted_or_voted_on_unconfirmed(season: Season, meeting_day: None) -> None:
    office = season.cast.office_officer
    (late,) = ready.people(season, 1, State.LISTED)
    from_elsewhere(late)
    posting = (season.session, Notice.Kind.PRE_MEETING, [late], "门户网站", office)
    with pytest.raises(Refused, match="名单") as refused:
        notices.open_session_notice(*posting)
    assert refused.value.clause == "KM2023-4.3"
    found = sent(season)
    ready.opened(season, 1)
    row = Application.objects.get(state=State.READING)
    entry = TitleEntry.objects.get()
    entry.application = row
    entry.save()
    with pytest.raises(Refused, match="还没有经人社部门确认"):
        meeting.open_ballot(row, office)
    answer(season, found, True)
    assert meeting.open_ballot(row, office).present == 5


@pytest.mark.clause("KM2023-4.3")
def test_the_document_names_title_origin_and_outcome(season: Season) -> None:
    rows = ready.people(season, 2, State.LISTED)
    for row in rows:
        from_elsewhere(row)
    found = sent(season)
    entries = list(found.entries.order_by("application__number"))
    answers = {entries[0].id: Answer(True), entries[1].id: Answer(False, "查无此证")}
    bureau = season.cast.organisations["city_bureau"]
    actions.answer_list(found, answers, by=season.cast.city_officer, organisation=bureau)
    made = title_list_document(queries.lists().get())
    text = joined(render_pdf(made.template, made.data, draft=False, at=clock.now(), title=made.title))
    for words in (
        "职称资格确认人员名单",
        "外省",
        "川20161234",
        "已确认",
        "不予确认：查无此证",
        "确认1人，不予确认1人",
    ):
        assert words in text


def test_office_and_bureau_do_it_on_their_pages(season: Season) -> None:
    rows = ready.people(season, 2, State.LISTED)
    for row in rows:
        from_elsewhere(row)
    office, bureau = Client(), Client()
    office.force_login(season.cast.office_officer)
    bureau.force_login(season.cast.city_officer)
    page = reverse("title_confirmation:session", args=[season.session.id])
    assert "川20161234" in office.get(page).content.decode()
    assert office.post(reverse("title_confirmation:send", args=[season.session.id])).status_code == 302
    found = TitleList.objects.get()
    desk = bureau.get("/desk/").content.decode()
    assert "确认原职称" in desk and str(season.session) in desk
    first, second = found.entries.order_by("application__number")
    url = reverse("title_confirmation:answer", args=[found.id])
    assert "待答复" in bureau.get(reverse("title_confirmation:lists")).content.decode()
    wrong = bureau.post(url, {f"answer_{first.id}": "refused", f"answer_{second.id}": "confirmed"})
    assert wrong.status_code == 200 or wrong.status_code >= 400
    assert "请写明理由" in wrong.content.decode() and found.entries.filter(outcome="pending").count() == 2
    assert bureau.post(url, {f"answer_{first.id}": "confirmed"}).status_code == 302
    found.refresh_from_db()
    assert found.answered_at is None
    given = {f"answer_{second.id}": "refused", f"reason_{second.id}": "查无此证"}
    assert bureau.post(url, given).status_code == 302
    found.refresh_from_db()
    assert found.answered_at is not None
    assert bureau.post(url, given).status_code in {400, 409}
    assert "不予确认" in office.get(page).content.decode()


def test_the_bureaus_list_costs_the_same_however_many(season: Season, django_assert_num_queries) -> None:
    client = Client()
    client.force_login(season.cast.city_officer)
    url = reverse("title_confirmation:lists")
    counts = []
    for number in range(2):
        with clock.at(day(2023, 9, 11) + timedelta(hours=number)):
            sent_after(season, ready.people(season, 1, State.LISTED)[0])
        client.get(url)
        with django_assert_num_queries(7):
            assert client.get(url).status_code == 200
        counts.append(number)


@pytest.mark.parametrize(("confirmed", "outcome"), [(True, True), (False, False)])
def test_the_answer_is_a_fact_for_the_rules(season: Season, confirmed: bool, outcome: bool) -> None:
    """E-27: the title held last counts as the bureau answered; what is not answered is not known."""
    (row,) = ready.people(season, 1, State.LISTED)
    from_elsewhere(row)
    Record.objects.filter(person=row.person, module="titles").delete()
    for record, obtained in ((1, "2012-01-01"), (2, "2016-01-01")):
        data = {
            "series": "工程技术",
            "level": "中级",
            "obtained_on": obtained,
            "origin": "外省",
            "title": f"第{record}",
        }
        Record.objects.create(
            person=row.person, module="titles", data=data, position=record + 10, changed_at=clock.now()
        )

    def told() -> list[bool | None]:
        fresh = Application.objects.get(pk=row.pk)
        return [one.confirmed for one in facts_of(assemble(fresh)).person.titles if one.declared]

    assert told() == [None, None]
    answer(season, sent(season), confirmed, "" if confirmed else "查无此证")
    assert told() == [None, outcome]
