"""The office reports whose title is to be confirmed; the bureau answers on each person (KM2023-4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import MOVES, Actor, Event, State
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.access import acting_office
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.title_confirmation import queries
from zhicheng.title_confirmation.models import TitleEntry, TitleList
from zhicheng.trail.writing import write

CLAUSE = "KM2023-4.3"
Outcome = TitleEntry.Outcome


@dataclass(frozen=True, slots=True)
class Answer:
    """The bureau's answer on one person; a refusal needs its reason."""

    confirmed: bool
    reason: str = ""


@transaction.atomic
def send_lists(session: Session, by: Account) -> list[TitleList]:
    """Report everybody accepted whose title came from elsewhere, one list for each bureau by the title's level.

    People accepted later go on a further list. Errors: Refused for strangers, where nobody is to be reported,
    where no bureau confirms a title.
    """
    acting_office(by, session.committee)
    session = Session.objects.select_for_update(of=("self",)).select_related("committee__organiser").get(
        pk=session.pk
    )  # fmt: skip
    by_bureau: dict[Organisation, list[Application]] = {}
    for row in queries.to_list(session):
        bureau = queries.bureau_for(row)
        if bureau is None:
            raise Refused(
                _("系统中没有登记确认%(name)s原职称的人社部门，请联系技术支持。")
                % {"name": row.applicant_name},
                clause=CLAUSE,
            )
        by_bureau.setdefault(bureau, []).append(row)
    if not by_bureau:
        raise Refused(_("没有需要报送确认的人员。"), clause=CLAUSE)
    made = [_make(session, bureau, rows, by) for bureau, rows in by_bureau.items()]
    reach_gate(session, "confirmation_list")
    return made


def _make(session: Session, bureau: Organisation, rows: Sequence[Application], by: Account) -> TitleList:
    titles = {str(row.pk): queries.newest_title(row) for row in rows}
    found = TitleList.objects.create(
        session=session, bureau=bureau, sent_by=by, sent_at=clock.now(), content_hash=content_hash(titles)
    )
    TitleEntry.objects.bulk_create(
        TitleEntry(list=found, application=row, person_id=row.person_id, title=titles[str(row.pk)])
        for row in rows
    )
    facts = {"hash": found.content_hash, "to": bureau.id, "people": len(rows)}
    write("send_title_list", "session", session.id, actor=by.id,
          organisation=acting_office(by, session.committee).id, facts=facts)  # fmt: skip
    for row in rows:
        body = _("您的%(title)s取得于%(origin)s，已列入确认名单报%(bureau)s；确认后才能表决。")
        title = titles[str(row.pk)]
        words = {"title": title.get("title", ""), "origin": title.get("origin", ""), "bureau": bureau.name}
        send(row.person.account_id, _("原职称报送确认"), body % words, link=f"/apply/{row.id}/")
    return found


@transaction.atomic
def answer_list(
    title_list: TitleList, answers: Mapping[UUID, Answer], *, by: Account, organisation: Organisation
) -> TitleList:
    """The bureau answers on some or all people of its list, by the entries' ids; all given answers or none.

    Who is refused leaves the review with the reason, and is told. The last answer closes the list under the
    bureau's seal and tells the office. Errors: Refused for another bureau's list, a second answer, no reason.
    """
    found = TitleList.objects.select_for_update(of=("self",)).select_related("session", "bureau").get(
        pk=title_list.pk
    )  # fmt: skip
    if found.bureau_id != organisation.id or not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("这份名单不由本部门确认。"), clause=CLAUSE, status=404)
    if not answers:
        raise Refused(_("请先选择确认或不予确认。"), clause=CLAUSE)
    entries = {
        entry.id: entry for entry in found.entries.select_related("application", "person").order_by("id")
    }
    for key, answer in answers.items():
        entry = entries.get(key)
        if entry is None or entry.outcome != Outcome.PENDING:
            raise Refused(_("名单上有人已经答复，请刷新页面。"), clause=CLAUSE, status=409)
        _answer(entry, answer, by, organisation)
    if not any(entry.outcome == Outcome.PENDING for entry in entries.values()):
        _close(found, list(entries.values()), by)
    return found


def _answer(entry: TitleEntry, answer: Answer, by: Account, bureau: Organisation) -> None:
    reason, name = answer.reason.strip(), entry.application.applicant_name
    if not answer.confirmed and not reason:
        raise Refused(
            _("%(name)s不予确认，请写明理由。") % {"name": name}, clause=CLAUSE, field=f"reason_{entry.id}"
        )
    entry.outcome = Outcome.CONFIRMED if answer.confirmed else Outcome.REFUSED
    entry.reason, entry.answered_by, entry.answered_at = reason, by, clock.now()
    entry.save(update_fields=["outcome", "reason", "answered_by", "answered_at"])
    facts = {"outcome": entry.outcome, "reason": reason}
    write(
        "confirm_title", "application", entry.application_id, actor=by.id, organisation=bureau.id, facts=facts
    )
    row = flow.lock(entry.application)
    row.title_confirmed = answer.confirmed
    row.save(update_fields=["title_confirmed"])
    told = _("%(bureau)s不予确认您的原职称：%(reason)s") % {"bureau": bureau.name, "reason": reason}
    if not answer.confirmed and (State(row.state), Event.DISQUALIFY) in MOVES:
        flow.move(row, Event.DISQUALIFY, flow.By(Actor.BUREAU, by, bureau), told)
    else:
        body = told if not answer.confirmed else _("%(bureau)s已确认您的原职称。") % {"bureau": bureau.name}
        send(entry.person.account_id, _("原职称确认结果"), body, link=f"/apply/{row.id}/")


def _close(found: TitleList, entries: Sequence[TitleEntry], by: Account) -> None:
    found.answered_at = clock.now()
    found.signature = sign(
        by,
        organisation=found.bureau,
        content=answered_content(found, entries),
        method=Signature.Method.ORGANISATION_KEY,
        purpose="职称确认结果",
        role=Membership.Role.BUREAU,
    )
    found.save(update_fields=["answered_at", "signature"])
    confirmed = sum(entry.outcome == Outcome.CONFIRMED for entry in entries)
    words = {"bureau": found.bureau.name, "all": len(entries), "yes": confirmed}
    send(
        found.sent_by_id,
        _("职称确认结果"),
        _("%(bureau)s已答复名单上%(all)s人，确认%(yes)s人。") % words,
        link=f"/title-confirmation/sessions/{found.session_id}/",
    )
    if not queries.open_entries(found.session).exists():
        reach_gate(found.session, "confirmation_answer")


def answered_content(found: TitleList, entries: Sequence[TitleEntry]) -> dict[str, object]:
    """What the bureau's key signs: the list's hash and the outcome of each person."""
    outcomes = {str(entry.application_id): [entry.outcome, entry.reason] for entry in entries}
    return {"list": str(found.id), "content_hash": found.content_hash, "outcomes": outcomes}
