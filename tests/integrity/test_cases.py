"""对单位的处理: opened by bureaus and organisers, measures with effect, closed by who opened it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from zhicheng.inbox.models import Message
from zhicheng.integrity.cases import Charge, close_case, open_case
from zhicheng.integrity.models import Suspension, UnitCase
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

ClientOf = Callable[[Account], Client]
CHARGE = Charge("推荐的人员不符合条件，单位未核对原件。", "人事科长王某", ["criticise", "remedy"])


@pytest.mark.clause("GUIDE-1.2.1")
def test_a_bureau_or_an_organiser_opens_a_case_others_do_not(cast: Cast) -> None:
    orgs = cast.organisations
    made = open_case(orgs["unit"], CHARGE, cast.county_officer, orgs["county_bureau"])
    assert made.measure_words == "对相关责任人员批评教育、责令采取补救措施"
    open_case(orgs["unit"], CHARGE, cast.office_officer, orgs["department"])
    assert Message.objects.filter(recipient=cast.unit_officer.id, subject__contains="处理").count() == 2
    for stranger, organisation in ((cast.unit_officer, "unit"), (cast.department_officer, "department")):
        with pytest.raises(Refused) as refused:
            open_case(orgs["unit"], CHARGE, stranger, orgs[organisation])
        assert refused.value.status == 404
    assert UnitCase.objects.count() == 2


@pytest.mark.clause("GUIDE-1.1.2")
def test_suspending_is_the_citys_measure_and_takes_effect(cast: Cast) -> None:
    orgs = cast.organisations
    grave = Charge(CHARGE.facts, "", ["suspend", "pursue"])
    with pytest.raises(Refused) as refused:
        open_case(orgs["unit"], grave, cast.county_officer, orgs["county_bureau"])
    assert refused.value.clause == "KM2023-6.3b"
    open_case(orgs["unit"], grave, cast.city_officer, orgs["city_bureau"])
    assert Suspension.objects.get(unit=orgs["unit"]).year == 2024


@pytest.mark.clause("GUIDE-1.1.2")
def test_it_is_closed_once_with_what_was_put_right(cast: Cast, client_of: ClientOf) -> None:
    orgs = cast.organisations
    county = client_of(cast.county_officer)
    form = {"code": orgs["unit"].credit_code, "facts": CHARGE.facts, "people": "", "measures": ["remedy"]}
    assert county.post("/integrity/cases/open/", form).status_code == 302
    row = UnitCase.objects.get()
    assert client_of(cast.city_officer).get(f"/integrity/cases/{row.id}/close/").status_code == 404
    assert orgs["unit"].name in client_of(cast.city_officer).get("/integrity/cases/").content.decode()
    assert (
        orgs["unit"].name
        not in client_of(cast.wrong_county_officer).get("/integrity/cases/").content.decode()
    )
    with pytest.raises(Refused, match="整改"):
        close_case(row, "  ", cast.county_officer, orgs["county_bureau"])
    done = county.post(f"/integrity/cases/{row.id}/close/", {"outcome": "已重新审核全部材料。"})
    assert done.status_code == 302
    again = county.post(f"/integrity/cases/{row.id}/close/", {"outcome": "再次办结"})
    assert "已经办结" in again.content.decode()
    row.refresh_from_db()
    assert row.outcome == "已重新审核全部材料。"


def test_nothing_typed_is_lost(cast: Cast, client_of: ClientOf) -> None:
    county = client_of(cast.county_officer)
    told = county.post("/integrity/cases/open/", {"code": "x", "facts": "写了很多字", "people": "某人"})
    assert told.status_code == 400
    assert "写了很多字" in told.content.decode()
