"""The e-certificate after confirmation, and its revocation."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.kinds import Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.integrity.actions import record_integrity
from zhicheng.outcomes.actions.confirming import BEFORE_SEAL
from zhicheng.outcomes.models import Confirmation
from zhicheng.outcomes.queries import is_through
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.register import actions as register
from zhicheng.register.models import Certificate
from zhicheng.vetting.models import Approval

AT_ONCE = 500
_WAYS = {
    Kind.RECOGNITION: Certificate.Way.RECOGNITION,
    Kind.TITLE_CONFIRMATION: Certificate.Way.CONFIRMATION,
    Kind.CHANGE: Certificate.Way.CONFIRMATION,
}
logger = logging.getLogger(__name__)


@transaction.atomic
def issue_certificate(confirmation: Confirmation) -> Certificate:
    """Issue the e-certificate of one confirmed result under the bureau's key (YN2023-3.3, KM2023-3.1).

    Errors: Refused, MoveNotAllowed.
    """
    row = flow.lock(confirmation.application)
    made = Confirmation.objects.select_related("document", "bureau", "confirmed_by", "person").get(pk=row.pk)
    submission = row.submissions.order_by("-version").first()
    if row.audited_at is None or submission is None:
        raise Refused(_("没有经网上审核的申报，不予核准发证。"), clause="KM2023-3.1")
    grant = register.Grant(
        person=made.person,
        unit_name=row.unit.name,
        series=row.series,
        profession=row.profession,
        level=row.level,
        title=row.title,
        obtained_on=made.document.obtained_on,
        way=way_of(row),
        validity=validity_of(row, submission.content),
        document_number=made.document.number,
        issuer=made.bureau,
        committee_name=row.session.committee.name if row.session else "",
        application_number=row.number or "",
        audit_hash=submission.content_hash,
    )
    certificate = register.issue(grant, made.confirmed_by)
    made.certificate = certificate
    made.save(update_fields=["certificate"])
    words = _("电子证书已发放，证书编号%(number)s。") % {"number": certificate.number}
    flow.move(row, Event.CERTIFY, flow.By(Actor.CLOCK, None, made.bureau), words)
    if row.session is not None and is_through(row.session, (*BEFORE_SEAL, State.CONFIRMED)):
        reach_gate(row.session, "certificates")
    return certificate


@transaction.atomic
def issue_approved_certificate(approval: Approval) -> Certificate:
    """Issue the e-certificate of a title that its last station approved (YN2023-3.3): 考核认定 or 资格确认.

    Errors: Refused, MoveNotAllowed.
    """
    row = flow.lock(approval.application)
    made = Approval.objects.select_related("organisation", "decision__account", "person").get(pk=row.pk)
    submission = row.submissions.order_by("-version").first()
    if row.audited_at is None or submission is None:
        raise Refused(_("没有经网上审核的申报，不予核准发证。"), clause="KM2023-3.1")
    grant = register.Grant(
        person=made.person,
        unit_name=row.unit.name,
        series=row.series,
        profession=row.profession,
        level=row.level,
        title=row.title,
        obtained_on=made.obtained_on,
        way=way_of(row),
        document_number=made.number,
        issuer=made.organisation,
        committee_name="",
        application_number=row.number or "",
        audit_hash=submission.content_hash,
    )
    certificate = register.issue(grant, made.decision.account)
    made.certificate = certificate
    made.save(update_fields=["certificate"])
    words = _("电子证书已发放，证书编号%(number)s。") % {"number": certificate.number}
    flow.move(row, Event.CERTIFY, flow.By(Actor.CLOCK, None, made.organisation), words)
    return certificate


def way_of(application: Application) -> str:
    """How the title was obtained, in the words of the certificate (YN2023-3.3)."""
    return _WAYS.get(Kind(application.kind), Certificate.Way.REVIEW)


def validity_of(application: Application, content: Mapping[str, Any]) -> str:
    """Where the title counts: 基层有效 (YN2020-2.4c), 定向使用 in an area (YN2020-2.1), or everywhere (empty).

    `content`: the frozen submission, whose 资格信息 tells the area.
    """
    if application.channel == "基层有效认定":
        return _("基层有效")
    area = ((content.get("qualification") or {}).get("more") or {}).get("directed_area") or ""
    senior = application.level in {"正高级", "副高级"}
    return _("定向使用：%(area)s") % {"area": area} if area and senior else ""


def issue_waiting_certificates() -> int:
    """Issue the certificates of all confirmed and approved results that wait; how many. For the clock.

    One that cannot be issued is logged and does not keep the others waiting; titles before 2022 get none
    (YN2023-3.3).
    """
    waiting = Confirmation.objects.filter(
        application__state=State.CONFIRMED,
        certificate__isnull=True,
        document__obtained_on__year__gte=register.FIRST_YEAR,
    )
    approved = Approval.objects.filter(
        application__state=State.APPROVED,
        certificate__isnull=True,
        obtained_on__year__gte=register.FIRST_YEAR,
    )
    found: list[tuple[Confirmation | Approval, Callable[[Any], Certificate]]] = [
        (one, issue_certificate)
        for one in waiting.select_related("application").order_by("confirmed_at")[:AT_ONCE]
    ]
    found += [
        (one, issue_approved_certificate)
        for one in approved.select_related("application").order_by("application__state_since")[:AT_ONCE]
    ]
    done = 0
    for one, issue in found:
        try:
            issue(one)
        except (Refused, flow.MoveNotAllowed) as refused:
            logger.error("no certificate for %s: %s", one.application_id, refused)
        else:
            done += 1
    return done


@transaction.atomic
def revoke_certificate(
    certificate: Certificate, reason: str, by: Account, organisation: Organisation
) -> Certificate:
    """Revoke a title obtained by fraud: certificate, application, integrity file (GUIDE-1.1.1, KM2023-6.3a).

    Errors: Refused, MoveNotAllowed.
    """
    row = register.revoke(certificate, reason, by, organisation)
    application = Application.objects.get(number=row.application_number)
    flow.move(application, Event.REVOKE, flow.By(Actor.BUREAU, by, organisation), reason.strip())
    record_integrity(row.person, reason, by, organisation)
    return row
