"""Records of fraud with an end, and units whose recommending is suspended for a year."""

from django.db import models

from zhicheng.people.models import Organisation, Person
from zhicheng.vault.ids import new_id


class IntegrityRecord(models.Model):
    """A person's entry in the 职称评审诚信档案库; bars applications until its last day (KM2023-6.3a)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="integrity_records")
    recorded_on = models.DateField()
    until = models.DateField(help_text="last day in force")
    facts = models.TextField()
    decided_by = models.ForeignKey(Organisation, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("recorded_on")), name="integrity_record_ends_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recorded_on} — {self.until}"


class Suspension(models.Model):
    """A unit may not recommend in the year (KM2023-6.3b)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="suspensions")
    year = models.PositiveSmallIntegerField()
    reason = models.TextField()
    decided_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="suspensions_decided")
    decided_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=models.Q(lifted_at__isnull=True),
                name="integrity_one_suspension",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.year}"
