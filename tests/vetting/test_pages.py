"""Pages of the stations, by the ladder: works, wrong method, roles, anonymous, side effects, already done."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, BASICS, COVER, FOUND, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.files.actions import store_bytes
from zhicheng.people.models import Account
from zhicheng.vetting import actions
from zhicheng.vetting.models import Decision

ClientOf = Callable[[Account], Client]
OPINION = {
    "evaluation": "工作认真",
    "way": "民主测评",
    "range": "全体专业技术人员",
    "headcount": "36",
    "posts_managed": "no",
    "rank": "1",
    "candidates": "1",
    "recommends": "yes",
    "opinion": "同意推荐",
    "formed": "会议表决",
    "notice_text": "公示无异议",
}


DEFECT = {"defect-0-at": "*", "defect-0-words": "请补充"}


@pytest.fixture
def after_notice() -> Iterator[dt.datetime]:
    with clock.at(AFTER_NOTICE):
        yield AFTER_NOTICE


def url_of(row: Application, tail: str = "") -> str:
    return f"/vetting/{row.id}/{tail}"


def at_department(season: making.Season) -> Application:
    row = ready.prepared(season)
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, season.cast.unit_officer, row.unit)
    return row


def with_content(row: Application) -> str:
    """Put a record with a picture and an attachment into the last submission; the picture's hash."""
    picture = store_bytes(b"\x89PNG\r\n\x1a\n picture", "image/png")
    submission = row.submissions.get()
    submission.content["records"] = {
        "awards": [
            {
                "id": "a",
                "data": {"name": "市科技进步奖", "rank": "市级", "granted_on": "2022-05-06"},
                "evidence": [{"id": "e", "title": "获奖证书", "sha256": picture.sha256}],
            }
        ]
    }
    submission.content |= {"number": row.number, "attachments": [], "cover": COVER, "basics": BASICS}
    submission.findings = [
        {"outcome": "fails", "sentence": "参保时间不够。", "clause": "KM2023-2.4", "remedy": ""},
        {"outcome": "unknown", "sentence": "破格条件请人工核对。", "clause": "KM2023-5.1", "remedy": ""},
    ]
    submission.save()
    return picture.sha256


class TestTheCase:
    def test_shows_what_was_submitted_in_three_panes(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = ready.at_unit(season)
        picture = with_content(row)
        client = client_of(season.cast.unit_officer)
        page = client.get(url_of(row)).content.decode()
        assert "李文静 申报高级工程师" in page
        assert "参保时间不够。" in page
        assert "KM2023-2.4" in page
        assert "还没有在本单位公示。" in page
        assert "单位审核通过之前的退回不计次数" in page
        awards = client.get(url_of(row), {"section": "awards"}).content.decode()
        assert "市科技进步奖" in awards
        assert "2022年5月6日" in awards
        assert "获奖证书" in awards
        assert picture in awards
        file = client.get(url_of(row, f"files/{picture}/"))
        assert file.status_code == 200
        assert b"".join(file) == b"\x89PNG\r\n\x1a\n picture"
        assert client.get(url_of(row, f"files/{'0' * 64}/")).status_code == 404
        assert client.get(url_of(row), {"section": "nonsense", "file": "nonsense"}).status_code == 200
        assert client.get(url_of(row, "form.pdf")).content.startswith(b"%PDF-")
        assert client.post(url_of(row)).status_code == 405

    def test_marks_what_has_changed_since_the_last_time(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = ready.at_unit(season)
        assert "有改动" not in client_of(season.cast.unit_officer).get(url_of(row)).content.decode()
        content = dict(row.submissions.get().content)
        content["records"] |= {"awards": [{"id": "a", "data": {"name": "新奖"}, "evidence": []}]}
        ready.submit_again(row, content)
        page = client_of(season.cast.unit_officer).get(url_of(row)).content.decode()
        assert page.count("有改动") == 1
        assert "第2次提交" in page

    @pytest.mark.clause("GUIDE-5.3.4", "KM2023-6.1")
    def test_tells_the_record_with_opinions_and_seals(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = at_department(season)
        page = client_of(season.cast.department_officer).get(url_of(row)).content.decode()
        assert "同意推荐" in page
        assert "王人事" in page
        assert "单位电子印章" in page
        assert "现在退回，这是第 1 次，共 3 次" in page
        assert "自单位审核通过后计" in page

    def test_needs_at_most_fifteen_statements_whatever_the_length(
        self,
        season: making.Season,
        client_of: ClientOf,
        after_notice: dt.datetime,
        django_assert_max_num_queries: Callable[..., object],
    ) -> None:
        row = ready.at_unit(season)
        with_content(row)
        client = client_of(season.cast.unit_officer)
        client.get(url_of(row))
        with django_assert_max_num_queries(15):
            client.get(url_of(row), {"section": "awards"})
        actions.write_opinion(row, ready.GOOD, season.cast.unit_officer, row.unit)
        for number in range(3):
            actions.send_back(row, f"第{number}次", season.cast.unit_officer, row.unit, defects=FOUND)
            ready.submit_again(row)
            Application.objects.filter(pk=row.pk).update(state=State.AT_UNIT, holder=row.unit)
            row.refresh_from_db()
        with django_assert_max_num_queries(15):
            client.get(url_of(row), {"section": "attachments"})


# who may read a case of 李文静 by where it is: the stations that have or had it, and the supervisor
READERS = {
    State.AT_UNIT: {"unit_officer", "supervisor"},
    State.AT_DEPARTMENT: {"unit_officer", "department_officer", "supervisor"},
    State.AT_COMMITTEE: {"unit_officer", "department_officer", "office_officer", "supervisor"},
    State.AUDITED: {"unit_officer", "department_officer", "office_officer", "supervisor"},
}


@pytest.mark.parametrize("state", READERS)
def test_stations_and_supervisors_read_strangers_find_nothing(
    season: making.Season, client: Client, client_of: ClientOf, state: State
) -> None:
    row = making.application(season, state)
    picture = with_content(row)
    for address in (url_of(row), url_of(row, f"files/{picture}/")):
        anonymous = client.get(address)
        assert anonymous.status_code == 302
        assert "next=" in anonymous["Location"]
    for who, account in season.cast.accounts.items():
        visitor, expected = client_of(account), 200 if who in READERS[state] else 404
        assert visitor.get(url_of(row)).status_code == expected, who
        file = visitor.get(url_of(row, f"files/{picture}/"))
        assert file.status_code == expected, who
        if file.streaming:
            assert b"".join(file)


def test_a_draft_is_nobodys_case(season: making.Season, client_of: ClientOf) -> None:
    row = making.application(season, State.DRAFT)
    for account in season.cast.accounts.values():
        assert client_of(account).get(url_of(row)).status_code == 404


def test_the_department_still_reads_what_it_sent_back(season: making.Season, client_of: ClientOf) -> None:
    row = at_department(season)
    actions.send_back(
        row, "补充", season.cast.department_officer, season.cast.organisations["department"], defects=FOUND
    )
    row.stations.update(arrived_at=None, passed_at=None)  # as a new submission does
    assert client_of(season.cast.department_officer).get(url_of(row)).status_code == 200
    assert client_of(season.cast.other_department_officer).get(url_of(row)).status_code == 404


class TestPassing:
    @pytest.mark.clause("GUIDE-5.3.0")
    def test_the_unit_passes_with_check_points(
        self, season: making.Season, client_of: ClientOf, after_notice: dt.datetime
    ) -> None:
        row, client = ready.prepared(season), client_of(season.cast.unit_officer)
        page = client.get(url_of(row, "pass/")).content.decode()
        assert "合法性" in page
        data = {"version": row.version, "opinion": "同意推荐", "checked": POINTS}
        few = client.post(url_of(row, "pass/"), {**data, "checked": POINTS[:3]})
        assert few.status_code == 409
        assert "有效性" in few.content.decode()
        assert "同意推荐" in few.content.decode()
        assert client.post(url_of(row, "pass/"), {**data, "opinion": ""}).status_code == 400
        assert client.post(url_of(row, "pass/"), {"version": "x"}).status_code == 400
        done = client.post(url_of(row, "pass/"), data)
        assert done["Location"] == url_of(row)
        row.refresh_from_db()
        assert row.state == State.AT_DEPARTMENT
        assert "待主管部门审核" in client.get(url_of(row)).content.decode()
        again = client.post(url_of(row, "pass/"), {**data, "version": row.version})
        assert again.status_code == 409
        assert Decision.objects.count() == 1

    def test_what_is_missing_stands_on_the_page(self, season: making.Season, client_of: ClientOf) -> None:
        row, client = ready.at_unit(season), client_of(season.cast.unit_officer)
        assert "现在还不能通过" in client.get(url_of(row, "pass/")).content.decode()
        data = {"version": row.version, "opinion": "同意推荐", "checked": POINTS}
        refused = client.post(url_of(row, "pass/"), data)
        assert refused.status_code == 409
        assert "KM2023-3.6" in refused.content.decode()

    def test_an_old_version_is_refused_and_the_text_kept(
        self, season: making.Season, client_of: ClientOf, after_notice: dt.datetime
    ) -> None:
        row, client = ready.prepared(season), client_of(season.cast.unit_officer)
        stale = {"version": row.version - 1, "opinion": "我写了很久的意见", "checked": POINTS}
        answer = client.post(url_of(row, "pass/"), stale)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "没有执行" in page
        assert "我写了很久的意见" in page
        assert f'name="version" value="{row.version}"' in page
        assert not Decision.objects.exists()

    def test_of_two_officers_with_one_page_one_wins(
        self, season: making.Season, client_of: ClientOf, after_notice: dt.datetime
    ) -> None:
        row = ready.prepared(season)
        first, second = client_of(season.cast.unit_officer), client_of(season.cast.unit_officer)
        version = row.version
        back = {"version": version, "opinion": "请补充论文", "confirmed": "on", **DEFECT}
        assert second.post(url_of(row, "return/"), back).status_code == 302
        late = first.post(url_of(row, "pass/"), {"version": version, "opinion": "同意", "checked": POINTS})
        assert late.status_code == 409
        told = late.content.decode().partition("您打开页面以后</h2>")[2]
        assert "返回修改" in told
        assert "请补充论文" in told
        assert "逐项对比" not in told
        row.refresh_from_db()
        assert row.state == State.RETURNED
        assert Decision.objects.count() == 1


class TestReturning:
    @pytest.mark.parametrize(
        ("tail", "state", "words"),
        [
            ("return/", State.RETURNED, "不能改封面"),
            ("reset/", State.RESET, "公示和基层单位意见作废"),
            ("refuse/", State.NOT_RECOMMENDED, "到此结束"),
        ],
    )
    def test_says_the_consequence_and_names_the_person(
        self, season: making.Season, client_of: ClientOf, tail: str, state: State, words: str
    ) -> None:
        row, client = ready.at_unit(season), client_of(season.cast.unit_officer)
        page = client.get(url_of(row, tail)).content.decode()
        assert words in page
        assert "我确认：" in page
        assert "李文静" in page
        data = {"version": row.version, "opinion": "缺少合同扫描件", **DEFECT}
        unconfirmed = client.post(url_of(row, tail), data)
        assert unconfirmed.status_code == 400
        assert "缺少合同扫描件" in unconfirmed.content.decode()
        assert client.post(url_of(row, tail), {**data, "opinion": "", "confirmed": "on"}).status_code == 400
        assert client.post(url_of(row, tail), {**data, "confirmed": "on"})["Location"] == url_of(row)
        row.refresh_from_db()
        assert row.state == state
        late = client.post(url_of(row, tail), {**data, "version": row.version, "confirmed": "on"})
        assert late.status_code == 409
        assert Decision.objects.count() == 1

    def test_warns_of_the_last_and_of_the_fatal_return(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = at_department(season)
        officer = season.cast.department_officer
        for used in (1, 2):
            row.returns.create(
                person=row.person, year=2023, kind="send_back", account=officer, at=clock.now(), counts=True,
                organisation=season.cast.organisations["department"], opinion=f"第{used}次", used_after=used,
                clause="KM2023-4.1d",
            )  # fmt: skip
        page = client_of(officer).get(url_of(row, "return/")).content.decode()
        assert "这是第 3 次，共 3 次" in page
        assert "这是最后一次" in page
        row.returns.create(
            person=row.person, year=2023, kind="send_back", account=officer, at=clock.now(), counts=True,
            organisation=season.cast.organisations["department"], opinion="第3次", used_after=3,
            clause="KM2023-4.1d",
        )  # fmt: skip
        assert "本年度不再受理" in client_of(officer).get(url_of(row, "return/")).content.decode()

    def test_later_stations_do_not_refuse(self, season: making.Season, client_of: ClientOf) -> None:
        row = at_department(season)
        assert client_of(season.cast.department_officer).get(url_of(row, "refuse/")).status_code == 404
        assert client_of(season.cast.department_officer).get(url_of(row, "opinion/")).status_code == 404


class TestTheOpinion:
    @pytest.mark.clause("DC2022-1.4a", "DC2022-2.9", "GUIDE-5.3.5")
    def test_is_written_with_all_its_parts(self, season: making.Season, client_of: ClientOf) -> None:
        row, client = ready.at_unit(season), client_of(season.cast.unit_officer)
        url = url_of(row, "opinion/")
        assert client.get(url).status_code == 200
        bad = client.post(url, {**OPINION, "way": "", "headcount": "0"})
        assert bad.status_code == 400
        assert "工作认真" in bad.content.decode()
        assert client.post(url, OPINION)["Location"] == url_of(row)
        assert row.opinions.get().headcount == 36
        assert "全体专业技术人员" in client.get(url).content.decode()
        assert client.post(url, {**OPINION, "recommends": "no"}).status_code == 302
        assert not row.opinions.get().recommends

    def test_starts_from_the_last_one_and_from_the_notice(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = ready.at_unit(season)
        ready.publish(season, row)
        client = client_of(season.cast.unit_officer)
        assert "2023年7月27日" in client.get(url_of(row, "opinion/")).content.decode()
        client.post(url_of(row, "opinion/"), OPINION)
        ready.submit_again(row)
        assert "民主测评" in client.get(url_of(row, "opinion/")).content.decode()


class TestPaper:
    def test_is_sent_and_accepted(self, season: making.Season, client_of: ClientOf) -> None:
        row, cast = making.application(season, State.AUDITED), season.cast
        unit, office = client_of(cast.unit_officer), client_of(cast.office_officer)
        assert "登记报送纸质材料" in unit.get(url_of(row)).content.decode()
        assert unit.get(url_of(row, "paper/send/")).status_code == 200
        assert unit.post(url_of(row, "paper/send/")).status_code == 302
        assert unit.post(url_of(row, "paper/send/")).status_code == 409
        assert "查验并受理" in office.get(url_of(row)).content.decode()
        some = office.post(url_of(row, "paper/accept/"), {"originals_seen": "on", "note": "原件齐全"})
        assert some.status_code == 400
        assert "原件齐全" in some.content.decode()
        both = {"originals_seen": "on", "copies_stamped": "on", "note": ""}
        assert office.post(url_of(row, "paper/accept/"), both).status_code == 302
        row.refresh_from_db()
        assert row.state == State.ACCEPTED
        assert office.post(url_of(row, "paper/accept/"), both).status_code == 409
        assert unit.get(url_of(row, "paper/accept/")).status_code == 404
        assert office.get(url_of(row, "paper/send/")).status_code == 404

    def test_a_session_without_paper(self, season: making.Season, client_of: ClientOf) -> None:
        row = making.application(season, State.AUDITED)
        season.session.paper_stage = False
        season.session.save()
        office = client_of(season.cast.office_officer)
        assert "不收纸质材料" in office.get(url_of(row)).content.decode()
        assert office.post(url_of(row, "paper/accept/")).status_code == 302
        row.refresh_from_db()
        assert row.state == State.ACCEPTED


@pytest.mark.parametrize("tail", ["pass/", "return/", "reset/", "refuse/", "opinion/"])
def test_strangers_change_nothing(
    season: making.Season, client: Client, client_of: ClientOf, tail: str
) -> None:
    row = ready.at_unit(season)
    data = {"version": row.version, "opinion": "意见", "confirmed": "on", "checked": POINTS, **OPINION}
    assert client.post(url_of(row, tail), data).status_code == 302
    for who, account in season.cast.accounts.items():
        if who not in {"unit_officer", "supervisor"}:
            assert client_of(account).post(url_of(row, tail), data).status_code == 404, who
    watching = client_of(season.cast.supervisor).post(url_of(row, tail), data)
    assert watching.status_code in {404, 409}  # reads, and decides nothing
    row.refresh_from_db()
    assert row.state == State.AT_UNIT
    assert not Decision.objects.exists()
    assert not row.opinions.exists()
