"""Rows of the expert pool and of the panels that an address can name."""

import datetime as dt
import json
from typing import Any

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Clue, Leave, PoolImport, Seat
from zhicheng.meeting.models import Appearance, MeetingNotice, Panel, PanelSeat, PeerGroup, PeerSeat
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

IMPORTED = {
    "name": "何新", "login": "hexin09", "series": "工程技术", "profession": "机械工程", "level": "正高级",
    "title": "正高级工程师", "unit_name": "甲院", "past_units": [], "private_enterprise": False, "region": "",
    "mobile": "", "term_from": "", "term_until": "", "training": "",
}  # fmt: skip


def pool_rows(cast: Cast, session: Session) -> dict[str, Any]:
    """The first expert's leave, a file of the session's office with one expert in it, a possible relation."""
    at = clock.now()
    called_to_meeting(cast, session)
    leave = Leave.objects.create(
        expert=cast.experts[0], first=dt.date(2024, 5, 1), last=dt.date(2024, 5, 31), reason="出国", told_at=at,
        told_by=cast.expert,
    )  # fmt: skip
    prepared = PoolImport.objects.create(
        session=session, rows=json.dumps([IMPORTED]), many=1, prepared_by=cast.office_officer, prepared_at=at
    )
    clue = Clue.objects.create(
        expert=cast.experts[2], person=cast.people["applicant"], words="同名", found_at=at
    )
    return {"leave": leave, "pool_import": prepared, "clue": clue}


def panel_rows(cast: Cast, application: Application, seat: Seat) -> dict[str, Any]:
    """A convened panel with one applicant before one member, and an expert group of that member."""
    at = clock.now()
    panel = Panel.objects.create(
        session=application.session, way="面试答辩", starts_at=at, minutes=15, place="一楼", absence="视为放弃",
        made_by=cast.office_officer, made_at=at, convened_at=at,
    )  # fmt: skip
    PanelSeat.objects.create(panel=panel, seat=seat, came=True)
    appearance = Appearance.objects.create(
        application=application, person=application.person, panel=panel, way=panel.way, position=1,
        outcome="came", marked_by=cast.office_officer, marked_at=at,
    )  # fmt: skip
    peers = PeerGroup.objects.create(
        session=application.session, name="机械组", professions=[application.profession], leader=seat,
        made_by=cast.office_officer, made_at=at,
    )  # fmt: skip
    PeerSeat.objects.create(group=peers, seat=seat)
    return {"panel": panel, "appearance": appearance, "peers": peers}


def called_to_meeting(cast: Cast, session: Session) -> None:
    """The notice that calls the members to the meeting."""
    by, organiser, now = cast.office_officer, session.committee.organiser, clock.now()
    method = Signature.Method.ORGANISATION_KEY
    signature = sign(by, organisation=organiser, content={}, method=method, purpose="meeting_notice")
    MeetingNotice.objects.create(
        session=session, begins_at=now, place="三楼会议室", contact="钱办事", organisation=organiser, issued_by=by,
        issued_at=now, signature=signature,
    )  # fmt: skip
