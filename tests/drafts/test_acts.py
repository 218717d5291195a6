"""Nothing typed is lost, nothing is overwritten unseen, nobody else gets it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.almanac import clock
from zhicheng.clock import due
from zhicheng.dossiers.models import Record
from zhicheng.drafts import actions
from zhicheng.drafts.models import Draft
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FORM = "/dossier/tasks/new/"
TYPED = {"name": ["变电站扩建"], "role": [""]}
ClientOf = Callable[[Account], Client]


@pytest.fixture
def me(cast: Cast) -> Account:
    return cast.applicant


def kept(me: Account, **changed: Any) -> int:
    return actions.keep(me, **({"address": FORM, "typed": TYPED, "base": "b", "seen": 0} | changed))


def test_each_version_follows_the_one_that_was_seen(me: Account) -> None:
    assert kept(me) == 1
    assert kept(me, typed={"name": ["变电站"]}, seen=1) == 2
    row = Draft.objects.get()
    assert (row.version, json.loads(row.typed)) == (2, {"name": ["变电站"]})


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_what_was_not_seen_is_not_overwritten(me: Account, seen: int) -> None:
    kept(me)
    kept(me, typed={"name": ["另一个窗口"]}, seen=1)
    with pytest.raises(actions.NewerElsewhere) as newer:
        kept(me, seen=seen)
    assert newer.value.newer is not None
    assert json.loads(newer.value.newer.typed) == {"name": ["另一个窗口"]}
    assert Draft.objects.get().version == 2


def test_what_was_handed_in_elsewhere_is_told(me: Account) -> None:
    with pytest.raises(actions.NewerElsewhere) as newer:
        kept(me, seen=4)
    assert newer.value.newer is None
    assert not Draft.objects.exists()


def test_each_account_has_its_own(me: Account, cast: Cast) -> None:
    kept(me)
    assert kept(cast.other_applicant) == 1
    actions.drop(me, FORM)
    assert Draft.objects.get().account == cast.other_applicant


def test_the_text_is_not_readable_in_the_database(me: Account) -> None:
    kept(me)
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM drafts_draft")
        assert "变电站" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "/no/such/page/"},
        {"address": ""},
        {"address": "https://example.org/nowhere"},
        {"address": "/dossier/tasks/new/\x00"},
        {"address": "/" + "x" * 300},
        {"typed": {"name": ["长" * actions.MOST_CHARACTERS]}},
        {"base": "b" * 65},
    ],
)
def test_what_cannot_be_kept_is_refused(me: Account, changed: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        kept(me, **changed)
    assert not Draft.objects.exists()


def test_an_account_cannot_fill_the_disk(me: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_DRAFTS", 1)
    kept(me)
    with pytest.raises(Refused, match="请先提交或放弃"):
        kept(me, address="/dossier/qualification/")
    assert kept(me, seen=1) == 2


def test_what_nobody_came_back_for_is_cleared_away(me: Account) -> None:
    kept(me)
    with clock.at(clock.now() + actions.KEPT_FOR - dt.timedelta(days=1)):
        assert due.JOBS["forgotten"]() == 0
    with clock.at(clock.now() + actions.KEPT_FOR + dt.timedelta(days=1)):
        assert due.JOBS["forgotten"]() == 1
    assert not Draft.objects.exists()


def test_the_page_keeps_reads_and_drops(me: Account, client_of: ClientOf) -> None:
    client, address = client_of(me), reverse("drafts:draft")
    assert client.get(address, {"address": FORM}).json()["version"] == 0
    sent = {"address": FORM, "typed": json.dumps(TYPED), "base": "b", "seen": "0"}
    assert client.post(address, sent).json()["version"] == 1
    told = client.get(address, {"address": FORM}).json()
    assert (told["typed"], told["base"]) == (TYPED, "b")
    answer = client.post(address, sent)
    assert (answer.status_code, answer.json()["newer"]["version"]) == (409, 1)
    assert client.post(address, {"address": FORM, "drop": "1"}).json() == {"version": 0}
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "no json", "[]", '{"a": "b"}', '{"a": [1]}', '{"a": ["\\u0000"]}', '{"a": ["\\ud800"]}']
)
def test_what_no_form_sends_is_refused(me: Account, client_of: ClientOf, typed: str) -> None:
    sent = {"address": FORM, "typed": typed, "base": "", "seen": "0"}
    answer = client_of(me).post(reverse("drafts:draft"), sent)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert not Draft.objects.exists()


def test_a_form_that_was_accepted_needs_no_draft(me: Account, client_of: ClientOf) -> None:
    client = client_of(me)
    kept(me)
    refused = client.post(FORM, {"name": "变电站扩建", "kept_draft": "1"})
    assert refused.status_code == 400
    assert Draft.objects.exists()
    accepted = client.post(FORM, SAMPLES["tasks"] | {"kept_draft": "1"})
    assert accepted.status_code == 302
    assert Record.objects.get().data["name"] == SAMPLES["tasks"]["name"]
    assert not Draft.objects.exists()


def test_keeping_takes_few_statements(
    me: Account, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    client, sent = client_of(me), {"address": FORM, "typed": json.dumps(TYPED), "base": "b", "seen": "1"}
    kept(me)
    with django_assert_num_queries(3):  # session, account, the draft
        assert client.post(reverse("drafts:draft"), sent).status_code == 200


def test_the_forms_that_keep_what_is_typed(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.applicant)
    for address in (FORM, reverse("dossiers:qualification")):
        assert b"data-autosave" in client.get(address).content
    row = making.application(making.open_season(cast), making.State.AT_UNIT)
    officer = client_of(cast.unit_officer)
    for name in ("send_back", "refuse"):
        assert b"data-autosave" in officer.get(reverse(f"vetting:{name}", args=[row.pk])).content
