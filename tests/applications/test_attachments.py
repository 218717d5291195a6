"""附件: demands follow kind, employment and call; what is not what it says is refused."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import making
from tests.applications.conftest import RECORDS, pdf
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.actions import add_attachment, remove_attachment
from zhicheng.applications.attachment_kinds import ATTACHMENTS
from zhicheng.applications.attachments import BY_KEY, MOST_PER_KEY
from zhicheng.applications.facts import facts_of, proofs_of
from zhicheng.applications.kinds import KINDS
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.snapshot import content_of
from zhicheng.applications.states import EDITABLE, State
from zhicheng.applications.stationing import road_of
from zhicheng.dossiers.actions import save_qualification
from zhicheng.dossiers.models import Record
from zhicheng.files.checks import FileRefused
from zhicheng.people.errors import Refused
from zhicheng.policy import clauses
from zhicheng.policy import facts as law
from zhicheng.vetting import sheet


def required(row: Application) -> list[str]:
    return [demand.key for demand in casefile.load(row.pk).demands if demand.required]


def test_the_table_is_sound() -> None:
    assert len(BY_KEY) == len(ATTACHMENTS)
    assert {key for row in KINDS.values() for key in row.attachments} <= set(BY_KEY)
    assert {wanted.source for wanted in ATTACHMENTS} <= set(clauses.load())


@pytest.mark.clause("KM2023-3.5", "DC2022-2.8", "GUIDE-Q23-0")
@pytest.mark.clause("KM2023-3.8")
def test_a_promotion_asks_for_commitment_education_and_insurance(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    assert required(row) == ["commitment", "education_proof", "insurance_proof"]


@pytest.mark.clause("KM2023-3.7")
def test_dispatched_people_prove_both_companies(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    row.person.qualification.employment = "劳务派遣"
    row.person.qualification.save()
    assert required(row)[-1] == "dispatch_agreement"
    assert "dispatch_proof" not in required(row)  # made from both companies' records


@pytest.mark.clause("KM2023-2.2")
def test_freelancers_prove_themselves_instead_of_a_unit(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    row.person.qualification.employment = "自由职业"
    row.person.qualification.save()
    assert required(row) == ["commitment", "education_proof", "freelance_proof"]


@pytest.mark.clause("KM2023-4.1a")
def test_who_failed_before_proves_new_results(season: Season) -> None:
    old = making.application(season, State.NOT_PASSED)
    Application.objects.filter(pk=old.pk).update(year=2022)
    row = making.application(season, State.DRAFT)
    assert "new_results" in required(row)


@pytest.mark.clause("KM2023-1.2", "GUIDE-Q7-1")
def test_the_call_may_ask_for_more(season: Season) -> None:
    season.call.materials = [{"key": "video", "name": "工作视频", "required": True}]
    season.call.save()
    row = making.application(season, State.DRAFT)
    assert required(row)[-1] == "call-video"


@pytest.mark.clause("GUIDE-5.2.3-4")
def test_an_attachment_is_kept_and_taken_away(season: Season, draft: Callable[..., Application]) -> None:
    row = draft(attached=())
    by = season.cast.applicant
    kept = add_attachment(row, key="commitment", upload=pdf("承诺书.pdf"), by=by, title="承诺书第1页")
    assert (kept.title, kept.file.media_type) == ("承诺书第1页", "application/pdf")
    remove_attachment(row, attachment_id=kept.id, by=by)
    assert not Attachment.objects.exists()
    with pytest.raises(Refused, match="已经删除"):
        remove_attachment(row, attachment_id=kept.id, by=by)


def test_a_text_named_jpg_is_refused_and_nothing_is_kept(
    season: Season, draft: Callable[..., Application]
) -> None:
    row = draft(attached=())
    upload = SimpleUploadedFile("photo.jpg", b"not a picture", content_type="image/jpeg")
    with pytest.raises(FileRefused, match=r"photo\.jpg"):
        add_attachment(row, key="commitment", upload=upload, by=season.cast.applicant)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("key", ["dispatch_proof", "nonsense", "call-other"])
def test_what_is_not_demanded_is_refused(season: Season, draft: Callable[..., Application], key: str) -> None:
    row = draft(attached=())
    with pytest.raises(Refused):
        add_attachment(row, key=key, upload=pdf("a.pdf"), by=season.cast.applicant)


def test_the_same_file_twice_and_too_many_are_refused(
    season: Season, draft: Callable[..., Application]
) -> None:
    row = draft(attached=())
    by = season.cast.applicant
    add_attachment(row, key="other", upload=pdf("a.pdf"), by=by)
    with pytest.raises(Refused, match="已经上传过"):
        add_attachment(row, key="other", upload=pdf("a.pdf"), by=by)
    for number in range(MOST_PER_KEY - 1):
        add_attachment(row, key="other", upload=pdf(f"{number}.pdf"), by=by)
    with pytest.raises(Refused, match="最多上传"):
        add_attachment(row, key="other", upload=pdf("more.pdf"), by=by)


@pytest.mark.parametrize("state", [State.AT_UNIT, State.AUDITED, State.WITHDRAWN])
def test_nothing_changes_while_others_have_it(season: Season, state: State) -> None:
    assert state not in EDITABLE
    row = making.application(season, state)
    with pytest.raises(Refused, match="不能修改"):
        add_attachment(row, key="commitment", upload=pdf("a.pdf"), by=season.cast.applicant)


def test_nobody_attaches_to_somebody_else_s(season: Season, draft: Callable[..., Application]) -> None:
    row = draft()
    with pytest.raises(Refused):
        add_attachment(row, key="other", upload=pdf("a.pdf"), by=season.cast.other_applicant)


@pytest.mark.clause("KM2023-3.8")
@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ([{}], {"education_proof"}),
        ([{"finished_on": "1998-07-01"}], {"education_unit_proof"}),
        ([{"abroad": True}], {"education_abroad"}),
        ([{}, {"abroad": True}, {"finished_on": "1998-07-01"}],
         {"education_proof", "education_abroad", "education_unit_proof"}),
    ],
)  # fmt: skip
def test_the_educations_choose_their_proofs_and_all_count(
    season: Season, draft: Callable[..., Application], changes: list[dict[str, Any]], keys: set[str]
) -> None:
    person = season.cast.people["applicant"]
    for one in changes:
        Record.objects.create(
            person=person, module="education", data={**RECORDS["education"], **one}, changed_at=clock.now()
        )
    row = draft(attached=())
    by = season.cast.applicant
    assert set(required(row)) == {"commitment", "insurance_proof", *keys}
    for at, key in enumerate(sorted(keys), start=1):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=by)
        assert (law.Proof.EDUCATION in proofs_of(casefile.load(row.pk))) is (at == len(keys))


@pytest.mark.clause("KM2023-4.1a")
def test_a_failure_told_of_another_system_asks_for_new_results(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    told = {"applications.0.year": 2022, "applications.0.kind": "晋升评审", "applications.0.level": "副高级"}
    person = row.person
    save_qualification(person, data={**told, "applications.0.outcome": "未通过"})
    Record.objects.create(
        person=person, module="papers", data={"name": "甲", "published_on": "2023-02"}, changed_at=clock.now()
    )
    assert "new_results" in required(row)
    person_facts = facts_of(casefile.load(row.pk)).person
    assert person_facts.new_results == 1
    assert [(one.year, one.outcome) for one in person_facts.applications] == [
        (2022, law.ApplicationOutcome.FAILED)
    ]
    save_qualification(person, data={**told, "applications.0.outcome": "通过"})
    assert "new_results" not in required(row)
    assert facts_of(casefile.load(row.pk)).person.new_results is None


def test_what_was_told_opens_optional_lines(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    offered = {demand.key for demand in casefile.load(row.pk).demands if not demand.required}
    assert offered == {"contract", "other"}
    save_qualification(row.person, data={"relief_service.years": "2", "origin_group": "海外归国"})
    offered = {demand.key for demand in casefile.load(row.pk).demands if not demand.required}
    assert offered == {"contract", "other", "relief_proof", "origin_proof"}


def test_earlier_insurance_is_read_as_periods(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    told = {"insured_from": "2015-01-01", "insured_unit": "甲", "insurance.1.from": "2010-01-01"}
    more = {"insurance.1.to": "2014-12-31", "insurance.1.place": "昆明市", "insurance.1.unit": "乙"}
    save_qualification(row.person, data={**told, **more})
    found = facts_of(casefile.load(row.pk)).person.insurance
    assert found == (
        law.Insured(dt.date(2015, 1, 1), None, "昆明市", "甲"),
        law.Insured(dt.date(2010, 1, 1), dt.date(2014, 12, 31), "昆明市", "乙"),
    )


@pytest.mark.clause("KM2023-3.5")
def test_the_commitment_carries_number_and_day(
    season: Season, draft: Callable[..., Application], client_of: Callable[..., Client]
) -> None:
    row = draft(attached=())
    client = client_of(season.cast.applicant)
    url = reverse("applications:attachments", args=[row.pk])
    page = client.get(url).content.decode()
    assert "信用承诺自主申报" in page and "https://credit.km.gov.cn" in page and "打印本系统的承诺书" in page
    data = {"key": "commitment", "number": "KM202307200012"}
    for day, says in (("2023-07-21", "不能晚于今天"), ("昨天", "真实的日期")):
        answer = client.post(url, {**data, "issued_on": day, "file": pdf("承诺书.pdf")})
        assert answer.status_code == 400 and says in answer.content.decode()
        assert "KM202307200012" in answer.content.decode()
    assert "没有填写编号" not in client.get(reverse("applications:check", args=[row.pk])).content.decode()
    client.post(url, {**data, "issued_on": "2023-07-18", "file": pdf("承诺书.pdf")})
    kept = Attachment.objects.get()
    assert (kept.number, kept.issued_on) == ("KM202307200012", dt.date(2023, 7, 18))
    assert "KM202307200012" in client.get(url).content.decode()
    case = casefile.load(row.pk)
    submitted = content_of(case, road_of(case), "")["attachments"][0]
    assert (submitted["number"], submitted["issued_on"]) == ("KM202307200012", "2023-07-18")
    lines = dict(sheet.entries({"attachments": [submitted]}, sheet.ATTACHMENTS)[0].lines)
    assert lines == {"附件": kept.title, "编号": "KM202307200012", "提交日期": "2023年7月18日"}
    remove_attachment(row, attachment_id=kept.id, by=season.cast.applicant)
    add_attachment(row, key="commitment", upload=pdf("x.pdf"), by=season.cast.applicant)
    assert "没有填写编号" in client.get(reverse("applications:check", args=[row.pk])).content.decode()
