"""The last evening: autosave, upload and 申报 mixed, beside the bare insert and the bare lock; nothing may be lost."""

import json
import math
import multiprocessing
import os
import re
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from benchmarks import figures, keeping, load
from benchmarks.figures import COUNT, RATE, ROUNDS, SECONDS, SUBMITS, WARM, Side
from benchmarks.places import Place
from benchmarks.servers import SYSTEM, serving, status_of

CLIENTS = 4
SAVES = 2000  # versions saved in a round
MIXED = 400  # submissions of the mixed round; as many uploads, twice as many versions saved
UPLOAD = 300 * 1024  # bytes
FORM = "/dossier/tasks/new/"
TEXT = "任现职以来负责方案、施工图与验收，一次投运成功。" * 20
AIM_SAVES, AIM_SUBMITS, AIM_SUBMIT_RATE = 0.3, 0.08, 75
RECEIPT = re.compile(rb"location: (/apply/([0-9a-f-]{36})/receipt/\S*)")

# A page of one PDF, with its length and what makes it unlike any other.
PAPER = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Length %d>>stream\n%b\nendstream endobj\n"
    b"trailer<</Root 1 0 R>>\n%%%%EOF\n"
)


@dataclass(frozen=True)
class Wish:
    """One request: what kind, of which application."""

    kind: str
    application: str
    request: bytes


@dataclass(frozen=True)
class Answer:
    """What came of a wish: whether it was carried out, the receipt's address, and how long it took (ms)."""

    kind: str
    application: str
    good: bool
    receipt: str
    milliseconds: float


class Visitor:
    """An applicant with a complete draft; the requests of the last evening."""

    def __init__(self, draft: Mapping[str, str]) -> None:
        self.application = draft["path"].split("/")[2]
        self.cookies, self.form, self.submit_at = draft["cookies"], draft["form"], draft["path"]
        self.token = self.form.removeprefix("csrfmiddlewaretoken=")
        self.seen = 0

    def save(self) -> Wish:
        """The next version of what is typed, as the script beside the forms sends it."""
        typed = {"name": ["变电站扩建"], "role": ["主持"], "content": [f"{TEXT}{self.seen}"]}
        fields = {"address": FORM, "typed": json.dumps(typed), "base": "b", "seen": self.seen}
        self.seen += 1
        form = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        return Wish("autosave", self.application, load.post("/drafts/", form, cookies=self.cookies))

    def upload(self) -> Wish:
        """A file of 300 KB that nobody has sent before."""
        mark = uuid.uuid4().hex
        parts = {"csrfmiddlewaretoken": self.token, "key": "other", "title": "补充材料"}
        body = b"".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in parts.items()
        )
        body += (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
            "Content-Type: application/pdf\r\n\r\n"
        ).encode()
        body += PAPER % (UPLOAD, os.urandom(UPLOAD)) + f"\r\n--{mark}--\r\n".encode()
        path = f"/apply/{self.application}/attachments/"
        kind = f"multipart/form-data; boundary={mark}"
        return Wish("upload", self.application, load.post(path, body, cookies=self.cookies, kind=kind))

    def submit(self) -> Wish:
        """申报, with the key of its form."""
        form = f"{self.form}&key={uuid.uuid4()}".encode()
        return Wish("submit", self.application, load.post(self.submit_at, form, cookies=self.cookies))


def measure(engine: str, size: int) -> Iterator[dict[str, Any]]:
    """The figures of the rush on a scratch copy of the seeded data. Errors: NotMade, NotServing."""
    kept, _made = keeping.seeded(engine, size)
    place = Place(engine, size, "rush")
    try:
        place.copy_of(kept)
        wanted = SUBMITS * (ROUNDS + 1) + MIXED
        drafts = keeping.inside(place, "visitors", "drafts", str(wanted))["submit"]
        with ExitStack() as stack:
            yardstick, cookies = figures.bare_server(engine, stack)
            port = stack.enter_context(serving(SYSTEM, place))
            insert = Side(yardstick, figures.plain("/in/insert/", cookies, post=True))
            lock = Side(yardstick, figures.plain("/in/lock/{}/", cookies, post=True))
            for found in evening(place, port, drafts, insert, lock):
                yield figures.named(engine, found)
    finally:
        place.clear()


def evening(
    place: Place, port: int, drafts: Sequence[Mapping[str, str]], insert: Side, lock: Side
) -> Iterator[dict[str, Any]]:
    """Each alone beside its yardstick in turns, then all at once; then what was promised is held against the database."""
    visitors = [Visitor(draft) for draft in drafts]
    mixed, others = visitors[:MIXED], visitors[MIXED:]
    saves: list[float] = []
    submits: list[float] = []
    answers: list[Answer] = []
    for number in range(ROUNDS + 1):
        part = others[number * SUBMITS : (number + 1) * SUBMITS]
        rounds = -(-SAVES // len(part))
        insert.round(SECONDS if number else WARM, keep=bool(number))
        saved = send(port, _shares([[one.save() for one in part] for _round in range(rounds)]))
        lock.round(SECONDS if number else WARM, keep=bool(number))
        submitted = send(port, _shares([[one.submit() for one in part]]))
        answers += saved[0] + submitted[0]
        if number:  # the first round warms the workers
            saves.append(len(saved[0]) / saved[1])
            submits.append(len(submitted[0]) / submitted[1])
    yield figures.figure("rush.autosave.rps", saves, "req/s", insert.rps, RATE, None) | {
        "aim_ratio": AIM_SAVES
    }
    yield figures.figure("rush.submit.rps", submits, "flows/s", lock.rps, RATE, AIM_SUBMIT_RATE) | {
        "aim_ratio": AIM_SUBMITS
    }
    steps = [[one.save() for one in mixed], [one.upload() for one in mixed], [one.save() for one in mixed]]
    at_once, seconds = send(port, _shares([*steps, [one.submit() for one in mixed]], stirred=True))
    answers += at_once
    yield _plain("rush.mixed.rps", len(at_once) / seconds, "req/s")
    for kind in ("autosave", "upload", "submit"):
        times = sorted(one.milliseconds for one in at_once if one.kind == kind)
        for percent in (50, 95, 99):
            yield _plain(f"rush.{kind}.p{percent}_ms", _percentile(times, percent), "ms")
    yield _none("rush.errors", sum(not one.good for one in answers))
    yield _none("rush.losses", losses(place, port, visitors, answers))


def losses(place: Place, port: int, visitors: Sequence[Visitor], answers: Sequence[Answer]) -> int:
    """Promises that the database does not keep: receipts, files, versions; and what exists by halves."""
    ids = sorted({one.application for one in answers})
    told = keeping.inside(place, "comparing", *ids)
    rows = {row["id"]: row for row in told["rows"]}
    cookies = {one.application: one.cookies for one in visitors}
    lost: int = len(told["halves"]) + len(set(ids) - set(rows))
    counts: dict[str, dict[str, int]] = {}
    for one in answers:
        if one.good:
            mine = counts.setdefault(one.application, {"autosave": 0, "upload": 0})
            mine[one.kind] = mine.get(one.kind, 0) + 1
        if one.receipt:
            page = status_of(port, load.get(one.receipt, cookies=cookies[one.application]))[1].decode()
            row = rows[one.application]
            lost += int(not (row["hash"] and row["hash"] in page and row["number"] in page))
    lost += sum(
        max(0, mine["autosave"] - rows[key]["versions"]) + max(0, mine["upload"] - rows[key]["others"])
        for key, mine in counts.items()
        if key in rows
    )
    return lost


def send(port: int, shares: Sequence[Sequence[Wish]]) -> tuple[list[Answer], float]:
    """Send each share in order over one connection, all shares at once; the answers, and the seconds it took."""
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[tuple[list[Answer], float]] = context.Queue()
    clients = [context.Process(target=_client, args=(port, share, queue)) for share in shares if share]
    for client in clients:
        client.start()
    found = [queue.get() for _client_ in clients]
    for client in clients:
        client.join()
    return [one for part, _seconds in found for one in part], max(seconds for _part, seconds in found)


def _client(
    port: int, wishes: Sequence[Wish], queue: "multiprocessing.Queue[tuple[list[Answer], float]]"
) -> None:
    connection, answers, begun = load.connect(port), [], time.perf_counter()
    for wish in wishes:
        sent = time.perf_counter()
        try:
            connection.sendall(wish.request)
            head = load.answer(connection)
        except OSError:
            head = b""
        took = (time.perf_counter() - sent) * 1000
        if not head:
            connection.close()
            connection = load.connect(port)
        receipt = RECEIPT.search(head)
        good = {
            "autosave": load.is_ok(head),
            "upload": head[9:12] == b"302",
            "submit": receipt is not None,
        }[wish.kind]
        address = receipt[1].decode() if receipt and wish.kind == "submit" else ""
        answers.append(Answer(wish.kind, wish.application, good, address, took))
    queue.put((answers, time.perf_counter() - begun))


def _shares(steps: Sequence[Sequence[Wish]], *, stirred: bool = False) -> list[list[Wish]]:
    """The wishes of each client: one applicant's stay in order with one client; `stirred`: kinds beside each other."""
    found: list[list[Wish]] = []
    for number in range(CLIENTS):
        mine = [step[number::CLIENTS] for step in steps]
        if not stirred:
            found.append([wish for step in mine for wish in step])
            continue
        lag = max(1, len(mine[0]) // 8)  # each step begins a little after the one before
        placed = [
            (place + step * lag, step, wish)
            for step, part in enumerate(mine)
            for place, wish in enumerate(part)
        ]
        found.append([wish for _place, _step, wish in sorted(placed, key=lambda one: one[:2])])
    return found


def _percentile(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)] if times else math.nan


def _plain(name: str, value: float, unit: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "yardstick": None, "ratio": None}


def _none(name: str, count: int) -> dict[str, Any]:
    return {
        "name": name,
        "value": count,
        "unit": "",
        "yardstick": 0,
        "ratio": None,
        "ratio_is": COUNT,
        "aim": 0,
    }
