"""Write a session's package: rows, keys and evidence, encrypted under a passphrase."""

import gzip
import json
import secrets
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.files.stores import store
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.register.records import canonical
from zhicheng.room import actions, boxes
from zhicheng.room.package import FILES, HEAD, KEYS, ROWS, Writer
from zhicheng.room.rows import digest, rows_of
from zhicheng.room.scope import actors, back_rows, everything, shown_files, stripped
from zhicheng.vault import crypto
from zhicheng.vault import keys as key_files

Report = Callable[[str], object]
STEP = 50  # files between two words on the progress


def export(
    session: Session, folder: Path, phrase: str, code: str, by: Account, report: Report = str
) -> ClosedRoom:
    """Take the session out and write its package into an empty folder.

    A failure on the way gives the room up: the session is here again, and the folder, which has no head, is no package.
    Errors: Refused; OSError where the folder cannot be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(_("文件夹%(folder)s不是空的，请换一个。") % {"folder": folder})
    fresh = {name: secrets.token_hex(key_files.LENGTH) for name in key_files.NAMES}
    room = actions.take_out(session, bytes.fromhex(fresh["signing"]), code, by)
    try:
        report(_("已锁定本次评审会：合并或取消以前，本系统不办理其会议事项。"))
        rows_hash = digest(back_rows(session, growing=False))
        writer = Writer(folder, str(room.pk), phrase)
        _put_rows(writer, session, report)
        opens = {**fresh, "result": crypto.derived(result_name(room)).hex()}
        writer.put(KEYS, json.dumps(opens).encode())
        _put_files(writer, session, report)
        return actions.send_out(room, writer, rows_hash)
    except BaseException:
        (folder / HEAD).unlink(missing_ok=True)
        actions.give_up(room)
        raise


def result_name(room: ClosedRoom) -> str:
    """The name of the key under which the room's result is encrypted."""
    return f"room-result:{room.pk}"


def new_phrase() -> str:
    """A passphrase for a package, to be written down."""
    return boxes.new_phrase()


def _put_rows(writer: Writer, session: Session, report: Report) -> None:
    acting = actors(session)
    found = everything(session)
    rows = {
        model._meta.label: rows_of(stripped(one, acting) for one in known.values())
        for model, known in found.items()
    }
    writer.put(ROWS, gzip.compress(canonical(rows).encode(), mtime=0))
    many = sum(len(known) for known in found.values())
    report(_("已写入%(many)s行数据（%(tables)s张表）。") % {"many": many, "tables": len(found)})


def _put_files(writer: Writer, session: Session, report: Report) -> None:
    names = sorted(shown_files(session))
    for number, name in enumerate(names, start=1):
        with store().open(name) as stream:
            writer.put(f"{FILES}/{name}", stream.read())
        if number % STEP == 0 or number == len(names):
            report(_("已加密材料%(done)s/%(all)s份。") % {"done": number, "all": len(names)})
