"""Stored files: named by the hash of their content, kept outside the web root."""

from django.db import models


class StoredFile(models.Model):
    """One content, stored once. Who may read it is decided by the record that points to it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=60)
    stored_at = models.DateTimeField()
