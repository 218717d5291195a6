"""One noun: what an account has typed in the form at an address."""

from django.db import models

from zhicheng.people.models import Account
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id

ADDRESS_LIMIT = 200  # characters


class Draft(models.Model):
    """The newest version of what is typed and not handed in. A version is no act: the trail does not tell of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=ADDRESS_LIMIT, help_text="address to which the form is sent")
    typed = EncryptedText(help_text="JSON: field → list of texts")
    base = models.CharField(
        max_length=64, blank=True, help_text="mark of what the form held before anything was typed"
    )
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "path"], name="drafts_one_for_each_form")]
