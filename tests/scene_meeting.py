"""The scene from notice and filings by the committee to the certificate, and what may follow."""

import datetime as dt
from typing import Any

from tests import ballots, making, rooms
from tests.cast import person
from tests.pool_rows import panel_rows, pool_rows
from tests.scene_ground import DAY, Scene, seal
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.files.actions import store_bytes
from zhicheng.integrity.models import UnitCase
from zhicheng.meeting.models import Meeting, PlannedReading, Reading
from zhicheng.outcomes.models import Confirmation, DocumentHolder, Recheck, TitleDocument
from zhicheng.planning.models import Filing
from zhicheng.public_notice.extract import of_unit
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection, ObjectionEvidence, Posting
from zhicheng.register.models import Certificate, Replacement

_FILED: dict[str, Any] = {
    "applications": [], "list": [], "refused": [], "plan": "集中评审", "audit": "", "publicity": "",
}  # fmt: skip


def notice(scene: Scene, row: Application) -> None:
    """A unit's notice of the application, and an objection with its evidence."""
    cast, orgs = scene.cast, scene.cast.organisations
    notice = Notice.objects.create(
        kind="unit", publisher=orgs["unit"], title="昆明机电设计研究院单位推荐公示", place="公示栏",
        posted_on=dt.date(2023, 7, 19), ends_on=dt.date(2023, 7, 26), workdays=5, content_hash="0" * 64,
        posted_by=cast.unit_officer,
    )  # fmt: skip
    page = store_bytes(b"<h1></h1>", "text/html")
    Posting.objects.create(notice=notice, page=page, salt="1" * 64, page_hash="2" * 64, posted_at=clock.now())
    extract, at = of_unit(row, row.submissions.get()), clock.now()
    entry = NoticeEntry.objects.create(notice=notice, application=row, extract=extract)
    taken = {"handler": cast.unit_officer, "taken_at": at, "receipt": "YY230720-ABCDEFGH"}
    objection = Objection.objects.create(entry=entry, text="请核查", received_at=at, **taken)
    proof = ObjectionEvidence.objects.create(objection=objection, file=page, position=1)
    scene.rows |= {"notice": notice, "entry": entry, "objection": objection, "objection_proof": proof}


def filing(scene: Scene) -> None:
    """Pool, pre-meeting and post-meeting filing, unanswered."""
    orgs = scene.cast.organisations
    for kind in (Filing.Kind.POOL, Filing.Kind.PRE_MEETING, Filing.Kind.POST_MEETING):
        filing = Filing.objects.create(
            session=scene.season.session,
            kind=kind,
            to=orgs["province"],
            via=orgs["city_bureau"],
            content=_FILED,
            content_hash="0" * 64,
            submitted_by=scene.cast.office_officer,
            submitted_at=clock.now(),
        )
        scene.rows.setdefault("filing", filing)


def committee(scene: Scene, row: Application) -> None:
    """A signed draw, the meeting, a reading, a panel, ballots."""
    cast, session, at = scene.cast, scene.season.session, clock.now()
    lines = [{"commitment": f"{number:064x}"} for number in range(len(cast.experts))]
    draw = Draw.objects.create(
        session=session,
        roster=[{**line, "private": False, "unit": 1, "avoid": ""} for line in lines],
        openings=[{**line, "expert": str(one.id)} for line, one in zip(lines, cast.experts, strict=True)],
        roster_hash="0" * 64,
        seats=11,
        stand_ins=4,
        supervisor=cast.supervisor,
        opened_by=cast.office_officer,
        opened_at=at,
        seed="1" * 64,
        result_hash="2" * 64,
        drawn_at=at,
        supervisor_signature=seal(cast, "city_officer", cast.organisations["city_bureau"], "draw"),
    )
    for position, name in enumerate(("drawer_1", "drawer_2", "drawer_3"), start=1):
        DrawerShare.objects.create(
            draw=draw, account=cast.accounts[name], position=position, salt="0" * 32, commitment="3" * 64,
            deposit="4" * 96, deposit_checked=True, number="5" * 32,
            signature=seal(cast, "city_officer", cast.organisations["city_bureau"], "draw"),
        )  # fmt: skip
    seats = [
        Seat.objects.create(draw=draw, expert=expert, position=number, status="member", chair=number == 1)
        for number, expert in enumerate(cast.experts[:11], start=1)
    ]
    Meeting.objects.create(session=session, members=11, training_at=at, opened_at=at, closed_at=at)
    scene.rows["expert"] = cast.experts[0]
    scene.rows |= pool_rows(cast, session) | {"room": rooms.cancelled(cast, session)}
    scene.rows["seat"] = seats[0]
    reading = Reading.objects.create(application=row, person=row.person, seat=seats[0], assigned_at=at)
    scene.rows["reading"] = reading
    scene.rows |= panel_rows(cast, row, seats[0])
    scene.rows["planned"] = PlannedReading.objects.create(application=row, person=row.person, seat=seats[1])
    someone = person("530102198809090200", "何未过", cast.organisations["unit"])
    scene.rows["not_passed"] = ballots.not_passed(
        making.application(scene.season, State.VOTED, person=someone)
    )
    scene.rows["ballot"] = ballots.open_ballot(cast, session, row)


def certificate(scene: Scene) -> None:
    """Somebody certified by a title document, who asks for a recheck."""
    cast, orgs, at = scene.cast, scene.cast.organisations, clock.now()
    done = making.application(scene.season, State.CERTIFIED, person=cast.people["other_applicant"])
    document = TitleDocument.objects.create(
        session=scene.season.session,
        number="云人社职称〔2023〕1号",
        issued_on=DAY,
        obtained_on=DAY,
        issuer=orgs["province"],
        issued_by=cast.province_officer,
        names_hash="0" * 64,
        signature=seal(cast, "province_officer", orgs["province"], "title_document"),
        recorded_at=at,
    )
    DocumentHolder.objects.create(document=document, application=done, person=done.person)
    submission = done.submissions.get()
    certificate = Certificate.objects.create(
        person=done.person,
        number="530120230000001",
        token="abcdefghijklmnopqrstuvwx",
        holder_name=done.applicant_name,
        id_masked="530102********0042",
        series="工程技术",
        profession="机械工程",
        level="副高级",
        title="高级工程师",
        obtained_on=DAY,
        way="评审",
        document_number=document.number,
        issuer=orgs["city_bureau"],
        committee_name=scene.season.committee.name,
        application_number=done.number,
        audit_hash=submission.content_hash,
        signature=seal(cast, "city_officer", orgs["city_bureau"], "certificate"),
        issued_at=at,
    )
    Confirmation.objects.create(
        application=done,
        person=done.person,
        document=document,
        bureau=orgs["city_bureau"],
        confirmed_by=cast.city_officer,
        confirmed_at=at,
        signature=seal(cast, "city_officer", orgs["city_bureau"], "confirmation"),
        certificate=certificate,
    )
    asked = {"kind": "recheck", "ground": "other", "text": "请核查", "asked_at": at}
    scene.rows["recheck"] = Recheck.objects.create(application=done, person=done.person, **asked)
    scene.rows |= {"certified": done, "document": document, "certificate": certificate}


def lost(scene: Scene) -> None:
    """A case against a unit, and a certificate that its holder has lost."""
    orgs, at = scene.cast.organisations, clock.now()
    scene.rows["unit_case"] = UnitCase.objects.create(
        unit=orgs["other_unit"],
        facts="审核把关不严",
        measures=["criticise", "remedy"],
        opened_by=orgs["county_bureau"],
        opened_at=at,
    )
    scene.rows["replacement"] = Replacement.objects.create(
        certificate=scene.rows["certificate"],
        person=scene.rows["certificate"].person,
        reason="搬家时遗失",
        asked_at=at,
    )
