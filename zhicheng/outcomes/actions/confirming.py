"""评审结果确认: the bureau's seal under document number and title, or 不予核准."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.outcomes.models import Confirmation, DocumentHolder
from zhicheng.outcomes.queries import confirming_bureau, is_through
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

BEFORE_SEAL = (State.VOTED, State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED)


@transaction.atomic
def confirm_result(application: Application, by: Account, organisation: Organisation) -> Confirmation:
    """Confirm and seal one result: senior and city mid by the city, else the county (KM2023-4.5, AMB-12).

    Errors: Refused, above all without an issued document or an audited e-application; MoveNotAllowed.
    """
    row = flow.lock(application)
    _must_confirm(row, by, organisation)
    holder = DocumentHolder.objects.select_related("document").filter(application=row).first()
    if holder is None:
        raise Refused(_("还没有印发任职资格文件，不能确认评审结果。"), clause="KM2023-4.5")
    submission = row.submissions.order_by("-version").first()
    if row.audited_at is None or submission is None:
        raise Refused(_("没有经网上审核的申报，不予核准发证。"), clause="KM2023-3.1")
    content = {
        "application": row.number,
        "document": holder.document.number,
        "title": row.title,
        "audit": submission.content_hash,
    }
    method = Signature.Method.ORGANISATION_KEY
    made = Confirmation.objects.create(
        application=row,
        person_id=row.person_id,
        document=holder.document,
        bureau=organisation,
        confirmed_by=by,
        confirmed_at=clock.now(),
        signature=sign(
            by,
            organisation=organisation,
            content=content,
            method=method,
            purpose="confirmation",
            role=Membership.Role.BUREAU,
        ),
    )
    words = _("评审结果已确认：%(title)s（%(document)s）。") % {
        "title": row.title,
        "document": holder.document.number,
    }
    flow.move(row, Event.CONFIRM, flow.By(Actor.BUREAU, by, organisation), words)
    _note_gate(row)
    return made


def confirm_results(
    applications: Sequence[Application], by: Account, organisation: Organisation
) -> list[tuple[Application, str]]:
    """Confirm several results, each checked and sealed on its own; with each what stood against it."""
    found = []
    for one in applications:
        try:
            confirm_result(one, by, organisation)
        except (Refused, flow.MoveNotAllowed) as refused:
            found.append((one, refused.message))
        else:
            found.append((one, ""))
    return found


@transaction.atomic
def refuse_confirmation(
    application: Application, reason: str, by: Account, organisation: Organisation
) -> Application:
    """不予核准: no audited e-application stands behind it (KM2023-3.1). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    _must_confirm(row, by, organisation)
    if not reason.strip():
        raise Refused(_("请写明不予核准的理由。"), field="reason", clause="KM2023-3.1")
    by_bureau = flow.By(Actor.BUREAU, by, organisation)
    moved = flow.move(row, Event.REFUSE_CONFIRMATION, by_bureau, reason.strip())
    _note_gate(row)
    return moved


def _note_gate(row: Application) -> None:
    """The seal's gate is passed once no result of the session waits for it or for what comes before it."""
    if row.session is not None and is_through(row.session, BEFORE_SEAL):
        reach_gate(row.session, "seal")


def _must_confirm(row: Application, by: Account, organisation: Organisation) -> None:
    if row.session is None or confirming_bureau(row.session) != organisation:
        raise Refused(_("这项评审结果不由本部门确认。"), status=404, clause="KM2023-4.5")
    if not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("只有人社部门可以确认评审结果。"), status=404, clause="KM2023-4.5")
    if row.state != State.DOCUMENTED:
        raise flow.MoveNotAllowed(row, Event.CONFIRM)
