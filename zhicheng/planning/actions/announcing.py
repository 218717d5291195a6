"""补充通知: written beside a published call, filed with the bureau of the level, then published (KM2023-1.3, 1.4)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.access import must_organise
from zhicheng.planning.actions.calls import enclosed, filed_as, publish_under_seal
from zhicheng.planning.actions.filings import file
from zhicheng.planning.actions.sessions import extend_window, locked
from zhicheng.planning.models import Announcement, Filing, Session
from zhicheng.planning.queries import is_announced
from zhicheng.planning.settings import next_number
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_until

CLAUSE = "KM2023-1.3"
KIND = Filing.Kind.ANNOUNCEMENT


@transaction.atomic
def write_announcement(
    *,
    session: Session,
    title: str,
    text: str,
    by: Account,
    organisation: Organisation,
    announcement: Announcement | None = None,
) -> Announcement:
    """Write a further announcement of the session, or change `announcement`.

    Errors: Refused for another's session, before the call is published, while it is filed or once it is published.
    """
    session = locked(session)
    must_organise(by, session.committee, organisation, CLAUSE)
    if not is_announced(session):
        raise Refused(_("申报评审通知尚未发布，请直接写进通知。"), clause=CLAUSE)
    title, text = title.strip(), text.strip()
    for field, given, missing in (
        ("title", title, _("请填写标题。")),
        ("text", text, _("请填写补充内容。")),
    ):
        if not given:
            raise Refused(missing, clause=CLAUSE, field=field)
    if announcement is None:
        row = Announcement(session=session, number=next_number(session))
    else:
        row = unfiled(announcement, session)
    if row.closes_at is not None and cn_until(row.closes_at) not in text:
        raise Refused(
            _("补充内容须写明延长后的申报截止时间：%(until)s。要改时间的，请到“调整申报时间”。")
            % {"until": cn_until(row.closes_at)},
            clause=CLAUSE,
            field="text",
        )
    row.title, row.text = title, text
    row.save()
    facts = {"number": row.number, "title": title, "text": text}
    write("write_announcement", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)
    return row


@transaction.atomic
def drop_announcement(*, announcement: Announcement, by: Account, organisation: Organisation) -> None:
    """Drop what was written and never filed. Errors: Refused, also where it has to tell a change that was decided."""
    session = locked(announcement.session)
    must_organise(by, session.committee, organisation, CLAUSE)
    row = unfiled(announcement, session)
    if row.filings.exists():
        raise Refused(_("补充通知报过备案，留作记录，不能删除；可以修改后再报。"), clause=CLAUSE)
    if row.changes.exists():
        raise Refused(_("这份补充通知公告已经决定的调整，不能删除，请报备案后发布。"), clause=CLAUSE)
    facts = {"number": row.number, "title": row.title, "text": row.text}
    row.delete()
    write("drop_announcement", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts)


@transaction.atomic
def file_announcement(*, announcement: Announcement, by: Account, organisation: Organisation) -> Filing:
    """File it with the bureau of the level. Errors: as `file`; Refused while it is filed or once it is published."""
    session = locked(announcement.session)
    row = unfiled(announcement, session)
    if row.closes_at is not None and session.closes_at is not None and session.closes_at <= clock.now():
        raise Refused(_("申报窗口已关闭，任何人不能再次开放或延长。"), clause="KM2023-3.4")
    content = announcement_content(row)
    return file(
        session=session, kind=KIND, content=content, by=by, organisation=organisation, announcement=row
    )


@transaction.atomic
def publish_announcement(
    *, announcement: Announcement, by: Account, organisation: Organisation
) -> Announcement:
    """Publish it beside the call, once its filing is accepted; where it extends the window, that is extended now.

    Errors: Refused unfiled, changed since, twice, or when the window is over by then (KM2023-3.4).
    """
    session = locked(announcement.session)
    must_organise(by, session.committee, organisation, CLAUSE)
    row = Announcement.objects.get(pk=announcement.pk)
    if row.published_at is not None:
        raise Refused(_("补充通知已发布。"), clause=CLAUSE)
    filing = filed_as(session, KIND, announcement_content(row), row)
    extend_window(session, row, by)
    content = {"announcement": str(row.id), "content_hash": filing.content_hash}
    publish_under_seal(row, content, by, organisation)
    facts = {"hash": filing.content_hash, "filing": filing.id, "number": row.number}
    write(
        "publish_announcement", "session", session.id, actor=by.id, organisation=organisation.id, facts=facts
    )
    return row


def announcement_content(row: Announcement) -> dict[str, object]:
    """What is filed and published."""
    ends = {"closes_at": clock.in_china(row.closes_at).isoformat()} if row.closes_at else {}
    enclosures = enclosed(row)
    more = {"enclosures": enclosures} if enclosures else {}
    return {"number": row.number, "title": row.title, "text": row.text, **ends, **more}


def unfiled(announcement: Announcement, session: Session) -> Announcement:
    """The row while it can be changed; the session is locked. Errors: Refused."""
    row = Announcement.objects.get(pk=announcement.pk, session=session)
    if row.published_at is not None:
        raise Refused(_("补充通知已发布，不能再改；需要更正的，另发一份。"), clause=CLAUSE)
    if row.filings.filter(answer__in=Filing.STANDING).exists():
        raise Refused(_("补充通知已报备案，不能再改。如需修改，请先撤回备案。"), clause=CLAUSE)
    return row
