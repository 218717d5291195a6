"""Serve the room's pages on the laptop: loopback plainly, anything else over TLS with a certificate of its own."""

import contextlib
import datetime as dt
import hashlib
import ipaddress
import os
import subprocess
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.actions import begin_due_delegations
from zhicheng.people.errors import Refused
from zhicheng.planning.models import ClosedRoom
from zhicheng.trail.models import Entry
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault import keys

LASTS = dt.timedelta(days=30)
PAUSE = 30  # seconds


def check_clock() -> None:
    """Errors: Refused where the laptop's clock stands before the export, or before what was done in the room."""
    room = ClosedRoom.objects.get(status=ClosedRoom.Status.HERE)
    last = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    since = max(room.taken_at, last or room.taken_at)
    if clock.now() < since:
        words = _("本机时钟是%(now)s，早于导出或者会场里最后一次办理的时间%(since)s。请先校准时钟。")
        raise Refused(words % {"now": cn_moment(clock.now()), "since": cn_moment(since)})


def server(host: str, port: int) -> tuple["subprocess.Popen[bytes]", str]:
    """The started web server and the fingerprint of its certificate, empty on loopback. `host`: an IP address."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    environment = {**os.environ, "ALLOWED_HOSTS": f"127.0.0.1,localhost,[::1],{host}"}
    fingerprint = ""
    if not ipaddress.ip_address(host).is_loopback:
        certificate, key, fingerprint = _certificate(host)
        command += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
        environment["HTTPS"] = "1"
    started = subprocess.Popen(  # noqa: S603 (fixed program)
        [*command, "config.wsgi:application"], cwd=settings.BASE_DIR, env=environment
    )
    return started, fingerprint


def attend(web: "subprocess.Popen[bytes]") -> None:
    """Wait until the server ends; meanwhile begin who was to stand in for a colleague from today on."""
    while web.poll() is None:
        begin_due_delegations()
        with contextlib.suppress(subprocess.TimeoutExpired):
            web.wait(PAUSE)


def _certificate(host: str) -> tuple[Path, Path, str]:
    """A certificate for the address, its key beside the room's other keys, and its SHA-256 in words."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = clock.by_the_wall(clock.now())  # as the browsers see it: no demo time
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False
        )
        .sign(private, hashes.SHA256())
    )
    place = keys.folder(settings.DATA_DIR)
    certificate, key = place / "tls.crt", place / "tls.key"
    key.touch(mode=0o600)
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    digits = hashlib.sha256(made.public_bytes(serialization.Encoding.DER)).hexdigest().upper()
    return certificate, key, ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))
