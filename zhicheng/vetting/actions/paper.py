"""The paper dossier after the electronic audit: sent by the unit, accepted by the committee's office."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.guards import check_instant
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.people.access import acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.groups import group_for
from zhicheng.planning.instants import Instant
from zhicheng.trail.writing import write
from zhicheng.vetting.access import role_at
from zhicheng.vetting.actions.deciding import refresh
from zhicheng.vetting.models import PaperHandIn, PaperStamp
from zhicheng.vetting.stamps import STAMPED_IN, own_stamp, stamp_lines


@transaction.atomic
def send_paper(application: Application, by: Account, organisation: Organisation) -> PaperHandIn:
    """The unit has sent the printed form and copies (GUIDE-5.2.3-2). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    if row.unit_id != organisation.id or not acts_for(by, organisation, Membership.Role.UNIT):
        raise Refused(_("纸质材料由申报单位报送。"), status=403)
    _must_take_paper(row, wanted=True)
    if row.state != State.AUDITED:
        raise flow.MoveNotAllowed(row, Event.SEND_PAPER)
    paper = PaperHandIn.objects.create(application=row, sent_at=clock.now(), sent_by=by)
    flow.move(
        row, Event.SEND_PAPER, flow.By(Actor.UNIT, by, organisation), _("已向评委会办事机构报送纸质材料。")
    )
    refresh(application, row)
    return paper


@transaction.atomic
def note_stamp(
    application: Application, stamped_on: dt.date, by: Account, organisation: Organisation
) -> PaperStamp:
    """A station that has passed the file notes that it has stamped the printed form (DC2022-2.10).

    Errors: Refused, also before its pass, twice for one printing, and once the office has accepted the paper.
    """
    row = flow.lock(application)
    _must_take_paper(row, wanted=True)
    if row.state not in STAMPED_IN:
        raise Refused(_("电子审核通过后、受理以前才登记纸质盖章。"), clause="DC2022-2.10")
    lines = [one for one in stamp_lines(row) if one.organisation.pk == organisation.pk]
    if row.person.account_id == by.pk or not any(
        acts_for(by, organisation, role_at(one.station)) for one in lines
    ):
        raise Refused(_("纸质盖章由审核过这份申报的单位登记。"), status=403)
    mine = own_stamp(by, lines)
    if mine is None:
        raise Refused(_("本单位已经登记过盖章。"), clause="DC2022-2.10")
    if not clock.in_china(mine.passed_at).date() <= stamped_on <= clock.today():
        raise Refused(
            _("盖章日期应在审核通过之后，不晚于今天。"), clause="DC2022-2.10", field="stamped_on", status=400
        )
    made = PaperStamp.objects.create(
        application=row,
        person_id=row.person_id,
        submission=row.submissions.order_by("-version")[0],
        station_name=mine.station,
        organisation=organisation,
        stamped_on=stamped_on,
        noted_by=by,
        noted_at=clock.now(),
    )
    facts = {"station": mine.station, "stamped_on": stamped_on.isoformat()}
    write("note_stamp", "application", row.id, actor=by.id, organisation=organisation.id, facts=facts)
    return made


@transaction.atomic
def accept_paper(
    application: Application, originals_seen: bool, copies_stamped: bool, by: Account, note: str = ""
) -> PaperHandIn:
    """The office accepts: originals seen, copies signed and sealed by their auditor (GUIDE-Q24, DC2022-2.10).

    Errors: Refused, MoveNotAllowed.
    """
    row = flow.lock(application)
    organiser = _office(row, by)
    _must_take_paper(row, wanted=True)
    if row.state != State.PAPER_SENT:
        raise flow.MoveNotAllowed(row, Event.ACCEPT)
    check_instant(row.session, Instant.ACCEPT)
    if not originals_seen:
        raise Refused(_("须查验原件后才能受理。"), clause="GUIDE-Q24", field="originals_seen")
    if not copies_stamped:
        raise Refused(
            _("复印件须有审核人签名、审核意见、审核日期并加盖公章，未经审核的复印件不予受理。"),
            clause="DC2022-2.10",
            field="copies_stamped",
        )
    paper = PaperHandIn.objects.select_for_update().get(application=row)
    paper.received_at, paper.received_by = clock.now(), by
    paper.originals_seen, paper.copies_stamped, paper.note = True, True, note.strip()
    paper.save(update_fields=["received_at", "received_by", "originals_seen", "copies_stamped", "note"])
    _accept(row, flow.By(Actor.OFFICE, by, organiser), paper.note or _("已查验原件，受理纸质材料。"))
    refresh(application, row)
    return paper


@transaction.atomic
def accept_without_paper(application: Application, by: Account) -> Application:
    """The office accepts on the electronic audit alone, where the session takes no paper (AMB-51).

    Errors: Refused, MoveNotAllowed.
    """
    row = flow.lock(application)
    organiser = _office(row, by)
    _must_take_paper(row, wanted=False)
    if row.state != State.AUDITED:
        raise flow.MoveNotAllowed(row, Event.ACCEPT)
    check_instant(row.session, Instant.ACCEPT)
    _accept(row, flow.By(Actor.OFFICE, by, organiser), _("电子材料审核通过，已受理。"))
    return refresh(application, row)


def _accept(row: Application, by: flow.By, reason: str) -> None:
    """Accepted: from now on the application carries the group to which the call's rule assigns it (YN2020-2.4b)."""
    row.group = group_for(row.session, row.unit) if row.session else None
    told = _("编入%(group)s评审。") % {"group": row.group.name} if row.group else ""
    flow.move(row, Event.ACCEPT, by, reason, saving=["group"], told=told)


def _office(row: Application, by: Account) -> Organisation:
    organiser = row.session.committee.organiser if row.session else None
    if organiser is None or not acts_for(by, organiser, Membership.Role.OFFICE):
        raise Refused(_("材料由评委会办事机构受理。"), status=403)
    return organiser


def _must_take_paper(row: Application, *, wanted: bool) -> None:
    takes = row.session is not None and row.session.paper_stage
    if takes and not wanted:
        raise Refused(_("本次评审要求报送纸质材料，请查验纸质材料后受理。"), clause="GUIDE-Q24")
    if wanted and not takes:
        raise Refused(_("本次评审不收纸质材料，网上审核通过后由评委会办事机构直接受理。"), clause="GUIDE-Q24")
