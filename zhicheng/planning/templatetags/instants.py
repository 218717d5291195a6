"""The four instants of a session, for pages."""

import datetime as dt

from django import template

from zhicheng.planning.instants import instants_of
from zhicheng.planning.models import Session

register = template.Library()


@register.filter
def instants(session: Session) -> list[tuple[str, dt.datetime]]:
    """What, and until when."""
    return instants_of(session)
