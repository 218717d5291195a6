"""返回修改, 重置流程, 不予推荐: a station does not pass an application."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.ledger import preview, return_application
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import Actor, Event
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.public_notice.actions import void_unit_entries
from zhicheng.trail.writing import write
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.actions.entrusting import void_entrustment
from zhicheng.vetting.actions.finding import Checked, Found, check, keep, lines, must_list
from zhicheng.vetting.models import Decision, LastReturn


@transaction.atomic
def send_back(
    application: Application,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
    defects: Sequence[Found] = (),
    knowing: bool = False,
) -> Decision | LastReturn:
    """返回修改: back to the applicant, who may change content but not the cover (GUIDE-5.3.4, KM2023-4.1d).

    The ledger counts it; beyond the year's limit the year ends, which takes two officers: the first one's is
    kept as LastReturn, the second one's carries it out. `defects`, at least one, are recorded one by one; one that was
    there unchanged at the last return has to be returned for `knowing` (KM2023-4.2). Errors: Refused, ToldLate,
    Outdated, MoveNotAllowed.
    """
    return _return(application, Return.Kind.SEND_BACK, opinion, by, organisation, version, defects, knowing)


@transaction.atomic
def reset(
    application: Application,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
    defects: Sequence[Found] = (),
    knowing: bool = False,
) -> Decision | LastReturn:
    """重置流程: back with the cover open again; publicity and opinions are void (AMB-03, GUIDE-5.4.5).

    The ledger counts it as a return, as above. Errors: Refused, ToldLate, Outdated, MoveNotAllowed.
    """
    return _return(application, Return.Kind.RESET, opinion, by, organisation, version, defects, knowing)


@transaction.atomic
def refuse_recommendation(
    application: Application,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
    defects: Sequence[Found] = (),
) -> Decision:
    """不予推荐: the unit finds the material unfit, which ends this application (GUIDE-5.3.0).

    Errors: Refused, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version)
    if actor is not Actor.UNIT:
        raise Refused(_("“不予推荐”由用人单位决定；本环节可以返回修改或重置流程。"), clause="GUIDE-5.3.0")
    text = required(opinion)
    must_list(defects)
    checked = check(row, defects, cover_closed=False, knowing=True)
    decision = record(row, Decision.Outcome.REFUSE, text, by, organisation, more=_sealed(checked))
    keep(row, decision, None, checked)
    flow.move(row, Event.REFUSE_RECOMMENDATION, flow.By(actor, by, organisation), text, told=lines(checked))
    refresh(application, row)
    return decision


def _return(
    application: Application,
    kind: str,
    opinion: str,
    by: Account,
    organisation: Organisation,
    version: int | None,
    defects: Sequence[Found],
    knowing: bool,
) -> Decision | LastReturn:
    row, _actor = begin(application, by, organisation, version)
    text = required(opinion)
    must_list(defects)
    checked = check(row, defects, cover_closed=kind == Return.Kind.SEND_BACK, knowing=knowing)
    if preview(row).exhausted:
        proposed = _by_two(row, text, checked, by, organisation)
        if proposed.confirmed_by_id is None:
            return proposed
    decision = record(row, kind, text, by, organisation, more=_sealed(checked))
    if kind == Return.Kind.RESET:
        void_unit_entries(row, _("流程已重置"))
        void_entrustment(row)
    entry = return_application(
        row,
        kind=Return.Kind(kind),
        by=by,
        organisation=organisation,
        opinion=text,
        listed=lines(checked),
    )
    keep(row, decision, entry, checked)
    decision.entry = entry
    decision.save(update_fields=["entry"])
    row.refresh_from_db()
    refresh(application, row)
    return decision


def _sealed(checked: Sequence[Checked]) -> dict[str, str]:
    """What the seal covers besides the opinion."""
    return {"defects": lines(checked)} if checked else {}


def _by_two(
    row: Application, text: str, checked: Sequence[Checked], by: Account, organisation: Organisation
) -> LastReturn:
    """The return that ends the year: kept at the first officer's word, confirmed at a second one's."""
    waiting = LastReturn.objects.select_for_update().filter(application=row, version=row.version).first()
    if waiting is None or waiting.proposed_by_id == by.id:
        waiting, _new = LastReturn.objects.update_or_create(
            application=row,
            version=row.version,
            defaults={
                "person_id": row.person_id,
                "organisation": organisation,
                "opinion": text,
                "defects": [one.found.kept() for one in checked],
                "proposed_by": by,
                "proposed_at": clock.now(),
            },
        )
        act = "propose_last_return"
    else:
        waiting.confirmed_by, waiting.confirmed_at = by, clock.now()
        waiting.save(update_fields=["confirmed_by", "confirmed_at"])
        act = "confirm_last_return"
    write(act, "application", row.id, actor=by.id, organisation=organisation.id, facts={"opinion": text})
    return waiting
