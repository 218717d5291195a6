"""The death of an applicant: told with proof, confirmed by a second officer."""

from django.db import models
from django.db.models import F, Q

from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person


class Death(models.Model):
    """What closes a person's declarations and account; one row for a person."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="death")
    died_on = models.DateField()
    words = models.TextField(help_text="from where it is known")
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("told_by"))),
                name="vetting_death_by_two",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="vetting_death_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.died_on}"
