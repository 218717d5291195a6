"""The acts of a person on evidence: offer files whole or in pieces, turn, sort and remove images."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.refusals import actor_of
from zhicheng.dossiers.models import Arrival, Evidence, Record
from zhicheng.dossiers.taking_in import MOST_IMAGES, refuse, stuck
from zhicheng.dossiers.tasks import take_in
from zhicheng.files import direct, incoming
from zhicheng.files.actions import turned
from zhicheng.files.checks import FileRefused
from zhicheng.files.decoder import check_start
from zhicheng.files.models import Incoming
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import hold
from zhicheng.trail import writing as trail

TITLE_LIMIT = 110  # characters; the number of the image and of the page come behind


@dataclass(frozen=True)
class Offered:
    """What became of several files: those that wait for the worker, and why each other was refused."""

    arrivals: tuple[Arrival, ...]
    refused: tuple[str, ...]


def offer_evidence(
    record: Record, *, uploads: Sequence[File[bytes]], title: str, by: Account | None = None
) -> Offered:
    """Take files as evidence of a record, named by what they show (GUIDE-5.2.0); several are numbered.

    They are images once the worker has taken them in. A wrong one among several is refused alone.
    Errors: Refused without title or file, beyond 300 images.
    """
    title = checked_title(title)
    if not uploads:
        raise Refused(_("请选择图片。"), field="files", status=400)
    actor_of(record.person, by)
    _room_for(record.person, len(uploads))
    found: list[Incoming] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            check_start(upload, incoming.clean_name(upload.name or ""))
            found.append(incoming.receive(upload))
        except FileRefused as error:
            refused.append(error.message)
    arrivals = [_arrival(record, one, title, several=len(found) > 1) for one in found]
    for one in arrivals:
        _queue(one)
    return Offered(tuple(arrivals), tuple(refused))


def announce_evidence(
    record: Record, *, name: str, size: int, title: str, several: bool = False, by: Account | None = None
) -> Arrival:
    """A file that comes in pieces. `size`: bytes. Errors: Refused, FileRefused as offer_evidence."""
    title = checked_title(title)
    actor_of(record.person, by)
    _room_for(record.person, 1)
    return _arrival(record, incoming.begin(name, size), title, several=several)


def add_piece(arrival: Arrival, *, offset: int, piece: bytes) -> int:
    """Add a piece; how many bytes are here now. The last one hands the file to the worker.

    Errors: incoming.WrongOffset; FileRefused where the first bytes are of no kind that is taken.
    """
    assert arrival.incoming is not None
    if offset == 0 and piece:
        try:
            check_start(piece, arrival.name)
        except FileRefused as error:
            refuse(arrival, error.message)
            raise
    row = incoming.append(arrival.incoming, offset, piece)
    if row.complete and arrival.queued_at is None:
        _queue(arrival)
    return row.received


def finish_direct(arrival: Arrival) -> None:
    """All of the file lies in the store, where its sender put it; the worker takes it in. A second time nothing changes.

    Errors: direct.NotArrived, stores.StoreAway.
    """
    assert arrival.incoming is not None
    if not arrival.incoming.complete:
        direct.take_over(arrival.incoming)
    if arrival.queued_at is None:
        _queue(arrival)


def give_up_arrival(arrival: Arrival) -> None:
    """Take back a file that is not evidence yet, or put away the notice that it was refused. No official act."""
    held = arrival.incoming
    Arrival.objects.filter(pk=arrival.pk).delete()
    if held is not None:
        incoming.drop(held)


def hand_over_again() -> int:
    """Hand files to the worker again that wait too long: it was ended, or scanner or store were away; how many."""
    found = stuck()
    for one in found:
        _queue(one)
    return len(found)


def clear_abandoned() -> int:
    """Forget files that nobody went on sending; how many."""
    cleared = incoming.clear_abandoned() + direct.clear_expired()
    Arrival.objects.filter(incoming=None, refused="").delete()
    return cleared


@transaction.atomic
def turn_evidence(evidence: Evidence, *, by: Account | None = None) -> Evidence:
    """Turn an image a quarter to the right. Errors: Refused where the record holds the turned one already."""
    row = (
        Evidence.objects.select_for_update(of=("self",)).select_related("file", "person").get(pk=evidence.pk)
    )
    fresh = turned(row.file)
    if Evidence.objects.filter(record_id=row.record_id, file=fresh).exists():
        raise Refused(_("这条记录里已经有转好的这张图片。"))
    facts = {"title": row.title, "from": row.file_id, "to": fresh.sha256}
    row.file = fresh
    row.save(update_fields=["file"])
    trail.write("turn_evidence", "record", row.record_id, actor=actor_of(row.person, by), facts=facts)
    return row


@transaction.atomic
def move_evidence(evidence: Evidence, *, up: bool) -> None:
    """Swap an image with its neighbour; at the end nothing happens. Order is no official act."""
    hold(evidence.person_id)
    rows = list(Evidence.objects.filter(record_id=evidence.record_id))
    at = next((place for place, row in enumerate(rows) if row.pk == evidence.pk), None)
    if at is None:
        raise Refused(_("这张图片已经删除。"), status=404)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
        for place, row in enumerate(rows, start=1):
            row.position = place
        Evidence.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: Account | None = None) -> None:
    """Take an image off its record; snapshots of submitted applications keep theirs."""
    facts = {"title": evidence.title, "file": evidence.file_id}
    trail.write(
        "remove_evidence", "record", evidence.record_id, actor=actor_of(evidence.person, by), facts=facts
    )
    Evidence.objects.filter(pk=evidence.pk).delete()


def checked_title(title: str) -> str:
    """What the material shows, in one line. Errors: Refused where it is empty or too long."""
    title = " ".join(title.split())
    if not title:
        raise Refused(
            _("请填写材料名称，按内容命名，如“工程师资格证”。"),
            field="title",
            clause="GUIDE-5.2.0",
            status=400,
        )
    if len(title) > TITLE_LIMIT:
        raise Refused(_("材料名称最多%(limit)d字。") % {"limit": TITLE_LIMIT}, field="title", status=400)
    return title


def _room_for(person: Person, more: int) -> None:
    there = person.evidence.count() + person.arrivals.filter(refused="").count()
    if there + more > MOST_IMAGES:
        raise Refused(
            _("每人最多上传%(most)d张图片，请先删除用不到的。") % {"most": MOST_IMAGES},
            field="files",
            status=400,
        )


def _arrival(record: Record, held: Incoming, title: str, *, several: bool) -> Arrival:
    """The row of a file on its way; its title is numbered where there are or will be others of the name."""
    with transaction.atomic():
        hold(record.person_id)
        row = Record.objects.filter(pk=record.pk).first()
        if row is None:
            incoming.drop(held)
            raise Refused(_("这条记录已经删除。"), status=404)
        coming = row.arrivals.filter(refused="")
        there = [
            rows.aggregate(same=Count("pk", filter=Q(title__startswith=title)), last=Max("position"))
            for rows in (row.evidence, coming)
        ]
        number, last = sum(one["same"] for one in there), max(one["last"] or 0 for one in there)
        return Arrival.objects.create(
            person_id=row.person_id,
            record=row,
            incoming=held,
            name=held.name,
            title=f"{title}（{number + 1}）" if several or number else title,
            position=last + 1,
            added_at=clock.now(),
        )


def _queue(arrival: Arrival) -> None:
    with transaction.atomic():
        arrival.queued_at = clock.now()
        Arrival.objects.filter(pk=arrival.pk).update(queued_at=arrival.queued_at)
        transaction.on_commit(lambda: take_in.enqueue(str(arrival.pk)))
