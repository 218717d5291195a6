"""A version of a table that the bureaus keep."""

from django.db import models

from zhicheng.people.models import Account, Organisation
from zhicheng.policy.tables.kept import TableKind
from zhicheng.vault.ids import new_id


class Catalogue(models.Model):
    """One version of a table (名录): imported by one officer, released by another, never changed afterwards.

    In force on a day is the released version with the latest first day that holds then. An example (示例，非官方)
    is in force on demo and rehearsal time alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in TableKind])
    number = models.PositiveSmallIntegerField(help_text="of the versions of its kind, from 1")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, help_text="last day; null: until another version")
    document = models.CharField(max_length=160, help_text="the official document that it follows")
    rows = models.JSONField(help_text="by column name, see shapes.py")
    example = models.BooleanField(default=False)
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="catalogues")
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="catalogues_one_version"),
            models.CheckConstraint(
                condition=models.Q(released_at__isnull=True, released_by__isnull=True)
                | models.Q(released_at__isnull=False, released_by__isnull=False)
                & ~models.Q(released_by=models.F("prepared_by")),
                name="catalogues_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="catalogues_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["released_at", "valid_from"], name="catalogues_in_force")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.version}"

    @property
    def version(self) -> str:
        """第2版."""
        return f"第{self.number}版"
