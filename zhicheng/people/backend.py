"""Who a session belongs to. Passwords are checked by actions.log_in alone, which counts wrong tries."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.db.models import Exists, OuterRef, QuerySet

from zhicheng.people.models import Account, Passkey
from zhicheng.vault.prepared import Prepared


class LoginBackend(BaseBackend):
    """Finds the account of a session; it authenticates nobody."""

    def get_user(self, user_id: Any) -> Account | None:
        return next(iter(_active(UUID(str(user_id)))), None)


@Prepared
def _active(account: UUID) -> QuerySet[Account]:
    """Each page asks: no sorting, and the second factor is deciphered only where it is used.

    `has_passkeys` comes along: each field for a code asks for it.
    """
    passkeys = Passkey.objects.filter(account=OuterRef("pk"))
    rows = Account.objects.filter(pk=account, is_active=True).defer("second_factor")
    return rows.annotate(has_passkeys=Exists(passkeys.order_by()))
