"""Groups of a session: their own applicants, readers, ballot list and pass-rate plan (YN2020-2.4b)."""

from django.db import models

from zhicheng.people.models import Organisation, Place
from zhicheng.planning.models.season import Session
from zhicheng.vault.ids import new_id


class Group(models.Model):
    """A group of a session, such as 基层: announced with the call, reviewed apart, with a pass rate of its own.

    Who belongs is told by unit kinds and places; where neither is named, the office assigns.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField(
        help_text="order in lists; the first that fits takes a person"
    )
    name = models.CharField(max_length=20)
    basis = models.TextField(help_text="on what the group rests, as announced")
    unit_kinds = models.JSONField(default=list, help_text="of Organisation.UnitKind; empty: every kind")
    places = models.ManyToManyField(
        Place, related_name="+", help_text="where the units are; none: every place"
    )
    pass_share = models.PositiveSmallIntegerField(
        null=True, help_text="planned pass rate in per cent; a warning alone (AMB-16)"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="planning_group_names"),
            models.UniqueConstraint(fields=["session", "position"], name="planning_group_order"),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(basis=""), name="planning_group_says"
            ),
            models.CheckConstraint(
                condition=models.Q(pass_share__isnull=True) | models.Q(pass_share__range=(1, 100)),
                name="planning_group_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def by_rule(self) -> bool:
        """Whether unit kinds or places tell who belongs."""
        return bool(self.unit_kinds or self.places.all())

    @property
    def who(self) -> str:
        """Who belongs, in words."""
        if not self.by_rule:
            return "由评委会办事机构在资格审查前编入"
        where = "、".join(place.name for place in self.places.all())
        kinds = "、".join(Organisation.UnitKind(kind).label for kind in self.unit_kinds) or "用人单位"
        return f"{where}的{kinds}的申报人" if where else f"{kinds}的申报人"

    def takes(self, unit: Organisation) -> bool:
        """Whether an applicant of the unit belongs by the rule."""
        of_kind = not self.unit_kinds or unit.unit_kind in self.unit_kinds
        codes = {place.code for place in self.places.all()}
        return self.by_rule and of_kind and (not codes or unit.place_id in codes)
