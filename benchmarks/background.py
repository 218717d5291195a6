"""What the worker does for a desk, measured in this process: a batch passed, a list as an Excel file."""

import json
import resource
import time
from collections import Counter

from django.db.models import Count

from benchmarks.visitors import NOW, busiest_office, set_clock
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import LATER_STATIONS, State
from zhicheng.desks import list_files
from zhicheng.desks.models import ListFile
from zhicheng.people.models import Membership
from zhicheng.people.second_factor import demo_code
from zhicheng.vetting import batching
from zhicheng.vetting.access import role_at
from zhicheng.vetting.actions import prepare_batch, start_batch
from zhicheng.vetting.actions.batches import MOST
from zhicheng.vetting.models import Batch


def main(arguments: list[str]) -> int:
    """One JSON object: seconds, the most memory of the process (MB), and what came of each case or line."""
    set_clock(NOW)
    act = {"batch": _batch, "list": _list}[arguments[0]]
    made, seconds = act()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**made, "seconds": round(seconds, 1), "memory_mb": round(memory, 1)}))
    return 0


def _batch() -> tuple[dict[str, int], float]:
    """The fullest desk of a station passes as many as a batch takes."""
    waiting = Application.objects.filter(state__in=LATER_STATIONS)
    desk = waiting.order_by().values("holder", "state").annotate(many=Count("pk")).order_by("-many")[0]
    rows = waiting.filter(holder=desk["holder"], state=desk["state"]).order_by("pk")
    station = rows[0].stations.filter(organisation=desk["holder"], passed_at__isnull=True)[0]
    seat = Membership.objects.select_related("account", "organisation").filter(
        organisation=desk["holder"], role=role_at(station.name)
    )[0]
    batch = prepare_batch(seat, Batch.Act.PASS, dict.fromkeys(rows.values_list("pk", flat=True)[:MOST]))
    start_batch(batch, seat.account, opinion="同意", code=demo_code(seat.account) or "")
    started = time.perf_counter()
    batching.carry_out(batch.pk)
    seconds = time.perf_counter() - started
    return dict(Counter(batch.cases.values_list("outcome", flat=True))), seconds


def _list() -> tuple[dict[str, int], float]:
    """A desk that has all applications: as many lines as a file takes."""
    seat = busiest_office()
    Application.objects.update(holder=seat.organisation, state=State.ACCEPTED, ended_at=None)
    row = ListFile.objects.create(
        account=seat.account, membership=seat, query="tab=qualification", asked_at=clock.now()
    )
    started = time.perf_counter()
    list_files.make(row.pk)
    seconds = time.perf_counter() - started
    row.refresh_from_db()
    return {"lines": row.lines or 0, "bytes": list_files.path_of(row).stat().st_size}, seconds
