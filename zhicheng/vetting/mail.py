"""Reads and access of the messages on a case. Strangers get 404."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhicheng.applications.access import get_application_for_applicant
from zhicheng.applications.models import Application
from zhicheng.inbox.models import Delivery
from zhicheng.inbox.outbox import ATTEMPTS
from zhicheng.people.access import User, account_of
from zhicheng.people.models import Organisation
from zhicheng.people.queries import roles_now, stood_in_for
from zhicheng.people.reading import logged, of_case
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vetting.access import ROLE_OF_ACTOR, Seat
from zhicheng.vetting.models import EVENTS, CaseMessage, MessageTemplate
from zhicheng.vetting.offices import offices_of

SHOWN = 50  # drafts or sent ones on a page
UNREAD = Q(from_applicant=True, read_at__isnull=True)
DRAFT = Q(from_applicant=False, sent_at__isnull=True, dropped_at__isnull=True)


@dataclass(frozen=True)
class Way:
    """By which way a message left, in words; `fails`: not taken yet; `again`: the delivery that was given up."""

    name: str
    words: str
    tone: str = ""
    again: UUID | None = None

    @property
    def fails(self) -> bool:
        """Whether the last attempt failed."""
        return not self.tone


@dataclass(frozen=True)
class Sent:
    """A message of an office in its log."""

    row: CaseMessage
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Office:
    """For which organisation and as what somebody has a case."""

    organisation: Organisation
    role: str


def office_at(seat: Seat) -> Office:
    """For whom one writes on the case: who has it now, else the own station. Errors: Http404."""
    if seat.acting is not None and seat.actor is not None:
        return Office(seat.acting, ROLE_OF_ACTOR[seat.actor])
    if seat.reader.organisation is None:
        raise Http404
    return Office(Organisation.objects.get(pk=seat.reader.organisation), seat.reader.role)


def thread_for_office(seat: Seat, office: Office) -> list[CaseMessage]:
    """All messages for who has the case now; else those of the own office, and for the unit what it was told of."""
    rows = _sent().filter(application=seat.application)
    if seat.acting is None:
        own = Q(organisation=office.organisation, role=office.role)
        rows = rows.filter(own | Q(to_unit=True) if seat.as_unit else own)
    return list(rows)


def thread_for_applicant(row: Application) -> list[CaseMessage]:
    """All that was sent on the own application."""
    return list(_sent().filter(application=row))


def get_thread_for_applicant(user: User, application_id: UUID) -> Application:
    """The account's own application, once submitted. Errors: Http404."""
    row = get_application_for_applicant(user, application_id, ("unit", "person"))
    if row.submitted_at is None:
        raise Http404
    return row


def mine(user: User) -> Q:
    """The messages of the account's desks, never about the account itself. Errors: Http404 where it has no desk."""
    offices = {one.pk for one in offices_of(user)}
    seats = roles_now(account_of(user)).filter(
        organisation__in=offices, role__in=list(ROLE_OF_ACTOR.values())
    )
    desks = Q(pk__in=[])
    for organisation, role in seats.values_list("organisation", "role"):
        desks |= Q(organisation=organisation, role=role)
    return desks & ~Q(person__account=account_of(user))


def unread_of(user: User) -> list[CaseMessage]:
    """What applicants wrote to the offices and nobody there has read, the oldest first."""
    rows = CaseMessage.objects.filter(mine(user), UNREAD)
    return list(rows.select_related("application__unit", "organisation").order_by("sent_at", "id")[:SHOWN])


def drafts_of(user: User) -> list[CaseMessage]:
    """What waits to be looked through, the oldest first."""
    rows = CaseMessage.objects.filter(mine(user), DRAFT)
    rows = rows.annotate(written_for=stood_in_for("written_by", "organisation", "written_at", "role"))
    rows = rows.select_related("application__unit", "organisation", "written_by")
    return list(rows.order_by("written_at", "id")[:SHOWN])


def looked_through(user: User, ticked: Sequence[str]) -> list[tuple[CaseMessage, int]]:
    """The office's drafts named by id.revision, in that order; what is anything else is left out."""
    asked: dict[UUID, int] = {}
    for text in ticked[:SHOWN]:
        draft, _dot, revision = text.partition(".")
        try:
            asked[UUID(draft)] = int(revision) if revision.isdecimal() and len(revision) < 9 else 0
        except ValueError:
            continue
    rows = CaseMessage.objects.filter(mine(user), from_applicant=False, pk__in=asked)
    found = {row.pk: row for row in rows.select_related("organisation")}
    return [(found[one], revision) for one, revision in asked.items() if one in found]


@logged(lambda row: of_case(row.application, row.organisation_id, row.role))
def get_draft_for_office(user: User, draft_id: UUID) -> CaseMessage:
    """A draft of one of the account's offices, not about the account itself. Errors: Http404."""
    rows = CaseMessage.objects.select_related("application__unit", "organisation", "person")
    return get_object_or_404(rows.filter(mine(user), DRAFT), pk=draft_id)


@logged(lambda row: of_case(row.application, row.organisation_id, row.role))
def get_word_for_office(user: User, message_id: UUID) -> CaseMessage:
    """What an applicant wrote to one of the account's offices. Errors: Http404."""
    rows = CaseMessage.objects.select_related("application__person", "organisation")
    return get_object_or_404(rows.filter(mine(user), from_applicant=True), pk=message_id)


def get_delivery_for_office(user: User, delivery_id: UUID) -> Delivery:
    """A delivery of a message that one of the account's offices has sent. Errors: Http404."""
    sent = CaseMessage.objects.filter(mine(user), sent_at__isnull=False, from_applicant=False)
    rows = Delivery.objects.filter(message__in=sent.values("message"))
    return get_object_or_404(rows, pk=delivery_id)


def log_of(user: User, *, failed: bool = False) -> list[Sent]:
    """What the offices have sent, the newest first; `failed`: where something has not left for a fault."""
    rows = CaseMessage.objects.filter(mine(user), from_applicant=False, sent_at__isnull=False)
    if failed:
        rows = rows.filter(
            message__deliveries__delivered_at__isnull=True, message__deliveries__attempts__gt=0
        ).distinct()
    rows = rows.annotate(sent_for=stood_in_for("sent_by", "organisation", "sent_at", "role"))
    rows = rows.select_related("application", "sent_by", "message").prefetch_related("message__deliveries")
    return [Sent(row, _ways(row)) for row in rows.order_by("-sent_at", "-id")[:SHOWN]]


def templates_of(office: Organisation) -> list[tuple[str, str, MessageTemplate | None]]:
    """Each event with its words and the office's template."""
    kept = {one.event: one for one in MessageTemplate.objects.filter(organisation=office)}
    return [(event, words, kept.get(event)) for event, words in EVENTS]


def suggestion(office: Organisation) -> dict[str, object]:
    """What the office's template for messages by hand offers."""
    found = MessageTemplate.objects.filter(organisation=office, event="by_hand").first()
    if found is None:
        return {}
    return {name: getattr(found, name) for name in ("subject", "body", "by_sms", "by_email")}


def _sent() -> QuerySet[CaseMessage]:
    rows = CaseMessage.objects.filter(sent_at__isnull=False).order_by("sent_at", "id")
    return rows.select_related("organisation", "sent_by")


def _ways(row: CaseMessage) -> tuple[Way, ...]:
    message = row.message
    if message is None:
        return ()
    read = (
        (_("%(at)s已读") % {"at": cn_moment(message.read_at)}, "green")
        if message.read_at
        else (_("未读"), "grey")
    )
    ways = [Way(_("系统内"), *read)]
    for one in message.deliveries.all():
        ways.append(Way(one.get_channel_display(), *_standing(one)))
    return tuple(ways)


def _standing(one: Delivery) -> tuple[str, str, UUID | None]:
    if one.delivered_at is not None:
        return _("%(at)s已发出") % {"at": cn_moment(one.delivered_at)}, "green", None
    if one.attempts == 0:
        return _("%(at)s起等待发送") % {"at": cn_moment(one.queued_at)}, "blue", None
    reason = {"count": one.attempts, "why": one.failure}
    if one.attempts >= ATTEMPTS:
        return _("试了%(count)d次没有发出，已停止：%(why)s") % reason, "", one.pk
    return _("第%(count)d次没有发出，会自动再试：%(why)s") % reason, "", None
