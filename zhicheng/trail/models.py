"""Entries of the trail: opaque ids and salted digests only, chained by the sealer."""

from django.db import models


class Entry(models.Model):
    """One act. Written in the act's own transaction, sealed into the chain within seconds, never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor = models.UUIDField(null=True, help_text="account, or nothing where the clock acts")
    organisation = models.UUIDField(null=True)
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="HMAC-SHA-256 of the act's facts under the salt")
    salt = models.CharField(
        max_length=32,
        blank=True,
        help_text="outside the seal: emptying it makes the digest meaningless, so personal data can be deleted",
    )
    seal_number = models.BigIntegerField(null=True, unique=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="trail_subject"),
            models.Index(fields=["id"], condition=models.Q(seal_number__isnull=True), name="trail_unsealed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seal_number__isnull=True, seal="")
                | models.Q(seal_number__gte=1) & ~models.Q(seal=""),
                name="trail_sealed_or_not",
            ),
        ]
