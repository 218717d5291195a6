"""One row of every kind that an address can name, all of the applicant's unit, department and committee."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests import making
from tests.cast import Cast, account, person
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.files.actions import store_bytes
from zhicheng.inbox.actions import send
from zhicheng.integrity.models import Suspension
from zhicheng.meeting.models import Ballot, Meeting, Reading
from zhicheng.outcomes.models import Confirmation, DocumentHolder, TitleDocument
from zhicheng.people.models import Membership, Organisation
from zhicheng.planning.models import Filing
from zhicheng.public_notice.extract import of_unit
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.register.models import Certificate
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature

DAY = dt.date(2023, 7, 10)
PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 64


_ON_THE_WAY = (
    ("at_unit", State.AT_UNIT, "530102198701010069"),
    ("audited", State.AUDITED, "530102198702020080"),
    ("post_filed", State.POST_FILED, "530102198703030104"),
)


_FILED: dict[str, Any] = {
    "applications": [],
    "list": [],
    "refused": [],
    "plan": "集中评审",
    "audit": "",
    "publicity": "",
}


@dataclass
class Scene:
    """The cast, the season, and the rows by what addresses call them."""

    cast: Cast
    season: making.Season
    rows: dict[str, Any] = field(default_factory=dict)


def seal(cast: Cast, officer: str, organisation: Organisation, purpose: str) -> Signature:
    """A signature with the organisation's key."""
    method = Signature.Method.ORGANISATION_KEY
    account = cast.accounts[officer]
    return sign(
        account, organisation=organisation, content={"scene": purpose}, method=method, purpose=purpose
    )


def build(season: making.Season) -> Scene:
    """Make everything: applications on the way, one certified, draw, reading, ballot, filings, notice; also
    the accounts `support` and `unseated_expert`."""
    cast, orgs, at = season.cast, season.cast.organisations, clock.now()
    scene = Scene(cast, season)
    rows = scene.rows
    applicant = cast.people["applicant"]
    stored = store_bytes(PICTURE, "image/jpeg")
    row = making.application(season, State.AT_DEPARTMENT)
    rows["application"], rows["session"], rows["call"] = row, season.session, season.call
    rows["attachment"] = Attachment.objects.create(
        application=row, person=applicant, key="commitment", title="承诺书", file=stored, added_at=at
    )
    rows["record"] = Record.objects.create(
        person=applicant, module="awards", data={"name": "科技进步奖", "rank": "市级"}, changed_at=at
    )
    rows["evidence"] = Evidence.objects.create(
        person=applicant, record=rows["record"], file=stored, title="获奖证书", added_at=at
    )
    rows["file"] = stored
    submission = row.submissions.get()
    submission.content["attachments"] = [{"key": "commitment", "title": "承诺书", "sha256": stored.sha256}]
    submission.save(update_fields=["content"])
    for key, state, number in _ON_THE_WAY:
        rows[key] = making.application(season, state, person=person(number, "何" + key, orgs["unit"]))
    rows["message"] = send(applicant.account_id, "申报进度", "您的申报已到主管部门。")
    _notice(scene, row)
    _filing(scene)
    _committee(scene, row)
    _certificate(scene)
    rows["suspension"] = Suspension.objects.create(
        unit=orgs["other_unit"], year=2024, reason="审核失职", decided_by=orgs["city_bureau"], decided_at=at
    )
    _others(cast)
    return scene


def _others(cast: Cast) -> None:
    """Technical support, and an expert who was not drawn."""
    kind, role = Organisation.Kind.SUPPORT, Membership.Role.SUPPORT
    support = cast.organisations["support"] = Organisation.objects.create(name="技术支持", kind=kind)
    cast.accounts["support"] = account("support", "支持一")
    Membership.objects.create(account=cast.support, organisation=support, role=role, since=clock.now())
    cast.accounts["unseated_expert"] = cast.experts[20].account


def _notice(scene: Scene, row: Application) -> None:
    cast, orgs = scene.cast, scene.cast.organisations
    notice = Notice.objects.create(
        kind="unit",
        publisher=orgs["unit"],
        title="昆明机电设计研究院单位推荐公示",
        place="公示栏",
        posted_on=dt.date(2023, 7, 19),
        ends_on=dt.date(2023, 7, 26),
        workdays=5,
        content_hash="0" * 64,
        posted_by=cast.unit_officer,
    )
    entry = NoticeEntry.objects.create(
        notice=notice, application=row, extract=of_unit(row, row.submissions.get())
    )
    objection = Objection.objects.create(
        entry=entry, text="请核查", receipt="YY230720-ABCDEFGH", received_at=clock.now()
    )
    scene.rows |= {"notice": notice, "entry": entry, "objection": objection}


def _filing(scene: Scene) -> None:
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


def _committee(scene: Scene, row: Application) -> None:
    cast, session, at = scene.cast, scene.season.session, clock.now()
    draw = Draw.objects.create(
        session=session,
        roster=[str(expert.id) for expert in cast.experts],
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
            draw=draw,
            account=cast.accounts[name],
            position=position,
            salt="0" * 32,
            commitment="3" * 64,
            number="12345678",
        )
    seats = [
        Seat.objects.create(draw=draw, expert=expert, position=number, status="member", chair=number == 1)
        for number, expert in enumerate(cast.experts[:11], start=1)
    ]
    Meeting.objects.create(session=session, members=11, training_at=at, opened_at=at, closed_at=at)
    scene.rows["expert"] = cast.experts[0]
    scene.rows["reading"] = Reading.objects.create(
        application=row, person=row.person, seat=seats[0], assigned_at=at
    )
    scene.rows["ballot"] = Ballot.objects.create(
        application=row,
        person=row.person,
        opened_at=at,
        members=11,
        present=11,
        box_key="k" * 44,
        box_opener="o",
    )


def _certificate(scene: Scene) -> None:
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
    scene.rows |= {"certified": done, "document": document, "certificate": certificate}
