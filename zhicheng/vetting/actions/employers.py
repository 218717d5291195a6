"""A new employer or dispatch company while a declaration is under way: told by the applicant, confirmed by the new one.

The sources settle a wrongly chosen unit alone (重置流程, GUIDE-5.4.5). Our reading: until the electronic audit is over
the new unit vouches and publishes anew, which is no return; afterwards the change is noted, and what was recommended
stands (`corrections.new_employer_vouches`).
"""

import datetime as dt

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.guards import corrections_admitted, corrections_until
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import COVER_EDITABLE, ENDS, MOVES, Actor, Event, State
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.actions import choose_unit, confirm_joining
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import UNIT_KINDS, bearers
from zhicheng.public_notice.actions import void_unit_entries
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.actions.entrusting import void_entrustment
from zhicheng.vetting.models import EmployerChange

CLAUSE = "GUIDE-5.4.5"
AGREEMENT = "dispatch_agreement"  # of the dispatch company: a new one brings its own (KM2023-3.7)
Kind, Answer = EmployerChange.Kind, EmployerChange.Answer


@transaction.atomic
def report_employer(
    application: Application,
    unit: Organisation,
    *,
    happened_on: dt.date,
    words: str,
    evidence: File[bytes],
    by: Account,
) -> EmployerChange:
    """The applicant tells the new employer, of a dispatched person the new dispatch company; it is asked to confirm.

    Errors: Refused with `.field`, FileRefused.
    """
    row = flow.lock(application)
    if row.person.account_id != by.id:
        raise Refused(_("由申报人本人报告。"), status=404)
    _must_be_open(row)
    if unit.kind not in UNIT_KINDS or not unit.active:
        raise Refused(_("没有找到这个单位，请核对全称；还没有注册的，请先由单位注册。"), field="unit")
    if unit.pk == row.unit_id:
        raise Refused(_("这就是封面上的用人单位，没有更换。"), field="unit")
    if happened_on > clock.today():
        raise Refused(_("日期还没有到，请在到新单位以后报告。"), field="happened_on")
    if not words.strip():
        raise Refused(_("请写明更换单位的情况。"), field="words")
    if row.employer_changes.filter(answer=Answer.OPEN).exists():
        raise Refused(_("已经报告过，正在等待新单位确认。"))
    made = EmployerChange.objects.create(
        application=row,
        person_id=row.person_id,
        kind=Kind.NEW_DISPATCHER if row.companies.exists() else Kind.NEW_EMPLOYER,
        old_id=row.unit_id,
        new=unit,
        happened_on=happened_on,
        words=words.strip(),
        evidence=store(evidence, SCANS),
        told_by=by,
        told_at=clock.now(),
    )
    _note("report_employer", made, by)
    told = _("%(name)s报告已于%(day)s到本单位工作，申报的%(title)s正在办理，请核对后确认。") % {
        "name": row.applicant_name,
        "day": cn_date(happened_on),
        "title": row.title,
    }
    for account in bearers(unit.pk, Membership.Role.UNIT):
        send(account, _("请确认新到本单位的申报人"), told, link=f"/vetting/employers/{made.id}/")
    return made


@transaction.atomic
def confirm_employer(change: EmployerChange, by: Account) -> EmployerChange:
    """The new unit confirms: the person is its own from now on, the declaration restarts there or the change is noted.

    Errors: Refused, also where the declaration has ended meanwhile.
    """
    row, held = _asked(change, by)
    assert held.new is not None
    person = choose_unit(row.person, unit=held.new)
    if person.unit_confirmed_at is None:
        confirm_joining(person, unit=held.new, by=by)
    held.restarted = restarts(row)
    _close(held, Answer.ACCEPTED, by)
    _note("confirm_employer", held, by)
    mover = flow.By(Actor.UNIT, by, held.new)
    words = _("%(day)s起用人单位由%(old)s变更为%(new)s。") % {
        "day": cn_date(held.happened_on),
        "old": held.old.name,
        "new": held.new.name,
    }
    if held.restarted:
        void_employer(row, str(held.get_kind_display()))
        row.unit = held.new
        row.due_on = corrections_until(row.session, book_of(row.year, row.session))
        flow.move(
            row,
            Event.CHANGE_EMPLOYER,
            mover,
            words + _("原单位的推荐意见和公示留在记录中，不再有效。"),
            saving=["unit", "due_on"],
            told=_restart_words(row),
        )
    else:
        flow.note(row, Event.CHANGE_EMPLOYER, mover, words + noted_words())
    for account in bearers(held.old_id, Membership.Role.UNIT):
        subject = _("%(name)s已更换用人单位") % {"name": row.applicant_name}
        send(account, subject, words + _("本单位办理过的记录保留。"))
    return held


@transaction.atomic
def refuse_employer(change: EmployerChange, reason: str, by: Account) -> EmployerChange:
    """The unit does not know the person as its own: nothing changes, the applicant is told why. Errors: Refused."""
    row, held = _asked(change, by)
    if not reason.strip():
        raise Refused(_("请写明不能确认的原因。"), field="reason")
    held.refusal = reason.strip()
    _close(held, Answer.REFUSED, by)
    _note("refuse_employer", held, by)
    assert held.new is not None
    words = _("%(unit)s没有确认您已到该单位工作：%(reason)s。您的申报没有变化；核实后可以重新报告。") % {
        "unit": held.new.name,
        "reason": held.refusal.rstrip("。"),
    }
    send(row.person.account_id, _("更换用人单位未确认"), words, link=f"/vetting/{row.id}/employer/")
    return held


def restarts(row: Application) -> bool:
    """Whether a change of employer now sends the declaration back to be vouched for by the new one."""
    book = book_of(row.year, row.session)
    return (
        (State(row.state), Event.CHANGE_EMPLOYER) in MOVES
        and book.value("corrections.new_employer_vouches").flag
        and corrections_admitted(row.session, book)
    )


def noted_words() -> str:
    """What a change means that is only noted."""
    return _("申报按原单位的推荐继续办理，不需要重新提交。")


def void_employer(row: Application, why: str) -> None:
    """What rested on the unit that the person has left: its notice, consent, seals, the dispatch agreement."""
    void_unit_entries(row, why)
    void_entrustment(row)
    row.companies.all().delete()
    row.attachments.filter(key=AGREEMENT).delete()


def _restart_words(row: Application) -> str:
    words = _(
        "请核对封面和“资格信息”（用工形式、参保单位、合同等）后重新提交，由现在的单位重新推荐、公示；不计退回次数。"
    )
    if row.due_on is None:
        return words
    return words + _("请最迟在%(day)s前提交。") % {"day": cn_date(row.due_on)}


def _must_be_open(row: Application) -> None:
    state = State(row.state)
    if state in ENDS:
        raise Refused(_("这份申报已经结束，不需要报告。"))
    if state in COVER_EDITABLE:
        raise Refused(_("封面现在可以修改：请在“选择单位”中选择现在的单位，再保存封面。"), clause=CLAUSE)
    if state is State.NOTICE_OBJECTION:
        raise Refused(_("公示收到的异议正在核查，请在单位答复以后再报告。"), clause="GUIDE-1.3.4")


def _asked(change: EmployerChange, by: Account) -> tuple[Application, EmployerChange]:
    """The locked declaration and the report that waits, for an officer of the new unit. Errors: Refused."""
    row = flow.lock(change.application)
    held = (
        EmployerChange.objects.select_for_update(of=("self",)).select_related("old", "new").get(pk=change.pk)
    )
    if row.person.account_id == by.id or not acts_for(by, held.new, Membership.Role.UNIT):
        raise Refused(_("由新单位的经办人确认。"), status=404)
    if held.answer != Answer.OPEN:
        raise Refused(_("已经办理。"))
    if held.kind not in {Kind.NEW_EMPLOYER, Kind.NEW_DISPATCHER} or held.new_id == row.unit_id:
        raise Refused(_("这份申报的用人单位已经变更。"))
    _must_be_open(row)
    return row, held


def _close(held: EmployerChange, answer: str, by: Account) -> None:
    held.answer, held.answered_by, held.answered_at = answer, by, clock.now()
    held.save(update_fields=["answer", "answered_by", "answered_at", "restarted", "refusal"])


def _note(act: str, change: EmployerChange, by: Account) -> None:
    facts = {
        "change": str(change.id),
        "kind": change.kind,
        "old": str(change.old_id),
        "new": str(change.new_id),
        "happened_on": change.happened_on.isoformat(),
        "evidence": change.evidence_id,
        "refusal": change.refusal,
    }
    write(act, "application", change.application_id, actor=by.id, facts=facts)
