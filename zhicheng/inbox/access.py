"""Load a message for its recipient; strangers get 404."""

from typing import Any
from uuid import UUID

from django.http import Http404

from zhicheng.inbox.models import Message


def get_message_for_recipient(user: Any, message_id: UUID) -> Message:
    """The message, if it was sent to `user`. Errors: Http404."""
    message = Message.objects.filter(pk=message_id, recipient=user.pk).first()
    if message is None:
        raise Http404
    return message
