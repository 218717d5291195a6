"""The result of a closed room as one file: encrypted for the main system, signed by the room's key (docs/formats)."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.meeting.models import Meeting
from zhicheng.people.errors import Refused
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.register.offline import content_hash, statement
from zhicheng.register.records import Broken, check_signature, checked, written
from zhicheng.room import boxes
from zhicheng.room.rows import Row, rows_of
from zhicheng.room.scope import back_rows
from zhicheng.trail import reads, sealing
from zhicheng.trail.chain import FIELDS
from zhicheng.trail.models import Entry, Read
from zhicheng.trail.sealing import fields_of
from zhicheng.vault import crypto

FORMAT, PURPOSE, SIGNER = "zhicheng-room-result-1", "room_result", "room"
HEAD = re.compile(rb"zhicheng-room-result-1 ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\n")
LARGEST = 1_000_000_000  # bytes


def make(key: bytes) -> bytes:
    """The file's bytes, once the minutes are signed. `key`: the package's `result`. Errors: Refused."""
    room = ClosedRoom.objects.select_related("session__committee").get(status=ClosedRoom.Status.HERE)
    meeting = Meeting.objects.filter(session=room.session_id, recorder_signature__isnull=False).first()
    if meeting is None:
        raise Refused(_("主任委员宣布结束、记录人签字以后，才能导出会议结果。"))
    sealing.seal_all()
    for name, fault in (("办理记录", sealing.verify().fault), ("查看记录", reads.verify().fault)):
        if fault:
            raise Refused(_("%(name)s的封存链断了（%(fault)s），不能导出。") % {"name": name, "fault": fault})
    content = {
        "format": FORMAT,
        "room": str(room.pk),
        "session": str(room.session_id),
        "package": room.package_hash,
        "taken": room.rows_hash,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "rows": back_rows(room.session),
        "trail": [_entry(one) for one in Entry.objects.order_by("seal_number").iterator(chunk_size=500)],
        "reads": rows_of(Read.objects.all()),
    }
    plain = written({"content": content, "signature": _signature(content)})
    return head_of(room.pk) + boxes.lock(key, plain, place(room.pk))


def opened(raw: bytes, room: ClosedRoom, key: bytes) -> Mapping[str, Any]:
    """The content of a result that is this room's, from its first byte to its last. Errors: Broken."""
    try:
        plain = boxes.unlock(key, raw.removeprefix(head_of(room.pk)), place(room.pk))
    except boxes.WrongKey:
        raise Broken("文件被改动过，或者不是这个封闭会场的结果") from None

    def check(file: Mapping[str, Any]) -> None:
        if set(file) != {"content", "signature"}:
            raise Broken("文件应当只有内容和签名两部分")
        content, signature = file["content"], file["signature"]
        if set(content) != CONTENT or content["format"] != FORMAT:
            raise Broken(f"不是封闭会场的结果（format 应为 {FORMAT}）")
        check_signature(content, signature, PURPOSE, "签名不是封闭会场对结果的签名")
        told = (content["room"], content["session"], content["package"], content["taken"])
        if told != (str(room.pk), str(room.session_id), room.package_hash, room.rows_hash):
            raise Broken("结果不是从这次导出的状态得来的")
        if signature["public_key"] != room.public_keys[SIGNER]:
            raise Broken("签名的密钥不是这个封闭会场的密钥")

    return checked(plain, check)


CONTENT = {"format", "room", "session", "package", "taken", "made_at", "rows", "trail", "reads"}


def room_of(raw: bytes) -> UUID:
    """Whose result the file claims to be. Errors: Broken."""
    found = HEAD.match(raw)
    if found is None:
        raise Broken("不是封闭会场的结果文件")
    return UUID(found.group(1).decode())


def head_of(room: UUID) -> bytes:
    """The file's first line."""
    return f"{FORMAT} {room}\n".encode()


def place(room: UUID) -> str:
    """What the ciphertext is bound to."""
    return f"{FORMAT}\n{room}"


def session_here() -> Session:
    """The one session of this room. Errors: ClosedRoom.DoesNotExist in the main system."""
    return ClosedRoom.objects.select_related("session__committee").get(status=ClosedRoom.Status.HERE).session


def _entry(one: Entry) -> Row:
    told = dict(zip(FIELDS, fields_of(one), strict=True))
    seals = {"seal_number": one.seal_number, "previous_seal": one.previous_seal, "seal": one.seal}
    return {**told, **seals, "salt": one.salt}


def _signature(content: Mapping[str, Any]) -> dict[str, str]:
    signature = {
        "algorithm": "Ed25519",
        "purpose": PURPOSE,
        "content_hash": content_hash(content),
        "account": "",
        "organisation": "",
        "method": "room_key",
        "signed_at": clock.in_china(clock.now()).isoformat(timespec="seconds"),
        "scan": "",
        "public_key": crypto.public_key(SIGNER),
    }
    return {**signature, "value": crypto.sign(SIGNER, statement(signature))}
