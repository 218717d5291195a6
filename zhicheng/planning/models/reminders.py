"""Whom a session has reminded of its window."""

from django.db import models

from zhicheng.people.models import Person
from zhicheng.planning.models.season import Session
from zhicheng.vault.ids import new_id


class Reminder(models.Model):
    """A reminder of a session's window that somebody got: each kind once (GUIDE-1.4)."""

    class Kind(models.TextChoices):
        OPENS = "opens", "窗口开放"
        EARLY = "early", "请尽早提交"
        WEEK = "week", "截止前7天"
        DAYS = "days", "截止前3天"
        DAY = "day", "截止前1天"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person", "kind"], name="planning_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sent_at:%Y-%m-%d}"
