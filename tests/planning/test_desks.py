"""The office's and the bureaus' pages: side effects, what is typed wrongly, what is already done."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import CALL, Office, filed_call, moment, opened, planned, published
from zhicheng.almanac import clock
from zhicheng.people.models import Account
from zhicheng.planning import actions
from zhicheng.planning.models import Call, Committee, Filing, PlanEntry, Session

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db

OPEN = {
    "year": "2023", "meeting_on": "2023-10-20", "opens_on": "2023-07-25", "closes_on": "2023-08-31",
    "seats": "11", "stand_ins": "4", "paper_stage": "on", "late_reason": "",
}  # fmt: skip
WRITE = {
    **{k: v for k, v in CALL.items() if k != "materials"},
    "materials": "业绩工作报告\n获奖证书（选交）\n\n",
}


@pytest.fixture
def page(client_of: ClientOf, senior: Office) -> Client:
    """The senior committee's officer."""
    return client_of(senior.officer)


def texts(response: Any) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


# --- the office --------------------------------------------------------------------------------------------


@pytest.mark.clause("KM2023-1.4")
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
    move = reverse("meeting:move_meeting", args=[session.id])
    refused = page.post(move, {"meeting_on": "2023-07-01", "reason": "提前召开"})
    assert refused.status_code == 400
    assert "须晚于今天" in texts(refused)
    assert "提前召开" in refused.content.decode()
    asked = {"meeting_on": "2023-10-27", "reason": "场地"}
    assert "确认改到2023年10月27日" in texts(page.post(move, asked))
    assert page.post(move, {**asked, "then": "save", "seen": "2023-10-27"}).status_code == 302
    window = reverse("planning:change_window", args=[session.id])
    earlier = {"opens_on": "2023-07-25", "closes_on": "2023-08-30", "reason": "提前"}
    assert "不能提前" in texts(page.post(window, earlier))
    prepared = page.post(window, {**earlier, "closes_on": "2023-09-05"})
    assert prepared["Location"] == reverse("planning:announcements", args=[session.id])
    session.refresh_from_db()
    assert (session.meeting_on, session.closes_at) == (dt.date(2023, 10, 27), moment(9, 1))
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
    assert "获奖证书（选交）" in page.get(address).content.decode()
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
    assert body.count("<circle") == 18
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


def test_links_lead_only_where_the_reader_may_go(
    cast: Cast, senior: Office, ours: Ours, client_of: ClientOf
) -> None:
    session = published(senior, ours)
    for who, places in (
        ("office_officer", 3),
        ("province_officer", 1),
        ("city_officer", 1),
        ("supervisor", 1),
    ):
        client = client_of(getattr(cast, who))
        body = client.get(reverse("planning:session", args=[session.id])).content.decode()
        table = body[body.index("gates") : body.index("</tbody>")]
        links = re.findall(r'<a href="([^"]+)"', table)
        assert len(links) >= places, who
        for link in links:
            assert client.get(link).status_code == 200, (who, link)
