"""Acts on the dossier: records, order, evidence, 资格信息; the dossier as data."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES, image, prove
from zhicheng.dossiers.actions import (
    MOST_RECORDS,
    ChangedMeanwhile,
    WrongRecord,
    delete_record,
    move_record,
    remove_evidence,
    save_qualification,
    save_record,
)
from zhicheng.dossiers.models import Evidence, Qualification, Record
from zhicheng.dossiers.modules import MODULES
from zhicheng.dossiers.qualifying import FACTS, told
from zhicheng.dossiers.queries import assessment_years, dossier_of, progress
from zhicheng.files.models import StoredFile
from zhicheng.people.errors import Refused
from zhicheng.people.models import Person
from zhicheng.policy import clauses
from zhicheng.trail.models import Entry


@pytest.fixture
def me(cast: Cast) -> Person:
    return cast.people["applicant"]


def save(me: Person, module: str = "titles", **changes: Any) -> Record:
    return save_record(me, module=module, data={**SAMPLES[module], **changes})


@pytest.mark.clause("GUIDE-5.2.2")
def test_every_module_takes_records(me: Person) -> None:
    for module in MODULES:
        save(me, module.key)
    assert [one.records for one in progress(me).modules] == [1] * 13
    assert progress(me).filled == 13
    assert Entry.objects.filter(act="save_record").count() == 13


def test_a_record_changes_and_counts_versions(me: Person) -> None:
    row = save(me)
    again = save_record(
        me, module="titles", data={**SAMPLES["titles"], "title": "高级工程师"}, record=row, expected_version=1
    )
    assert (again.pk, again.version, again.data["title"]) == (row.pk, 2, "高级工程师")
    assert Record.objects.count() == 1


def test_an_older_window_does_not_overwrite(me: Person) -> None:
    row = save(me)
    save_record(me, module="titles", data=SAMPLES["titles"], record=row, expected_version=1)
    with pytest.raises(ChangedMeanwhile) as conflict:
        save_record(me, module="titles", data=SAMPLES["titles"], record=row, expected_version=1)
    assert isinstance(conflict.value.current, Record)
    assert conflict.value.current.version == 2


def test_wrong_data_saves_nothing(me: Person) -> None:
    with pytest.raises(WrongRecord) as wrong:
        save(me, obtained_on="2024-01-01", verified="是")
    assert set(wrong.value.errors) == {"obtained_on", "verified"}
    assert not Record.objects.exists()


def test_a_record_stays_in_its_module_and_with_its_person(me: Person, cast: Cast) -> None:
    row = save(me)
    with pytest.raises(Record.DoesNotExist):
        save_record(me, module="work", data=SAMPLES["work"], record=row)
    with pytest.raises(Record.DoesNotExist):
        save_record(cast.people["other_applicant"], module="titles", data=SAMPLES["titles"], record=row)


def test_single_modules_and_years_once(me: Person) -> None:
    save(me, "summary")
    with pytest.raises(Refused, match="只填一份"):
        save(me, "summary")
    first = save(me, "assessments")
    with pytest.raises(WrongRecord) as twice:
        save(me, "assessments")
    assert set(twice.value.errors) == {"year"}
    save_record(me, module="assessments", data=SAMPLES["assessments"], record=first)
    assert assessment_years() == [2022, 2021, 2020, 2019, 2018]


def test_a_module_has_room_for_a_hundred(me: Person) -> None:
    Record.objects.bulk_create(
        Record(person=me, module="papers", position=n, data=SAMPLES["papers"], changed_at=me.registered_at)
        for n in range(MOST_RECORDS)
    )
    with pytest.raises(Refused, match="最多100条"):
        save(me, "papers")


def test_records_move(me: Person) -> None:
    rows = [save(me, "papers", name=f"论文{n}") for n in range(3)]
    move_record(rows[2], up=True)
    move_record(rows[0], up=False)
    move_record(rows[0], up=False)
    move_record(rows[0], up=False)

    def names() -> list[str]:
        return [row.data["name"] for row in Record.objects.filter(person=me, module="papers")]

    assert names() == ["论文2", "论文1", "论文0"]
    move_record(rows[2], up=True)
    assert names() == ["论文2", "论文1", "论文0"]


def test_a_deleted_record_takes_its_evidence_and_leaves_the_file(me: Person) -> None:
    row = save(me)
    prove(row, [image()], "工程师证")
    delete_record(row)
    assert not Evidence.objects.exists()
    assert StoredFile.objects.count() == 1
    assert Entry.objects.filter(act="delete_record").count() == 1
    for act in (lambda: delete_record(row), lambda: move_record(row, up=True)):
        with pytest.raises(Refused, match="已经删除"):
            act()


QUALIFICATION = {
    "employment": "劳动合同", "post": "专业技术", "civil_servant": "否", "on_secondment": "否",
    "insured_from": "2010-03-01", "insured_unit": "昆明机电设计研究院",
    "retirement_delayed_until": "2030-01-01",
    "freelance.years_in_field": "2", "freelance.own_name_insurance": "是",
    "excluded_periods.1.from": "2012-01-01", "excluded_periods.1.to": "2012-06-30",
    "skill.level": "技师", "skill.obtained_on": "2018-05-01", "rural_service_years": "0",
}  # fmt: skip


@pytest.mark.clause("GUIDE-Q11")
def test_qualification_is_kept_by_column_and_by_key_of_the_case_format(me: Person) -> None:
    row = save_qualification(me, data=QUALIFICATION)
    row.refresh_from_db()
    assert row.civil_servant is False
    assert row.insured_from == dt.date(2010, 3, 1)
    assert row.rural_service_years == 0
    assert row.more == {
        "freelance": {"years_in_field": 2, "own_name_insurance": True},
        "excluded_periods": [{}, {"from": "2012-01-01", "to": "2012-06-30"}],
        "skill": {"level": "技师", "obtained_on": "2018-05-01"},
    }
    shown = told(row)
    assert save_qualification(me, data=shown).more == row.more
    assert progress(me).qualification


def test_facts_no_longer_told_are_emptied(me: Person) -> None:
    save_qualification(me, data=QUALIFICATION)
    row = save_qualification(me, data={"employment": "在编"})
    row.refresh_from_db()
    assert (row.employment, row.post, row.civil_servant, row.more) == ("在编", "", None, {})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"employment": "外星"}, "employment"),
        ({"insured_from": "2023-07-21"}, "insured_from"),
        ({"skill.obtained_on": ""}, "skill.obtained_on"),
        ({"mismatch_training.0.months": "7"}, "mismatch_training.0.kind"),
        ({"excluded_periods.1.to": "2011-01-01"}, "excluded_periods.1.to"),
        ({"integrity_records": "无"}, "integrity_records"),
    ],
)
def test_wrong_facts_are_refused(me: Person, changes: dict[str, str], field: str) -> None:
    before = Qualification.objects.get(person=me).version
    with pytest.raises(WrongRecord) as wrong:
        save_qualification(me, data={**QUALIFICATION, **changes})
    assert set(wrong.value.errors) == {field}
    assert Qualification.objects.get(person=me).version == before


def test_qualification_is_not_overwritten_from_an_older_window(me: Person) -> None:
    version = Qualification.objects.get(person=me).version
    save_qualification(me, data=QUALIFICATION, expected_version=version)
    with pytest.raises(ChangedMeanwhile):
        save_qualification(me, data=QUALIFICATION, expected_version=version)


def test_every_fact_rests_on_a_clause() -> None:
    known = set(clauses.load())
    assert {fact.clause for fact in FACTS.values()} <= known


def test_the_dossier_is_read_in_four_statements(
    me: Person, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for module in ("titles", "work"):
        prove(save(me, module), [image()], "证明")
    with django_assert_max_num_queries(4) as few:
        dossier = dossier_of(me)
        snapshot = dossier.snapshot()
    assert snapshot["titles"][0]["evidence"][0]["title"] == "证明"
    assert dossier.of("papers") == ()
    for number in range(3):
        prove(save(me, "papers", name=f"论文{number}"), [image()], "首页")
    with django_assert_max_num_queries(4) as more:
        assert len(dossier_of(me).of("papers")) == 3
    assert len(few) == len(more)


def test_nobody_writes_the_dossier_of_somebody_else(cast: Cast, me: Person) -> None:
    other, data = cast.other_applicant, SAMPLES["titles"]
    row = save(me)
    evidence = prove(row, [image()], "证书")[0]
    for act in (
        lambda: save_record(me, module="titles", data=data, by=other),
        lambda: save_record(me, module="titles", data=data, record=row, by=other),
        lambda: delete_record(row, by=other),
        lambda: prove(row, [image("blue")], "证书", by=other),
        lambda: remove_evidence(evidence, by=other),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status == 404
    assert Record.objects.get().version == row.version
    assert Evidence.objects.get() == evidence


@pytest.mark.parametrize(
    ("start", "end", "at_once"),
    [
        ("2008-07", "2010-03", False),
        ("2008-07", "2010-04", True),
        ("2011-01", "2012-01", True),
        ("2015-05", None, False),
        ("2015-04", None, True),
    ],
)
def test_times_of_work_do_not_overlap_by_more_than_the_month_of_change(
    me: Person, start: str, end: str | None, at_once: bool
) -> None:
    save(me, "work", **{"from": "2010-03", "to": "2015-05"})
    times = {"from": start, "to": end or ""}
    if not at_once:
        save(me, "work", **times)
        return
    with pytest.raises(WrongRecord) as refused:
        save(me, "work", **times)
    assert "2010-03至2015-05" in refused.value.errors["from"]
    side = save(me, "work", **times, concurrent="是")
    save(me, "work", **{"from": "2016-01", "to": ""})
    with pytest.raises(WrongRecord):
        save_record(me, module="work", data={**SAMPLES["work"], **times}, record=side)


def test_a_record_of_work_is_no_overlap_with_itself(me: Person) -> None:
    row = save(me, "work")
    save_record(me, module="work", data={**SAMPLES["work"], "post": "主任设计师"}, record=row)
    with pytest.raises(WrongRecord) as refused:
        save(me, "work", **{"from": "2020-01"})
    assert "2010-03至今" in refused.value.errors["from"]
