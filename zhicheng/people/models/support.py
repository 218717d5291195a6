"""What technical support does by two persons: a mistyped name or number corrected, a unit's lost account given back."""

from django.db import models

from zhicheng.files.models import StoredFile
from zhicheng.people.models.accounts import Account
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class SupportCase(models.Model):
    """One person of support writes it down, another decides; nothing happens before."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "更正姓名或证件号码"
        UNIT_RECOVERY = "unit_recovery", "单位找回账号"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="support_cases")
    wanted = EncryptedText(help_text="JSON: name and number, or the mobile of the unit's head")
    reason = models.TextField()
    statement = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="people_support_case_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True, granted__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, granted__isnull=False),
                name="people_support_case_is_decided_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="correction") | models.Q(statement__isnull=False),
                name="people_unit_recovery_has_its_statement",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(decided_at__isnull=True),
                name="people_one_open_support_case",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
