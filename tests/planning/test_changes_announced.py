"""What changes after the call is out is told by a 补充通知; a window is extended only when that is published."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.planning.conftest import CALL, Office, accepted, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.applications.guards import check_window
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions, documents, queries
from zhicheng.planning.models import Announcement, Committee, Filing, Session, SettingChange

Ours = dict[str, dict[str, Any]]
ClientOf = Callable[[Account], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.database]
LATER = moment(9, 6)


def extended(office: Office, session: Session, closes_at: dt.datetime = LATER) -> Announcement:
    """The announcement that the office's wish to extend the window has prepared."""
    actions.change_window(
        session=session, opens_at=moment(7, 25), closes_at=closes_at, reason="系统维护。", **office.me
    )
    return session.announcements.get()


def page_of(session: Session) -> str:
    return Client().get(reverse("planning:call", args=[session.call.id])).content.decode()


@pytest.mark.clause("KM2023-1.3", "KM2023-3.4")
def test_a_window_is_extended_when_its_announcement_is_published(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with clock.at(moment(8, 1)):
        row = extended(senior, session)
        assert row.text == "申报截止时间由2023年8月31日 24:00延长至2023年9月5日 24:00。\n原因：系统维护。"
        filing = actions.file_announcement(announcement=row, **senior.me)
        assert filing.content["closes_at"] == LATER.isoformat()
        accepted(filing, ours)
    session.refresh_from_db()
    assert session.closes_at == moment(9, 1) and "9月5日" not in page_of(session)
    assert not SettingChange.objects.exists()
    with clock.at(moment(8, 30)):
        actions.publish_announcement(announcement=row, **senior.me)
        shown = page_of(session)
    session.refresh_from_db()
    assert session.closes_at == LATER
    assert "2023年8月31日 24:00" in shown and "已由补充通知延长至2023年9月5日 24:00" in shown
    change = SettingChange.objects.get()
    assert (change.key, change.after, change.announcement) == ("closes_at", "2023年9月5日 24:00", row)
    with clock.at(moment(9, 5)):
        check_window(session)


@pytest.mark.clause("KM2023-3.4")
def test_what_is_answered_after_the_close_extends_nothing(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with clock.at(moment(8, 31, 20)):
        row = extended(senior, session)
        filing = actions.file_announcement(announcement=row, **senior.me)
    with clock.at(moment(9, 1)):
        accepted(filing, ours)
        with pytest.raises(Refused, match="任何人不能再次开放") as refused:
            actions.publish_announcement(announcement=row, **senior.me)
        actions.withdraw_filing(filing=filing, **senior.me)
        with pytest.raises(Refused, match="任何人不能再次开放"):
            actions.file_announcement(announcement=row, **senior.me)
        assert queries.untold(Session.objects.get(pk=session.pk)) == []
    assert refused.value.clause == "KM2023-3.4"
    row.refresh_from_db()
    session.refresh_from_db()
    assert row.published_at is None and session.closes_at == moment(9, 1)


def test_another_end_changes_the_one_still_unfiled(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    row = extended(senior, session)
    again = extended(senior, session, moment(9, 10))
    assert again == row and "2023年9月9日 24:00" in again.text
    filing = actions.file_announcement(announcement=again, **senior.me)
    with pytest.raises(Refused, match="已报备案"):
        extended(senior, session)
    actions.withdraw_filing(filing=filing, **senior.me)
    with pytest.raises(Refused, match="须写明延长后的申报截止时间：2023年9月9日 24:00") as caught:
        actions.write_announcement(
            session=session, announcement=again, title="延长", text="延长至2023年9月30日。", **senior.me
        )
    assert caught.value.field == "text"
    Announcement.objects.filter(pk=row.pk).update(closes_at=LATER)  # past the acts
    accepted(actions.file_announcement(announcement=row, **senior.me), ours)
    Announcement.objects.filter(pk=row.pk).update(closes_at=moment(9, 20))
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_announcement(announcement=row, **senior.me)
    with pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.create(session=session, number=2, title="再", text="延长", closes_at=LATER)


def test_an_extension_ends_before_the_meeting(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with pytest.raises(Refused, match="须在评审会之前截止"):
        extended(senior, session, moment(10, 21))
    row = extended(senior, session, moment(10, 20))
    accepted(actions.file_announcement(announcement=row, **senior.me), ours)
    Session.objects.filter(pk=session.pk).update(meeting_on=dt.date(2023, 10, 18))  # past the acts
    with pytest.raises(Refused, match="须在评审会之前截止"):
        actions.publish_announcement(announcement=row, **senior.me)


@pytest.mark.clause("KM2023-1.4", "KM2023-1.3")
def test_another_day_of_the_meeting_holds_at_once_and_waits_to_be_told(
    senior: Office, ours: Ours, client_of: ClientOf
) -> None:
    session = published(senior, ours)
    for day in (dt.date(2023, 10, 27), dt.date(2023, 10, 30)):
        actions.move_meeting(session=session, meeting_on=day, reason="场地", **senior.me)
    session.refresh_from_db()
    assert session.meeting_on == dt.date(2023, 10, 30)
    first, second = queries.untold(session)
    assert first.text == "评审会日期由2023年10月20日调整为2023年10月27日。\n原因：场地。"
    assert (second.number, second.title) == (2, "关于调整评审会日期的补充通知")
    page = client_of(senior.officer)
    assert "2项调整还没有公告" in page.get(reverse("planning:session", args=[session.id])).content.decode()
    assert "10月27日" not in page_of(session)
    address = reverse("planning:announcements", args=[session.id])
    assert address in page.get("/desk/").content.decode()
    filing = actions.file_announcement(announcement=first, **senior.me)
    assert filing.kind == Filing.Kind.ANNOUNCEMENT
    accepted(filing, ours)
    actions.publish_announcement(announcement=first, **senior.me)
    assert "10月27日" in page_of(session)
    assert queries.untold(session) == [second]
    settings = page.get(reverse("planning:settings", args=[session.id])).content.decode()
    assert "补充通知第1号" in settings and "待公告" in settings
    assert documents.pdf_of(documents.announcement_document(first)).startswith(b"%PDF-")


def test_before_the_call_nothing_is_announced_apart(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    actions.move_meeting(session=session, meeting_on=dt.date(2023, 10, 27), reason="场地", **senior.me)
    actions.change_window(
        session=session, opens_at=moment(7, 25), closes_at=LATER, reason="场地", **senior.me
    )
    session.refresh_from_db()
    assert session.closes_at == LATER and not Announcement.objects.exists()
    assert all(change.announcement_id is None for change in SettingChange.objects.all())


def test_the_page_of_extensions_says_until_when(senior: Office, ours: Ours, client_of: ClientOf) -> None:
    session = published(senior, ours)
    extended(senior, session)
    page, address = client_of(senior.officer), reverse("planning:announcements", args=[session.id])
    with clock.at(moment(8, 1)):
        assert "公告调整" in page.get("/desk/").content.decode()
        assert "须在现定截止时间之前发布" in page.get(address).content.decode()
    with clock.at(moment(9, 2)):
        late = page.get(address).content.decode()
        assert "公告调整" not in page.get("/desk/").content.decode()
    assert "不再生效" in late and "报备案</button>" not in late


@pytest.mark.clause("GUIDE-1.4", "KM2023-1.3")
def test_the_last_days_are_filed_with_the_call(senior: Office, ours: Ours, client_of: ClientOf) -> None:
    session = opened(senior, ours, unit_pass_last=dt.date(2023, 9, 8))
    actions.write_call(session=session, **CALL, **senior.me)
    filing = actions.file_call(session=session, **senior.me)
    assert filing.content["lasts"] == {"unit_pass_last": "2023-09-08"}
    shown = client_of(ours["city"]["by"]).get(reverse("planning:answer_filing", args=[filing.id]))
    assert "单位审核通过：2023年9月8日 24:00截止" in shown.content.decode()
    accepted(filing, ours)
    for day, told in ((dt.date(2023, 9, 11), "与备案的不一致"), (dt.date(2023, 9, 8), "")):
        actions.change_setting(session=session, key="unit_pass_last", value=day, reason="核对", **senior.me)
        if told:
            with pytest.raises(Refused, match=told):
                actions.publish_call(session=session, **senior.me)
    call = actions.publish_call(session=session, **senior.me)
    assert documents.call_document(call).data["window"].endswith("\n单位审核通过：2023年9月8日 24:00截止")


@pytest.mark.clause("KM2023-3.1")
def test_the_platform_is_filed_with_the_call(senior: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=senior.committee.pk).update(tier="province")
    session = Session.objects.create(
        committee=senior.committee, year=2023, meeting_on=dt.date(2023, 12, 8), opens_at=moment(8, 1),
        closes_at=moment(9, 1), created_at=clock.now(),
    )  # fmt: skip
    senior.committee.refresh_from_db()
    actions.write_call(session=session, **CALL, **senior.me)
    assert "platform" not in accepted(actions.file_call(session=session, **senior.me), ours).content
    actions.change_setting(session=session, key="platform", value="province", reason="省通知", **senior.me)
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_call(session=session, **senior.me)
    actions.withdraw_filing(filing=session.filings.get(), **senior.me)
    filing = accepted(actions.file_call(session=session, **senior.me), ours)
    assert filing.content["platform"] == "province"
    call = actions.publish_call(session=session, **senior.me)
    assert "省信息平台" in documents.call_document(call).data["window"]
