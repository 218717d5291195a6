"""Start the system and the yardstick under the same server (granian, 2 workers of 4 threads), and stop them surely."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.places import ROOT, Place

SYSTEM, YARDSTICK = "config.wsgi:application", "benchmarks.yardstick.wsgi:application"
PATIENCE = 60  # seconds until a server must answer


class NotServing(Exception):
    """A server has ended or does not answer."""


@contextmanager
def serving(application: str, place: Place, *, answers_at: str = "/") -> Iterator[int]:
    """The port at which the application serves the data of the place. Errors: NotServing."""
    port = free_port()
    server = start(application, place, port)
    try:
        wait(server, port, answers_at)
        yield port
    finally:
        _stop(server)


def start(application: str, place: Place, port: int) -> "subprocess.Popen[bytes]":
    """Start the server at the port, as a process group of its own."""
    with (place.folder / "server.log").open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", application,
            ],
            cwd=ROOT,
            env=place.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )  # fmt: skip


def free_port() -> int:
    """A port of loopback at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def status_of(port: int, request: bytes) -> tuple[int, bytes]:
    """Status and body of one request on a connection of its own; status 0 where nobody answers."""
    data = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
            while more := connection.recv(65536):
                data += more
    except OSError:
        return 0, b""
    head, _sign, body = data.partition(b"\r\n\r\n")
    return (int(head[9:12]) if head[9:12].isdigit() else 0), body


def wait(server: "subprocess.Popen[bytes]", port: int, path: str = "/") -> None:
    """Until the server answers. Errors: NotServing."""
    until = time.monotonic() + PATIENCE
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    while time.monotonic() < until:
        if server.poll() is not None:
            raise NotServing(f"the server ended with status {server.returncode}")
        if status_of(port, request)[0] == 200:
            return
        time.sleep(0.1)
    raise NotServing(f"no answer from port {port} within {PATIENCE} s")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """End the server with its workers: they are a process group of their own."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(5)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(5)
