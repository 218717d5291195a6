"""学历书面证明 (D-25, KM2023-3.8): the unit looks into the personal file, writes the proof and seals it, or declines."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.models import EducationProof
from zhicheng.files.actions import store_bytes
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import in_force
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.vetting import education_proof

CLAUSE = "KM2023-3.8"


@transaction.atomic
def issue_proof(proof: EducationProof, *, seen: str, by: Account) -> EducationProof:
    """The unit states the education by the papers `seen` in the personal file, under its seal; the person is told.

    Who heads the unit's personnel signs, or who heads the unit. Errors: Refused, where it was answered or taken back,
    nothing was looked at, it is the officer's own, or the officer is neither of these two.
    """
    row = _locked(proof, by)
    seat = signing_seat(by, row.unit)
    if seat is None:
        raise Refused(
            _(
                "书面证明由人事部门负责人或单位负责人签字出具，请转告他们办理；还没有账号的，在“经办人员”中添加。"
            ),
            clause=CLAUSE,
        )
    words = " ".join(seen.split())
    if not words:
        raise Refused(_("请写明在人事档案中核对了哪些材料。"), clause=CLAUSE, field="seen")
    row.seen, row.answered_at, row.answered_by = words, clock.now(), by
    row.signature = sign(
        by,
        organisation=row.unit,
        content={
            "proof": str(row.pk),
            "person": str(row.person_id),
            "stated": row.stated,
            "seen": words,
            "as": seat.title,
        },
        method=Signature.Method.ORGANISATION_KEY,
        purpose="education_proof",
        role=Membership.Role.UNIT,
    )
    row.file = store_bytes(education_proof.pdf(row, row.signature, seat.title), "application/pdf")
    row.save(update_fields=["seen", "answered_at", "answered_by", "signature", "file"])
    _tell(row, by, "issue_proof", _("%(unit)s已经出具%(education)s学历的书面证明，请在“附件管理”中附上。"))
    return row


@transaction.atomic
def decline_proof(proof: EducationProof, *, reason: str, by: Account) -> EducationProof:
    """The unit cannot write it, and says why and what to do. Errors: Refused."""
    row = _locked(proof, by)
    words = " ".join(reason.split())
    if not words:
        raise Refused(_("请写明不能出具的原因，以及申报人可以怎么办。"), clause=CLAUSE, field="reason")
    row.declined, row.answered_at, row.answered_by = words, clock.now(), by
    row.save(update_fields=["declined", "answered_at", "answered_by"])
    _tell(row, by, "decline_proof", _("%(unit)s不能为%(education)s学历出具书面证明：%(why)s"))
    return row


def signing_seat(account: Account, unit: Organisation) -> Membership | None:
    """As whom the account signs such a proof for the unit; None where it may not (KM2023-3.8)."""
    heads = (Membership.Position.PERSONNEL, Membership.Position.HEAD)
    rows = Membership.objects.filter(in_force(clock.now()), account=account, organisation=unit)
    return rows.filter(position__in=heads).order_by("-position").first()


def _locked(proof: EducationProof, by: Account) -> EducationProof:
    row = EducationProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not acts_for(by, row.unit, Membership.Role.UNIT):
        raise Refused(_("您不能代表这个单位出具证明。"), status=403)
    if row.person.account_id == by.pk:
        raise Refused(_("本人的学历证明请由单位其他工作人员出具。"), clause=CLAUSE)
    if row.taken_back_at is not None:
        raise Refused(_("申请人已经撤回，不需要办理。"), clause=CLAUSE)
    if row.answered_at is not None:
        raise Refused(_("这份证明已经办理，请刷新页面查看。"), clause=CLAUSE)
    return row


def _tell(row: EducationProof, by: Account, act: str, words: str) -> None:
    facts = {"proof": str(row.pk), "file": row.file_id, "seen": row.seen, "declined": row.declined}
    write(act, "person", row.person_id, actor=by.id, organisation=row.unit_id, facts=facts)
    told = words % {"unit": row.unit.name, "education": row, "why": row.declined}
    send(row.person.account_id, _("学历书面证明"), told, link="/")
