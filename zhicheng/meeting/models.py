"""Readings, attendance, ballots and counts. Who voted is kept; what was chosen never in clear."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Reading(models.Model):
    """One expert's independent reading of one application (KM2023-4.4g); others do not see the draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="readings")
    assigned_at = models.DateTimeField()
    scores = models.JSONField(default=dict, help_text="the five emphases of YN2023-2.3, 0 to 100 each")
    opinion = models.TextField(blank=True)
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "seat"], name="meeting_one_reading"),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | ~Q(opinion=""), name="meeting_reading_says"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}的审阅"


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
        Signature, on_delete=models.PROTECT, null=True, help_text="the chair, under the result"
    )

    def __str__(self) -> str:
        return str(self.session)


class Attendance(models.Model):
    """A member is present."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="attendance")
    arrived_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat}到会"


class Ballot(models.Model):
    """The secret ballot on one application. `sealed`: the encrypted choices, sorted: order tells nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="ballot")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    members = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField(help_text="present and not recused when it was opened")
    sealed = models.JSONField(default=list)
    box_key = models.CharField(max_length=44, help_text="base64 of the box's public key")
    box_opener = EncryptedText(
        blank=True, default="", help_text="the private key until the count; destroyed by it"
    )
    closed_at = models.DateTimeField(null=True)
    agree = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    rule = models.JSONField(
        default=dict, help_text="quorum and threshold that were applied, with their sources"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, agree__isnull=True, passed__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    agree__isnull=False,
                    against__isnull=False,
                    abstain__isnull=False,
                    passed__isnull=False,
                ),
                name="meeting_closed_with_count",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(box_opener=""), name="meeting_opener_destroyed"
            ),
            models.CheckConstraint(condition=Q(present__lte=F("members")), name="meeting_present"),
        ]

    def __str__(self) -> str:
        return f"{self.application}的表决"


class VoterMark(models.Model):
    """An expert has voted in a ballot. No time and no order, so that nothing ties it to a choice."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="marks")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="marks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="meeting_vote_once")]

    def __str__(self) -> str:
        return f"{self.seat}已投票"
