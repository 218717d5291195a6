"""Check a meeting's tally file without database or network: `zhicheng verify tally FILE`.

Everything is computed again: the key from the trustees' messages, every voter's proofs, the sums, both partial
decryptions, counts and results, the chair's signature. docs/formats/tally.md describes the file; tools/check_tally.py
is a second program, written independently, that must agree.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zhicheng.meeting.ballots import ceremony, opening, sealed
from zhicheng.meeting.ballots.ceremony import Ceremony
from zhicheng.meeting.ballots.sealed import CHOICES, Place
from zhicheng.register.offline import fingerprint
from zhicheng.register.records import Broken, check_signature, checked, read

FORMAT, PURPOSE = "zhicheng-tally-1", "meeting_result"
LARGEST = 100_000_000  # bytes


def check(raw: bytes) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last. Errors: Broken."""
    return checked(raw, _check)


def _check(file: Mapping[str, Any]) -> None:
    if set(file) != {"content", "signature"}:
        raise Broken("文件应当只有内容和签名两部分")
    content, signature = file["content"], file["signature"]
    if content["format"] != FORMAT:
        raise Broken(f"不是计票记录（format 应为 {FORMAT}）")
    check_signature(content, signature, PURPOSE, "签名不是主任委员对计票结果的签名")
    keys = {one["id"]: one for one in content["keys"]}
    for one in keys.values():
        _check_key(one, content["session"])
    seen = set()
    counted = [(one, True) for one in content["ballots"]]
    for ballot, counts in [*counted, *((one, False) for one in content["annulled"])]:
        place = Place(content["session"], ballot["application"], ballot["round"], keys[ballot["key"]]["key"])
        if (place.application, place.round) in seen:
            raise Broken(f"{ballot['number']}：同一次表决出现两次")
        seen.add((place.application, place.round))
        _check_votes(ballot, place)
        if counts:
            _check_result(ballot, place, keys[ballot["key"]])
        elif ballot["counts"] is not None or not ballot["reason"]:
            raise Broken(f"{ballot['number']}：作废的表决不应有结果，且应写明原因")


def _check_key(key: Mapping[str, Any], session: str) -> None:
    which = Ceremony(session, key["id"])
    rows = {one["position"]: one for one in key["trustees"]}
    if tuple(sorted(rows)) != ceremony.TRUSTEES or len({one["organisation"] for one in rows.values()}) < len(
        rows
    ):
        raise Broken("密钥不是由三个不同单位的三人持有")
    deals = {at: one["deal"] for at, one in rows.items()}
    shares = {at: one["shares"] for at, one in rows.items()}
    for at, one in rows.items():
        holds = (
            ceremony.deal_holds(deals[at], which, at)
            and ceremony.shares_hold(shares[at])
            and ceremony.confirmation_holds(one["confirmation"], which, at, deals, shares)
        )
        if not holds:
            raise Broken(f"密钥持有人{one['name']}的密钥数据不成立")
    if ceremony.joint_key(deals) != key["key"]:
        raise Broken("表决密钥与三位持有人的数据不符")


def _check_votes(ballot: Mapping[str, Any], place: Place) -> None:
    votes: Mapping[str, str] = ballot["votes"]
    if len(votes) > ballot["present"]:
        raise Broken(f"{ballot['number']}：票数多于到会人数")
    for voter, one in votes.items():
        if not sealed.holds(one, place, voter):
            raise Broken(f"{ballot['number']}：选票{sealed.tracking_code(one)}不成立")


def _check_result(ballot: Mapping[str, Any], place: Place, key: Mapping[str, Any]) -> None:
    name, votes, counts = ballot["number"], ballot["votes"], ballot["counts"]
    sums = sealed.sums(votes.values())
    deals = {one["position"]: one["deal"] for one in key["trustees"]}
    parts = {int(at): part for at, part in ballot["openings"].items()}
    if len(parts) < ceremony.NEEDED or {str(at) for at in parts} != set(ballot["openings"]):
        raise Broken(f"{name}：开票的持有人少于{ceremony.NEEDED}人")
    for at, part in parts.items():
        if not opening.holds(part, place, at, ceremony.public_share(deals, at), sums):
            raise Broken(f"{name}：第{at}位持有人的开票数据不成立")
    if opening.counts(sums, parts, len(votes)) != counts or sum(counts[one] for one in CHOICES) != len(votes):
        raise Broken(f"{name}：计票结果与密封选票不符")
    above, below = (int(part) for part in ballot["rule"]["threshold"].split("/"))
    least, of_all = (int(part) for part in ballot["rule"]["quorum"].split("/"))
    if ballot["present"] * of_all < ballot["members"] * least:
        raise Broken(f"{name}：不足法定人数")
    if ballot["passed"] is not (counts["agree"] * below >= ballot["present"] * above):
        raise Broken(f"{name}：结论与票数不符")


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 everything holds, 1 it does not, 2 the file cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicheng verify tally", description="核对评审会的计票记录")
    parser.add_argument("file", type=Path, help="从会议页面下载的计票记录（JSON）")
    given = parser.parse_args(arguments)
    raw = read(given.file, LARGEST)
    if raw is None:
        return 2
    try:
        content = check(raw)
    except Broken as broken:
        print(f"不成立：{broken}。请勿采信。")
        return 1
    file = json.loads(raw)
    print("计票记录成立：密钥、每张密封选票、开票、票数、结论和签名都已重新核对。")
    print(f"评审委员会：{content['committee']}（{content['year']}年度）")
    print(
        f"表决 {len(content['ballots'])} 项，通过 {sum(one['passed'] for one in content['ballots'])} 项",
        end="；",
    )
    print(
        f"选票 {sum(len(one['votes']) for one in content['ballots'])} 张；作废 {len(content['annulled'])} 次。"
    )
    print(f"签字时间：{file['signature']['signed_at']}")
    print(f"主任委员公钥指纹：{fingerprint(file['signature']['public_key'])}，请与会议纪要上的对照。")
    return 0
