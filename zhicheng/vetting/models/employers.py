"""A change of employer while a declaration is under way: who told it, whose word it waited for, what followed."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.vault.ids import new_id


class EmployerChange(models.Model):
    """One change of a declaration's unit; the row stays, with the evidence and the word of who received the person."""

    class Kind(models.TextChoices):
        NEW_EMPLOYER = "new_employer", "更换用人单位"
        NEW_DISPATCHER = "new_dispatcher", "更换派遣公司"
        MERGED = "merged", "单位合并"
        DISSOLVED = "dissolved", "单位撤销"

    class Answer(models.TextChoices):
        OPEN = "open", "待单位确认"
        ACCEPTED = "accepted", "已确认"
        REFUSED = "refused", "未确认"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="employer_changes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    old = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    happened_on = models.DateField()
    words = models.TextField(help_text="why; of a merger or an end: the document")
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    told_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.OPEN)
    refusal = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    restarted = models.BooleanField(
        null=True, help_text="the declaration went back to be vouched for anew; else it was noted alone"
    )

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answer="open"), name="vetting_one_open_employer_change"
            ),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="open") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="vetting_employer_change_answered",
            ),
            models.CheckConstraint(
                condition=(Q(answer="accepted") & Q(restarted__isnull=False))
                | (~Q(answer="accepted") & Q(restarted__isnull=True)),
                name="vetting_employer_change_has_effect",
            ),
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(refusal=""), name="vetting_employer_change_refused_why"
            ),
            models.CheckConstraint(
                condition=Q(new__isnull=False) | Q(kind="dissolved"), name="vetting_employer_change_to_whom"
            ),
        ]
        indexes = [
            models.Index(fields=["new"], condition=Q(answer="open"), name="vetting_newcomers"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_answer_display()}"
