"""The pages by the ladder: works, wrong method, right role, wrong role, anonymous, side effects, already done."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import CALL, Office, accepted, filed_call, moment, opened, planned, published
from zhicheng.almanac import clock
from zhicheng.people.models import Account
from zhicheng.planning import actions
from zhicheng.planning.models import Call, Committee, Filing, PlanEntry, Session
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db

OPEN = {
    "year": "2023", "meeting_on": "2023-10-20", "opens_on": "2023-07-25", "closes_on": "2023-08-31",
    "seats": "11", "stand_ins": "4", "paper_stage": "on", "late_reason": "",
}  # fmt: skip
WRITE = {
    **{k: v for k, v in CALL.items() if k != "materials"},
    "materials": "业绩工作报告\n获奖证书(选交)\n\n",
}


@pytest.fixture
def page(client_of: ClientOf, senior: Office) -> Client:
    """The senior committee's officer."""
    return client_of(senior.officer)


def texts(response: Any) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


# --- public ------------------------------------------------------------------------------------------------


def test_everybody_reads_plan_calls_call_and_committee(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    visitor = Client()
    assert "昆明市机电工程高级工程师评审委员会" in texts(
        visitor.get(reverse("planning:plan"), {"year": "2023"})
    )
    assert CALL["title"] in texts(visitor.get(reverse("planning:calls")))
    notice = texts(visitor.get(reverse("planning:call", args=[session.call.id])))
    for word in ("云南省人社备〔2023〕1号", "2023年8月31日 24:00", "业绩工作报告", "昆明市工业和信息化局"):
        assert word in notice
    about = texts(visitor.get(reverse("planning:committee", args=["committee-senior-04"])))
    for word in ("0871-63135910", "高级工程师", CALL["title"], "2023 年 10 月"):
        assert word in re.sub(r"\s+", " ", about).replace("2023年10月", "2023 年 10 月")


def test_an_unpublished_call_is_nobodys(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    accepted(filed_call(senior, session), ours)
    call = Call.objects.get()
    visitor = Client()
    assert visitor.get(reverse("planning:call", args=[call.id])).status_code == 404
    assert visitor.get(reverse("planning:call_pdf", args=[call.id])).status_code == 404
    assert CALL["title"] not in texts(visitor.get(reverse("planning:calls")))
    assert CALL["title"] not in texts(
        visitor.get(reverse("planning:committee", args=["committee-senior-04"]))
    )


@pytest.mark.parametrize(
    ("at", "word"), [((7, 21), "尚未开始"), ((8, 1), "正在申报"), ((9, 1), "申报已截止")]
)
def test_the_notice_says_where_the_window_stands(
    senior: Office, ours: Ours, at: tuple[int, int], word: str
) -> None:
    session = published(senior, ours)
    with clock.at(moment(*at)):
        for name, args in (
            ("call", [session.call.id]),
            ("calls", []),
            ("committee", ["committee-senior-04"]),
        ):
            assert word in texts(Client().get(reverse(f"planning:{name}", args=args))), name


def test_the_plan_is_narrowed_and_strange_input_is_harmless(senior: Office, ours: Ours) -> None:
    planned(senior, ours)
    visitor, address = Client(), reverse("planning:plan")
    for query, there in (
        ({"year": "2023", "level": "高级"}, True),
        ({"year": "2023", "level": "中级"}, False),
        ({"year": "2023", "q": "机电"}, True),
        ({"year": "2023", "q": "<script>"}, False),
        ({"year": "99999"}, True),
        ({"year": "²"}, True),
        ({"year": "2022"}, False),
    ):
        response = visitor.get(address, query)
        assert response.status_code == 200
        assert ("机电工程高级工程师" in texts(response)) is there, query
    assert "<script>" not in visitor.get(address, {"q": "<script>"}).content.decode()


def test_documents_come_as_pdf(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    for name, args in (("call_pdf", [session.call.id]), ("plan_pdf", [2023])):
        response = Client().get(reverse(f"planning:{name}", args=args))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response.content.startswith(b"%PDF-")
    assert Client().get(reverse("planning:plan_pdf", args=[2022])).status_code == 404


def test_nobody_writes_on_public_pages(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    for name, args in (
        ("plan", []), ("plan_pdf", [2023]), ("calls", []), ("call", [session.call.id]),
        ("call_pdf", [session.call.id]), ("committee", ["committee-senior-04"]),
    ):  # fmt: skip
        assert Client().post(reverse(f"planning:{name}", args=args)).status_code == 405, name


# --- who may enter -----------------------------------------------------------------------------------------


def addresses(session: Session, filing: Filing) -> dict[str, tuple[str, str]]:
    """Every address behind log-in: method and path."""
    one = {"session": [session.id], "filing": [filing.id], "none": [], "code": ["committee-senior-04"]}
    table = {
        "sessions": ("get", "none"), "session": ("get", "session"), "propose_plan": ("get", "none"),
        "open_session": ("get", "code"), "move_meeting": ("get", "session"), "change_window": ("get", "session"),
        "write_call": ("get", "session"), "file_call": ("get", "session"), "publish_call": ("get", "session"),
        "withdraw_filing": ("post", "filing"), "filings": ("get", "none"), "filing": ("get", "filing"),
        "answer_filing": ("get", "filing"), "pass_filing": ("post", "filing"), "publish_plan": ("get", "none"),
    }  # fmt: skip
    return {name: (how, reverse(f"planning:{name}", args=one[args])) for name, (how, args) in table.items()}


OFFICE_PAGES = {
    "sessions", "session", "propose_plan", "open_session", "move_meeting", "change_window", "write_call", "file_call",
    "publish_call", "withdraw_filing", "filing",
}  # fmt: skip
ALLOWED: dict[str, set[str]] = {
    "office_officer": OFFICE_PAGES,
    "other_office_officer": {"sessions", "propose_plan"},
    "province_officer": {"sessions", "session", "filings", "filing", "answer_filing", "publish_plan"},
    "city_officer": {
        "sessions",
        "session",
        "filings",
        "filing",
        "answer_filing",
        "pass_filing",
        "publish_plan",
    },
    "county_officer": {"sessions", "filings", "publish_plan"},
    "supervisor": {"sessions", "session", "filing"},
    "drawer_1": {"session"},
    "unit_officer": set(),
    "department_officer": set(),
    "applicant": set(),
    "expert": set(),
}


@pytest.mark.parametrize("who", sorted(ALLOWED))
def test_each_role_finds_its_pages_and_no_others(
    cast: Cast, senior: Office, ours: Ours, client_of: ClientOf, who: str
) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    client = client_of(getattr(cast, who))
    for name, (how, address) in addresses(session, filing).items():
        status = getattr(client, how)(address).status_code
        if name in ALLOWED[who]:
            assert status in {200, 302}, (name, status)
        else:
            assert status == 404, (name, status)


def test_visitors_are_asked_to_log_in(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    for name, (how, address) in addresses(session, filing).items():
        response = getattr(Client(), how)(address)
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("people:login")), name
    filing.refresh_from_db()
    assert (filing.answer, filing.passed_at) == ("pending", None)


def test_reading_changes_nothing(senior: Office, ours: Ours, page: Client) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    before = Entry.objects.count()
    for name, (how, address) in addresses(session, filing).items():
        if how == "get" and name in OFFICE_PAGES:
            assert page.get(address).status_code == 200, name
        elif how == "post" and name in OFFICE_PAGES:
            assert page.get(address).status_code == 405, name
    assert Entry.objects.count() == before
    assert page.post(reverse("planning:session", args=[session.id])).status_code == 405


# --- the office --------------------------------------------------------------------------------------------


def test_from_plan_to_publication_by_pages(
    cast: Cast, senior: Office, ours: Ours, page: Client, client_of: ClientOf
) -> None:
    city, province = client_of(cast.city_officer), client_of(cast.province_officer)
    committee = str(senior.committee.id)
    proposal = {"committee": committee, "year": "2023", "month": "10"}
    assert page.post(reverse("planning:propose_plan"), proposal).status_code == 302
    entry = PlanEntry.objects.get()
    assert "机电工程" in texts(city.get(reverse("planning:publish_plan")))
    assert city.post(reverse("planning:publish_plan"), {"entries": [str(entry.id)]}).status_code == 302
    assert "建立评审会" in texts(page.get(reverse("planning:sessions")))
    opening = page.post(reverse("planning:open_session", args=["committee-senior-04"]), OPEN)
    session = Session.objects.get()
    assert opening["Location"] == reverse("planning:session", args=[session.id])
    assert (session.opens_at, session.closes_at) == (moment(7, 25), moment(9, 1))
    assert "编写通知" in texts(page.get(opening["Location"]))
    assert page.post(reverse("planning:write_call", args=[session.id]), WRITE).status_code == 302
    assert Call.objects.get().materials == [
        {"key": "material_1", "name": "业绩工作报告", "required": True},
        {"key": "material_2", "name": "获奖证书", "required": False},
    ]
    assert page.post(reverse("planning:file_call", args=[session.id])).status_code == 302
    filing = Filing.objects.get()
    assert city.post(reverse("planning:pass_filing", args=[filing.id])).status_code == 302
    reply = {"answer": "accepted", "reason": ""}
    assert province.post(reverse("planning:answer_filing", args=[filing.id]), reply).status_code == 302
    assert "发布通知" in texts(page.get(reverse("planning:session", args=[session.id])))
    assert page.post(reverse("planning:publish_call", args=[session.id])).status_code == 302
    assert Call.objects.get().published_at == clock.now()
    again = page.post(reverse("planning:publish_call", args=[session.id]))
    assert again.status_code == 409
    assert "通知已发布" in texts(again)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seats": "10"}, "单数"),
        ({"year": "2022"}, "未列入2022年"),
        ({"closes_on": "2023-07-24"}, "截止日期须不早于开始日期"),
        ({"closes_on": "2023-10-20"}, "申报须在评审会之前截止"),
        ({"meeting_on": "2023-11-03"}, "延后开展须写明原因"),
        ({"meeting_on": "不知道"}, "日期"),
        ({"meeting_on": ""}, "必填"),
        ({"seats": "-1"}, "3"),
    ],
)
def test_a_wrong_session_is_shown_again_with_all_that_was_typed(
    senior: Office, ours: Ours, page: Client, change: dict[str, str], words: str
) -> None:
    planned(senior, ours)
    typed = {**OPEN, "late_reason": "", "stand_ins": "7", **change}
    response = page.post(reverse("planning:open_session", args=["committee-senior-04"]), typed)
    assert response.status_code == 400
    assert words in texts(response)
    assert 'name="stand_ins" value="7"' in response.content.decode()
    assert not Session.objects.exists()


def test_another_organisers_committee_cannot_be_slipped_in(
    cast: Cast, senior: Office, county: Office, page: Client
) -> None:
    stolen = {"committee": str(county.committee.id), "year": "2023", "month": "10"}
    response = page.post(reverse("planning:propose_plan"), stolen)
    assert response.status_code == 400
    assert not PlanEntry.objects.exists()
    assert page.get(reverse("planning:open_session", args=[county.committee.code])).status_code == 404


def test_the_meeting_and_the_window_are_changed_by_pages(senior: Office, ours: Ours, page: Client) -> None:
    session = published(senior, ours)
    move = reverse("planning:move_meeting", args=[session.id])
    refused = page.post(move, {"meeting_on": "2023-07-01", "reason": "提前召开"})
    assert refused.status_code == 400
    assert "须晚于今天" in texts(refused)
    assert "提前召开" in refused.content.decode()
    assert page.post(move, {"meeting_on": "2023-10-27", "reason": "场地"}).status_code == 302
    window = reverse("planning:change_window", args=[session.id])
    earlier = {"opens_on": "2023-07-25", "closes_on": "2023-08-30", "reason": "提前"}
    assert "不能提前" in texts(page.post(window, earlier))
    assert page.post(window, {**earlier, "closes_on": "2023-09-05"}).status_code == 302
    session.refresh_from_db()
    assert (session.meeting_on, session.closes_at) == (dt.date(2023, 10, 27), moment(9, 6))
    with clock.at(moment(9, 7)):
        late = page.post(window, {**earlier, "closes_on": "2023-09-10"})
        assert "任何人不能再次开放" in texts(late)


def test_an_empty_call_keeps_what_was_typed(senior: Office, ours: Ours, page: Client) -> None:
    session = opened(senior, ours)
    address = reverse("planning:write_call", args=[session.id])
    response = page.post(address, {**WRITE, "conditions": "", "materials": "长" * 80})
    assert response.status_code == 400
    body = response.content.decode()
    assert "每项材料名称不超过60字" in body
    assert CALL["requirements"] in body
    assert not Call.objects.exists()
    page.post(address, WRITE)
    assert "获奖证书(选交)" in page.get(address).content.decode()
    page.post(reverse("planning:file_call", args=[session.id]))
    refused = page.post(address, WRITE)
    assert refused.status_code == 400
    assert "请先撤回备案" in texts(refused)


def test_without_a_call_the_next_pages_lead_to_the_editor(senior: Office, ours: Ours, page: Client) -> None:
    session = opened(senior, ours)
    editor = reverse("planning:write_call", args=[session.id])
    for name in ("file_call", "publish_call"):
        assert page.get(reverse(f"planning:{name}", args=[session.id]))["Location"] == editor
        assert page.post(reverse(f"planning:{name}", args=[session.id])).status_code == 409


def test_a_filing_is_withdrawn_once(senior: Office, ours: Ours, page: Client) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    assert "撤回这件备案" in texts(page.get(reverse("planning:filing", args=[filing.id])))
    address = reverse("planning:withdraw_filing", args=[filing.id])
    assert page.post(address).status_code == 302
    assert page.post(address).status_code == 409
    assert Filing.objects.get().answer == "withdrawn"
    assert "撤回这件备案" not in texts(page.get(reverse("planning:filing", args=[filing.id])))


def test_the_time_line_shows_every_gate(senior: Office, ours: Ours, page: Client) -> None:
    session = published(senior, ours)
    with clock.at(moment(10, 9)):
        body = page.get(reverse("planning:session", args=[session.id])).content.decode()
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
    for word in ("会前备案", "2023年10月7日", "已逾期", "2023年11月10日", "云南省人社备〔2023〕1号", "今天"):
        assert word in words
    assert body.count("<circle") == 16
    assert "style=" not in body


# --- the bureaus -------------------------------------------------------------------------------------------


def test_a_refusal_without_reason_keeps_the_form(
    cast: Cast, county: Office, ours: Ours, client_of: ClientOf
) -> None:
    filing = filed_call(county, opened(county, ours))
    bureau = client_of(cast.wrong_county_officer)
    address = reverse("planning:answer_filing", args=[filing.id])
    response = bureau.post(address, {"answer": "refused", "reason": ""})
    assert response.status_code == 409
    assert "不予备案须写明原因" in texts(response)
    assert bureau.post(address, {"answer": "maybe"}).status_code == 400
    filing.refresh_from_db()
    assert filing.answer == "pending"
    assert bureau.post(address, {"answer": "refused", "reason": "材料要求不明"}).status_code == 302
    second = bureau.post(address, {"answer": "accepted", "reason": ""})
    assert second.status_code == 409
    assert "已经答复" in texts(second)
    filing.refresh_from_db()
    assert (filing.answer, filing.number) == ("refused", "东川区人社备〔2023〕1号")


def test_the_province_cannot_jump_the_city(
    cast: Cast, senior: Office, ours: Ours, client_of: ClientOf
) -> None:
    filing = filed_call(senior, opened(senior, ours))
    province = client_of(cast.province_officer)
    address = reverse("planning:answer_filing", args=[filing.id])
    assert "等待昆明市人力资源和社会保障局转报" in texts(province.get(address))
    assert province.post(address, {"answer": "accepted"}).status_code == 409
    filing.refresh_from_db()
    assert filing.answer == "pending"
    # The province is not the station that passes on: the address says so as to a stranger.
    assert province.post(reverse("planning:pass_filing", args=[filing.id])).status_code == 404


def test_only_ones_own_rows_of_the_plan_are_published(
    cast: Cast, senior: Office, county: Office, ours: Ours, client_of: ClientOf
) -> None:
    Committee.objects.filter(pk=county.committee.pk).update(level="初级")
    entry = actions.propose_plan_entry(committee=county.committee, year=2023, month=10, **county.me)
    city = client_of(cast.city_officer)
    assert city.post(reverse("planning:publish_plan"), {"entries": [str(entry.id)]}).status_code == 400
    assert city.post(reverse("planning:publish_plan"), {}).status_code == 400
    entry.refresh_from_db()
    assert entry.state == "proposed"


# --- cost --------------------------------------------------------------------------------------------------


def more_sessions(office: Office, ours: Ours, many: int) -> None:
    for number in range(many):
        committee = Committee.objects.create(
            code=f"extra-{number}", name=f"昆明市第{number}高级评审委员会", tier="city", level="高级",
            organiser=office.organisation, place=office.committee.place, scope_words="本市",
        )  # fmt: skip
        published(Office(committee, office.organisation, office.officer), ours)


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("office_officer", "sessions"), ("supervisor", "sessions"), ("city_officer", "filings"),
        ("office_officer", "calls"), ("office_officer", "plan"),
    ],
)  # fmt: skip
def test_a_list_costs_the_same_with_three_rows(
    cast: Cast, senior: Office, ours: Ours, client_of: ClientOf, who: str, name: str
) -> None:
    published(senior, ours)
    client, address = client_of(getattr(cast, who)), reverse(f"planning:{name}")

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address, {"year": "2023"}).status_code == 200
        return len(statements)

    cost()  # the first request also reads the clock's offset, which stays in memory
    one = cost()
    more_sessions(senior, ours, 2)
    assert cost() == one
    assert one <= 15


def test_a_session_page_costs_little(senior: Office, ours: Ours, page: Client) -> None:
    session = published(senior, ours)
    with CaptureQueriesContext(connection) as statements:
        page.get(reverse("planning:session", args=[session.id]))
    assert len(statements) <= 15
