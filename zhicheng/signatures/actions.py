"""Sign content: by one's own second factor, by the organisation's key, or with the scan of a signed paper."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.models import StoredFile
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.people.queries import stands_in_for
from zhicheng.people.second_factor import is_set_up, spend
from zhicheng.people.wrong_codes import TRIES, locked, wrong_code
from zhicheng.signatures.models import RoomKey, Signature
from zhicheng.vault import crypto


def content_hash(content: Mapping[str, Any]) -> str:
    """64 hexadecimal digits: SHA-256 over the content as canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def statement(signature: Signature) -> bytes:
    """What the key signs: purpose, content hash, who, for whom, how, when (to the second, China time), scan.

    Where the account stood in for a colleague, the colleague's id is one line more.
    """
    at = clock.in_china(signature.signed_at).isoformat(timespec="seconds")
    parts = (
        signature.purpose,
        signature.content_hash,
        str(signature.account_id),
        str(signature.organisation_id or ""),
        signature.method,
        at,
        str(signature.scan_id or ""),
        *([str(signature.on_behalf_of_id)] if signature.on_behalf_of_id else []),
    )
    return "\n".join(parts).encode()


@transaction.atomic
def sign(
    account: Account,
    *,
    organisation: Organisation | None,
    content: Mapping[str, Any],
    method: str,
    purpose: str,
    code: str = "",
    scan: StoredFile | None = None,
    role: str | None = None,
) -> Signature:
    """The kept signature of `account` for `organisation` over `content` (JSON-able).

    `role`: in which the account signs; where it stands in for a colleague there, the signature says so.

    An organisation's key signs with the organisation's derived Ed25519 key, a second factor with the person's own
    after the `code` of phone or passkey was checked (the signature says of which), a paper scan with the person's own
    over the scan's hash.
    Errors: Refused for a wrong or used code, a missing scan or organisation.
    """
    if method == Signature.Method.SECOND_FACTOR:
        method = use_second_factor(account, code)
    if method == Signature.Method.PAPER_SCAN and scan is None:
        raise Refused(_("请上传签字盖章页的扫描件。"))
    if method == Signature.Method.ORGANISATION_KEY and organisation is None:
        raise Refused(_("电子印章须由单位使用。"))
    by_key = method == Signature.Method.ORGANISATION_KEY and organisation is not None
    holder = f"org:{organisation.id}" if by_key and organisation else f"account:{account.id}"
    row = Signature(
        account=account,
        organisation=organisation,
        purpose=purpose,
        content_hash=content_hash(content),
        method=method,
        public_key=crypto.public_key(holder),
        scan=scan,
        signed_at=clock.now().replace(microsecond=0),
        on_behalf_of=stands_in_for(account, organisation, role) if organisation is not None else None,
    )
    row.value = crypto.sign(holder, statement(row))
    row.save()
    return row


def use_second_factor(account: Account, code: str) -> Signature.Method:
    """Check a code of the phone (TOTP, one step early or late by the one clock) or of a passkey; it works once.

    By which of them it was confirmed. Errors: Refused.
    """
    if not is_set_up(account):
        raise Refused(_("您还没有设置动态码或通行密钥，请先在“账号安全”中设置。"), field="code")
    row = Account.objects.select_for_update().get(pk=account.pk)
    if row.failed_codes > TRIES:  # a page of another browser, sent off before it was logged out
        raise locked("code")
    by = spend(row, code)
    if not by:
        raise wrong_code(row)
    return Signature.Method.PASSKEY if by == "passkey" else Signature.Method.SECOND_FACTOR


def holds(signature: Signature) -> bool:
    """Whether the kept row is what was signed, with a key that belongs to the signer: here, or in a closed room."""
    by_key = signature.method == Signature.Method.ORGANISATION_KEY
    holder = f"org:{signature.organisation_id}" if by_key else f"account:{signature.account_id}"
    owned = signature.public_key == crypto.public_key(holder) or (
        not by_key
        and RoomKey.objects.filter(
            account=signature.account_id, public_key=signature.public_key, noted_at__lte=signature.signed_at
        ).exists()
    )
    return owned and crypto.signature_holds(signature.public_key, statement(signature), signature.value)


def in_file(signature: Signature) -> dict[str, str]:
    """The signature as a file carries it, to be checked without this site: with its public key (base64)."""
    return {
        "algorithm": "Ed25519",
        "purpose": signature.purpose,
        "content_hash": signature.content_hash,
        "account": str(signature.account_id),
        "organisation": str(signature.organisation_id or ""),
        "method": signature.method,
        "signed_at": clock.in_china(signature.signed_at).isoformat(timespec="seconds"),
        "scan": str(signature.scan_id or ""),
        "public_key": signature.public_key,
        "value": signature.value,
    } | ({"on_behalf_of": str(signature.on_behalf_of_id)} if signature.on_behalf_of_id else {})
