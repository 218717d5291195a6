"""What the address of an S3-compatible store says: s3://key:secret@host:port/bucket?region=… (s3+http:// without TLS)."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}


@dataclass(frozen=True)
class StoreAddress:
    """`origin`: scheme, host and port."""

    origin: str
    bucket: str
    region: str
    key: str
    secret: str


def parsed(address: str) -> StoreAddress:
    """The parts of FILES_STORE. Errors: ValueError."""
    parts = urlsplit(address)
    bucket = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not parts.hostname or not bucket or "/" in bucket:
        raise ValueError(
            "FILES_STORE: s3://key:secret@host:port/bucket is understood, s3+http:// without TLS"
        )
    port = f":{parts.port}" if parts.port else ""
    return StoreAddress(
        origin=f"{SCHEMES[parts.scheme]}://{parts.hostname}{port}",
        bucket=bucket,
        region=parse_qs(parts.query).get("region", ["us-east-1"])[0],
        key=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )


def reached_at(told: str, address: str) -> str:
    """The origin at which browsers reach the store; empty where they do not.

    `told`: FILES_STORE_ADDRESS, an origin, 0 for none, or empty for that of FILES_STORE (`address`). Errors: ValueError.
    """
    if not address or told == "0":
        return ""
    if not told:
        return parsed(address).origin
    if not re.fullmatch(r"https?://[\w.\-\[\]:]+", told, re.ASCII):
        raise ValueError("FILES_STORE_ADDRESS: https://host:port is understood, or 0")
    return told
