"""The e-certificate after confirmation, and its revocation."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.outcomes.models import Confirmation
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.policy.dates import integrity_until
from zhicheng.register import actions as register
from zhicheng.register.models import Certificate
from zhicheng.trail.writing import write


@transaction.atomic
def issue_certificate(confirmation: Confirmation) -> Certificate:
    """Issue the e-certificate of one confirmed result under the confirming bureau's key (YN2023-3.3, KM2023-3.1).

    Errors: Refused, MoveNotAllowed.
    """
    row = flow.lock(confirmation.application)
    made = Confirmation.objects.select_related("document__issuer", "bureau", "confirmed_by", "person").get(pk=row.pk)
    submission = row.submissions.order_by("-version").first()
    if row.audited_at is None or submission is None:
        raise Refused(_("没有经网上审核的申报,不予核准发证。"), clause="KM2023-3.1")
    grant = register.Grant(
        person=made.person,
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
    words = _("电子证书已发放,证书编号%(number)s。") % {"number": certificate.number}
    flow.move(row, Event.CERTIFY, flow.By(Actor.CLOCK, None, made.bureau), words)
    return certificate


def issue_waiting_certificates() -> int:
    """Issue the certificates of all confirmed results that wait; how many. For the clock."""
    waiting = Confirmation.objects.filter(application__state=State.CONFIRMED, certificate__isnull=True)
    return len([issue_certificate(one) for one in waiting.select_related("application")[:500]])


@transaction.atomic
def revoke_certificate(
    certificate: Certificate, reason: str, by: Account, organisation: Organisation
) -> Certificate:
    """Revoke a title obtained by fraud: certificate, application and integrity file together (GUIDE-1.1.1, KM2023-6.3a).

    Errors: Refused, MoveNotAllowed.
    """
    row = register.revoke(certificate, reason, by, organisation)
    application = Application.objects.get(number=row.application_number)
    flow.move(application, Event.REVOKE, flow.By(Actor.BUREAU, by, organisation), reason.strip())
    years = book_of(application.year, application.session).value("integrity.years").number
    today: dt.date = clock.today()
    record = IntegrityRecord.objects.create(
        person_id=row.person_id,
        recorded_on=today,
        until=integrity_until(today, years),
        facts=reason.strip(),
        decided_by=organisation,
    )
    write("record_integrity", "person", row.person_id, actor=by.id, organisation=organisation.id, facts={"record": record.id})
    return row
