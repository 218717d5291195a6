"""Make the package of a session in the background: a ZIP in the layout of archives/bag.py."""

import datetime as dt
import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.outcomes.archive_parts import Part, contents, parts_of
from zhicheng.outcomes.archives import bag
from zhicheng.outcomes.archives.verifier import FORMAT, KIND, SESSION
from zhicheng.outcomes.models import Archive
from zhicheng.planning.models import Session
from zhicheng.planning.queries import sessions
from zhicheng.trail.writing import write

KEPT = dt.timedelta(days=30)  # the ZIP; the row stays for good
STEP = 5  # files between two words on the progress


def path_of(archive_id: UUID) -> Path:
    """Where the finished ZIP lies."""
    return Path(settings.EXPORTS_ROOT) / "sessions" / f"{archive_id}.zip"


def is_there(archive: Archive) -> bool:
    """Whether the ZIP can be fetched."""
    fresh = archive.finished_at is not None and archive.asked_at > clock.now() - KEPT
    return fresh and path_of(archive.pk).exists()


def make(archive_id: UUID) -> None:
    """Make the package that was asked for; nothing where it is there or was given up.

    The ZIP lies under its name only when it is whole; a crash leaves no finished row.
    """
    row = Archive.objects.filter(pk=archive_id, finished_at__isnull=True, failed_at__isnull=True).first()
    if row is None:
        return
    clear_old()
    target = path_of(row.pk)
    part = target.with_suffix(".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        fingerprint = _pack(part, row)
        part.chmod(0o600)
        size = part.stat().st_size
        with transaction.atomic():
            write("make_archive", "session", row.session_id, actor=None, facts={"fingerprint": fingerprint})
            Archive.objects.filter(pk=row.pk).update(
                done=row.total, finished_at=clock.now(), size=size, fingerprint=fingerprint
            )
            part.replace(target)
    except Exception:
        for path in (part, target):
            path.unlink(missing_ok=True)
        Archive.objects.filter(pk=row.pk, finished_at__isnull=True).update(failed_at=clock.now())
        raise


def clear_old() -> int:
    """Remove packages that nobody can fetch any more; how many."""
    there = {
        str(one)
        for one in Archive.objects.filter(asked_at__gte=clock.now() - KEPT).values_list("pk", flat=True)
    }
    old = [path for path in path_of(UUID(int=0)).parent.glob("*.zip") if path.stem not in there]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _pack(path: Path, row: Archive) -> str:
    """Write the ZIP; the package's digest."""
    session = sessions().get(pk=row.session_id)
    parts = parts_of(session)
    row.total = len(parts) + 1
    Archive.objects.filter(pk=row.pk).update(total=row.total)
    folder, hashes, size = name_of(session), dict[str, str](), 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for number, one in enumerate([*parts, _index(parts)], start=1):
            content = one.make()
            book.writestr(f"{folder}/{one.path}", content)
            hashes[one.path] = hashlib.sha256(content).hexdigest()
            size += len(content)
            if number % STEP == 0:
                Archive.objects.filter(pk=row.pk).update(done=number)
        tags = bag.tag_files(hashes, size, _info(session, row))
        for name, content in tags.items():
            book.writestr(f"{folder}/{name}", content)
    return hashlib.sha256(tags[bag.TAG_MANIFEST]).hexdigest()


def name_of(session: Session) -> str:
    """The package's own folder, in plain ASCII."""
    return f"zhicheng-{session.year}-{session.committee.code}"


def _index(parts: Sequence[Part]) -> Part:
    return Part("data/contents.csv", "", lambda: contents(parts))


def _info(session: Session, row: Archive) -> dict[str, str]:
    """What bag-info.txt says besides the payload's size."""
    return {
        "Source-Organization": session.committee.organiser.name,
        "External-Description": str(session),
        SESSION: str(session.pk),
        "Internal-Sender-Identifier": str(row.pk),
        "Bagging-Date": clock.in_china(row.asked_at).date().isoformat(),
        "Bag-Software-Agent": "zhicheng",
        KIND: FORMAT,
    }
