"""Check a draw's record without database or network: `zhicheng verify draw FILE`.

Everything is computed again: the roster's hash, the drawers' commitments, seed, order, the first lawful committee, the
stand-ins, the four signatures, and where names are given each expert's commitment. docs/formats/draw.md describes the
file; tools/check_draw.py is a second program, written independently, that must agree.
"""

import argparse
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zhicheng.experts import draw as drawing
from zhicheng.register.offline import content_hash, fingerprint
from zhicheng.register.records import Broken, check_signature, checked, read

FORMAT, PURPOSE = "zhicheng-draw-1", "draw_result"
LARGEST = 20_000_000  # bytes
DRAWERS = 3
KEYS = {
    "format", "committee", "year", "frozen", "roster_hash", "opened_at", "drawn_at", "supervisor", "drawers", "seed",
    "order", "result",
}  # fmt: skip
FROZEN = {"session", "seats", "stand_ins", "private_least", "unit_most", "roster"}


def check(raw: bytes) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last. Errors: Broken."""
    return checked(raw, _check)


def _check(file: Mapping[str, Any]) -> None:
    if set(file) != {"content", "names", "signatures"}:
        raise Broken("文件应当只有内容、姓名和签名三部分")
    content = file["content"]
    if content["format"] != FORMAT:
        raise Broken(f"不是抽取记录（format 应为 {FORMAT}）")
    if set(content) != KEYS or set(content["frozen"]) != FROZEN:
        raise Broken("内容的项目不全，或者多出了项目")
    _check_signatures(content, file["signatures"])
    if content_hash(content["frozen"]) != content["roster_hash"]:
        raise Broken("名册摘要与冻结的名册不符")
    if dt.datetime.fromisoformat(content["opened_at"]) > dt.datetime.fromisoformat(content["drawn_at"]):
        raise Broken("抽取早于名册冻结")
    lines = [drawing.Line(**line) for line in content["frozen"]["roster"]]
    if [line.commitment for line in lines] != sorted({line.commitment for line in lines}):
        raise Broken("名册没有按编号排列，或者有人出现两次")
    _check_numbers(content)
    _check_result(content, lines)
    if file["names"] is not None:
        _check_names(file["names"], lines)


def _check_signatures(content: Mapping[str, Any], signatures: Sequence[Mapping[str, str]]) -> None:
    signers = [*(one["account"] for one in content["drawers"]), content["supervisor"]]
    if len(content["drawers"]) != DRAWERS or len(set(signers)) != DRAWERS + 1:
        raise Broken("抽取须有三名抽取人员和一名监督人员，各不相同")
    if [one["account"] for one in signatures] != signers:
        raise Broken("签名不是三名抽取人员和监督人员的")
    for one in signatures:
        check_signature(content, one, PURPOSE, "签名不是对抽取结果的签名")


def _check_numbers(content: Mapping[str, Any]) -> None:
    for at, one in enumerate(content["drawers"], start=1):
        if drawing.commitment(one["number"], one["salt"]) != one["commitment"]:
            raise Broken(f"第{at}名抽取人员公开的数字与承诺不符")
    numbers = [one["number"] for one in content["drawers"]]
    if drawing.seed(content["roster_hash"], numbers) != content["seed"]:
        raise Broken("合成种子与名册和三个数字不符")


def _check_result(content: Mapping[str, Any], lines: Sequence[drawing.Line]) -> None:
    frozen = content["frozen"]
    rules = drawing.Rules(*(frozen[name] for name in ("seats", "stand_ins", "private_least", "unit_most")))
    if rules.seats % 2 == 0 or min(rules.seats, rules.stand_ins, rules.private_least, rules.unit_most) < 0:
        raise Broken("评委人数应为单数")
    if drawing.order((line.commitment for line in lines), content["seed"]) != content["order"]:
        raise Broken("顺序与种子不符")
    try:
        drawn = drawing.compute(lines, content["seed"], rules)
    except drawing.Impossible as error:
        raise Broken(str(error)) from error
    again = [{"commitment": one.expert, "status": one.status, "reason": one.reason} for one in drawn]
    if again != content["result"]:
        raise Broken("评委、候补或跳过的专家与顺序和条件不符")


def _check_names(names: Sequence[Mapping[str, str]], lines: Sequence[drawing.Line]) -> None:
    units: dict[str, int] = {}
    if len(names) != len(lines):
        raise Broken("姓名与名册的人数不符")
    if len({one["expert"] for one in names}) != len(names):
        raise Broken("名册中有人出现两次")
    for opened, line in zip(names, lines, strict=True):
        if set(opened) != {*drawing.OPENED, "salt"}:
            raise Broken("姓名的项目不全，或者多出了项目")
        if drawing.expert_commitment(opened, line.private) != line.commitment:
            raise Broken(f"{opened['name']}与名册中的编号不符")
        if units.setdefault(opened["unit"], len(units) + 1) != line.unit:
            raise Broken(f"{opened['name']}的单位与名册不符")


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 everything holds, 1 it does not, 2 the file cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicheng verify draw", description="核对评审专家的抽取记录")
    parser.add_argument("file", type=Path, help="从抽取页面下载的抽取记录（JSON）")
    given = parser.parse_args(arguments)
    raw = read(given.file, LARGEST)
    if raw is None:
        return 2
    try:
        content = check(raw)
    except Broken as broken:
        print(f"不成立：{broken}。请勿采信。")
        return 1
    file, frozen = json.loads(raw), content["frozen"]
    named = "，名册上的姓名与编号一致" if file["names"] is not None else "（公开版，不含姓名）"
    print(f"抽取记录成立：名册、承诺、种子、顺序、结果和四人签名都已重新核对{named}。")
    print(f"评审委员会：{content['committee']}（{content['year']}年度）")
    print(f"名册 {len(frozen['roster'])} 名，评委 {frozen['seats']} 名，候补 {frozen['stand_ins']} 名。")
    print(f"名册摘要：{content['roster_hash']}，请与抽取前公布的对照。")
    for one, who in zip(file["signatures"], ("抽取人员1", "抽取人员2", "抽取人员3", "监督人员"), strict=True):
        print(f"{who}：{one['signed_at']} 签字，公钥指纹 {fingerprint(one['public_key'])}")
    return 0
