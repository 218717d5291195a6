"""Make the file of everything that a person has here: dossier, evidence, every application (D-44)."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.archive import put
from zhicheng.applications.material import content_now
from zhicheng.applications.models import Application
from zhicheng.applications.packing import Pack
from zhicheng.dossiers.models import Evidence, Export, Qualification, Record
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.qualifying import FACTS, told
from zhicheng.dossiers.workbook import workbook
from zhicheng.ui.templatetags.ui import kept_words

KEPT = dt.timedelta(days=7)
STEP = 10  # files between two words on the progress


def path_of(export_id: UUID) -> Path:
    """Where the finished file lies."""
    return Path(settings.EXPORTS_ROOT) / f"{export_id}.zip"


def make(export_id: UUID) -> None:
    """Make the file that was asked for; nothing where another was asked for since, or it is there.

    It lies under its name only when it is whole; a crash leaves no finished row.
    """
    export = Export.objects.select_related("person").filter(pk=export_id, finished_at__isnull=True).first()
    if export is None:
        return
    clear_old()
    target = path_of(export.id)
    part = target.with_suffix(".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with part.open("wb") as stream, Pack(stream) as pack:
            _fill(pack, export)
        part.chmod(0o600)
        part.replace(target)
    except Exception:
        part.unlink(missing_ok=True)
        Export.objects.filter(pk=export.id).update(failed_at=clock.now())
        raise
    Export.objects.filter(pk=export.id).update(
        done=export.total, finished_at=clock.now(), failed_at=None, size=target.stat().st_size
    )


def clear_old() -> int:
    """Remove files that nobody can fetch any more; how many."""
    root = Path(settings.EXPORTS_ROOT)
    there = set(Export.objects.filter(asked_at__gte=clock.now() - KEPT).values_list("pk", flat=True))
    old = [path for path in root.glob("*.zip") if path.stem not in {str(one) for one in there}]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _fill(pack: Pack, export: Export) -> None:
    person = export.person
    records: dict[str, list[Mapping[str, Any]]] = {}
    for record in Record.objects.filter(person=person):
        records.setdefault(record.module, []).append(record.data)
    evidence = list(Evidence.objects.filter(person=person).select_related("file", "record"))
    applications = list(Application.objects.filter(person=person).order_by("year", "created_at"))
    export.total = 2 + len(evidence) + len(applications)
    Export.objects.filter(pk=export.pk).update(total=export.total, done=0)
    pack.add("", _("职称信息"), ".xlsx", workbook(records))
    facts = told(Qualification.objects.filter(person=person).first())
    lines = [f"{FACTS[name].field.label}：{kept_words(value)}" for name, value in facts.items()]
    pack.add("", _("资格信息"), ".txt", "\n".join(lines).encode())
    for number, one in enumerate(evidence, start=1):
        pack.add_stored(f"证明材料/{BY_KEY[one.record.module].label}", one.title, one.file)
        if number % STEP == 0:
            Export.objects.filter(pk=export.pk).update(done=2 + number)
    for number, row in enumerate(applications, start=1):
        content, submission = content_now(row)
        put(pack, f"{row.year}年 {row.title} {row.number or _('草稿')}", row, content, submission)
        Export.objects.filter(pk=export.pk).update(done=2 + len(evidence) + number)
