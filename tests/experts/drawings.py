"""Records of draws without a database: random rosters, constraints and numbers, signed by four keys of their own."""

import base64
import random
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhicheng.experts import deposit
from zhicheng.experts import draw as drawing
from zhicheng.experts.verifier import FIRST, FORMAT, PURPOSE, REFUSAL_PURPOSE, rules_of
from zhicheng.register.offline import content_hash, statement
from zhicheng.register.records import written
from zhicheng.rehearsal.draw_client import DepositKey

PROFESSIONS = ("机械工程", "电气工程", "建筑工程", "会计")
NAMES = ("张明", "李华", "王芳", "赵强")


def some(
    draws: random.Random, *, experts: int | None = None, first: bool = False, full: bool = False
) -> dict[str, Any]:
    """A record with content and names, unsigned, that follows the rules; drawn again until it is possible.

    `first`: by the first format, without professions; `full`: with all kinds of constraints.
    """
    while True:
        frozen, names = _frozen(draws, experts or draws.randint(5, 40), first=first, full=full)
        numbers = [f"{draws.getrandbits(128):032x}" for _drawer in range(3)]
        try:
            return {"content": _content(draws, frozen, numbers), "names": names}
        except drawing.Impossible:
            continue


def signed(record: dict[str, Any], *, named: bool = True, without: int | None = None) -> bytes:
    """The file, signed anew by those whom the content names. `without`: the drawer who has refused to sign."""
    content = record["content"]
    signers = [*(one["account"] for one in content["drawers"]), content["supervisor"]]
    file = {"content": content, "names": record["names"] if named else None}
    if without is not None:
        file["refused"] = refused(content, signers.pop(without))
    return written({**file, "signatures": [_sign(content, one) for one in signers]})


def refused(content: dict[str, Any], account: str, **lies: str) -> dict[str, Any]:
    """What the supervisor records of a drawer who does not sign."""
    told = {"account": account, "reason": "对程序有异议", "refused_at": "2023-10-11T10:00:00+08:00", **lies}
    signature = _sign({**told, "result": content_hash(content)}, content["supervisor"], REFUSAL_PURPOSE)
    return {**told, "signature": signature}


def recomputed(content: dict[str, Any]) -> None:
    """Put right what follows from the frozen roster and the numbers."""
    frozen = content["frozen"]
    lines = [drawing.Line(**line) for line in frozen["roster"]]
    content["roster_hash"] = content_hash(frozen)
    for at, one in enumerate(content["drawers"], start=1):
        place = deposit.Place(content["roster_hash"], at, content["deposit_key"])
        one["deposit"] = deposit.sealed(one["number"], place)
    content["seed"] = drawing.seed(content["roster_hash"], [one["number"] for one in content["drawers"]])
    content["order"] = drawing.order((line.commitment for line in lines), content["seed"])
    drawn = drawing.compute(lines, content["seed"], rules_of(frozen))
    content["result"] = [
        {"commitment": one.expert, "status": one.status, "reason": one.reason} for one in drawn
    ]


def _frozen(
    draws: random.Random, experts: int, *, first: bool, full: bool
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    hidden = []
    named = draws.sample(PROFESSIONS, 3 if full else draws.randint(0, 3))
    for _expert in range(experts):
        opened = {
            "salt": f"{draws.getrandbits(128):032x}",
            "expert": _id(draws),
            "name": draws.choice(NAMES),
            "unit": f"第{draws.randint(1, max(2, experts // 3))}研究所",
            "profession": draws.choice(PROFESSIONS),
            "title": "正高级工程师",
        }
        private = draws.random() < 0.3
        hidden.append((drawing.expert_commitment(opened, private), private, opened))
    hidden.sort(key=lambda one: one[0])
    units: dict[str, int] = {}
    roster = [
        {
            "commitment": code,
            "private": private,
            "unit": units.setdefault(opened["unit"], len(units) + 1),
            "avoid": "本人申报" if draws.random() < 0.1 else "",
            **({} if first else {"profession": _counted(opened["profession"], named)}),
        }
        for code, private, opened in hidden
    ]
    seats = draws.choice([3, 5, 7, 11])
    frozen = {
        "session": _id(draws),
        "seats": seats,
        "stand_ins": draws.randint(0, 3),
        "private_least": draws.choice([1, 2, 3] if full else [0, 0, 1, 2, 3]),
        "unit_most": draws.choice([1, 2] if full else [0, 0, 1, 2]),
        "roster": roster,
        "cancelled": [_cancelled(draws)] if draws.random() < 0.2 else [],
    }
    if not first:
        frozen["professions"] = [{"name": name, "least": draws.randint(1, 3)} for name in named]
    return frozen, [opened for _code, _private, opened in hidden]


def _counted(profession: str, named: list[str]) -> int:
    return named.index(profession) + 1 if profession in named else 0


def _cancelled(draws: random.Random) -> dict[str, Any]:
    return {
        "roster_hash": f"{draws.getrandbits(256):064x}",
        "opened_at": "2023-10-09T09:00:00+08:00",
        "cancelled_at": "2023-10-09T10:00:00+08:00",
        "reason": "一名抽取人员因公外出",
        "numbers": [f"{draws.getrandbits(128):032x}", "", ""],
    }


def _content(draws: random.Random, frozen: dict[str, Any], numbers: list[str]) -> dict[str, Any]:
    salts = [f"{draws.getrandbits(128):032x}" for _number in numbers]
    content = {
        "format": FORMAT if "professions" in frozen else FIRST,
        "committee": "昆明市工程技术人员高级职称评审委员会",
        "year": 2023,
        "frozen": frozen,
        "opened_at": "2023-10-10T09:00:00+08:00",
        "drawn_at": "2023-10-10T09:30:00+08:00",
        "supervisor": _id(draws),
        "deposit_key": DepositKey("", f"{draws.getrandbits(256):064x}".encode()).public,
        "drawers": [
            {
                "account": _id(draws),
                "salt": salt,
                "commitment": drawing.commitment(number, salt),
                "number": number,
                "opened_why": draws.choice(["", "", "遗失了数字"]),
            }
            for number, salt in zip(numbers, salts, strict=True)
        ],
    }
    recomputed(content)
    return content


def _sign(content: dict[str, Any], account: str, purpose: str = PURPOSE) -> dict[str, str]:
    key = Ed25519PrivateKey.from_private_bytes(UUID(account).bytes * 2)
    found = {
        "algorithm": "Ed25519",
        "purpose": purpose,
        "content_hash": content_hash(content),
        "account": account,
        "organisation": "",
        "method": "second_factor",
        "signed_at": "2023-10-10T10:00:00+08:00",
        "scan": "",
        "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
    }
    return {**found, "value": base64.b64encode(key.sign(statement(found))).decode()}


def _id(draws: random.Random) -> str:
    return str(UUID(int=draws.getrandbits(128), version=4))
