"""A mistaken decision is withdrawn, a return that breached the one-time notice is given back: by two, with reason."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock, workdays
from zhicheng.applications import flow, ledger
from zhicheng.applications.guards import check_once_a_year
from zhicheng.applications.kinds import Kind as KindOf
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import STATION_ACTORS, STATION_STATES, Event, State
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.public_notice.actions import restore_unit_entries
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.access import ROLE_OF_ACTOR
from zhicheng.vetting.actions.entrusting import is_entrusted
from zhicheng.vetting.models import Decision, Undoing

Kind = Undoing.Kind
CLAUSES = {Kind.WITHDRAWN: "KM2023-6.1", Kind.GIVEN_BACK: "KM2023-4.2"}
_WITHDRAWN = frozenset(
    {Decision.Outcome.PASS, Decision.Outcome.SEND_BACK, Decision.Outcome.RESET, Decision.Outcome.REFUSE}
)


@transaction.atomic
def ask_undoing(decision: Decision, kind: str, reason: str, by: Account) -> Undoing:
    """One officer of the office that decided asks to withdraw its decision, or to give its return back.

    Another one carries it out. Errors: Refused where it cannot be, without reason, or where somebody has asked.
    """
    row, found = _standing(decision, kind, by)
    text = reason.strip()
    if not text:
        raise Refused(_("请写明理由。"), clause=CLAUSES[Kind(kind)], field="reason")
    if found.undoings.filter(kind=kind).exists():
        raise Refused(_("已有人提出，等待另一人确认。"), clause=CLAUSES[Kind(kind)])
    made = Undoing.objects.create(
        decision=found,
        application=row,
        person_id=row.person_id,
        kind=kind,
        reason=text,
        asked_by=by,
        asked_at=clock.now(),
    )
    _note("ask_undoing", made, by)
    return made


@transaction.atomic
def confirm_undoing(undoing: Undoing, by: Account) -> Undoing:
    """A second officer carries it out: the case is back at the station, or the chance is the applicant's again.

    Decision and return stay on record; the applicant is told. Errors: Refused, also for who asked.
    """
    row, decision = _standing(undoing.decision, undoing.kind, by)
    found = Undoing.objects.select_for_update(no_key=True).get(pk=undoing.pk)
    clause = CLAUSES[Kind(found.kind)]
    if found.confirmed_at is not None:
        raise Refused(_("已经办理。"), clause=clause, status=409)
    if found.asked_by_id == by.id:
        raise Refused(_("须由提出人以外的另一人确认。"), clause=clause, status=403)
    found.confirmed_by, found.confirmed_at = by, clock.now()
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    _note("confirm_undoing", found, by)
    if found.kind == Kind.WITHDRAWN:
        _take_back(row, decision, found, by)
    else:
        _give_back(row, decision, found, by)
    return found


def last_day(decision: Decision) -> dt.date:
    """Until when a decision may be withdrawn: so many working days after it (parameter)."""
    row = decision.application
    value = book_of(row.year, row.session).value("decisions.withdrawn_within")
    return workdays.calendar().add_workdays(clock.in_china(decision.decided_at).date(), value.number)


def why_not(decision: Decision, kind: str) -> str:
    """What stands against it now, in words; empty where nothing does. `decision`: with its application and entry."""
    row = decision.application
    if kind == Kind.GIVEN_BACK:
        return _why_no_giving_back(decision)
    if decision.outcome not in _WITHDRAWN:
        return _("这类决定不能撤回。")
    if is_entrusted(row) or row.companies.exists():
        return _("委托评审和劳务派遣的审核不能撤回，请联系下一环节返回修改。")
    if decision.version == 0 or row.version != decision.version + 1:
        return _("决定以后这份申报已有新的办理，不能撤回。")
    if row.state == State.CLOSED_FOR_YEAR:
        return _("这次退回已由两人办理，不能撤回。")
    day = last_day(decision)
    if clock.today() > day:
        return _("撤回期限已过。")
    return ""


def _why_no_giving_back(decision: Decision) -> str:
    entry = decision.entry
    if entry is None or not entry.counts:
        return _("这次办理没有计入退回次数。")
    if entry.given_back_at is not None:
        return _("这次退回的次数已经返还。")
    if entry.ends_year:
        return _("使本年度不再受理的退回由两人办理，不能返还；请返还此前违反一次性告知的退回。")
    if not entry.defects.filter(late=True).exists():
        return _("这次退回没有上次未指出的内容，不违反一次性告知。")
    return ""


def _standing(decision: Decision, kind: str, by: Account) -> tuple[Application, Decision]:
    """The locked case and the decision, for an officer of the office that decided. Errors: Refused."""
    row = flow.lock(decision.application)
    found = Decision.objects.select_related("organisation", "entry").get(pk=decision.pk)
    found.application = row
    mine = any(acts_for(by, found.organisation, role) for role in ROLE_OF_ACTOR.values())
    if row.person.account_id == by.id or not mine:
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    against = why_not(found, kind)
    if against:
        raise Refused(against, clause=CLAUSES[Kind(kind)], status=409)
    return row, found


def _take_back(row: Application, decision: Decision, undoing: Undoing, by: Account) -> None:
    saving = []
    if decision.outcome == Decision.Outcome.PASS:
        row.stations.filter(passed_at__isnull=True).update(arrived_at=None)
        row.stations.filter(decisions=decision).update(passed_at=None)
        if row.audited_at is not None:
            row.audited_at = None
            saving.append("audited_at")
        earlier = row.decisions.filter(outcome=Decision.Outcome.PASS, version__lt=decision.version)
        if row.first_unit_pass_at is not None and not earlier.exists():
            row.first_unit_pass_at = None
            saving.append("first_unit_pass_at")
    if decision.outcome == Decision.Outcome.REFUSE:
        check_once_a_year(row.person, row.year, KindOf(row.kind), besides=row)
    if decision.entry is not None:
        ledger.give_back(decision.entry)
    if decision.outcome == Decision.Outcome.RESET:
        restore_unit_entries(row, decision.decided_at)
    actor = STATION_ACTORS[STATION_STATES[decision.station_name]]
    words = _("撤回“%(outcome)s”：%(reason)s") % {
        "outcome": decision.get_outcome_display(),
        "reason": undoing.reason,
    }
    mover = flow.By(actor, by, decision.organisation)
    flow.move(row, Event.WITHDRAW_DECISION, mover, words, saving=saving)


def _give_back(row: Application, decision: Decision, undoing: Undoing, by: Account) -> None:
    assert decision.entry is not None
    ledger.give_back(decision.entry)
    if row.state == State.CLOSED_FOR_YEAR:
        actor = STATION_ACTORS[STATION_STATES[decision.station_name]]
        words = _("返还一次退回次数：%(reason)s") % {"reason": undoing.reason}
        ledger.reopen(row, flow.By(actor, by, decision.organisation), words)
    standing = ledger.standing(row)
    send(
        row.person.account_id,
        _("返还一次退回次数"),
        _(
            "%(office)s%(day)s的退回违反一次性告知，不再计入次数。理由：%(reason)s。本年度已用%(used)d次，还剩%(left)d次。"
        )
        % {
            "office": decision.organisation.name,
            "day": cn_date(decision.decided_at),
            "reason": undoing.reason.rstrip("。"),
            "used": standing.used,
            "left": standing.left or 0,
        },
        link=f"/apply/{row.id}/",
    )


def _note(act: str, undoing: Undoing, by: Account) -> None:
    facts = {"decision": str(undoing.decision_id), "kind": undoing.kind, "reason": undoing.reason}
    organisation = undoing.decision.organisation_id
    write(act, "application", undoing.application_id, actor=by.id, organisation=organisation, facts=facts)
