"""Which scans are read next: first what an auditor will open, by the order of the modules, then what is being prepared."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION
from zhicheng.dossiers.models import Evidence
from zhicheng.dossiers.modules import MODULES
from zhicheng.files import reading
from zhicheng.files.models import Reading
from zhicheng.files.tasks import read_image

AT_ONCE = 20  # images that wait in the queue at most, so that a later one of higher priority is soon read


def queue_scans() -> int:
    """Hand the next scans to the worker, within the day's budget; how many."""
    if not reading.is_on():
        return 0
    old = clock.now() - reading.FORGOTTEN
    waiting = Reading.objects.filter(read_at=None, queued_at__gte=old).count()
    room = min(AT_ONCE - waiting, reading.budget_left())
    if room <= 0:
        return 0
    fresh = reading.queue(next_scans(room))
    for sha256 in fresh:
        read_image.enqueue(sha256)
    return len(fresh)


def next_scans(many: int) -> list[str]:
    """The hashes of the images that come next."""
    forgotten = Q(
        file__reading__read_at=None,
        file__reading__queued_at__lt=clock.now() - reading.FORGOTTEN,
        file__reading__tries__lt=reading.MOST_TRIES,
    )
    audited = Application.objects.filter(person=OuterRef("person"), state__in=AT_STATION)
    order = Case(
        *(When(record__module=module.key, then=Value(at)) for at, module in enumerate(MODULES)),
        output_field=IntegerField(),
    )
    rows = (
        Evidence.objects.filter(Q(file__reading=None) | forgotten, file__media_type="image/jpeg")
        .annotate(audited=Exists(audited), place=order)
        .order_by("-audited", "place", "added_at", "id")
        .values_list("file_id", flat=True)
    )
    return list(dict.fromkeys(rows[: many * 2]))[:many]
