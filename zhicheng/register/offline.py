"""Check a certificate's signed file without database or network: `zhicheng certificates verify FILE`."""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "zhicheng-certificate-1"
LARGEST = 1_000_000  # bytes
SHOWN = (
    ("number", "证书编号"), ("name", "姓名"), ("id", "证件号码"), ("title", "职称"), ("level", "级别"),
    ("series", "系列"), ("profession", "专业"), ("obtained_on", "取得时间"), ("way", "取得方式"), ("validity", "效力范围"),
    ("document", "文件文号"), ("issuer", "发证部门"),
)  # fmt: skip


class NotACertificate(Exception):
    """The file is not one of ours; the message says why."""


def read(path: Path) -> dict[str, Any]:
    """The JSON object in a file. Errors: NotACertificate."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotACertificate(f"{path}：文件太大，不是证书签名文件")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotACertificate(f"{path}：不能读取（{error}）") from error
    if not isinstance(found, dict):
        raise NotACertificate(f"{path}：不是证书签名文件")
    return found


def wrong(file: Mapping[str, Any], trusted: frozenset[str] | None) -> str:
    """Why the signed file does not hold, in Chinese; empty where it holds.

    `trusted`: public keys (base64) that are known to be issuers'; None: any key, to be compared by hand.
    Errors: NotACertificate.
    """
    if file.get("format") != FORMAT:
        raise NotACertificate("不是证书签名文件（format 应为 " + FORMAT + "）")
    content, signature = file.get("content"), file.get("signature")
    if not isinstance(content, dict) or not isinstance(signature, dict):
        raise NotACertificate("缺少 content 或 signature")
    if content_hash(content) != signature.get("content_hash"):
        return "证书内容与签名时不一致，已被改动"
    if signature.get("purpose") != "certificate":
        return "这个签名不是用于证书的"
    if not is_signed(signature):
        return "签名不成立"
    if trusted is not None and signature["public_key"] not in trusted:
        return "签名的公钥不在公布的发证部门公钥之中"
    return ""


def is_signed(signature: Mapping[str, Any]) -> bool:
    """Whether the value is the public key's signature over the statement."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(str(signature.get("public_key", ""))))
        key.verify(base64.b64decode(str(signature.get("value", ""))), statement(signature))
    except (InvalidSignature, ValueError):
        return False
    return True


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the content as canonical JSON: keys in order, no blanks, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def statement(signature: Mapping[str, Any]) -> bytes:
    """The bytes that the key has signed: seven lines; an eighth names for whom the account stood in, if it did."""
    names = ("purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan")
    lines = [str(signature.get(name, "")) for name in names]
    lines += [str(signature["on_behalf_of"])] if "on_behalf_of" in signature else []
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def fingerprint(public_key: str) -> str:
    """SHA-256 of a public key (base64) as people compare it: 8 groups of 4 digits."""
    digits = hashlib.sha256(public_key.encode()).hexdigest()[:32].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 the signature holds, 1 it does not, 2 the file cannot be read."""
    parser = argparse.ArgumentParser(prog="zhicheng certificates", description="职称电子证书")
    verify = parser.add_subparsers(dest="task", required=True).add_parser(
        "verify", help="离线查验证书签名文件"
    )
    verify.add_argument("file", type=Path, help="从查验页面下载的签名文件（JSON）")
    verify.add_argument("--keys", type=Path, help="从公钥页面下载的发证部门公钥（JSON）")
    given = parser.parse_args(arguments)
    try:
        file = read(given.file)
        trusted = published(read(given.keys)) if given.keys else None
        why = wrong(file, trusted)
    except NotACertificate as error:
        print(error, file=sys.stderr)
        return 2
    if why:
        print(f"不成立：{why}。请勿采信。")
        return 1
    print("签名成立。")
    for name, label in SHOWN:
        print(f"{label}：{file['content'].get(name, '')}")
    print(f"签名时间：{file['signature'].get('signed_at', '')}")
    print(f"公钥指纹：{fingerprint(file['signature']['public_key'])}")
    if trusted is None:
        print("请将公钥指纹与发证部门公布的对照，或用 --keys 指定公布的公钥文件。")
    print("证书发放以后是否撤销，签名文件不能说明，请在查验页面核对。")
    return 0


def published(keys: Mapping[str, Any]) -> frozenset[str]:
    """The public keys of the file that the site publishes. Errors: NotACertificate."""
    rows = keys.get("keys")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise NotACertificate("不是公钥文件（缺少 keys）")
    return frozenset(str(row.get("public_key", "")) for row in rows)
