"""The identity that somebody has at a provider outside, bound to the account."""

from django.db import models

from zhicheng.people.models.accounts import Account
from zhicheng.vault.ids import new_id


class OutsideIdentity(models.Model):
    """Of the provider's own id of the person a keyed index is kept; one account has at most one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="outside_identity")
    subject_index = models.CharField(
        max_length=64, unique=True, help_text="keyed index of issuer and subject"
    )
    bound_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)
