"""The qualification audit by two people."""

from django.db import models
from django.db.models import F, Q

from zhicheng.applications.models import Application
from zhicheng.people.models import Account, Person
from zhicheng.vault.ids import new_id


class QualificationAudit(models.Model):
    """资格审查意见: the first auditor's opinion with reasons, and what the second one, somebody else, made of it.

    It holds for the application as it was then: what has been corrected since is audited anew.
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待复核"
        CONFIRMED = "confirmed", "已复核"
        SENT_BACK = "sent_back", "退回初审"
        OVERTAKEN = "overtaken", "材料已变，重新初审"
        ALONE = "alone", "一人审查"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="audits")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text="of the application when the opinion was given")
    passed = models.BooleanField()
    reasons = models.TextField()
    first_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    second_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="why it was sent back")

    class Meta:
        ordering = ["first_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome="waiting"), name="meeting_one_audit_waits"
            ),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("first_by")),
                name="meeting_audited_by_two",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["waiting", "overtaken", "alone"],
                    second_by__isnull=True,
                    second_at__isnull=True,
                )
                | Q(
                    outcome__in=["confirmed", "sent_back"],
                    second_by__isnull=False,
                    second_at__isnull=False,
                ),
                name="meeting_audit_whole",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="meeting_audit_says_why"),
            models.CheckConstraint(
                condition=~Q(outcome="sent_back") | ~Q(note=""), name="meeting_audit_sent_back_with_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_outcome_display()}"
