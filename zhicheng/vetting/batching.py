"""The worker's side of 批量办理: each case by the very act of its page; messages are drafts; files are made whole."""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from uuid import UUID

import pypdfium2
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import review_form
from zhicheng.applications.archive import put
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.packing import Pack
from zhicheng.people.errors import Refused
from zhicheng.vault.ids import new_id
from zhicheng.vetting.access import get_case_for_station
from zhicheng.vetting.actions.corresponding import write_draft
from zhicheng.vetting.actions.passing import pass_on
from zhicheng.vetting.models import Batch, BatchCase

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=7)  # the file of a batch
LARGEST = 2 * 1024**3  # bytes of an export; what comes after is refused
Outcome = BatchCase.Outcome
SUFFIXES = {Batch.Act.PRINT: ".pdf", Batch.Act.EXPORT: ".zip"}


def path_of(batch: Batch) -> Path:
    """Where the finished file of a print or an export lies."""
    return Path(settings.EXPORTS_ROOT) / "batches" / f"{batch.pk}{SUFFIXES[Batch.Act(batch.act)]}"


def is_there(batch: Batch) -> bool:
    """Whether the batch has a file that can be fetched."""
    fresh = batch.finished_at is not None and batch.finished_at > clock.now() - KEPT
    return fresh and batch.act in SUFFIXES and path_of(batch).exists()


def carry_out(batch_id: UUID) -> None:
    """Do what still waits of a batch that was begun, in its order; nothing of one that is finished."""
    rows = Batch.objects.select_related("account", "organisation")
    batch = rows.filter(pk=batch_id, started_at__isnull=False, finished_at__isnull=True).first()
    if batch is None:
        return
    if batch.act not in SUFFIXES:
        for pk in list(batch.cases.filter(outcome=Outcome.WAITING).values_list("pk", flat=True)):
            (_pass if batch.act == Batch.Act.PASS else _draft)(batch, pk)
    elif not _make_file(batch):
        return
    Batch.objects.filter(pk=batch.pk, finished_at__isnull=True).update(finished_at=clock.now())


def _pass(batch: Batch, pk: UUID) -> None:
    """Pass one case and write down that it was, together; a refusal leaves the case as it was."""
    with _one(pk) as case:
        if case is not None:
            row = _as_ticked(case)
            case.decision = pass_on(
                row, batch.opinion, batch.checked, batch.account, batch.organisation, version=case.version
            )


def _draft(batch: Batch, pk: UUID) -> None:
    """Lay the message about one case into the outbox of the office, to be looked through there."""
    with _one(pk) as case:
        if case is not None:
            row, _submission = _readable(batch, case)
            write_draft(
                row,
                batch.organisation,
                batch.account,
                role=batch.role,
                subject=batch.subject,
                body=batch.opinion,
                by_sms=batch.by_sms,
                by_email=batch.by_email,
            )


@contextmanager
def _one(pk: UUID) -> Iterator[BatchCase | None]:
    """The case, locked, where it still waits; what comes of it is kept in the same transaction."""
    with transaction.atomic():
        case = BatchCase.objects.select_for_update(of=("self",)).get(pk=pk)
        if case.outcome != Outcome.WAITING:
            yield None
            return
        case.outcome = Outcome.DONE
        try:
            with transaction.atomic():
                yield case
        except (Refused, MoveNotAllowed) as refused:
            case.outcome, case.reason = Outcome.REFUSED, refused.message
        except Http404:
            case.outcome, case.reason = Outcome.REFUSED, _("您不能查看这份申报，没有办理。")
        except DatabaseError:
            raise  # the worker's connection is gone: the batch goes on later
        except Exception:
            logger.exception("case %s of a batch was not done", pk)
            case.outcome = Outcome.REFUSED
            case.reason = _("办理这份申报时系统出错，没有办理。请打开这份申报单独办理。")
        if case.outcome == Outcome.REFUSED:
            case.decision = None
        case.at = clock.now()
        case.save(update_fields=["outcome", "reason", "decision", "at"])


def _as_ticked(case: BatchCase) -> Application:
    """The application, where it is what was ticked and signed. Errors: Refused."""
    row = Application.objects.select_related("person", "unit", "session__committee", "holder").get(
        pk=case.application_id
    )
    last = row.submissions.order_by("-version").values_list("content_hash", flat=True).first()
    if (row.version, last) != (case.version, case.content_hash):
        raise Refused(_("勾选以后这份申报有了新的变化，没有办理。请打开核对最新情况。"))
    return row


def _make_file(batch: Batch) -> bool:
    """Make the one file anew, from the first case on, and put it under its name when it is whole.

    False where another worker has taken the batch over, or it was stopped: then this one leaves nothing behind.
    """
    _clear_old()
    run = new_id()
    with transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(run=run)
        batch.cases.filter(outcome=Outcome.DONE).update(outcome=Outcome.WAITING, at=None)
    target = path_of(batch)
    part = target.with_suffix(f".{run.hex}.part")
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = batch.cases.filter(outcome=Outcome.WAITING).values_list("pk", flat=True)
    mine = takewhile(lambda _pk: _is_still(batch, run), list(waiting))
    try:
        (_print if batch.act == Batch.Act.PRINT else _export)(batch, mine, part)
        if not _is_still(batch, run):
            return False
        if batch.cases.filter(outcome=Outcome.DONE).exists():
            part.chmod(0o600)
            part.replace(target)
        return True
    finally:
        part.unlink(missing_ok=True)


def _is_still(batch: Batch, run: UUID) -> bool:
    return Batch.objects.filter(pk=batch.pk, run=run, finished_at__isnull=True).exists()


def _print(batch: Batch, cases: Iterable[UUID], part: Path) -> None:
    """The review forms of all cases one behind the other, ready for the printer."""
    book = pypdfium2.PdfDocument.new()
    try:
        for pk in cases:
            with _one(pk) as case:
                if case is not None:
                    row, submission = _readable(batch, case)
                    form = pypdfium2.PdfDocument(review_form.pdf(row, submission.content, submission))
                    book.import_pages(form)
                    form.close()
        book.save(part)
    finally:
        book.close()


def _export(batch: Batch, cases: Iterable[UUID], part: Path) -> None:
    """The whole material of each case in a folder of its own."""
    with part.open("wb") as stream, Pack(stream) as pack:
        for pk in cases:
            with _one(pk) as case:
                if case is not None:
                    if stream.tell() > LARGEST:
                        raise Refused(_("压缩包已满2GB，这份没有放进去，请另选一批导出。"))
                    row, submission = _readable(batch, case)
                    folder = f"{case.position:03d} {row.number} {row.applicant_name}"
                    put(pack, folder, row, submission.content, submission)


def _readable(batch: Batch, case: BatchCase) -> tuple[Application, Submission]:
    """The case as it was ticked, where the officer may read it. Errors: Refused, Http404."""
    get_case_for_station(batch.account, case.application_id)
    row = _as_ticked(case)
    return row, row.submissions.latest("version")


def _clear_old() -> None:
    there = {
        str(one)
        for one in Batch.objects.filter(finished_at__gte=clock.now() - KEPT).values_list("pk", flat=True)
    }
    folder = Path(settings.EXPORTS_ROOT) / "batches"
    for path in [*folder.glob("*.pdf"), *folder.glob("*.zip")]:
        if path.stem not in there:
            path.unlink(missing_ok=True)
