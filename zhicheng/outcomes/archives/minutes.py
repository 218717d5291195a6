"""Check the meeting's record without database or network: the recorder's signature, and that all of it agrees."""

from collections.abc import Mapping
from typing import Any

from zhicheng.register.records import Broken, check_signature, checked

FORMAT, PURPOSE = "zhicheng-minutes-1", "minutes"
BEST = 100
OUTCOMES = {"waiting", "came", "absent", "excused"}


def check(raw: bytes, tally: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last. Errors: Broken.

    `tally`: the vote's file of the same package, which the recorder has signed for.
    """

    def holds(file: Mapping[str, Any]) -> None:
        _check(file)
        if tally is not None and file["minutes"]["tally"] != tally["signature"]["content_hash"]:
            raise Broken("记录人签字的不是这份计票记录")

    return checked(raw, holds)


def _check(file: Mapping[str, Any]) -> None:
    if set(file) != {"content", "minutes", "signature"} or file["content"]["format"] != FORMAT:
        raise Broken(f"不是会议记录（format 应为 {FORMAT}）")
    content, minutes = file["content"], file["minutes"]
    check_signature(minutes, file["signature"], PURPOSE, "签名不是记录人对会议纪要的签字")
    if content["session"] != minutes["session"]:
        raise Broken("会议记录和签字不是同一次评审会")
    attended = [
        [one["seat"], one["arrived_at"], one["left_at"], one["absences"]] for one in content["attendance"]
    ]
    if attended != minutes["minutes"]:
        raise Broken("到会情况与签字时不一致")
    appeared = sorted(_appeared(panel, one) for panel in content["panels"] for one in panel["appearances"])
    if appeared != minutes.get("marks", []):
        raise Broken("考评到场和打分与签字时不一致")
    said = sorted(
        [one["opinion"], one["application"], group["name"], one["members"], one["words"]]
        for group in content["groups"]
        for one in group["opinions"]
    )
    if said != minutes.get("group_opinions", []):
        raise Broken("专业组意见与签字时不一致")


def _appeared(panel: Mapping[str, Any], one: Mapping[str, Any]) -> list[Any]:
    """A line of the signed minutes; what it says has to be possible. Errors: Broken."""
    number, came = one["application"], {each["seat"] for each in panel["experts"] if each["came"]}
    if one["outcome"] not in OUTCOMES or (one["marks"] and one["outcome"] != "came"):
        raise Broken(f"{number}没有到场，却有打分")
    marks = [[mark["mark"], mark["seat"], mark["score"], mark["words"]] for mark in one["marks"]]
    seats = [seat for _mark, seat, _score, _words in marks]
    if not set(seats) <= came or len(set(seats)) < len(seats):
        raise Broken(f"{number}的打分不是到场专家各一次")
    if not all(0 <= score <= BEST and words for _mark, _seat, score, words in marks):
        raise Broken(f"{number}的打分不在0到{BEST}之间或者没有评语")
    return [one["appearance"], number, panel["way"], one["outcome"], marks]
