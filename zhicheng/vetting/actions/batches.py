"""批量办理: ask for one safe act on many cases, sign it once, go on where it stood, stop it. The worker does it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import STATION_STATES
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.vetting.access import role_at
from zhicheng.vetting.actions.deciding import required
from zhicheng.vetting.actions.templating import said
from zhicheng.vetting.checks import all_points
from zhicheng.vetting.models import Batch, BatchCase
from zhicheng.vetting.placeholders import check
from zhicheng.vetting.tasks import do_batch

MOST = 500  # cases in one batch
FORGOTTEN = dt.timedelta(days=1)  # a batch that was prepared and never begun
STALLED = dt.timedelta(minutes=3)  # without one case done: the worker was ended
Act = Batch.Act
STARTS = ("subject", "opinion", "by_sms", "by_email", "checked", "signature")


@transaction.atomic
def prepare_batch(seat: Membership, act: str, ticked: Mapping[UUID, int | None], *, back: str = "") -> Batch:
    """Keep which cases were ticked and as what versions (None: as they are now); nothing is done yet.

    Cases that the organisation has never had are left out. `back`: the query of the list. Errors: Refused.
    """
    if act not in Act.values:
        raise Refused(_("请选择要批量办理的事项。"), status=400)
    if len(ticked) > MOST:
        raise Refused(_("一次最多办理%(most)d份，请少选一些。") % {"most": MOST}, status=400)
    rows = _had_by(seat, ticked)
    if not rows:
        raise Refused(_("请先勾选要办理的申报。"), status=400)
    Batch.objects.filter(
        account=seat.account_id, started_at__isnull=True, prepared_at__lt=clock.now() - FORGOTTEN
    ).delete()
    made = Batch.objects.create(
        account_id=seat.account_id,
        organisation_id=seat.organisation_id,
        role=seat.role,
        act=act,
        back=back[:400],
        prepared_at=clock.now(),
    )
    hashes = _last_hashes(list(rows))
    mine = {pk: version for pk, version in ticked.items() if pk in rows}
    BatchCase.objects.bulk_create(
        BatchCase(
            batch=made,
            application_id=pk,
            person_id=rows[pk].person_id,
            position=position,
            version=rows[pk].version if version is None else version,
            content_hash=hashes[pk],
        )
        for position, (pk, version) in enumerate(mine.items(), start=1)
    )
    return made


@transaction.atomic
def start_batch(
    batch: Batch,
    by: Account,
    *,
    opinion: str = "",
    checked: Sequence[str] = (),
    code: str = "",
    message: Mapping[str, Any] | None = None,
) -> Batch:
    """Sign what was ticked and hand it to the worker; a second time changes nothing.

    Passing needs the opinion, at a unit the four check points, and the `code` of the second factor: one signature
    over every case with its version and the hash of what was submitted. `message` (subject, body, by_sms, by_email) is
    laid into the outbox for each case. Errors: Refused.
    """
    row = _held(batch, by)
    if row.started_at is not None:
        return row
    if row.act == Act.PASS:
        row.opinion = required(opinion)
        row.checked = all_points(checked) if row.role == Membership.Role.UNIT else []
        row.signature = sign(
            by,
            organisation=row.organisation,
            content=content_of(row),
            method=Signature.Method.SECOND_FACTOR,
            purpose="batch",
            role=row.role,
            code=code,
        )
    if row.act == Act.MESSAGE:
        _take_message(row, message or {})
    row.started_at = row.handed_at = clock.now()
    row.save(update_fields=[*STARTS, "started_at", "handed_at"])
    facts = {"act": row.act, "cases": row.cases.count(), "content": content_hash(content_of(row))}
    _note("start_batch", row, by, facts)
    do_batch.enqueue(str(row.pk))
    return row


@transaction.atomic
def go_on_with_batch(batch: Batch, by: Account) -> Batch:
    """Hand what still waits to the worker again; cases that are passed stay so. Errors: Refused while it is at it."""
    row = _held(batch, by)
    if row.running:
        if not stalled().filter(pk=row.pk).exists():
            raise Refused(_("后台正在办理，请稍候刷新。"))
        _hand_over(row)
        _note("go_on_with_batch", row, by, {})
    return row


@transaction.atomic
def stop_batch(batch: Batch, by: Account) -> int:
    """Do nothing more of it: what still waits is not done, what is done stays; how many were left. Errors: Refused."""
    row = _held(batch, by)
    if not row.running:
        return 0
    undone = [BatchCase.Outcome.WAITING]
    if row.act in (Act.PRINT, Act.EXPORT):
        undone.append(BatchCase.Outcome.DONE)  # the file is made at the end
    left = row.cases.filter(outcome__in=undone).update(
        outcome=BatchCase.Outcome.REFUSED, reason=_("经办人停止了本批办理，这份没有办理。"), at=clock.now()
    )
    Batch.objects.filter(pk=row.pk).update(finished_at=clock.now())
    _note("stop_batch", row, by, {"left": left})
    return left


def go_on_with_stalled() -> int:
    """Hand batches to the worker again of which nothing was done for some minutes; how many."""
    with transaction.atomic():
        found = list(stalled())
        for row in found:
            _hand_over(row)
    return len(found)


def stalled() -> QuerySet[Batch]:
    """Batches under way of which nothing was done for some minutes."""
    before = clock.now() - STALLED
    rows = Batch.objects.filter(started_at__isnull=False, finished_at__isnull=True, handed_at__lt=before)
    return rows.annotate(moved_at=Max("cases__at")).filter(Q(moved_at__isnull=True) | Q(moved_at__lt=before))


def content_of(batch: Batch) -> dict[str, Any]:
    """What the one signature covers: act, opinion, check points, and each case as it was ticked."""
    cases = batch.cases.order_by("position").values_list("application_id", "version", "content_hash")
    return {
        "batch": str(batch.pk),
        "organisation": str(batch.organisation_id),
        "act": batch.act,
        "subject": batch.subject,
        "opinion": batch.opinion,
        "checked": batch.checked,
        "cases": [
            {"application": str(one), "version": version, "submission": submission}
            for one, version, submission in cases
        ],
    }


def _had_by(seat: Membership, ticked: Mapping[UUID, int | None]) -> dict[UUID, Application]:
    """Those of the cases that the organisation has or had in this role, or that are of the unit's own people."""
    here = seat.organisation_id
    names = [name for name in STATION_STATES if role_at(name) == seat.role]
    mine = Q(stations__organisation=here, stations__name__in=names, stations__arrived_at__isnull=False)
    if seat.role == Membership.Role.UNIT:
        mine |= Q(unit=here) | Q(companies__organisation=here)
    rows = Application.objects.filter(mine, pk__in=list(ticked), submissions__isnull=False)
    return {row.pk: row for row in rows.only("pk", "person_id", "version").distinct()}


def _last_hashes(applications: list[UUID]) -> dict[UUID, str]:
    rows = Submission.objects.filter(application__in=applications).order_by("version")
    return dict(rows.values_list("application_id", "content_hash"))


def _held(batch: Batch, by: Account) -> Batch:
    rows = Batch.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    row = rows.get(pk=batch.pk)
    if row.account_id != by.pk or not acts_for(by, row.organisation, Membership.Role(row.role)):
        raise Refused(_("您不能代表这个单位办理。"), status=403)
    return row


def _take_message(row: Batch, message: Mapping[str, Any]) -> None:
    words = said(message.get("subject", ""), message.get("body", ""), by_sms=message.get("by_sms", False))
    for field, text in words.items():
        check(text, field)
    row.subject, row.opinion = words["subject"], words["body"]
    row.by_sms, row.by_email = message.get("by_sms", False), message.get("by_email", False)


def _hand_over(row: Batch) -> None:
    row.handed_at = clock.now()
    row.save(update_fields=["handed_at"])
    do_batch.enqueue(str(row.pk))


def _note(act: str, batch: Batch, by: Account, facts: Mapping[str, Any]) -> None:
    write(act, "batch", batch.pk, actor=by.pk, organisation=batch.organisation_id, facts=facts)
