"""The meeting: open and closed, breaks, who is there."""

from django.db import models
from django.db.models import F, Q

from zhicheng.experts.models import Seat
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Meeting(models.Model):
    """The meeting of a session."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="meeting"
    )
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    members = models.PositiveSmallIntegerField(help_text="members of the committee")
    training_at = models.DateTimeField(
        null=True, help_text="experts studied the standards together (KM2023-6.2)"
    )
    closed_at = models.DateTimeField(null=True)
    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, help_text="the chair, under the tally"
    )
    recorder_signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="+", help_text="who kept the minutes"
    )

    seal_signature = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the committee's seal under the minutes, where it has one",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seal_signature__isnull=True) | Q(recorder_signature__isnull=False),
                name="meeting_sealed_once_recorded",
            ),
            models.CheckConstraint(
                condition=Q(recorder_signature__isnull=True) | Q(closed_at__isnull=False),
                name="meeting_recorded_after_closing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)


class Break(models.Model):
    """The meeting is broken off: nobody votes until it is resumed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="breaks")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["begun_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at__isnull=True), name="meeting_one_break_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="meeting_break_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}休会"


class Attendance(models.Model):
    """A member has come. Who leaves stays on record with the time, and is not present until back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="attendance")
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, help_text="has left and is not back")
    left_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="meeting_left_after_arriving",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}到会"


class Absence(models.Model):
    """A member had left and came back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="absences")
    left_at = models.DateTimeField()
    left_why = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField()

    class Meta:
        ordering = ["left_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at__gte=F("left_at")), name="meeting_back_after_leaving"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attendance}中途离会"
