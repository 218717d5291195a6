"""补充通知: what a session announces after its call."""

from django.db import models

from zhicheng.planning.models.season import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Announcement(models.Model):
    """A further announcement of a session, beside its call and by the same rule: filed, then published (KM2023-1.3, 1.4).

    Final once it is published (a trigger of the database).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="announcements")
    number = models.PositiveSmallIntegerField(help_text="补充通知第1号, 第2号, …")
    title = models.CharField(max_length=160)
    text = models.TextField()
    closes_at = models.DateTimeField(
        null=True, help_text="the window's new end that it announces, in force once it is published"
    )
    published_at = models.DateTimeField(null=True)
    seal = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the organiser's, as published",
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="planning_one_announcement_a_number"),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(closes_at__isnull=False, published_at__isnull=True),
                name="planning_one_extension_under_way",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1) & ~models.Q(title="") & ~models.Q(text=""),
                name="planning_announcement_says",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True, seal__isnull=True)
                | models.Q(published_at__isnull=False, seal__isnull=False),
                name="planning_announcement_published_under_seal",
            ),
        ]

    def __str__(self) -> str:
        return self.title
