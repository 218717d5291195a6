"""The expert pool, avoidance, and the one recorded draw of a session."""

from django.db import models
from django.db.models import F, Q

from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Expert(models.Model):
    """A member of the pool: invited by an office, drawn once the expert has confirmed, within the term."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="expert")
    name = models.CharField(max_length=60)
    series = models.CharField(max_length=30)
    profession = models.CharField(max_length=60)
    level = models.CharField(max_length=10)
    title = models.CharField(max_length=40)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="experts")
    unit_name = models.CharField(max_length=120)
    past_units = models.JSONField(default=list, help_text="names of the units where the expert worked before")
    private_enterprise = models.BooleanField(default=False)
    region = models.CharField(max_length=60, blank=True)
    training = models.CharField(
        max_length=200, blank=True, help_text="what training the expert had, and when"
    )
    mobile = EncryptedText(blank=True, default="")
    works = EncryptedText(
        blank=True, default="", help_text="own projects, papers, awards, patents: title or number, one a line"
    )
    students = EncryptedText(blank=True, default="", help_text="name（unit or school）, one a line")
    relatives = EncryptedText(blank=True, default="", help_text="name（unit）, one a line")
    term_from = models.DateField()
    term_until = models.DateField(help_text="the term's last day")
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    invited_at = models.DateTimeField(help_text="asked to confirm, for this term")
    answered_at = models.DateTimeField(null=True, help_text="when the expert confirmed or declined")
    declined_why = models.CharField(
        max_length=200, blank=True, help_text="why the expert declined; else empty"
    )

    class Meta:
        indexes = [models.Index(fields=["series", "active"], name="experts_pool")]
        constraints = [
            models.CheckConstraint(condition=Q(term_from__lte=F("term_until")), name="experts_term_in_order"),
            models.CheckConstraint(
                condition=Q(declined_why="") | Q(answered_at__isnull=False), name="experts_declined_is_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def confirmed(self) -> bool:
        """Whether the expert has agreed to serve for this term."""
        return self.answered_at is not None and not self.declined_why


class Leave(models.Model):
    """An expert cannot be drawn for a meeting that begins on one of these days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="leaves")
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200)
    told_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["first", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="experts_leave_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="experts_leave_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.first}—{self.last}"


class PoolImport(models.Model):
    """Experts read from an Excel file, looked over by the office before they enter the pool; taken at most once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="pool_imports")
    rows = EncryptedText(help_text="JSON: a list of what enrol_expert takes")
    many = models.PositiveSmallIntegerField()
    prepared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"导入{self.many}名专家"


class Avoidance(models.Model):
    """An expert must keep away from an applicant: declared by the expert, or found by the office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="avoidances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    declared_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "person"], name="experts_avoidance_once")]

    def __str__(self) -> str:
        return self.reason


class Clue(models.Model):
    """回避线索: a possible relation between expert and applicant; an officer finds out and decides, with a reason."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", "待核实"
        AWAY = "away", "应当回避"
        UNRELATED = "unrelated", "没有关系"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="clues")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=400, help_text="what the data show")
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was decided so")
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "person", "words"], name="experts_clue_once"),
            models.CheckConstraint(
                condition=Q(outcome="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | (
                    ~Q(outcome="waiting")
                    & ~Q(reason="")
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="experts_clue_decided_why",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Draw(models.Model):
    """A draw of a session: the roster frozen, three numbers, one computed order. One stands; cancelled ones are kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="draws")
    roster = models.JSONField(
        help_text="draw.Line an expert: commitment, private, unit, avoid; by commitment"
    )
    openings = models.JSONField(
        default=list, help_text="what each commitment hides: salt, expert, name, unit, …; in order"
    )
    roster_hash = models.CharField(max_length=64, help_text="SHA-256 over roster and constraints")
    seats = models.PositiveSmallIntegerField()
    stand_ins = models.PositiveSmallIntegerField()
    private_least = models.PositiveSmallIntegerField(default=0)
    unit_most = models.PositiveSmallIntegerField(default=0, help_text="members of one unit; 0: any number")
    professions = models.JSONField(
        null=True, help_text="[{name, least}] of the members; null: a draw by the first format, without them"
    )
    supervisor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    cancelled_before = models.JSONField(
        default=list, help_text="the session's cancelled draws as frozen with this one: records.cancelled"
    )
    deposit_key = models.CharField(
        max_length=64, blank=True, help_text="the supervisor's public key, to which deposits are sealed"
    )
    seed = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 over roster hash and the three numbers"
    )
    drawn_at = models.DateTimeField(null=True)
    record = models.JSONField(default=dict, help_text="the published content, as drawn: docs/formats/draw.md")
    result_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the record; signed")
    supervisor_signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    left_out = models.JSONField(
        default=list,
        help_text="who of the pool may not be drawn, and why, when it was opened: expert, reason",
    )
    cancel_reason = models.CharField(max_length=200, blank=True, help_text="why the office asks to cancel it")
    cancel_asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True)
    cancel_signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, null=True, related_name="+", help_text="a supervisor agrees"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(cancelled_at__isnull=True), name="experts_one_draw_stands"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | (Q(drawn_at__isnull=True, cancel_signature__isnull=False) & ~Q(cancel_reason="")),
                name="experts_cancelled_before_drawn",
            ),
            models.CheckConstraint(
                condition=Q(seats__in=list(range(3, 100, 2))), name="experts_odd_committee"
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, seed="") | (Q(drawn_at__isnull=False) & ~Q(seed="")),
                name="experts_drawn_with_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}评审专家抽取"


class DrawerShare(models.Model):
    """One of the three drawers: the commitment, the sealed deposit, the number, last the signature."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="shares")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    salt = models.CharField(max_length=32, help_text="with which the commitment hides the number")
    commitment = models.CharField(max_length=64, blank=True)
    deposit = models.CharField(max_length=96, blank=True, help_text="the number, sealed to the supervisor")
    deposit_checked = models.BooleanField(
        default=False, help_text="the supervisor has opened it and it holds"
    )
    number = models.CharField(max_length=32, blank=True)
    opened_why = models.CharField(
        max_length=200, blank=True, help_text="why the supervisor opened the deposit; else revealed"
    )
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, null=True, related_name="+")
    refused_why = models.CharField(
        max_length=200, blank=True, help_text="why the result goes without this signature; else empty"
    )
    refused_at = models.DateTimeField(null=True)
    refusal_signature = models.ForeignKey(
        Signature,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the supervisor records it",
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refused_why="", refused_at__isnull=True, refusal_signature__isnull=True)
                | (
                    ~Q(refused_why="")
                    & Q(refused_at__isnull=False, refusal_signature__isnull=False, signature__isnull=True)
                ),
                name="experts_refused_whole",
            ),
            models.UniqueConstraint(
                fields=["draw"], condition=~Q(refused_why=""), name="experts_one_refusal"
            ),
            models.UniqueConstraint(fields=["draw", "position"], name="experts_three_positions"),
            models.UniqueConstraint(fields=["draw", "account"], name="experts_three_people"),
            models.CheckConstraint(condition=Q(position__in=[1, 2, 3]), name="experts_position"),
            models.CheckConstraint(
                condition=Q(deposit="", deposit_checked=False) | (~Q(deposit="") & ~Q(commitment="")),
                name="experts_promised_then_deposited",
            ),
            models.CheckConstraint(
                condition=Q(number="", opened_why="") | (~Q(number="") & Q(deposit_checked=True)),
                name="experts_deposited_then_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"抽取人员{self.position}"


class Seat(models.Model):
    """An expert's place in the drawn order."""

    class Status(models.TextChoices):
        MEMBER = "member", "评委"
        STAND_IN = "stand_in", "候补"
        SKIPPED = "skipped", "跳过"
        WITHDRAWN = "withdrawn", "退出"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="drawn")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=200, blank=True)
    chair = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="experts_seat_order"),
            models.UniqueConstraint(fields=["draw", "expert"], name="experts_seat_once"),
            models.UniqueConstraint(fields=["draw"], condition=Q(chair=True), name="experts_one_chair"),
            models.CheckConstraint(
                condition=~Q(status="skipped") | ~Q(reason=""), name="experts_skipped_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_status_display()}"

    @property
    def as_drawn(self) -> str:
        """The status that the draw gave it, whatever came later. With withdrawal and stepped_in loaded."""
        if getattr(self, "stepped_in", None) is not None:
            return self.Status.STAND_IN
        withdrawal: Withdrawal | None = getattr(self, "withdrawal", None)
        return withdrawal.was if withdrawal is not None else self.status


class Withdrawal(models.Model):
    """A member or stand-in cannot take part; the next lawful stand-in in the drawn order takes a member's seat."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="withdrawal")
    was = models.CharField(max_length=10, choices=Seat.Status.choices)
    successor = models.OneToOneField(Seat, on_delete=models.PROTECT, null=True, related_name="stepped_in")
    passed = models.JSONField(
        default=list, help_text="stand-ins passed over, in order: seat, reason (replacing.withdraw_seat)"
    )
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="experts_withdrawn_why"),
            models.CheckConstraint(
                condition=Q(was="member", successor__isnull=False)
                | Q(was="stand_in", successor__isnull=True),
                name="experts_member_is_replaced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}退出"
