"""One row of every kind that an address can name, all of the applicant's unit, department and committee."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from tests import ballots, making, rooms
from tests.cast import Cast, account, person
from tests.pool_rows import panel_rows, pool_rows
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Attachment, Company, Defect, Entrustment, NamedFile
from zhicheng.applications.states import State
from zhicheng.catalogues.models import Catalogue
from zhicheng.dossiers.actions import announce_evidence, make_phone_link
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.files.actions import store_bytes
from zhicheng.inbox.actions import send
from zhicheng.integrity.models import Suspension, UnitCase
from zhicheng.meeting.models import Meeting, PlannedReading, Reading, SpotCheck, SpotFinding
from zhicheng.outcomes.models import Archive, Confirmation, DocumentHolder, Recheck, TitleDocument
from zhicheng.people.models import Membership, Organisation, Person
from zhicheng.planning.models import Filing, Group, Petition
from zhicheng.policy.tables.kept import TableKind
from zhicheng.public_notice.extract import of_unit
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection, ObjectionEvidence, Posting
from zhicheng.register.models import Certificate, Replacement
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.title_confirmation.models import TitleEntry, TitleList
from zhicheng.vetting.actions.entrusting import digest_of
from zhicheng.vetting.models import CommonReason, Suspicion

DAY = dt.date(2023, 7, 10)
PICTURE = b"\xff\xd8\xff\xe0" + b"0" * 64

_ON_THE_WAY = (
    ("at_unit", State.AT_UNIT, "530102198701010069"),
    ("audited", State.AUDITED, "530102198702020080"),
    ("post_filed", State.POST_FILED, "530102198703030104"),
)

_FROM_ELSEWHERE = (
    ("to_consent", State.AT_UNIT, "530102198704040128"),
    ("letter_due", State.AT_SUPERIOR, "530102198705050142"),
    ("entrusted", State.AT_CITY, "530102198706060166"),
)

_FILED: dict[str, Any] = {
    "applications": [], "list": [], "refused": [], "plan": "集中评审", "audit": "", "publicity": "",
}  # fmt: skip


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
    rows |= making.beside_the_call(season.call, stored, cast.office_officer)
    rows["table"] = Catalogue.objects.get(kind=TableKind.AREAS)
    rows["table_draft"] = Catalogue.objects.create(
        kind=TableKind.AREAS, number=2, valid_from=DAY, document="示例", rows=[{"county": "东川区", "township": ""}],
        bureau=cast.organisations["province"], prepared_by=cast.province_officer, prepared_at=at,
    )  # fmt: skip
    rows["standard"] = making.issued_standard()
    rows["standard_draft"] = making.issued_standard(
        state="draft", issued_on=None, prepared_by=cast.province_officer, released_by=None, released_at=None
    )
    rows["attachment"] = Attachment.objects.create(
        application=row, person=applicant, key="commitment", title="承诺书", file=stored, added_at=at
    )
    rows["record"] = Record.objects.create(
        person=applicant, module="awards", data={"name": "科技进步奖", "rank": "市级"}, changed_at=at
    )
    rows["evidence"] = Evidence.objects.create(
        person=applicant, record=rows["record"], file=stored, title="获奖证书", added_at=at
    )
    rows["arrival"] = announce_evidence(rows["record"], name="证书.jpg", size=9, title="获奖证书")
    rows["phone_link"] = make_phone_link(rows["record"], title="获奖证书")
    rows["file"], submission = stored, row.submissions.get()
    submission.content["attachments"] = [{"key": "commitment", "title": "承诺书", "sha256": stored.sha256}]
    submission.save(update_fields=["content"])
    named = {"key": "photo", "title": "照片", "name": "a.jpg", "sha256": "0" * 64, "size": 9, "named_at": at}
    rows["named"] = NamedFile.objects.create(application=row, person=applicant, **named)
    rows["defect"] = Defect.objects.create(
        application=row, person=applicant, submission=submission, organisation=orgs["unit"], position=1,
        section="awards", label="获得表彰奖励情况", words="请补证书", found_at=at,
    )  # fmt: skip
    rows["correction"] = making.answered_notice(row, cast.department_officer, orgs["department"])
    given = {"organisation": orgs["unit"], "words": "佐证不清晰", "added_by": cast.unit_officer}
    rows["reason"] = CommonReason.objects.create(**given, added_at=at)
    for key, state, number in _ON_THE_WAY:
        rows[key] = making.application(season, state, person=person(number, "何" + key, orgs["unit"]))
    _recognitions(scene)
    rows["message"] = send(applicant.account_id, "申报进度", "您的申报已到主管部门。")
    rows["unit"], rows["list_file"] = orgs["unit"], making.list_file(cast.unit_officer)
    rows["saved_filter"] = making.saved_filter(cast.unit_officer)
    rows["suspicion"] = Suspicion.objects.create(
        application=row,
        person=applicant,
        kind="hidden_title",
        facts="证书库中有工程师",
        evidence=stored,
        opened_by=cast.department_officer,
        organisation=orgs["department"],
        opened_at=at,
        hear_until=dt.date(2023, 7, 27),
    )
    rows["letter_draft"], rows["word"], rows["delivery"] = making.messages(row, cast.department_officer)
    rows["batch"] = making.batch(row, cast.department_officer)
    _entrusted(scene)
    someone = person("530102198707070188", "严派遣", orgs["unit"])
    rows["dispatched"] = dispatched_application(season, someone)
    _notice(scene, row)
    _filing(scene)
    _committee(scene, row)
    _certificate(scene)
    rows["title_list"] = TitleList.objects.create(
        session=season.session, bureau=orgs["city_bureau"], sent_by=cast.office_officer, sent_at=at,
        content_hash="0" * 64,
    )  # fmt: skip
    TitleEntry.objects.create(
        list=rows["title_list"], application=rows["audited"], person=rows["audited"].person,
        title={"title": "工程师", "level": "中级", "origin": "外省", "obtained_on": "2016-09-01"},
    )  # fmt: skip
    rows["group"] = Group.objects.create(session=season.session, position=1, name="基层组", basis="省通知")
    rows["petition"] = Petition.objects.create(
        session=season.session, kind="variation", to=orgs["city_bureau"], key="paper_stage", value=False,
        step="audit", reason="改为网上核验", asked_by=cast.office_officer, asked_at=at,
    )  # fmt: skip
    check = SpotCheck.objects.create(
        session=season.session, share=10, seed="5" * 64, roster=[row.number], roster_hash="6" * 64,
        drawn_by=cast.city_officer, drawn_at=at,
    )  # fmt: skip
    rows["finding"] = SpotFinding.objects.create(
        check_of=check, application=rows["audited"], person=rows["audited"].person, position=1
    )
    rows["archive"] = Archive.objects.create(
        session=season.session, asked_by=cast.office_officer, asked_at=at, failed_at=at
    )
    rows["suspension"] = Suspension.objects.create(
        unit=orgs["other_unit"], year=2024, reason="审核失职", decided_by=orgs["city_bureau"], decided_at=at
    )
    _lost(scene)
    _others(cast)
    return scene


def _lost(scene: Scene) -> None:
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


def _others(cast: Cast) -> None:
    """Technical support, and an expert who was not drawn."""
    kind, role = Organisation.Kind.SUPPORT, Membership.Role.SUPPORT
    support = cast.organisations["support"] = Organisation.objects.create(name="技术支持", kind=kind)
    cast.accounts["support"] = account("support", "支持一")
    Membership.objects.create(account=cast.support, organisation=support, role=role, since=clock.now())
    cast.accounts["unseated_expert"] = cast.experts[20].account


def _recognitions(scene: Scene) -> None:
    """Two graduates to be recognised: one at the unit, one at the department that approves."""
    orgs = scene.cast.organisations
    route = [("用人单位", orgs["unit"]), ("主管部门", orgs["department"])]
    for key, state, number in (
        ("recognition_at_unit", State.AT_UNIT, "530102199804040083"),
        ("recognition_at_department", State.AT_DEPARTMENT, "530102199805050104"),
    ):
        row = making.application(
            scene.season, state, person=person(number, "柳" + key[-4:], orgs["unit"]), route=route
        )
        row.kind, row.session, row.level, row.title = "考核认定", None, "助理级", "助理工程师"
        row.save(update_fields=["kind", "session", "level", "title"])
        scene.rows[key] = row


def _entrusted(scene: Scene) -> None:
    """Three from elsewhere: `to_consent` at the unit, `letter_due` at the superior, `entrusted` at the city."""
    cast, season = scene.cast, scene.season
    for key, state, number in _FROM_ELSEWHERE:
        someone = person(number, "段" + key, cast.organisations["unit"])
        row = scene.rows[key] = entrusted_application(season, state, someone)
        if key == "letter_due":
            Entrustment.objects.filter(application=row).update(link_digest=digest_of("letter-of-the-scene"))


def dispatched_application(season: making.Season, someone: Person) -> Application:
    """At both companies: the applicant's unit as dispatch company, `other_unit` as user unit (KM2023-3.7)."""
    orgs = season.cast.organisations
    route = [
        ("派遣公司与用人单位", orgs["unit"]),
        ("县区人社", orgs["county_bureau"]),
        ("评委会", season.committee.organiser),
    ]
    row = making.application(season, State.AT_UNIT, person=someone, route=route)
    for side, one in (("dispatcher", orgs["unit"]), ("user", orgs["other_unit"])):
        Company.objects.create(application=row, person=someone, side=side, organisation=one)
    return row


def entrusted_application(season: making.Season, state: State, someone: Person) -> Application:
    """An application by the route of 委托评审; with consent from the superior on, with the letter from the city on."""
    cast, orgs, at = season.cast, season.cast.organisations, clock.now()
    authority, _new = Organisation.objects.get_or_create(kind="authority", name="云南省交通运输厅")
    route = [
        ("用人单位", orgs["unit"]),
        ("上级主管单位", authority),
        ("市人社", orgs["city_bureau"]),
        ("评委会", season.committee.organiser),
    ]
    row = making.application(season, state, person=someone, route=route)
    if state == State.AT_UNIT:
        return row
    given = {
        "letter_number": "云交职委〔2023〕8号",
        "letter_on": DAY,
        "letter_signer": "范签发",
        "letter_file": store_bytes(PICTURE, "image/jpeg"),
        "letter_at": at,
    }
    Entrustment.objects.create(
        application=row,
        person=someone,
        authority=authority,
        basis="云人社发〔2020〕57号",
        contact_name="范联系",
        contact_mobile="13900000001",
        consent="同意委托评审",
        consented_by=cast.unit_officer,
        consented_at=at,
        consent_signature=seal(cast, "unit_officer", orgs["unit"], "consent"),
        link_until=dt.date(2023, 8, 20),
        **({} if state == State.AT_SUPERIOR else given),
    )
    return row


def _notice(scene: Scene, row: Application) -> None:
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
    asked = {"kind": "recheck", "ground": "other", "text": "请核查", "asked_at": at}
    scene.rows["recheck"] = Recheck.objects.create(application=done, person=done.person, **asked)
    scene.rows |= {"certified": done, "document": document, "certificate": certificate}
