"""Lists of titles to be confirmed (KM2023-4.3, annex 5) and the answer on each person."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class TitleList(models.Model):
    """One list of a session's people that the office sent to one bureau; the bureau's seal closes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="title_lists")
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="title_lists")
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    answered_at = models.DateTimeField(null=True, help_text="when the last person on it was answered")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, signature__isnull=True)
                | Q(answered_at__isnull=False, signature__isnull=False),
                name="title_confirmation_sealed",
            ),
        ]
        indexes = [models.Index(fields=["bureau", "answered_at"], name="title_confirmation_waiting")]

    def __str__(self) -> str:
        return f"{self.session}职称资格确认人员名单"


class TitleEntry(models.Model):
    """A person on a list with the title as it was declared, and the bureau's answer."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "不予确认"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    list = models.ForeignKey(TitleList, on_delete=models.PROTECT, related_name="entries")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="title_entry")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    title = models.JSONField(help_text="as declared: title, level, obtained_on, issuer, number, origin, …")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="pending", answered_at__isnull=True)
                | Q(outcome="confirmed", answered_at__isnull=False)
                | (Q(outcome="refused", answered_at__isnull=False) & ~Q(reason="")),
                name="title_confirmation_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_outcome_display()}"
