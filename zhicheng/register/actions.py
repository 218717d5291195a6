"""Acts on certificates: issue, revoke."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.identity import mask_number
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.register.access import may_revoke
from zhicheng.register.collecting import Row
from zhicheng.register.models import Certificate, CertificateNumber, Replacement, TitleRecord
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
    validity: str = ""


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
        validity=grant.validity,
        document_number=grant.document_number,
        issuer=grant.issuer,
        issuer_name=grant.issuer.name,
        committee_name=grant.committee_name,
        application_number=grant.application_number,
        audit_hash=grant.audit_hash,
        issued_at=clock.now(),
    )
    method = Signature.Method.ORGANISATION_KEY
    row.signature = sign(
        by,
        organisation=grant.issuer,
        content=content(row),
        method=method,
        purpose=PURPOSE,
        role=Membership.Role.BUREAU,
    )
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


@transaction.atomic
def ask_replacement(certificate: Certificate, reason: str, by: Account) -> Replacement:
    """The holder tells the register that the certificate is lost (GUIDE-4). Errors: Refused."""
    row = Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=certificate.pk)
    if row.person.account_id != by.id:
        raise Refused(_("只有持证人可以申请补办。"), status=404, clause="GUIDE-4")
    if row.revoked_at is not None:
        raise Refused(_("这本证书已经撤销，不能补办。"), clause="GUIDE-1.1.1")
    if not reason.strip():
        raise Refused(_("请写明遗失的情况。"), field="reason", clause="GUIDE-4")
    if row.replacements.filter(granted_at__isnull=True).exists():
        raise Refused(_("已有一份补办申请在办理，请等待发证部门答复。"), clause="GUIDE-4")
    made = Replacement.objects.create(
        certificate=row, person_id=row.person_id, reason=reason.strip(), asked_at=clock.now()
    )
    facts = {"number": row.number, "reason": made.reason, "replacement": str(made.id)}
    write("ask_replacement", "certificate", row.id, actor=by.id, facts=facts)
    return made


@transaction.atomic
def grant_replacement(replacement: Replacement, by: Account, organisation: Organisation) -> Replacement:
    """补办: the same number, printed anew with the day of replacement; holder and public page say so (GUIDE-4).

    By the bureau that issued it or one above. Errors: Refused.
    """
    row = Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=replacement.certificate_id)
    made = Replacement.objects.get(pk=replacement.pk)
    if not acts_for(by, organisation, Membership.Role.BUREAU) or not may_revoke(organisation, row):
        raise Refused(_("这本证书不由本部门补办。"), status=404, clause="GUIDE-4")
    if made.granted_at is not None:
        raise Refused(_("这份申请已经补办。"))
    if row.revoked_at is not None:
        raise Refused(_("这本证书已经撤销，不能补办。"), clause="GUIDE-1.1.1")
    made.granted_at, made.granted_by = clock.now(), organisation
    made.save(update_fields=["granted_at", "granted_by"])
    row.replaced_at, row.file = made.granted_at, None
    row.save(update_fields=["replaced_at", "file"])
    transaction.on_commit(lambda: make_pdf.enqueue(str(row.id)))
    facts = {"number": row.number, "replacement": str(made.id)}
    write("grant_replacement", "certificate", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    words = _("%(bureau)s已补办您的职称证书%(number)s，编号不变，可以重新下载打印。")
    send(
        row.person.account_id,
        _("职称证书已补办"),
        words % {"bureau": organisation.name, "number": row.number},
        link=reverse("register:mine"),
    )
    return made


def _next_number(year: int) -> str:
    counter, _created = CertificateNumber.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"5301{year}{counter.last:07d}"


@transaction.atomic
def collect_titles(rows: Sequence[Row], *, by: Account, organisation: Organisation) -> tuple[int, int]:
    """Keep a checked table of titles (YN2023-4.2, 4.3): (kept, known already). All rows are sound, or none is kept.

    Errors: Refused for another than the bureau's officer, and where a row is wrong.
    """
    if not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("只有人社部门可以归集职称信息。"), clause="YN2023-4.2", status=404)
    if not rows or any(row.wrong for row in rows):
        raise Refused(_("表中有错误，请改正后再保存。"), clause="YN2023-4.2", field="table")
    at, made = clock.now(), []
    known = set(
        TitleRecord.objects.filter(id_index__in=[row.index for row in rows]).values_list(
            "id_index", "series", "level", "obtained_on"
        )
    )
    for row in rows:
        cells, key = row.cells, (row.index, row.cells["系列"], row.cells["级别"], row.obtained_on)
        if key in known or row.obtained_on is None:
            continue
        known.add((row.index, cells["系列"], cells["级别"], row.obtained_on))
        made.append(
            TitleRecord(
                bureau=organisation, holder_name=cells["姓名"], id_number=cells["证件号码"], id_index=row.index,
                unit_name=cells["工作单位"], level=cells["级别"], series=cells["系列"], profession=cells["专业"],
                title=cells["职称名称"], obtained_on=row.obtained_on, way=cells["取得方式"],
                number=cells["证书编号"], issuer_name=cells["发证单位"], collected_by=by, collected_at=at,
            )
        )  # fmt: skip
    TitleRecord.objects.bulk_create(made)
    facts = {"kept": len(made), "known": len(rows) - len(made)}
    write(
        "collect_titles",
        "organisation",
        organisation.id,
        actor=by.id,
        organisation=organisation.id,
        facts=facts,
    )
    return len(made), len(rows) - len(made)
