"""Acts on certificates: issue, revoke."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.identity import mask_number
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.register.access import may_revoke
from zhicheng.register.models import Certificate, CertificateNumber
from zhicheng.register.signed import PURPOSE, content
from zhicheng.register.tasks import make_pdf
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

FIRST_YEAR = 2022  # e-certificates are for titles from this year on (YN2023-3.3); the database holds it too
BY_QUALIFICATION = "职业资格"  # counts as a title without a certificate of its own (KM2023-5.2)


@dataclass(frozen=True)
class Grant:
    """What a certificate says, handed in by the stage that decided."""

    person: Person
    unit_name: str
    series: str
    profession: str
    level: str
    title: str
    obtained_on: dt.date
    way: str
    document_number: str
    issuer: Organisation
    committee_name: str
    application_number: str
    audit_hash: str


@transaction.atomic
def issue(grant: Grant, by: Account) -> Certificate:
    """Issue the e-certificate under the issuer's key (YN2023-3.3, AMB-47).

    Errors: Refused for a title before 2022 or by a vocational qualification, without an audited e-application,
    or when one was issued already.
    """
    if grant.obtained_on.year < FIRST_YEAR:
        raise Refused(_("%(year)s年以前取得的职称不发电子证书。") % {"year": FIRST_YEAR}, clause="YN2023-3.3")
    if grant.way == BY_QUALIFICATION:
        raise Refused(_("取得职业资格即视为具备相应职称，不另发职称证书。"), clause="KM2023-5.2")
    if not grant.application_number or not grant.audit_hash:
        raise Refused(_("没有经网上审核的申报记录，不予核准发证。"), clause="KM2023-3.1")
    if Certificate.objects.filter(application_number=grant.application_number).exists():
        raise Refused(_("这份申报的电子证书已经发放。"))
    person = grant.person
    row = Certificate(
        person=person,
        number=_next_number(grant.obtained_on.year),
        token=secrets.token_urlsafe(18),
        holder_name=person.name,
        holder_sex=person.sex,
        id_masked=mask_number(person.id_number),
        unit_name=grant.unit_name,
        series=grant.series,
        profession=grant.profession,
        level=grant.level,
        title=grant.title,
        obtained_on=grant.obtained_on,
        way=grant.way,
        document_number=grant.document_number,
        issuer=grant.issuer,
        issuer_name=grant.issuer.name,
        committee_name=grant.committee_name,
        application_number=grant.application_number,
        audit_hash=grant.audit_hash,
        issued_at=clock.now(),
    )
    method = Signature.Method.ORGANISATION_KEY
    row.signature = sign(by, organisation=grant.issuer, content=content(row), method=method, purpose=PURPOSE)
    row.save()
    transaction.on_commit(lambda: make_pdf.enqueue(str(row.id)))
    write(
        "issue_certificate",
        "certificate",
        row.id,
        actor=by.id,
        organisation=grant.issuer.id,
        facts={"number": row.number, "hash": row.signature.content_hash},
    )
    return row


@transaction.atomic
def revoke(certificate: Certificate, reason: str, by: Account, organisation: Organisation) -> Certificate:
    """Mark the certificate revoked: its public page says so at once (GUIDE-1.1.1).

    By the bureau that issued it or one above. Errors: Refused.
    """
    row = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if not acts_for(by, organisation, Membership.Role.BUREAU) or not may_revoke(organisation, row):
        raise Refused(_("这本证书不由本部门撤销。"), status=404, clause="GUIDE-1.1.1")
    if row.revoked_at is not None:
        raise Refused(_("这本证书已经撤销。"))
    if not reason.strip():
        raise Refused(_("请写明撤销的理由。"), field="reason", clause="GUIDE-1.1.1")
    row.revoked_at, row.revocation_reason, row.revoked_by = clock.now(), reason.strip(), organisation
    row.save(update_fields=["revoked_at", "revocation_reason", "revoked_by"])
    facts = {"number": row.number, "reason": row.revocation_reason}
    write("revoke", "certificate", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return row


def _next_number(year: int) -> str:
    counter, _created = CertificateNumber.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"5301{year}{counter.last:07d}"
