"""Fingerprints of the keys with which this database was written."""

from django.db import models


class KeyFingerprint(models.Model):
    """Set when the database is made; another key under the same name stops the start."""

    name = models.CharField(max_length=20, primary_key=True)
    fingerprint = models.CharField(max_length=64)
