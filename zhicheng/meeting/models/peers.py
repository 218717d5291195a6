"""同行专家组 (专业组): members of the committee by profession, who tell the meeting what they think in writing."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.people.models import Account, Person
from zhicheng.planning.models import Session
from zhicheng.vault.ids import new_id


class PeerGroup(models.Model):
    """A group of at least three members with a leader, for the applicants of some professions (order 40)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="peer_groups")
    name = models.CharField(max_length=40)
    professions = models.JSONField(help_text="names of professions; each in one group of a session")
    leader = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="led_groups")
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="meeting_peers_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="meeting_peers_named"),
        ]

    def __str__(self) -> str:
        return self.name


class PeerSeat(models.Model):
    """A member in a group: in one at most."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(PeerGroup, on_delete=models.PROTECT, related_name="seats")
    seat = models.OneToOneField(Seat, on_delete=models.PROTECT, related_name="peers")

    class Meta:
        ordering = ["seat__position"]

    def __str__(self) -> str:
        return f"{self.group} {self.seat_id}"


class PeerOpinion(models.Model):
    """The group's written opinion on an applicant; a draft until it is handed in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="peer_opinion")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(PeerGroup, on_delete=models.PROTECT, related_name="opinions")
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    members = models.PositiveSmallIntegerField(
        default=0, help_text="of the group that need not keep away, when it was handed in"
    )
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | (~Q(words="") & Q(members__gte=1)),
                name="meeting_peers_say",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}对{self.application}的意见"
