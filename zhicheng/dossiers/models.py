"""A person's records, their evidence, and the facts that the rules ask for."""

from django.db import models

from zhicheng.dossiers.modules import MODULE_CHOICES
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Person
from zhicheng.vault.ids import new_id


class Record(models.Model):
    """One entry of one of the 13 modules; its fields are those of the literal table in modules.py."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="records")
    module = models.CharField(max_length=30, choices=MODULE_CHOICES)
    position = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["module", "position", "id"]
        indexes = [models.Index(fields=["person", "module", "position"], name="dossiers_person_module")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(module__in=[value for value, _label in MODULE_CHOICES]),
                name="dossiers_known_module",
            )
        ]


class Evidence(models.Model):
    """An image that proves a record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    title = models.CharField(max_length=120, help_text="named by what it shows (GUIDE-5.2.0)")
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["record", "file"], name="dossiers_evidence_once")]


class Qualification(models.Model):
    """资格信息: facts of the person that the rules ask for and no module holds. Null = not told yet."""

    class Employment(models.TextChoices):
        ESTABLISHMENT = "在编", "在编"
        CONTRACT = "劳动合同", "劳动合同"
        DISPATCH = "劳务派遣", "劳务派遣"
        FREELANCE = "自由职业", "自由职业"

    class Post(models.TextChoices):
        PROFESSIONAL = "专业技术", "专业技术岗位"
        MANAGEMENT = "管理", "管理岗位"
        WORKER = "工勤技能", "工勤技能岗位"
        ADMINISTRATION = "行政", "行政工作（不履行专业技术职责）"

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="qualification"
    )
    employment = models.CharField(max_length=10, choices=Employment.choices, blank=True)
    post = models.CharField(max_length=10, choices=Post.choices, blank=True)
    civil_servant = models.BooleanField(null=True)
    retired_on = models.DateField(null=True)
    retirement_delayed_until = models.DateField(null=True)
    on_secondment = models.BooleanField(null=True)
    professional_work_from = models.DateField(null=True)
    insured_from = models.DateField(null=True, help_text="start of the unbroken insurance in Kunming")
    insured_unit = models.CharField(max_length=120, blank=True)
    contract_from = models.DateField(null=True)
    post_changed_on = models.DateField(null=True)
    remote_or_grassroots = models.BooleanField(null=True)
    rural_service_years = models.PositiveSmallIntegerField(null=True)
    first_application = models.BooleanField(null=True)
    work_permit = models.BooleanField(null=True)
    more = models.JSONField(default=dict, help_text="rarer facts of the case format, by their key")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
