"""What is asked again before the vote: the city's spot check, everybody's conditions."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class SpotCheck(models.Model):
    """The city's spot check of those admitted to a meeting (KM2023-4.4d): share, seed and roster, kept as drawn."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="spot_check"
    )
    share = models.PositiveSmallIntegerField(help_text="per cent of the roster, rounded up")
    seed = models.CharField(max_length=64, help_text="hexadecimal, from the system's own randomness")
    roster = models.JSONField(help_text="numbers of all who were admitted, sorted")
    roster_hash = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, help_text="when the last finding was recorded")
    signature = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the city's seal under the findings",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="meeting_spot_share"),
        ]

    def __str__(self) -> str:
        return f"{self.session}抽查复核"


class SpotSupplement(models.Model):
    """The same check of those who came onto the list by a supplement after it was drawn: a share of them, drawn apart."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    check_of = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="supplements")
    share = models.PositiveSmallIntegerField(help_text="per cent of the roster, rounded up")
    seed = models.CharField(max_length=64, help_text="hexadecimal, from the system's own randomness")
    roster = models.JSONField(help_text="numbers of those who joined since the last draw, sorted")
    roster_hash = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["drawn_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "roster_hash"], name="meeting_spot_supplement_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="meeting_spot_more_share"),
        ]

    def __str__(self) -> str:
        return f"{self.check_of}（补充）"


class SpotFinding(models.Model):
    """A person drawn for the spot check, and what the city found."""

    class Outcome(models.TextChoices):
        PENDING = "pending", "待复核"
        CLEAN = "clean", "复核无误"
        STRUCK = "struck", "取消上会"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    check_of = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="findings")
    supplement = models.ForeignKey(
        SpotSupplement,
        on_delete=models.PROTECT,
        null=True,
        related_name="findings",
        help_text="null: the first draw",
    )
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="spot_finding")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(help_text="place in the drawn order, from 1")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.PENDING)
    words = models.TextField(blank=True)
    found_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="pending", found_at__isnull=True)
                | (~Q(outcome="pending") & Q(found_at__isnull=False) & ~Q(words="")),
                name="meeting_spot_finding_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_outcome_display()}"


class Recheck(models.Model):
    """Everybody's conditions asked again: why, when, for which day, and whose verdict turned."""

    class Occasion(models.TextChoices):
        FILING = "filing", "会前备案"
        MOVED = "moved", "评审会改期"
        OPENING = "opening", "评审会开会"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="rechecks")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    meeting_before = models.DateField(null=True, help_text="where the meeting was moved")
    meeting_on = models.DateField(null=True)
    checked = models.PositiveIntegerField(help_text="how many people were asked")
    lines = models.JSONField(help_text="whose verdict turned: rechecking.Turned")
    policy_version = models.CharField(max_length=64, help_text="hash over the law's values that judged")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.session} {self.get_occasion_display()}"
