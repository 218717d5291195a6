"""Messages on a case: drafts after decisions and by hand, looked through, edited, dropped, sent; the applicant's word."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.flow import hold
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, State
from zhicheng.inbox.actions import send
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import bearers
from zhicheng.trail.writing import write
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.access import ACTOR_OF_STATE, ROLE_OF_ACTOR
from zhicheng.vetting.actions.templating import said
from zhicheng.vetting.models import BODY, BY_SMS, SUBJECT, CaseMessage, Decision, MessageTemplate
from zhicheng.vetting.placeholders import check, fill, values_of

A_DAY = 20  # messages of an applicant on one case
CUT = "…"


def draft_after(decision: Decision) -> CaseMessage | None:
    """Lay the office's message for this decision into its outbox, where it keeps a template; part of the act."""
    found = next(iter(_template(decision.organisation_id, decision.outcome)), None)
    if found is None:
        return None
    values = values_of(decision.application, decision.organisation, decision.opinion)
    most = BY_SMS if found.by_sms else BODY
    return CaseMessage.objects.create(
        application=decision.application,
        person_id=decision.person_id,
        organisation=decision.organisation,
        role=_role_now(decision.application),
        event=decision.outcome,
        subject=_cut(fill(found.subject, values), SUBJECT),
        body=_cut(fill(found.body, values), most),
        by_sms=found.by_sms,
        by_email=found.by_email,
        written_by=decision.account,
        written_at=clock.now(),
    )


@Prepared
def _template(organisation: UUID, event: str) -> QuerySet[MessageTemplate]:
    return MessageTemplate.objects.filter(organisation=organisation, event=event)[:1]


@transaction.atomic
def write_draft(
    application: Application,
    organisation: Organisation,
    by: Account,
    *,
    role: str,
    subject: str,
    body: str,
    by_sms: bool = False,
    by_email: bool = False,
    to_unit: bool = False,
) -> CaseMessage:
    """Lay a message to the applicant into the office's outbox; placeholders are filled in. Errors: Refused.

    `role`: as what the organisation has the case.
    """
    row = Application.objects.select_related("unit", "person").get(pk=application.pk)
    _must_hold(row, organisation, role, by)
    for field, text in (("subject", subject), ("body", body)):
        check(text, field)
    values = values_of(row, organisation)
    words = said(fill(subject, values), fill(body, values), by_sms=by_sms)
    made = CaseMessage.objects.create(
        application=row,
        person_id=row.person_id,
        organisation=organisation,
        role=role,
        by_sms=by_sms,
        by_email=by_email,
        to_unit=to_unit,
        written_by=by,
        written_at=clock.now(),
        **words,
    )
    _note("write_draft", made, by, words)
    return made


@transaction.atomic
def edit_draft(
    draft: CaseMessage,
    by: Account,
    *,
    revision: int,
    subject: str,
    body: str,
    by_sms: bool = False,
    by_email: bool = False,
    to_unit: bool = False,
) -> CaseMessage:
    """Other words for a draft, as it was read (`revision`). Errors: Refused."""
    row = _waiting(draft, by, revision)
    words = said(subject, body, by_sms=by_sms)
    row.subject, row.body = words["subject"], words["body"]
    row.by_sms, row.by_email, row.to_unit = by_sms, by_email, to_unit
    row.revision += 1
    row.save(update_fields=["subject", "body", "by_sms", "by_email", "to_unit", "revision"])
    _note("edit_draft", row, by, words)
    return row


@transaction.atomic
def drop_draft(draft: CaseMessage, by: Account) -> CaseMessage:
    """Not to be sent. Errors: Refused where it was sent or dropped."""
    row = _waiting(draft, by, None)
    row.dropped_at = clock.now()
    row.save(update_fields=["dropped_at"])
    _note("drop_draft", row, by, {})
    return row


@transaction.atomic
def send_draft(draft: CaseMessage, by: Account, *, revision: int) -> CaseMessage:
    """Send a draft as it was looked through (`revision`): into the applicant's inbox, and as it says by SMS and e-mail.

    With `to_unit` the unit's officers find it in theirs too. Errors: Refused.
    """
    row = _waiting(draft, by, revision)
    person = row.person
    row.message = send(
        person.account_id,
        row.subject,
        row.body,
        link=reverse("vetting:own_thread", args=[row.application_id]),
        mobile=person.mobile if row.by_sms else "",
        email=person.email if row.by_email else "",
        urgent=False,
    )
    if row.to_unit:
        link = reverse("vetting:thread", args=[row.application_id])
        for account in bearers(row.application.unit_id, Membership.Role.UNIT):
            if account != person.account_id:
                send(account, row.subject, row.body, link=link, urgent=False)
    row.sent_at, row.sent_by = clock.now(), by
    row.save(update_fields=["message", "sent_at", "sent_by"])
    _note("send_draft", row, by, {"subject": row.subject, "body": row.body})
    return row


def send_drafts(looked: Sequence[tuple[CaseMessage, int]], by: Account) -> tuple[int, list[str]]:
    """Send those that were looked through, each by itself: how many were, and why others were not."""
    sent, reasons = 0, list[str]()
    for draft, revision in looked:
        try:
            send_draft(draft, by, revision=revision)
        except Refused as refused:
            reasons.append(f"{draft.subject}：{refused.message}")
        else:
            sent += 1
    return sent, reasons


@transaction.atomic
def write_to_office(
    application: Application, organisation: Organisation, by: Account, *, subject: str, body: str
) -> CaseMessage:
    """The applicant's word to an office that has the case or has written. Errors: Refused."""
    hold(application)
    row = Application.objects.select_related("person").get(pk=application.pk)
    if row.person.account_id != by.pk:
        raise Refused(_("只有申报人本人可以给办理单位留言。"), status=403)
    if organisation.pk not in {one.pk for one in correspondents(row)}:
        raise Refused(_("这个单位现在不办理这份申报，请选择正在办理的单位。"), field="office")
    today = CaseMessage.objects.filter(
        application=row, from_applicant=True, sent_at__gt=clock.now() - dt.timedelta(days=1)
    )
    if today.count() >= A_DAY:
        raise Refused(_("一天最多留言%(most)d条，请明天再写，或打电话联系。") % {"most": A_DAY}, status=429)
    words, at = said(subject, body), clock.now()
    made = CaseMessage.objects.create(
        application=row,
        person_id=row.person_id,
        organisation=organisation,
        role=_role_of(row, organisation),
        from_applicant=True,
        written_by=by,
        written_at=at,
        sent_by=by,
        sent_at=at,
        **words,
    )
    _note("write_to_office", made, by, words)
    return made


@transaction.atomic
def mark_message_read(message: CaseMessage, by: Account) -> None:
    """The office has read the applicant's word. Errors: Refused."""
    _must_hold(message.application, message.organisation, message.role, by)
    rows = CaseMessage.objects.filter(pk=message.pk, from_applicant=True, read_at__isnull=True)
    if rows.update(read_at=clock.now()):
        _note("read_message", message, by, {})


def correspondents(application: Application) -> list[Organisation]:
    """To whom the applicant may write: who has the case now, and who has written on it."""
    wrote = CaseMessage.objects.filter(application=application, from_applicant=False, sent_at__isnull=False)
    here: set[UUID] = {application.holder_id} if application.holder_id else set()
    here |= set(wrote.values_list("organisation", flat=True))
    return list(Organisation.objects.filter(pk__in=here).order_by("name"))


def _waiting(draft: CaseMessage, by: Account, revision: int | None) -> CaseMessage:
    rows = CaseMessage.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("organisation", "person", "application").get(pk=draft.pk, from_applicant=False)
    _must_hold(row.application, row.organisation, row.role, by)
    if row.sent_at is not None:
        raise Refused(_("这条留言已经发出。"))
    if row.dropped_at is not None:
        raise Refused(_("这条留言已经删除。"))
    if revision is not None and row.revision != revision:
        raise Refused(_("您看过以后，这条留言又有修改，没有发出或保存。请重新核对。"))
    return row


def _must_hold(row: Application, organisation: Organisation, role: str, by: Account) -> None:
    if row.person.account_id == by.pk:
        raise Refused(_("不能办理本人的申报。"), status=403)
    if role not in ROLE_OF_ACTOR.values() or not acts_for(by, organisation, Membership.Role(role)):
        raise Refused(_("您不能代表这个单位办理。"), status=403)


def _role_now(row: Application) -> Membership.Role:
    """As what its holder has the case: after the stations the committee's office."""
    return ROLE_OF_ACTOR[ACTOR_OF_STATE.get(State(row.state), Actor.OFFICE)]


def _role_of(row: Application, organisation: Organisation) -> str:
    """As what this office has the case, or last wrote on it."""
    if row.holder_id == organisation.pk:
        return _role_now(row)
    wrote = CaseMessage.objects.filter(application=row, organisation=organisation, from_applicant=False)
    return str(wrote.order_by("-written_at").values_list("role", flat=True)[0])


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(CUT)] + CUT


def _note(act: str, message: CaseMessage, by: Account, facts: Mapping[str, str]) -> None:
    organisation = message.organisation_id
    write(act, "message", message.pk, actor=by.pk, organisation=organisation, facts=facts)
