"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds. Knows no request and writes no row."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, generate_challenge
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Passkey
from zhicheng.people.second_factor import ISSUER

LONGEST = 20_000  # signs of an answer; ours have some hundred
# What the library lets through of an answer that no browser of ours has made: of JSON, base64, CBOR, keys.
_BROKEN = (
    WebAuthnException,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    RecursionError,
)


@dataclass(frozen=True)
class Fresh:
    """A passkey as its device has made it: id and key in base64url."""

    credential: str
    public_key: str
    sign_count: int


def site() -> Any:
    """Where passkeys work (passkey_site.PasskeySite)."""
    return settings.PASSKEYS


def new_challenge() -> bytes:
    """64 random bytes, to be answered once."""
    return bytes(generate_challenge())


def to_make(account: Account, challenge: bytes) -> dict[str, Any]:
    """What navigator.credentials.create is told, as JSON."""
    options = generate_registration_options(
        rp_id=site().name,
        rp_name=ISSUER,
        user_id=account.id.bytes,
        user_name=account.login_hint or account.display_name,
        user_display_name=account.display_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.PREFERRED),
        exclude_credentials=_named(account.passkeys.all()),
    )
    return dict(options_to_json_dict(options))


def to_answer(passkeys: Iterable[Passkey], challenge: bytes) -> dict[str, Any]:
    """What navigator.credentials.get is told, as JSON."""
    options = generate_authentication_options(
        rp_id=site().name, challenge=challenge, allow_credentials=_named(passkeys)
    )
    return dict(options_to_json_dict(options))


def made(said: str, challenge: bytes) -> Fresh:
    """The passkey in what the browser says. Errors: Refused."""
    try:
        found = verify_registration_response(
            credential=_read(said),
            expected_challenge=challenge,
            expected_rp_id=site().name,
            expected_origin=list(site().origins),
        )
    except _BROKEN:
        raise Refused(_("浏览器交来的通行密钥没有通过核验，没有保存。请重新添加。"), status=400) from None
    return Fresh(
        bytes_to_base64url(found.credential_id),
        bytes_to_base64url(found.credential_public_key),
        found.sign_count,
    )


def credential_in(said: str) -> str:
    """The id of the passkey that an answer names, base64url; empty where it names none."""
    try:
        raw = _read(said).get("rawId")
        return bytes_to_base64url(base64url_to_bytes(raw)) if isinstance(raw, str) else ""
    except _BROKEN:
        return ""


def count_in(said: str, passkey: Passkey, challenge: bytes) -> int | None:
    """How often the passkey says it was used, where it has signed the challenge at an address of ours; else None."""
    try:
        found = verify_authentication_response(
            credential=_read(said),
            expected_challenge=challenge,
            expected_rp_id=site().name,
            expected_origin=list(site().origins),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=0,  # compared by the act, which records a step back
        )
    except _BROKEN:
        return None
    return int(found.new_sign_count)


def _read(said: str) -> dict[str, Any]:
    found = json.loads(said) if len(said) <= LONGEST else None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _named(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in passkeys]
