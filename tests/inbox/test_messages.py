"""Messages: only the recipient reads them; reading is an act, looking is not."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Delivery, Message
from zhicheng.inbox.queries import MOST_COUNTED, Unread
from zhicheng.people.models import Account

Log = Callable[..., Client]


def unread(recipient: UUID) -> int:
    return Account.objects.annotate(unread=Unread(recipient)).get(pk=recipient).unread


@pytest.fixture
def message(cast: Cast) -> Message:
    return send(cast.applicant.pk, "返回修改", "请补充学历证明。", link="/apply/1/", mobile="13800000000")


def test_the_recipient_finds_it(message: Message, cast: Cast, client_of: Log) -> None:
    client = client_of(cast.applicant)
    page = client.get("/inbox/").content.decode()
    assert "返回修改" in page
    assert "未读" in page
    assert "请补充学历证明。" in client.get(f"/inbox/{message.pk}/").content.decode()


def test_looking_changes_nothing_reading_does(message: Message, cast: Cast, client_of: Log) -> None:
    client = client_of(cast.applicant)
    client.get(f"/inbox/{message.pk}/")
    assert unread(cast.applicant.pk) == 1
    response = client.post(f"/inbox/{message.pk}/read/")
    assert response.status_code == 302
    assert response["Location"] == "/apply/1/"
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    client.post(f"/inbox/{message.pk}/read/")
    message.refresh_from_db()
    assert message.read_at == first
    assert unread(cast.applicant.pk) == 0


def test_without_a_link_it_leads_back_to_the_list(cast: Cast, client_of: Log) -> None:
    one = send(cast.applicant.pk, "提醒", "公示开始。")
    assert client_of(cast.applicant).post(f"/inbox/{one.pk}/read/")["Location"] == "/inbox/"


def test_strangers_get_404(message: Message, cast: Cast, client_of: Log) -> None:
    stranger = client_of(cast.other_applicant)
    assert "返回修改" not in stranger.get("/inbox/").content.decode()
    assert stranger.get(f"/inbox/{message.pk}/").status_code == 404
    assert stranger.post(f"/inbox/{message.pk}/read/").status_code == 404
    assert stranger.post(f"/inbox/{uuid4()}/read/").status_code == 404
    assert unread(cast.applicant.pk) == 1


def test_all_are_read_at_once_but_only_ones_own(message: Message, cast: Cast, client_of: Log) -> None:
    send(cast.other_applicant.pk, "别人的", "…")
    client = client_of(cast.applicant)
    assert client.post("/inbox/read/").status_code == 302
    assert unread(cast.applicant.pk) == 0
    assert unread(cast.other_applicant.pk) == 1


def test_reading_refuses_get(message: Message, cast: Cast, client_of: Log) -> None:
    client = client_of(cast.applicant)
    assert client.get(f"/inbox/{message.pk}/read/").status_code == 405
    assert client.get("/inbox/read/").status_code == 405
    assert client.post("/inbox/").status_code == 405


def test_visitors_log_in_first(message: Message, client: Client) -> None:
    for url in ("/inbox/", f"/inbox/{message.pk}/"):
        assert client.get(url)["Location"].startswith("/account/login/?next=/inbox/")
    assert client.post("/inbox/read/")["Location"].startswith("/account/login/")


def test_older_messages_come_page_by_page(cast: Cast, client_of: Log) -> None:
    for number in range(45):
        send(cast.applicant.pk, f"第{number:02d}封", "…")
    client, url, seen = client_of(cast.applicant), "/inbox/", []
    for _turn in range(5):
        response = client.get(url)
        seen += [row.subject for row in response.context["rows"]]
        if not response.context["older"]:
            break
        url = f"/inbox/?before={response.context['older']}"
    assert seen == [f"第{number:02d}封" for number in reversed(range(45))]


@pytest.mark.parametrize("before", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_tampered_place_is_the_first_page(
    message: Message, cast: Cast, client_of: Log, before: str
) -> None:
    assert "返回修改" in client_of(cast.applicant).get(f"/inbox/?before={before}").content.decode()


def test_the_header_counts_to_99(cast: Cast, client_of: Log) -> None:
    client = client_of(cast.applicant)
    assert 'class="badge count"' not in client.get("/guide/").content.decode()
    for _turn in range(100):
        send(cast.applicant.pk, "提醒", "…")
    assert '<span class="badge count">99+</span>' in client.get("/guide/").content.decode()


def test_the_list_costs_the_same_for_one_and_for_three(
    message: Message, cast: Cast, client_of: Log, django_assert_num_queries: Callable
) -> None:
    client = client_of(cast.applicant)
    client.get("/inbox/")
    with django_assert_num_queries(4):
        client.get("/inbox/")
    send(cast.applicant.pk, "二", "…")
    send(cast.applicant.pk, "三", "…")
    with django_assert_num_queries(4):
        client.get("/inbox/")


def test_a_mobile_number_goes_into_the_outbox_encrypted(message: Message) -> None:
    delivery = Delivery.objects.get(message=message)
    assert delivery.address == "13800000000"
    assert delivery.delivered_at is None


def test_unread_ones_are_counted_to_a_hundred(cast: Cast) -> None:
    at = clock.now()
    Message.objects.bulk_create(
        Message(recipient=cast.applicant.pk, subject="提醒", body="…", sent_at=at)
        for _one in range(MOST_COUNTED + 20)
    )
    assert unread(cast.applicant.pk) == MOST_COUNTED
