"""Stored files: named by the hash of their content, kept outside the web root."""

from uuid import uuid4

from django.db import models

from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class StoredFile(models.Model):
    """One content, stored once. Who may read it is decided by the record that points to it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField()


class Incoming(models.Model):
    """A file on its way in: its bytes lie apart under its id until it was judged. Nobody can read it from outside."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120, help_text="as the sender calls it; for messages alone")
    size = models.PositiveIntegerField(help_text="bytes announced")
    received = models.PositiveIntegerField(default=0, help_text="bytes that are here")
    begun_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="files_no_more_than_announced"
            )
        ]

    @property
    def complete(self) -> bool:
        """Whether all bytes are here."""
        return self.received == self.size


class SignedUpload(models.Model):
    """A signed address at which a file on its way may be put into the bucket, under this id.

    The row stays until the address has ended and the file was taken in or given up; then the bucket forgets it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    incoming = models.OneToOneField(Incoming, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(db_index=True)
    arrived_at = models.DateTimeField(null=True, help_text="when the bucket was found to hold all of it")


class Reading(models.Model):
    """The text in an image, as the reading aid took it down; it may hold anything, so it is encrypted."""

    file = models.OneToOneField(
        StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    queued_at = models.DateTimeField(db_index=True)
    read_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed = models.BooleanField(default=False)
    text = EncryptedText(blank=True, help_text="a line of text a line")
