"""Read an account's messages."""

import datetime as dt
from uuid import UUID

from django.db.models import IntegerField, Q, QuerySet, Subquery

from zhicheng.inbox.models import Message

MOST_COUNTED = 100


def messages_to(recipient: UUID) -> QuerySet[Message]:
    """The account's messages, newest first."""
    return Message.objects.filter(recipient=recipient).order_by("-sent_at", "-id")


class Unread(Subquery):
    """In any query: how many messages the account has not read, counted to 100 at most."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()

    def __init__(self, recipient: UUID) -> None:
        rows = Message.objects.filter(recipient=recipient, read_at__isnull=True)
        super().__init__(rows.values("pk")[:MOST_COUNTED])


def place_of(recipient: UUID, message_id: str) -> tuple[dt.datetime, UUID] | None:
    """Where in the list the account's message with this id stands; None for anything else."""
    try:
        wanted = UUID(message_id)
    except ValueError:
        return None
    return Message.objects.filter(recipient=recipient, pk=wanted).values_list("sent_at", "id").first()


def older_than(rows: QuerySet[Message], place: tuple[dt.datetime, UUID]) -> QuerySet[Message]:
    """The rows after this place in the list."""
    sent_at, last = place
    return rows.filter(Q(sent_at__lt=sent_at) | Q(sent_at=sent_at, pk__lt=last))
