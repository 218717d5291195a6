"""One row of every kind that an address can name, all of the applicant's unit, department and committee."""

import datetime as dt

from tests import making
from tests.cast import Cast, account, person, seat
from tests.scene_ground import DAY, PICTURE, Scene
from tests.scene_meeting import certificate, committee, filing, lost, notice
from tests.scene_routes import dispatched_application, entrusted, newcomer, recognitions
from zhicheng.almanac import clock
from zhicheng.applications.models import Attachment, Defect, NamedFile
from zhicheng.applications.states import State
from zhicheng.catalogues.models import Catalogue
from zhicheng.dossiers.actions import announce_evidence, make_phone_link
from zhicheng.dossiers.models import EducationProof, Evidence, Record
from zhicheng.files.actions import store_bytes
from zhicheng.inbox.actions import send
from zhicheng.integrity.models import Suspension
from zhicheng.meeting.models import SpotCheck, SpotFinding
from zhicheng.outcomes.models import Archive
from zhicheng.people.models import Competence, Membership, Organisation
from zhicheng.planning.models import Group, Petition
from zhicheng.policy.tables.kept import TableKind
from zhicheng.title_confirmation.models import TitleEntry, TitleList
from zhicheng.vetting.models import CommonReason, Suspicion

_ON_THE_WAY = (
    ("at_unit", State.AT_UNIT, "530102198701010069"),
    ("audited", State.AUDITED, "530102198702020080"),
    ("post_filed", State.POST_FILED, "530102198703030104"),
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
    rows["education_proof"] = EducationProof.objects.create(
        person=applicant, unit=orgs["unit"], stated={"school": "昆明工学院", "level": "大专"}, asked_at=at
    )
    rows["competence"] = Competence.objects.create(
        organisation=orgs["other_unit"], kind="superior", superior=orgs["department"], document="登记通知",
        since=clock.in_china(at).date(), bureau=orgs["city_bureau"], decided_by=cast.city_officer,
        decided_at=at, begun_at=at,
    )  # fmt: skip
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
    recognitions(scene)
    rows["message"] = send(applicant.account_id, "申报进度", "您的申报已到主管部门。")
    rows["unit"], rows["list_file"] = orgs["unit"], making.list_file(cast.unit_officer)
    rows["unit_member"] = seat(account("unit_handler", "林经办"), orgs["unit"], "unit", "handler")
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
    entrusted(scene)
    newcomer(scene)
    someone = person("530102198707070188", "严派遣", orgs["unit"])
    rows["dispatched"] = dispatched_application(season, someone)
    notice(scene, row)
    filing(scene)
    committee(scene, row)
    certificate(scene)
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
    lost(scene)
    _others(cast)
    return scene


def _others(cast: Cast) -> None:
    """Technical support, and an expert who was not drawn."""
    kind, role = Organisation.Kind.SUPPORT, Membership.Role.SUPPORT
    support = cast.organisations["support"] = Organisation.objects.create(name="技术支持", kind=kind)
    cast.accounts["support"] = account("support", "支持一")
    Membership.objects.create(account=cast.support, organisation=support, role=role, since=clock.now())
    cast.accounts["unseated_expert"] = cast.experts[20].account
