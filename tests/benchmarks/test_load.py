"""The load generator against a tiny server: it counts what was answered, and what was refused."""

from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from benchmarks import load
from benchmarks.figures import is_receipt

asked: Counter[str] = Counter()


class Handler(BaseHTTPRequestHandler):
    """/ok/… answers whole, /chunked/… in pieces, /receipt/… leads on, everything else is missing."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked[self.path] += 1
        if self.path.startswith("/chunked/"):
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n0\r\n\r\n")
            return
        self.send_response(200 if self.path.startswith("/ok/") else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def do_POST(self) -> None:
        asked[self.path + self.rfile.read(int(self.headers["Content-Length"])).decode()] += 1
        self.send_response(302)
        self.send_header(
            "Location", "/apply/1/receipt/" if "token=1" in str(self.headers["Cookie"]) else "/login/"
        )
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def port() -> Iterator[int]:
    asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_every_answer_is_counted(port: int) -> None:
    found = load.run(port, [load.get("/ok/1"), load.get("/chunked/2")], seconds=0.2, clients=2)
    assert found.failures == 0
    assert found.requests == asked.total() > 2
    assert found.rps > 0
    assert 0 < found.p50_ms <= found.p95_ms


def test_a_missing_page_is_a_failure(port: int) -> None:
    found = load.run(port, [load.get("/ok/"), load.get("/gone/")], seconds=0, clients=1, once=True)
    assert (found.requests, found.failures) == (2, 1)


def test_each_request_is_sent_once(port: int) -> None:
    requests = [load.post(f"/{number}/", b"a=b", cookies="token=1") for number in range(7)]
    found = load.run(port, requests, seconds=0, clients=3, once=True, accepts=is_receipt)
    assert (found.requests, found.failures) == (7, 0)
    assert asked == {f"/{number}/a=b": 1 for number in range(7)}


def test_the_way_to_the_log_in_is_no_receipt(port: int) -> None:
    found = load.run(port, [load.post("/1/", b"")], seconds=0, clients=1, once=True, accepts=is_receipt)
    assert found.failures == 1
