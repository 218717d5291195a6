"""一次性补正通知: issued once a station, answered in time without using up a return, or lapsing by itself (KM2023-4.2)."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.documents.test_engine import joined
from tests.making import day
from tests.vetting import ready
from zhicheng.almanac import clock
from zhicheng.applications import flow, ledger
from zhicheng.applications.actions import lapse_unanswered_notices
from zhicheng.applications.corrections import paper
from zhicheng.applications.models import Application, CorrectionNotice, Defect
from zhicheng.applications.places import Place
from zhicheng.applications.states import Actor, Event, State
from zhicheng.clock.due import run_due
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vetting import actions
from zhicheng.vetting.form_parts import opinions_of

ClientOf = Callable[[Account], Client]
NOW = day(2023, 8, 7, 10)  # a Monday
DUE = dt.date(2023, 8, 18)
FOUND = (
    actions.Found(Place("titles"), words="证书不清晰"),
    actions.Found(Place(), reason="缺少年度考核表"),
)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def at_department(season: making.Season, now: None) -> Application:
    return making.application(season, State.AT_DEPARTMENT)


def issue(
    row: Application, by: Account, *, due: dt.date = DUE, defects: tuple[actions.Found, ...] = FOUND
) -> CorrectionNotice:
    organisation = row.holder
    assert organisation is not None
    return actions.demand_correction(row, "请一次补齐", due, by, organisation, defects=defects)


def answered(row: Application) -> None:
    """What the submission of a correction leaves behind, by the door."""
    ready.submit_again(row)
    notice = row.correction_notices.get(answer__isnull=True)
    notice.answer = row.submissions.order_by("-version").first()
    notice.save()
    flow.move(row, Event.CORRECT, flow.By(Actor.APPLICANT, row.person.account))


@pytest.mark.clause("KM2023-4.2", "GUIDE-1.2.2")
def test_a_notice_has_number_items_and_day_and_reaches_the_applicant(
    season: making.Season, at_department: Application
) -> None:
    row = at_department
    notice = issue(row, season.cast.department_officer)
    row.refresh_from_db()
    assert (row.state, row.due_on, row.holder) == (State.CORRECTING, DUE, None)
    assert (notice.number, notice.due_on, notice.clause) == ("补正〔2023〕1号", DUE, "KM2023-4.2")
    assert [one.said for one in notice.defects.all()] == ["证书不清晰", "缺少年度考核表"]
    assert row.returns.count() == 0
    assert row.decisions.get().get_outcome_display() == "一次性补正通知"
    told = Message.objects.filter(recipient=season.cast.applicant.id).latest("id").body
    assert "1. " in told and "证书不清晰" in told and "2023年8月18日" in told
    assert "视为不具备申报资格" in told and "不计入退回次数" in told


@pytest.mark.clause("KM2023-4.2")
def test_a_station_issues_one_notice_and_a_second_is_refused(
    season: making.Season, at_department: Application
) -> None:
    row, officer = at_department, season.cast.department_officer
    issue(row, officer)
    answered(row)
    row.refresh_from_db()
    assert row.state == State.AT_DEPARTMENT
    with pytest.raises(Refused, match="一次性告知") as refused:
        issue(row, officer)
    assert refused.value.clause == "KM2023-4.2"
    kept = CorrectionNotice.objects.get()
    kept.pk, kept.serial, kept.answer = None, 2, None
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save(force_insert=True)


def test_numbers_run_by_organisation_and_year(season: making.Season, at_department: Application) -> None:
    other = making.application(season, State.AT_DEPARTMENT, person=season.cast.people["other_applicant"])
    issue(at_department, season.cast.department_officer)
    assert issue(other, season.cast.department_officer).number == "补正〔2023〕2号"


@pytest.mark.parametrize("state", [State.AT_UNIT, State.RETURNED, State.AUDITED])
def test_no_notice_where_nobody_may_issue_one(season: making.Season, now: None, state: State) -> None:
    row = making.application(season, state)
    with pytest.raises(Refused):
        actions.demand_correction(row, "请补", DUE, season.cast.unit_officer, row.unit, defects=FOUND)
    assert not CorrectionNotice.objects.exists()


@pytest.mark.clause("GUIDE-1.2.2")
def test_in_2021_the_organiser_alone_issues_notices(
    season: making.Season, at_department: Application
) -> None:
    Application.objects.update(year=2021)
    row = Application.objects.get()
    with pytest.raises(Refused, match="本环节不发补正通知") as refused:
        issue(row, season.cast.department_officer)
    assert refused.value.clause == "GUIDE-1.2.2"


def test_the_day_lies_within_the_term(season: making.Season, at_department: Application) -> None:
    officer = season.cast.department_officer
    for due in (
        dt.date(2023, 8, 9),
        dt.date(2023, 10, 19),
    ):  # three working days at least, the filing at most
        with pytest.raises(Refused) as refused:
            issue(at_department, officer, due=due)
        assert refused.value.field == "due_on"
    assert issue(at_department, officer, due=dt.date(2023, 8, 10)).due_on == dt.date(2023, 8, 10)


def test_without_an_item_or_after_the_time_nothing_is_issued(
    season: making.Season, at_department: Application
) -> None:
    officer = season.cast.department_officer
    with pytest.raises(Refused, match="至少一项"):
        issue(at_department, officer, defects=())
    with clock.at(day(2023, 10, 19, 9)), pytest.raises(Refused, match="来不及"):
        issue(at_department, officer, due=dt.date(2023, 10, 19))


def test_the_office_issues_one_after_acceptance_and_gets_it_back_accepted(
    season: making.Season, now: None
) -> None:
    row = making.application(season, State.ACCEPTED)
    notice = issue(row, season.cast.office_officer)
    assert notice.organisation == season.committee.organiser
    row.refresh_from_db()
    answered(row)
    row.refresh_from_db()
    assert (row.state, row.holder) == (State.ACCEPTED, season.committee.organiser)
    with pytest.raises(Refused):
        actions.demand_correction(row, "请补", DUE, season.cast.unit_officer, row.unit, defects=FOUND)


@pytest.mark.clause("KM2023-4.2", "GUIDE-1.2.2", "DC2022-1.4c")
@pytest.mark.parametrize(
    ("year", "words"), [(2021, "视为放弃申报"), (2022, "视为放弃申报"), (2023, "视为不具备申报资格")]
)
def test_without_a_correction_it_lapses_by_itself_in_the_words_of_the_year(
    season: making.Season, now: None, year: int, words: str
) -> None:
    row = making.application(season, State.AT_COMMITTEE)
    Application.objects.filter(pk=row.pk).update(year=year)
    row.refresh_from_db()
    issue(row, season.cast.office_officer)
    with clock.at(day(2023, 8, 18, 23)):
        assert lapse_unanswered_notices(clock.now()) == 0
    with clock.at(day(2023, 8, 19, 1)):
        assert run_due()["unanswered notices"] == 1
        assert run_due()["unanswered notices"] == 0
    row.refresh_from_db()
    assert row.state == State.LAPSED
    assert words in row.steps.latest("at").reason
    assert row.correction_notices.get().lapsed_at is not None
    assert ledger.used(row.person, year) == 0


def test_what_was_corrected_in_time_does_not_lapse(season: making.Season, at_department: Application) -> None:
    issue(at_department, season.cast.department_officer)
    answered(at_department)
    assert lapse_unanswered_notices(day(2023, 9, 1)) == 0


def test_a_return_for_what_the_notice_did_not_tell_has_to_be_known(
    season: making.Season, at_department: Application
) -> None:
    row, officer = at_department, season.cast.department_officer
    issue(row, officer)
    answered(row)
    row.refresh_from_db()
    department = season.cast.organisations["department"]
    late = [actions.Found(Place("tasks"), words="项目不符")]
    told = [actions.Found(Place("titles"), words="证书不清晰")]
    with pytest.raises(actions.ToldLate):
        Defect.objects.filter(section="").delete()  # the one that was told of everything
        actions.send_back(row, "请修改", officer, department, defects=late)
    assert actions.send_back(row, "仍不清晰", officer, department, defects=told)


def test_the_opinions_of_earlier_stations_stand_after_a_correction(season: making.Season, now: None) -> None:
    row = ready.prepared(season)
    actions.pass_on(row, "同意推荐", ready.POINTS, season.cast.unit_officer, row.unit)
    row.refresh_from_db()
    issue(row, season.cast.department_officer)
    answered(row)
    told = opinions_of(row)
    assert told["unit_opinion"] is not None
    assert told["unit_opinion"]["opinion"] == ready.GOOD.opinion
    row.refresh_from_db()
    actions.pass_on(
        row, "审核通过", (), season.cast.department_officer, season.cast.organisations["department"]
    )
    row.refresh_from_db()
    assert row.state == State.AT_COMMITTEE


@pytest.mark.clause("KM2023-3.6")
def test_a_correction_of_what_was_published_has_to_be_published_anew(
    season: making.Season, now: None
) -> None:
    row = ready.prepared(season)
    actions.pass_on(row, "同意推荐", ready.POINTS, season.cast.unit_officer, row.unit)
    row.refresh_from_db()
    issue(row, season.cast.department_officer)
    answered(row)
    changed = row.submissions.order_by("-version").first()
    assert changed is not None
    changed.content["records"]["titles"][0]["data"]["title"] = "高级工程师"
    changed.save()
    row.refresh_from_db()
    with pytest.raises(Refused, match="重新公示"):
        actions.pass_on(
            row, "审核通过", (), season.cast.department_officer, season.cast.organisations["department"]
        )


def test_the_pages_of_a_notice(
    season: making.Season, at_department: Application, client_of: ClientOf
) -> None:
    row, cast = at_department, season.cast
    officer = client_of(cast.department_officer)
    address = reverse("vetting:demand", args=[row.pk])
    assert address in officer.get(f"/vetting/{row.pk}/").content.decode()
    first = officer.get(address)
    assert "2023年8月10日" in first.content.decode()
    data = {
        "version": row.version, "opinion": "请一次补齐", "due_on": "2023-08-18", "confirmed": "on",
        "defect-0-at": "titles", "defect-0-words": "证书不清晰",
    }  # fmt: skip
    nothing = officer.post(address, {**data, "defect-0-at": "", "defect-0-words": ""})
    assert nothing.status_code == 400 and "至少列出一项" in nothing.content.decode()
    late = officer.post(address, {**data, "due_on": "2023-12-30"})
    assert late.status_code == 400 and "证书不清晰" in late.content.decode()
    assert "补正期限应在" in late.content.decode()
    assert officer.post(address, data).status_code == 302
    notice = CorrectionNotice.objects.get()
    page = officer.get(f"/vetting/{row.pk}/").content.decode()
    assert notice.number in page and address not in page
    mine = client_of(cast.applicant)
    page = mine.get(reverse("applications:detail", args=[row.pk])).content.decode()
    assert notice.number in page and "证书不清晰" in page
    assert mine.get(reverse("applications:check", args=[row.pk])).status_code == 200
    for client, name in ((mine, "applications:correction"), (officer, "vetting:correction")):
        answer = client.get(reverse(name, args=[row.pk, notice.pk]))
        assert answer["Content-Type"] == "application/pdf"
    assert (
        client_of(cast.other_applicant)
        .get(reverse("applications:correction", args=[row.pk, notice.pk]))
        .status_code
        == 404
    )
    again = officer.get(address)
    assert "现在不在您这里" in again.content.decode()


def test_the_paper_says_everything(season: making.Season, at_department: Application) -> None:
    notice = issue(at_department, season.cast.department_officer)
    text = joined(paper(notice))
    for words in ("补正通知书", "补正〔2023〕1号", "证书不清晰", "缺少年度考核表", "2023年8月18日", "李文静"):
        assert words in text
