"""What bureaus have laid down on organisations, each with its days: under whom, for what, as what."""

import datetime as dt
from typing import ClassVar

from django.db import models

from zhicheng.people.models.accounts import Account
from zhicheng.people.models.organisations import Organisation
from zhicheng.vault.ids import new_id


class Competence(models.Model):
    """One thing that holds for an organisation from a day on, to its last day or until something else takes its place.

    The row is the record; what holds today stands in the organisation's own columns, which routes are resolved from
    (people/actions/competence.py brings them into line when a day comes). `superior`: of a unit, its competent
    department; `entries`: the series and levels that it reviews itself; `standing`: as what the organisation acts.
    """

    class Kind(models.TextChoices):
        SUPERIOR = "superior", "主管部门"
        SELF_REVIEW = "self_review", "自主评审权限"
        STANDING = "standing", "机构身份"

    STANDINGS: ClassVar = (
        Organisation.Kind.DEPARTMENT,
        Organisation.Kind.COUNTY_BUREAU,
        Organisation.Kind.AGENCY,
        Organisation.Kind.ASSOCIATION,
        Organisation.Kind.DISPATCH,
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="competences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    superior = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    entries = models.JSONField(default=list)
    standing = models.CharField(max_length=20, choices=Organisation.Kind.choices, blank=True)
    document = models.CharField(max_length=160, help_text="by which paper, with its number")
    since = models.DateField()
    until = models.DateField(null=True, help_text="the last day; null: none is set")
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, help_text="when the organisation's columns took it over")
    over_at = models.DateTimeField(null=True, help_text="when they gave it up again")
    voided_at = models.DateTimeField(null=True, help_text="taken back before it began")

    class Meta:
        ordering = ["-since", "-decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=models.Q(until=None, voided_at=None),
                name="people_one_open_competence",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="superior", superior__isnull=False, standing="")
                | models.Q(kind="self_review", superior=None, standing="")
                | models.Q(
                    kind="standing",
                    superior=None,
                    standing__in=["department", "county_bureau", "agency", "association", "dispatch"],
                ),
                name="people_competence_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="people_competence_ends_after_its_beginning",
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at=None) | models.Q(begun_at=None),
                name="people_competence_voided_before_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.words}"

    @property
    def words(self) -> str:
        """What it lays down, in words."""
        if self.superior is not None:
            return self.superior.name
        if self.kind == self.Kind.STANDING:
            return str(self.get_standing_display())
        return "、".join(entry.replace("/", " ") for entry in self.entries)

    def held_on(self, day: dt.date) -> bool:
        """Whether it holds on the day."""
        return self.voided_at is None and self.since <= day and (self.until is None or day <= self.until)
