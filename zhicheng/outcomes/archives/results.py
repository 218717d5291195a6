"""Check the released results of a session without database or network: the exact bytes and the organiser's signature."""

from collections.abc import Mapping
from typing import Any

from zhicheng.register.records import Broken, check_signature, checked

FORMAT, PURPOSE = "zhicheng-results-1", "results"


def check(raw: bytes) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last. Errors: Broken."""
    return checked(raw, _check)


def _check(file: Mapping[str, Any]) -> None:
    if set(file) != {"content", "signature"} or file["content"]["format"] != FORMAT:
        raise Broken(f"不是公布的评审结果（format 应为 {FORMAT}）")
    check_signature(file["content"], file["signature"], PURPOSE, "签名不是公布结果的签章")
