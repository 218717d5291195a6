"""留言模板: what an office writes after each of its decisions, kept by itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.trail.writing import write
from zhicheng.vetting.actions.reasons import must_keep
from zhicheng.vetting.models import BODY, BY_SMS, EVENTS, SUBJECT, MessageTemplate
from zhicheng.vetting.placeholders import check


@transaction.atomic
def keep_template(
    organisation: Organisation,
    event: str,
    by: Account,
    *,
    subject: str,
    body: str,
    by_sms: bool = False,
    by_email: bool = False,
) -> MessageTemplate:
    """The office's template for the event from now on; drafts that are there keep their words. Errors: Refused."""
    must_keep(organisation, by)
    if event not in dict(EVENTS):
        raise Refused(_("没有这个事项。"), status=400)
    words = said(subject, body, by_sms=by_sms)
    for field, text in words.items():
        check(text, field)
    kept, _new = MessageTemplate.objects.update_or_create(
        organisation=organisation,
        event=event,
        defaults={
            **words,
            "by_sms": by_sms,
            "by_email": by_email,
            "changed_by": by,
            "changed_at": clock.now(),
        },
    )
    facts = {**words, "event": event}
    write("keep_template", "template", kept.id, actor=by.id, organisation=organisation.id, facts=facts)
    return kept


@transaction.atomic
def retire_template(template: MessageTemplate, by: Account) -> None:
    """No more drafts from it; those that are there stay. Errors: Refused."""
    must_keep(template.organisation, by)
    facts = {"event": template.event, "subject": template.subject}
    organisation = template.organisation_id
    write("retire_template", "template", template.id, actor=by.id, organisation=organisation, facts=facts)
    template.delete()


def said(subject: str, body: str, *, by_sms: bool = False) -> dict[str, str]:
    """Subject and body as they are kept. Errors: Refused for what is empty or too long."""
    title = " ".join(subject.replace("\0", "").split())
    text = body.replace("\0", "").replace("\r\n", "\n").strip()
    if not title or len(title) > SUBJECT:
        raise Refused(_("请填写标题，%(most)d字以内。") % {"most": SUBJECT}, field="subject", status=400)
    most = BY_SMS if by_sms else BODY
    if not text or len(text) > most:
        words = (
            _("发短信的，正文要在%(most)d字以内。") if by_sms and text else _("请填写正文，%(most)d字以内。")
        )
        raise Refused(words % {"most": most}, field="body", status=400)
    return {"subject": title, "body": text}
