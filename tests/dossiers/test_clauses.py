"""Clauses of the notices that ask for a field of the dossier."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers.actions import WrongRecord, save_record


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
