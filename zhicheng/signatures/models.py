"""One signature: who, for which organisation, over which content, how."""

from django.db import models

from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation
from zhicheng.people.queries import in_the_name_of
from zhicheng.vault.ids import new_id


class RoomKey(models.Model):
    """A public key with which somebody signed in a closed room, noted here before the meeting; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=44, unique=True, help_text="base64, Ed25519")
    room = models.UUIDField(help_text="of planning.ClosedRoom")
    noted_at = models.DateTimeField(help_text="when the session was taken out")


class Signature(models.Model):
    """Used wherever the sources say signed or sealed. Never changed."""

    class Method(models.TextChoices):
        SECOND_FACTOR = "second_factor", "本人动态码确认"
        PASSKEY = "passkey", "本人通行密钥确认"
        ORGANISATION_KEY = "organisation_key", "单位电子印章"
        PAPER_SCAN = "paper_scan", "纸质签章扫描件"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="signatures"
    )
    on_behalf_of = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="for whom the account stood in",
    )
    purpose = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the signed content")
    method = models.CharField(max_length=20, choices=Method.choices)
    public_key = models.CharField(max_length=44, help_text="base64, Ed25519")
    value = models.CharField(max_length=88, help_text="base64, Ed25519 over the statement")
    scan = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(method="organisation_key") | models.Q(organisation__isnull=False),
                name="signatures_key_has_organisation",
            ),
            models.CheckConstraint(
                condition=~models.Q(method="paper_scan") | models.Q(scan__isnull=False),
                name="signatures_scan_is_there",
            ),
        ]

    @property
    def signer(self) -> str:
        """The name of who signed, and of the colleague for whom."""
        return in_the_name_of(self.account, self.on_behalf_of)
