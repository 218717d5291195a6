"""Clauses of the notices that ask for a field of the dossier."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers.actions import WrongRecord, save_qualification, save_record
from zhicheng.dossiers.qualifying import told


@pytest.mark.clause("KM2023-4.3", "KM2023-5.2")
@pytest.mark.parametrize("origin", ["外省", "中央单位"])
def test_a_title_tells_where_how_and_under_which_number_it_was_obtained(cast: Cast, origin: str) -> None:
    me = cast.people["applicant"]
    told = {
        "origin": origin, "issuer": "四川省人力资源和社会保障厅", "number": "川20180012",
        "obtained_by": "职业资格",
    }  # fmt: skip
    row = save_record(me, module="titles", data={**SAMPLES["titles"], **told})
    row.refresh_from_db()
    assert {key: row.data[key] for key in told} == told
    for field, wrong in (("origin", "火星"), ("obtained_by", "购买")):
        with pytest.raises(WrongRecord) as refused:
            save_record(me, module="titles", data={**SAMPLES["titles"], field: wrong})
        assert set(refused.value.errors) == {field}


@pytest.mark.clause("KM2023-3.8")
def test_education_tells_class_country_and_the_online_verification(cast: Cast) -> None:
    me = cast.people["applicant"]
    told = {
        "finished_on": "2008-07-01", "abroad": False, "verification": "A1B2C3D4E5F6",
        "verified_until": "2023-12-31",
    }  # fmt: skip
    row = save_record(me, module="education", data={**SAMPLES["education"], **told})
    row.refresh_from_db()
    assert {key: row.data[key] for key in told} == told
    with pytest.raises(WrongRecord) as refused:
        save_record(me, module="education", data={**SAMPLES["education"], "verified_until": "半年"})
    assert set(refused.value.errors) == {"verified_until"}


@pytest.mark.clause("GUIDE-5.2.0")
def test_forms_say_that_names_are_written_in_full(cast: Cast, client: Client) -> None:
    client.force_login(cast.applicant)
    for module in ("titles", "education", "work", "papers"):
        page = client.get(reverse("dossiers:new", args=[module])).content.decode()
        assert "不用简称" in page, module


BACKGROUND = {
    "nationality": "新加坡", "insurance.0.from": "2009-01-01", "insurance.0.to": "2010-01-31",
    "insurance.0.place": "昆明市", "insurance.0.unit": "云岭公司",
    "epidemic_frontline": "县级以上集中隔离点医护",
    "epidemic_proof": "昆卫通〔2020〕5号",
    "household_place": "盘龙区",
    "grassroots_place": "禄劝县则黑乡",
    "green_channel": "引进的急需紧缺人才", "post_document": "昆机院〔2021〕3号", "skill_work_from": "2005-07-01",
    "postdoc_left_on": "2020-06-30", "postdoc_proof": "2018M641234", "relief_from": "2016-01-01",
    "relief_to": "2019-12-31", "relief_assessment": "优秀",
    "post": "工勤技能", "post_moved.post_setting_done": "是", "post_moved.vacancy": "是",
    "post_moved.document_on": "2021-03-01", "post_moved.pay_form": "是", "skill.level": "技师",
    "skill.obtained_on": "2015-05-01", "relief_service.commended_by": "县级", "dispatch.user_unit": "云岭公司",
    "employment": "劳务派遣", "insured_from": "2010-03-01", "insured_unit": "昆明机电设计研究院",
    "remote_or_grassroots": "是", "work_permit": "是", "postdoc.enterprise": "是",
}  # fmt: skip


@pytest.mark.clause("KM2023-2.1a", "KM2023-2.4", "KM2023-5.1a", "KM2023-3.7")
@pytest.mark.clause("GUIDE-Q10", "GUIDE-Q13", "GUIDE-Q21", "YN2020-2.3", "GUIDE-Q5b", "KM2023-5.3a")
@pytest.mark.clause("YN2020-2.2")
def test_what_the_notices_ask_of_a_person_is_kept_and_read_again(cast: Cast) -> None:
    me = cast.people["applicant"]
    row = save_qualification(me, data=BACKGROUND)
    row.refresh_from_db()
    shown = {name: {True: "是", False: "否"}.get(value, value) for name, value in told(row).items()}
    assert shown == BACKGROUND
    for name, wrong in (
        ("green_channel", "有关系"), ("relief_assessment", "很好"), ("skill_work_from", "2099-01-01"),
    ):  # fmt: skip
        with pytest.raises(WrongRecord) as refused:
            save_qualification(me, data={**BACKGROUND, name: wrong})
        assert set(refused.value.errors) == {name}


@pytest.mark.clause("GUIDE-Q10")
def test_a_title_tells_appointment_and_pay(cast: Cast) -> None:
    told_days = {"appointed_on": "2016-01-01", "paid_from": "2016-02-01"}
    row = save_record(cast.people["applicant"], module="titles", data={**SAMPLES["titles"], **told_days})
    row.refresh_from_db()
    assert {key: row.data[key] for key in told_days} == told_days
