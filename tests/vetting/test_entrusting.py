"""委托评审: consent of the unit, letter of the superior through its one-time link, decision of the city bureau."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import making, scene_routes
from tests.applications.conftest import choose, fill_dossier, pdf
from tests.files import hostile
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.facts import facts_of
from zhicheng.applications.models import Application, Entrustment
from zhicheng.applications.states import Actor, Event, State
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Standard
from zhicheng.policy import eligibility
from zhicheng.policy.facts import Entrustment as Told
from zhicheng.signatures.actions import holds
from zhicheng.vetting import actions, checks, letters

CONSENT = actions.Consent(
    authority="云南省交通运输厅",
    basis="云人社发〔2020〕57号",
    contact_name="范联系",
    contact_mobile="13900000001",
    consent="同意委托昆明市评审",
)


def letter() -> actions.Letter:
    file = SimpleUploadedFile("函.pdf", hostile.paper("letter"))
    return actions.Letter("云交职委〔2023〕8号", dt.date(2023, 7, 20), "范签发", file)


@pytest.fixture
def at_unit(season: making.Season) -> Application:
    """Submitted by somebody of a provincial unit, published, with the unit's opinion; not yet consented to."""
    unit, someone = season.cast.organisations["unit"], season.cast.people["applicant"]
    Standard.objects.create(
        series="工程技术",
        level="副高级",
        issued_on=dt.date(2021, 1, 1),
        document="云南省工程系列评价标准",
        rows=[{"education": "本科", "title_level": "中级", "years": 5, "min_papers": 0}],
    )
    unit.unit_kind = "省属在昆"
    unit.save()
    fill_dossier(someone)
    row = save_cover(someone, choose(season), by=someone.account)
    for key in ("commitment", "education_proof"):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=someone.account)
    submit(row, by=someone.account)
    row.refresh_from_db()
    ready.publish(season, row)
    with clock.at(AFTER_NOTICE):
        actions.write_opinion(row, GOOD, season.cast.unit_officer, unit)
    return row


def told(row: Application) -> Told | None:
    return facts_of(casefile.load(row.pk)).application.entrustment


def pass_by_unit(season: making.Season, row: Application) -> None:
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, season.cast.unit_officer, row.unit)


def at_superior(season: making.Season, row: Application) -> Entrustment:
    with clock.at(AFTER_NOTICE):
        actions.consent_to_entrustment(row, CONSENT, season.cast.unit_officer, row.unit)
    pass_by_unit(season, row)
    return Entrustment.objects.get(application=row)


@pytest.mark.clause("KM2023-2.3")
def test_consent_letter_and_decision_lead_to_the_committee(
    season: making.Season, at_unit: Application
) -> None:
    row, cast = at_unit, season.cast
    assert [one.name for one in row.stations.all()] == ["用人单位", "上级主管单位", "市人社", "评委会"]
    assert told(row) == Told(None, None, None)
    assert [one.key for one in checks.blockers(row)] == ["consent"]
    with pytest.raises(Refused, match="同意"):
        pass_by_unit(season, row)
    standing = at_superior(season, row)
    assert row.state == State.AT_SUPERIOR
    assert holds(standing.consent_signature)
    assert row.stations.get(name="上级主管单位").organisation.name == "云南省交通运输厅"
    assert told(row) == Told(True, None, None)
    with clock.at(AFTER_NOTICE):
        actions.issue_letter(standing, letter())
        row.refresh_from_db()
        assert (row.state, told(row)) == (State.AT_CITY, Told(True, True, None))
        actions.pass_on(row, "同意委托评审", (), cast.city_officer, cast.organisations["city_bureau"])
        assert (row.state, told(row)) == (State.AT_COMMITTEE, Told(True, True, True))
        case = casefile.load(row.pk)
        findings = eligibility.check(facts_of(case), case.book).findings
    assert next(one.sentence for one in findings if one.rule == "E-06").endswith("市人社局已审核同意。")


@pytest.mark.clause("KM2023-2.3")
def test_the_link_opens_once_without_an_account(season: making.Season, at_unit: Application) -> None:
    at_superior(season, at_unit)
    message = Message.objects.get(recipient=season.cast.unit_officer.pk, link__startswith="/vetting/letters/")
    assert Delivery.objects.get(message=message).address == "13900000001"
    visitor = Client()
    with clock.at(AFTER_NOTICE):
        page = visitor.get(message.link)
        assert "李文静" in page.content.decode()
        assert "530102" not in page.content.decode()
        assert visitor.get(message.link + "letter.pdf").content.startswith(b"%PDF")
        typed = {"number": "云交职委〔2023〕8号", "signed_on": "2023-07-20", "signer": "范签发"}
        wrong = visitor.post(message.link, typed)
        assert wrong.status_code == 400
        assert "云交职委〔2023〕8号" in wrong.content.decode()
        file = SimpleUploadedFile("函.pdf", hostile.paper("letter"))
        assert visitor.post(message.link, {**typed, "file": file}).status_code == 200
        assert visitor.get(message.link).status_code == 404
        assert visitor.get("/vetting/letters/no-such-link/").status_code == 404
    at_unit.refresh_from_db()
    assert at_unit.state == State.AT_CITY
    assert Entrustment.objects.get().uploaded_by is None


@pytest.mark.clause("KM2023-2.3")
def test_a_new_link_closes_the_old_and_links_end(season: making.Season, at_unit: Application) -> None:
    at_superior(season, at_unit)
    officer, unit = season.cast.unit_officer, at_unit.unit
    links = Message.objects.filter(link__startswith="/vetting/letters/").order_by("sent_at", "id")
    first = links.get().link
    with clock.at(AFTER_NOTICE):
        actions.renew_link(at_unit, officer, unit)
        second = links.exclude(link=first).get().link
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200
    with clock.at(AFTER_NOTICE + dt.timedelta(days=31)):
        assert Client().get(second).status_code == 404


@pytest.mark.clause("KM2023-2.3")
def test_the_unit_uploads_where_the_link_cannot_be_used(season: making.Season, at_unit: Application) -> None:
    at_superior(season, at_unit)
    officer = season.cast.unit_officer
    with clock.at(AFTER_NOTICE):
        own = Client()
        own.force_login(officer)
        form = own.get(reverse("vetting:upload_letter", args=[at_unit.pk])).content.decode()
        assert "请优先由上级主管单位通过链接办理" in form and "不能再做这项操作" not in form
        with pytest.raises(Refused):
            actions.upload_letter(at_unit, letter(), season.cast.other_unit_officer, at_unit.unit)
        actions.upload_letter(at_unit, letter(), officer, at_unit.unit)
        at_unit.refresh_from_db()
        assert at_unit.state == State.AT_CITY
        client = Client()
        client.force_login(season.cast.city_officer)
        page = client.get(reverse("vetting:case", args=[at_unit.pk])).content.decode()
    assert "由申报单位代为上传，请向出函单位核实" in page


@pytest.mark.clause("KM2023-2.3")
@pytest.mark.parametrize("who", ["superior", "city"])
def test_whoever_does_not_agree_ends_it(who: str, season: making.Season, at_unit: Application) -> None:
    standing = at_superior(season, at_unit)
    cast = season.cast
    with clock.at(AFTER_NOTICE):
        if who == "superior":
            actions.decline_letter(standing, "该系列本厅自行评审。")
        else:
            actions.issue_letter(standing, letter())
            at_unit.refresh_from_db()
            actions.refuse_entrustment(
                at_unit, "不属于本市评审范围。", cast.city_officer, cast.organisations["city_bureau"]
            )
    at_unit.refresh_from_db()
    assert at_unit.state == State.REFUSED
    assert at_unit.holder is None
    given = told(at_unit)
    assert given is not None
    assert (given.letter_from_authority, given.city_bureau_agrees) == (
        (False, None) if who == "superior" else (True, False)
    )


@pytest.mark.clause("KM2023-2.3")
def test_a_letter_stands_after_a_return_and_is_void_after_a_reset(
    season: making.Season, at_unit: Application
) -> None:
    standing, cast = at_superior(season, at_unit), season.cast
    city = cast.organisations["city_bureau"]
    with clock.at(AFTER_NOTICE):
        actions.issue_letter(standing, letter())
        at_unit.refresh_from_db()
        actions.send_back(at_unit, "请补充业绩证明", cast.city_officer, city, defects=FOUND)
        ready.submit_again(at_unit)
        flow.move(at_unit, Event.SUBMIT, flow.By(Actor.APPLICANT, at_unit.person.account))
        actions.write_opinion(at_unit, GOOD, cast.unit_officer, at_unit.unit)
        actions.pass_on(at_unit, "同意推荐", POINTS, cast.unit_officer, at_unit.unit)
        at_unit.refresh_from_db()
        assert at_unit.state == State.AT_CITY
        actions.reset(at_unit, "请改选评委会", cast.city_officer, city, defects=FOUND)
    assert told(at_unit) == Told(None, None, None)


@pytest.mark.clause("KM2023-2.3")
def test_the_letter_is_printed_both_ways(season: making.Season) -> None:
    row = scene_routes.entrusted_application(season, State.AT_CITY, season.cast.people["applicant"])
    standing = Entrustment.objects.get(application=row)
    assert letters.incoming(row, standing).startswith(b"%PDF")
    assert letters.outgoing_decision(row) is None
    season.committee.tier = "province"
    season.committee.save()
    cast = season.cast
    actions.pass_on(row, "同意推荐", (), cast.city_officer, cast.organisations["city_bureau"])
    row = Application.objects.select_related("unit", "session__committee").get(pk=row.pk)
    decision = letters.outgoing_decision(row)
    assert decision is not None
    assert letters.outgoing(row, decision).startswith(b"%PDF")
