"""Committees, the yearly plan, standards, sessions and calls."""

from django.db import models

from zhicheng.people.models import Account, Organisation, Place
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id

LONGEST_GRACE = 24 * 60  # minutes
LONGEST_WORDS = 200


class Committee(models.Model):
    """A review committee of the directory (GUIDE-3) with its registered scope in words and in parts.

    Set up by one organisation or by several: `organiser` is the first of them, whose office takes in and audits the
    applications; the offices of all of them plan, file and publish.
    """

    class Tier(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县（市）区级"
        ZONE = "zone", "园区"
        UNIT = "unit", "本单位"

    class Basis(models.TextChoices):
        SERIES = "series", "按职称系列组建"
        PROFESSION = "profession", "按专业组建"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True, help_text="stable id of reference data")
    name = models.CharField(max_length=120, unique=True)
    tier = models.CharField(max_length=10, choices=Tier.choices)
    level = models.CharField(max_length=4, help_text="高级, 中级 or 初级")
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="committees")
    co_organisers = models.ManyToManyField(
        Organisation, related_name="shared_committees", help_text="those that set it up with the first"
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=60, blank=True)
    scope_words = models.TextField()
    active = models.BooleanField(default=True)
    scope_parts = models.JSONField(
        default=dict, help_text="of a registered one that the directory does not list: {tracks: ids}"
    )
    enterprise = models.BooleanField(
        default=False, help_text="set up by private enterprises, alone or together (YN2020-2.5b)"
    )
    term_until = models.DateField(null=True, help_text="last day of its newest term, where one is registered")
    basis = models.CharField(max_length=10, choices=Basis.choices, blank=True, help_text="set up for what")
    least_members = models.PositiveSmallIntegerField(
        null=True, help_text="least number of experts that a draw has to give (order 40)"
    )
    fewer_reason = models.CharField(
        max_length=200, blank=True, help_text="why fewer than the law's number were approved"
    )
    seal = models.CharField(
        max_length=60,
        blank=True,
        help_text="words of its registered seal, round the star; empty: it has none",
    )
    website = models.URLField(blank=True)
    own_form = models.CharField(
        max_length=200, blank=True, help_text="its own review form: name and where to get it (GUIDE-Q23-1)"
    )
    registered_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(null=True)
    own_system = models.BooleanField(
        default=False, help_text="has an information system of its own (YN2023-3.1)"
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=["高级", "中级", "初级"]), name="planning_committee_level"
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=["", "series", "profession"]), name="planning_committee_basis"
            ),
            models.CheckConstraint(
                condition=models.Q(least_members__isnull=True) | models.Q(least_members__range=(3, 99)),
                name="planning_committee_size",
            ),
            models.CheckConstraint(
                condition=models.Q(registered_by__isnull=True, registered_at__isnull=True)
                | models.Q(
                    registered_by__isnull=False,
                    registered_at__isnull=False,
                    term_until__isnull=False,
                    least_members__isnull=False,
                )
                & ~models.Q(basis="")
                & ~models.Q(scope_words="")
                & ~models.Q(scope_parts={}),
                name="planning_registered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisers(self) -> models.QuerySet[Organisation]:
        """Those that set it up."""
        shared = models.Q(shared_committees=self)
        return Organisation.objects.filter(models.Q(pk=self.organiser_id) | shared).distinct()

    @property
    def organisers_named(self) -> str:
        """All organisers as documents name them, the first one first."""
        others = sorted(one.name for one in self.co_organisers.all())
        return "、".join([self.organiser.name, *others])

    @property
    def is_senior(self) -> bool:
        """Whether it reviews senior titles: provincial dates and filings apply (YN2023-2.1a, 3.2)."""
        return self.level == "高级"

    @property
    def reviews_itself(self) -> bool:
        """Whether it is a self-review unit's own, which keeps its own timetable (KM2023-1.5)."""
        return self.tier == self.Tier.UNIT and bool(self.organiser.self_review_series)


class CommitteeTerm(models.Model):
    """A term for which a committee is registered; renewed by the next one, never changed (order 40)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="terms")
    first = models.DateField()
    last = models.DateField()
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lte=models.F("last")), name="planning_term_in_order"
            ),
            models.UniqueConstraint(fields=["committee", "first"], name="planning_term_begins_once"),
            models.UniqueConstraint(fields=["committee", "last"], name="planning_term_ends_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class Standard(models.Model):
    """A review standard: who may apply by education, lower title and years; one of its rows must be met.

    Entered by an officer of the bureau of its level, released by another one, never changed afterwards
    (a trigger of the database, migration `standard_register`). A session binds the newest issued by its call's
    day (KM2023-4.4b; `BoundStandard`). An example (示例，非官方) binds on demo and rehearsal time alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "起草"
        REPORTED = "reported", "报审"
        ISSUED = "issued", "印发"
        REPLACED = "replaced", "被替代"

    FINAL = (State.ISSUED, State.REPLACED)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.CharField(max_length=30)
    level = models.CharField(max_length=10)
    professions = models.JSONField(default=list, help_text="names; empty: every profession of the series")
    document = models.CharField(max_length=120, help_text="title of the document")
    number = models.CharField(max_length=60, blank=True, help_text="文号")
    version = models.CharField(max_length=30, blank=True, help_text="such as 2023版")
    issuer = models.CharField(max_length=120, blank=True, help_text="who issued the document, in full")
    issued_on = models.DateField(null=True)
    rows = models.JSONField(
        default=list,
        help_text="rows as in the case format: education, title_level, years, min_papers; "
        "with township true a row is the variant for county and township staff (E-42)",
    )
    words = models.TextField(blank=True, help_text="what the document demands besides, for people to judge")
    example = models.BooleanField(default=False, help_text="示例，非官方: binds on invented time alone")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    bureau = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="standards")
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True)
    sent_back = models.TextField(blank=True, help_text="why it was sent back to its draft")
    released_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "level", "document", "version"], name="planning_one_standard_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "reported"])
                | models.Q(
                    state__in=["issued", "replaced"],
                    issued_on__isnull=False,
                    bureau__isnull=False,
                    prepared_by__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                )
                & ~models.Q(released_by=models.F("prepared_by")),
                name="planning_standard_released_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["series", "level", "state"], name="planning_standards")]

    def __str__(self) -> str:
        return self.document

    @property
    def has_township_rows(self) -> bool:
        """Whether it has the variant for county and township staff (E-42)."""
        return any(row.get("township") for row in self.rows)

    @property
    def demands_papers(self) -> bool:
        """Whether a row demands papers."""
        return any(row.get("min_papers") for row in self.rows)


class Session(models.Model):
    """A committee's review of one year (评审会)."""

    class Platform(models.TextChoices):
        CITY = "city", "市信息平台"
        PROVINCE = "province", "省信息平台"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="sessions")
    plan_entry = models.OneToOneField(
        "planning.PlanEntry", on_delete=models.PROTECT, null=True, help_text="null: self-review only"
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
    private_share = models.PositiveSmallIntegerField(
        default=0, help_text="of the members at least so many per cent from private enterprises (YN2020-2.5b)"
    )
    unit_most = models.PositiveSmallIntegerField(default=0, help_text="members of one unit; 0: any number")
    profession_least = models.CharField(
        max_length=LONGEST_WORDS,
        blank=True,
        help_text="least members of professions, as settings.read_minimums reads",
    )
    platform = models.CharField(
        max_length=10, choices=Platform.choices, default=Platform.CITY, help_text="provincial: KM2023-3.1"
    )
    collect_from = models.DateField(null=True, help_text="a provincial committee collects from (KM2023-3.4)")
    collect_until = models.DateField(null=True)
    central_submission = models.BooleanField(default=False, help_text="the city hands in for all")
    unit_pass_last = models.DateField(
        null=True, help_text="last day on which units pass on; null: the window's last day (GUIDE-1.4)"
    )
    resubmit_last = models.DateField(null=True, help_text="likewise: what was returned comes again")
    accept_last = models.DateField(null=True, help_text="likewise: the office accepts")
    upload_grace = models.PositiveSmallIntegerField(
        default=0,
        help_text="minutes after the close in which attachments that a submission named may still arrive",
    )
    audit_people = models.PositiveSmallIntegerField(
        default=2, help_text="who audits qualification: one gives an opinion, a second one confirms it"
    )
    ways = models.CharField(
        max_length=60, default="审阅材料", help_text="of review (YN2023-2.3), as settings.read_ways reads"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audit_people__in=[1, 2]), name="planning_audited_by_one_or_two"
            ),
            models.UniqueConstraint(fields=["committee", "year"], name="planning_one_session_a_year"),
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True, closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="planning_window_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(collect_from__isnull=True)
                | models.Q(collect_until__isnull=True)
                | models.Q(collect_from__lte=models.F("collect_until")),
                name="planning_collection_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(unit_pass_last__isnull=True)
                | models.Q(accept_last__isnull=True)
                | models.Q(unit_pass_last__lte=models.F("accept_last")),
                name="planning_accepted_after_units",
            ),
            models.CheckConstraint(
                condition=models.Q(seats__in=list(range(3, 100, 2))), name="planning_odd_seats"
            ),
            models.CheckConstraint(
                condition=models.Q(upload_grace__lte=LONGEST_GRACE), name="planning_grace_within_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(private_share__lte=100), name="planning_share_of_a_hundred"
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
    years_cut_off = models.DateField(
        null=True,
        help_text="a committee's own day to which years in post are counted, where the law admits one",
    )
    published_at = models.DateTimeField(null=True)
    seal = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the organiser's, as published",
    )
    co_seals = models.ManyToManyField(
        Signature,
        related_name="+",
        help_text="of the other organisers that sealed it before it was published",
    )

    def __str__(self) -> str:
        return self.title


class BoundStandard(models.Model):
    """A standard that binds a session: stored when its call is published, never changed (KM2023-4.4b)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="bound_standards")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="bindings")
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "standard"], name="planning_standard_bound_once")
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.standard}"
