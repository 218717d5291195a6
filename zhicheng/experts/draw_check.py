"""Check the file of a draw without database or network: everything computed again, all four signatures. No Django."""

from collections.abc import Mapping
from typing import Any

from zhicheng.experts import draw
from zhicheng.register.offline import content_hash, is_signed

FORMAT, PURPOSE = "zhicheng-draw-1", "draw_result"


def signed_content(file: Mapping[str, Any]) -> dict[str, str]:
    """What drawers and supervisor have signed."""
    return {name: file[name] for name in ("draw", "roster", "seed", "result")}


def fault_of(file: Mapping[str, Any]) -> str:
    """What does not hold, in Chinese; empty where the committee is what roster and numbers give.

    Errors: KeyError, TypeError, AttributeError for what is no draw.
    """
    if file["format"] != FORMAT:
        return f"不是抽取记录（format 应为 {FORMAT}）"
    shares, order = file["drawers"], file["order"]
    if file["roster"] != draw.roster_hash(file["experts"]):
        return "专家名册与摘要不符"
    if any(draw.commitment(one["number"], one["salt"]) != one["commitment"] for one in shares):
        return "公开的数字与先前的承诺不符"
    if file["seed"] != draw.seed(file["roster"], [one["number"] for one in shares]):
        return "种子与三个数字不符"
    skip = {one["expert"]: one["reason"] for one in order if one["status"] == draw.SKIPPED}
    again = draw.compute(
        file["experts"], file["seed"], seats=file["seats"], stand_ins=file["stand_ins"], skip=skip
    )
    if [_row(one) for one in again] != [{name: one[name] for name in _row(again[0])} for one in order]:
        return "抽取顺序与种子不符"
    if file["result"] != draw.result_hash(again):
        return "抽取结果与摘要不符"
    signatures = [*(one["signature"] for one in shares), file["supervisor"]["signature"]]
    if len({one["account"] for one in signatures}) != len(shares) + 1:
        return "签字的人数不足"
    wanted = content_hash(signed_content(file))
    if not all(
        one["purpose"] == PURPOSE and one["content_hash"] == wanted and is_signed(one) for one in signatures
    ):
        return "抽取人员或监督人员的签名不成立"
    return ""


def _row(drawn: draw.Drawn) -> dict[str, Any]:
    return {
        "position": drawn.position,
        "expert": drawn.expert,
        "status": drawn.status,
        "reason": drawn.reason,
    }
