"""Messages to people, and what still has to leave the house by SMS or e-mail."""

from django.db import models

from zhicheng.vault.fields import EncryptedText
from zhicheng.vault.ids import new_id


class Message(models.Model):
    """A message in the system to one account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.UUIDField(help_text="the account's id")
    subject = models.CharField(max_length=120)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["recipient", "-sent_at"], name="inbox_recipient")]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A message that must also leave the system."""

    class Channel(models.TextChoices):
        SMS = "sms", "短信"
        EMAIL = "email", "电子邮件"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = EncryptedText()
    queued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, help_text="not tried again before")
    failure = models.CharField(
        max_length=200, blank=True, default="", help_text="why it was not taken the last time"
    )
    urgent = models.BooleanField(default=True, help_text="somebody waits for it: it leaves in a rush too")

    class Meta:
        indexes = [
            models.Index(
                fields=["queued_at"], condition=models.Q(delivered_at__isnull=True), name="inbox_undelivered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.queued_at:%Y-%m-%d}"


class Silenced(models.Model):
    """An account whose person has died: nothing leaves the house for it any more."""

    recipient = models.UUIDField(primary_key=True, help_text="the account's id")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.recipient}"
