"""What somebody with the laptop's own keys could write instead of the true result."""

import base64
import copy
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.room.laptop import Laptop
from zhicheng.planning.models import ClosedRoom
from zhicheng.register.offline import content_hash, statement
from zhicheng.register.records import written
from zhicheng.room import boxes, package, result

Content = dict[str, Any]
FAR = "2033-10-20T09:00:00.000000+00:00"


class Forger:
    """Opens the true result, and writes others that are signed and encrypted as it is."""

    def __init__(self, room: ClosedRoom, laptop: Laptop, raw: bytes) -> None:
        self.room = room
        keys = package.opened(laptop.package, laptop.phrase).keys()
        self.key = bytes.fromhex(keys["result"])
        seed = hmac.new(bytes.fromhex(keys["signing"]), b"room", hashlib.sha256).digest()
        self.signer = Ed25519PrivateKey.from_private_bytes(seed)
        plain = boxes.unlock(self.key, raw.removeprefix(result.head_of(room.pk)), result.place(room.pk))
        self.file: dict[str, Any] = json.loads(plain)

    def write(self, change: Callable[[Content], object], signer: Ed25519PrivateKey | None = None) -> bytes:
        """A result with the change."""
        content, signature = copy.deepcopy(self.file["content"]), dict(self.file["signature"])
        change(content)
        signer = signer or self.signer
        signature["content_hash"] = content_hash(content)
        signature["public_key"] = base64.b64encode(signer.public_key().public_bytes_raw()).decode()
        signature["value"] = base64.b64encode(signer.sign(statement(signature))).decode()
        plain = written({"content": content, "signature": signature})
        return result.head_of(self.room.pk) + boxes.lock(self.key, plain, result.place(self.room.pk))


def _rows(content: Content, label: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content["rows"][label]
    return found


def _more_agree(content: Content) -> None:
    one = _rows(content, "meeting.Ballot")[0]
    one["agree"], one["against"] = one["against"], one["agree"]
    one["passed"] = not one["passed"]


def _stranger_in_a_break(content: Content) -> None:
    session = content["session"]
    _rows(content, "meeting.Break").append(
        {
            "id": session, "meeting_id": session, "begun_at": content["made_at"], "begun_by_id": session,
            "reason": "休息", "ended_at": content["made_at"],
        }
    )  # fmt: skip


def _unused_signature(content: Content) -> None:
    rows = _rows(content, "signatures.Signature")
    rows.append({**rows[0], "id": content["session"]})


def _two_people(content: Content) -> None:
    first, second = _rows(content, "meeting.Ballot")[:2]
    first["person_id"], second["person_id"] = second["person_id"], first["person_id"]


def _set(label: str, name: str, value: Any) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        _rows(content, label)[0][name] = value

    return change


FORGERIES: list[tuple[str, Callable[[Content], object]]] = [
    ("签字的内容与数据不符", _more_agree),
    ("签字的内容与数据不符", lambda content: _rows(content, "meeting.VoterMark").pop()),
    ("签字的内容与数据不符", _set("meeting.Reading", "opinion", "改写的意见")),
    ("改动了不能改动的内容", _set("meeting.Meeting", "members", 3)),
    ("缺少主任委员|与退出登记不符", _set("experts.Seat", "status", "withdrawn")),
    ("少了导出时已有的行", lambda content: _rows(content, "experts.Seat").pop()),
    (
        "同一行出现两次",
        lambda content: _rows(content, "experts.Seat").append(_rows(content, "experts.Seat")[0]),
    ),
    ("指向了不属于本次评审会的数据", _stranger_in_a_break),
    ("写入后与文件不一致", _unused_signature),
    ("把申报和申报人弄错了", _two_people),
    ("晚于现在", _set("meeting.Attendance", "arrived_at", FAR)),
    ("数据表与规定的不符", lambda content: content["rows"].update({"people.Account": []})),
    ("缺少几条|不相连", lambda content: content["trail"].pop(4)),
    ("被改动过", lambda content: content["trail"][4].update(act="other")),
    ("不属于会场的人|被改动过", lambda content: content["trail"][2].update(actor=content["session"])),
    ("查看记录不完整", lambda content: content["reads"].append({})),
    ("不是从这次导出的状态得来的", lambda content: content.update(taken="0" * 64)),
    ("封闭会场的结果", lambda content: content.update(more=1)),
    ("数据不成立", _set("meeting.Ballot", "agree", "many")),
    ("数据不成立|不符", lambda content: _rows(content, "meeting.Ballot")[0].pop("agree")),
]
