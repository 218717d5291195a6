"""Entries of the trail and lines of the read log: opaque ids and digests only, chained."""

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
            models.Index(
                fields=["-id"],
                condition=models.Q(subject_kind__in=["account", "membership"]) & ~models.Q(act="log_in"),
                name="trail_of_accounts",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seal_number__isnull=True, seal="")
                | models.Q(seal_number__gte=1) & ~models.Q(seal=""),
                name="trail_sealed_or_not",
            ),
        ]


class ReadBatch(models.Model):
    """A batch of the read log, sealed onto the batch before it. Its lines go after their term, its seal stays."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    many = models.PositiveIntegerField(help_text="lines")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the lines")
    previous_seal = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    emptied_at = models.DateTimeField(null=True, help_text="when its lines were dropped after their term")

    class Meta:
        indexes = [
            models.Index(
                fields=["at"], condition=models.Q(emptied_at__isnull=True), name="trail_reads_in_term"
            )
        ]


class Read(models.Model):
    """One line of the read log: a page that showed personal data. Ids alone, no names; never changed."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ReadBatch, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    account = models.UUIDField(null=True, help_text="nothing: whoever opened a one-time link")
    organisation = models.UUIDField(null=True, help_text="for which the account read")
    role = models.CharField(max_length=12, blank=True)
    page = models.CharField(max_length=60, help_text="the name of the address")
    person = models.UUIDField(null=True, help_text="whose data; nothing: a list of many")
    application = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="trail_reads_of_person")]
