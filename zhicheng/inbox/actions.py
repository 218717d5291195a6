"""Send a message to an account; mark messages read."""

from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery, Message, Silenced
from zhicheng.inbox.outbox import ATTEMPTS


def send(
    recipient: UUID,
    subject: str,
    body: str,
    *,
    link: str = "",
    mobile: str = "",
    email: str = "",
    urgent: bool = True,
) -> Message:
    """Put a message into the inbox, with `mobile` and `email` also into the outbox; part of the act's transaction.

    `urgent`: somebody waits for it, so that it leaves in the last hours of a window too. For a silenced account
    nothing leaves.
    """
    at = clock.now()
    message = Message.objects.create(recipient=recipient, subject=subject, body=body, link=link, sent_at=at)
    silent = bool(mobile or email) and Silenced.objects.filter(pk=recipient).exists()
    for channel, address in ((Delivery.Channel.SMS, mobile), (Delivery.Channel.EMAIL, email)):
        if address and not silent:
            Delivery.objects.create(
                message=message, channel=channel, address=address, queued_at=at, urgent=urgent
            )
    return message


def silence(recipient: UUID) -> None:
    """Let nothing leave for the account any more, also what waits; part of the act's transaction."""
    Silenced.objects.get_or_create(recipient=recipient, defaults={"since": clock.now()})
    Delivery.objects.filter(message__recipient=recipient, delivered_at__isnull=True).delete()


def mark_read(message: Message) -> None:
    """Note when the recipient first read it; a second time changes nothing."""
    Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=clock.now())


def mark_all_read(recipient: UUID) -> None:
    """Note that the account has read everything it was sent so far."""
    Message.objects.filter(recipient=recipient, read_at__isnull=True).update(read_at=clock.now())


def try_again(delivery: Delivery) -> bool:
    """Queue a delivery anew that was given up after all its attempts; False where it was not."""
    rows = Delivery.objects.filter(pk=delivery.pk, delivered_at__isnull=True, attempts__gte=ATTEMPTS)
    return bool(rows.update(attempts=0, next_at=None, queued_at=clock.now()))
