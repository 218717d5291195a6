"""Acts on the dossier: records, order, evidence, 资格信息; the dossier as data."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers.actions import (
    MOST_RECORDS,
    ChangedMeanwhile,
    WrongRecord,
    add_evidence,
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


def image(colour: str = "red", name: str = "a.jpg", kind: str = "JPEG") -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, kind)
    return SimpleUploadedFile(name, stream.getvalue())


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
    add_evidence(row, uploads=[image()], title="工程师证")
    delete_record(row)
    assert not Evidence.objects.exists()
    assert StoredFile.objects.count() == 1
    assert Entry.objects.filter(act="delete_record").count() == 1
    for act in (lambda: delete_record(row), lambda: move_record(row, up=True)):
        with pytest.raises(Refused, match="已经删除"):
            act()


def test_several_images_are_numbered_and_a_broken_one_refused_alone(me: Person) -> None:
    row = save(me)
    broken = SimpleUploadedFile("证书.jpg", b"just a text")
    added = add_evidence(
        row, uploads=[image("red"), broken, image("blue", "b.png", "PNG")], title=" 工程师证 "
    )
    assert [one.title for one in added.kept] == ["工程师证（1）", "工程师证（2）"]
    assert len(added.refused) == 1 and "证书.jpg" in added.refused[0]
    twice = add_evidence(row, uploads=[image("red")], title="工程师证")
    assert (twice.kept, len(twice.refused)) == ((), 1)
    more = add_evidence(row, uploads=[image("green")], title="工程师证")
    assert [one.title for one in more.kept] == ["工程师证（3）"]


@pytest.mark.clause("GUIDE-5.2.0")
@pytest.mark.parametrize(
    ("files", "title", "says"),
    [([], "证书", "选择图片"), ([1], " ", "材料名称"), ([1], "证" * 116, "最多115字")],
)
def test_evidence_needs_an_image_and_a_title(me: Person, files: list[int], title: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        add_evidence(save(me), uploads=[image() for _one in files], title=title)
    assert not Evidence.objects.exists()


def test_a_person_has_room_for_300_images(me: Person) -> None:
    row = save(me)
    stored = add_evidence(row, uploads=[image()], title="证").kept[0].file
    others = [
        Record(person=me, module="papers", position=n, data=SAMPLES["papers"], changed_at=me.registered_at)
        for n in range(299)
    ]
    Record.objects.bulk_create(others)
    Evidence.objects.bulk_create(
        Evidence(person=me, record=one, file=stored, title="证", added_at=me.registered_at) for one in others
    )
    with pytest.raises(Refused, match="300张"):
        add_evidence(row, uploads=[image("blue")], title="证")


def test_evidence_is_removed(me: Person) -> None:
    row = save(me)
    kept = add_evidence(row, uploads=[image()], title="证").kept[0]
    remove_evidence(kept)
    assert not Evidence.objects.exists()


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
        add_evidence(save(me, module), uploads=[image()], title="证明")
    with django_assert_max_num_queries(4) as few:
        dossier = dossier_of(me)
        snapshot = dossier.snapshot()
    assert snapshot["titles"][0]["evidence"][0]["title"] == "证明"
    assert dossier.of("papers") == ()
    for number in range(3):
        add_evidence(save(me, "papers", name=f"论文{number}"), uploads=[image()], title="首页")
    with django_assert_max_num_queries(4) as more:
        assert len(dossier_of(me).of("papers")) == 3
    assert len(few) == len(more)
