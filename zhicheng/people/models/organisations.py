"""Places and organisations: units, departments, bureaus, agencies; the names that a unit bore before."""

from django.db import models

from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Place(models.Model):
    """The city, its counties and parks (reference table)."""

    class Kind(models.TextChoices):
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县（市）区"
        PARK = "park", "开发（度假）园区"

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="inferiors")

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A unit, a department, a bureau, an agency: whoever acts by an officer."""

    class Kind(models.TextChoices):
        UNIT = "unit", "用人单位"
        AGENCY = "agency", "人事代理机构"
        ASSOCIATION = "association", "行业协会"
        DISPATCH = "dispatch", "劳务派遣公司"
        DEPARTMENT = "department", "主管部门"
        AUTHORITY = "authority", "有评审管理权限的上级主管单位"
        COUNTY_BUREAU = "county_bureau", "县（市）区人社部门"
        CITY_BUREAU = "city_bureau", "市人社局"
        ORGANISER = "organiser", "评委会组建单位（企业、学校）"
        PROVINCE = "province", "省人社厅"
        SUPPORT = "support", "技术支持"

    class UnitKind(models.TextChoices):
        """The kinds of unit that the notices distinguish (requirements part 7)."""

        CITY_STATE = "市属国有", "市属国有企事业单位"
        COUNTY_STATE = "县区国有", "县（市）区属国有企事业单位"
        PEOPLES = "人民团体", "市级人民团体"
        NON_PUBLIC = "非公有制经济组织", "非公有制经济组织"
        SOCIAL = "社会组织", "社会组织"
        INDIVIDUAL = "个体经济组织", "个体经济组织"
        SUBSIDIARY = "外省企业子公司", "外省企业在昆子公司"
        BRANCH = "外省企业分公司", "外省企业在昆分公司"
        CENTRAL = "中央在昆", "中央在昆单位"
        PROVINCIAL = "省属在昆", "省属在昆单位"
        OTHER_PREFECTURE = "其他州市", "其他州市单位"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=60, unique=True, null=True, help_text="stable id of reference data")  # noqa: DJ001 (unique where given)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True, null=True)  # noqa: DJ001 (unique where given)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="organisations")
    unit_kind = models.CharField(max_length=20, choices=UnitKind.choices, blank=True)
    institution = models.BooleanField(default=False, help_text="事业单位")
    competent_department = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="subordinates"
    )
    separates_passing = models.BooleanField(default=False, help_text="经办与审核分开")
    self_review_series = models.JSONField(default=list)
    address = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = EncryptedText(blank=True, default="")
    services = models.JSONField(default=dict, help_text="what a bureau's window offers, by the directory")
    active = models.BooleanField(default=True)
    ended_on = models.DateField(null=True, help_text="merged or dissolved")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    registered_at = models.DateTimeField(null=True)
    profile_completed_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True, help_text="when its credit code was found right")
    check_refused_at = models.DateTimeField(null=True, help_text="when it was not")
    checked_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, null=True, related_name="+")
    checked_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    check_words = models.CharField(
        max_length=300, blank=True, help_text="what the bureau looked at, or what the unit has to put right"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_at__isnull=True) | models.Q(check_refused_at__isnull=True),
                name="people_unit_checked_or_refused",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    checked_by__isnull=True, checked_for__isnull=True, check_refused_at__isnull=True
                )
                | models.Q(checked_by__isnull=False, checked_for__isnull=False)
                & ~models.Q(check_words="")
                & (models.Q(checked_at__isnull=False) | models.Q(check_refused_at__isnull=False)),
                name="people_unit_check_has_a_bureau",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(active=True, kind="unit"),
                name="people_one_active_unit_of_a_name",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="unit") | ~models.Q(unit_kind=""), name="people_unit_has_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, merged_into__isnull=True)
                | models.Q(ended_on__isnull=False, active=False),
                name="people_ended_unit_is_closed",
            ),
        ]
        indexes = [models.Index(fields=["kind", "place"], name="people_org_kind_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def contact(self) -> str:
        """Its name with its telephone, where it has told one."""
        return f"{self.name}（{self.contact_phone}）" if self.contact_phone else self.name


class FormerName(models.Model):
    """A name that a unit bore before: the credit code is the key, names change (GUIDE-5.4.7)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateTimeField()

    class Meta:
        ordering = ["-until"]
