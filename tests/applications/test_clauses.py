"""Clauses of the notices that the applicant's side carries out: notices, the kept material, the channels."""

import csv
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.applications.conftest import RECORDS, choose, fill_dossier
from tests.documents.test_engine import joined
from tests.files import hostile
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import facts, ledger
from zhicheng.applications.actions import remind, save_cover, submit
from zhicheng.applications.casefile import assemble, demands_of
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import State
from zhicheng.applications.stationing import road_of
from zhicheng.clock.due import run_due
from zhicheng.dossiers.models import Qualification
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning.models import PlanEntry, Reminder, Session
from zhicheng.policy import facts as law

LogIn = Callable[[Account], Client]


def last_message(person: Person) -> Message:
    return Message.objects.filter(recipient=person.account_id).order_by("-id")[0]


@pytest.mark.clause("KM2023-4.1d")
def test_each_return_tells_the_chances_that_are_left(season: Season) -> None:
    row, orgs = making.application(season, State.AT_UNIT), season.cast.organisations

    def back(by: Account, organisation: Organisation) -> str:
        ledger.return_application(
            row, Return.Kind.SEND_BACK, by=by, organisation=organisation, opinion="请补充学历证明。"
        )
        return last_message(row.person).body

    told = back(season.cast.unit_officer, orgs["unit"])
    assert "请补充学历证明。" in told and "不计次数" in told and "还剩3次" in told
    for left in (2, 1, 0):
        Application.objects.filter(pk=row.pk).update(
            state=State.AT_DEPARTMENT, first_unit_pass_at=clock.now(), holder=orgs["department"]
        )
        row.refresh_from_db()
        told = back(season.cast.department_officer, orgs["department"])
        assert f"已用{3 - left}次，还剩{left}次" in told


@pytest.mark.clause("GUIDE-1.4")
def test_drafts_are_reminded_early_and_once_more_before_the_window_closes(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    done = making.application(season, State.AT_UNIT, person=season.cast.people["other_applicant"])
    assert remind(season.session, clock.now()) == 0  # the draft was begun just now
    for moment, subject, many in (
        (making.day(2023, 7, 22, 9), "请尽早提交申报", 1),
        (making.day(2023, 8, 24, 23), "请尽早提交申报", 0),
        (making.day(2023, 8, 25, 0), "申报窗口还有7天关闭", 1),
        (making.day(2023, 8, 28, 9), "申报窗口还有7天关闭", 0),
        (making.day(2023, 8, 29, 0), "申报窗口还有3天关闭", 1),
        (making.day(2023, 8, 31, 0), "申报窗口还有1天关闭", 1),
        (making.day(2023, 8, 31, 23), "申报窗口还有1天关闭", 0),
        (making.day(2023, 9, 1, 0), "申报窗口还有1天关闭", 0),
    ):
        with clock.at(moment):
            assert remind(season.session, clock.now()) == many, moment
        assert last_message(row.person).subject == subject
    assert "2023年8月31日 24:00关闭" in last_message(row.person).body
    assert not Message.objects.filter(recipient=done.person.account_id).exists()


@pytest.mark.clause("GUIDE-1.4")
def test_the_last_reminders_go_out_by_sms_and_mail(season: Season) -> None:
    person = season.cast.people["applicant"]
    person.email = "li@example.org"
    person.save()
    making.application(season, State.DRAFT)
    with clock.at(making.day(2023, 8, 31, 9)):
        assert remind(season.session, clock.now()) == 1
    found = {(one.channel, one.address, one.urgent) for one in Delivery.objects.all()}
    assert found == {("sms", person.mobile, False), ("email", "li@example.org", False)}


@pytest.mark.clause("GUIDE-1.4")
def test_who_did_not_get_through_last_year_is_told_that_the_window_opens(season: Season) -> None:
    before = Session.objects.create(
        committee=season.committee, year=2022, created_at=clock.now(), plan_entry=PlanEntry.objects.create(
            committee=season.committee, year=2022, month=10, state=PlanEntry.State.PUBLISHED
        ),
    )  # fmt: skip
    row = making.application(season, State.NOT_PASSED)
    Application.objects.filter(pk=row.pk).update(session=before, year=2022)
    assert remind(season.session, clock.now()) == 1
    assert last_message(row.person).subject == "申报窗口已开放"
    assert remind(season.session, clock.now()) == 0


@pytest.mark.database
@pytest.mark.django_db
def test_the_database_lets_nobody_be_reminded_twice(season: Season) -> None:
    facts = {"session": season.session, "person": season.cast.people["applicant"], "kind": "day"}
    Reminder.objects.create(**facts, sent_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(**facts, sent_at=clock.now())


@pytest.mark.clause("GUIDE-1.4")
def test_the_clock_reminds(season: Season) -> None:
    making.application(season, State.DRAFT)
    with clock.at(making.day(2023, 8, 30)):
        assert run_due()["reminded"] == 1
        assert run_due()["reminded"] == 0


@pytest.mark.clause("GUIDE-5.2.3-6")
def test_the_whole_material_is_one_file_to_keep(season: Season, client_of: LogIn, ready: Application) -> None:
    submit(ready, by=season.cast.applicant)
    url = reverse("applications:everything", args=[ready.pk])
    answer = client_of(season.cast.applicant).get(url)
    assert "2023年申报材料" in unquote(answer.headers["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as book:
        names = book.namelist()
        assert book.read("专业技术职称申报评审表.pdf").startswith(b"%PDF")
        assert names[1:] == [
            "职称申报承诺书.pdf",
            "学历证明（学信网备案表和查询截图）.pdf",
            "社会保险参保证明.pdf",
            "清单.csv",
        ]
        listed = list(csv.reader(io.StringIO(book.read("清单.csv").decode("utf-8-sig"))))[1:]
        assert [(name, int(size), digest) for name, size, digest in listed] == [
            (name, len(book.read(name)), hashlib.sha256(book.read(name)).hexdigest()) for name in names[:-1]
        ]
        assert book.read(names[1]) == hostile.paper("commitment.pdf")
    answer.close()
    for stranger in (season.cast.other_applicant, season.cast.unit_officer):
        assert client_of(stranger).get(url).status_code == 404


@pytest.mark.clause("YN2020-1.3", "YN2020-2.6", "KM2023-5.3a")
@pytest.mark.parametrize("channel", ["特殊人才", "高技能人才", "绿色通道"])
def test_the_way_of_applying_stands_on_the_cover_and_goes_to_the_series_committee(
    season: Season, channel: str
) -> None:
    person = season.cast.people["applicant"]
    row = save_cover(person, choose(season, channel=channel), by=person.account)
    assert (row.channel, row.session) == (channel, season.session)
    assert facts.facts_of(assemble(row)).application.channel == law.Channel(channel)


@pytest.mark.clause("KM2023-5.3b", "YN2020-2.4d", "GUIDE-Q12", "KM2023-2.2", "KM2023-2.1b")
def test_what_a_person_tells_of_special_standing_reaches_the_rules(season: Season) -> None:
    person = season.cast.people["applicant"]
    Qualification.objects.filter(person=person).update(
        first_application=True,
        professional_work_from=dt.date(2010, 1, 1),
        rural_service_years=2,
        post_changed_on=dt.date(2021, 5, 1),
        retired_on=dt.date(2023, 1, 1),
        retirement_delayed_until=dt.date(2025, 1, 1),
        civil_servant=True,
        more={
            "origin_group": "海外归国",
            "mismatch_training": [{"kind": "专业培训", "months": 7}],
            "freelance": {
                "years_in_field": 3, "own_name_insurance": True, "tax_records": True,
                "recommended_by": "行业协会",
            },
        },
    )  # fmt: skip
    row = making.application(season, State.DRAFT, person=Person.objects.get(pk=person.pk))
    found = facts.facts_of(assemble(row)).person
    assert found.origin_group == law.OriginGroup("海外归国")
    assert (found.first_application, found.professional_work_from) == (True, dt.date(2010, 1, 1))
    assert found.rural_service_years == 2
    assert found.mismatch_training == (law.Training(law.TrainingKind("专业培训"), 7),)
    assert found.freelance == law.Freelance(3, True, True, False, law.Recommender("行业协会"))
    assert found.post_changed_on == dt.date(2021, 5, 1)
    assert (found.retired_on, found.retirement_delayed_until) == (dt.date(2023, 1, 1), dt.date(2025, 1, 1))
    assert found.civil_servant
    assert found.statutory_retirement_on is not None


@pytest.mark.clause("KM2023-2.5")
@pytest.mark.parametrize(("series", "flagged"), [("工程技术", False), ("卫生技术", True)])
def test_the_profession_studied_and_the_safety_mark_reach_the_rules(
    season: Season, series: str, flagged: bool
) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(person)
    person.records.filter(module="education").update(
        data={**person.records.get(module="education").data, "matches_work": False}
    )
    row = making.application(season, State.DRAFT)
    row.series = series
    row.save()
    found = facts.facts_of(assemble(row))
    assert not found.person.education[0].matches_work
    assert found.application.public_safety_or_health is flagged


@pytest.mark.clause("KM2023-3.2")
def test_a_subsidiary_is_audited_where_it_is_registered(season: Season) -> None:
    unit = season.cast.organisations["unit"]
    for place, bureau in (("panlong", "county_bureau"), ("dongchuan", "other_county_bureau")):
        unit.unit_kind, unit.place = Organisation.UnitKind.SUBSIDIARY, season.cast.places[place]
        unit.save()
        case = assemble(making.application(season, State.DRAFT))
        stops = [stop.organisation for stop in road_of(case).stops]
        assert season.cast.organisations[bureau] in stops
        case.application.delete()


@pytest.mark.clause("GUIDE-Q14", "GUIDE-Q4a")
def test_how_somebody_is_employed_decides_who_recommends(season: Season) -> None:
    person, unit = season.cast.people["applicant"], season.cast.organisations["unit"]
    seen = set()
    for employment in Qualification.Employment:
        Qualification.objects.filter(person=person).update(employment=employment)
        fresh = Person.objects.get(pk=person.pk)
        case = assemble(making.application(season, State.DRAFT, person=fresh))
        assert facts.facts_of(case).person.employment == law.Employment(employment)
        seen.add(employment)
        case.application.delete()
    assert {"在编", "劳动合同", "劳务派遣"} <= seen
    unit.unit_kind = Organisation.UnitKind.INDIVIDUAL
    unit.save()
    Qualification.objects.filter(person=person).update(employment="劳动合同")
    fresh = Person.objects.get(pk=person.pk)
    case = assemble(making.application(season, State.DRAFT, person=fresh))
    assert facts.facts_of(case).person.unit.kind == law.UnitKind("个体经济组织")


@pytest.mark.clause("KM2023-5.3a")
def test_the_green_channel_asks_for_its_proof(season: Season) -> None:
    person = season.cast.people["applicant"]
    for channel, asked in (("绿色通道", True), ("正常", False)):
        row = save_cover(person, choose(season, channel=channel), by=person.account)
        wanted = {one.key for one in demands_of(row) if one.required}
        assert ("green_channel_proof" in wanted) is asked


@pytest.mark.clause("DC2022-1.9")
@pytest.mark.parametrize("holds", [True, False])
def test_an_engineering_master_is_known_to_the_rules(season: Season, holds: bool) -> None:
    person = season.cast.people["applicant"]
    education = {**RECORDS["education"], "level": "硕士", "engineering_degree": holds}
    fill_dossier(person, education=education)
    found = facts.facts_of(assemble(making.application(season, State.DRAFT))).person.education[0]
    assert (found.level, found.engineering_professional_degree) == (law.Degree("硕士"), holds)


@pytest.mark.clause("KM2023-4.2", "GUIDE-1.2.2")
def test_a_return_tells_everything_at_once_and_until_when(season: Season, ready: Application) -> None:
    submit(ready, by=season.cast.applicant)
    with pytest.raises(Refused):
        ledger.return_application(
            ready, Return.Kind.SEND_BACK, by=season.cast.unit_officer,
            organisation=season.cast.organisations["unit"], opinion=" ",
        )  # fmt: skip
    ledger.return_application(
        ready, Return.Kind.SEND_BACK, by=season.cast.unit_officer,
        organisation=season.cast.organisations["unit"], opinion="一、总结；二、学历证明。",
    )  # fmt: skip
    ready.refresh_from_db()
    assert ready.due_on == dt.date(2023, 10, 7)  # ten working days, 8 October among them, before 20 October
    told = last_message(ready.person).body
    assert "一、总结；二、学历证明。" in told
    assert "最迟在2023年10月7日前" in told and "视为不具备申报资格" in told
    submit(ready, by=season.cast.applicant)
    ready.refresh_from_db()
    assert ready.due_on is None


@pytest.mark.clause("DC2022-2.6")
def test_the_commitment_is_asked_for_as_it_was_done_in_2022(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    for year, source in ((2022, "DC2022-2.6"), (2023, "KM2023-3.5")):
        row.year = year
        wanted = next(one for one in demands_of(row) if one.key == "commitment")
        assert wanted.required and wanted.source == source
        assert ("我的申报" in wanted.why) is (year == 2022)


@pytest.mark.clause("GUIDE-Q23-3")
def test_the_commitment_is_printed_for_signatures_seal_and_day(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    answer = client_of(season.cast.applicant).get(
        reverse("applications:paper", args=[ready.pk, "commitment"])
    )
    text = joined(answer.content)
    for words in ("职称申报承诺书", "2023年度", "李文静", "机械工程", "不是公务员", "真实、准确、有效",
                  "承诺人（申报人）", "单位经办人", "单位法定代表人", "单位名称（公章）", "日期"):  # fmt: skip
        assert words in text, words
    assert client_of(season.cast.applicant).get(
        reverse("applications:paper", args=[ready.pk, "love-letter"])
    ).status_code == 404  # fmt: skip


@pytest.mark.clause("DC2022-2.10")
def test_copies_are_printed_with_room_for_auditor_opinion_day_and_seal(
    season: Season, client_of: LogIn, ready: Application
) -> None:
    answer = client_of(season.cast.applicant).get(reverse("applications:paper", args=[ready.pk, "copies"]))
    text = joined(answer.content)
    for words in ("审核人姓名", "审核意见", "审核日期", "审核单位公章", "职称申报承诺书", "学历证明",
                  "社会保险参保证明"):  # fmt: skip
        assert words in text, words
