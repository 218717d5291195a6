"""评审会议通知: when and where the committee meets, sent to its members."""

from django.db import models
from django.db.models import Q

from zhicheng.people.models import Account, Organisation
from zhicheng.planning.models import Session
from zhicheng.signatures.models import Signature
from zhicheng.vault.ids import new_id


class MeetingNotice(models.Model):
    """The notice that calls the drawn members to the meeting; a newer one replaces it, none is changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="meeting_notices")
    number = models.CharField(max_length=60, blank=True, help_text="文号, where the organiser gives one")
    begins_at = models.DateTimeField(help_text="on the meeting's first day")
    place = models.CharField(max_length=120)
    demands = models.TextField(blank=True, help_text="what members are to bring and to know")
    contact = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["issued_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(replaced_at__isnull=True), name="meeting_one_notice_stands"
            ),
            models.CheckConstraint(condition=~Q(place="") & ~Q(contact=""), name="meeting_notice_says_where"),
        ]

    def __str__(self) -> str:
        return f"{self.session}评审会议通知"
