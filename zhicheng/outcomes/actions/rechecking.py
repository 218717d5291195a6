"""复查和投诉: the applicant asks in writing, the organiser takes it up or not, checks, and tells the outcome."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.actions import send
from zhicheng.outcomes.form_parts import PUBLIC
from zhicheng.outcomes.models import Confirmation, Recheck
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import office_of, runs
from zhicheng.policy.anniversaries import add_months
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date

CLAUSE = "KM2023-4.6"
Stage = Recheck.State


def last_day(row: Application) -> dt.date | None:
    """The last day to ask: two months from the own confirmation, else from the session's last (AMB-34).

    None while no result of the session is confirmed: the term has not begun, asking is open.
    """
    months = book_of(row.year, row.session).find("recheck.months")
    own = Confirmation.objects.filter(application=row).values_list("confirmed_at", flat=True).first()
    of_all = Confirmation.objects.filter(application__session=row.session_id)
    confirmed_at = own or of_all.aggregate(last=Max("confirmed_at"))["last"]
    if months is None or confirmed_at is None:
        return None
    return add_months(clock.in_china(confirmed_at).date(), months.number)


def may_ask(row: Application) -> bool:
    """Whether the own result is known."""
    return row.session_id is not None and State(row.state) in PUBLIC


@transaction.atomic
def ask_recheck(application: Application, *, kind: str, ground: str, text: str, by: Account) -> Recheck:
    """Ask the organiser to re-check the own result, or complain of it; once each.

    Errors: Refused for anybody but the applicant, before the result is known, after two months, without words.
    """
    row = Application.objects.select_related("person", "session__committee__organiser").get(pk=application.pk)
    if row.person.account_id != by.id:
        raise Refused(_("只能对本人的评审结果提出。"), clause=CLAUSE, status=404)
    if not may_ask(row) or row.session is None:
        raise Refused(_("评审结果还没有公布。"), clause=CLAUSE)
    until = last_day(row)
    if kind == Recheck.Kind.RECHECK and until is not None and clock.today() > until:
        raise Refused(
            _("复查须在评审结果确认后2个月内（%(day)s以前）提出，逾期不予受理。") % {"day": cn_date(until)},
            clause=CLAUSE,
        )
    if not text.strip():
        raise Refused(_("请写明事实和理由。"), clause=CLAUSE, field="text")
    try:
        with transaction.atomic():
            made = Recheck.objects.create(
                application=row, person=row.person, kind=kind, ground=ground, text=text.strip(),
                asked_at=clock.now(), until=until,
            )  # fmt: skip
    except IntegrityError as twice:
        raise Refused(_("您已经提出过，请等待组建单位答复。"), clause=CLAUSE) from twice
    write("ask_recheck", "application", row.id, actor=by.id, facts={"kind": kind, "ground": ground})
    return made


@transaction.atomic
def take_recheck(recheck: Recheck, *, accepted: bool, reason: str, by: Account) -> Recheck:
    """The organiser takes it up, or declines with the reason, and tells the applicant. Errors: Refused."""
    row = _locked(recheck, by)
    if row.stage != Stage.ASKED:
        raise Refused(_("这件申请已经办理，请刷新页面。"), clause=CLAUSE)
    if not accepted and not reason.strip():
        raise Refused(_("不予受理须写明理由。"), clause=CLAUSE, field="reason")
    row.taken_by, row.taken_at = by, clock.now()
    row.stage = Stage.ACCEPTED if accepted else Stage.DECLINED
    if not accepted:
        row.outcome, row.decided_by, row.decided_at = reason.strip(), by, row.taken_at
    row.save()
    _tell(row, "take_recheck", by)
    return row


@transaction.atomic
def decide_recheck(recheck: Recheck, *, fault: bool, checked: str, outcome: str, by: Account) -> Recheck:
    """The organiser's conclusion: what was looked at, whether the review was at fault, what follows (AMB-53).

    The result itself is not touched here. Errors: Refused before it is taken up, a second time, without words.
    """
    row = _locked(recheck, by)
    if row.stage != Stage.ACCEPTED:
        raise Refused(_("这件申请不在核查中，请刷新页面。"), clause=CLAUSE)
    for name, value, words in (
        ("checked", checked, _("请写明核查了哪些程序和材料。")),
        ("outcome", outcome, _("请写明复查结论。")),
    ):
        if not value.strip():
            raise Refused(words, clause=CLAUSE, field=name)
    row.stage = Stage.FAULT_FOUND if fault else Stage.UPHELD
    row.checked, row.outcome = checked.strip(), outcome.strip()
    row.decided_by, row.decided_at = by, clock.now()
    row.save()
    _tell(row, "decide_recheck", by)
    return row


def _locked(recheck: Recheck, by: Account) -> Recheck:
    row = (
        Recheck.objects.select_for_update(of=("self",))
        .select_related("application__session__committee__organiser", "person")
        .get(pk=recheck.pk)
    )
    session = row.application.session
    if session is None or not runs(by, session.committee):
        raise Refused(_("复查由评委会组建单位办理。"), clause=CLAUSE, status=404)
    if row.person.account_id == by.id:
        raise Refused(_("不能办理本人的复查。"), clause=CLAUSE, status=403)
    return row


def _tell(row: Recheck, act: str, by: Account) -> None:
    session = row.application.session
    organiser = office_of(by, session.committee) or session.committee.organiser if session else None
    facts = {"stage": row.stage, "outcome": row.outcome}
    write(act, "application", row.application_id, actor=by.id,
          organisation=organiser.id if organiser else None, facts=facts)  # fmt: skip
    words = {"kind": row.get_kind_display(), "stage": row.get_stage_display()}
    send(
        row.person.account_id,
        _("%(kind)s：%(stage)s") % words,
        row.outcome or _("组建单位已受理，核查后告知结果。"),
        link=f"/outcomes/applications/{row.application_id}/",
    )
