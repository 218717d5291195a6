"""What the browsers of drawers and their supervisor do (static/experts/deposit.js), for invented ones and tests.

Nothing that serves pages imports this: the server has no code that opens a deposit.
"""

import secrets

from nacl import bindings

from zhicheng.experts import deposit
from zhicheng.experts.deposit import Place


def new_number() -> str:
    """A drawer's secret number."""
    return secrets.token_hex(16)


class DepositKey:
    """The supervisor's key of one draw: everything follows from a seed that never leaves the supervisor's file."""

    def __init__(self, roster: str, seed: bytes | None = None) -> None:
        self.roster, self.seed = roster, seed or secrets.token_bytes(32)
        text = "\n".join([deposit.LABEL, "key", roster, self.seed.hex()])
        self._secret = deposit.scalar(text.encode())
        self.public = bindings.crypto_scalarmult_ed25519_base_noclamp(self._secret).hex()

    def place(self, position: int) -> Place:
        """Where that drawer's deposit belongs."""
        return Place(self.roster, position, self.public)

    def open(self, sealed: str, position: int) -> str:
        """The number in a deposit; of a wrong deposit some other number."""
        point = bytes.fromhex(sealed[:64])
        shared = bindings.crypto_scalarmult_ed25519_noclamp(self._secret, point)
        return deposit.masked(sealed[64:], self.place(position), point, shared)
