"""Filings (备案) with their numbers, and the gates that a session has reached."""

from django.db import models

from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models.announcements import Announcement
from zhicheng.planning.models.season import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Filing(models.Model):
    """备案: what an organiser reports and the bureau of the level accepts or refuses, with a number.

    `via`: the station that looks at it first and passes it on: the city's bureau, where a city's senior
    committee files with the province (AMB-48).
    """

    class Kind(models.TextChoices):
        CALL = "call", "通知备案"
        ANNOUNCEMENT = "announcement", "补充通知备案"
        POOL = "pool", "专家库核准"
        PRE_MEETING = "pre_meeting", "会前备案"
        POST_MEETING = "post_meeting", "会后备案"

    class Answer(models.TextChoices):
        PENDING = "pending", "待答复"
        ACCEPTED = "accepted", "备案"
        REFUSED = "refused", "不予备案"
        WITHDRAWN = "withdrawn", "已撤回"

    STANDING = (Answer.PENDING, Answer.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    supplements = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="supplemented_by",
        help_text="the accepted filing to which it adds those whose objection was answered later",
    )
    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        null=True,
        related_name="filings",
        help_text="what is filed, where it is one; a session has several",
    )
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="filings_received")
    via = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="filings_passing")
    passed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    passed_at = models.DateTimeField(null=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    seal = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the organiser's, under it",
    )
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PENDING)
    number = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 (unique only once given)
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"],
                condition=models.Q(
                    answer__in=["pending", "accepted"], supplements__isnull=True, announcement__isnull=True
                ),
                name="planning_one_open_filing",
            ),
            models.UniqueConstraint(
                fields=["announcement"],
                condition=models.Q(answer__in=["pending", "accepted"], announcement__isnull=False),
                name="planning_announcement_filed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="announcement", announcement__isnull=False)
                | (~models.Q(kind="announcement") & models.Q(announcement__isnull=True)),
                name="planning_filing_of_an_announcement",
            ),
            models.UniqueConstraint(
                fields=["session", "kind"],
                condition=models.Q(answer="pending", supplements__isnull=False),
                name="planning_one_open_supplement",
            ),
            models.CheckConstraint(
                condition=models.Q(supplements__isnull=True)
                | models.Q(kind__in=["pre_meeting", "post_meeting"]),
                name="planning_supplement_of_a_list",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="pending", answered_at__isnull=True)
                | models.Q(answer="accepted", number__isnull=False, answered_at__isnull=False)
                | (models.Q(answer="refused", answered_at__isnull=False) & ~models.Q(reason=""))
                | models.Q(answer="withdrawn", withdrawn_at__isnull=False),
                name="planning_answer_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="accepted")
                | models.Q(via__isnull=True)
                | models.Q(passed_at__isnull=False),
                name="planning_accepted_after_passing",
            ),
        ]
        indexes = [models.Index(fields=["to", "answer", "submitted_at"], name="planning_filings_to_answer")]

    def __str__(self) -> str:
        return f"{self.session} {self.name}"

    @property
    def name(self) -> str:
        """What is filed, as pages call it; a supplement says that it is one."""
        label = self.get_kind_display()
        return f"{label}（补充）" if self.supplements_id else label


class FilingNumber(models.Model):
    """The last number that a bureau has given to a filing in a year."""

    prefix = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="planning_one_series_of_numbers")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.last}号"


class GateReached(models.Model):
    """A gate of the session's year that a later stage has passed: when, so that the time-line can show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="gates_reached")
    gate = models.CharField(max_length=20)
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "gate"], name="planning_gate_reached_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.gate}"
