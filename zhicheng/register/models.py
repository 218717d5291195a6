"""Certificates that anyone can verify."""

from django.db import models

from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Certificate(models.Model):
    """An e-certificate (D-19). What it states is kept as values: names of people and bureaus change."""

    class Way(models.TextChoices):
        REVIEW = "评审", "评审"
        RECOGNITION = "考核认定", "考核认定"
        CONFIRMATION = "资格确认", "资格确认"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=30, unique=True)
    token = models.CharField(
        max_length=32, unique=True, help_text="the unguessable part of the address in the QR code"
    )
    holder_name = models.CharField(max_length=60)
    holder_sex = models.CharField(max_length=2, blank=True)
    id_masked = models.CharField(max_length=20)
    unit_name = models.CharField(max_length=120, blank=True)
    series = models.CharField(max_length=30)
    profession = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=40)
    obtained_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way.choices)
    validity = models.CharField(
        max_length=60, blank=True, help_text="基层有效, 定向使用 and where; empty: everywhere"
    )
    document_number = models.CharField(max_length=60)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    issuer_name = models.CharField(max_length=120)
    committee_name = models.CharField(max_length=120, blank=True)
    application_number = models.CharField(max_length=30, unique=True)
    audit_hash = models.CharField(max_length=64, help_text="hash of the snapshot that passed the e-audit")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, help_text="the PDF, once made")
    issued_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, help_text="last 遗失补办; the number stays")
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.TextField(blank=True)
    revoked_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="revocations"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True)
                | (~models.Q(revocation_reason="") & models.Q(revoked_by__isnull=False)),
                name="register_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(obtained_on__gte="2022-01-01"), name="register_titles_from_2022"
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "-id"], name="register_issued_latest"),
            models.Index(fields=["holder_name"], name="register_holder"),
        ]

    def __str__(self) -> str:
        return self.number


class Replacement(models.Model):
    """遗失补办 (GUIDE-4): the holder tells of the loss, the bureau grants it; on record with the certificate."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="replacements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(granted_at__isnull=True),
                name="register_one_open_replacement",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="register_replacement_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate.number} {self.asked_at:%Y-%m-%d}"


class CertificateNumber(models.Model):
    """The last certificate number of a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class TitleRecord(models.Model):
    """A title that was collected from a bureau's files (信息归集): of past years, or not issued here (YN2023-4.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="title_records")
    holder_name = models.CharField(max_length=60)
    id_number = EncryptedText()
    id_index = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=10)
    series = models.CharField(max_length=30)
    profession = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=40)
    obtained_on = models.DateField()
    way = models.CharField(max_length=10, choices=Certificate.Way.choices)
    number = models.CharField(max_length=40, blank=True)
    issuer_name = models.CharField(max_length=120)
    collected_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    collected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_index", "series", "level", "obtained_on"], name="register_title_collected_once"
            )
        ]
        indexes = [models.Index(fields=["bureau", "obtained_on"], name="register_titles_of_a_year")]

    def __str__(self) -> str:
        return f"{self.obtained_on.year} {self.title}"
