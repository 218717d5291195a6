"""破格、绿色通道: the committee's organiser says its word, the bureau of the level decides (KM2023-5.1a, 5.3a)."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application, ChannelApproval
from zhicheng.applications.states import ENDS
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.queries import bureau_of_level
from zhicheng.policy.rules.standard import LIFTED
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

Step = ChannelApproval.Step
CLAUSES = {"破格": "KM2023-5.1a", "绿色通道": "KM2023-5.3a"}


@transaction.atomic
def propose_channel(application: Application, granted: bool, opinion: str, by: Account) -> ChannelApproval:
    """The organiser's word on the channel of the cover, under its seal (AMB-28). Errors: Refused."""
    row = _locked(application)
    assert row.session is not None
    office = row.session.committee.organiser
    if row.person.account_id == by.id or not acts_for(by, office, Membership.Role.OFFICE):
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    return _say(row, Step.PROPOSAL, granted, opinion, by, office)


@transaction.atomic
def decide_channel(application: Application, granted: bool, opinion: str, by: Account) -> ChannelApproval:
    """The bureau of the level approves or refuses the channel after the organiser's word, under its seal.

    From then on the rules read it (E-36, E-37); the applicant is told. Errors: Refused.
    """
    row = _locked(application)
    assert row.session is not None
    bureau = bureau_of_level(row.session.committee)
    if bureau is None or row.person.account_id == by.id or not acts_for(by, bureau, Membership.Role.BUREAU):
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    if not said(row, Step.PROPOSAL).exists():
        raise Refused(_("评委会组建单位还没有提出意见，不能审批。"), clause=CLAUSES[row.channel])
    decision = _say(row, Step.DECISION, granted, opinion, by, bureau)
    answer = _("已批准") if granted else _("没有批准")
    send(
        row.person.account_id,
        _("%(channel)s审批结果：%(answer)s") % {"channel": row.channel, "answer": answer},
        _("%(bureau)s对您以%(channel)s申报%(title)s的审批结果：%(answer)s。审批意见：%(opinion)s")
        % {
            "bureau": bureau.name,
            "channel": row.channel,
            "title": row.title,
            "answer": answer,
            "opinion": decision.opinion,
        },
        link=f"/apply/{row.id}/",
    )
    return decision


@transaction.atomic
def ask_withdrawal(decision: ChannelApproval, reason: str, by: Account) -> ChannelApproval:
    """An officer of the bureau asks to withdraw its decision; a second one carries it out. Errors: Refused."""
    found = _standing(decision, by)
    if not reason.strip():
        raise Refused(_("请写明撤回的理由。"), clause=CLAUSES[found.channel], field="reason")
    if found.withdrawal_asked_at is not None:
        raise Refused(_("已有人提出撤回，等待另一人确认。"), clause=CLAUSES[found.channel])
    found.withdrawal_reason, found.withdrawal_asked_by = reason.strip(), by
    found.withdrawal_asked_at = clock.now()
    found.save(update_fields=["withdrawal_reason", "withdrawal_asked_by", "withdrawal_asked_at"])
    _note("ask_channel_withdrawal", found, by)
    return found


@transaction.atomic
def withdraw_decision(decision: ChannelApproval, by: Account) -> ChannelApproval:
    """A second officer withdraws the decision: the channel is open again, and the applicant is told.

    The decision stays on record with the reason. Errors: Refused for who asked, or where nobody has.
    """
    found = _standing(decision, by)
    if found.withdrawal_asked_at is None:
        raise Refused(_("还没有人提出撤回。"), clause=CLAUSES[found.channel])
    if found.withdrawal_asked_by_id == by.id:
        raise Refused(_("撤回须由提出人以外的另一人确认。"), clause=CLAUSES[found.channel], status=403)
    found.withdrawn_by, found.withdrawn_at = by, clock.now()
    found.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _note("withdraw_channel_decision", found, by)
    row = found.application
    words = {"bureau": found.organisation.name, "channel": found.channel, "reason": found.withdrawal_reason}
    send(
        row.person.account_id,
        _("%(channel)s审批已撤回") % words,
        _("%(bureau)s撤回了对您%(channel)s申报的审批，将重新审批。原因：%(reason)s") % words,
        link=f"/apply/{row.id}/",
    )
    return found


def _standing(decision: ChannelApproval, by: Account) -> ChannelApproval:
    """The decision while it stands, on a locked running case, for an officer of its bureau. Errors: Refused."""
    row = _locked(decision.application)
    found = ChannelApproval.objects.select_related("organisation").get(pk=decision.pk)
    found.application = row
    strange = row.person.account_id == by.id or not acts_for(by, found.organisation, Membership.Role.BUREAU)
    if strange or found.step != Step.DECISION:
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    if found.withdrawn_at is not None:
        raise Refused(_("这次审批已经撤回。"), clause=CLAUSES[found.channel], status=409)
    return found


def _note(act: str, decision: ChannelApproval, by: Account) -> None:
    facts = {"decision": str(decision.id), "granted": decision.granted, "reason": decision.withdrawal_reason}
    write(
        act,
        "application",
        decision.application_id,
        actor=by.id,
        organisation=decision.organisation_id,
        facts=facts,
    )


def said(row: Application, step: str) -> QuerySet[ChannelApproval]:
    """What was said in the step on the cover as it is now."""
    return ChannelApproval.objects.filter(
        application=row, channel=row.channel, title=row.title, step=step, withdrawn_at__isnull=True
    )


def _locked(application: Application) -> Application:
    row = flow.lock(application)
    if row.channel not in LIFTED or row.session is None:
        raise Refused(_("这份申报走的是正常渠道，不需要审批。"))
    if row.submitted_at is None or row.state in ENDS:
        raise Refused(_("这份申报现在不能办理渠道审批。"), clause=CLAUSES[row.channel])
    return row


def _say(
    row: Application, step: str, granted: bool, opinion: str, by: Account, organisation: Organisation
) -> ChannelApproval:
    text = opinion.strip()
    if not text:
        raise Refused(_("请填写审核意见。"), clause=CLAUSES[row.channel], field="opinion")
    if said(row, step).exists() or (step == Step.PROPOSAL and said(row, Step.DECISION).exists()):
        raise Refused(_("对这份申报的渠道已经提出过意见，不能重复办理。"), clause=CLAUSES[row.channel])
    content = {
        "application": str(row.id),
        "channel": row.channel,
        "title": row.title,
        "step": step,
        "granted": granted,
        "opinion": text,
    }
    method = Signature.Method.ORGANISATION_KEY
    made = ChannelApproval.objects.create(
        application=row,
        person_id=row.person_id,
        channel=row.channel,
        title=row.title,
        step=step,
        granted=granted,
        opinion=text,
        organisation=organisation,
        account=by,
        at=clock.now(),
        signature=sign(
            by,
            organisation=organisation,
            content=content,
            method=method,
            purpose="channel",
            role=Membership.Role.OFFICE if step == Step.PROPOSAL else Membership.Role.BUREAU,
        ),
    )
    write(
        f"{step}_on_channel",
        "application",
        row.id,
        actor=by.id,
        organisation=organisation.id,
        facts={"channel": row.channel, "granted": granted},
    )
    return made
