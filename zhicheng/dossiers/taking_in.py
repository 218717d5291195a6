"""What the worker does with a file that came in: scan, decode within limits, keep clean images as evidence."""

import datetime as dt
import logging
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.models import Arrival, Evidence
from zhicheng.files import direct, incoming, scanning, stores
from zhicheng.files.actions import keep_picture
from zhicheng.files.checks import FileRefused
from zhicheng.files.decoder import pictures, refusal
from zhicheng.files.models import StoredFile
from zhicheng.people.queries import hold
from zhicheng.trail import writing as trail

logger = logging.getLogger(__name__)

MOST_IMAGES = 300  # of one person
MOST_TRIES = 3  # a file over which the worker died so often is refused
STUCK = dt.timedelta(minutes=10)  # after which a waiting file is handed to the worker again
PAUSE = dt.timedelta(minutes=1)


def take_in(arrival_id: UUID) -> None:
    """Evidence from an arrival, whose row is gone; or the arrival refused. While scanner or store are away nothing."""
    arrival = Arrival.objects.select_related("incoming", "person").filter(pk=arrival_id, refused="").first()
    if arrival is None or arrival.incoming is None or not arrival.incoming.complete:
        return
    try:
        source = direct.bring(arrival.incoming)
        scanning.scan(source, arrival.name)
        if arrival.tries >= MOST_TRIES:
            raise refusal("heavy", arrival.name)
        Arrival.objects.filter(pk=arrival.pk).update(tries=F("tries") + 1)
        with pictures(source, arrival.name) as found:
            stored = [keep_picture(one) for one in found]
        _attach(arrival, stored)
        incoming.drop(arrival.incoming)
    except (scanning.ScannerAway, stores.StoreAway) as away:
        logger.warning("the virus scanner or the store does not answer: %s", away)
        Arrival.objects.filter(pk=arrival.pk).update(queued_at=clock.now() - STUCK + PAUSE)
    except FileNotFoundError:
        refuse(arrival, _("文件“%(name)s”没有收全，请重新上传。") % {"name": arrival.name})
    except FileRefused as error:
        refuse(arrival, error.message)


def refuse(arrival: Arrival, message: str) -> None:
    """The file is not taken: its bytes go, the reason stays for the applicant."""
    held = arrival.incoming
    Arrival.objects.filter(pk=arrival.pk).update(refused=message[:400], incoming=None)
    if held is not None:
        incoming.drop(held)


def stuck() -> list[Arrival]:
    """Files that wait longer than they should: the worker was ended, or the scanner was away."""
    return list(Arrival.objects.filter(refused="", queued_at__lt=clock.now() - STUCK))


def _attach(arrival: Arrival, stored: list[StoredFile]) -> None:
    """Evidence rows for the images of one file, in the place and under the title that was announced."""
    with transaction.atomic():
        hold(arrival.person_id)
        row = Arrival.objects.filter(pk=arrival.pk, refused="").first()
        if row is None:  # taken back, or taken in by another worker
            return
        there = set(Evidence.objects.filter(record_id=row.record_id).values_list("file_id", flat=True))
        fresh = [one for one in dict.fromkeys(stored) if one.sha256 not in there]
        if not fresh:
            raise FileRefused(_("文件“%(name)s”这条记录里已经有了，没有重复添加。") % {"name": arrival.name})
        if Evidence.objects.filter(person_id=arrival.person_id).count() + len(fresh) > MOST_IMAGES:
            raise FileRefused(
                _("文件“%(name)s”放不下了：每人最多%(most)d张图片，请先删除用不到的。")
                % {"name": arrival.name, "most": MOST_IMAGES}
            )
        for number, one in enumerate(fresh, start=1):
            title = (
                row.title
                if len(stored) == 1
                else _("%(title)s 第%(number)d页") % {"title": row.title, "number": number}
            )
            Evidence.objects.create(
                person_id=arrival.person_id, record_id=row.record_id, file=one, title=title, position=row.position,
                added_at=clock.now(),
            )  # fmt: skip
        facts = {"title": row.title, "files": [one.sha256 for one in fresh]}
        trail.write("add_evidence", "record", row.record_id, actor=arrival.person.account_id, facts=facts)
        row.delete()
