"""Messages on a case: what an office and the applicant write to each other, and an office's templates for it."""

from django.db import models
from django.db.models import Q

from zhicheng.applications.models import Application
from zhicheng.inbox.models import Message
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.vault.ids import new_id
from zhicheng.vetting.models.stations import Decision

SUBJECT, BODY, BY_SMS = 60, 1000, 300  # characters
EVENTS = [*Decision.Outcome.choices, ("by_hand", "随时留言")]


class MessageTemplate(models.Model):
    """What an office writes after one of its decisions, or offers when somebody writes: text with placeholders."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="message_templates")
    event = models.CharField(max_length=12, choices=EVENTS)
    subject = models.CharField(max_length=SUBJECT)
    body = models.TextField()
    by_sms = models.BooleanField(default=False)
    by_email = models.BooleanField(default=False)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["event"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "event"], name="vetting_one_template_an_event"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="vetting_template_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.subject}"


class CaseMessage(models.Model):
    """One message: the applicant's, sent as it is written, or the office's, a draft until somebody has sent it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(
        max_length=12, choices=Membership.Role.choices, help_text="as what the office has the case"
    )
    from_applicant = models.BooleanField(default=False)
    event = models.CharField(max_length=12, choices=EVENTS, default="by_hand")
    subject = models.CharField(max_length=SUBJECT)
    body = models.TextField()
    by_sms = models.BooleanField(default=False)
    by_email = models.BooleanField(default=False)
    to_unit = models.BooleanField(default=False, help_text="the unit's officers are told too")
    revision = models.PositiveIntegerField(
        default=1, help_text="of the draft: what was looked through is what is sent"
    )
    written_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True, help_text="by the office, of the applicant's")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]
        indexes = [
            models.Index(
                fields=["organisation", "role", "written_at"],
                condition=Q(from_applicant=False, sent_at__isnull=True, dropped_at__isnull=True),
                name="vetting_drafts_of",
            ),
            models.Index(
                fields=["organisation", "role", "sent_at"],
                condition=Q(from_applicant=True, read_at__isnull=True),
                name="vetting_unread_of",
            ),
            models.Index(
                fields=["organisation", "role", "-sent_at"],
                condition=Q(sent_at__isnull=False),
                name="vetting_sent_by",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""), name="vetting_message_says_something"
            ),
            models.CheckConstraint(
                condition=Q(from_applicant=True, sent_at__isnull=False, message__isnull=True)
                | Q(from_applicant=False, sent_at__isnull=True, message__isnull=True)
                | Q(from_applicant=False, sent_at__isnull=False, message__isnull=False),
                name="vetting_message_sent_is_in_inbox",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="vetting_message_sent_or_dropped",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
