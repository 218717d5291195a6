"""What an officer keeps of the own desk, and takes from it."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Account, Membership
from zhicheng.vault.ids import new_id


class SavedFilter(models.Model):
    """A filter of a desk's list, kept by name by one officer; the address that it stands for may be given to others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=30)
    query = models.CharField(
        max_length=1000, help_text="what stands in the address, without whose desk it is"
    )
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "name"], name="desks_filter_once_by_name"),
            models.CheckConstraint(condition=~Q(name=""), name="desks_filter_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ListFile(models.Model):
    """A list of a desk as an Excel file: asked for by one officer, made by the worker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    query = models.CharField(max_length=1000, help_text="what stood in the list's address")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, lines__isnull=True)
                | Q(finished_at__isnull=False, lines__isnull=False, failed_at__isnull=True),
                name="desks_list_file_whole_or_not",
            )
        ]

    def __str__(self) -> str:
        return self.query
