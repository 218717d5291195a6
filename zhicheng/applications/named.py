"""Attachments on their way: named by the hash of their content before all of it is here."""

import datetime as dt

from django.db import models
from django.db.models import Q

from zhicheng.files.models import Incoming
from zhicheng.people.models import Person
from zhicheng.vault.ids import new_id


class NamedFile(models.Model):
    """An attachment that comes in pieces. A submission may rest on it where its session grants a grace; then it is kept.

    What arrives becomes the attachment of the same id. What no submission has named is gone once it has arrived.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="named_files"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True, help_text="of a commitment letter")
    issued_on = models.DateField(null=True)
    name = models.CharField(max_length=120, help_text="as the sender calls the file")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes")
    incoming = models.OneToOneField(Incoming, on_delete=models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField()
    submission = models.ForeignKey(
        "applications.Submission",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the last that named it",
    )
    due_at = models.DateTimeField(null=True, help_text="first moment at which it comes too late")
    arrived_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["key", "named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "key", "sha256"],
                condition=Q(arrived_at__isnull=True, missed_at__isnull=True),
                name="applications_named_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    submission__isnull=True,
                    due_at__isnull=True,
                    arrived_at__isnull=True,
                    missed_at__isnull=True,
                )
                | Q(submission__isnull=False, due_at__isnull=False),
                name="applications_named_is_due",
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(missed_at__isnull=True),
                name="applications_named_arrived_or_missed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(arrived_at__isnull=True, missed_at__isnull=True),
                name="applications_named_due",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Whether it may still arrive."""
        return self.arrived_at is None and self.missed_at is None

    @property
    def percent(self) -> int:
        """How much of it is here."""
        return 100 * self.incoming.received // self.size if self.incoming else 0

    def in_time(self, at: dt.datetime) -> bool:
        """Whether what reaches the server at the moment still counts."""
        return self.open and (self.due_at is None or at < self.due_at)
