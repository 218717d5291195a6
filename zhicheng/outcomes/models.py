"""The release of results, title documents and result confirmations."""

from django.db import models

from zhicheng.applications.models import Application
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.register.models import Certificate
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Release(models.Model):
    """评审结果公布: who put the session's results together, who looked through them and told them to all at once."""

    session = models.OneToOneField(
        Session, on_delete=models.PROTECT, primary_key=True, related_name="results_release"
    )
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64, help_text="of everybody's result and every reason")
    released_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True, released_at__isnull=True, signature__isnull=True)
                | models.Q(released_by__isnull=False, released_at__isnull=False, signature__isnull=False),
                name="outcomes_release_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True) | ~models.Q(released_by=models.F("prepared_by")),
                name="outcomes_release_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}结果公布"


class Reason(models.Model):
    """Why somebody was not passed, for one emphasis of the review (YN2023-2.3): written by one, moderated by another.

    The applicant reads it once the session's results are released; it never speaks of votes, scores or experts.
    """

    class Emphasis(models.TextChoices):
        CHARACTER = "character", "思想品德"
        ETHICS = "ethics", "职业道德"
        WORK = "work", "工作绩效"
        INNOVATION = "innovation", "创新成果"
        PROBLEMS = "problems", "解决实际问题能力"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reasons")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    emphasis = models.CharField(max_length=12, choices=Emphasis.choices)
    text = models.CharField(max_length=500)
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    moderated_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    moderated_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "emphasis"], name="outcomes_reason_once"),
            models.CheckConstraint(
                condition=models.Q(emphasis__in=["character", "ethics", "work", "innovation", "problems"]),
                name="outcomes_reason_emphasis",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="outcomes_reason_says"),
            models.CheckConstraint(
                condition=models.Q(moderated_by__isnull=True, moderated_at__isnull=True)
                | models.Q(moderated_by__isnull=False, moderated_at__isnull=False),
                name="outcomes_reason_moderated",
            ),
            models.CheckConstraint(
                condition=models.Q(moderated_by__isnull=True)
                | ~models.Q(moderated_by=models.F("written_by")),
                name="outcomes_reason_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_emphasis_display()}"


class TitleDocument(models.Model):
    """职称任职资格文件: number, date, issuer (senior: the province, YN2023-4.4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="documents")
    supplements = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="supplemented_by",
        help_text="the session's document, to which this one adds those whom an objection held back",
    )
    number = models.CharField(max_length=60, unique=True)
    issued_on = models.DateField()
    obtained_on = models.DateField(help_text="day from which the title counts: the meeting day")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    names_hash = models.CharField(max_length=64)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(supplements__isnull=True),
                name="outcomes_one_document_a_session",
            )
        ]

    def __str__(self) -> str:
        return self.number


class DocumentHolder(models.Model):
    """A person whom a title document names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(TitleDocument, on_delete=models.PROTECT, related_name="holders")
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="document_holder")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.application_id)


class Confirmation(models.Model):
    """评审结果确认意见: the confirming bureau's seal under document number and title (KM2023-4.5)."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="confirmation"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(TitleDocument, on_delete=models.PROTECT, related_name="confirmations")
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, null=True, related_name="confirmation"
    )

    def __str__(self) -> str:
        return str(self.application_id)


class Recheck(models.Model):
    """An applicant's written request to re-check the own result, and the organiser's answer (KM2023-4.6)."""

    class Kind(models.TextChoices):
        RECHECK = "recheck", "复查"
        COMPLAINT = "complaint", "投诉"

    class Ground(models.TextChoices):
        PROCEDURE = "procedure", "评审程序不符合规范"
        MISREAD = "misread", "错看业绩成果材料"
        OVERLOOKED = "overlooked", "漏看业绩成果材料"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        ASKED = "asked", "待受理"
        ACCEPTED = "accepted", "核查中"
        DECLINED = "declined", "不予受理"
        UPHELD = "upheld", "维持原评审结果"
        FAULT_FOUND = "fault_found", "评审确有失误"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="rechecks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="rechecks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ground = models.CharField(max_length=10, choices=Ground.choices)
    text = models.TextField()
    asked_at = models.DateTimeField()
    until = models.DateField(null=True, help_text="last day of the term as it stood; null: not begun")
    stage = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    taken_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, help_text="accepted or declined")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    checked = models.TextField(blank=True, help_text="what was looked at")
    outcome = models.TextField(blank=True, help_text="why declined, or the conclusion")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=~models.Q(stage="declined"),
                name="outcomes_recheck_once",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=["asked", "accepted"], decided_at__isnull=True)
                | (
                    models.Q(stage__in=["declined", "upheld", "fault_found"], decided_at__isnull=False)
                    & ~models.Q(outcome="")
                ),
                name="outcomes_recheck_answered",
            ),
        ]
        indexes = [models.Index(fields=["stage", "asked_at"], name="outcomes_rechecks_waiting")]

    def __str__(self) -> str:
        return f"{self.application}{self.get_kind_display()}"


class Archive(models.Model):
    """归档包 of a session: who asked for it and when, how far it is, and the digest by which it is known."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="archives")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0, help_text="files packed so far")
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes of the ZIP")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of tagmanifest-sha256.txt")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True, fingerprint="")
                | (models.Q(finished_at__isnull=False, failed_at__isnull=True) & ~models.Q(fingerprint="")),
                name="outcomes_archive_finished_with_digest",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=models.Q(finished_at__isnull=True, failed_at__isnull=True),
                name="outcomes_one_archive_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}归档包"

    @property
    def running(self) -> bool:
        """Whether it is being made, or waits for that."""
        return self.finished_at is None and self.failed_at is None
