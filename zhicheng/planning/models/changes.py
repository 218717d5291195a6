"""What changes or is noted during a session's year: petitions, settings, inspections."""

from django.db import models

from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models.announcements import Announcement
from zhicheng.planning.models.season import LONGEST_WORDS, Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Petition(models.Model):
    """What an organiser may do only when a bureau consents: vary the process, join the pilot (D-42)."""

    class Kind(models.TextChoices):
        VARIATION = "variation", "流程调整申请"
        PILOT = "pilot", "试点申请"

    class Answer(models.TextChoices):
        PENDING = "pending", "待答复"
        ACCEPTED = "accepted", "同意"
        REFUSED = "refused", "不同意"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="petitions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="petitions")
    key = models.CharField(max_length=24, blank=True, help_text="of planning.settings.SETTINGS; variation")
    value = models.JSONField(null=True, help_text="what the setting is to be")
    before = models.JSONField(null=True, help_text="what it was when the bureau consented")
    step = models.CharField(max_length=20, blank=True, help_text="gate of the time-line that is varied")
    until = models.DateField(
        null=True, help_text="last day of the variation; null: this session's whole year"
    )
    reason = models.TextField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PENDING)
    answer_reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)
    ended_at = models.DateTimeField(null=True, help_text="when the term was over and the setting went back")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind", "key"],
                condition=models.Q(answer="pending"),
                name="planning_one_open_petition",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="pending", answered_at__isnull=True)
                | models.Q(answer="accepted", answered_at__isnull=False, signature__isnull=False)
                | (models.Q(answer="refused", answered_at__isnull=False) & ~models.Q(answer_reason="")),
                name="planning_petition_answered",
            ),
        ]
        indexes = [models.Index(fields=["to", "answer"], name="planning_petitions_waiting")]

    def __str__(self) -> str:
        return f"{self.session}{self.get_kind_display()}"


class SettingChange(models.Model):
    """One change of a session's setting, in words; announced by a 补充通知 once the call is out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="setting_changes")
    key = models.CharField(max_length=24)
    before = models.CharField(max_length=LONGEST_WORDS)
    after = models.CharField(max_length=LONGEST_WORDS)
    reason = models.TextField()
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, null=True, related_name="changes")
    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        null=True,
        related_name="changes",
        help_text="that tells it; null: before the call, or the end of a term that was announced",
    )

    def __str__(self) -> str:
        return f"{self.session} {self.key}"


class InspectionNote(models.Model):
    """检查记录 of the city or its supervisors on a session (KM2023-6.3c); never changed."""

    class Phase(models.TextChoices):
        BEFORE = "before", "事前指导"
        DURING = "during", "事中监督"
        AFTER = "after", "事后检查"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="inspection_notes")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    text = models.TextField()
    demand = models.TextField(blank=True, help_text="what the organiser is to put right")
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="planning_inspection_says")]

    def __str__(self) -> str:
        return f"{self.session} {self.get_phase_display()}"


class Forwarding(models.Model):
    """转发通知: a bureau passes a published call on to its area with demands of its own (DC2022-0); never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    call = models.ForeignKey("planning.Call", on_delete=models.PROTECT, related_name="forwardings")
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    demands = models.TextField()
    hand_in_by = models.DateField(null=True, help_text="the bureau's own last day, within the call's window")
    inquiries = models.CharField(max_length=120, blank=True, help_text="where the area asks: public")
    published_at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["published_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(demands=""), name="planning_forwarding_says")
        ]

    def __str__(self) -> str:
        return f"{self.bureau} {self.call}"
