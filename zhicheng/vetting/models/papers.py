"""The paper dossier: on its way, which station has stamped it, accepted by the office."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application, Submission
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.vault.ids import new_id


class PaperHandIn(models.Model):
    """The paper dossier: sent by the unit, accepted by the office with originals seen (GUIDE-Q24)."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="paper"
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    originals_seen = models.BooleanField(default=False)
    copies_stamped = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(originals_seen=True, copies_stamped=True),
                name="vetting_paper_checked",
            )
        ]

    def __str__(self) -> str:
        return str(self.application_id)


class PaperStamp(models.Model):
    """A station's officer notes that the printed form bears its stamp, and since which day (DC2022-2.10)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="stamps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="+", help_text="of which the form was printed"
    )
    station_name = models.CharField(max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stamped_on = models.DateField()
    noted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "station_name", "organisation"], name="vetting_one_stamp_a_station"
            )
        ]

    def __str__(self) -> str:
        return f"{self.station_name} {self.stamped_on}"
