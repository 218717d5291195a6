"""A session that is out of the house: its meeting is held on a laptop without network (docs/decisions/closed-room.md)."""

from django.db import models
from django.db.models import F, Q

from zhicheng.people.models import Account
from zhicheng.planning.models.season import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class ClosedRoom(models.Model):
    """One export of a session: out once at a time, merged once at all."""

    class Status(models.TextChoices):
        PREPARING = "preparing", "正在导出"
        OUT = "out", "已导出"
        MERGED = "merged", "已合并"
        CANCELLED = "cancelled", "已取消"
        HERE = "here", "本机是封闭会场"

    AWAY = (Status.PREPARING, Status.OUT)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rooms")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PREPARING)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    rows_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the rows that the room may change, as they went out"
    )
    package_hash = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the package's head, which names every part"
    )
    public_keys = models.JSONField(default=dict, help_text="base64, by holder: who may sign in the room")
    apart = models.JSONField(
        default=list, help_text="[expert, person]: who kept away from whom when the session went out"
    )
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField(null=True)
    merged_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    result_hash = models.CharField(  # noqa: DJ001 (unique only once given)
        max_length=64, unique=True, null=True, help_text="SHA-256 of the merged file"
    )
    cancel_reason = models.CharField(max_length=300, blank=True)
    cancel_asked_at = models.DateTimeField(null=True)
    cancel_asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(status__in=["preparing", "out"]),
                name="planning_room_out_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(status="merged"), name="planning_room_merged_once"
            ),
            models.CheckConstraint(
                condition=Q(status="preparing")
                | (~Q(rows_hash="") & ~Q(package_hash="") & Q(signature__isnull=False))
                | Q(status="here"),
                name="planning_room_whole_when_out",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        status="merged",
                        merged_at__isnull=False,
                        merged_by__isnull=False,
                        result_hash__isnull=False,
                    )
                    | ~Q(status="merged")
                    & Q(merged_at__isnull=True, merged_by__isnull=True, result_hash__isnull=True)
                ),
                name="planning_room_merged_by_somebody",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                    & Q(cancel_asked_by__isnull=False)
                    & ~Q(cancel_reason="")
                )
                | ~Q(status="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True),
                name="planning_room_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True) | ~Q(cancelled_by=F("cancel_asked_by")),
                name="planning_room_cancelled_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}封闭会场"
