"""一次性补正通知: everything that a station wants corrected, told once, with a day."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Account, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class CorrectionNotice(models.Model):
    """A station's one notice on an application (D-40, KM2023-4.2): corrected in time it uses up no return."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="correction_notices"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        "applications.Submission",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="what it was issued on",
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="calendar year of the number")
    serial = models.PositiveIntegerField(help_text="of the organisation in the year")
    opinion = models.TextField(help_text="what holds for the whole, beside the defects one by one")
    due_on = models.DateField(help_text="last day on which it may be corrected")
    clause = models.CharField(max_length=30, help_text="on which it is issued")
    lapse_means = models.CharField(
        max_length=30, help_text="what follows when it is not corrected, by the year's law"
    )
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    answer = models.OneToOneField(
        "applications.Submission", on_delete=models.PROTECT, null=True, related_name="corrects"
    )
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["issued_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "organisation"], name="applications_one_notice_a_station"
            ),
            models.UniqueConstraint(
                fields=["organisation", "year", "serial"], name="applications_notice_number"
            ),
            models.CheckConstraint(condition=~Q(opinion=""), name="applications_notice_says_what"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(lapsed_at__isnull=True),
                name="applications_notice_answered_or_lapsed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """As printed: 补正〔2023〕12号, of its organisation."""
        return f"补正〔{self.year}〕{self.serial}号"
