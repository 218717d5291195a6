"""What stations found wrong, one row for each thing."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Organisation, Person
from zhicheng.vault.ids import new_id


class Defect(models.Model):
    """One thing that a station found wrong in what was submitted: where, why, and whether the applicant has mended it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="defects"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey("applications.Submission", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        "applications.Return",
        on_delete=models.PROTECT,
        null=True,
        related_name="defects",
        help_text="the return that told it; null: told with a notice, or with a decision that ends the application",
    )
    notice = models.ForeignKey(
        "applications.CorrectionNotice", on_delete=models.PROTECT, null=True, related_name="defects"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(
        max_length=30, blank=True, help_text="cover, basics, qualification, a module, attachments; empty: all"
    )
    item = models.CharField(max_length=64, blank=True, help_text="a record's id, an attachment's key")
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200, help_text="where, in words as they were then")
    reason = models.CharField(max_length=200, blank=True, help_text="the common reason that was picked")
    words = models.TextField(blank=True)
    late = models.BooleanField(
        default=False, help_text="there unchanged at the last return, which did not tell it (KM2023-4.2)"
    )
    found_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, help_text="ticked by the applicant")

    class Meta:
        ordering = ["found_at", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "found_at", "position"], name="applications_defects_in_order"
            ),
            models.CheckConstraint(condition=~Q(reason="", words=""), name="applications_defect_says_what"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True) | Q(notice__isnull=True), name="applications_defect_told_once"
            ),
            models.CheckConstraint(
                condition=~Q(section="") | Q(item="", field=""), name="applications_defect_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.said}"

    @property
    def said(self) -> str:
        """The common reason and the own words, in one sentence."""
        return "；".join(part for part in (self.reason, self.words) if part)
