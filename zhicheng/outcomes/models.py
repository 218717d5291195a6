"""Title documents and result confirmations."""

from django.db import models

from zhicheng.applications.models import Application
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.register.models import Certificate
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class TitleDocument(models.Model):
    """职称任职资格文件: number, date, issuer (senior: the province, YN2023-4.4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="documents")
    number = models.CharField(max_length=60, unique=True)
    issued_on = models.DateField()
    obtained_on = models.DateField(help_text="day from which the title counts: the meeting day")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    names_hash = models.CharField(max_length=64)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    recorded_at = models.DateTimeField()

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
