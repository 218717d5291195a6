"""A passkey: the second factor that a phone, a computer or a security key holds."""

from django.db import models

from zhicheng.people.models.accounts import Account
from zhicheng.vault.ids import new_id


class Passkey(models.Model):
    """Its public half, and how often it says it was used. What it confirms becomes a code that works once and shortly.

    `answered`: of the last challenge that it answered, so that one answer confirms once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=30, help_text="given by its owner")
    credential = models.CharField(max_length=1366, unique=True, help_text="its id, base64url")
    public_key = models.TextField(help_text="COSE key, base64url")
    sign_count = models.PositiveBigIntegerField(help_text="0: it does not count")
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    answered = models.CharField(max_length=64, blank=True, help_text="keyed index of a challenge")
    code_digest = models.CharField(
        max_length=64, blank=True, help_text="of the code that its last answer gave"
    )
    code_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="people_passkey_name_once"),
            models.CheckConstraint(
                condition=models.Q(code_digest="", code_until__isnull=True)
                | (~models.Q(code_digest="") & models.Q(code_until__isnull=False)),
                name="people_passkey_code_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name
