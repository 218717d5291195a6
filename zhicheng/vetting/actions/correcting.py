"""一次性补正通知: a station tells everything that is to be corrected, once, with a day (KM2023-4.2, GUIDE-1.2.2)."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.corrections import term_of
from zhicheng.applications.law import book_of, lapse_means
from zhicheng.applications.models import Application, CorrectionNotice, Station
from zhicheng.applications.states import STATION_ACTORS, Actor, Event, State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.policy.book import Value
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.access import Seat
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.actions.finding import Found, check, keep, lines, must_list
from zhicheng.vetting.models import Decision

# Who may issue a notice: every station after the unit, the committee's office also after acceptance.
ISSUERS: dict[State, Actor] = {
    **{state: actor for state, actor in STATION_ACTORS.items() if actor is not Actor.UNIT},
    State.ACCEPTED: Actor.OFFICE,
}


@transaction.atomic
def demand_correction(
    application: Application,
    opinion: str,
    due_on: dt.date,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
    defects: Sequence[Found] = (),
    knowing: bool = False,
) -> CorrectionNotice:
    """Issue the station's one 补正通知: number, defects one by one, the last day; it uses up no return.

    A correction in time goes on at this station; without one the clock ends the application, by the year's words
    (C-19). `due_on` lies within the term of corrections.term_of(). `knowing`: as in send_back().
    Errors: Refused where the law names other stations, for a second notice, without defects, outside the term;
    ToldLate, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version, ISSUERS)
    rule = _rule_for(row)
    _must_be_first(row, organisation, rule.clause)
    text = required(opinion)
    must_list(defects)
    _must_fit(row, due_on)
    checked = check(row, defects, cover_closed=True, knowing=knowing)
    told = lines(checked)
    more = {"defects": told, "due_on": due_on.isoformat()}
    decision = record(row, Decision.Outcome.DEMAND, text, by, organisation, more=more)
    year = clock.today().year
    notice = CorrectionNotice.objects.create(
        application=row,
        person_id=row.person_id,
        submission_id=decision.submission_id,
        organisation=organisation,
        year=year,
        serial=_next_serial(organisation, year),
        opinion=text,
        due_on=due_on,
        clause=rule.clause,
        lapse_means=lapse_means(book_of(row.year, row.session)),
        issued_by=by,
        issued_at=decision.decided_at,
        signature=decision.signature,
    )
    keep(row, decision, None, checked, notice)
    row.due_on = due_on
    flow.move(
        row,
        Event.DEMAND_CORRECTION,
        flow.By(actor, by, organisation),
        text,
        saving=["due_on"],
        told=f"{told}\n{_words(notice)}",
    )
    refresh(application, row)
    return notice


def issues_for(seat: Seat) -> UUID | None:
    """For which organisation a notice is this person's to issue now, by the year's law; whether it has issued one
    already the act asks."""
    row = seat.application
    if row.state == State.ACCEPTED:
        office = row.session.committee.organiser_id if row.session and seat.as_office else None
    else:
        office = seat.acting.pk if seat.acting and State(row.state) in ISSUERS else None
    rule = book_of(row.year, row.session).find("corrections.demanded_by") if office else None
    return office if rule is not None and _station(seat.stations) in rule.words else None


def _rule_for(row: Application) -> Value:
    rule = book_of(row.year, row.session).value("corrections.demanded_by")
    if _station(list(row.stations.all())) not in rule.words:
        raise Refused(
            _("按%(year)s年度的规定，本环节不发补正通知；材料有问题的，请返回修改。") % {"year": row.year},
            clause=rule.clause,
        )
    return rule


def _station(stations: Sequence[Station]) -> str:
    """The station that has it now; after the last one has passed, that one: the committee's office."""
    return next((one.name for one in stations if one.passed_at is None), stations[-1].name)


def _must_be_first(row: Application, organisation: Organisation, clause: str) -> None:
    earlier = row.correction_notices.filter(organisation=organisation).first()
    if earlier is not None:
        raise Refused(
            _(
                "本单位已于%(day)s发出%(number)s。需要补正的全部内容应当一次性告知，同一环节不能再发第二份；"
                "仍不符合条件的，请按规定返回修改或作出不通过的决定。"
            )
            % {"day": cn_date(clock.in_china(earlier.issued_at).date()), "number": earlier.number},
            clause=clause,
        )


def _must_fit(row: Application, due_on: dt.date) -> None:
    term = term_of(row)
    if term.last is not None and term.last <= clock.today():
        raise Refused(
            _("补正最迟到%(day)s，已来不及补正，不能再发补正通知。") % {"day": cn_date(term.last)},
            clause="KM2023-4.2",
            field="due_on",
        )
    if due_on < term.first or (term.last is not None and due_on > term.last):
        words = _("补正期限应在%(first)s至%(last)s之间。") if term.last else _("补正期限不能早于%(first)s。")
        days = {"first": cn_date(term.first), "last": cn_date(term.last) if term.last else ""}
        raise Refused(words % days, clause="KM2023-4.2", field="due_on", status=400)


def _next_serial(organisation: Organisation, year: int) -> int:
    """The organisation's next number of the year; its row is held until the transaction ends."""
    Organisation.objects.select_for_update(no_key=True).values_list("pk").get(pk=organisation.pk)
    given = CorrectionNotice.objects.filter(organisation=organisation, year=year)
    return (given.aggregate(last=Max("serial"))["last"] or 0) + 1


def _words(notice: CorrectionNotice) -> str:
    return _(
        "以上是需要补正的全部内容（%(number)s）。请最迟在%(day)s 24:00前补正并重新提交，不计入退回次数；"
        "逾期未补正的，%(means)s。"
    ) % {"number": notice.number, "day": cn_date(notice.due_on), "means": notice.lapse_means}
