"""A unit is merged into another or dissolved: recorded by the bureau of its area; what becomes of its open declarations.

The sources are silent. Our reading: a successor takes the declarations over as they are, with their notices; without
one, those that the unit has not yet recommended wait for a new employer or agency until corrections are admitted no
longer, and what it has recommended goes on. From the filing before the meeting on nothing changes.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.actions.succession import hand_over
from zhicheng.applications.guards import corrections_until
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, EDITABLE, Actor, Event, State
from zhicheng.files.actions import store
from zhicheng.files.checks import SCANS
from zhicheng.files.models import StoredFile
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, FormerName, Membership, Organisation, Person
from zhicheng.people.queries import TIE, UNIT_KINDS, bearers, in_force
from zhicheng.public_notice.models import Notice
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.actions.employers import noted_words, void_employer
from zhicheng.vetting.models import EmployerChange

Kind = EmployerChange.Kind
_NOT_RECOMMENDED = frozenset({State.AT_UNIT, State.UNIT_NOTICE, State.RETURNED})
_WITH_THE_UNIT = (
    AT_STATION
    | EDITABLE
    | {
        State.UNIT_NOTICE,
        State.NOTICE_OBJECTION,
        State.AUDITED,
        State.PAPER_SENT,
        State.ACCEPTED,
        State.LISTED,
        State.PRE_MEETING_NOTICE,
    }
)


@dataclass(frozen=True)
class Ending:
    """How a unit ends: into whom (None: it is dissolved), since when, by which document, with its scan."""

    successor: Organisation | None
    happened_on: dt.date
    words: str
    evidence: File[bytes]

    @property
    def kind(self) -> EmployerChange.Kind:
        """As which change its declarations keep it."""
        return Kind.MERGED if self.successor else Kind.DISSOLVED


def open_with(unit: Organisation) -> list[Application]:
    """The open declarations that the end of the unit concerns, by name: its own, and of whom it is the user unit."""
    rows = Application.objects.filter(state__in=sorted(_WITH_THE_UNIT))
    rows = rows.filter(Q(unit=unit) | Q(companies__organisation=unit)).distinct()
    return list(rows.select_related("person", "session").order_by("applicant_name", "id"))


@transaction.atomic
def end_unit(unit: Organisation, ending: Ending, by: Account, bureau: Organisation) -> int:
    """Record that the unit is no more; how many open declarations that concerned.

    Its account closes, its people and declarations go to the successor or wait for a new unit. The caller has checked
    that the unit lies in the bureau's area. Errors: Refused with `.field`, FileRefused; nothing is changed then.
    """
    row = Organisation.objects.select_for_update().get(pk=unit.pk)
    _check(row, ending, by, bureau)
    row.active, row.ended_on, row.merged_into = False, ending.happened_on, ending.successor
    row.save(update_fields=["active", "ended_on", "merged_into"])
    proof, cases = store(ending.evidence, SCANS), open_with(row)
    for one in cases:
        _settle(flow.lock(one), row, ending, proof, by, bureau)
    _close_account(row, ending, by)
    facts = {
        "kind": ending.kind,
        "successor": str(ending.successor.pk) if ending.successor else None,
        "happened_on": ending.happened_on.isoformat(),
        "words": ending.words.strip(),
        "evidence": proof.pk,
        "declarations": sorted(str(one.pk) for one in cases),
    }
    write("end_unit", "organisation", row.id, actor=by.id, organisation=bureau.id, facts=facts)
    return len(cases)


def _check(unit: Organisation, ending: Ending, by: Account, bureau: Organisation) -> None:
    if not acts_for(by, bureau, Membership.Role.BUREAU):
        raise Refused(_("由单位所在地的人社部门登记。"), status=404)
    if not unit.active or unit.kind not in UNIT_KINDS:
        raise Refused(_("这个单位已经合并或撤销。"))
    into = ending.successor
    if into is not None and (into.pk == unit.pk or not into.active or into.kind not in UNIT_KINDS):
        raise Refused(_("请选择另一个在用的单位作为并入单位。"), field="successor")
    if ending.happened_on > clock.today():
        raise Refused(_("日期还没有到。"), field="happened_on")
    if not ending.words.strip():
        raise Refused(_("请写明依据的文件。"), field="words")
    objected = Application.objects.filter(state=State.NOTICE_OBJECTION, holder=unit).first()
    if objected is not None and into is None:
        raise Refused(
            _("%(name)s的公示收到异议，还没有核查答复。请单位答复以后再登记撤销。")
            % {"name": objected.applicant_name},
            clause="GUIDE-1.3.4",
        )


def _settle(
    row: Application, unit: Organisation, ending: Ending, proof: StoredFile, by: Account, bureau: Organisation
) -> None:
    """One open declaration: handed over, or waiting for a new unit, or noted; its row of the change, its record."""
    restarted = ending.successor is None and row.state in _NOT_RECOMMENDED
    row.employer_changes.filter(answer="open").exclude(new=unit).update(old=ending.successor or unit)
    at = clock.now()
    EmployerChange.objects.create(
        application=row,
        person_id=row.person_id,
        kind=ending.kind,
        old=unit,
        new=ending.successor,
        happened_on=ending.happened_on,
        words=ending.words.strip(),
        evidence=proof,
        told_by=by,
        told_at=at,
        answer=EmployerChange.Answer.ACCEPTED,
        answered_by=by,
        answered_at=at,
        restarted=restarted,
    )
    mover = flow.By(Actor.BUREAU, by, bureau)
    facts = {"day": cn_date(ending.happened_on), "old": unit.name, "words": ending.words.strip().rstrip("。")}
    if ending.successor is not None:
        if row.companies.filter(organisation=ending.successor).exists():
            raise Refused(
                _(
                    "%(name)s的派遣公司和用人单位合并为一家，不再是劳务派遣。请先由单位重置这份申报，再登记合并。"
                )
                % {"name": row.applicant_name},
                clause="KM2023-3.7",
            )
        hand_over(row, unit, ending.successor)
        words = _("%(day)s起%(old)s并入%(new)s（%(words)s）。") % {**facts, "new": ending.successor.name}
        words += _("申报由%(new)s接续办理，已作的意见和公示有效，不需要重新提交。") % {
            "new": ending.successor.name
        }
        flow.note(row, Event.CHANGE_EMPLOYER, mover, words)
        return
    words = _("%(day)s起%(old)s撤销（%(words)s）。") % facts
    if not restarted:
        more = (
            _("请先选择现在的用人单位或人事代理机构，再保存封面。")
            if row.state in EDITABLE
            else noted_words()
        )
        flow.note(row, Event.CHANGE_EMPLOYER, mover, words + more)
        return
    void_employer(row, str(Kind.DISSOLVED.label))
    row.due_on = corrections_until(row.session, book_of(row.year, row.session))
    until = (
        _("请最迟在%(day)s前提交，逾期的申报到此结束。") % {"day": cn_date(row.due_on)} if row.due_on else ""
    )
    told = _(
        "请选择现在的用人单位；没有新单位的，选择人事代理机构。再保存封面、重新提交，由其推荐、公示；不计退回次数。"
    )
    flow.move(row, Event.CHANGE_EMPLOYER, mover, words, saving=["due_on"], told=told + until)


def _close_account(unit: Organisation, ending: Ending, by: Account) -> None:
    """Officers act for it no more; people, running notices and reports to it go to the successor or end."""
    at, into = clock.now(), ending.successor
    officers = bearers(unit.pk, Membership.Role.UNIT)
    Membership.objects.filter(in_force(at), organisation=unit).update(until=at)
    tie = {"unit": into, "unit_chosen_at": at} if into else dict.fromkeys(TIE)
    Person.objects.filter(unit=unit).update(
        **tie
    )  # who was confirmed stays so, who waits waits for the successor
    reports = EmployerChange.objects.filter(new=unit, answer=EmployerChange.Answer.OPEN)
    if into is not None:
        FormerName.objects.create(organisation=into, name=unit.name, until=at)
        Notice.objects.filter(publisher=unit, kind=Notice.Kind.UNIT, closed_at=None).update(publisher=into)
        reports.update(new=into)
        heirs = _("%(old)s已并入本单位，其人员和在办申报由本单位接续办理。") % {"old": unit.name}
        for account in bearers(into.pk, Membership.Role.UNIT):
            send(account, _("单位合并"), heirs, link="/desk/")
    else:
        gone = _("%(unit)s已撤销。") % {"unit": unit.name}
        reports.update(answer=EmployerChange.Answer.REFUSED, refusal=gone, answered_by=by, answered_at=at)
    for account in officers:
        send(account, str(ending.kind.label), _("%(unit)s的账号已停用。") % {"unit": unit.name})
