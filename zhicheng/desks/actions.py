"""Acts of a desk: ask for its list as a file."""

from django.db import transaction
from django.http import QueryDict

from zhicheng.almanac import clock
from zhicheng.desks import officer
from zhicheng.desks.list_files import is_waiting
from zhicheng.desks.models import ListFile
from zhicheng.desks.tasks import make_list
from zhicheng.people.models import Account, Membership
from zhicheng.trail.writing import write


@transaction.atomic
def ask_list(seat: Membership, asked: QueryDict, by: Account) -> ListFile:
    """Ask for what the list shows; while the same is being made, that one."""
    Membership.objects.select_for_update(no_key=True, of=("self",)).get(pk=seat.pk)
    query = officer.query_of(seat, asked)
    same = ListFile.objects.filter(account=by, membership=seat, query=query)
    found = next((one for one in same if is_waiting(one)), None)
    if found is not None:
        return found
    row = ListFile.objects.create(account=by, membership=seat, query=query, asked_at=clock.now())
    write(
        "ask_list",
        "membership",
        seat.pk,
        actor=by.id,
        organisation=seat.organisation_id,
        facts={"query": query},
    )
    make_list.enqueue(str(row.pk))
    return row
