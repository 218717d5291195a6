"""Certificates that anyone can verify."""

from django.db import models

from zhicheng.files.models import StoredFile
from zhicheng.people.models import Organisation, Person
from zhicheng.signatures.models import Signature
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
    document_number = models.CharField(max_length=60)
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    issuer_name = models.CharField(max_length=120)
    committee_name = models.CharField(max_length=120, blank=True)
    application_number = models.CharField(max_length=30, unique=True)
    audit_hash = models.CharField(max_length=64, help_text="hash of the snapshot that passed the e-audit")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, help_text="the PDF, once made")
    issued_at = models.DateTimeField()
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


class CertificateNumber(models.Model):
    """The last certificate number of a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
