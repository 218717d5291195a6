"""Rows of the yearly review plans."""

from django.db import models

from zhicheng.people.models import Account
from zhicheng.planning.models.season import Committee
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class PlanEntry(models.Model):
    """A row of a year's review plan (D-08). Without one, no session may be opened (KM2023-1.1)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "已申报"
        RETURNED = "returned", "已退回"
        PUBLISHED = "published", "已公布"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="plan_entries")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    name_in_plan = models.CharField(
        max_length=120, blank=True, help_text="where the plan's text differs from the directory"
    )
    organiser_in_plan = models.CharField(max_length=120, blank=True, help_text="likewise")
    state = models.CharField(max_length=10, choices=State.choices)
    proposed_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", help_text="null: plans of past years"
    )
    returned_because = models.TextField(blank=True, help_text="why the bureau sent it back")
    published_at = models.DateTimeField(null=True, help_text="unknown for the plans of past years")
    # the bureau's, over the table of the year and level with this row in it
    seal = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "year"], name="planning_one_entry_a_year"),
            models.CheckConstraint(condition=models.Q(month__gte=1, month__lte=12), name="planning_month"),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(returned_because=""),
                name="planning_entry_returned_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["year", "state"], name="planning_plan_of_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月 {self.name_in_plan or self.committee.name}"
