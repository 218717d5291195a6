"""The demo stands in mid-season: each printed account can log in and finds work on its desk."""

import datetime as dt
import socket
from io import StringIO

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import DateTimeField
from django.test import Client
from pytest_django import Settings

from zhicheng.almanac import clock
from zhicheng.meeting.models import Ballot
from zhicheng.people.access import asks_second_factor
from zhicheng.people.models import Account
from zhicheng.register.models import Certificate
from zhicheng.rehearsal import demo
from zhicheng.rehearsal.management.commands import run
from zhicheng.rehearsal.management.commands.run import Command

ROLES = (
    "申报人", "用人单位", "主管部门", "县（市）区人社", "市人社局", "省人社厅", "评委会办事机构", "抽取人员", "监督人员",
    "技术支持", "系统管理员", "安全管理员", "审计管理员", "评审专家",
)  # fmt: skip


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(CommandError, match=f"port {port} is taken.*PORT="):
            Command().handle()


def dated(first: dt.datetime, last: dt.datetime) -> list[str]:
    """Where a row carries a moment between the two: made by the wall clock instead of the demo's."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("zhicheng.")
        for field in model._meta.concrete_fields
        if isinstance(field, DateTimeField)
        and model._default_manager.filter(**{f"{field.name}__range": (first, last)}).exists()
    ]


@pytest.mark.django_db
def test_a_database_of_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setattr(run, "answers", lambda _port: False)
    MigrationRecorder(connection).record_applied("people", "0099_of_tomorrow")
    with pytest.raises(CommandError, match=r"another version.*people 0099_of_tomorrow.*DATA_DIR"):
        Command().handle()
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_every_printed_account_finds_work(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["zhicheng.rehearsal.world.LightArgon2"]
    before = dt.datetime.now(dt.UTC)
    demo.make()
    assert dated(before, dt.datetime.now(dt.UTC)) == []
    with clock.at(demo.begins()):
        lines = demo.accounts()
        assert [line.role for line in lines] == list(ROLES)
        assert [line.role for line in lines if not line.waiting] == []
        counted = [word.split() for line in lines for word in line.waiting if " " in word]
        assert counted and all(many.isdecimal() and int(many) > 0 for _what, many in counted)
        for line in lines:
            found = Account.objects.by_login(line.login)
            assert found is not None, line
            assert found.check_password(demo.PASSWORD), line
            assert not asks_second_factor(found) or found.second_factor == demo.SECOND_FACTOR, line
            client = Client()
            client.force_login(found)
            answer = client.get("/desk/", follow=True)
            assert answer.status_code == 200, line
            assert "现在没有要办的事" not in answer.content.decode(), line
        by_role = {line.role: line for line in lines}
        assert by_role["用人单位"].waiting[0].startswith("待审核")  # the tab that opens first
        assert {word.split()[0] for word in by_role["评审专家"].waiting} == {"待审阅", "待表决"}
        ballot = Ballot.objects.get(ended_at=None)  # the meeting is voting at this moment
        assert ballot.application.session is not None
        assert ballot.application.session.meeting_on == demo.begins().date()
        revoked = Certificate.objects.get(revoked_at__isnull=False)
        assert "已撤销" in Client().get(f"/certificates/{revoked.token}/").content.decode()
        shown = StringIO()
        Command(stdout=shown).announce("8000")
        assert all(line.login in shown.getvalue() for line in lines)
        assert demo.SECOND_FACTOR in shown.getvalue()
        assert "待审核" in shown.getvalue()
