"""Whole journeys of the kinds that no committee promotes in: recognition, confirmation, change of series.

Through the pages as applicant, unit and authority use them, up to the certificate or the refusal.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.applications.conftest import fill_dossier, pdf
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications.guards import Target
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.clock import due
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.register.models import Certificate
from zhicheng.rehearsal import invariants
from zhicheng.vetting.checks import CHECK_POINTS
from zhicheng.vetting.models import Approval, Assessment, Decision

ClientOf = Callable[[Account], Client]
ASSISTANT = Target("工程技术", "工程技术", "机械工程", "助理级", "助理工程师")
OUTSIDE_TITLE = {
    "series": "工程技术",
    "profession": "机械工程",
    "level": "中级",
    "title": "工程师",
    "obtained_on": "2015-12-30",
    "obtained_by": "评审",
    "origin": "外省",
}


@pytest.fixture(autouse=True)
def _files_apart(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")


def graduate(person: Person, **more: str) -> None:
    """Bachelor since 2020, employed in July 2021, assessed by the unit."""
    education = {"level": "本科", "school": "昆明理工大学", "major": "机械工程", "finished_on": "2020-07-01"}
    fill_dossier(
        person, titles=None, tasks=None, assessments=None, education=education | {"matches_work": True}
    )
    person.qualification.first_application = True
    person.qualification.more = {
        "employed_from": "2021-07-05",
        "employment_document": "云南省招工录用登记表",
        "probation_until": "2022-07-05",
        "unit_assessment": "合格",
    } | more
    person.qualification.save()


def newcomer(person: Person, level: str = "中级", title: str = "工程师") -> None:
    """From another province, half a year under contract, assessed."""
    fill_dossier(person, titles=OUTSIDE_TITLE | {"level": level, "title": title})
    person.qualification.contract_from = dt.date(2022, 11, 1)
    person.qualification.more = {"probation_assessed": True}
    person.qualification.save()


def hand_in(client: Client, kind: str, target: Target, attached: tuple[str, ...]) -> Application:
    """Cover, attachments, self-check, submission; as it is afterwards."""
    fields = {
        "kind": kind,
        "channel": target.channel,
        "series": target.series,
        "track": target.track,
        "level": target.level,
        "title": target.title,
        "profession": target.profession,
    }
    shown = client.get("/apply/cover/", fields)
    assert "不经评委会评审" in shown.content.decode()
    saved = client.post("/apply/cover/", fields)
    assert saved.status_code == 302, saved.content.decode()
    row = Application.objects.get(kind=kind, ended_at__isnull=True)
    missing = client.get(f"/apply/{row.id}/check/").content.decode()
    for key in attached:
        sent = client.post(
            f"/apply/{row.id}/attachments/", {"key": key, "file": pdf(f"{key}.pdf"), "title": ""}
        )
        assert sent.status_code == 302, key
    assert "没有上传" in missing
    page = client.post(f"/apply/{row.id}/submit/")
    assert page.status_code == 302, page.content.decode()
    row.refresh_from_db()
    return row


def assess(client: Client, row: Application, *, passed: str = "yes", since: str, until: str) -> None:
    form = {"since": since, "until": until, "passed": passed, "opinion": "见习期间工作认真，考核合格。"}
    done = client.post(f"/vetting/{row.id}/assessment/", form)
    assert done.status_code == 302, done.content.decode()


def unit_passes(client: Client, row: Application) -> Any:
    row.refresh_from_db()
    form = {"version": row.version, "opinion": "同意报送", "checked": list(CHECK_POINTS)}
    return client.post(f"/vetting/{row.id}/pass/", form)


def approve(client: Client, row: Application, number: str, obtained_on: str) -> Any:
    row.refresh_from_db()
    form = {"version": row.version, "opinion": "予以核准", "number": number, "obtained_on": obtained_on}
    return client.post(f"/vetting/{row.id}/approve/", form)


@pytest.mark.clause("GUIDE-Q18-0", "GUIDE-Q18-3", "GUIDE-Q18-4", "DC2022-1.2", "YN2023-3.3")
def test_a_graduate_is_recognised_from_cover_to_certificate(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    person, unit, department = (
        cast.people["applicant"], client_of(cast.unit_officer), client_of(cast.department_officer),
    )  # fmt: skip
    graduate(person)
    mine = client_of(person.account)
    row = hand_in(mine, "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    assert [one.name for one in row.stations.all()] == ["用人单位", "主管部门"]
    early = unit_passes(unit, row)
    assert early.status_code == 409
    assert "还没有填写考核意见" in early.content.decode()
    shown = unit.get(f"/vetting/{row.id}/assessment/").content.decode()
    assert "2021-07-05" in shown  # the days that were told are filled in
    assess(unit, row, since="2021-07-05", until="2022-07-05")
    assert unit_passes(unit, row).status_code == 302
    assert department.get(f"/vetting/{row.id}/pass/").status_code == 302  # led on to 核准
    assert "2022-07-05" in department.get(f"/vetting/{row.id}/approve/").content.decode()  # GUIDE-Q18-3
    assert approve(department, row, "昆工信职认〔2023〕3号", "2022-07-05").status_code == 302
    row.refresh_from_db()
    assert row.state == State.APPROVED
    assert row.audited_at is not None
    due.run_due()
    row.refresh_from_db()
    certificate = Certificate.objects.get(application_number=row.number)
    assert (row.state, certificate.way, certificate.obtained_on) == (
        State.CERTIFIED, "考核认定", dt.date(2022, 7, 5),
    )  # fmt: skip
    assert certificate.issuer == cast.organisations["department"]
    assert Approval.objects.get(application=row).certificate == certificate
    printed = mine.get(f"/apply/{row.id}/review-form/")
    assert printed.content[:5] == b"%PDF-", printed.content.decode()[:2000]
    assert "电子证书" in mine.get("/desk/").content.decode()
    verified = Client().get(f"/certificates/{certificate.token}/")
    assert "工信" in verified.content.decode()
    assert "every_certificate_has_an_audited_application" not in invariants.broken()
    assert "unit_passes_follow_a_notice" not in invariants.broken()


@pytest.mark.clause("GUIDE-Q18-0", "GUIDE-1.1.2")
def test_who_fails_the_units_assessment_is_not_presented(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    person, unit = cast.people["applicant"], client_of(cast.unit_officer)
    graduate(person)
    row = hand_in(client_of(person.account), "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    assess(unit, row, passed="no", since="2021-07-05", until="2022-07-05")
    assert "考核不合格" in unit_passes(unit, row).content.decode()
    row.refresh_from_db()
    form = {"version": row.version, "opinion": "考核不合格", "confirmed": "on"}
    assert unit.post(f"/vetting/{row.id}/refuse/", form).status_code == 400  # nothing is named
    form |= {"defect-0-at": "*", "defect-0-words": "考核不合格，见考核表"}
    assert unit.post(f"/vetting/{row.id}/refuse/", form).status_code == 302
    row.refresh_from_db()
    assert row.state == State.NOT_RECOMMENDED


@pytest.mark.clause("GUIDE-Q18-0")
def test_an_assessment_needs_days_in_order_that_are_over(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    graduate(cast.people["applicant"])
    mine, unit = client_of(cast.applicant), client_of(cast.unit_officer)
    row = hand_in(mine, "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    for since, until, words in (
        ("2022-07-05", "2021-07-05", "不能早于"),
        ("2022-07-05", "2023-12-01", "不能晚于今天"),
    ):
        form = {"since": since, "until": until, "passed": "yes", "opinion": "合格"}
        told = unit.post(f"/vetting/{row.id}/assessment/", form)
        assert told.status_code == 409
        assert words in told.content.decode()
        assert since in told.content.decode()  # nothing typed is lost
    assert not Assessment.objects.exists()


@pytest.mark.clause("GUIDE-Q19")
def test_recognition_outside_its_months_can_be_saved_but_not_submitted(
    season: Season, client_of: ClientOf
) -> None:
    person = season.cast.people["applicant"]
    graduate(person)
    with clock.at(day(2023, 8, 2, 10)), pytest.raises(AssertionError, match="1月、4月、7月、10月"):
        hand_in(client_of(person.account), "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    row = Application.objects.get(kind="考核认定")
    assert row.state == State.DRAFT
    with clock.at(day(2023, 10, 9, 10)):
        assert client_of(person.account).post(f"/apply/{row.id}/submit/").status_code == 302


@pytest.mark.clause("GUIDE-Q16-0", "GUIDE-Q16-2")
def test_a_title_from_another_province_is_confirmed_by_the_city(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    person = cast.people["applicant"]
    newcomer(person)
    target = Target("工程技术", "工程技术", "机械工程", "中级", "工程师")
    row = hand_in(client_of(person.account), "职称确认", target, ("title_certificate", "contract"))
    unit, city = client_of(cast.unit_officer), client_of(cast.city_officer)
    assess(unit, row, since="2022-11-01", until="2023-05-01")
    unit_passes(unit, row)
    assert city.get(f"/vetting/{row.id}/").status_code == 200
    late = approve(city, row, "昆人社确〔2023〕8号", "2023-07-21")
    assert late.status_code == 409
    assert "不能晚于今天" in late.content.decode()
    assert approve(city, row, "昆人社确〔2023〕8号", "2023-07-20").status_code == 302
    due.run_due()
    certificate = Certificate.objects.get(application_number=row.number)
    assert (certificate.way, certificate.issuer) == ("资格确认", cast.organisations["city_bureau"])


def at_the_province(season: Season, client_of: ClientOf) -> Application:
    """A newcomer's senior title, assessed and passed by the unit: it lies with the province."""
    cast = season.cast
    person = cast.people["applicant"]
    newcomer(person, "副高级", "高级工程师")
    target = Target("工程技术", "工程技术", "机械工程", "副高级", "高级工程师")
    row = hand_in(client_of(person.account), "职称确认", target, ("title_certificate", "contract"))
    unit = client_of(cast.unit_officer)
    assess(unit, row, since="2022-11-01", until="2023-05-01")
    unit_passes(unit, row)
    row.refresh_from_db()
    assert (row.state, row.holder) == (State.AT_PROVINCE, cast.organisations["province"])
    assert client_of(cast.city_officer).get(f"/vetting/{row.id}/approve/").status_code == 404
    return row


@pytest.mark.clause("YN2023-3.2", "GUIDE-Q16-3")
def test_a_senior_title_is_confirmed_online_by_the_province(season: Season, client_of: ClientOf) -> None:
    row = at_the_province(season, client_of)
    province = client_of(season.cast.province_officer)
    assert approve(province, row, "云人社确〔2023〕1号", "2023-07-20").status_code == 302
    due.run_due()
    certificate = Certificate.objects.get(application_number=row.number)
    assert (certificate.way, certificate.issuer) == ("资格确认", season.cast.organisations["province"])


@pytest.mark.clause("YN2023-3.2", "GUIDE-Q16-3")
def test_a_senior_title_is_refused_online_by_the_province(season: Season, client_of: ClientOf) -> None:
    row = at_the_province(season, client_of)
    province = client_of(season.cast.province_officer)
    form = {"version": row.version, "opinion": "原发证单位查无此证。", "confirmed": "on"}
    assert province.post(f"/vetting/{row.id}/approve/refuse/", form).status_code == 302
    row.refresh_from_db()
    assert row.state == State.REFUSED
    assert Decision.objects.filter(application=row, outcome="not_approved").exists()
    again = approve(province, row, "云人社确〔2023〕1号", "2023-07-20")
    assert again.status_code == 409
    told = client_of(season.cast.applicant).get(f"/apply/{row.id}/").content.decode()
    assert "查无此证" in told


@pytest.mark.clause("GUIDE-Q17-1")
def test_until_2022_a_change_between_similar_series_is_confirmed_on_a_change_form(
    season: Season, client_of: ClientOf
) -> None:
    cast = season.cast
    person = cast.people["applicant"]
    teacher = {
        "series": "中等专业学校教师",
        "profession": "数学",
        "level": "中级",
        "title": "讲师",
        "obtained_on": "2015-12-30",
        "obtained_by": "评审",
        "origin": "云南省",
    }
    fill_dossier(person, titles=teacher)
    person.qualification.post_changed_on = dt.date(2021, 9, 1)
    person.qualification.more = {"probation_assessed": True, "post_change_proof": "聘书"}
    person.qualification.save()
    attached = ("title_certificate", "post_change_proof")
    target = Target("技工学校教师", "讲师", "数学", "中级", "讲师")
    with clock.at(day(2023, 7, 20, 10)):
        fields = {"kind": "变更确认", "channel": "正常", "series": "技工学校教师", "track": "讲师"}
        told = client_of(person.account).post(
            "/apply/cover/", fields | {"level": "中级", "title": "讲师", "profession": "数学"}
        )
        assert "2023年度不办理" in told.content.decode()  # KM2023-3.9
    with clock.at(day(2022, 8, 20, 10)):
        row = hand_in(client_of(person.account), "变更确认", target, attached)
        unit, city = client_of(cast.unit_officer), client_of(cast.city_officer)
        assess(unit, row, since="2021-09-01", until="2022-03-01")
        unit_passes(unit, row)
        form = client_of(person.account).get(f"/apply/{row.id}/review-form/")
        assert form.content[:5] == b"%PDF-"
        assert approve(city, row, "昆人社变〔2022〕2号", "2022-08-20").status_code == 302
        due.run_due()
    assert Certificate.objects.get(application_number=row.number).series == "技工学校教师"


def test_only_the_authority_of_the_last_station_approves(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    graduate(cast.people["applicant"])
    row = hand_in(client_of(cast.applicant), "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    for stranger in (cast.unit_officer, cast.city_officer, cast.other_department_officer, cast.applicant):
        assert approve(client_of(stranger), row, "1号", "2022-07-05").status_code == 404
    assert not Approval.objects.exists()


@pytest.mark.clause("GUIDE-Q20")
def test_institutions_attach_another_form_than_enterprises(season: Season, client_of: ClientOf) -> None:
    person = season.cast.people["applicant"]
    Organisation.objects.filter(pk=person.unit_id).update(institution=True)
    graduate(person)
    mine = client_of(person.account)
    with pytest.raises(AssertionError, match="employment_form"):
        hand_in(mine, "考核认定", ASSISTANT, ("id_copy", "diploma", "employment_form"))
    row = Application.objects.get(kind="考核认定")
    page = mine.get(f"/apply/{row.id}/attachments/").content.decode()
    assert "云南省事业单位聘用人员审批表" in page
    assert "身份证复印件" in page
    assert "云南省招工录用登记表" not in page


@pytest.mark.clause("KM2023-3.9")
def test_a_change_of_series_tells_day_and_proof_of_the_new_post(season: Season, client_of: ClientOf) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(person, titles=OUTSIDE_TITLE | {"series": "农业技术", "level": "副高级", "origin": "云南省"})
    mine = client_of(person.account)
    fields = {
        "kind": "转系列评审",
        "channel": "正常",
        "series": "工程技术",
        "track": "工程技术",
        "level": "副高级",
        "title": "高级工程师",
        "profession": "机械工程",
        "session": str(season.session.id),
    }
    assert mine.post("/apply/cover/", fields).status_code == 302
    row = Application.objects.get(kind="转系列评审")
    told = mine.get(f"/apply/{row.id}/check/").content.decode()
    assert "转到现岗位的日期" in told
    assert "转岗证明的种类" in told
    assert "岗位变动证明" in told
