"""One act on many cases, asked for once and done by the worker case by case."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id
from zhicheng.vetting.models.stations import Decision


class Batch(models.Model):
    """批量办理: what an officer asked for on the cases that were ticked. Nothing that is unsafe is among the acts."""

    class Act(models.TextChoices):
        PASS = "pass", "批量通过"
        PRINT = "print", "批量打印"
        EXPORT = "export", "批量导出"
        MESSAGE = "message", "批量留言"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Membership.Role.choices)
    act = models.CharField(max_length=8, choices=Act.choices)
    back = models.CharField(
        max_length=400, blank=True, help_text="the query of the list from which it was asked"
    )
    subject = models.CharField(max_length=60, blank=True, help_text="of the message")
    opinion = models.TextField(blank=True, help_text="of the decision, or the message")
    by_sms = models.BooleanField(default=False)
    by_email = models.BooleanField(default=False)
    checked = models.JSONField(default=list, help_text="the unit's check points, as in Decision")
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, related_name="batch")
    prepared_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True, help_text="given to the worker the last time")
    run = models.UUIDField(null=True, help_text="of the worker that makes the file now")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-prepared_at", "-id"]
        indexes = [
            models.Index(fields=["account", "-prepared_at"], name="vetting_batches_of"),
            models.Index(
                fields=["handed_at"],
                condition=Q(started_at__isnull=False, finished_at__isnull=True),
                name="vetting_running_batches",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=["pass", "print", "export", "message"]), name="vetting_batch_is_safe"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True)
                | ~Q(act="pass")
                | (Q(signature__isnull=False) & ~Q(opinion="")),
                name="vetting_batch_pass_signed",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(started_at__isnull=False),
                name="vetting_batch_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.prepared_at:%Y-%m-%d}"

    @property
    def running(self) -> bool:
        """Whether the worker has it, or should have."""
        return self.started_at is not None and self.finished_at is None


class BatchCase(models.Model):
    """One case of a batch as it was when it was ticked, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "等待办理"
        DONE = "done", "已办理"
        REFUSED = "refused", "未办理"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="cases")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(help_text="of the application when it was ticked")
    content_hash = models.CharField(
        max_length=64, help_text="of what was submitted last then: the signature covers it"
    )
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.TextField(blank=True)
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, null=True, related_name="batch_case")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "application"], name="vetting_batch_has_case_once"),
            models.CheckConstraint(
                condition=(Q(outcome="refused") & ~Q(reason="")) | (~Q(outcome="refused") & Q(reason="")),
                name="vetting_batch_refusal_says_why",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) | Q(outcome="done"), name="vetting_batch_passed_is_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.get_outcome_display()}"
