"""A role handed over for a holiday: by whom, to whom, from when until when."""

from django.db import models

from zhicheng.people.models.accounts import Account, Membership
from zhicheng.vault.ids import new_id


class Delegation(models.Model):
    """While it lasts its `seat` is a membership of the delegate, who acts in the own name for the role's bearer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    role = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="delegations")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=100)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, help_text="after the last day, or when somebody ended it before"
    )

    class Meta:
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="people_delegation_has_days"
            ),
            models.UniqueConstraint(
                fields=["role"], condition=models.Q(ended_at__isnull=True), name="people_one_delegation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} {self.first_day:%Y-%m-%d}/{self.last_day:%Y-%m-%d}"
