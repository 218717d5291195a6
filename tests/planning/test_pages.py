"""The pages by the ladder: works, wrong method, roles, anonymous, side effects, already done."""

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
from zhicheng.planning.models import Call, Committee, Filing, Session
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db


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
    for word in ("0871-63135910", "高级工程师", CALL["title"], "2023 年 10 月", "名录第 4 号", "GUIDE-3"):
        assert word in re.sub(r"\s+", " ", about).replace("2023年10月", "2023 年 10 月")
    assert visitor.get(reverse("planning:committee", args=["committee-none"])).status_code == 404


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
        "open_session": ("get", "code"),
        "change_window": ("get", "session"),
        "write_call": ("get", "session"), "file_call": ("get", "session"), "publish_call": ("get", "session"),
        "withdraw_filing": ("post", "filing"), "filings": ("get", "none"), "filing": ("get", "filing"),
        "answer_filing": ("get", "filing"), "pass_filing": ("post", "filing"),
        "publish_plan": ("get", "none"),
    }  # fmt: skip
    return {name: (how, reverse(f"planning:{name}", args=one[args])) for name, (how, args) in table.items()}


OFFICE_PAGES = {
    "sessions", "session", "propose_plan", "open_session", "change_window", "write_call",
    "file_call", "publish_call", "withdraw_filing", "filing",
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
