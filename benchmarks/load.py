"""A small load generator: some clients, kept-alive connections, prepared requests, latencies in milliseconds.

A connection is kept for a visit of VISIT requests. Kept for a whole round, all of them may by chance lie with one of the
server's processes, and a round measures half of the machine.
"""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CRLF = b"\r\n"
VISIT = 4  # requests on one connection
Accepts = Callable[[bytes], bool]


@dataclass(frozen=True)
class Load:
    """What came of a run: requests a second, latencies at 50 and 95 of a hundred (ms), answers that were no success."""

    rps: float
    p50_ms: float
    p95_ms: float
    failures: int
    requests: int


def get(path: str, *, host: str = "127.0.0.1", cookies: str = "") -> bytes:
    """A prepared GET."""
    return _head("GET", path, host, cookies) + CRLF


FORM = "application/x-www-form-urlencoded"


def post(path: str, form: bytes, *, host: str = "127.0.0.1", cookies: str = "", kind: str = FORM) -> bytes:
    """A prepared POST of a form."""
    head = _head("POST", path, host, cookies)
    head += b"Content-Type: " + kind.encode() + CRLF + b"Content-Length: %d" % len(form) + CRLF
    return head + CRLF + form


def is_ok(head: bytes) -> bool:
    """Whether the head of an answer says 200."""
    return head[9:12] == b"200"


def run(
    port: int,
    requests: Sequence[bytes],
    *,
    seconds: float,
    clients: int = 4,
    once: bool = False,
    accepts: Accepts = is_ok,
) -> Load:
    """Send the requests in turn from `clients` connections for `seconds`; `once`: each request one time alone.

    `accepts` tells from the head of an answer (in lower case) whether it is a success.
    """
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[tuple[list[float], int, float]] = context.Queue()
    shares = [requests[number::clients] for number in range(clients)]
    workers = [
        context.Process(target=_client, args=(port, share or requests, seconds, once, accepts, queue))
        for share in shares
        if share or not once
    ]
    for worker in workers:
        worker.start()
    found = [queue.get() for _worker in workers]
    for worker in workers:
        worker.join()
    times = sorted(time for part, _failed, _span in found for time in part)
    if not times:
        return Load(0, 0, 0, sum(failed for _part, failed, _span in found), 0)
    span = max(span for _part, _failed, span in found)
    return Load(
        rps=len(times) / span,
        p50_ms=statistics.median(times) * 1000,
        p95_ms=times[min(len(times) - 1, int(len(times) * 0.95))] * 1000,
        failures=sum(failed for _part, failed, _span in found),
        requests=len(times),
    )


def _client(
    port: int,
    requests: Sequence[bytes],
    seconds: float,
    once: bool,
    accepts: Accepts,
    queue: "multiprocessing.Queue[tuple[list[float], int, float]]",
) -> None:
    times: list[float] = []
    failed = 0
    connection = connect(port)
    begun = time.perf_counter()
    number = 0
    while (number < len(requests)) if once else (time.perf_counter() - begun < seconds):
        sent = time.perf_counter()
        try:
            connection.sendall(requests[number % len(requests)])
            head = answer(connection)
        except OSError:
            head = b""
        times.append(time.perf_counter() - sent)
        failed += not accepts(head)
        number += 1
        if not head or number % VISIT == 0:
            connection.close()
            connection = connect(port)
    queue.put((times, failed, time.perf_counter() - begun))


def connect(port: int) -> socket.socket:
    """A connection to the server on loopback."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def answer(connection: socket.socket) -> bytes:
    """Read one answer whole; its head in lower case, empty where the connection ended."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head = data[:end].lower()
    body = len(data) - end - 4
    if b"transfer-encoding: chunked" in head:
        while not data.endswith(b"0\r\n\r\n"):
            more = connection.recv(65536)
            if not more:
                return b""
            data += more
        return head
    at = head.find(b"content-length:")
    length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
    while body < length:
        more = connection.recv(65536)
        if not more:
            return b""
        body += len(more)
    return head


def _head(method: str, path: str, host: str, cookies: str) -> bytes:
    lines = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n"
    return (lines + (f"Cookie: {cookies}\r\n" if cookies else "")).encode()
