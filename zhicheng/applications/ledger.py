"""The ledger of returns: one place that counts 返回修改 and 重置流程 over a person's year (C-01 to C-03)."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.casefile import returns_used
from zhicheng.applications.guards import corrections_until
from zhicheng.applications.law import book_of, lapse_means
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import AT_STATION, EDITABLE, STATION_ACTORS, Actor, Event, State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.policy.book import Book
from zhicheng.policy.rules.returns import ReturnOutcome, after_return
from zhicheng.ui.templatetags.ui import cn_date

_EVENTS = {Return.Kind.SEND_BACK: Event.SEND_BACK, Return.Kind.RESET: Event.RESET}
_AT_UNIT = frozenset({State.AT_UNIT, State.UNIT_NOTICE})
_STILL_OPEN = AT_STATION | EDITABLE | {State.UNIT_NOTICE, State.NOTICE_OBJECTION}


@dataclass(frozen=True)
class Standing:
    """Chances of a person's year: used, left, the limit (None: the law sets none), from when they count."""

    used: int
    left: int | None
    limit: int | None
    counted_from: str
    clause: str


def used(person: Person, year: int) -> int:
    """How many chances the person has used in the policy year, over all applications (AMB-04)."""
    return returns_used(person.pk, year)


def standing(application: Application) -> Standing:
    """What applicant and auditors are shown at every return."""
    book = book_of(application.year, application.session)
    limit = book.find("returns.limit")
    spent = returns_used(application.person_id, application.year)
    if limit is None:
        return Standing(spent, None, None, "", "")
    return Standing(
        spent, limit.number - spent, limit.number, book.value("returns.counted_from").word, limit.clause
    )


def preview(application: Application, known: Standing | None = None) -> ReturnOutcome:
    """What one more return would do now, for the page of a decision. `known`: standing(), if at hand."""
    spent = known.used if known else returns_used(application.person_id, application.year)
    book = book_of(application.year, application.session)
    return _outcome(application, book, spent, _a_unit_has_passed(application))


def entries(application: Application) -> list[Return]:
    """The ledger of the person's year, over all applications (AMB-04), the oldest first."""
    rows = Return.objects.filter(person_id=application.person_id, year=application.year)
    return list(rows.select_related("organisation", "application"))


@transaction.atomic
def give_back(entry: Return) -> Return:
    """The return uses no chance any more; it stays in the ledger. The caller has checked who may decide it."""
    Person.objects.select_for_update(no_key=True).get(pk=entry.person_id)
    entry.given_back_at = clock.now()
    entry.save(update_fields=["given_back_at"])
    return entry


@transaction.atomic
def reopen(application: Application, mover: flow.By, reason: str) -> None:
    """Once a chance was given back, the return that ended the year is the last one of its limit: it can be mended."""
    closing = application.returns.filter(ends_year=True).last()
    if closing is None:
        return
    closing.ends_year = False
    closing.save(update_fields=["ends_year"])
    application.due_on = corrections_until(
        application.session, book_of(application.year, application.session)
    )
    flow.move(application, Event.REOPEN, mover, reason, saving=["due_on"], told=_due_words(application))


@transaction.atomic
def return_application(
    application: Application,
    kind: Return.Kind,
    *,
    by: Account,
    organisation: Organisation,
    opinion: str,
    listed: str = "",
) -> Return:
    """Send the application back or reset it, count it, close the person's year where no chance is left.

    `listed`: the defects one by one, for the message to the applicant.
    The caller has checked that `by` acts for `organisation`, which has the application. The return's row says
    whether it counts and how many are used; the state is RETURNED, RESET or CLOSED_FOR_YEAR afterwards.
    Source: KM2023-4.1d, GUIDE-5.3.0. Errors: Refused without an opinion, MoveNotAllowed.
    """
    if not opinion.strip():
        raise Refused(_("请写明退回的原因和需要修改的全部内容。"), clause="KM2023-4.2", field="opinion")
    # The person's row first: returns of one person are counted one after the other.
    Person.objects.select_for_update(no_key=True).get(pk=application.person_id)
    row = flow.lock(application)
    state = State(row.state)
    actor = Actor.UNIT if state in _AT_UNIT else STATION_ACTORS.get(state)
    event = _EVENTS[kind]
    if actor is None:
        raise flow.MoveNotAllowed(row, event)
    book = book_of(row.year, row.session)
    passed = _a_unit_has_passed(row)
    outcome = _outcome(row, book, returns_used(row.person_id, row.year), passed)
    limit = book.find("returns.limit")
    entry = Return.objects.create(
        application=row,
        person_id=row.person_id,
        year=row.year,
        kind=kind,
        organisation=organisation,
        account=by,
        at=clock.now(),
        opinion=opinion.strip(),
        counts=outcome.counts,
        after_unit_pass=passed or state not in _AT_UNIT,
        used_after=outcome.used,
        ends_year=outcome.exhausted,
        clause=limit.clause if limit else "",
    )
    mover = flow.By(actor, by, organisation)
    if outcome.exhausted:
        flow.move(application, Event.EXHAUST_RETURNS, mover, opinion.strip(), told=listed)
        _close_the_year(row)
    else:
        application.due_on = corrections_until(row.session, book)
        told = "\n".join(part for part in (listed, _due_words(application), chances_words(outcome)) if part)
        flow.move(application, event, mover, opinion.strip(), saving=["due_on"], told=told)
    return entry


def _due_words(row: Application) -> str:
    """The term of a correction, told once with everything that is to be corrected (KM2023-4.2, GUIDE-1.2.2)."""
    if row.due_on is None:
        return ""
    return _(
        "以上是需要补充修改的全部内容，请最迟在%(day)s前一次改好并重新提交；逾期未补正的，%(means)s。"
    ) % {"day": cn_date(row.due_on), "means": lapse_means(book_of(row.year, row.session))}


def chances_words(outcome: ReturnOutcome) -> str:
    """What the applicant is told of the chances at a return (KM2023-4.1d); empty where the law counts none."""
    if not outcome.counts and not outcome.left:
        return ""
    words = {"used": outcome.used, "left": outcome.left}
    if outcome.counts:
        return _("这次退回计入次数：本年度已用%(used)d次，还剩%(left)d次。") % words
    return _("这次退回不计次数：本年度已用%(used)d次，还剩%(left)d次。") % words


def _outcome(row: Application, book: Book, spent: int, passed: bool) -> ReturnOutcome:
    if book.find("returns.limit") is None:
        return ReturnOutcome(False, spent, 0, False)
    return after_return(spent, passed, State(row.state) in _AT_UNIT, book)


def _a_unit_has_passed(row: Application) -> bool:
    """Whether a unit has passed one of the person's applications of the year (C-02): as its loader says, else asked."""
    known = getattr(row, "passed_in_year", None)
    if known is not None:
        return bool(known)
    return (
        row.first_unit_pass_at is not None
        or Application.objects.filter(
            person_id=row.person_id, year=row.year, first_unit_pass_at__isnull=False
        ).exists()
    )


def _close_the_year(row: Application) -> None:
    """The person's other open applications of the year end with this one: no more material is accepted."""
    others = Application.objects.filter(
        person_id=row.person_id, year=row.year, state__in=sorted(_STILL_OPEN)
    ).exclude(pk=row.pk)
    for other in others:
        flow.move(other, Event.EXHAUST_RETURNS, flow.CLOCK, _("本年度退回次数已用完，本年度不再受理。"))
