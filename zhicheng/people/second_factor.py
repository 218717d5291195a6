"""Codes of the second factor: of the phone (TOTP, six digits, 30 seconds) with its QR code, or of a passkey."""

import re
from typing import Literal
from uuid import UUID

import pyotp
import segno

from zhicheng.almanac import clock
from zhicheng.people.models import Account
from zhicheng.vault.crypto import keyed_index

STEP = 30  # seconds for which a code holds
ISSUER = "昆明市职称申报评审系统"
PASSKEY_DIGITS = 16
Spent = Literal["", "code", "passkey"]


def new_secret() -> str:
    """A fresh secret, base 32."""
    return pyotp.random_base32()


def is_secret(text: str) -> bool:
    """Whether a text can be a secret of ours."""
    return re.fullmatch(r"[A-Z2-7]{32}", text) is not None


def step_of(secret: str, code: str, *, after: int) -> int | None:
    """The time step whose code this is, one early or late, after `after`; None for a wrong or used one."""
    now = int(clock.now().timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    wanted = code.strip()
    for step in (now, now - 1, now + 1):
        if step > after and pyotp.utils.strings_equal(totp.at(step * STEP), wanted):
            return step
    return None


def is_set_up(account: Account) -> bool:
    """Whether the account has a second factor: the phone's codes, or a passkey."""
    return bool(account.second_factor) or account.passkeys.exists()


def spend(account: Account, code: str, *, besides: UUID | None = None) -> Spent:
    """By what the code confirms, empty where it is not the account's or not fresh; it works once.

    `besides`: a passkey whose code does not count. Call it on the locked row, inside the act.
    """
    step = (
        step_of(account.second_factor, code, after=account.second_factor_step)
        if account.second_factor
        else None
    )
    if step is not None:
        account.second_factor_step, account.failed_codes = step, 0
        account.save(update_fields=["second_factor_step", "failed_codes"])
        return "code"
    if len(code.strip()) != PASSKEY_DIGITS:
        return ""
    given = account.passkeys.filter(
        code_digest=passkey_digest(account, code.strip()), code_until__gt=clock.now()
    )
    if besides is not None:
        given = given.exclude(pk=besides)
    if not given.update(code_digest="", code_until=None):
        return ""
    account.failed_codes = 0
    account.save(update_fields=["failed_codes"])
    return "passkey"


def passkey_digest(account: Account, code: str) -> str:
    """What is kept of a code that a passkey's answer gave."""
    return keyed_index("passkey", f"{account.id} {code}")


def qr(account: Account, secret: str, *, where: str = "") -> str:
    """The address that authenticator programs read, as a data: address of an SVG picture. `where`: beside the name."""
    address = pyotp.TOTP(secret).provisioning_uri(name=account.display_name + where, issuer_name=ISSUER)
    return str(segno.make(address, error="m").svg_data_uri(scale=5, border=2))


def demo_code(account: Account, secret: str = "") -> str | None:
    """The code that would be accepted now, in a demo database only (else None)."""
    chosen = secret or account.second_factor
    if not chosen or not clock.is_demo():
        return None
    now = int(clock.now().timestamp()) // STEP
    step = now if secret or now > account.second_factor_step else now + 1
    return pyotp.TOTP(chosen).at(step * STEP)
