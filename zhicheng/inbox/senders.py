"""What carries a message out of the house: the console, files for a gateway, SMTP, or one HTTP service for SMS.

settings.SMS_SENDER and settings.EMAIL_SENDER name one of SENDERS. docs/messages.md says what an operator sets.
"""

import json
import os
import smtplib
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery

PATIENCE = 5  # seconds for a server to answer


class NotSent(Exception):
    """The message did not leave; it is tried again later."""


def reason_of(error: NotSent) -> str:
    """Why a message did not leave, in words for an office; hosts, paths and codes of programs stay in the log."""
    cause = error.__cause__
    if isinstance(cause, urllib.error.HTTPError):
        return _("短信服务没有接收（%(code)d）") % {"code": cause.code}
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        return _("收件地址被邮件服务器拒收")
    if isinstance(cause, smtplib.SMTPResponseException):
        return _("邮件服务器没有接收（%(code)d）") % {"code": cause.smtp_code}
    if isinstance(cause, TimeoutError):
        return _("发送服务没有应答")
    return _("连接不上发送服务")


def console(row: Delivery) -> None:
    """Print it: for trying things out."""
    subject = row.message.subject
    print(
        f"[{row.get_channel_display()}] {row.address} {subject}\n{row.message.body}",
        file=sys.stdout,
        flush=True,
    )


def folder() -> Path:
    """Where the files lie for an operator's own gateway."""
    return Path(settings.DATA_DIR) / "outbox"


def file(row: Delivery) -> None:
    """Leave one file for each message, readable by the operator alone. Errors: NotSent."""
    try:
        place = folder()
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        arriving = place / f".{row.id}.json"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(os.open(arriving, flags, 0o600), "w", encoding="utf-8") as stream:
            json.dump({**_content(row), "queued_at": row.queued_at.isoformat()}, stream, ensure_ascii=False)
        arriving.replace(place / f"{row.id}.json")
    except OSError as error:
        raise NotSent(str(error)) from error


def smtp(row: Delivery) -> None:
    """Hand an e-mail to settings.SMTP; its Message-ID is the delivery's, known when repeated. Errors: NotSent."""
    server: Mapping[str, Any] = settings.SMTP
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = server["from"], row.address, row.message.subject
    mail["Date"] = format_datetime(row.queued_at)
    mail["Message-ID"] = f"<{row.id}@{str(server['from']).rpartition('@')[2].rstrip('>')}>"
    mail.set_content(_with_link(row))
    try:
        with smtplib.SMTP(server["host"], server["port"], timeout=PATIENCE) as line:
            if server["tls"]:
                line.starttls()
            if server["user"]:
                line.login(server["user"], server["password"])
            line.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(str(error)) from error


def http(row: Delivery) -> None:
    """POST JSON to settings.SMS_HTTP["url"]: id, to, text; `Idempotency-Key` is the id. 2xx: taken. Errors: NotSent."""
    service: Mapping[str, str] = settings.SMS_HTTP
    body = json.dumps({"id": str(row.id), "to": row.address, "text": row.message.body}, ensure_ascii=False)
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(row.id)}
    if service["token"]:
        headers["Authorization"] = f"Bearer {service['token']}"
    request = urllib.request.Request(service["url"], body.encode(), headers)  # noqa: S310 (the operator's own address)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 (the operator's own address)
            return
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise NotSent(str(error)) from error


SENDERS: Mapping[str, Callable[[Delivery], None]] = {
    "console": console,
    "file": file,
    "smtp": smtp,
    "http": http,
}


def sender_of(channel: str) -> Callable[[Delivery], None]:
    """The sender that the settings name for the channel."""
    return SENDERS[settings.SMS_SENDER if channel == Delivery.Channel.SMS else settings.EMAIL_SENDER]


def _with_link(row: Delivery) -> str:
    if not row.message.link:
        return row.message.body
    return row.message.body + "\n\n" + _("查看：") + settings.SITE_URL + row.message.link


def _content(row: Delivery) -> dict[str, str]:
    return {
        "channel": row.channel,
        "address": row.address,
        "subject": row.message.subject,
        "body": row.message.body,
        "handed_over_at": clock.now().isoformat(),
    }
