"""An application, its frozen route, what was submitted, its steps, its returns and its attachments."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from zhicheng.applications.channel_approvals import ChannelApproval as ChannelApproval
from zhicheng.applications.defects import Defect as Defect
from zhicheng.applications.kinds import Kind
from zhicheng.applications.named import NamedFile as NamedFile
from zhicheng.applications.notices import CorrectionNotice as CorrectionNotice
from zhicheng.applications.serials import Numbering as Numbering
from zhicheng.applications.serials import Serial as Serial
from zhicheng.applications.states import ENDS, LABELS, State
from zhicheng.applications.summons import Summons as Summons
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import Group, Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id

STATE_CHOICES = [(state.value, label) for state, label in LABELS.items()]
END_VALUES = sorted(state.value for state in ENDS)
KIND_CHOICES = [(kind.value, kind.value) for kind in Kind]


class Application(models.Model):
    """One declaration of one person in one policy year. The state changes in flow.py alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    number = models.CharField(  # noqa: DJ001 (null: no number yet, and unique)
        max_length=30, unique=True, null=True, help_text="public number, given at first submission"
    )
    year = models.PositiveSmallIntegerField(help_text="policy year")
    kind = models.CharField(max_length=10, choices=KIND_CHOICES)
    channel = models.CharField(max_length=10, default="正常")
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, related_name="applications")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, related_name="applications", help_text="set at acceptance"
    )
    series = models.CharField(max_length=30)
    track = models.CharField(max_length=30)
    profession = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=40)
    state = models.CharField(max_length=24, choices=STATE_CHOICES, default=State.DRAFT)
    state_since = models.DateTimeField()
    due_on = models.DateField(null=True, help_text="last day for whoever has it now, where a clause sets one")
    holder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="held_applications",
        help_text="who has it now",
    )
    applicant_name = models.CharField(max_length=60, help_text="for lists and their search")
    applicant_initials = models.CharField(max_length=20, blank=True, help_text="of the name in pinyin")
    submitted_at = models.DateTimeField(null=True)
    first_unit_pass_at = models.DateTimeField(null=True)
    audited_at = models.DateTimeField(null=True)
    title_confirmed = models.BooleanField(
        null=True, help_text="the bureau's answer on a title from elsewhere (KM2023-4.3); null: none yet"
    )
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    priority = models.BooleanField(
        default=False, help_text="优先: poverty relief front line, assessed (YN2020-2.3); set at submission"
    )
    version = models.PositiveIntegerField(default=1, help_text="grows with each move and each saved cover")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=Q(kind__in=[Kind.PROMOTION, Kind.SERIES_CHANGE])
                & (Q(ended_at__isnull=True) | Q(first_unit_pass_at__isnull=False)),
                name="applications_one_a_year",
            ),
            models.CheckConstraint(
                condition=Q(state__in=END_VALUES, ended_at__isnull=False)
                | (~Q(state__in=END_VALUES) & Q(ended_at__isnull=True)),
                name="applications_end_has_time",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(submitted_at__isnull=True),
                name="applications_submitted_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "state_since", "id"], name="applications_desk"),
            models.Index(fields=["session", "state", "number"], name="applications_session"),
            models.Index(fields=["unit", "year", "state_since"], name="applications_unit"),
            models.Index(fields=["unit", "state", "state_since", "id"], name="applications_unit_state"),
            models.Index(fields=["applicant_name"], name="applications_name"),
            models.Index(fields=["applicant_initials", "holder"], name="applications_initials"),
            models.Index(fields=["state", "session"], name="applications_due"),
        ]

    def __str__(self) -> str:
        return self.number or f"草稿 {self.title}"


class GuideRead(models.Model):
    """已阅读申报指南: one row for a person and policy year, with the version of the law that the guide told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guides_read")
    year = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=64)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "year"], name="applications_guide_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.read_at:%Y-%m-%d}"


class Station(models.Model):
    """One station of the frozen route."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="stations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20, help_text="as in requirements part 4: 用人单位, 主管部门, …")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="applications_station_order")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.name}"


class Company(models.Model):
    """One of the two that publish, audit and seal for a dispatched person, in whichever order (KM2023-3.7, AMB-60)."""

    class Side(models.TextChoices):
        DISPATCHER = "dispatcher", "派遣公司"
        USER = "user", "用人单位"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="companies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, help_text="audited and sealed what was submitted last")

    class Meta:
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(fields=["application", "side"], name="applications_company_of_a_side"),
            models.UniqueConstraint(
                fields=["application", "organisation"], name="applications_two_companies"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"],
                condition=Q(passed_at__isnull=True),
                name="applications_company_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.organisation_id}"


class Submission(models.Model):
    """What was submitted: a frozen, hashed snapshot with the findings of the rules and the receipt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField(help_text="cover, basics, records with evidence hashes, attachments")
    content_hash = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12)
    findings = models.JSONField(help_text="[{rule, clause, document, outcome, sentence, remedy}]")
    policy_version = models.CharField(max_length=64, help_text="hash over the law's values that judged it")
    submitted_at = models.DateTimeField(help_text="when the request reached the server")
    key = models.UUIDField(
        null=True, help_text="of the form that was sent: sent again, it is answered with the same receipt"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "version"], name="applications_submission_version"
            ),
            models.UniqueConstraint(fields=["application", "key"], name="applications_submission_once"),
        ]

    def __str__(self) -> str:
        return f"第{self.version}次提交"

    @cached_property
    def material(self) -> Mapping[str, Any]:
        """The content with the attachments that it named and that arrived within the grace: what is read and packed.

        One SQL statement where it named some, else none.
        """
        content: Mapping[str, Any] = self.content
        named = content.get("named")
        if not named:
            return content
        rows = NamedFile.objects.filter(pk__in=[one["id"] for one in named], arrived_at__isnull=False)
        arrived = {str(pk) for pk in rows.values_list("pk", flat=True)}
        came = [one for one in named if one["id"] in arrived]
        return {**content, "attachments": [*content["attachments"], *came]}


class Step(models.Model):
    """One move of an application: the 审核记录 that applicant and auditors read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.CharField(max_length=24)
    from_state = models.CharField(max_length=24, choices=STATE_CHOICES)
    to_state = models.CharField(max_length=24, choices=STATE_CHOICES)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["application", "at"], name="applications_steps")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event}"


class Return(models.Model):
    """One 返回修改 or 重置流程 in the ledger of a person's year (C-01 to C-03)."""

    class Kind(models.TextChoices):
        SEND_BACK = "send_back", "返回修改"
        RESET = "reset", "重置流程"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="returns")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="returns")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opinion = models.TextField()
    counts = models.BooleanField()
    after_unit_pass = models.BooleanField(
        default=True,
        help_text="made when a unit had passed one of the year's applications, or by a later station",
    )
    used_after = models.PositiveSmallIntegerField()
    ends_year = models.BooleanField(default=False, help_text="the one beyond the limit (AMB-01)")
    given_back_at = models.DateTimeField(null=True, help_text="uses no chance any more")
    clause = models.CharField(max_length=30)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["person", "year"], name="applications_ledger")]

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.used_after}"


class Attachment(models.Model):
    """A file that the call or the rules demand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, blank=True, help_text="of a commitment letter")
    issued_on = models.DateField(null=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "key", "file"], name="applications_attachment_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class MaterialRequest(models.Model):
    """补充材料: something named that a station asks for besides; to answer uses up no return (GUIDE-5.2.3-4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="material_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    words = models.TextField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Entrustment(models.Model):
    """委托评审 of somebody from a provincial unit or another prefecture (KM2023-2.3): the unit's consent, the letter of
    the superior with review authority, the city bureau's decision. Void once the flow is reset."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="entrustments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200, help_text="on what its power to review rests")
    contact_name = models.CharField(max_length=60)
    contact_mobile = EncryptedText()
    consent = models.TextField()
    consented_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    consented_at = models.DateTimeField()
    consent_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    link_digest = models.CharField(  # noqa: DJ001 (null: not sent yet, and unique)
        max_length=64, unique=True, null=True, help_text="of the one-time link's secret"
    )
    link_until = models.DateField(null=True, help_text="last day on which the link opens")
    letter_number = models.CharField(max_length=60, blank=True)
    letter_on = models.DateField(null=True)
    letter_signer = models.CharField(max_length=60, blank=True)
    letter_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True)
    letter_at = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the unit's officer, where the letter did not come through the link",
    )
    declined_at = models.DateTimeField(null=True)
    declined_because = models.TextField(blank=True)
    agreed = models.BooleanField(null=True, help_text="the city bureau's decision")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(voided_at__isnull=True),
                name="applications_one_entrustment",
            ),
            models.CheckConstraint(
                condition=Q(letter_at__isnull=True, letter_number="", letter_file__isnull=True)
                | (
                    Q(letter_at__isnull=False, letter_on__isnull=False, letter_file__isnull=False)
                    & ~Q(letter_number="")
                    & ~Q(letter_signer="")
                ),
                name="applications_letter_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | (~Q(declined_because="") & Q(letter_at__isnull=True)),
                name="applications_letter_or_declined",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, decided_at__isnull=True)
                | Q(agreed__isnull=False, decided_at__isnull=False, letter_at__isnull=False),
                name="applications_decided_on_a_letter",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number or str(self.application_id)
