"""The server is killed (-9) again and again while 200 people submit: nobody loses a receipt, nothing exists by halves."""

import contextlib
import json
import os
import queue
import random
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator

import pytest

from benchmarks import keeping, load
from benchmarks.places import POSTGRESQL, ROOT, SQLITE, Place, server_answers
from benchmarks.servers import SYSTEM, free_port, start, status_of, wait
from zhicheng.vault import keys

pytestmark = pytest.mark.long
CLIENTS, PATIENCE = 4, 600  # seconds
MAKE = "import django; django.setup(); from tests.applications import killed; killed.main()"
RECEIPT = re.compile(rb"location: (/apply/[0-9a-f-]{36}/receipt/\?version=1)\r", re.I)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A database of its own on the engine."""
    if request.param == POSTGRESQL and not (os.environ.get("TEST_DATABASE_URL") and server_answers()):
        pytest.skip("TEST_DATABASE_URL names no server")
    found = Place(request.param, 0, f"killed_{os.getpid()}")
    found.create()
    keys.create(found.folder)
    yield found
    found.clear()


def drafts(place: Place) -> list[dict[str, str]]:
    """One complete draft for each person."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE],
        cwd=ROOT,
        env={**place.environment, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: list[dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return found


class Rush:
    """People who send their form until they see a receipt, while the server dies under them."""

    def __init__(self, place: Place, visits: list[dict[str, str]]) -> None:
        self.place, self.port = place, free_port()
        self.waiting: queue.Queue[tuple[str, bytes]] = queue.Queue()
        for one in visits:
            form = f"{one['form']}&key={uuid.uuid4()}".encode()
            self.waiting.put((one["path"], load.post(one["path"], form, cookies=one["cookies"])))
        self.receipts: dict[str, str] = {}
        self.strange: list[bytes] = []
        self.cut = self.killed = 0
        self.up = threading.Event()
        self.over = threading.Event()

    def client(self) -> None:
        while not self.over.is_set():
            try:
                path, request = self.waiting.get(timeout=0.1)
            except queue.Empty:
                continue
            self.up.wait(1)
            head = self.send(request)
            if found := RECEIPT.search(head):
                self.receipts[path] = found[1].decode()
                continue
            if head:
                self.strange.append(head[:300])
            else:
                self.cut += 1
            self.waiting.put((path, request))  # the same form, sent again

    def send(self, request: bytes) -> bytes:
        with contextlib.suppress(OSError), contextlib.closing(load.connect(self.port)) as connection:
            connection.sendall(request)
            head = load.answer(connection)
            return head + b"\r" if head else b""
        return b""

    def live(self, more: int, seconds: float) -> None:
        """Wait for so many further receipts, however fast the server is, at most so long."""
        enough, until = len(self.receipts) + more, time.monotonic() + seconds
        while len(self.receipts) < enough and time.monotonic() < until:
            time.sleep(0.005)

    def run(self, wanted: int, dice: random.Random) -> None:
        threads = [threading.Thread(target=self.client) for _number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        until = time.monotonic() + PATIENCE
        try:
            while len(self.receipts) < wanted and time.monotonic() < until:
                server = start(SYSTEM, self.place, self.port)
                wait(server, self.port, "/account/login/")
                self.up.set()
                self.live(dice.randint(10, 30), dice.uniform(1, 3))
                time.sleep(dice.uniform(0, 0.05))  # in the middle of somebody's request
                self.up.clear()
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
                self.killed += 1
                ids = [path.split("/")[2] for path in self.receipts] or [
                    "00000000-0000-0000-0000-000000000000"
                ]
                if self.killed % 4 == 0:  # between two lives of the server
                    assert keeping.inside(self.place, "comparing", *ids)["halves"] == []
        finally:
            self.over.set()
            for thread in threads:
                thread.join(40)


def test_a_killed_server_loses_no_receipt_and_leaves_nothing_by_halves(place: Place) -> None:
    visits = drafts(place)
    rush = Rush(place, visits)
    rush.run(len(visits), random.Random(4))
    assert len(rush.receipts) == len(visits) == 200
    assert rush.killed >= 5 and rush.cut > 0, "nobody was cut off: the test shows nothing"
    assert rush.strange == []
    found = keeping.inside(place, "comparing", *(one["path"].split("/")[2] for one in visits))
    assert found["halves"] == []
    rows = {row["id"]: row for row in found["rows"]}
    assert len({row["number"] for row in rows.values()}) == 200
    server = start(SYSTEM, place, rush.port)
    try:
        wait(server, rush.port, "/account/login/")
        for one in visits:  # receipts and applications, one by one
            row = rows[one["path"].split("/")[2]]
            status, body = status_of(rush.port, load.get(rush.receipts[one["path"]], cookies=one["cookies"]))
            page = body.decode()
            assert (status, row["number"] in page, row["hash"] in page) == (200, True, True), row
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
