"""单位书面证明 of an education: the person asks the own unit for it, or takes that back (D-25, KM2023-3.8)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.dossiers.actions.refusals import actor_of
from zhicheng.dossiers.education import CITY, ProofKind, proof_for
from zhicheng.dossiers.models import EducationProof, Record
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import in_force
from zhicheng.policy.book import open_book
from zhicheng.trail import writing as trail

CLAUSE = "KM2023-3.8"


@transaction.atomic
def ask_for_proof(record: Record, *, by: Account) -> EducationProof:
    """Ask the person's unit to look into the personal file and write the proof; its officers are told.

    Errors: Refused, where there is no unit, another proof is the right one, or one is asked for already.
    """
    actor = actor_of(record.person, by)
    row = Record.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=record.pk)
    unit = row.person.unit
    if unit is None:
        raise Refused(_("请先选择用人单位，书面证明由用人单位出具。"), clause=CLAUSE)
    kind = proof_for(row.data, open_book(clock.today().year, CITY))
    if row.module != "education" or kind is not ProofKind.UNIT:
        raise Refused(_("这条学历的证明材料是%(what)s，不用单位证明。") % {"what": kind.words}, clause=CLAUSE)
    if any(one.holds_for(row.data) for one in row.proofs.filter(signature__isnull=False, unit=unit)):
        raise Refused(_("单位已经为这条学历出具了书面证明，可以直接附上。"), clause=CLAUSE)
    stated = {name: row.data.get(name, "") for name in EducationProof.STATED}
    try:
        with transaction.atomic():
            made = EducationProof.objects.create(
                person=row.person, record=row, unit=unit, stated=stated, asked_at=clock.now()
            )
    except IntegrityError as error:
        raise Refused(_("已经请单位出具书面证明，正在等待单位办理。"), clause=CLAUSE) from error
    trail.write(
        "ask_for_proof",
        "person",
        row.person_id,
        actor=actor,
        facts={"proof": str(made.pk), "record": str(row.pk), "unit": str(unit.pk)},
    )
    officers = unit.memberships.filter(in_force(clock.now()), role=Membership.Role.UNIT)
    words = _("%(name)s请单位核对人事档案，为%(education)s学历出具书面证明。") % {
        "name": row.person.name,
        "education": made,
    }
    for account in officers.values_list("account", flat=True):
        send(account, _("请出具学历书面证明"), words, link=f"/vetting/proofs/{made.pk}/")
    return made


@transaction.atomic
def take_back_proof(proof: EducationProof, *, by: Account) -> None:
    """The person asks no longer. Errors: Refused where the unit has answered."""
    actor = actor_of(proof.person, by)
    row = EducationProof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if not row.open:
        raise Refused(_("单位已经办理，不能再撤回。请刷新页面查看结果。"))
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    trail.write("take_back_proof", "person", row.person_id, actor=actor, facts={"proof": str(row.pk)})
