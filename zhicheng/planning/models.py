"""Committees, the yearly plan, standards, sessions, calls and filings."""

from django.db import models

from zhicheng.people.models import Account, Organisation, Place
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class Committee(models.Model):
    """A review committee of the directory (GUIDE-3) with its registered scope in words and in parts."""

    class Tier(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县（市）区级"
        ZONE = "zone", "园区"
        UNIT = "unit", "本单位"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, help_text="stable id of reference data")
    name = models.CharField(max_length=120, unique=True)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    level = models.CharField(max_length=4, help_text="高级, 中级 or 初级")
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="committees")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=60, blank=True)
    scope_words = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_senior(self) -> bool:
        """Whether it reviews senior titles: provincial dates and filings apply (YN2023-2.1a, 3.2)."""
        return self.level == "高级"

    @property
    def reviews_itself(self) -> bool:
        """Whether it is a self-review unit's own, which keeps its own timetable (KM2023-1.5)."""
        return self.tier == self.Tier.UNIT and bool(self.organiser.self_review_series)


class PlanEntry(models.Model):
    """A row of a year's review plan (D-08). Without one, no session may be opened (KM2023-1.1)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "已申报"
        PUBLISHED = "published", "已公布"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="plan_entries")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    name_in_plan = models.CharField(
        max_length=120, blank=True, help_text="where the plan's text differs from the directory"
    )
    organiser_in_plan = models.CharField(max_length=120, blank=True, help_text="likewise")
    state = models.CharField(max_length=10, choices=State.choices)
    published_at = models.DateTimeField(null=True, help_text="unknown for the plans of past years")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "year"], name="planning_one_entry_a_year"),
            models.CheckConstraint(condition=models.Q(month__gte=1, month__lte=12), name="planning_month"),
        ]
        indexes = [models.Index(fields=["year", "state"], name="planning_plan_of_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月 {self.name_in_plan or self.committee.name}"


class Standard(models.Model):
    """A review standard: rows of education, lower title and years, one of which must be met."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    issued_on = models.DateField()
    document = models.CharField(max_length=120)
    rows = models.JSONField(help_text="rows as in the case format: education, title_level, years, min_papers")
    verified = models.BooleanField(default=False, help_text="checked against the official text by an officer")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "level", "issued_on"], name="planning_one_standard_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.document


class Session(models.Model):
    """A committee's review of one year (评审会)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sessions")
    plan_entry = models.OneToOneField(
        PlanEntry, on_delete=models.PROTECT, null=True, help_text="null: self-review only"
    )
    year = models.PositiveSmallIntegerField(help_text="policy year")
    meeting_on = models.DateField(null=True, help_text="first day of the meeting (AMB-29)")
    late_reason = models.TextField(blank=True, help_text="why it meets later than planned (YN2023-1)")
    opens_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(
        null=True, help_text="first moment after the window: 24:00 is 00:00 of the next day"
    )
    paper_stage = models.BooleanField(default=True, help_text="AMB-51")
    seats = models.PositiveSmallIntegerField(default=11, help_text="members to be drawn; odd")
    stand_ins = models.PositiveSmallIntegerField(default=4)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["committee", "year"], name="planning_one_session_a_year"),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True, closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="planning_window_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(seats__in=list(range(3, 100, 2))), name="planning_odd_seats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee.name}{self.year}年度评审会"


class Call(models.Model):
    """申报评审通知 of a session: filed with the bureau of the level, then published (KM2023-1.2, 1.3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="call")
    title = models.CharField(max_length=160)
    conditions = models.TextField()
    requirements = models.TextField(help_text="work requirements and how to hand in")
    materials = models.JSONField(
        default=list, help_text="[{key, name, required}] demanded besides the common ones"
    )
    contact = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class Filing(models.Model):
    """备案: what an organiser reports and the bureau of the level accepts or refuses, with a number.

    `via`: the station that looks at it first and passes it on: the city's bureau, where a city's senior
    committee files with the province (AMB-48).
    """

    class Kind(models.TextChoices):
        CALL = "call", "通知备案"
        POOL = "pool", "专家库核准"
        PRE_MEETING = "pre_meeting", "会前备案"
        POST_MEETING = "post_meeting", "会后备案"

    class Answer(models.TextChoices):
        PENDING = "pending", "待答复"
        ACCEPTED = "accepted", "备案"
        REFUSED = "refused", "不予备案"
        WITHDRAWN = "withdrawn", "已撤回"

    STANDING = (Answer.PENDING, Answer.ACCEPTED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="filings")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    to = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="filings_received")
    via = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="filings_passing")
    passed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    passed_at = models.DateTimeField(null=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.PENDING)
    number = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 — unique only once given
    reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "kind"],
                condition=models.Q(answer__in=["pending", "accepted"]),
                name="planning_one_open_filing",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="pending", answered_at__isnull=True)
                | models.Q(answer="accepted", number__isnull=False, answered_at__isnull=False)
                | (models.Q(answer="refused", answered_at__isnull=False) & ~models.Q(reason=""))
                | models.Q(answer="withdrawn", withdrawn_at__isnull=False),
                name="planning_answer_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(answer="accepted")
                | models.Q(via__isnull=True)
                | models.Q(passed_at__isnull=False),
                name="planning_accepted_after_passing",
            ),
        ]
        indexes = [models.Index(fields=["to", "answer", "submitted_at"], name="planning_filings_to_answer")]

    def __str__(self) -> str:
        return f"{self.session} {self.get_kind_display()}"


class FilingNumber(models.Model):
    """The last number that a bureau has given to a filing in a year."""

    prefix = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="planning_one_series_of_numbers")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.last}号"


class GateReached(models.Model):
    """A gate of the session's year that a later stage has passed: when, so that the time-line can show it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="gates_reached")
    gate = models.CharField(max_length=20)
    reached_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "gate"], name="planning_gate_reached_once")]

    def __str__(self) -> str:
        return f"{self.session} {self.gate}"
