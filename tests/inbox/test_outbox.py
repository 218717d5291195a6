"""The outbox: what waits leaves once, by the sender of the settings; what fails waits and is tried again."""

import datetime as dt
import json
import smtplib
import stat
import threading
import urllib.error
from collections.abc import Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pytest_django import Settings

from benchmarks.servers import free_port
from zhicheng.almanac import clock
from zhicheng.inbox import outbox, senders
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Delivery

pytestmark = pytest.mark.django_db
MOBILE = "13800000001"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings) -> Path:
    """The outbox alone lies elsewhere: the keys stay where they are."""
    settings.SMS_SENDER = settings.EMAIL_SENDER = "file"
    monkeypatch.setattr(senders, "folder", lambda: tmp_path / "outbox")
    return tmp_path / "outbox"


def test_a_message_leaves_once(files: Path) -> None:
    with_sms = send(uuid4(), "验证码", "验证码 123456", mobile=MOBILE)
    send(uuid4(), "站内消息", "只在系统内")
    delivery = Delivery.objects.get(message=with_sms)
    assert outbox.deliver() == 1
    assert outbox.deliver() == 0
    (path,) = files.iterdir()
    assert path.name == f"{delivery.id}.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["address"] == MOBILE
    delivery.refresh_from_db()
    assert delivery.delivered_at is not None


def test_what_could_not_be_handed_over_waits_longer_and_longer(files: Path) -> None:
    files.write_text("a file in the way")
    send(uuid4(), "验证码", "验证码 123456", mobile=MOBILE)
    at, tries = clock.now(), []
    for minute in range(300):
        with clock.at(at + dt.timedelta(minutes=minute)):
            outbox.deliver()
        tries.append(Delivery.objects.get().attempts)
    assert [tries.index(number) for number in range(1, outbox.ATTEMPTS + 1)] == [0, 1, 3, 7, 15, 31, 63, 127]
    files.unlink()
    with clock.at(at + dt.timedelta(days=9)):
        assert outbox.deliver() == 0  # given up: an operator looks at it
    Delivery.objects.update(attempts=0)
    with clock.at(at + dt.timedelta(days=9)):
        assert outbox.deliver() == 1


def test_in_a_rush_only_what_somebody_waits_for_leaves(files: Path) -> None:
    send(uuid4(), "提醒", "还有1天", mobile=MOBILE, urgent=False)
    send(uuid4(), "验证码", "验证码 123456", mobile=MOBILE)
    assert outbox.deliver(urgent_only=True) == 1
    assert Delivery.objects.get(delivered_at__isnull=True).message.subject == "提醒"
    assert outbox.deliver() == 1


def test_by_default_messages_stand_on_the_console(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    assert (settings.SMS_SENDER, settings.EMAIL_SENDER) == ("console", "console")
    send(uuid4(), "提醒", "还有1天关闭", mobile=MOBILE, email="li@example.org")
    assert outbox.deliver() == 2
    told = capsys.readouterr().out
    assert (
        "[短信] 13800000001" in told
        and "[电子邮件] li@example.org" in told
        and told.count("还有1天关闭") == 2
    )


class Letters:
    """What a mail server does with a letter: keep it, or refuse it."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.kept.append(envelope)
        return self.answer


@pytest.fixture
def letters(settings: Settings) -> Iterator[Letters]:
    """A real mail server on loopback that wants a password."""
    found = Letters()

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"zhicheng", b"secret"))

    port = free_port()
    server = Controller(
        found,
        hostname="127.0.0.1",
        port=port,
        authenticator=check,
        auth_require_tls=False,
    )
    server.start()
    settings.EMAIL_SENDER = "smtp"
    settings.SMTP = {
        "host": "127.0.0.1", "port": port, "user": "zhicheng",
        "password": "secret", "from": "职称 <zhicheng@km.example>", "tls": False,
    }  # fmt: skip
    yield found
    server.stop()


def test_a_mail_goes_to_a_real_server_under_its_own_id(letters: Letters) -> None:
    send(uuid4(), "申报窗口还有1天关闭", "请尽快提交。", link="/apply/", email="li@example.org")
    assert outbox.deliver() == 1
    (letter,) = letters.kept
    assert letter.rcpt_tos == ["li@example.org"]
    text = letter.content.decode()
    assert f"Message-ID: <{Delivery.objects.get().pk}@km.example>" in text
    assert outbox.deliver() == 0 and len(letters.kept) == 1


@pytest.mark.parametrize("broken", ["refused", "password", "silent"])
def test_a_mail_that_is_not_taken_is_tried_again(letters: Letters, settings: Settings, broken: str) -> None:
    whole = dict(settings.SMTP)
    if broken == "refused":
        letters.answer = "451 try again later"
    else:
        settings.SMTP = whole | ({"password": "wrong"} if broken == "password" else {"port": 1})
    send(uuid4(), "提醒", "请尽快提交。", email="li@example.org")
    at = clock.now()
    with clock.at(at):
        assert outbox.deliver() == 0
    letters.answer, settings.SMTP = "250 OK", whole
    with clock.at(at + dt.timedelta(minutes=2)):
        assert outbox.deliver() == 1


class Gateway(BaseHTTPRequestHandler):
    """The documented SMS service."""

    taken: list[tuple[dict[str, str], dict[str, str]]] = []
    status = 200

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append((dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def gateway(settings: Settings) -> Iterator[type[Gateway]]:
    """A real HTTP server on loopback."""
    Gateway.taken, Gateway.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.SMS_SENDER = "http"
    settings.SMS_HTTP = {"url": f"http://127.0.0.1:{server.server_port}/send", "token": "secret"}
    yield Gateway
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_sms_goes_to_a_real_server_with_its_id(gateway: type[Gateway]) -> None:
    send(uuid4(), "验证码", "验证码 123456", mobile=MOBILE)
    assert outbox.deliver() == 1
    headers, body = gateway.taken[0]
    delivery = str(Delivery.objects.get().pk)
    assert body == {"id": delivery, "to": MOBILE, "text": "验证码 123456"}
    assert (headers["Idempotency-Key"], headers["Authorization"]) == (delivery, "Bearer secret")


def test_an_sms_that_is_not_taken_is_sent_again_under_the_same_id(gateway: type[Gateway]) -> None:
    gateway.status = 503
    send(uuid4(), "验证码", "验证码 123456", mobile=MOBILE)
    at = clock.now()
    with clock.at(at):
        assert outbox.deliver() == 0
    gateway.status = 204
    with clock.at(at + dt.timedelta(minutes=2)):
        assert outbox.deliver() == 1
    assert gateway.taken[0][1] == gateway.taken[1][1]


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (
            urllib.error.HTTPError("http://10.0.0.9/sms", 503, "down", HTTPMessage(), None),
            "短信服务没有接收（503）",
        ),
        (smtplib.SMTPRecipientsRefused({"a@b.cn": (550, b"no")}), "收件地址被邮件服务器拒收"),
        (smtplib.SMTPAuthenticationError(535, b"secret"), "邮件服务器没有接收（535）"),
        (TimeoutError("10.0.0.9"), "发送服务没有应答"),
        (FileExistsError("/srv/outbox"), "连接不上发送服务"),
    ],
)
def test_why_it_did_not_leave_is_kept_in_words(
    cause: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sender(_row: Delivery) -> None:
        raise senders.NotSent(str(cause)) from cause

    monkeypatch.setattr(outbox, "sender_of", lambda _channel: sender)
    send(uuid4(), "提醒", "请补充", mobile=MOBILE)
    assert outbox.deliver() == 0
    assert Delivery.objects.get().failure == words
