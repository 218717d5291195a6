"""An applicant is called to appear: what the later stages say on the applicant's own record."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Account, Person
from zhicheng.vault.ids import new_id


class Summons(models.Model):
    """面试答辩等通知: to what, when, where, and what follows if one stays away; called off where it is changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="summonses"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    place = models.CharField(max_length=120)
    absence = models.CharField(max_length=300, help_text="what follows if the applicant stays away")
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    called_off_why = models.CharField(max_length=200, blank=True)
    called_off_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="whether the applicant came, in words")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True, called_off_why="")
                | (Q(called_off_at__isnull=False) & ~Q(called_off_why="")),
                name="applications_called_off_why",
            ),
            models.CheckConstraint(condition=~Q(absence=""), name="applications_summons_says_what_follows"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.place}"
