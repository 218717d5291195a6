"""Fraud found on the way (KM2023-4.1c, KM2023-6.3a): opened with evidence, the person heard, decided by a bureau."""

from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import ENDS, Actor, Event, State
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.inbox.actions import send
from zhicheng.integrity.access import KEEPERS
from zhicheng.integrity.actions import record_integrity
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.models import Suspicion

CLAUSE = "KM2023-4.1c"
HEARING_WORKDAYS = 5  # no text sets a term for the person's statement


@transaction.atomic
def open_suspicion(
    application: Application,
    kind: str,
    facts: str,
    evidence: File[bytes],
    by: Account,
    organisation: Organisation,
) -> Suspicion:
    """A station tells what it found, with evidence; the person is told and may answer, nobody passes meanwhile.

    The caller has checked that `by` sits at a station of the application. Errors: Refused, FileRefused.
    """
    row = flow.lock(application)
    if State(row.state) in ENDS or row.person.account_id == by.id:
        raise Refused(_("这份申报已经结束，不能再立案。"), clause=CLAUSE)
    if not facts.strip():
        raise Refused(_("请写明发现的事实。"), field="facts", clause=CLAUSE)
    if row_is_suspected(row):
        raise Refused(_("这份申报已经立案核查。"), clause=CLAUSE)
    today = clock.today()
    until = workdays.calendar().publicity_end(today, HEARING_WORKDAYS)
    case = Suspicion.objects.create(
        application=row,
        person_id=row.person_id,
        kind=kind,
        facts=facts.strip(),
        evidence=store(evidence, SCANS),
        opened_by=by,
        organisation=organisation,
        opened_at=clock.now(),
        hear_until=until,
    )
    told = {"kind": kind, "facts": case.facts, "evidence": case.evidence_id, "suspicion": str(case.id)}
    write("open_suspicion", "application", row.id, actor=by.id, organisation=organisation.id, facts=told)
    words = _(
        "%(who)s在审核中发现：%(facts)s。请在%(until)s前陈述、申辩并提供证明；逾期不陈述的，按已有材料作出决定。"
    )
    what = {"who": organisation.name, "facts": case.facts.rstrip("。"), "until": cn_date(until)}
    link = f"/vetting/suspicions/{case.id}/statement/"
    send(
        row.person.account_id,
        _("请陈述申辩：%(kind)s") % {"kind": case.get_kind_display()},
        words % what,
        link=link,
    )
    return case


@transaction.atomic
def state_own_side(
    case: Suspicion, statement: str, by: Account, proof: File[bytes] | None = None
) -> Suspicion:
    """陈述申辩 by the person, once or again until the term ends or the bureau decides. Errors: Refused."""
    row = Suspicion.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)
    if row.person.account_id != by.id:
        raise Refused(_("只有本人可以陈述申辩。"), status=404)
    if row.outcome != Suspicion.Outcome.OPEN:
        raise Refused(_("这件事已经作出决定，不能再修改陈述。"), clause=CLAUSE)
    if not statement.strip():
        raise Refused(_("请写明您的陈述。"), field="statement")
    row.statement, row.stated_at = statement.strip(), clock.now()
    if proof is not None:
        row.statement_file = store(proof, SCANS)
    row.save(update_fields=["statement", "stated_at", "statement_file"])
    write(
        "state_own_side", "application", row.application_id, actor=by.id, facts={"statement": row.statement}
    )
    return row


@transaction.atomic
def decide_suspicion(
    case: Suspicion, upheld: bool, finding: str, by: Account, organisation: Organisation
) -> Suspicion:
    """查实: the application stops and the person is on record until the law's day; 不成立: it goes on.

    By a bureau of city or province, by somebody else than who opened it, after the statement or its term.
    Errors: Refused, MoveNotAllowed where the vote is over (then the title is revoked instead).
    """
    if organisation.kind not in KEEPERS or not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("由市级以上人社部门作出决定。"), status=404, clause=CLAUSE)
    held = (
        Suspicion.objects.select_for_update(of=("self",))
        .select_related("person", "application")
        .get(pk=case.pk)
    )
    if held.outcome != Suspicion.Outcome.OPEN:
        raise Refused(_("这件事已经作出决定。"), clause=CLAUSE)
    if held.opened_by_id == by.id:
        raise Refused(_("立案和决定须由不同的人办理。"), clause=CLAUSE)
    if held.stated_at is None and clock.today() <= held.hear_until:
        raise Refused(
            _("须听取本人陈述：本人还没有陈述，%(until)s以后才能决定。")
            % {"until": cn_date(held.hear_until)},
            clause=CLAUSE,
        )
    if not finding.strip():
        raise Refused(_("请写明核查的经过和结论。"), field="finding", clause=CLAUSE)
    held.finding, held.decided_by, held.decided_at = finding.strip(), by, clock.now()
    held.outcome = Suspicion.Outcome.UPHELD if upheld else Suspicion.Outcome.DISMISSED
    if upheld:
        facts = f"{held.get_kind_display()}：{held.facts}\n{held.finding}"
        held.record = record_integrity(held.person, facts, by, organisation)
        row = flow.lock(held.application)
        flow.move(row, Event.STOP, flow.By(Actor.BUREAU, by, organisation), facts)
    held.save(update_fields=["finding", "decided_by", "decided_at", "outcome", "record"])
    told = {"outcome": held.outcome, "finding": held.finding}
    write(
        "decide_suspicion",
        "application",
        held.application_id,
        actor=by.id,
        organisation=organisation.id,
        facts=told,
    )
    if not upheld:
        words = _("%(bureau)s核查后认定不成立：%(finding)s 申报继续办理。")
        what = {"bureau": organisation.name, "finding": held.finding}
        send(
            held.person.account_id, _("核查结论：不成立"), words % what, link=f"/apply/{held.application_id}/"
        )
    return held


def row_is_suspected(row: Application) -> bool:
    """Whether a suspicion against the application is open."""
    return bool(_open_on(row.pk))


@Prepared
def _open_on(application: UUID) -> QuerySet[Suspicion, tuple[UUID]]:
    return Suspicion.objects.filter(application=application, outcome=Suspicion.Outcome.OPEN).values_list("pk")


def must_not_be_suspected(row: Application) -> None:
    """Nobody passes a file on while a suspicion is open. Errors: Refused."""
    if row_is_suspected(row):
        raise Refused(_("这份申报正在核查是否弄虚作假，决定以前不能通过。"), clause=CLAUSE)
