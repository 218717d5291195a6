"""Pages of list, filing, readings, meeting and vote: who may, what each sees, typed text kept, constant statements."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.experts import ready as drawing
from tests.making import Season, day
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Seat
from zhicheng.files.actions import store
from zhicheng.files.checks import PDF
from zhicheng.meeting import actions, queries
from zhicheng.meeting.models import Attendance, Ballot, Meeting, Reading, VoterMark
from zhicheng.people.models import Account
from zhicheng.planning.models import Filing
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]
SCORED = {f"score_{number}": "85" for number in range(5)}


def at(name: str, season: Season) -> str:
    return reverse(f"meeting:{name}", args=[season.session.id])


def strangers(season: Season) -> list[Account]:
    cast = season.cast
    return [
        cast.other_office_officer,
        cast.unit_officer,
        cast.city_officer,
        cast.drawer_1,
        cast.applicant,
        cast.expert,
    ]


@pytest.mark.parametrize("name", ["people", "pre_filing", "found"])
def test_pages_of_the_office_alone(name: str, season: Season, client_of: ClientOf, client: Client) -> None:
    page = at(name, season)
    assert client_of(season.cast.office_officer).get(page).status_code == 200
    for account in (*strangers(season), season.cast.supervisor):
        assert client_of(account).get(page).status_code == 404
    assert client.get(page).status_code == 302
    assert client.post(page).status_code in {302, 405}


@pytest.mark.parametrize("name", ["session", "readings"])
def test_pages_that_supervisors_watch(name: str, season: Season, client_of: ClientOf, client: Client) -> None:
    page = at(name, season)
    for account in (season.cast.office_officer, season.cast.supervisor):
        assert client_of(account).get(page).status_code == 200
    for account in strangers(season):
        assert client_of(account).get(page).status_code == 404
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("name", ["qualify", "training", "assign", "chair", "open_meeting", "open_ballots"])
def test_acts_of_the_office_by_post_alone(name: str, season: Season, client_of: ClientOf) -> None:
    page = at(name, season)
    assert client_of(season.cast.office_officer).get(page).status_code == 405
    for account in (*strangers(season), season.cast.supervisor):
        assert client_of(account).post(page).status_code == 404
    assert not Meeting.objects.exists()


def test_the_list_filters_and_passes_those_ticked(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    rows = ready.people(season, 3, State.ACCEPTED)
    page = office.get(at("people", season), {"step": "accepted"}).content.decode()
    assert all(row.applicant_name in page for row in rows)
    assert "这里还没有人" in office.get(at("people", season), {"step": "listed"}).content.decode()
    assert rows[1].applicant_name in office.get(at("people", season), {"q": rows[1].number}).content.decode()
    refused = office.post(at("qualify", season), {})
    assert refused.status_code == 409 and "勾选" in refused.content.decode()
    tampered = office.post(
        at("qualify", season), {"application": ["x", "00000000-0000-0000-0000-000000000000"]}
    )
    assert tampered.status_code == 409
    assert (
        office.post(at("qualify", season), {"application": [str(rows[0].id), str(rows[2].id)]}).status_code
        == 302
    )
    assert [Application.objects.get(pk=row.pk).state for row in rows] == [
        State.LISTED,
        State.ACCEPTED,
        State.LISTED,
    ]


def test_the_list_costs_the_same_for_more_people(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = client_of(season.cast.office_officer)
    ready.people(season, 1, State.ACCEPTED)
    office.get(at("people", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        office.get(at("people", season))
    ready.people(season, 4, State.ACCEPTED)
    with django_assert_num_queries(len(counted)):
        office.get(at("people", season))


def test_one_person_is_audited_with_the_rules_beside(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    row, other = ready.people(season, 2, State.ACCEPTED)
    page = reverse("meeting:qualification", args=[row.id])
    assert "没有发现不符合条件" in office.get(page).content.decode()
    assert office.post(page, {"decision": "fail", "reason": ""}).status_code == 400
    assert office.post(page, {"decision": "fail", "reason": "履职年限不足"}).status_code == 302
    again = office.post(page, {"decision": "fail", "reason": "再写一遍"})
    assert again.status_code == 409 and "再写一遍" in again.content.decode()
    assert office.post(page, {"decision": "pass"}).status_code == 409
    assert (
        office.post(reverse("meeting:qualification", args=[other.id]), {"decision": "pass"}).status_code
        == 302
    )
    for account in strangers(season):
        assert client_of(account).get(page).status_code == 404
        assert client_of(account).post(page, {"decision": "pass"}).status_code == 404


def test_the_filing_from_page_to_pdf(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    rows = ready.people(season, 2, State.LISTED)
    with clock.at(day(2023, 9, 12, 10)):
        kind = Notice.Kind.PRE_MEETING
        notice = notices.open_session_notice(season.session, kind, rows, "门户网站", cast.office_officer)
    office, page = client_of(cast.office_officer), at("pre_filing", season)
    with clock.at(day(2023, 9, 21, 10)):
        assert (
            client_of(cast.office_officer)
            .get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
            .status_code
            == 404
        )
        early = office.post(page, {"plan": "我们自己的方案。"})
        assert early.status_code == 409
        assert "还没有结束" in early.content.decode() and "我们自己的方案。" in early.content.decode()
        notices.close_session_notice(notice, "公示无异议。", cast.office_officer)
        assert "无记名投票" in office.get(page).content.decode()
        assert office.post(page, {"plan": ""}).status_code == 400
        assert office.post(page, {"plan": "我们自己的方案。"}).status_code == 302
        assert Filing.objects.get().content["plan"] == "我们自己的方案。"
        assert "已报送" in office.get(page).content.decode()
        pdf = office.get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
    assert pdf.content.startswith(b"%PDF")
    assert (
        client_of(cast.supervisor)
        .get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
        .status_code
        == 404
    )


def test_training_assignment_and_progress_on_the_page(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    ready.people(season, 2)
    office, page = client_of(cast.office_officer), at("readings", season)
    assert office.post(at("training", season)).status_code == 409
    season.session.seats = 5
    season.session.save()
    with clock.at(drawing.DRAW_DAY):
        drawing.signed(season)
        assert "登记已集中学习" in office.get(page).content.decode()
        assert "登记已集中学习" not in client_of(cast.supervisor).get(page).content.decode()
        assert office.post(at("training", season)).status_code == 302
        assert office.post(at("assign", season)).status_code == 302
    assert Reading.objects.count() == 6
    reading = Reading.objects.select_related("seat__expert__account").first()
    assert reading is not None
    actions.hand_in_reading(reading, ready.SCORES, "只有本人知道的意见", reading.seat.expert.account)
    for account in (cast.office_officer, cast.supervisor):
        shown = client_of(account).get(page).content.decode()
        assert "1 / 3" in shown and "只有本人知道的意见" not in shown


def test_the_progress_costs_the_same_for_more_files(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready.people(season, 1)
    ready.seated(season)
    actions.assign_readings(season.session, season.cast.office_officer)
    supervisor = client_of(season.cast.supervisor)
    supervisor.get(at("readings", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        supervisor.get(at("readings", season))
    ready.people(season, 4)
    actions.assign_readings(season.session, season.cast.office_officer)
    with django_assert_num_queries(len(counted)):
        supervisor.get(at("readings", season))


@pytest.fixture
def reading(season: Season) -> Reading:
    """The first reading of two files, with a PDF attached to the file's submission."""
    ready.people(season, 2)
    ready.seated(season)
    actions.assign_readings(season.session, season.cast.office_officer)
    row = Reading.objects.select_related("seat__expert__account", "application").order_by("id")[0]
    kept = store(SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"), PDF)
    submission = row.application.submissions.get()
    submission.content["attachments"] = [{"key": "k", "title": "承诺书", "sha256": kept.sha256, "id": "1"}]
    submission.save()
    return row


def test_the_reader_reads_saves_and_hands_in(season: Season, reading: Reading, client_of: ClientOf) -> None:
    expert = client_of(reading.seat.expert.account)
    page = reverse("meeting:reading", args=[reading.id])
    assert str(reading.application.number) in expert.get(reverse("meeting:mine")).content.decode()
    assert "承诺书" in expert.get(page, {"section": "attachments"}).content.decode()
    assert expert.post(page, {"act": "save", "score_0": "70", "opinion": ""}).status_code == 302
    assert 'value="70"' in expert.get(page).content.decode()
    wrong = expert.post(page, {"act": "save", "score_0": "101", "opinion": "写到一半"})
    assert wrong.status_code == 400 and "写到一半" in wrong.content.decode()
    short = expert.post(page, {"act": "hand_in", "score_0": "70", "opinion": "写了很多"})
    assert short.status_code == 400 and "写了很多" in short.content.decode()
    assert Reading.objects.get(pk=reading.pk).handed_in_at is None
    assert expert.post(page, {"act": "hand_in", **SCORED, "opinion": "建议通过"}).status_code == 302
    late = expert.post(page, {"act": "save", **SCORED, "opinion": "改主意"})
    assert late.status_code == 409
    assert Reading.objects.get(pk=reading.pk).opinion == "建议通过"


def test_others_opinions_appear_after_the_own_is_in(
    season: Season, reading: Reading, client_of: ClientOf
) -> None:
    other = Reading.objects.filter(application=reading.application).exclude(pk=reading.pk)[0]
    actions.hand_in_reading(other, ready.SCORES, "第一位专家的看法", other.seat.expert.account)
    expert, page = client_of(reading.seat.expert.account), reverse("meeting:reading", args=[reading.id])
    assert "第一位专家的看法" not in expert.get(page).content.decode()
    assert queries.other_readings(reading) == []
    actions.hand_in_reading(reading, ready.SCORES, "我的看法", reading.seat.expert.account)
    shown = expert.get(page).content.decode()
    assert "第一位专家的看法" in shown and other.seat.expert.name not in shown


def test_a_reading_is_its_reader_s_alone(
    season: Season, reading: Reading, client_of: ClientOf, client: Client
) -> None:
    sha256 = reading.application.submissions.get().content["attachments"][0]["sha256"]
    pages = [reverse(f"meeting:{name}", args=[reading.id]) for name in ("reading", "avoid")]
    evidence = reverse("meeting:evidence", args=[reading.id, sha256])
    member = client_of(reading.seat.expert.account)
    for page in (*pages, evidence):
        answer = member.get(page)
        assert answer.status_code == 200
        if answer.streaming:
            assert b"".join(answer).startswith(b"%PDF")
        assert client.get(page).status_code == 302
    other = Reading.objects.exclude(seat=reading.seat).select_related("seat__expert__account")[0]
    cast = season.cast
    for account in (other.seat.expert.account, cast.office_officer, cast.supervisor, cast.applicant):
        for page in (*pages, evidence):
            assert client_of(account).get(page).status_code == 404
        assert client_of(account).post(pages[0], {"act": "save"}).status_code == 404
    foreign = reverse("meeting:evidence", args=[reading.id, "0" * 64])
    assert member.get(foreign).status_code == 404


def test_who_keeps_away_sees_nothing_any_more(season: Season, reading: Reading, client_of: ClientOf) -> None:
    expert, page = client_of(reading.seat.expert.account), reverse("meeting:avoid", args=[reading.id])
    sha256 = reading.application.submissions.get().content["attachments"][0]["sha256"]
    assert expert.post(page, {"reason": ""}).status_code == 400
    assert expert.post(page, {"reason": "近亲属"}).status_code == 302
    for name, more in (("reading", []), ("avoid", []), ("evidence", [sha256])):
        assert expert.get(reverse(f"meeting:{name}", args=[reading.id, *more])).status_code == 404
    assert reading.application.number not in expert.get(reverse("meeting:mine")).content.decode()
    assert Reading.objects.filter(application=reading.application).count() == 3


def test_an_avoidance_found_by_the_office_hides_a_handed_in_file(
    season: Season, reading: Reading, client_of: ClientOf
) -> None:
    actions.hand_in_reading(reading, ready.SCORES, "好", reading.seat.expert.account)
    office = client_of(season.cast.office_officer)
    facts = {"seat": str(reading.seat_id), "application": str(reading.application_id), "reason": "经查为师生"}
    assert office.post(at("found", season), {**facts, "seat": "x"}).status_code == 400
    assert office.post(at("found", season), facts).status_code == 302
    expert = client_of(reading.seat.expert.account)
    assert expert.get(reverse("meeting:reading", args=[reading.id])).status_code == 404
    assert "经查为师生" in office.get(at("readings", season)).content.decode()


def test_a_meeting_from_check_in_to_the_minutes(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    rows, seats = ready.people(season, 2), ready.seated(season)
    with clock.at(ready.READ_DAY):
        actions.assign_readings(season.session, cast.office_officer)
        ready.read_all(season)
    office, supervisor = client_of(cast.office_officer), client_of(cast.supervisor)
    assert office.post(at("chair", season), {"seat": ""}).status_code == 302
    assert office.post(at("chair", season), {"seat": str(seats[1].id)}).status_code == 302
    assert "不足评委会5人的2/3" in office.post(at("open_meeting", season)).content.decode()
    members = [client_of(seat.expert.account) for seat in seats]
    for member in members:
        assert member.get(at("check_in", season)).status_code == 405
        assert member.post(at("check_in", season)).status_code == 302
    assert Attendance.objects.count() == 5
    assert "<small> / 5</small>" in supervisor.get(at("session", season)).content.decode()
    assert office.post(at("open_meeting", season)).status_code == 302
    ticked = {"application": [str(row.id) for row in rows]}
    assert supervisor.post(at("open_ballots", season), ticked).status_code == 404
    assert office.post(at("open_ballots", season), {}).status_code == 409
    assert office.post(at("open_ballots", season), ticked).status_code == 302
    assert "应投" in office.get(at("session", season)).content.decode()
    for ballot in Ballot.objects.all():
        page = reverse("meeting:vote", args=[ballot.id])
        for member in members:
            assert str(ballot.application.number) in member.get(page).content.decode()
            assert member.post(page, {"choice": "agree"}).status_code == 200
            assert member.post(page, {"choice": "agree", "sure": "1"}).status_code == 302
    assert VoterMark.objects.count() == 10
    shown = office.get(at("session", season)).content.decode()
    assert shown.count("5 / 5") == 2
    for ballot in Ballot.objects.all():
        page = reverse("meeting:close_ballot", args=[ballot.id])
        assert "已投 5 票" in office.get(page).content.decode()
        assert supervisor.post(page).status_code == 404
        assert office.post(page).status_code == 302
        assert office.post(page).status_code == 409
    closing = at("close_meeting", season)
    assert members[0].get(closing).status_code == 404
    assert office.get(closing).status_code == 404
    assert members[1].post(closing, {"code": "000000"}).status_code == 409
    assert office.get(at("minutes", season)).status_code == 404
    assert members[1].post(closing, {"code": drawing.code()}).status_code == 302
    for account in (cast.office_officer, cast.supervisor):
        pdf = client_of(account).get(at("minutes", season))
        assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
    assert members[0].get(at("minutes", season)).status_code == 404


def test_the_vote_is_confirmed_once_more_and_leaves_no_trace_on_the_way(
    season: Season, client_of: ClientOf
) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    member, page = client_of(seats[0].expert.account), reverse("meeting:vote", args=[ballot.id])
    first = member.get(page)
    assert first.content.decode().count('class="choice"') == 3 and ready.OPINION in first.content.decode()
    sure = member.post(page, {"choice": "against"})
    assert sure.status_code == 200 and "确认投入票箱" in sure.content.decode()
    assert sure["Cache-Control"] == "private, no-store"
    assert not VoterMark.objects.exists() and not Ballot.objects.get().sealed
    assert "against" not in str(dict(member.session.items()))
    assert member.post(page, {"choice": "maybe", "sure": "1"}).status_code == 400
    assert member.post(page, {}).status_code == 400
    assert member.post(page, {"choice": "against", "sure": "1"}).status_code == 302
    assert "against" not in str(dict(member.session.items()))
    again = member.post(page, {"choice": "agree", "sure": "1"})
    assert again.status_code == 409 and "已经对这份申报投过票" in again.content.decode()
    assert len(Ballot.objects.get().sealed) == 1


def test_only_members_who_need_not_keep_away_reach_a_ballot(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    seats = ready.opened(season, seats=9, present=8)
    row = Application.objects.get()
    apart = next(s for s in seats[:8] if s.pk not in set(Reading.objects.values_list("seat", flat=True)))
    declare_avoidance(apart.expert, row.person, "同门", apart.expert.account)
    ballot = actions.open_ballot(row, season.cast.office_officer)
    page = reverse("meeting:vote", args=[ballot.id])
    absent = seats[8]
    assert client_of(absent.expert.account).post(page, {"choice": "agree", "sure": "1"}).status_code == 409
    assert client_of(apart.expert.account).get(page).status_code == 404
    assert client_of(apart.expert.account).post(page, {"choice": "agree", "sure": "1"}).status_code == 404
    seat_page = client_of(apart.expert.account).get(at("seat", season)).content.decode()
    assert row.applicant_name not in seat_page and str(row.number) in seat_page
    cast = season.cast
    for account in (cast.office_officer, cast.supervisor, cast.applicant):
        assert client_of(account).get(page).status_code == 404
        assert client_of(account).get(at("seat", season)).status_code == 404
    stand_in = Seat.objects.get(status=Seat.Status.STAND_IN).expert.account
    assert client_of(stand_in).get(at("seat", season)).status_code == 404
    assert client_of(stand_in).get(page).status_code == 404
    assert client.get(page).status_code == 302
    assert not VoterMark.objects.exists()


def test_no_page_shows_how_a_ballot_stands(season: Season, client_of: ClientOf) -> None:
    """Everybody voting against looks like everybody agreeing, until it is closed."""
    seats = ready.opened(season, count=2)
    first, second = [
        actions.open_ballot(row, season.cast.office_officer) for row in Application.objects.order_by("number")
    ]
    ready.cast_all(first, [(seat, "agree") for seat in seats])
    ready.cast_all(second, [(seat, "against") for seat in seats])
    shown = client_of(season.cast.office_officer).get(at("session", season)).content.decode()
    assert shown.count("5 / 5") == 2 and "未通过" not in shown
    for ballot in (first, second):
        page = reverse("meeting:close_ballot", args=[ballot.id])
        text = client_of(season.cast.office_officer).get(page).content.decode()
        assert "应投 5 票" in text and "已投 5 票" in text


@pytest.mark.parametrize("who", ["office_officer", "supervisor"])
def test_the_meeting_s_page_costs_the_same_for_a_hundred(
    who: str, season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready.opened(season, count=3)
    actions.open_ballot(Application.objects.order_by("number")[0], season.cast.office_officer)
    client = client_of(getattr(season.cast, who))
    client.get(at("session", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        client.get(at("session", season))
    ready.people(season, 30)
    actions.assign_readings(season.session, season.cast.office_officer)
    ready.read_all(season)
    for row in Application.objects.order_by("number")[1:20]:
        actions.open_ballot(row, season.cast.office_officer)
    with django_assert_num_queries(len(counted)):
        assert "可以表决" in client.get(at("session", season)).content.decode()


def test_the_member_s_page_costs_the_same_for_more_ballots(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats = ready.opened(season, count=4)
    rows = list(Application.objects.order_by("number"))
    actions.open_ballot(rows[0], season.cast.office_officer)
    member = client_of(seats[0].expert.account)
    member.get(at("seat", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        member.get(at("seat", season))
    for row in rows[1:]:
        actions.open_ballot(row, season.cast.office_officer)
    with django_assert_num_queries(len(counted)):
        assert member.get(at("seat", season)).content.decode().count("投票</a>") == 4


def test_pages_never_load_what_lies_in_the_box(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    pages = [
        (season.cast.office_officer, at("session", season)),
        (season.cast.office_officer, reverse("meeting:close_ballot", args=[ballot.id])),
        (seats[0].expert.account, at("seat", season)),
        (seats[0].expert.account, reverse("meeting:vote", args=[ballot.id])),
        (seats[0].expert.account, at("close_meeting", season)),
    ]
    for account, page in pages:
        client = client_of(account)
        with django_assert_num_queries(30, exact=False) as counted:
            assert client.get(page).status_code == 200
        assert not [
            q for q in counted.captured_queries if "sealed" in q["sql"] or "box_opener" in q["sql"]
        ], page
