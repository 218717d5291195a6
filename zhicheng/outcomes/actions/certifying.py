"""The e-certificate after confirmation, and its revocation."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
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

AT_ONCE = 500
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
        way=Certificate.Way.REVIEW,
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


def issue_waiting_certificates() -> int:
    """Issue the certificates of all confirmed results that wait; how many. For the clock.

    One that cannot be issued is logged and does not keep the others waiting; titles before 2022 get none
    (YN2023-3.3).
    """
    waiting = Confirmation.objects.filter(
        application__state=State.CONFIRMED,
        certificate__isnull=True,
        document__obtained_on__year__gte=register.FIRST_YEAR,
    )
    done = 0
    for one in waiting.select_related("application").order_by("confirmed_at")[:AT_ONCE]:
        try:
            issue_certificate(one)
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
