"""Pages of notices, by the ladder: works, wrong method, roles, anonymous, side effects, already done."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests import making
from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.models import Account
from zhicheng.public_notice import actions
from zhicheng.public_notice.models import Notice, Objection

AFTER = dt.datetime(2023, 7, 28, 9, tzinfo=clock.CHINA)
ClientOf = Callable[[Account], Client]


@pytest.fixture
def candidate(season: making.Season) -> Application:
    return making.application(season, State.AT_UNIT)


@pytest.fixture
def notice(season: making.Season, candidate: Application) -> Notice:
    return actions.open_unit_notice([candidate], candidate.unit, "一楼公告栏", True, season.cast.unit_officer)


class TestThePublicReads:
    def test_what_runs_with_the_days_left(self, client: Client, notice: Notice) -> None:
        page = client.get("/notices/").content.decode()
        assert "昆明机电设计研究院" in page
        assert "还有 5 个工作日" in page
        assert "2023年7月27日 24:00" in page
        assert client.get("/notices/?kind=result").content.decode().count("一楼") == 0
        assert client.get("/notices/?after=nonsense&kind=nonsense").status_code == 200
        with clock.at(AFTER):
            assert "现在没有正在进行的公示" in client.get("/notices/").content.decode()
        assert client.post("/notices/").status_code == 405

    def test_a_notice_names_people_and_never_shows_their_numbers(
        self, client: Client, notice: Notice, cast: Cast
    ) -> None:
        page = client.get(f"/notices/{notice.id}/").content.decode()
        assert "李文静" in page
        assert "我有异议" in page
        assert "7月21日" in page
        person = cast.people["applicant"]
        for secret in (person.id_number, person.mobile, str(person.id), str(person.account_id)):
            assert secret not in page
        with clock.at(AFTER):
            assert "我有异议" not in client.get(f"/notices/{notice.id}/").content.decode()
        assert client.get(f"/notices/{notice.publisher_id}/").status_code == 404

    def test_the_list_is_one_statement_at_one_and_three(
        self,
        client: Client,
        season: making.Season,
        notice: Notice,
        django_assert_num_queries: Callable[..., object],
    ) -> None:
        client.get("/notices/")  # the demo offset is read once a process
        with django_assert_num_queries(1):
            client.get("/notices/")
        for key in ("unattached", "other_applicant"):
            someone = season.cast.people[key]
            someone.unit = notice.publisher
            someone.save()
            row = making.application(season, State.AT_UNIT, person=someone)
            actions.open_unit_notice([row], row.unit, "公告栏", False, season.cast.unit_officer)
        with django_assert_num_queries(1):
            assert client.get("/notices/").content.decode().count("还有 5 个工作日") == 3


class TestAnybodyObjects:
    def test_anonymously_with_a_receipt(self, client: Client, notice: Notice, candidate: Application) -> None:
        url = f"/notices/entries/{notice.entries.get().id}/objection/"
        assert "李文静" in client.get(url).content.decode()
        answer = client.post(url, {"text": "论文署名不实", "contact": ""})
        objection = Objection.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"/notices/objections/{objection.receipt}/"
        candidate.refresh_from_db()
        assert candidate.state == State.NOTICE_OBJECTION
        page = client.get(answer["Location"]).content.decode()
        assert objection.receipt in page
        assert "核查中" in page
        assert "论文署名不实" not in page  # whoever finds the number learns no more than how it stands
        found = client.get("/notices/objections/", {"number": objection.receipt.lower()})
        assert found["Location"] == answer["Location"]
        assert client.get("/notices/objections/", {"number": "YY1"}).status_code == 404
        assert client.get("/notices/objections/YY1/").status_code == 404

    def test_nothing_typed_is_lost(self, client: Client, notice: Notice) -> None:
        url = f"/notices/entries/{notice.entries.get().id}/objection/"
        answer = client.post(url, {"text": "", "contact": "王先生"})
        assert answer.status_code == 400
        assert "请写明您反映的问题" in answer.content.decode()
        assert "王先生" in answer.content.decode()
        with clock.at(AFTER):
            late = client.post(url, {"text": "太晚的异议"})
        assert late.status_code == 409
        assert "太晚的异议" in late.content.decode()
        assert "不再受理" in late.content.decode()
        assert not Objection.objects.exists()

    def test_not_in_floods(self, client: Client, notice: Notice) -> None:
        url = f"/notices/entries/{notice.entries.get().id}/objection/"
        answers = [client.post(url, {"text": f"第{n}条"}).status_code for n in range(11)]
        assert answers == [302] * 10 + [429]


class TestThePublisher:
    def test_opens_for_several_at_once(
        self, season: making.Season, candidate: Application, client_of: ClientOf
    ) -> None:
        client = client_of(season.cast.unit_officer)
        page = client.get(f"/notices/mine/open/?application={candidate.id}").content.decode()
        assert "checked" in page
        assert "7月27日" in page
        answer = client.post("/notices/mine/open/", {"applications": [str(candidate.id)], "place": "公告栏"})
        notice = Notice.objects.get()
        assert answer["Location"] == f"/notices/{notice.id}/close/"
        candidate.refresh_from_db()
        assert candidate.state == State.UNIT_NOTICE
        again = client.post("/notices/mine/open/", {"applications": [str(candidate.id)], "place": "公告栏"})
        assert again.status_code == 400
        assert "名单已有变化" in again.content.decode()
        assert Notice.objects.count() == 1
        assert "昆明机电设计研究院2023年度" in client.get("/notices/mine/").content.decode()

    def test_keeps_what_was_typed(
        self, season: making.Season, candidate: Application, client_of: ClientOf
    ) -> None:
        client = client_of(season.cast.unit_officer)
        answer = client.post("/notices/mine/open/", {"place": "办公楼大厅"})
        assert answer.status_code == 400
        assert "办公楼大厅" in answer.content.decode()
        foreign = making.application(season, State.AT_UNIT, person=season.cast.people["other_applicant"])
        tampered = client.post("/notices/mine/open/", {"applications": [str(foreign.id)], "place": "大厅"})
        assert tampered.status_code == 400
        foreign.refresh_from_db()
        assert foreign.state == State.AT_UNIT

    def test_closes_after_the_last_day(
        self, season: making.Season, notice: Notice, client_of: ClientOf
    ) -> None:
        client, url = client_of(season.cast.unit_officer), f"/notices/{notice.id}/close/"
        assert "期满后" in client.get(url).content.decode()
        early = client.post(url, {"result": "无异议"})
        assert early.status_code == 409
        assert "24:00" in early.content.decode()
        with clock.at(AFTER):
            client = client_of(season.cast.unit_officer)
            assert "填写结果并盖章" in client.get(url).content.decode()
            assert client.post(url, {"result": ""}).status_code == 400
            assert client.post(url, {"result": "公示期间无异议"}).status_code == 302
            assert client.post(url, {"result": "再来一次"}).status_code == 409
        notice.refresh_from_db()
        assert notice.result == "公示期间无异议"

    @pytest.mark.parametrize(
        ("outcome", "state"), [("settled", State.UNIT_NOTICE), ("upheld", State.NOT_RECOMMENDED)]
    )
    def test_answers_objections(
        self, season: making.Season, notice: Notice, client_of: ClientOf, outcome: str, state: State
    ) -> None:
        objection = actions.object_to(notice.entries.get(), "业绩不实", "13900000000")
        client, url = client_of(season.cast.unit_officer), f"/notices/objections/{objection.id}/answer/"
        assert "13900000000" not in client.get(url).content.decode()  # for the named handler alone
        assert client.post(url, {"outcome": outcome}).status_code == 400
        assert client.post(url, {"outcome": outcome, "answer": "已核查"}).status_code == 302
        application = notice.entries.get().application
        assert application.state == state
        assert client.post(url, {"outcome": "settled", "answer": "再答"}).status_code == 409
        assert "已核查" in client.get(f"/notices/objections/{objection.receipt}/").content.decode()

    def test_prints_the_form(self, season: making.Season, notice: Notice, client_of: ClientOf) -> None:
        url = f"/notices/entries/{notice.entries.get().id}/form.pdf"
        answer = client_of(season.cast.unit_officer).get(url)
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")

    def test_the_organiser_publishes_its_session(self, season: making.Season, client_of: ClientOf) -> None:
        row = making.application(season, State.LISTED)
        client, url = (
            client_of(season.cast.office_officer),
            f"/notices/sessions/{season.session.id}/pre_meeting/open/",
        )
        assert "李文静" in client.get(url).content.decode()
        answer = client.post(url, {"applications": [str(row.id)], "place": "市工信局门户网站"})
        notice = Notice.objects.get()
        assert answer["Location"] == f"/notices/{notice.id}/close/"
        row.refresh_from_db()
        assert row.state == State.PRE_MEETING_NOTICE
        assert client.get(answer["Location"]).status_code == 200
        assert client.get("/notices/mine/").status_code == 200
        assert client.get(url.replace("pre_meeting", "unit")).status_code == 404


ALONE = {  # address → who may read it
    "/notices/mine/": {"unit_officer", "other_unit_officer", "office_officer", "other_office_officer"},
    "/notices/mine/open/": {"unit_officer", "other_unit_officer"},
    "/notices/{notice}/close/": {"unit_officer"},
    "/notices/objections/{objection}/answer/": {"unit_officer"},
    "/notices/entries/{entry}/form.pdf": {"unit_officer"},
    "/notices/sessions/{session}/result/open/": {"office_officer"},
}


@pytest.mark.parametrize("address", ALONE)
def test_strangers_find_nothing(
    season: making.Season, notice: Notice, client: Client, client_of: ClientOf, address: str
) -> None:
    entry = notice.entries.get()
    objection = actions.object_to(entry, "异议")
    url = address.format(notice=notice.id, objection=objection.id, entry=entry.id, session=season.session.id)
    anonymous = client.get(url)
    assert anonymous.status_code == 302
    assert "next=" in anonymous["Location"]
    for who, account in season.cast.accounts.items():
        expected = 200 if who in ALONE[address] else 404
        assert client_of(account).get(url).status_code == expected, who
