"""The outbox: what waits leaves once, as a file of its own, readable by the operator alone."""

import json
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from zhicheng.inbox import outbox
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Delivery

pytestmark = pytest.mark.django_db


def outbox_folder_in(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    """Move the outbox alone: the keys stay where they are."""
    monkeypatch.setattr(outbox, "folder", lambda: place / "outbox")


def test_a_message_leaves_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    outbox_folder_in(monkeypatch, tmp_path)
    with_sms = send(uuid4(), "验证码", "验证码 123456", mobile="13800000001")
    send(uuid4(), "站内消息", "只在系统内")
    delivery = Delivery.objects.get(message=with_sms)
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    (path,) = outbox.folder().iterdir()
    assert path.name == f"{delivery.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["address"] == "13800000001"
    delivery.refresh_from_db()
    assert delivery.delivered_at is not None


def test_what_could_not_be_handed_over_waits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in the way")
    outbox_folder_in(monkeypatch, tmp_path)
    send(uuid4(), "验证码", "验证码 123456", mobile="13800000001")
    with pytest.raises(OSError, match="exists"):
        outbox.deliver()
    assert Delivery.objects.filter(delivered_at__isnull=True).count() == 1
