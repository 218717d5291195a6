"""A desk's list as an Excel file: asked for at the screen, made by the worker line by line, kept for some days."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import xlsxwriter
from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.desks import officer, queries
from zhicheng.desks.models import ListFile
from zhicheng.people.access import User, account_of
from zhicheng.people.queries import roles_now

MOST = 100_000  # lines of a file
KEPT = dt.timedelta(days=7)
GIVEN_UP = dt.timedelta(minutes=30)  # without a file: the worker was ended
SHOWN = 20
WIDTHS = (16, 10, 32, 18, 18, 10, 40, 16, 18, 12, 12)


def path_of(row: ListFile) -> Path:
    """Where the finished file lies."""
    return Path(settings.EXPORTS_ROOT) / "lists" / f"{row.pk}.xlsx"


def lists_of(user: User) -> list[ListFile]:
    """What the account has asked for in the roles that it still has, the newest first."""
    account = account_of(user)
    rows = ListFile.objects.filter(account=account, membership__in=roles_now(account), asked_at__gt=_since())
    return list(rows.select_related("membership__organisation")[:SHOWN])


def get_list_file(user: User, list_id: UUID) -> ListFile:
    """A finished one of the account's own, in a role that it still has. Errors: Http404."""
    row = next((one for one in lists_of(user) if one.pk == list_id and is_there(one)), None)
    if row is None:
        raise Http404
    return row


def is_there(row: ListFile) -> bool:
    """Whether the file can be fetched."""
    return row.finished_at is not None and path_of(row).exists()


def is_waiting(row: ListFile) -> bool:
    """Whether the worker has it, or will have it."""
    return row.finished_at is None and row.failed_at is None and row.asked_at > clock.now() - GIVEN_UP


def make(list_id: UUID) -> None:
    """Make the file that was asked for; nothing where it is there, or the role is over.

    It lies under its name only when it is whole; one line at a time is in memory.
    """
    rows = ListFile.objects.select_related("account", "membership__organisation")
    row = rows.filter(pk=list_id, finished_at__isnull=True).first()
    if row is None:
        return
    _forget_old()
    if not roles_now(row.account).filter(pk=row.membership_id).exists():
        ListFile.objects.filter(pk=row.pk).update(failed_at=clock.now())
        return
    target = path_of(row)
    part = target.with_suffix(".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        lines = _write(part, row)
        part.chmod(0o600)
        part.replace(target)
    except Exception:
        part.unlink(missing_ok=True)
        ListFile.objects.filter(pk=row.pk, finished_at__isnull=True).update(failed_at=clock.now())
        raise
    done = {"finished_at": clock.now(), "lines": lines, "failed_at": None}
    ListFile.objects.filter(pk=row.pk, finished_at__isnull=True).update(**done)


def _write(path: Path, row: ListFile) -> int:
    """The lines below the heading."""
    lines = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, bold = book.add_worksheet(_("申报列表")), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width)
        for number, cells in enumerate(_lines(row)):
            lines = number
            for at, cell in enumerate(cells):
                sheet.write_string(number, at, cell, None if number else bold)
    return lines


def _lines(row: ListFile) -> Iterator[list[str]]:
    seat = row.membership
    work, wanted = officer.asked_for(seat, QueryDict(row.query))
    yield officer.headings()
    yield from map(officer.cells, queries.every(seat.organisation, work, wanted, MOST))


def _since() -> dt.datetime:
    return clock.now() - KEPT


def _forget_old() -> None:
    ListFile.objects.filter(asked_at__lte=_since()).delete()
    there = {str(one) for one in ListFile.objects.values_list("pk", flat=True)}
    for path in (Path(settings.EXPORTS_ROOT) / "lists").glob("*.xlsx"):
        if path.stem not in there:
            path.unlink(missing_ok=True)
