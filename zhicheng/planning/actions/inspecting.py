"""检查记录: guidance before, supervision during, inspection after a review (KM2023-6.3c)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.access import inspector_for
from zhicheng.planning.models import InspectionNote, Session
from zhicheng.trail.writing import write


@transaction.atomic
def note_inspection(session: Session, *, phase: str, text: str, demand: str, by: Account) -> InspectionNote:
    """What the city's supervisor or bureau saw, and what is to be put right; the office is told of a demand.

    Kept for good: there is no act that changes a note. Errors: Refused for others, without words.
    """
    organisation: Organisation | None = inspector_for(by)
    if organisation is None:
        raise Refused(_("检查记录由市人社局和监督人员填写。"), clause="KM2023-6.3c", status=404)
    if not text.strip():
        raise Refused(_("请写明检查情况。"), clause="KM2023-6.3c", field="text")
    note = InspectionNote.objects.create(
        session=session, phase=phase, text=text.strip(), demand=demand.strip(), noted_by=by,
        organisation=organisation, noted_at=clock.now(),
    )  # fmt: skip
    write("note_inspection", "session", session.id, actor=by.id, organisation=organisation.id,
          facts={"phase": phase, "text": note.text, "demand": note.demand})  # fmt: skip
    if note.demand:
        officers = set(session.filings.values_list("submitted_by", flat=True))
        for officer in officers:
            send(
                officer,
                _("%(session)s检查意见") % {"session": session},
                note.demand,
                link=f"/sessions/{session.id}/inspections/",
            )
    return note
