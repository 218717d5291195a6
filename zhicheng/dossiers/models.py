"""A person's records, their evidence, and the facts that the rules ask for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.signing import Signer
from django.db import models

from zhicheng.dossiers.asked import VERIFIERS, Verifier
from zhicheng.dossiers.modules import MODULE_CHOICES
from zhicheng.files.models import Incoming, StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id

PHONE_SALT = "dossiers.phone"


class Record(models.Model):
    """One entry of one of the 13 modules; its fields are those of the literal table in modules.py."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="records")
    module = models.CharField(max_length=30, choices=MODULE_CHOICES)
    position = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["module", "position", "id"]
        indexes = [models.Index(fields=["person", "module", "position"], name="dossiers_person_module")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(module__in=[value for value, _label in MODULE_CHOICES]),
                name="dossiers_known_module",
            )
        ]


class Evidence(models.Model):
    """An image that proves a record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    title = models.CharField(max_length=120, help_text="named by what it shows (GUIDE-5.2.0)")
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "file"], name="dossiers_evidence_once")]


class Arrival(models.Model):
    """A file on its way to become evidence: still coming in, waiting for the worker, or refused with a reason.

    Once it is evidence, the row is gone; of a refused one nothing is kept but its name and the reason.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="arrivals")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="arrivals")
    incoming = models.OneToOneField(Incoming, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=120, help_text="as the sender calls the file")
    title = models.CharField(max_length=120, help_text="of the evidence that it becomes")
    position = models.PositiveIntegerField(default=0)
    refused = models.CharField(max_length=400, blank=True, help_text="Chinese, why and what to do")
    tries = models.PositiveSmallIntegerField(default=0, help_text="how often the worker began with it")
    added_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, help_text="null: not all of it is here")

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["queued_at"], name="dossiers_arrivals_queued")]

    @property
    def percent(self) -> int:
        """How much of it is here."""
        return 100 * self.incoming.received // self.incoming.size if self.incoming else 100


class PhoneLink(models.Model):
    """A short-lived way for one browser, a phone's, to add files to one record, and to do nothing else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="phone_links")
    title = models.CharField(max_length=120, help_text="of the material that is photographed")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opened_by = models.CharField(
        max_length=64, blank=True, help_text="hash of the phone's secret, once opened"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(closed_at=None), name="dossiers_one_phone_a_record"
            )
        ]

    @property
    def token(self) -> str:
        """What stands in the address: the id with the system's signature."""
        return Signer(salt=PHONE_SALT).sign(str(self.pk))


class Qualification(models.Model):
    """资格信息: facts of the person that the rules ask for and no module holds. Null = not told yet."""

    class Employment(models.TextChoices):
        ESTABLISHMENT = "在编", "在编"
        CONTRACT = "劳动合同", "劳动合同"
        DISPATCH = "劳务派遣", "劳务派遣"
        FREELANCE = "自由职业", "自由职业"

    class Post(models.TextChoices):
        PROFESSIONAL = "专业技术", "专业技术岗位"
        MANAGEMENT = "管理", "管理岗位"
        WORKER = "工勤技能", "工勤技能岗位"
        ADMINISTRATION = "行政", "行政工作（不履行专业技术职责）"

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="qualification"
    )
    employment = models.CharField(max_length=10, choices=Employment.choices, blank=True)
    post = models.CharField(max_length=10, choices=Post.choices, blank=True)
    civil_servant = models.BooleanField(null=True)
    retired_on = models.DateField(null=True)
    retirement_delayed_until = models.DateField(null=True)
    on_secondment = models.BooleanField(null=True)
    professional_work_from = models.DateField(null=True)
    insured_from = models.DateField(null=True, help_text="start of the unbroken insurance in Kunming")
    insured_unit = models.CharField(max_length=120, blank=True)
    contract_from = models.DateField(null=True)
    post_changed_on = models.DateField(null=True)
    remote_or_grassroots = models.BooleanField(null=True)
    rural_service_years = models.PositiveSmallIntegerField(null=True)
    first_application = models.BooleanField(null=True)
    work_permit = models.BooleanField(null=True)
    more = models.JSONField(default=dict, help_text="rarer facts of the case format, by their key")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()


class Verification(models.Model):
    """Somebody confirmed a record or a fact as it then was; what was changed since is self-declared again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="verifications")
    subject = models.CharField(max_length=60, help_text="record:<id> or fact:<name>")
    digest = models.CharField(max_length=64, help_text="of what was confirmed (verification.py)")
    kind = models.CharField(max_length=10, choices=[(one.value, label) for one, label in VERIFIERS.items()])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["person", "subject"], name="dossiers_verified")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "subject", "digest", "kind", "organisation"],
                name="dossiers_verified_once",
            ),
            models.UniqueConstraint(
                fields=["person", "subject", "digest"],
                condition=models.Q(kind=Verifier.REGISTER),
                name="dossiers_registered_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Verifier.REGISTER, organisation__isnull=True, account__isnull=True)
                | (
                    ~models.Q(kind=Verifier.REGISTER)
                    & models.Q(organisation__isnull=False, account__isnull=False)
                ),
                name="dossiers_verified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"


class EducationProof(models.Model):
    """单位书面证明 of an education that 学信网 does not know: asked for by the person, written by the unit from the
    personal file and sealed (D-25, KM2023-3.8). `stated`: the education as it was when asked for.
    """

    STATED: ClassVar = ("level", "school", "major", "from", "finished_on", "form")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="education_proofs")
    record = models.ForeignKey(Record, on_delete=models.SET_NULL, null=True, related_name="proofs")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="education_proofs")
    stated = models.JSONField()
    asked_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.CharField(max_length=400, blank=True, help_text="the papers of the personal file")
    declined = models.CharField(max_length=400, blank=True, help_text="Chinese, why it cannot be written")
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(answered_at=None, taken_back_at=None),
                name="dossiers_one_open_proof",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answered_by=None, signature=None, file=None, declined="")
                | models.Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    signature__isnull=False,
                    file__isnull=False,
                    declined="",
                    taken_back_at=None,
                )
                | (
                    models.Q(
                        answered_at__isnull=False,
                        answered_by__isnull=False,
                        signature=None,
                        file=None,
                        taken_back_at=None,
                    )
                    & ~models.Q(declined="")
                ),
                name="dossiers_proof_sealed_or_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stated.get('school', '')} {self.stated.get('level', '')}"

    @property
    def open(self) -> bool:
        """Whether the unit is still to answer."""
        return self.answered_at is None and self.taken_back_at is None

    def holds_for(self, data: Mapping[str, Any]) -> bool:
        """Whether an education says what was proved."""
        return all(self.stated.get(name, "") == data.get(name, "") for name in self.STATED)


class Export(models.Model):
    """下载全部资料: one file with everything of a person, made in the background; a new one takes the old one's place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="export")
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0, help_text="files packed so far")
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="dossiers_export_finished_or_failed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"
