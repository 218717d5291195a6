"""Check a draw's record without database or network: `zhicheng verify draw FILE`.

Everything is computed again: the roster's hash, the drawers' commitments and sealed deposits, seed, order, the first
lawful committee, the stand-ins, the four signatures, and where names are given each expert's commitment. Draws that
were cancelled before must have ended in time. docs/formats/draw.md describes the file; tools/check_draw.py is a second
program, written independently, that must agree.
"""

import argparse
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zhicheng.experts import deposit as deposits
from zhicheng.experts import draw as drawing
from zhicheng.register.offline import content_hash, fingerprint
from zhicheng.register.records import Broken, check_signature, checked, read

FIRST, FORMAT = "zhicheng-draw-1", "zhicheng-draw-2"  # the first knows no professions
PURPOSE, CANCELLED_PURPOSE, REFUSAL_PURPOSE = "draw_result", "cancelled_draw", "draw_refusal"
LARGEST = 20_000_000  # bytes
DRAWERS = 3
KEYS = {
    "format", "committee", "year", "frozen", "roster_hash", "opened_at", "drawn_at", "supervisor", "drawers", "seed",
    "order", "result", "deposit_key",
}  # fmt: skip
LIMITS = ("seats", "stand_ins", "private_least", "unit_most")
FROZEN = {"session", *LIMITS, "roster", "cancelled"}
LINE = {"commitment", "private", "unit", "avoid"}
REFUSED = {"account", "reason", "refused_at", "signature"}
DRAWER = {"account", "salt", "commitment", "deposit", "number", "opened_why"}
CANCELLED = {"roster_hash", "opened_at", "cancelled_at", "reason", "numbers"}


def check(raw: bytes) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last. Errors: Broken."""
    return checked(raw, _check)


def _check(file: Mapping[str, Any]) -> None:
    if set(file) - {"refused"} != {"content", "names", "signatures"}:
        raise Broken("文件应当只有内容、姓名和签名三部分")
    content = file["content"]
    if content["format"] not in {FIRST, FORMAT}:
        raise Broken(f"不是抽取记录（format 应为 {FORMAT} 或 {FIRST}）")
    second = content["format"] == FORMAT
    if set(content) != KEYS or set(content["frozen"]) != FROZEN | ({"professions"} if second else set()):
        raise Broken("内容的项目不全，或者多出了项目")
    if any(set(line) != LINE | ({"profession"} if second else set()) for line in content["frozen"]["roster"]):
        raise Broken("名册的项目不全，或者多出了项目")
    _check_signatures(content, file)
    if content_hash(content["frozen"]) != content["roster_hash"]:
        raise Broken("名册摘要与冻结的名册不符")
    if dt.datetime.fromisoformat(content["opened_at"]) > dt.datetime.fromisoformat(content["drawn_at"]):
        raise Broken("抽取早于名册冻结")
    _check_cancelled(content)
    lines = [drawing.Line(**line) for line in content["frozen"]["roster"]]
    if [line.commitment for line in lines] != sorted({line.commitment for line in lines}):
        raise Broken("名册没有按编号排列，或者有人出现两次")
    _check_numbers(content)
    _check_result(content, lines)
    if file["names"] is not None:
        _check_names(file["names"], lines, rules_of(content["frozen"]))


def check_cancelled(raw: bytes) -> dict[str, Any]:
    """The content of an archive's file of cancelled draws, each with roster, names and signature. Errors: Broken."""
    return checked(raw, _check_gone)


def _check_gone(file: Mapping[str, Any]) -> None:
    for one in file["content"]["draws"]:
        if set(one) != {"cancelled", "frozen", "names", "signature"} or set(one["cancelled"]) != CANCELLED:
            raise Broken("作废的抽取的项目不全，或者多出了项目")
        if content_hash(one["frozen"]) != one["cancelled"]["roster_hash"]:
            raise Broken("作废的抽取的名册与摘要不符")
        check_signature(one["cancelled"], one["signature"], CANCELLED_PURPOSE, "签名不是对作废的签名")
        lines = [drawing.Line(**line) for line in one["frozen"]["roster"]]
        _check_names(one["names"], lines, rules_of(one["frozen"]))


def rules_of(frozen: Mapping[str, Any]) -> drawing.Rules:
    """The constraints as they were frozen."""
    seats, stand_ins, private, most = (frozen[name] for name in LIMITS)
    professions = tuple((one["name"], one["least"]) for one in frozen.get("professions", ()))
    return drawing.Rules(seats, stand_ins, private, most, professions)


def _check_signatures(content: Mapping[str, Any], file: Mapping[str, Any]) -> None:
    signers = [*(one["account"] for one in content["drawers"]), content["supervisor"]]
    if len(content["drawers"]) != DRAWERS or len(set(signers)) != DRAWERS + 1:
        raise Broken("抽取须有三名抽取人员和一名监督人员，各不相同")
    if "refused" in file:
        signers.remove(_refusing(content, file["refused"]))
    if [one["account"] for one in file["signatures"]] != signers:
        raise Broken("签名不是三名抽取人员和监督人员的")
    for one in file["signatures"]:
        check_signature(content, one, PURPOSE, "签名不是对抽取结果的签名")


def _refusing(content: Mapping[str, Any], refused: Mapping[str, Any]) -> str:
    """The drawer without whose signature the record stands, as the supervisor has recorded and signed."""
    if set(refused) != REFUSED or not refused["reason"].strip():
        raise Broken("没有签字的抽取人员没有写明理由，或者项目不全")
    if refused["account"] not in {one["account"] for one in content["drawers"]}:
        raise Broken("没有签字的不是抽取人员")
    if dt.datetime.fromisoformat(refused["refused_at"]) < dt.datetime.fromisoformat(content["drawn_at"]):
        raise Broken("拒绝签字早于抽取")
    told = {**{name: refused[name] for name in REFUSED - {"signature"}}, "result": content_hash(content)}
    if refused["signature"]["account"] != content["supervisor"]:
        raise Broken("拒绝签字不是由监督人员登记的")
    check_signature(told, refused["signature"], REFUSAL_PURPOSE, "签名不是对拒绝签字的签名")
    return str(refused["account"])


def _check_cancelled(content: Mapping[str, Any]) -> None:
    """Those cancelled before come one after the other, each with its reason and at least one number unknown."""
    last = ""
    for one in content["frozen"]["cancelled"]:
        if set(one) != CANCELLED or not one["reason"].strip():
            raise Broken("作废的抽取没有写明理由，或者项目不全")
        if not deposits.is_commitment(one["roster_hash"]):
            raise Broken("作废的抽取没有名册摘要")
        known = [number == "" or deposits.is_number(number) for number in one["numbers"]]
        if len(known) != DRAWERS or not all(known) or "" not in one["numbers"]:
            raise Broken("结果已经产生的抽取不能作废")
        if last and dt.datetime.fromisoformat(last) > dt.datetime.fromisoformat(one["opened_at"]):
            raise Broken("前一次抽取没有作废，就组织了后一次")
        if dt.datetime.fromisoformat(one["opened_at"]) > dt.datetime.fromisoformat(one["cancelled_at"]):
            raise Broken("作废早于名册冻结")
        last = one["cancelled_at"]
    if last and dt.datetime.fromisoformat(last) > dt.datetime.fromisoformat(content["opened_at"]):
        raise Broken("前一次抽取没有作废，就组织了后一次")


def _check_numbers(content: Mapping[str, Any]) -> None:
    for at, one in enumerate(content["drawers"], start=1):
        if set(one) != DRAWER or not isinstance(one["opened_why"], str):
            raise Broken("抽取人员的项目不全，或者多出了项目")
        if not deposits.is_number(one["number"]):
            raise Broken(f"第{at}名抽取人员的数字不是32位十六进制数字")
        if drawing.commitment(one["number"], one["salt"]) != one["commitment"]:
            raise Broken(f"第{at}名抽取人员公开的数字与承诺不符")
        place = deposits.Place(content["roster_hash"], at, content["deposit_key"])
        if not deposits.is_key(place.key) or deposits.sealed(one["number"], place) != one["deposit"]:
            raise Broken(f"第{at}名抽取人员寄存的不是公开的数字")
    numbers = [one["number"] for one in content["drawers"]]
    if drawing.seed(content["roster_hash"], numbers) != content["seed"]:
        raise Broken("合成种子与名册和三个数字不符")


def _check_result(content: Mapping[str, Any], lines: Sequence[drawing.Line]) -> None:
    frozen = content["frozen"]
    rules = rules_of(frozen)
    if any(set(one) != {"name", "least"} or one["least"] < 1 for one in frozen.get("professions", ())):
        raise Broken("专业的最少人数写得不对")
    if any(not 0 <= line.profession <= len(rules.professions) for line in lines):
        raise Broken("名册上有没有列出的专业")
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


def _check_names(
    names: Sequence[Mapping[str, str]], lines: Sequence[drawing.Line], rules: drawing.Rules
) -> None:
    units: dict[str, int] = {}
    professions = {name: at for at, (name, _least) in enumerate(rules.professions, start=1)}
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
        if professions.setdefault(opened["profession"], line.profession) != line.profession:
            raise Broken(f"{opened['name']}的专业与名册不符")


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
    print(f"抽取记录成立：名册、承诺、种子、顺序、结果和签名都已重新核对{named}。")
    print(f"评审委员会：{content['committee']}（{content['year']}年度）")
    print(f"名册 {len(frozen['roster'])} 名，评委 {frozen['seats']} 名，候补 {frozen['stand_ins']} 名。")
    print(f"名册摘要：{content['roster_hash']}，请与抽取前公布的对照。")
    for one in frozen["cancelled"]:
        print(f"此前有一次抽取于{one['cancelled_at']}作废，理由：{one['reason']}")
    for at, one in enumerate(content["drawers"], start=1):
        if one["opened_why"]:
            print(f"抽取人员{at}的数字由监督人员从寄存中开封，理由：{one['opened_why']}")
    for one in frozen.get("professions", ()):
        print(f"{one['name']}专业至少{one['least']}名。")
    accounts = [*(one["account"] for one in content["drawers"]), content["supervisor"]]
    who_is = dict(zip(accounts, ("抽取人员1", "抽取人员2", "抽取人员3", "监督人员"), strict=True))
    if "refused" in file:
        print(
            f"{who_is[file['refused']['account']]}没有签字，由监督人员登记，理由：{file['refused']['reason']}"
        )
    for one in file["signatures"]:
        who = who_is[one["account"]]
        print(f"{who}：{one['signed_at']} 签字，公钥指纹 {fingerprint(one['public_key'])}")
    return 0
