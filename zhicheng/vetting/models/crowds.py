"""How much waits on the desks where so much waits that no page counts it."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Organisation


class DeskCount(models.Model):
    """An organisation's applications by state, counted by the clock every few minutes; of crowded desks alone.

    `held`: that it has now; `own`: of its own people, whoever has them; both {state: number}.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="desk_count"
    )
    held = models.JSONField(default=dict)
    own = models.JSONField(default=dict)
    total = models.PositiveIntegerField()
    counted_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(total__gt=0), name="vetting_desk_count_of_some")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.total}"
