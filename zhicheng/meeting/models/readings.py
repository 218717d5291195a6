"""Readings: proposed, given out, handed in; what their readers open."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.people.models import Person
from zhicheng.planning.models import Group
from zhicheng.vault.ids import new_id


class Reading(models.Model):
    """One expert's independent reading of one application (KM2023-4.4g); others do not see the draft."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="readings")
    assigned_at = models.DateTimeField()
    chosen_why = models.CharField(
        max_length=200, blank=True, help_text="why the office chose this reader by hand; else empty"
    )
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


class GroupReader(models.Model):
    """A member named to read the files of a group; a group without any is read by every member (YN2020-2.4b)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="readers")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="groups_read")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "seat"], name="meeting_group_reader_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.seat_id}"


class Look(models.Model):
    """What a reader has opened of a file, and for how long; for supervisors alone (KM2023-4.4g: read independently)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="looks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="looks")
    item = models.CharField(max_length=64, help_text="a section's key, or the SHA-256 of a proof")
    proof = models.BooleanField()
    times = models.PositiveIntegerField(default=1)
    seconds = models.PositiveIntegerField(
        default=0, help_text="in sight, by the server's clock; sections only"
    )
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "seat", "item"], name="meeting_look_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seat}翻阅{self.application}"


class PlannedReading(models.Model):
    """A reader who is proposed for a file: seen and corrected by the office, a reading once it is confirmed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="planned_readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="planned_readings")
    chosen_why = models.CharField(
        max_length=200, blank=True, help_text="why the office chose this reader by hand; else empty"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "seat"], name="meeting_one_planned_reading")
        ]

    def __str__(self) -> str:
        return f"{self.application}的审阅人"
