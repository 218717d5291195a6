"""Defects one by one: recorded, shown to the applicant and to the next auditors, told at once (KM2023-4.2)."""

from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.actions import tick_defect
from zhicheng.applications.models import Application, Defect
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Record
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions
from zhicheng.vetting.models import CommonReason

ClientOf = Callable[[Account], Client]


def with_awards(season: making.Season) -> tuple[Application, Record]:
    """At the unit, with one award submitted."""
    row = ready.at_unit(season)
    award = Record.objects.create(
        person=row.person,
        module="awards",
        data={"name": "市科技进步奖", "rank": "市级"},
        changed_at=clock.now(),
    )
    submission = row.submissions.get()
    submission.content |= {
        "cover": {"unit": row.unit.name, "unit_kind": ""},
        "basics": {"name": row.applicant_name},
        "records": {"awards": [{"id": str(award.id), "data": award.data, "evidence": []}]},
        "attachments": [],
    }
    submission.save()
    return row, award


def again(row: Application, content: dict[str, object] | None = None) -> None:
    """The applicant has submitted again; it is at the unit."""
    ready.submit_again(row, content)
    Application.objects.filter(pk=row.pk).update(state=State.AT_UNIT, holder=row.unit)
    row.refresh_from_db()


def sent_back(season: making.Season, row: Application, *found: actions.Found, knowing: bool = False) -> None:
    actions.send_back(row, "请修改", season.cast.unit_officer, row.unit, defects=found, knowing=knowing)


@pytest.fixture
def at_noon() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


@pytest.mark.clause("KM2023-4.2")
def test_each_defect_is_a_row_and_reaches_the_applicant_with_the_way_to_mend_it(
    season: making.Season, client_of: ClientOf, at_noon: None
) -> None:
    row, award = with_awards(season)
    place = Place("awards", str(award.id), "rank")
    sent_back(
        season, row, actions.Found(place, reason="级别与证书不符"), actions.Found(Place(), words="请核对日期")
    )
    first, second = Defect.objects.all()
    assert first.label == "获得表彰奖励情况 · 市科技进步奖 市级 · 级别"
    assert (first.said, first.late, first.entry) == ("级别与证书不符", False, row.returns.get())
    assert second.label == "整份申报"
    told = Message.objects.filter(recipient=season.cast.applicant.id).latest("id").body
    assert "1. 获得表彰奖励情况" in told and "2. 整份申报：请核对日期" in told
    mine = client_of(season.cast.applicant)
    page = mine.get(reverse("applications:detail", args=[row.pk])).content.decode()
    way = f"/dossier/record/{award.id}/?mend={first.id}"
    assert "还有 2 项" in page and way in page
    assert "级别与证书不符" in mine.get(way).content.decode()
    assert (
        "级别与证书不符"
        not in client_of(season.cast.other_applicant)
        .get(f"/dossier/awards/?mend={first.id}")
        .content.decode()
    )
    assert mine.get(f"/dossier/awards/?mend={first.id}x").status_code == 200


def test_the_applicant_ticks_item_by_item_while_mending(
    season: making.Season, client_of: ClientOf, at_noon: None
) -> None:
    row, award = with_awards(season)
    sent_back(season, row, actions.Found(Place("awards", str(award.id)), words="请补证书"))
    defect = Defect.objects.get()
    address = reverse("applications:tick_defect", args=[row.pk, defect.pk])
    mine = client_of(season.cast.applicant)
    assert mine.post(address, {"done": "1"}).status_code == 302
    defect.refresh_from_db()
    assert defect.done_at == AFTER_NOTICE
    assert "都已勾选" in mine.get(reverse("applications:detail", args=[row.pk])).content.decode()
    mine.post(address)
    defect.refresh_from_db()
    assert defect.done_at is None
    assert Entry.objects.filter(act="tick_defect").count() == 2
    assert client_of(season.cast.other_applicant).post(address, {"done": "1"}).status_code == 404
    with pytest.raises(Refused, match="本人"):
        tick_defect(row, defect.pk, True, by=season.cast.unit_officer)
    again(row)
    mine.post(address, {"done": "1"})
    defect.refresh_from_db()
    assert defect.done_at is None  # submitted: nothing to tick any more


@pytest.mark.clause("KM2023-4.2")
def test_the_next_auditor_sees_what_was_told_and_whether_it_changed(
    season: making.Season, client_of: ClientOf, at_noon: None
) -> None:
    row, award = with_awards(season)
    kept = dict(row.submissions.get().content)
    sent_back(
        season,
        row,
        actions.Found(Place("awards", str(award.id)), words="请补证书"),
        actions.Found(Place("papers"), words="缺论文"),
    )
    changed = {"awards": [{"id": str(award.id), "data": {**award.data, "rank": "省级"}, "evidence": []}]}
    again(row, {**kept, "records": changed})
    page = client_of(season.cast.unit_officer).get(f"/vetting/{row.id}/").content.decode()
    assert page.count("已有改动") == 1
    assert page.count("没有改动") == 1
    assert "请补证书" in page


@pytest.mark.clause("KM2023-4.2")
def test_returning_for_what_stood_there_unchanged_is_warned_and_marked(
    season: making.Season, client_of: ClientOf, at_noon: None
) -> None:
    row, award = with_awards(season)
    sent_back(season, row, actions.Found(Place("papers"), words="缺论文"))
    again(row)
    overlooked = actions.Found(Place("awards", str(award.id)), words="请补证书")
    repeated = actions.Found(Place("papers"), words="仍缺论文")
    with pytest.raises(actions.ToldLate, match="市科技进步奖"):
        sent_back(season, row, overlooked, repeated)
    row.refresh_from_db()
    assert row.state == State.AT_UNIT
    officer, url = client_of(season.cast.unit_officer), f"/vetting/{row.id}/return/"
    typed = {
        "version": row.version,
        "opinion": "请修改",
        "confirmed": "on",
        "defect-0-at": f"awards:{award.id}",
        "defect-0-words": "请补证书",
        "defect-1-at": "papers",
        "defect-1-words": "仍缺论文",
    }
    refused = officer.post(url, typed)
    page = refused.content.decode()
    assert refused.status_code == 409 and "当时没有指出" in page
    assert 'name="knowing"' in page and "请补证书" in page
    assert officer.post(url, {**typed, "knowing": "on"}).status_code == 302
    assert [one.late for one in Defect.objects.filter(words__in=["请补证书", "仍缺论文"])] == [True, False]


def test_what_changed_since_the_last_return_may_be_told_now(season: making.Season, at_noon: None) -> None:
    row, award = with_awards(season)
    kept = dict(row.submissions.get().content)
    sent_back(season, row, actions.Found(Place("papers"), words="缺论文"))
    changed = {"awards": [{"id": str(award.id), "data": {**award.data, "rank": "省级"}, "evidence": []}]}
    again(row, {**kept, "records": changed})
    sent_back(season, row, actions.Found(Place("awards", str(award.id), "rank"), words="级别不符"))
    assert not Defect.objects.filter(late=True).exists()


def test_places_and_words_are_checked(season: making.Season, at_noon: None) -> None:
    row, award = with_awards(season)
    wrong = [
        actions.Found(Place("awards", "x"), words="无此记录"),
        actions.Found(Place("nonsense"), words="无此栏"),
        actions.Found(Place("awards", "", "rank"), words="没有选记录"),
        actions.Found(Place("awards", str(award.id), "nonsense"), words="无此项"),
        actions.Found(Place("awards")),
        actions.Found(Place("awards"), words="长" * 501),
        actions.Found(Place("cover"), words="返回修改不能改封面"),
    ]
    for one in wrong:
        with pytest.raises(Refused):
            sent_back(season, row, one)
    with pytest.raises(Refused, match="50"):
        sent_back(season, row, *[actions.Found(Place("awards"), words="x")] * 51)
    assert not Defect.objects.exists()
    actions.reset(
        row,
        "单位选错",
        season.cast.unit_officer,
        row.unit,
        defects=[actions.Found(Place("cover", "", "unit"), words="单位选错")],
    )
    with pytest.raises(IntegrityError, match="says_what"), transaction.atomic():
        Defect.objects.update(reason="", words="")


def test_a_refusal_lists_defects_too(season: making.Season, client_of: ClientOf, at_noon: None) -> None:
    row, _award = with_awards(season)
    found = [actions.Found(Place("awards"), words="业绩不足")]
    actions.refuse_recommendation(row, "不推荐", season.cast.unit_officer, row.unit, defects=found)
    assert Defect.objects.get().entry is None
    page = (
        client_of(season.cast.applicant).get(reverse("applications:detail", args=[row.pk])).content.decode()
    )
    assert "业绩不足" in page and "这一项已改" not in page


class TestTheForm:
    def test_a_return_lists_one_defect_at_least(
        self, season: making.Season, client_of: ClientOf, at_noon: None
    ) -> None:
        row, award = with_awards(season)
        officer, url = client_of(season.cast.unit_officer), f"/vetting/{row.id}/return/"
        page = officer.get(url, {"at": f"awards:{award.id}"}).content.decode()
        assert f'<option value="awards:{award.id}" selected>市科技进步奖' in page
        typed = {"version": row.version, "opinion": "请修改", "confirmed": "on"}
        none = officer.post(url, typed)
        assert none.status_code == 400 and "至少列出一项" in none.content.decode()
        for bad in (
            {"defect-0-words": "没有选处"},
            {"defect-0-at": "awards"},
            {"defect-0-at": "nonsense", "defect-0-words": "x"},
            {"defect-0-at": "awards", "defect-0-field": "awards:rank", "defect-0-words": "没有选记录"},
            {"defect-0-at": "cover", "defect-0-field": "awards:rank", "defect-0-words": "不同栏"},
        ):
            assert officer.post(url, {**typed, **bad}).status_code == 400, bad
        more = officer.post(url, {**typed, "defect-0-at": "awards", "defect-0-words": "留住", "more": "1"})
        page = more.content.decode()
        assert more.status_code == 200 and "第 2 项" in page and "留住" in page and "请修改" in page
        row.refresh_from_db()
        assert row.state == State.AT_UNIT
        good = {
            "defect-0-at": f"awards:{award.id}",
            "defect-0-field": "awards:rank",
            "defect-0-words": "级别不符",
        }
        assert officer.post(url, {**typed, **good}).status_code == 302
        assert Defect.objects.get().field == "rank"

    def test_a_common_reason_is_picked(
        self, season: making.Season, client_of: ClientOf, at_noon: None
    ) -> None:
        row, _award = with_awards(season)
        actions.add_reason(row.unit, "佐证不清晰", season.cast.unit_officer)
        officer, url = client_of(season.cast.unit_officer), f"/vetting/{row.id}/reset/"
        assert "佐证不清晰" in officer.get(url).content.decode()
        typed = {"version": row.version, "opinion": "请重选", "confirmed": "on"}
        officer.post(url, {**typed, "defect-0-at": "*", "defect-0-reason": "佐证不清晰"})
        assert Defect.objects.get().said == "佐证不清晰"

    def test_the_second_officer_finds_the_first_one_s_list(
        self, season: making.Season, client_of: ClientOf
    ) -> None:
        row = making.application(season, State.AT_DEPARTMENT)
        cast, department = season.cast, season.cast.organisations["department"]
        for used in (1, 2, 3):
            row.returns.create(
                person=row.person, year=2023, kind="send_back", organisation=department,
                account=cast.department_officer, at=clock.now(), opinion="请补充", counts=True,
                used_after=used, clause="KM2023-4.1d",
            )  # fmt: skip
        found = [actions.Found(Place("awards"), words="仍缺证书")]
        actions.send_back(row, "仍有问题", cast.department_officer, department, defects=found)
        assert not Defect.objects.exists()
        page = client_of(cast.department_officer).get(f"/vetting/{row.id}/return/").content.decode()
        assert "仍缺证书" in page


class TestCommonReasons:
    def test_each_office_keeps_its_own(self, season: making.Season, client_of: ClientOf) -> None:
        cast = season.cast
        unit = cast.organisations["unit"]
        officer = client_of(cast.unit_officer)
        at = reverse("vetting:reasons")
        assert officer.post(at, {"office": str(unit.id), "words": " 佐证 不清晰 "}).status_code == 302
        made = CommonReason.objects.get()
        assert made.words == "佐证 不清晰"
        assert "佐证 不清晰" in officer.get(at).content.decode()
        assert officer.post(at, {"office": str(unit.id), "words": "佐证 不清晰"}).status_code == 409
        assert officer.post(at, {"office": str(unit.id), "words": ""}).status_code == 400
        department = cast.organisations["department"]
        assert officer.post(at, {"office": str(department.id), "words": "x"}).status_code == 400
        one = reverse("vetting:reason", args=[made.pk])
        assert client_of(cast.department_officer).get(one).status_code == 404
        assert officer.post(one, {"office": str(unit.id), "words": "佐证模糊"}).status_code == 302
        made.refresh_from_db()
        assert made.words == "佐证模糊"
        assert officer.post(reverse("vetting:retire_reason", args=[made.pk])).status_code == 302
        assert officer.get(one).status_code == 404
        assert "佐证模糊" not in officer.get(at).content.decode()
        with pytest.raises(Refused, match="已停用"):
            actions.edit_reason(made, "x", cast.unit_officer)
        assert Entry.objects.filter(act__in=["add_reason", "edit_reason", "retire_reason"]).count() == 3

    def test_strangers_keep_none(self, season: making.Season) -> None:
        with pytest.raises(Refused) as refused:
            actions.add_reason(season.cast.organisations["unit"], "x", season.cast.department_officer)
        assert refused.value.status == 403

    def test_not_without_end(self, season: making.Season) -> None:
        unit, officer = season.cast.organisations["unit"], season.cast.unit_officer
        for number in range(100):
            actions.add_reason(unit, f"原因{number}", officer)
        with pytest.raises(Refused, match="100"):
            actions.add_reason(unit, "再来一条", officer)
        with pytest.raises(Refused, match="200字"):
            actions.edit_reason(CommonReason.objects.first(), "长" * 201, officer)


def test_the_case_of_a_fresh_submission_asks_nothing_more(
    season: making.Season, client_of: ClientOf, django_assert_max_num_queries: Callable[..., object]
) -> None:
    row, award = with_awards(season)
    with clock.at(AFTER_NOTICE):
        sent_back(season, row, actions.Found(Place("awards", str(award.id)), words="请补证书"))
        again(row)
        officer = client_of(season.cast.unit_officer)
        officer.get(f"/vetting/{row.id}/")
        with django_assert_max_num_queries(17):
            officer.get(f"/vetting/{row.id}/", {"section": "awards"})


def test_a_pass_after_mending_keeps_the_record(season: making.Season) -> None:
    row = ready.prepared(season)
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)
        department = season.cast.organisations["department"]
        found = [actions.Found(Place("papers"), words="缺论文")]
        decision = actions.send_back(row, "请改", season.cast.department_officer, department, defects=found)
    assert Defect.objects.get().found_at == decision.decided_at
