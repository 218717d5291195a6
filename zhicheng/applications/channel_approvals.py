"""The words on 破格 and 绿色通道 of a cover."""

from django.db import models
from django.db.models import F, Q

from zhicheng.people.models import Account, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class ChannelApproval(models.Model):
    """A word on a special channel (破格, 绿色通道) of one cover: the office's proposal or the bureau's decision.

    A wrong decision is withdrawn by two officers and stays on record; then another one can be made.
    """

    class Step(models.TextChoices):
        PROPOSAL = "proposal", "评委会组建单位意见"
        DECISION = "decision", "人社部门审批"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="channel_approvals"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, help_text="as on the cover when it was said")
    title = models.CharField(max_length=40, help_text="as on the cover when it was said")
    step = models.CharField(max_length=10, choices=Step.choices)
    granted = models.BooleanField()
    opinion = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    withdrawal_reason = models.TextField(blank=True, help_text="why one officer wants it withdrawn")
    withdrawal_asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawal_asked_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "channel", "title", "step"],
                condition=Q(withdrawn_at__isnull=True),
                name="applications_channel_said_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (
                    Q(
                        withdrawn_at__isnull=False,
                        withdrawn_by__isnull=False,
                        withdrawal_asked_at__isnull=False,
                    )
                    & ~Q(withdrawal_reason="")
                    & ~Q(withdrawn_by=F("withdrawal_asked_by"))
                ),
                name="applications_channel_withdrawn_by_two",
            ),
            models.CheckConstraint(condition=~Q(opinion=""), name="applications_channel_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.get_step_display()}"
