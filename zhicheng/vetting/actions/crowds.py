"""Count what waits on crowded desks, so that no page has to."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.vetting.models import DeskCount

EXACT = 1000  # up to here each page counts for itself
EVERY = dt.timedelta(minutes=5)
OWN_STATES = (
    State.AUDITED,
    State.RETURNED,
    State.RESET,
    State.CORRECTING,
)  # of a unit's people, not on its desk


def count_crowds() -> int:
    """Count anew, every few minutes, the applications of each organisation that has more than a thousand.

    The fullest desk is kept even where it has fewer: it tells when the last count was. How many desks were counted.
    """
    at = clock.now()
    if DeskCount.objects.filter(counted_at__gt=at - EVERY, counted_at__lte=at).exists():
        return 0
    found: dict[UUID, DeskCount] = {}
    held = Application.objects.filter(holder__isnull=False).values_list("holder", "state")
    own = Application.objects.filter(state__in=OWN_STATES).values_list("unit", "state")
    for name, rows in (("held", held), ("own", own)):
        for whose, state, many in rows.annotate(many=Count("pk")).order_by():
            row = found.setdefault(
                whose, DeskCount(organisation_id=whose, held={}, own={}, total=0, counted_at=at)
            )
            getattr(row, name)[state] = many
            row.total += many
    by_size = sorted(found.values(), key=lambda one: (-one.total, one.pk))
    crowded = [row for at_place, row in enumerate(by_size) if at_place == 0 or row.total > EXACT]
    with transaction.atomic():
        DeskCount.objects.all().delete()
        DeskCount.objects.bulk_create(crowded)
    return len(crowded)
