"""What belongs to an office and not to one case: who may load it. Strangers get 404."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.dossiers.models import EducationProof
from zhicheng.people.access import User, account_of, acts_for, organisations_of, unit_of
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.queries import in_force, stood_in_for
from zhicheng.people.read_log import Look
from zhicheng.people.reading import logged
from zhicheng.vetting.access import ROLE_OF_ACTOR
from zhicheng.vetting.actions.undoing import why_not
from zhicheng.vetting.models import Batch, BatchCase, CommonReason, Decision, Undoing

SHOWN = 50  # batches in the list


def offices_of(user: User) -> list[Organisation]:
    """The organisations for which the account audits. Errors: Http404 where there is none."""
    rows = Organisation.objects.filter(
        in_force(clock.now(), "memberships__"),
        memberships__account=account_of(user),
        memberships__role__in=list(ROLE_OF_ACTOR.values()),
        active=True,
    )
    found = list(rows.distinct().order_by("name"))
    if not found:
        raise Http404
    return found


def proofs_of(user: User, text: str = "") -> QuerySet[EducationProof]:
    """学历书面证明 asked of the account's unit, those that wait first, found by the person's name. Errors: Http404."""
    rows = EducationProof.objects.filter(unit=unit_of(user), taken_back_at=None)
    if text.strip():
        rows = rows.filter(person__name__icontains=text.strip())
    rows = rows.select_related("person", "answered_by")
    return rows.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "id")


@logged(lambda proof: Look(proof.person_id, organisation=proof.unit_id, role=Membership.Role.UNIT))
def get_proof_for_unit(user: User, proof_id: UUID) -> EducationProof:
    """A proof asked of the account's unit, and not taken back. Errors: Http404."""
    rows = EducationProof.objects.select_related("person", "unit", "file", "answered_by", "signature")
    rows = rows.annotate(answered_for=stood_in_for("answered_by", "unit", "answered_at"))
    return get_object_or_404(
        rows, pk=proof_id, taken_back_at=None, unit__in=organisations_of(user, Membership.Role.UNIT)
    )


def get_reason_for_office(user: User, reason_id: UUID) -> CommonReason:
    """A common reason in use at one of the account's offices. Errors: Http404."""
    rows = CommonReason.objects.select_related("organisation")
    return get_object_or_404(rows, pk=reason_id, organisation__in=offices_of(user), retired_at__isnull=True)


def batches_of(user: User) -> list[Batch]:
    """The account's last batches for the offices for which it still audits, the newest first. Errors: Http404."""
    rows = Batch.objects.filter(account=account_of(user), organisation__in=offices_of(user))
    rows = rows.filter(started_at__isnull=False).select_related("organisation")
    return list(
        rows.annotate(
            many=Count("cases"),
            done=Count("cases", filter=Q(cases__outcome=BatchCase.Outcome.DONE)),
            refused=Count("cases", filter=Q(cases__outcome=BatchCase.Outcome.REFUSED)),
        )[:SHOWN]
    )


def get_batch_for_officer(user: User, batch_id: UUID) -> Batch:
    """A batch of the account's own, while it acts for the organisation. Errors: Http404."""
    rows = Batch.objects.select_related("organisation", "account", "signature")
    batch = get_object_or_404(rows, pk=batch_id, account=account_of(user))
    if not acts_for(user, batch.organisation, Membership.Role(batch.role)):
        raise Http404
    return batch


def get_batch_to_read(user: User, batch_id: UUID) -> Batch:
    """The same, for the file with what the cases hold: each of them stands in the read log. Errors: Http404."""
    batch = get_batch_for_officer(user, batch_id)
    for case in batch.cases.filter(outcome=BatchCase.Outcome.DONE).select_related("batch"):
        _read(case)
    return batch


@logged(lambda case: Look(case.person_id, case.application_id, case.batch.organisation_id, case.batch.role))
def _read(case: BatchCase) -> BatchCase:
    return case


@dataclass(frozen=True)
class Undoable:
    """A decision of the account's office that may be taken back now, and who has asked for it."""

    decision: Decision
    kind: str
    asked: Undoing | None


def can_be_undone(user: User, application: Application) -> list[Undoable]:
    """What the account's offices have decided on the case and may take back; nothing on the account's own case."""
    account = account_of(user)
    offices = Organisation.objects.filter(
        in_force(clock.now(), "memberships__"),
        memberships__account=account,
        memberships__role__in=list(ROLE_OF_ACTOR.values()),
    )
    row = Application.objects.select_related("person", "session").get(pk=application.pk)
    if row.person.account_id == account.id:
        return []
    found = []
    decisions = Decision.objects.filter(application=row, organisation__in=offices)
    for decision in decisions.select_related("organisation", "entry").prefetch_related(
        Prefetch("undoings", undoings_of(row))
    ):
        decision.application = row
        asked = {one.kind: one for one in decision.undoings.all()}
        found += [
            Undoable(decision, kind, asked.get(kind))
            for kind in Undoing.Kind.values
            if not why_not(decision, kind)
        ]
    return found


def undoings_of(application: Application) -> QuerySet[Undoing]:
    """What was taken back on the case, with who asked and confirmed, `asked_for` and `confirmed_for` whom."""
    return (
        Undoing.objects.filter(application=application)
        .select_related("asked_by", "confirmed_by")
        .annotate(
            asked_for=stood_in_for("asked_by", "decision__organisation", "asked_at"),
            confirmed_for=stood_in_for("confirmed_by", "decision__organisation", "confirmed_at"),
        )
    )


def get_decision_for_undoing(user: User, application: Application, decision_id: UUID, kind: str) -> Decision:
    """A decision that the account's office may take back now in this way. Errors: Http404."""
    found = can_be_undone(user, application)
    for one in found:
        if one.decision.pk == decision_id and one.kind == kind:
            return one.decision
    raise Http404
