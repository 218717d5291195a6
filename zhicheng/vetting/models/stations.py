"""What stations write: the unit's opinion, each decision with its signature, the paper stage."""

from django.db import models
from django.db.models import F, Q

from zhicheng.applications.models import Application, Return, Station, Submission
from zhicheng.files.models import StoredFile
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.register.models import Certificate
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
    posts_managed = models.BooleanField(default=False, help_text="实行岗位管理")
    posts = models.PositiveSmallIntegerField(null=True, help_text="本级别岗位数")
    posts_filled = models.PositiveSmallIntegerField(null=True, help_text="已聘人数")
    posts_note = models.TextField(blank=True)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(
        null=True, help_text="第几名 of the unit's people of session and level"
    )
    candidates = models.PositiveSmallIntegerField(null=True, help_text="共几名")
    standing = models.BooleanField(default=True, help_text="whether it holds its rank")
    opinion = models.TextField(help_text="推荐意见")
    formed = models.TextField(help_text="意见形成情况")
    notice_text = models.TextField(help_text="公示情况")
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(posts_managed=True, posts__isnull=False, posts_filled__isnull=False)
                | Q(posts_managed=False, posts__isnull=True, posts_filled__isnull=True),
                name="vetting_posts_told_or_not_managed",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, candidates__isnull=True)
                | Q(rank__isnull=False, candidates__isnull=False, rank__gte=1, candidates__gte=F("rank")),
                name="vetting_rank_among_the_candidates",
            ),
            models.UniqueConstraint(
                fields=["unit", "session", "level", "rank"],
                condition=Q(standing=True),
                name="vetting_rank_once",
            ),
        ]

    def __str__(self) -> str:
        return self.opinion[:40]

    @property
    def vacant(self) -> int | None:
        """空缺岗位; None: the unit has none to tell."""
        if self.posts is None or self.posts_filled is None:
            return None
        return max(self.posts - self.posts_filled, 0)


class Assessment(models.Model):
    """考核意见 of the unit on one submitted version, for kinds that no committee decides (GUIDE-Q18-0, Q16-0)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="assessments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="assessment")
    passed = models.BooleanField(help_text="考核合格")
    since = models.DateField(help_text="聘用或见习（试用）开始")
    until = models.DateField(help_text="考核的最后一天")
    opinion = models.TextField()
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="vetting_assessment_in_order")
        ]

    def __str__(self) -> str:
        return self.opinion[:40]


class Preparation(models.Model):
    """送审: one person of a unit has prepared what another passes (经办与审核分开). The last of a submission counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="preparations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="preparations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField()
    checked = models.JSONField(default=list, help_text="the four check points")
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=130, help_text="the name, and for whom it stood in")
    prepared_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["submission", "organisation", "-prepared_at"], name="vetting_prepared")
        ]
        constraints = [models.CheckConstraint(condition=~Q(opinion=""), name="vetting_preparation_says_why")]

    def __str__(self) -> str:
        return self.opinion[:40]


class Decision(models.Model):
    """A station's decision on one submission, signed."""

    class Outcome(models.TextChoices):
        PASS = "pass", "通过"
        SEND_BACK = "send_back", "返回修改"
        RESET = "reset", "重置流程"
        DEMAND = "demand", "一次性补正通知"
        REFUSE = "refuse", "不予推荐"
        APPROVE = "approve", "核准"
        NOT_APPROVED = "not_approved", "不予核准"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    station = models.ForeignKey(Station, on_delete=models.SET_NULL, null=True, related_name="decisions")
    station_name = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    position = models.CharField(
        max_length=12, choices=Membership.Position.choices, blank=True, help_text="of the account in its unit"
    )
    answerable = models.JSONField(
        default=list, help_text="the unit's named persons when it passed: [{position, name}]"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    opinion = models.TextField()
    checked = models.JSONField(
        default=list, help_text="the unit's four check points: 合法性 真实性 完整性 有效性"
    )
    preparation = models.ForeignKey(
        Preparation,
        on_delete=models.PROTECT,
        null=True,
        related_name="decisions",
        help_text="what was passed",
    )
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT)
    version = models.PositiveIntegerField(default=0, help_text="of the application when it was decided")
    entry = models.OneToOneField(
        Return, on_delete=models.PROTECT, null=True, related_name="decision", help_text="in the ledger"
    )

    class Meta:
        ordering = ["decided_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(opinion=""), name="vetting_decision_says_why"),
            models.CheckConstraint(
                condition=Q(preparation__isnull=True, prepared_by__isnull=True)
                | (Q(preparation__isnull=False, prepared_by__isnull=False) & ~Q(prepared_by=F("account"))),
                name="vetting_passed_by_another_than_prepared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_name} {self.get_outcome_display()}"


class Approval(models.Model):
    """核准 by the last station: what the e-certificate of a recognised or confirmed title rests on."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, primary_key=True, related_name="approval"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="approval")
    number = models.CharField(max_length=60, help_text="核准文号")
    obtained_on = models.DateField(help_text="day from which the title counts")
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, null=True, related_name="approval"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="vetting_approval_has_number")]

    def __str__(self) -> str:
        return self.number


class LastReturn(models.Model):
    """A return that would end the person's year, proposed by one officer; a second one carries it out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="last_returns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text="of the application when it was proposed")
    opinion = models.TextField()
    defects = models.JSONField(default=list, help_text="[{section, item, field, reason, words}]")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="vetting_one_last_return"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="vetting_last_return_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.version}"


class Undoing(models.Model):
    """A decision withdrawn as a mistake, or a return given back for its breach of the one-time notice: by two."""

    class Kind(models.TextChoices):
        WITHDRAWN = "withdrawn", "撤回决定"
        GIVEN_BACK = "given_back", "返还退回次数"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="undoings")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="undoings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.TextField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "kind"], name="vetting_undone_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="vetting_undoing_says_why"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by"))),
                name="vetting_undone_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decision_id}"


class CommonReason(models.Model):
    """常用原因 of one office, picked when it records a defect."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="common_reasons")
    words = models.CharField(max_length=200)
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "words"],
                condition=Q(retired_at__isnull=True),
                name="vetting_reason_once",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="vetting_reason_says_something"),
        ]

    def __str__(self) -> str:
        return self.words


class OwnMark(models.Model):
    """What an auditor keeps beside one section of a case, for the own eyes: seen, a note. No part of the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="own_marks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=30)
    seen = models.CharField(max_length=64, blank=True, help_text="digest of the section that was seen")
    note = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "application", "section"], name="vetting_own_mark_of_a_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.note[:20]}"


class Suspicion(models.Model):
    """A hidden title or other fraud found on the way (KM2023-4.1c): evidence, the person's hearing, the bureau's word."""

    class Kind(models.TextChoices):
        HIDDEN_TITLE = "hidden_title", "隐瞒已有职称"
        FALSE_MATERIAL = "false_material", "提供虚假材料"
        PLAGIARISM = "plagiarism", "剽窃他人成果"
        IMPROPER = "improper", "其他不正当手段"

    class Outcome(models.TextChoices):
        OPEN = "open", "核查中"
        DISMISSED = "dismissed", "不成立"
        UPHELD = "upheld", "查实"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="suspicions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    facts = models.TextField()
    evidence = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    hear_until = models.DateField(help_text="last day for the person's statement")
    statement = models.TextField(blank=True)
    statement_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    stated_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    finding = models.TextField(blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    record = models.OneToOneField(
        IntegrityRecord, on_delete=models.PROTECT, null=True, related_name="suspicion"
    )

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(outcome="open"), name="vetting_one_open_suspicion"
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True)
                | (~Q(outcome="open") & ~Q(finding="") & Q(decided_at__isnull=False)),
                name="vetting_suspicion_decided_with_finding",
            ),
            models.CheckConstraint(
                condition=Q(outcome="upheld", record__isnull=False)
                | (~Q(outcome="upheld") & Q(record__isnull=True)),
                name="vetting_upheld_is_on_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_outcome_display()}"
