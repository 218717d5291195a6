"""Messages on a case: templates, drafts looked through before they leave, threads at both ends, the log."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings

from tests import making
from tests.cast import NOON
from tests.vetting.ready import FOUND
from tests.vetting.ticked import outcomes, prepared, waiting
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox import outbox
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.vetting import actions
from zhicheng.vetting.actions.corresponding import A_DAY
from zhicheng.vetting.batching import carry_out
from zhicheng.vetting.models import CaseMessage, MessageTemplate
from zhicheng.vetting.placeholders import PLACEHOLDERS, fill

ClientOf = Callable[[Account], Client]
HOSTILE = "<script>alert(1)</script>{姓名}\"'&"


@pytest.fixture
def row(season: making.Season) -> Application:
    return making.application(season, State.AT_DEPARTMENT)


@pytest.fixture
def office(season: making.Season) -> Organisation:
    return season.cast.organisations["department"]


def draft(row: Application, office: Organisation, officer: Account, **more: object) -> CaseMessage:
    words = {"role": "department", "subject": "请核对", "body": "{姓名}您好，请核对{申报编号}。", **more}
    return actions.write_draft(row, office, officer, **words)


def template(
    officer: Account, office: Organisation, event: str = "send_back", **more: object
) -> MessageTemplate:
    words = {"subject": "您的申报已退回", "body": "{姓名}：{办理单位}的意见：{审核意见}", **more}
    return actions.keep_template(office, event, officer, **words)


class TestTemplates:
    def test_a_decision_lays_its_message_into_the_outbox_and_nothing_leaves(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        template(officer, office, by_sms=True)
        before = Message.objects.count()
        actions.send_back(row, "请补充{姓名}", officer, office, defects=FOUND)
        made = CaseMessage.objects.get()
        assert made.body == f"{row.applicant_name}：{office.name}的意见：请补充{{姓名}}"
        assert (made.event, made.by_sms, made.sent_at, made.message) == ("send_back", True, None, None)
        assert Message.objects.count() == before + 1, "what the move itself tells"
        assert not Delivery.objects.exists()

    def test_without_a_template_nothing_is_drafted(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        template(officer, office, "send_back")
        actions.pass_on(row, "同意", [], officer, office)
        assert not CaseMessage.objects.exists()

    @pytest.mark.parametrize("text", ["{身份证号}", "{}", "{姓名", "姓名}", "{{姓名}}", "{姓名.pk}"])
    def test_unknown_placeholders_are_refused(
        self, office: Organisation, officer: Account, text: str
    ) -> None:
        for words in ({"body": text}, {"subject": text}):
            with pytest.raises(Refused, match="姓名"):
                template(officer, office, **words)
        assert not MessageTemplate.objects.exists()

    def test_each_event_has_one_and_a_new_one_takes_its_place(
        self, office: Organisation, officer: Account
    ) -> None:
        template(officer, office)
        kept = template(officer, office, subject="改过")
        assert MessageTemplate.objects.get() == kept and kept.subject == "改过"
        with pytest.raises(Refused):
            template(officer, office, "lottery")
        actions.retire_template(kept, officer)
        assert not MessageTemplate.objects.exists()

    def test_only_the_office_keeps_them(self, season: making.Season, office: Organisation) -> None:
        for who in ("other_department_officer", "applicant", "supervisor"):
            with pytest.raises(Refused):
                template(getattr(season.cast, who), office)

    def test_what_is_long_or_empty_is_refused(self, office: Organisation, officer: Account) -> None:
        for words in (
            {"subject": " "}, {"body": "\0"}, {"subject": "长" * 61}, {"body": "长" * 1001},
            {"body": "长" * 301, "by_sms": True},
        ):  # fmt: skip
            with pytest.raises(Refused):
                template(officer, office, **words)

    def test_values_are_filled_in_once(self) -> None:
        assert fill("{姓名}{审核意见}", {"姓名": "{审核意见}", "审核意见": "好"}) == "{审核意见}好"

    def test_the_page_previews_refuses_and_keeps(
        self, office: Organisation, officer: Account, client_of: ClientOf
    ) -> None:
        client, address = client_of(officer), f"/vetting/messages/templates/{office.pk}/pass/"
        words = {"subject": "通过", "body": f"{{姓名}}{HOSTILE}"}
        page = client.post(address, {**words, "body": "您好{姓名}<b>", "preview": "1"}).content.decode()
        assert f"您好{PLACEHOLDERS['姓名']}&lt;b&gt;" in page and not MessageTemplate.objects.exists()
        refused = client.post(address, {**words, "body": "{年龄}"})
        assert refused.status_code == 400 and "没有“{年龄}”这个占位符" in refused.content.decode()
        assert client.post(address, words).status_code == 302
        assert "通过" in client.get("/vetting/messages/templates/").content.decode()
        assert "<script>alert" not in client.get(address).content.decode()
        client.post(address, {"retire": "1"})
        assert not MessageTemplate.objects.exists()
        assert client.get(f"/vetting/messages/templates/{office.pk}/lottery/").status_code == 404


class TestOutbox:
    def test_what_was_looked_through_is_sent_by_all_its_ways(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        row.person.email = "zhang@example.cn"
        row.person.save()
        made = draft(row, office, officer, by_sms=True, by_email=True, to_unit=True)
        sent = actions.send_draft(made, officer, revision=1)
        message = Message.objects.get(recipient=row.person.account_id)
        assert sent.message == message and message.body == f"{row.applicant_name}您好，请核对{row.number}。"
        assert message.link == f"/vetting/{row.pk}/messages/own/"
        assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email", "sms"]
        assert not Delivery.objects.filter(urgent=True).exists()
        assert Message.objects.exclude(pk=message.pk).get().link == f"/vetting/{row.pk}/messages/", (
            "the unit's"
        )
        with pytest.raises(Refused, match="已经发出"):
            actions.send_draft(made, officer, revision=1)

    def test_what_was_changed_meanwhile_is_not_sent(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        made = draft(row, office, officer)
        actions.edit_draft(made, officer, revision=1, subject="改", body="改过")
        for act in (
            lambda: actions.send_draft(made, officer, revision=1),
            lambda: actions.edit_draft(made, officer, revision=1, subject="再", body="再改"),
        ):
            with pytest.raises(Refused, match="又有修改"):
                act()
        assert actions.send_draft(made, officer, revision=2).message is not None
        assert Message.objects.get().body == "改过"

    def test_a_dropped_one_never_leaves(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        made = draft(row, office, officer)
        actions.drop_draft(made, officer)
        with pytest.raises(Refused, match="已经删除"):
            actions.send_draft(made, officer, revision=1)
        assert not Message.objects.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseMessage.objects.update(sent_at=clock.now())

    def test_the_page_shows_edits_drops_and_sends(
        self, row: Application, office: Organisation, officer: Account, client_of: ClientOf
    ) -> None:
        client = client_of(officer)
        thread = f"/vetting/{row.pk}/messages/"
        bad = client.post(thread, {"subject": "好", "body": "{年龄}"})
        assert bad.status_code == 400 and "{年龄}" in bad.content.decode()
        for subject in ("第一条", "第二条", "第三条"):
            assert client.post(thread, {"subject": subject, "body": "您好"}).status_code == 302
        first, second, third = CaseMessage.objects.order_by("written_at", "id")
        page = client.get("/vetting/messages/").content.decode()
        assert all(f'value="{one.pk}.1"' in page for one in (first, second, third))
        edited = client.post(
            f"/vetting/messages/{first.pk}/", {"subject": "改", "body": HOSTILE, "revision": "1"}
        )
        assert edited.status_code == 302
        client.post(f"/vetting/messages/{third.pk}/drop/")
        ticks = [f"{first.pk}.1", f"{second.pk}.1", f"{third.pk}.1", "x", f"{first.pk}.99999999999"]
        told = client.post("/vetting/messages/", {"draft": ticks[:4]}, follow=True).content.decode()
        assert "已发送1条" in told and "又有修改" in told and "已经删除" in told
        told = client.post("/vetting/messages/", {"draft": f"{first.pk}.2"}, follow=True).content.decode()
        assert "已发送1条" in told and "没有待发的留言" in told
        mine = client_of(row.person.account).get(f"{thread}own/").content.decode()
        assert "&lt;script&gt;" in mine and "<script>alert" not in mine and "第二条" in mine
        assert "请先勾选" in client.post("/vetting/messages/", {"draft": "1"}, follow=True).content.decode()

    def test_strangers_find_nothing(
        self,
        season: making.Season,
        row: Application,
        office: Organisation,
        officer: Account,
        client_of: ClientOf,
    ) -> None:
        made = draft(row, office, officer)
        for who in (
            "other_department_officer",
            "applicant",
            "other_applicant",
            "supervisor",
            "office_officer",
        ):
            client = client_of(getattr(season.cast, who))
            assert client.get(f"/vetting/messages/{made.pk}/").status_code == 404
            assert client.post(f"/vetting/messages/{made.pk}/drop/").status_code == 404
            assert client.get(f"/vetting/{row.pk}/messages/").status_code == 404
        client_of(season.cast.other_department_officer).post("/vetting/messages/", {"draft": f"{made.pk}.1"})
        made.refresh_from_db()
        assert made.sent_at is None and made.dropped_at is None
        other = client_of(season.cast.other_applicant)
        assert other.get(f"/vetting/{row.pk}/messages/own/").status_code == 404

    def test_many_at_once_become_drafts(self, season: making.Season, officer: Account) -> None:
        rows = waiting(season, 2)
        batch = prepared(officer, rows, "message")
        with pytest.raises(Refused, match="占位符"):
            actions.start_batch(batch, officer, message={"subject": "提醒", "body": "{年龄}"})
        actions.start_batch(batch, officer, message={"subject": "提醒", "body": "{姓名}您好"})
        carry_out(batch.pk)
        carry_out(batch.pk)
        assert outcomes(batch) == ["done", "done"]
        assert sorted(CaseMessage.objects.values_list("body", flat=True)) == ["张000您好", "张001您好"]
        assert not Message.objects.exists()


class TestThreads:
    def test_the_applicant_writes_and_the_office_reads(
        self,
        season: making.Season,
        row: Application,
        office: Organisation,
        officer: Account,
        client_of: ClientOf,
    ) -> None:
        own = client_of(row.person.account)
        address = f"/vetting/{row.pk}/messages/own/"
        words = {"office": str(office.pk), "subject": "请问", "body": HOSTILE}
        assert own.post(address, words).status_code == 302
        client = client_of(officer)
        assert "申报人来信，1条未读" in client.get("/desk/").content.decode()
        page = client.get("/vetting/messages/").content.decode()
        assert "请问" in page and "<script>alert" not in page
        page = client.get(f"/vetting/{row.pk}/messages/").content.decode()
        assert "标为已读" in page and "<script>alert" not in page
        word = CaseMessage.objects.get()
        assert word.read_at is None, "looking is not reading"
        client.post(f"/vetting/messages/{word.pk}/read/")
        assert "来信" not in client.get("/desk/").content.decode()

    def test_only_who_has_the_case_or_has_written_is_written_to(
        self, season: making.Season, row: Application, office: Organisation, officer: Account
    ) -> None:
        applicant, stranger = row.person.account, season.cast.organisations["other_department"]
        with pytest.raises(Refused, match="不办理"):
            actions.write_to_office(row, stranger, applicant, subject="问", body="问")
        with pytest.raises(Refused, match="本人"):
            actions.write_to_office(row, office, officer, subject="问", body="问")
        actions.send_draft(draft(row, office, officer), officer, revision=1)
        actions.send_back(row, "请补充", officer, office, defects=FOUND)
        assert actions.write_to_office(row, office, applicant, subject="问", body="问").sent_at is not None

    def test_so_many_a_day(self, row: Application, office: Organisation) -> None:
        words = {"subject": "问", "body": "问"}
        for _number in range(A_DAY):
            actions.write_to_office(row, office, row.person.account, **words)
        with pytest.raises(Refused, match="一天最多"):
            actions.write_to_office(row, office, row.person.account, **words)
        with clock.at(NOON + dt.timedelta(days=1, minutes=1)):
            actions.write_to_office(row, office, row.person.account, **words)

    def test_the_unit_sees_what_it_was_told_of(
        self,
        season: making.Season,
        row: Application,
        office: Organisation,
        officer: Account,
        client_of: ClientOf,
    ) -> None:
        for body, to_unit in (("只给本人", False), ("也给单位", True)):
            actions.send_draft(draft(row, office, officer, body=body, to_unit=to_unit), officer, revision=1)
        page = client_of(season.cast.unit_officer).get(f"/vetting/{row.pk}/messages/").content.decode()
        assert "也给单位" in page and "只给本人" not in page
        assert "只给本人" in client_of(officer).get(f"/vetting/{row.pk}/messages/").content.decode()

    def test_nobody_handles_the_own_case(
        self, row: Application, office: Organisation, officer: Account
    ) -> None:
        made = draft(row, office, officer)
        row.person.account = officer
        row.person.save()
        for act in (
            lambda: draft(row, office, officer),
            lambda: actions.send_draft(made, officer, revision=1),
        ):
            with pytest.raises(Refused, match="本人的申报"):
                act()


def test_the_log_tells_by_which_way_it_left_and_what_failed(
    row: Application, office: Organisation, officer: Account, client_of: ClientOf, settings: Settings,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    client, blocked = client_of(officer), tmp_path / "outbox"
    settings.SMS_SENDER, settings.DATA_DIR = "file", tmp_path
    actions.send_draft(draft(row, office, officer, by_sms=True), officer, revision=1)
    assert "起等待发送" in client.get("/vetting/messages/log/").content.decode()
    blocked.write_text("a file in the way")
    outbox.deliver()
    page = client.get("/vetting/messages/log/?only=failed").content.decode()
    assert (
        "第1次没有发出，会自动再试" in page
        and "再次发送" not in page
        and "连接不上发送服务" in page
        and str(tmp_path) not in page
    )
    delivery = Delivery.objects.get()
    again = f"/vetting/messages/log/{delivery.pk}/again/"
    assert "还在自动重试" in client.post(again, follow=True).content.decode()
    for hour in range(1, outbox.ATTEMPTS):
        with clock.at(NOON + dt.timedelta(hours=4 * hour)):
            outbox.deliver()
    page = client.get("/vetting/messages/log/").content.decode()
    assert f"试了{outbox.ATTEMPTS}次没有发出，已停止" in page and "再次发送" in page
    blocked.unlink()
    assert outbox.deliver() == 0
    client.post(again)
    assert outbox.deliver() == 1
    delivery.refresh_from_db()
    assert delivery.failure == "" and "已发出" in client.get("/vetting/messages/log/").content.decode()
    assert "没有记录" in client.get("/vetting/messages/log/?only=failed").content.decode()
    Message.objects.update(read_at=clock.now())
    assert "已读" in client.get("/vetting/messages/log/").content.decode()
