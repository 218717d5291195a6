"""任职资格文件: the document that names those who obtained the title."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.states import Actor, Event
from zhicheng.outcomes.models import TitleDocument
from zhicheng.outcomes.queries import document_issuer, to_document
from zhicheng.outcomes.tasks import make_document_pdf
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Filing, Session
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date


@transaction.atomic
def issue_document(
    session: Session, *, number: str, issued_on: dt.date, by: Account, organisation: Organisation
) -> TitleDocument:
    """Issue the title document for everybody of the session who is filed, by the province for senior titles
    (YN2023-4.4), else by the confirming bureau (AMB-13).

    Those whom an objection held back get a supplement to it. Errors: Refused.
    """
    if document_issuer(session) != organisation or not acts_for(by, organisation, Membership.Role.BUREAU):
        raise Refused(_("这次评审会的任职资格文件不由本部门印发。"), status=404, clause="YN2023-4.4")
    session, number = locked(session), number.strip()
    if not number:
        raise Refused(_("请填写文件号。"), field="number", clause="KM2023-4.5")
    earliest = _last_accepted(session)
    if earliest is None:
        raise Refused(_("会后备案还没有通过，不能印发任职资格文件。"), clause="YN2023-4.4")
    if not earliest <= issued_on <= clock.today():
        words = _("发文日期应不早于会后备案通过之日（%(day)s），不晚于今天。")
        raise Refused(words % {"day": cn_date(earliest)}, field="issued_on", clause="YN2023-4.4")
    rows = to_document(session)
    if not rows or session.meeting_on is None:
        raise Refused(_("没有已经会后备案、等待发文的人员。"), clause="YN2023-4.4")
    names = [
        [
            row.number,
            row.applicant_name,
            row.unit.name,
            row.profession,
            row.title,
            row.group.name if row.group else "",
        ]
        for row in rows
    ]
    content = {"number": number, "issued_on": issued_on.isoformat(), "names": names}
    former = TitleDocument.objects.filter(session=session, supplements__isnull=True).first()
    if former is not None:  # an objection held these people back
        content["supplements"] = former.number
    method = Signature.Method.ORGANISATION_KEY
    try:
        with transaction.atomic():
            document = TitleDocument.objects.create(
                session=session,
                supplements=former,
                number=number,
                issued_on=issued_on,
                obtained_on=session.meeting_on,
                issuer=organisation,
                issued_by=by,
                names_hash=content_hash({"names": names}),
                signature=sign(
                    by,
                    organisation=organisation,
                    content=content,
                    method=method,
                    purpose="title_document",
                    role=Membership.Role.BUREAU,
                ),
                recorded_at=clock.now(),
            )
    except IntegrityError as twice:
        raise Refused(_("文件号%(number)s已经用过。") % {"number": number}, field="number") from twice
    for row in rows:
        flow.move(
            row,
            Event.DOCUMENT,
            flow.By(Actor.BUREAU, by, organisation),
            _("已印发任职资格文件(%s)。") % number,
        )
        document.holders.create(application=row, person_id=row.person_id)
    reach_gate(session, "document")
    transaction.on_commit(lambda: make_document_pdf.enqueue(str(document.id)))
    write("issue_document", "session", session.id, actor=by.id, organisation=organisation.id, facts=content)
    return document


def _last_accepted(session: Session) -> dt.date | None:
    """The day on which the newest accepted post-meeting filing was answered; None without one."""
    rows = Filing.objects.filter(
        session=session, kind=Filing.Kind.POST_MEETING, answer=Filing.Answer.ACCEPTED
    )
    last = rows.aggregate(last=Max("answered_at"))["last"]
    return clock.in_china(last).date() if last else None
