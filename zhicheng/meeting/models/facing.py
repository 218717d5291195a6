"""Applicants before experts: 个人述职, 面试答辩, 实践操作, 业绩展示. Schedule, who came, what each expert gave."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application, Summons
from zhicheng.experts.models import Seat
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.vault.ids import new_id


class Panel(models.Model):
    """考评场次: some members before whom applicants appear in turn, one way of review (YN2023-2.3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="panels")
    way = models.CharField(max_length=8, help_text="of planning.settings.FACED")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="for each applicant")
    place = models.CharField(max_length=120)
    absence = models.CharField(max_length=300, help_text="what follows for who stays away, as it is told")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    convened_at = models.DateTimeField(null=True, help_text="applicants and experts were told")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480), name="meeting_panel_minutes"
            ),
            models.CheckConstraint(condition=~Q(absence="") & ~Q(place=""), name="meeting_panel_says"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.place}"


class PanelSeat(models.Model):
    """A member who sits on a panel, and whether that one came; null: not recorded yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="panels")
    came = models.BooleanField(null=True)

    class Meta:
        ordering = ["seat__position"]
        constraints = [models.UniqueConstraint(fields=["panel", "seat"], name="meeting_panel_seat_once")]

    def __str__(self) -> str:
        return f"{self.panel} {self.seat_id}"


class Appearance(models.Model):
    """An applicant's place in the order of a panel, and whether the applicant came."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待到场"
        CAME = "came", "已到场"
        ABSENT = "absent", "未到场"
        EXCUSED = "excused", "有正当理由，另行安排"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="appearances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="appearances")
    way = models.CharField(max_length=8, help_text="the panel's")
    position = models.PositiveSmallIntegerField(help_text="in the panel's order, from 1")
    summons = models.OneToOneField(Summons, on_delete=models.PROTECT, null=True, related_name="appearance")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    note = models.CharField(max_length=200, blank=True, help_text="why the applicant did not come")
    marked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    marked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "way"],
                condition=~Q(outcome="excused"),
                name="meeting_appears_once_a_way",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", marked_at__isnull=True)
                | Q(outcome="came", marked_at__isnull=False)
                | (Q(outcome__in=["absent", "excused"], marked_at__isnull=False) & ~Q(note="")),
                name="meeting_absence_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}{self.way}"


class Mark(models.Model):
    """What one member of the panel gave an applicant who came; final; others see it once theirs is in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appearance = models.ForeignKey(Appearance, on_delete=models.PROTECT, related_name="marks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="panel_marks")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["appearance", "seat"], name="meeting_mark_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="meeting_mark_of_a_hundred"),
            models.CheckConstraint(condition=~Q(words=""), name="meeting_mark_says"),
        ]

    def __str__(self) -> str:
        return f"{self.appearance} {self.score}"
