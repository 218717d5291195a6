"""补充通知: filed like the call, answered with a number, only then published; its PDF; final afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, accepted, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions, documents, queries
from zhicheng.planning.models import Announcement, Filing, Session, SettingChange
from zhicheng.signatures.actions import holds
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db
WORDS = {"title": "关于纸质材料报送地点变更的补充通知", "text": "纸质材料改送至春城路62号。\n时间不变。"}


def written(office: Office, session: Session) -> Announcement:
    return actions.write_announcement(session=session, **WORDS, **office.me)


@pytest.mark.clause("KM2023-1.3", "KM2023-1.4")
def test_it_goes_by_the_calls_own_rule(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    row = written(senior, session)
    with pytest.raises(Refused, match="备案通过后才能发布"):
        actions.publish_announcement(announcement=row, **senior.me)
    filing = actions.file_announcement(announcement=row, **senior.me)
    assert (filing.kind, filing.to.name) == ("announcement", "云南省人力资源和社会保障厅")
    assert filing.via is not None, "by way of the city, as every filing of a senior committee"
    with pytest.raises(Refused, match="备案通过后才能发布"):
        actions.publish_announcement(announcement=row, **senior.me)
    for act in (actions.file_announcement,):
        with pytest.raises(Refused, match="已报备案"):
            act(announcement=row, **senior.me)
    with pytest.raises(Refused, match="已报备案"):
        actions.write_announcement(session=session, announcement=row, **WORDS, **senior.me)
    answer = accepted(filing, ours)
    out = actions.publish_announcement(announcement=row, **senior.me)
    assert out.seal is not None and holds(out.seal)
    paper = documents.announcement_document(out)
    assert (paper.data["number"], paper.data["version"]) == (f"备案编号：{answer.number}", "补充通知第1号")
    assert documents.pdf_of(paper).startswith(b"%PDF-")
    with pytest.raises(Refused, match="已发布"):
        actions.publish_announcement(announcement=row, **senior.me)
    with pytest.raises(Refused, match="另发一份"):
        actions.write_announcement(session=session, announcement=row, **WORDS, **senior.me)
    acts = Entry.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts)[-5:] == [
        "write_announcement",
        "file",
        "pass_filing",
        "answer_filing",
        "publish_announcement",
    ]


def test_a_returned_one_is_mended_and_filed_again(county: Office, ours: Ours) -> None:
    session = published(county, ours)
    row = written(county, session)
    first = actions.file_announcement(announcement=row, **county.me)
    actions.answer_filing(filing=first, accepted=False, reason="地点不清楚", **ours["county"])
    assert Message.objects.filter(recipient=county.officer.id, subject__contains="补充通知备案").exists()
    actions.write_announcement(
        session=session, announcement=row, title="改", text="春城路62号3楼", **county.me
    )
    second = actions.file_announcement(announcement=row, **county.me)
    assert second.content["text"] == "春城路62号3楼"
    accepted(second, ours)
    assert queries.can_withdraw(Filing.objects.get(pk=second.pk))
    actions.withdraw_filing(filing=second, **county.me)
    third = accepted(actions.file_announcement(announcement=row, **county.me), ours)
    actions.publish_announcement(announcement=row, **county.me)
    assert not queries.can_withdraw(Filing.objects.get(pk=third.pk))


def test_several_stand_beside_the_call(county: Office, ours: Ours) -> None:
    session = published(county, ours)
    rows = [written(county, session) for _twice in range(2)]
    filings = [actions.file_announcement(announcement=row, **county.me) for row in rows]
    assert [row.number for row in rows] == [1, 2]
    for row, filing in zip(rows, filings, strict=True):
        accepted(filing, ours)
        actions.publish_announcement(announcement=row, **county.me)
    assert [one.number for one in queries.published_announcements(session)] == [2, 1]


def test_changed_past_the_acts_it_is_not_published(county: Office, ours: Ours) -> None:
    session = published(county, ours)
    row = written(county, session)
    accepted(actions.file_announcement(announcement=row, **county.me), ours)
    Announcement.objects.filter(pk=row.pk).update(text="别的")
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_announcement(announcement=row, **county.me)


@pytest.mark.parametrize(("field", "words"), [("title", "请填写标题"), ("text", "请填写补充内容")])
def test_an_empty_one_is_refused_beside_its_field(county: Office, ours: Ours, field: str, words: str) -> None:
    session = published(county, ours)
    with pytest.raises(Refused, match=words) as caught:
        actions.write_announcement(session=session, **{**WORDS, field: " "}, **county.me)
    assert caught.value.field == field


def test_only_its_own_office_and_only_after_the_call(senior: Office, county: Office, ours: Ours) -> None:
    with pytest.raises(Refused, match="直接写进通知"):
        written(county, opened(county, ours))
    session = published(senior, ours)
    row = written(senior, session)
    for act in (
        lambda: actions.write_announcement(session=session, **WORDS, **county.me),
        lambda: actions.file_announcement(announcement=row, **county.me),
        lambda: actions.publish_announcement(announcement=row, **county.me),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.status == 404


def test_what_was_never_filed_is_dropped(county: Office, ours: Ours, client_of: ClientOf) -> None:
    session = published(county, ours)
    first, second = written(county, session), written(county, session)
    client = client_of(county.me["by"])
    page = reverse("planning:announcements", args=[session.pk])
    assert "删除第2号草稿" in client.get(page).content.decode()
    assert client.post(reverse("planning:drop_announcement", args=[second.pk])).status_code == 302
    assert list(session.announcements.all()) == [first]
    assert Entry.objects.filter(act="drop_announcement").count() == 1
    filing = actions.file_announcement(announcement=first, **county.me)
    with pytest.raises(Refused, match="已报备案"):
        actions.drop_announcement(announcement=first, **county.me)
    actions.withdraw_filing(filing=filing, **county.me)
    with pytest.raises(Refused, match="留作记录"):
        actions.drop_announcement(announcement=first, **county.me)


def test_what_tells_a_decided_change_is_not_dropped(county: Office, ours: Ours, client_of: ClientOf) -> None:
    session = published(county, ours)
    row = written(county, session)
    SettingChange.objects.create(
        session=session, key="meeting_on", before="", after="", reason="会场检修",
        changed_at=clock.now(), changed_by=county.me["by"], announcement=row,
    )  # fmt: skip
    with pytest.raises(Refused, match="已经决定的调整"):
        actions.drop_announcement(announcement=row, **county.me)
    client = client_of(county.me["by"])
    there = reverse("planning:announcements", args=[session.pk])
    assert "草稿" not in client.get(there).content.decode()
    told = client.post(reverse("planning:drop_announcement", args=[row.pk]), follow=True).content.decode()
    assert "已经决定的调整" in told


def test_a_published_one_is_final(county: Office, ours: Ours) -> None:
    session = published(county, ours)
    row = written(county, session)
    accepted(actions.file_announcement(announcement=row, **county.me), ours)
    actions.publish_announcement(announcement=row, **county.me)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=row.pk).update(text="改")


def test_the_database_files_one_once(county: Office, ours: Ours) -> None:
    session = published(county, ours)
    filing = actions.file_announcement(announcement=written(county, session), **county.me)
    for change in ({"announcement": None}, {"kind": "pool"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Filing.objects.filter(pk=filing.pk).update(**change)
    filing.pk, filing.number = Filing().pk, None
    with pytest.raises(IntegrityError), transaction.atomic():
        filing.save(force_insert=True)


def test_from_the_desk_to_everybodys_page(
    cast: Cast, county: Office, ours: Ours, client_of: ClientOf
) -> None:
    session = published(county, ours)
    page, bureau = client_of(county.officer), client_of(cast.wrong_county_officer)
    address = reverse("planning:announcements", args=[session.id])
    wrong = page.post(address, {"title": "留住的标题", "text": ""})
    assert wrong.status_code == 400 and "留住的标题" in wrong.content.decode()
    assert page.post(address, WORDS).status_code == 302
    row = Announcement.objects.get()
    assert page.post(f"{address}?edit={row.id}", {**WORDS, "title": "改过的标题"}).status_code == 302
    pdf = reverse("planning:announcement_pdf", args=[row.id])
    assert Client().get(pdf).status_code == 404
    file = reverse("planning:file_announcement", args=[row.id])
    assert page.post(file).status_code == 302
    assert page.post(file).status_code == 409
    filing = row.filings.get()
    shown = bureau.get(reverse("planning:answer_filing", args=[filing.id])).content.decode()
    assert "改过的标题" in shown and "春城路62号" in shown
    assert bureau.post(address, WORDS).status_code == 404
    reply = {"answer": "accepted", "reason": ""}
    assert bureau.post(reverse("planning:answer_filing", args=[filing.id]), reply).status_code == 302
    assert "向社会发布" in page.get(address).content.decode()
    call = reverse("planning:call", args=[session.call.id])
    assert "改过的标题" not in Client().get(call).content.decode()
    publish = reverse("planning:publish_announcement", args=[row.id])
    with clock.at(moment(8, 1)):
        assert page.post(publish).status_code == 302
        assert page.post(publish).status_code == 409
        body = Client().get(call).content.decode()
    assert "改过的标题" in body and "2023年8月1日发布" in body
    assert Client().get(pdf).content.startswith(b"%PDF-")
    assert page.get(reverse("planning:session", args=[session.id])).status_code == 200
