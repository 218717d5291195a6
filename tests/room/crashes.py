"""A main system on a SQLite file whose import is killed (SIGKILL) at lines spread over all it runs through."""

import contextlib
import io
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from tests import cast as casting
from tests import environment, making
from tests.experts import ready as drawing
from tests.room.conftest import CHOICES, prepared
from tests.room.laptop import Laptop
from tests.room.test_story import Undo, merge
from zhicheng.almanac import clock
from zhicheng.meeting.models import VoterMark
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.room import exporting
from zhicheng.room.rows import digest
from zhicheng.room.scope import back_rows
from zhicheng.trail.models import Entry

STAGE = "/zhicheng/"


def main(places: int) -> int:
    """By tests/racing_on_file.py: prints how many imports were killed, and after how many all was as before."""
    print(json.dumps(run(environment.data_dir.parent, places)))
    return 0


def run(folder: Path, places: int) -> dict[str, Any]:
    """Prepare, export, meet, then import as often as there are places; the last time to the end."""
    call_command("migrate", verbosity=0)
    with clock.at(casting.NOON):
        season = making.open_season(casting.assemble())
    with prepared(season):
        phrase, by = exporting.new_phrase(), season.cast.office_officer
        exporting.export(season.session, folder / "package", phrase, drawing.code(), by)
    laptop = Laptop(folder / "laptop", folder / "package", phrase)
    laptop.open()
    slip = next(one for name, one in laptop.slips.items() if name.startswith("评委"))
    laptop.meet(choices=CHOICES, slip=slip)
    raw = laptop.result(folder / "result")
    before, lines = state_of(season.session), _lines(raw, by)
    old = 0
    for number in range(1, places + 1):
        _import(raw, by, lines * number // (places + 1))
        old += state_of(season.session) == before
    with contextlib.redirect_stdout(io.StringIO()):
        merge(raw, by)
    room = ClosedRoom.objects.get()
    return {
        "places": places,
        "old": old,
        "state": room.status,
        "votes": VoterMark.objects.count(),
        "lines": lines,
    }


def state_of(session: Session) -> tuple[str, str, int]:
    """What an import would change, read on a fresh connection."""
    connection.close()
    return ClosedRoom.objects.get().status, digest(back_rows(session)), Entry.objects.count()


def _lines(raw: bytes, by: Any) -> int:
    """How many lines of the project an import runs through: counted in a child that is undone."""
    reader, writer = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        count = [0]
        sys.settrace(_tracer(count, None))
        with contextlib.suppress(Exception):
            merge_and_undo(raw, by)
        sys.settrace(None)
        os.write(writer, str(count[0]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    return int(os.read(reader, 20))


def merge_and_undo(raw: bytes, by: Any) -> None:
    """The import, undone at its end."""
    with contextlib.suppress(Undo), transaction.atomic():
        merge(raw, by)
        raise Undo


def _import(raw: bytes, by: Any, at: int) -> None:
    """The import in a child that kills itself when it has come to so many lines."""
    connection.close()
    child = os.fork()
    if child == 0:
        sys.settrace(_tracer([0], at))
        merge(raw, by)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, status


def _tracer(count: list[int], at: int | None) -> Any:
    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        if STAGE not in frame.f_code.co_filename:
            return None
        if event == "line":
            count[0] += 1
            if at is not None and count[0] >= at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace
