"""What an officer keeps of the own desk."""

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
    query = models.CharField(max_length=400, help_text="what stands in the address, without whose desk it is")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["kept_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "name"], name="desks_filter_once_by_name"),
            models.CheckConstraint(condition=~Q(name=""), name="desks_filter_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
