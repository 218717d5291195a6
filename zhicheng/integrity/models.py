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


class UnitCase(models.Model):
    """A unit that failed its audit duty: facts, measures, and what came of them (GUIDE-1.1.2, 1.2.1)."""

    class Measure(models.TextChoices):
        CRITICISE = "criticise", "对相关责任人员批评教育"
        REMEDY = "remedy", "责令采取补救措施"
        SUSPEND = "suspend", "暂停下一年度职称申报推荐，限期整改"
        PURSUE = "pursue", "依法追究单位和相关人员责任"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases")
    facts = models.TextField()
    people = models.CharField(max_length=200, blank=True, help_text="who is responsible in the unit")
    measures = models.JSONField(help_text="values of Measure")
    opened_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cases_opened")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, help_text="what was put right")

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(outcome=""),
                name="integrity_case_closed_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.opened_at:%Y-%m-%d}"

    @property
    def measure_words(self) -> str:
        """The measures in words."""
        return "、".join(str(self.Measure(one).label) for one in self.measures)


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
