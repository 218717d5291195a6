"""Send a message to an account; mark messages read."""

from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery, Message


def send(recipient: UUID, subject: str, body: str, *, link: str = "", mobile: str = "") -> Message:
    """Put a message into the inbox, with `mobile` also into the SMS outbox; part of the act's transaction."""
    at = clock.now()
    message = Message.objects.create(recipient=recipient, subject=subject, body=body, link=link, sent_at=at)
    if mobile:
        Delivery.objects.create(message=message, channel=Delivery.Channel.SMS, address=mobile, queued_at=at)
    return message


def mark_read(message: Message) -> None:
    """Note when the recipient first read it; a second time changes nothing."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(recipient: UUID) -> None:
    """Note that the account has read everything it was sent so far."""
    Message.objects.filter(recipient=recipient, read_at__isnull=True).update(read_at=clock.now())
