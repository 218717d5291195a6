"""The integrity file and suspended units: acts, reads, and the bureaus' pages."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import making
from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.integrity import actions, queries
from zhicheng.integrity.forms import BREACHES
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]


def record(cast: Cast, facts: str = "论文系伪造。") -> IntegrityRecord:
    return actions.record_integrity(
        cast.people["applicant"], facts, cast.city_officer, cast.organisations["city_bureau"]
    )


def suspend(cast: Cast, year: int = 2024) -> Suspension:
    return actions.suspend_unit(
        cast.organisations["unit"], year, "审核失职。", cast.city_officer, cast.organisations["city_bureau"]
    )


class TestRecord:
    @pytest.mark.clause("KM2023-6.3a")
    def test_bars_for_three_years_from_recording(self, cast: Cast) -> None:
        made = record(cast)
        assert (made.recorded_on, made.until) == (dt.date(2023, 7, 20), dt.date(2026, 7, 19))
        person = cast.people["applicant"]
        assert queries.record_in_force(person, dt.date(2026, 7, 19)) == made
        assert queries.record_in_force(person, dt.date(2026, 7, 20)) is None
        assert queries.record_in_force(person, dt.date(2023, 7, 19)) is None
        assert queries.record_in_force(cast.people["other_applicant"], dt.date(2024, 1, 1)) is None

    def test_the_person_is_told(self, cast: Cast) -> None:
        record(cast)
        message = Message.objects.get(recipient=cast.people["applicant"].account_id)
        assert "论文系伪造。" in message.body
        assert "2026-07-19" in message.body

    def test_needs_facts_and_a_bureau(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="事实"):
            record(cast, "  ")
        for stranger in (cast.unit_officer, cast.office_officer, cast.province_officer):
            with pytest.raises(Refused) as refused:
                actions.record_integrity(
                    cast.people["applicant"], "造假", stranger, cast.organisations["city_bureau"]
                )
            assert refused.value.status == 404
        assert not IntegrityRecord.objects.exists()


class TestSuspension:
    @pytest.mark.clause("KM2023-6.3b")
    def test_of_the_next_year_until_lifted(self, cast: Cast) -> None:
        unit = cast.organisations["unit"]
        row = suspend(cast)
        assert queries.is_suspended(unit, 2024)
        assert not queries.is_suspended(unit, 2023)
        assert not queries.is_suspended(cast.organisations["other_unit"], 2024)
        bureau = cast.organisations["city_bureau"]
        with pytest.raises(Refused, match="整改"):
            actions.lift_suspension(row, " ", cast.city_officer, bureau)
        actions.lift_suspension(row, "已整改。", cast.city_officer, bureau)
        assert not queries.is_suspended(unit, 2024)
        with pytest.raises(Refused, match="已经解除"):
            actions.lift_suspension(row, "已整改。", cast.city_officer, bureau)
        assert queries.is_suspended(unit, 2024) is False
        suspend(cast)
        assert queries.is_suspended(unit, 2024)

    def test_neither_this_year_nor_later_nor_twice(self, cast: Cast) -> None:
        for year in (2023, 2025):
            with pytest.raises(Refused) as refused:
                suspend(cast, year)
            assert refused.value.field == "year"
        suspend(cast)
        with pytest.raises(Refused, match="已经暂停"):
            suspend(cast)

    def test_the_units_officers_are_told_of_both(self, cast: Cast) -> None:
        row = suspend(cast)
        actions.lift_suspension(row, "已整改。", cast.province_officer, cast.organisations["province"])
        told = Message.objects.filter(recipient=cast.unit_officer.pk).order_by("id")
        assert [one.subject for one in told] == ["暂停职称申报推荐", "恢复职称申报推荐"]

    def test_a_county_does_not_suspend(self, cast: Cast) -> None:
        with pytest.raises(Refused) as refused:
            actions.suspend_unit(
                cast.organisations["unit"], 2024, "失职", cast.county_officer,
                cast.organisations["county_bureau"],
            )  # fmt: skip
        assert refused.value.status == 404


RECORD, SUSPEND = "/integrity/record/", "/integrity/suspend/"
FACTS = {"number": "530102198505060023", "name": "李文静", "facts": "论文系伪造。", "sure": "on"}
UNIT = {
    "code": "91530100MA6K5N1X0A",
    "year": "2024",
    "reason": "审核失职。",
    "sure": "on",
    "breaches": "把关不严",
}


class TestPages:
    def test_records_a_person(self, cast: Cast, client_of: ClientOf) -> None:
        city = client_of(cast.city_officer)
        assert "2026年7月19日" in city.get(RECORD).content.decode()
        assert city.post(RECORD, FACTS).status_code == 302
        page = city.get("/integrity/").content.decode()
        assert "论文系伪造。" in page
        assert "在记录期" in page
        with clock.at(making.day(2026, 7, 20)):
            assert "已到期" in city.get("/integrity/").content.decode()

    @pytest.mark.parametrize(
        "wrong", [{"name": "王小明"}, {"number": "530102199001010065"}, {"sure": ""}, {"facts": ""}]
    )
    def test_bad_input_keeps_what_was_typed(
        self, cast: Cast, client_of: ClientOf, wrong: dict[str, str]
    ) -> None:
        answer = client_of(cast.city_officer).post(RECORD, FACTS | wrong)
        assert answer.status_code == 400
        if "facts" not in wrong:
            assert "论文系伪造。" in answer.content.decode()
        assert not IntegrityRecord.objects.exists()

    def test_suspends_and_restores_a_unit(self, cast: Cast, client_of: ClientOf) -> None:
        city = client_of(cast.city_officer)
        assert 'value="2024"' in city.get(SUSPEND).content.decode()
        late = city.post(SUSPEND, UNIT | {"year": "2023"})
        assert late.status_code == 409
        assert "审核失职。" in late.content.decode()
        assert city.post(SUSPEND, UNIT | {"code": "91530100MA6K5N1X9Z"}).status_code == 400
        assert city.post(SUSPEND, UNIT).status_code == 302
        row = Suspension.objects.get()
        assert f"/integrity/suspensions/{row.pk}/lift/" in city.get("/integrity/").content.decode()
        address = f"/integrity/suspensions/{row.pk}/lift/"
        assert "审核失职。" in city.get(address).content.decode()
        assert city.post(address, {"reason": ""}).status_code == 400
        assert city.post(address, {"reason": "已整改。"}).status_code == 302
        assert "已恢复" in city.get("/integrity/").content.decode()
        assert city.post(address, {"reason": "已整改。"}).status_code == 409

    def test_for_city_and_province_alone(self, cast: Cast, client_of: ClientOf) -> None:
        row = suspend(cast)
        addresses = ("/integrity/", RECORD, SUSPEND, f"/integrity/suspensions/{row.pk}/lift/")
        for address in addresses:
            for name in ("applicant", "unit_officer", "department_officer", "county_officer", "office_officer",
                         "supervisor", "expert"):  # fmt: skip
                assert client_of(cast.accounts[name]).get(address).status_code == 404, (name, address)
                assert client_of(cast.accounts[name]).post(address, FACTS | UNIT).status_code in {404, 405}
            assert Client().get(address).status_code == 302
            assert client_of(cast.province_officer).get(address).status_code == 200
        assert client_of(cast.city_officer).post("/integrity/").status_code == 405
        assert not IntegrityRecord.objects.exists()

    def test_costs_the_same_for_one_and_three(self, cast: Cast, client_of: ClientOf) -> None:
        city = client_of(cast.city_officer)
        record(cast)
        suspend(cast)
        city.get("/integrity/")  # what is kept in memory is read once
        counts = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as found:
                city.get("/integrity/?after=nonsense")
            counts.append(len(found))
            record(cast)
            record(cast)
        assert counts[0] == counts[1] <= 15

    @pytest.mark.clause("YN2023-2.5b")
    @pytest.mark.parametrize("breach", BREACHES)
    def test_breaches_are_named_by_the_notices_words(
        self, cast: Cast, client_of: ClientOf, breach: str
    ) -> None:
        city = client_of(cast.city_officer)
        for wrong in ([], ["态度不好"]):
            assert city.post(SUSPEND, UNIT | {"breaches": wrong}).status_code == 400
        assert not Suspension.objects.exists()
        assert city.post(SUSPEND, UNIT | {"breaches": [breach]}).status_code == 302
        assert Suspension.objects.get().reason == f"{breach}：审核失职。"

    @pytest.mark.clause("KM2023-6.3a")
    def test_records_in_force_are_reported_to_the_credit_platform(
        self, cast: Cast, client_of: ClientOf
    ) -> None:
        record(cast)
        city = client_of(cast.city_officer)
        lines = city.post("/integrity/report/").content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "李文静,530102198505060023," in lines[1] and "2026-07-19" in lines[1]
        assert Entry.objects.filter(act="report_records", actor=cast.city_officer.id).count() == 1
        with clock.at(making.day(2026, 7, 20)):
            assert len(city.post("/integrity/report/").content.decode().splitlines()) == 1
        for name in ("county_officer", "unit_officer", "applicant", "supervisor"):
            assert client_of(cast.accounts[name]).post("/integrity/report/").status_code == 404
        assert city.get("/integrity/report/").status_code == 405
