"""What stations write: the unit's opinion, each decision with its signature, the paper stage."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application, Station, Submission
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class UnitOpinion(models.Model):
    """基层单位意见 (D-05) on one submitted version: void when the applicant submits again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="opinions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="unit_opinion")
    evaluation = models.TextField(help_text="对专业技术工作的评价")
    way = models.CharField(max_length=120, help_text="推荐方式")
    range = models.CharField(max_length=200, help_text="参与推荐的人员范围")
    headcount = models.PositiveSmallIntegerField(help_text="参与推荐的人数")
    recommends = models.BooleanField()
    opinion = models.TextField(help_text="推荐意见")
    formed = models.TextField(help_text="意见形成情况")
    notice_text = models.TextField(help_text="公示情况")
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.opinion[:40]


class Decision(models.Model):
    """A station's decision on one submission, signed."""

    class Outcome(models.TextChoices):
        PASS = "pass", "通过"
        SEND_BACK = "send_back", "返回修改"
        RESET = "reset", "重置流程"
        REFUSE = "refuse", "不予推荐"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    station = models.ForeignKey(Station, on_delete=models.SET_NULL, null=True, related_name="decisions")
    station_name = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    opinion = models.TextField()
    checked = models.JSONField(
        default=list, help_text="the unit's four check points: 合法性 真实性 完整性 有效性"
    )
    decided_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(opinion=""), name="vetting_decision_says_why")]

    def __str__(self) -> str:
        return f"{self.station_name} {self.get_outcome_display()}"


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
