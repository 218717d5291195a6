"""What a reader opens of a file, and for how long. It is no official act, so the trail does not tell of it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.meeting import papers
from zhicheng.meeting.models import Look, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.away import must_be_here

BEAT = dt.timedelta(
    seconds=20
)  # the most that one sign of life counts for; look.js gives one every 15 seconds


@transaction.atomic
def keep_look(reading: Reading, item: str, by: Account, *, still: bool) -> Look:
    """The reader has opened a section or a proof, or (`still`) has it in sight since the last sign of life.

    The time that passed is the server's, so a page cannot claim more than went by. Errors: Refused.
    """
    if reading.seat.expert.account_id != by.id or reading.handed_in_at is not None:
        raise Refused(_("这份材料没有分配给您审阅。"), status=404)
    if reading.application.session_id is not None:
        must_be_here(reading.application.session_id)
    proof = not papers.is_section(reading.application, item)
    if proof and papers.file_of(reading.application, item) is None:
        raise Refused(_("这份材料里没有这一项。"), status=404)
    now = clock.now()
    facts = {"person_id": reading.application.person_id, "proof": proof, "first_at": now, "seen_at": now}
    row, created = Look.objects.select_for_update().get_or_create(
        application_id=reading.application_id, seat_id=reading.seat_id, item=item, defaults=facts
    )
    if created:
        return row
    if still:
        row.seconds += round(max(min(now - row.seen_at, BEAT), dt.timedelta()).total_seconds())
    else:
        row.times += 1
    row.seen_at = now
    row.save(update_fields=["times", "seconds", "seen_at"])
    return row
