"""A new employer or dispatch company under way: told with proof, confirmed by the new unit, vouched for anew or noted."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making, scene_routes
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.files import hostile
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import ledger
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Qualification
from zhicheng.files.actions import store_bytes
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.public_notice.models import NoticeEntry
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions, checks
from zhicheng.vetting.models import EmployerChange

ClientOf = Callable[[Account], Client]
MOVED = dt.date(2023, 7, 24)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("合同.pdf", hostile.paper("contract"))


def report(season: making.Season, row: Application, unit: str = "other_unit") -> EmployerChange:
    return actions.report_employer(
        row,
        season.cast.organisations[unit],
        happened_on=MOVED,
        words="与新单位签订劳动合同",
        evidence=proof(),
        by=row.person.account,
    )


def keys(row: Application) -> set[str]:
    return {one.key for one in checks.blockers(row)}


@pytest.mark.clause("GUIDE-5.4.5")
def test_the_new_unit_vouches_and_publishes_anew_and_no_return_is_counted(
    season: making.Season, client_of: ClientOf
) -> None:
    cast, person = season.cast, season.cast.people["applicant"]
    making.issued_standard()
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    ready.publish(season, row)
    with clock.at(AFTER_NOTICE):
        actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意", POINTS, cast.unit_officer, row.unit)
        at = reverse("vetting:employer", args=[row.pk])
        client = client_of(person.account)
        assert "重新推荐" not in client.get(at).content.decode()
        typed = {
            "unit": "云岭装备制造有限公司",
            "happened_on": "2023-07-24",
            "words": "签订新合同",
            "sure": "on",
        }
        assert client.post(at, typed).status_code == 400  # without proof
        answer = client.post(at, {**typed, "unit": "没有的单位", "evidence": proof()})
        assert answer.status_code == 400
        assert "没有找到这个单位" in answer.content.decode()
        assert "签订新合同" in answer.content.decode()
        assert client.post(at, {**typed, "evidence": proof()}).status_code == 302
        row.refresh_from_db()
        assert row.state == State.AT_DEPARTMENT  # nothing changes before the new unit's word
        officer = client_of(cast.other_unit_officer)
        assert "等待确认" in officer.get("/desk/").content.decode()
        assert "李文静" in officer.get(reverse("vetting:newcomers")).content.decode()
        change = EmployerChange.objects.get()
        page = reverse("vetting:newcomer", args=[change.pk])
        assert "重新提交" in officer.get(page).content.decode()
        seen = officer.get(reverse("vetting:employer_evidence", args=[change.pk]))
        assert b"".join(seen).startswith(b"%PDF")
        assert officer.post(page, {}).status_code == 400
        assert officer.post(page, {"sure": "on"}).status_code == 302
        row.refresh_from_db()
        person.refresh_from_db()
        assert (row.state, row.unit, person.unit) == (
            State.RESET,
            cast.organisations["other_unit"],
            cast.organisations["other_unit"],
        )
        assert row.due_on is not None
        assert ledger.used(person, 2023) == 0
        assert not NoticeEntry.objects.filter(application=row, voided_at=None).exists()
        assert row.decisions.get().organisation == cast.organisations["unit"]  # its word stays in history
        assert row.opinions.count() == 1
        Qualification.objects.filter(person=person).update(insured_unit="云岭装备制造有限公司")
        submit(row, by=person.account)
        row.refresh_from_db()
        assert (row.state, row.holder) == (State.AT_UNIT, cast.organisations["other_unit"])
        assert [one.organisation.name for one in row.stations.all()][:2] == [
            "云岭装备制造有限公司",
            "盘龙区人力资源和社会保障局",
        ]
        assert {"notice", "opinion"} <= keys(row)
        assert "用人单位由昆明机电设计研究院变更为" in officer.get(f"/vetting/{row.pk}/").content.decode()
        assert client_of(cast.unit_officer).get(f"/vetting/{row.pk}/").status_code == 404
    acts = list(Entry.objects.filter(subject=row.pk).values_list("act", flat=True))
    assert {"report_employer", "confirm_employer", "change_employer"} <= set(acts)
    told = Message.objects.filter(recipient=cast.unit_officer.pk).latest("sent_at")
    assert "已更换用人单位" in told.subject


@pytest.mark.parametrize("state", [State.AUDITED, State.ACCEPTED, State.FILED, State.CORRECTING])
def test_once_audited_it_is_noted_and_the_declaration_goes_on(
    season: making.Season, client_of: ClientOf, state: State, now: None
) -> None:
    row = making.application(season, state)
    client = client_of(row.person.account)
    assert "记入审核记录" in client.get(reverse("vetting:employer", args=[row.pk])).content.decode()
    made = actions.confirm_employer(report(season, row), season.cast.other_unit_officer)
    row.refresh_from_db()
    assert (made.restarted, row.state, row.unit) == (False, state, season.cast.organisations["unit"])
    row.person.refresh_from_db()
    assert row.person.unit == season.cast.organisations["other_unit"]
    assert "按原单位的推荐继续办理" in row.steps.get(event="change_employer").reason
    assert "用人单位变动" in client.get(reverse("applications:detail", args=[row.pk])).content.decode()


def test_when_nothing_is_taken_again_it_is_noted(season: making.Season, now: None) -> None:
    Session.objects.update(closes_at=making.day(2023, 7, 21), meeting_on=dt.date(2023, 7, 25))
    row = Application.objects.get(pk=making.application(season, State.AT_DEPARTMENT).pk)
    assert actions.confirm_employer(report(season, row), season.cast.other_unit_officer).restarted is False
    row.refresh_from_db()
    assert row.state == State.AT_DEPARTMENT


def test_a_unit_that_does_not_know_the_person_says_why(
    season: making.Season, client_of: ClientOf, now: None
) -> None:
    row = making.application(season, State.AT_UNIT)
    change = report(season, row)
    with pytest.raises(Refused, match="正在等待"):
        report(season, row)
    officer = client_of(season.cast.other_unit_officer)
    at = reverse("vetting:refuse_newcomer", args=[change.pk])
    assert officer.get(at).status_code == 405
    assert officer.post(at, {"reason": ""}).status_code == 400
    assert officer.post(at, {"reason": "查无此人"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.unit) == (State.AT_UNIT, season.cast.organisations["unit"])
    page = client_of(row.person.account).get(reverse("vetting:employer", args=[row.pk])).content.decode()
    assert "查无此人" in page
    with pytest.raises(Refused, match="已经办理"):
        actions.confirm_employer(change, season.cast.other_unit_officer)
    assert report(season, row).pk != change.pk  # it may be told again


def test_strangers_and_the_person_confirm_nothing(
    season: making.Season, client_of: ClientOf, now: None
) -> None:
    row = making.application(season, State.AT_UNIT)
    with pytest.raises(Refused, match="本人报告"):
        actions.report_employer(
            row, season.cast.organisations["other_unit"], happened_on=MOVED, words="x", evidence=proof(),
            by=season.cast.unit_officer,
        )  # fmt: skip
    change = report(season, row)
    for who in (season.cast.unit_officer, row.person.account, season.cast.department_officer):
        assert client_of(who).get(reverse("vetting:newcomer", args=[change.pk])).status_code == 404
        with pytest.raises(Refused, match="新单位"):
            actions.confirm_employer(change, who)
    other = client_of(season.cast.people["other_applicant"].account)
    assert other.get(reverse("vetting:employer", args=[row.pk])).status_code == 404
    assert other.get(reverse("vetting:employer_evidence", args=[change.pk])).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.WITHDRAWN, "已经结束"),
        (State.DRAFT, "保存封面"),
        (State.RESET, "保存封面"),
        (State.NOTICE_OBJECTION, "异议"),
    ],
)
def test_where_there_is_nothing_to_report(
    season: making.Season, client_of: ClientOf, state: State, words: str, now: None
) -> None:
    row = making.application(season, state)
    with pytest.raises(Refused, match=words):
        report(season, row)
    assert client_of(row.person.account).get(reverse("vetting:employer", args=[row.pk])).status_code == 200


def test_the_same_unit_and_a_day_to_come_are_refused(season: making.Season, now: None) -> None:
    row = making.application(season, State.AT_UNIT)
    with pytest.raises(Refused, match="没有更换"):
        report(season, row, "unit")
    with clock.at(making.day(2023, 7, 20)), pytest.raises(Refused, match="还没有到"):
        report(season, row)


@pytest.mark.clause("KM2023-3.7")
def test_a_new_dispatch_company_brings_its_agreement_and_both_seal_anew(
    season: making.Season, now: None
) -> None:
    person = season.cast.people["applicant"]
    row = scene_routes.dispatched_application(season, person)
    row.companies.update(passed_at=clock.now())
    Attachment.objects.create(
        application=row, person=person, key="dispatch_agreement", title="劳务派遣协议", added_at=clock.now(),
        file=store_bytes(hostile.paper("old"), "application/pdf"),
    )  # fmt: skip
    new = season.cast.organisations["third"] = type(row.unit).objects.create(
        name="昆明人力派遣有限公司", kind="dispatch", place=row.unit.place, unit_kind="非公有制经济组织",
        registered_at=clock.now(), profile_completed_at=clock.now(), credit_code="91530100MA6K5N3X2C",
    )  # fmt: skip
    officer = season.cast.department_officer
    officer.memberships.create(organisation=new, role="unit", position="handler", since=clock.now())
    change = report(season, row, "third")
    assert change.kind == "new_dispatcher"
    actions.confirm_employer(change, officer)
    row.refresh_from_db()
    assert (row.state, row.unit) == (State.RESET, new)
    assert not row.attachments.exists()
    assert not row.companies.exists()


def test_a_unit_that_is_renamed_or_merged_publishes_nothing_anew(season: making.Season) -> None:
    row = ready.prepared(season)
    assert keys(row) == set()
    row.unit.name = "昆明机电研究院有限公司"
    row.unit.save()
    with clock.at(AFTER_NOTICE):
        assert keys(Application.objects.get(pk=row.pk)) == set()


def test_the_database_keeps_a_change_whole(season: making.Season, now: None) -> None:
    change = report(season, making.application(season, State.AT_UNIT))
    for wrong in ({"answer": "accepted"}, {"new": None}, {"restarted": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EmployerChange.objects.filter(pk=change.pk).update(**wrong)
