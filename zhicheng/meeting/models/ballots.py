"""Key, ballots, openings. Who voted is kept; what was chosen is nowhere in clear."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class BallotKey(models.Model):
    """The key of a session's ballots, made by three trustees in their browsers; the server sees public parts only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="ballot_keys")
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    public_key = models.CharField(max_length=64, blank=True, help_text="hexadecimal; set once all confirmed")
    made_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    abandoned_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(abandoned_at__isnull=True), name="meeting_one_key_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, public_key="")
                | (Q(made_at__isnull=False) & ~Q(public_key="")),
                name="meeting_key_made",
            ),
            models.CheckConstraint(
                condition=Q(abandoned_at__isnull=True) | ~Q(abandoned_why=""),
                name="meeting_key_abandoned_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}表决密钥"


class Trustee(models.Model):
    """One of the three who hold a share: three roles, three people, three organisations; their public messages."""

    class Role(models.TextChoices):
        CHAIR = "chair", "主任委员"
        SUPERVISOR = "supervisor", "监督人员"
        APPOINTEE = "appointee", "组建单位指定人员"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(BallotKey, on_delete=models.PROTECT, related_name="trustees")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=120)
    deal = models.TextField(blank=True)
    shares = models.TextField(blank=True, help_text="for the other two, readable by them alone")
    confirmation = models.TextField(blank=True)
    lost_at = models.DateTimeField(null=True)
    lost_why = models.CharField(max_length=200, blank=True)
    destroyed_at = models.DateTimeField(null=True, help_text="the holder has destroyed file and copies")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["key", "position"], name="meeting_trustee_place"),
            models.UniqueConstraint(fields=["key", "role"], name="meeting_trustee_roles"),
            models.UniqueConstraint(fields=["key", "account"], name="meeting_trustee_people"),
            models.UniqueConstraint(fields=["key", "organisation"], name="meeting_trustee_organisations"),
            models.CheckConstraint(condition=Q(position__in=[1, 2, 3]), name="meeting_trustee_of_three"),
            models.CheckConstraint(
                condition=(Q(shares="") | ~Q(deal="")) & (Q(confirmation="") | ~Q(shares="")),
                name="meeting_trustee_in_turn",
            ),
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True) | ~Q(lost_why=""), name="meeting_share_lost_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.account}"


class Ballot(models.Model):
    """The secret ballot on one application: voting ends, two trustees open the sums, the result is known.

    A repeated ballot has a row of its own with the next round; what stood before is kept in an Annulment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="ballot")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(
        BallotKey, on_delete=models.PROTECT, null=True, related_name="ballots",
        help_text="none: counted before ballots were sealed in the browser",
    )  # fmt: skip
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    members = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField(help_text="present and not recused when it was opened")
    ended_at = models.DateTimeField(
        null=True, help_text="nobody votes any more; the sums wait for two trustees"
    )
    closed_at = models.DateTimeField(null=True, help_text="counted")
    agree = models.PositiveSmallIntegerField(null=True)
    against = models.PositiveSmallIntegerField(null=True)
    abstain = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    rule = models.JSONField(
        default=dict, help_text="quorum and threshold that were applied, with their sources"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, agree__isnull=True, passed__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    agree__isnull=False,
                    against__isnull=False,
                    abstain__isnull=False,
                    passed__isnull=False,
                ),
                name="meeting_closed_with_count",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(ended_at__isnull=False) | Q(key__isnull=True),
                name="meeting_counted_after_ending",
            ),
            models.CheckConstraint(condition=Q(present__lte=F("members")), name="meeting_present"),
            models.CheckConstraint(condition=Q(round__gte=1), name="meeting_rounds_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application}的表决"


class VoterMark(models.Model):
    """An expert has voted in a ballot: the sealed choice. No time and no order, so that nothing else is told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="marks")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="marks")
    sealed = models.TextField(blank=True, help_text="docs/formats/tally.md; empty on ballots without a key")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="meeting_vote_once")]

    def __str__(self) -> str:
        return f"{self.seat}已投票"


class Opening(models.Model):
    """A trustee's partial decryption of a ballot's sums, with its proof."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="openings")
    trustee = models.ForeignKey(Trustee, on_delete=models.PROTECT, related_name="openings")
    part = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "trustee"], name="meeting_opening_once"),
            models.CheckConstraint(condition=~Q(part=""), name="meeting_opening_says"),
        ]

    def __str__(self) -> str:
        return f"{self.trustee}开票"


class Annulment(models.Model):
    """The chair has a ballot repeated: why, and the ballot as it stood with all sealed choices."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="annulments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    record = models.JSONField(help_text="the ballot as in the tally file")

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["application", "round"], name="meeting_annulled_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="meeting_annulled_why"),
        ]

    def __str__(self) -> str:
        return f"{self.application}第{self.round}次表决作废"
