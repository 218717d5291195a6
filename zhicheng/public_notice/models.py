"""Public notices (公示), who stands on them, and objections."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Notice(models.Model):
    """One posting of at least five full working days (AMB-38). What was posted is an extract, hashed."""

    class Kind(models.TextChoices):
        UNIT = "unit", "单位推荐公示"
        PRE_MEETING = "pre_meeting", "评审会前公示"
        RESULT = "result", "评审结果公示"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    publisher = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="notices")
    title = models.CharField(max_length=160)
    place = models.CharField(max_length=160, help_text="where the paper hangs, or the portal")
    on_platform = models.BooleanField(default=False, help_text="also on the office platform (KM2023-3.6)")
    posted_on = models.DateField()
    ends_on = models.DateField(help_text="last day, by the working-day calendar")
    workdays = models.PositiveSmallIntegerField()
    content_hash = models.CharField(max_length=64)
    posted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, help_text="under the result"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("posted_on")), name="public_notice_lasts"
            ),
            models.CheckConstraint(condition=Q(workdays__gte=5), name="public_notice_five_workdays"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | (~Q(result="") & Q(signature__isnull=False)),
                name="public_notice_closed_with_result",
            ),
            models.CheckConstraint(
                condition=Q(kind="unit") | Q(session__isnull=False), name="public_notice_session"
            ),
        ]
        indexes = [models.Index(fields=["ends_on", "kind"], name="public_notice_open")]

    def __str__(self) -> str:
        return self.title


class Posting(models.Model):
    """Proof of posting: the salted hash of the page as everybody saw it, and when it hung.

    Page and salt leave the house in the session's package alone; the hash is public from the first moment.
    """

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, primary_key=True, related_name="posting")
    page = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    salt = models.CharField(max_length=64, help_text="32 random bytes, hexadecimal")
    page_hash = models.CharField(max_length=64, help_text="SHA-256 over the salt's bytes and the page's")
    posted_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True, help_text="24:00 of the last day, written by the clock")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True) | Q(taken_down_at__gt=models.F("posted_at")),
                name="public_notice_posting_lasts",
            )
        ]
        indexes = [
            models.Index(fields=["posted_at"], condition=Q(taken_down_at=None), name="public_notice_hanging")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}张贴证明"


class NoticeEntry(models.Model):
    """A person's line on a notice: the extract that was posted. Void once the flow is reset (AMB-03)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="entries")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notice_entries")
    extract = models.JSONField(help_text="see extract.py; never an ID number or a phone number")
    extract_hash = models.CharField(max_length=64)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "application"], name="public_notice_entry_once"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="public_notice_void_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return str(self.extract["name"])

    @property
    def off(self) -> bool:
        """Whether the person no longer stands on the notice: void, or the application has ended otherwise."""
        ended = self.application.ended_at is not None and self.application.state != State.CERTIFIED
        return self.voided_at is not None or ended


class Objection(models.Model):
    """Anybody's objection to one entry, named or anonymous (AMB-52).

    Who objects and the evidence are seen by the named handler alone, who looks into it and answers.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "核查中"
        SETTLED = "settled", "不成立"
        UPHELD = "upheld", "成立"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(NoticeEntry, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField()
    objector = EncryptedText(blank=True, default="", help_text="name, where one was given")
    contact = EncryptedText(blank=True, default="")
    origin = models.CharField(max_length=64, blank=True, help_text="keyed digest of address and day")
    receipt = models.CharField(max_length=20, unique=True, help_text="with it the objector may ask back")
    received_at = models.DateTimeField()
    handler = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, help_text="when the handler took it")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True)
                | (~Q(outcome="open") & ~Q(answer="") & Q(decided_at__isnull=False)),
                name="public_notice_objection_answered",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True, taken_at__isnull=True)
                | Q(handler__isnull=False, taken_at__isnull=False),
                name="public_notice_objection_taken",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open")
                | Q(handler__isnull=False, decided_by__isnull=False, handler=models.F("decided_by")),
                name="public_notice_answered_by_its_handler",
            ),
        ]
        indexes = [models.Index(fields=["origin", "received_at"], name="public_notice_origin")]

    def __str__(self) -> str:
        return self.receipt


class ObjectionEvidence(models.Model):
    """A page of what an objector handed in, drawn anew; nothing of the file as it came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "position"], name="public_notice_evidence_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.position}"


class ObjectionTry(models.Model):
    """That somebody sent files with an objection: counted before they are looked at, forgotten after two days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.CharField(max_length=64, help_text="keyed digest of address and day")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["origin"], name="public_notice_tries")]

    def __str__(self) -> str:
        return self.origin
