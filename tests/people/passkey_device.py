"""A device that makes passkeys and answers with them, as browsers hand that over: JSON with base64url."""

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from tests.cast import NOON, SECOND_FACTOR
from zhicheng.people import passkeys
from zhicheng.people.actions import answer_by_passkey, register_passkey
from zhicheng.people.models import Account, Passkey

NAME, ORIGIN = "testserver", "http://testserver"


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Device:
    """One passkey on a device (ES256). `counts`: whether it counts how often it was used."""

    credential: bytes = b"a passkey of the tests"
    counts: bool = True
    name: str = NAME
    origin: str = ORIGIN
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any], **changed: Any) -> str:
        """The answer to what navigator.credentials.create was told."""
        numbers = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        length = len(self.credential).to_bytes(2, "big")
        data = self._data(0x45) + b"\x00" * 16 + length + self.credential + cbor2.dumps(key)
        held = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._said({"clientDataJSON": text(client), "attestationObject": text(held)}, changed)

    def answer(self, options: dict[str, Any], **changed: Any) -> str:
        """The answer to what navigator.credentials.get was told."""
        self.count += self.counts
        client, data = self._client("webauthn.get", options["challenge"]), self._data(0x05)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(signed),
        }
        return self._said(response, changed)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.name.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _said(self, response: dict[str, str], changed: dict[str, Any]) -> str:
        said = {
            "id": text(self.credential),
            "rawId": text(self.credential),
            "type": "public-key",
            "response": response,
        }
        return json.dumps(said | changed)


def code(at: dt.datetime = NOON) -> str:
    return pyotp.TOTP(SECOND_FACTOR).at(int(at.timestamp()))


def added(account: Account, device: Device, name: str = "电脑") -> Passkey:
    challenge = passkeys.new_challenge()
    said = device.made(passkeys.to_make(account, challenge))
    return register_passkey(account, name=name, said=said, challenge=challenge, first=False)


def answered(account: Account, device: Device, **changed: Any) -> str:
    challenge = passkeys.new_challenge()
    said = device.answer(passkeys.to_answer(account.passkeys.all(), challenge), **changed)
    return answer_by_passkey(account, said=said, challenge=challenge)


def without_phone(account: Account) -> Account:
    Account.objects.filter(pk=account.pk).update(second_factor="")
    return Account.objects.get(pk=account.pk)
