"""Qualification audit and pre-meeting filing: guards, content, what the bureau's answer does."""

import pytest

from tests import making
from tests.making import Season, day
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Qualification
from zhicheng.meeting import actions, queries
from zhicheng.meeting.actions.filing import NotQualifiedAnyMore
from zhicheng.meeting.statistics import planned_share
from zhicheng.people.errors import Refused
from zhicheng.planning.actions import answer_filing, pass_filing
from zhicheng.planning.models import Filing, GateReached
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AUDIT, POSTED, OVER = day(2023, 9, 11, 10), day(2023, 9, 12, 10), day(2023, 9, 21, 10)


def posted(season: Season, rows: list[Application]) -> Notice:
    """The pre-meeting notice of `rows`, who are on the list."""
    return notices.open_session_notice(
        season.session, Notice.Kind.PRE_MEETING, rows, "门户网站", season.cast.office_officer
    )


def on_notice(season: Season, rows: list[Application]) -> Notice:
    """The notice of `rows`, over and closed; call it with the clock where it shall stand afterwards."""
    with clock.at(POSTED):
        notice = posted(season, rows)
    return notices.close_session_notice(notice, "公示无异议。", season.cast.office_officer)


@pytest.mark.clause("KM2023-4.4c")
def test_the_audit_passes_or_fails_with_a_reason(season: Season) -> None:
    office, other = season.cast.office_officer, season.cast.other_office_officer
    first, second = ready.people(season, 2, State.ACCEPTED)
    with pytest.raises(Refused) as found:
        actions.qualify(first, other)
    assert found.value.status == 404
    ready.qualified(season, first)
    assert Application.objects.get(pk=first.pk).state == State.LISTED
    with pytest.raises(MoveNotAllowed):
        actions.qualify(first, office)
    with pytest.raises(Refused, match="理由"):
        actions.disqualify(second, " ", office)
    failed = ready.disqualified(season, second, "履职年限不足")
    assert failed.state == State.UNQUALIFIED and failed.steps.get().reason == "履职年限不足"


def test_nobody_audits_the_own_application(season: Season) -> None:
    row = making.application(season, State.ACCEPTED)
    officer = season.cast.office_officer
    row.person.account = officer
    row.person.save()
    with pytest.raises(Refused, match="本人"):
        actions.qualify(row, officer)


def test_several_pass_together_or_none(season: Season) -> None:
    office, second = season.cast.office_officer, ready.second_officer(season)
    rows = ready.people(season, 3, State.ACCEPTED)
    with pytest.raises(Refused, match="勾选"):
        actions.qualify_several([], office)
    ready.qualified(season, rows[2])
    with pytest.raises(MoveNotAllowed):
        actions.qualify_several(rows, office)
    assert not Application.objects.get(pk=rows[0].pk).audits.exists()
    assert actions.qualify_several(rows[:2], office) == 0  # opinions, which wait
    assert actions.qualify_several(rows[:2], second) == 2


def test_the_gate_is_passed_with_the_last_of_a_closed_window(season: Season) -> None:
    first, second = ready.people(season, 2, State.ACCEPTED)
    ready.qualified(season, first)
    with clock.at(AUDIT):
        ready.qualified(season, second)
        assert GateReached.objects.filter(gate="audit").exists()


@pytest.mark.clause("KM2023-4.4c", "GUIDE-1.3.2")
def test_the_filing_waits_for_the_notice(season: Season) -> None:
    office = season.cast.office_officer
    rows = ready.people(season, 2, State.LISTED)
    with clock.at(POSTED):
        with pytest.raises(Refused, match="还没有进行会前公示"):
            actions.file_meeting(season.session, office)
        notice = posted(season, rows)
        with pytest.raises(Refused, match="还没有结束"):
            actions.file_meeting(season.session, office)
        objection = notices.object_to(notice.entries.get(application=rows[0]), "业绩不实", "")
        notices.settle_objection(objection, "经查不成立", office)
    with clock.at(OVER):
        notices.close_session_notice(notice, "一条异议，不成立。", office)
        filing = actions.file_meeting(season.session, office)
    assert filing.content["applications"] == [str(row.id) for row in rows]
    assert Application.objects.filter(state=State.PRE_MEETING_NOTICE).count() == 2


@pytest.mark.clause("KM2023-4.4c")
def test_the_filing_says_who_failed_and_how_the_notice_went(season: Season) -> None:
    office = season.cast.office_officer
    passed, failing = ready.people(season, 2, State.ACCEPTED)
    with clock.at(AUDIT):
        ready.qualified(season, passed)
        ready.disqualified(season, failing, "履职年限不足")
    with clock.at(OVER):
        on_notice(season, [passed])
        filing = actions.file_meeting(season.session, office, plan="分三组评审。")
    content = filing.content
    assert content["plan"] == "分三组评审。评审方式：审阅材料。"
    assert content["audit"] == "资格审查2人，同意上会1人，未通过1人。"
    assert content["refused"] == [
        [
            failing.number,
            failing.applicant_name,
            "昆明机电设计研究院",
            "机械工程",
            "高级工程师",
            "履职年限不足",
        ]
    ]
    assert [row[1] for row in content["list"]] == [passed.applicant_name]
    assert "2023年9月12日至2023年9月19日" in content["publicity"] and "无异议" in content["publicity"]


@pytest.mark.clause("KM2023-4.4c")
@pytest.mark.parametrize(("moment", "in_time"), [(day(2023, 9, 28, 10), True), (day(2023, 10, 8, 10), False)])
def test_ten_working_days_before_the_meeting(season: Season, moment: object, in_time: bool) -> None:
    rows = ready.people(season, 1, State.LISTED)
    with clock.at(moment):
        on_notice(season, rows)
        if in_time:
            assert actions.file_meeting(season.session, season.cast.office_officer).answer == "pending"
            return
        with pytest.raises(Refused, match="逾期"):
            actions.file_meeting(season.session, season.cast.office_officer)


def test_whoever_does_not_qualify_any_more_holds_the_filing_up_by_name(season: Season) -> None:
    office = season.cast.office_officer
    rows = ready.people(season, 2, State.LISTED)
    with clock.at(OVER):
        on_notice(season, rows)
        Qualification.objects.filter(person=rows[0].person).update(civil_servant=True)
        with pytest.raises(NotQualifiedAnyMore) as found:
            actions.file_meeting(season.session, office)
        assert rows[0].applicant_name in found.value.message and "公务员" in found.value.message
        assert rows[1].applicant_name not in found.value.message
        assert not Filing.objects.exists()
        actions.disqualify(Application.objects.get(pk=rows[0].pk), "已为公务员", office)
        filing = actions.file_meeting(season.session, office)
    assert filing.content["applications"] == [str(rows[1].id)]


def test_only_the_listed_move_on_when_the_bureau_accepts(season: Season) -> None:
    cast = season.cast
    rows = ready.people(season, 2, State.LISTED)
    with clock.at(OVER):
        on_notice(season, rows)
        filing = actions.file_meeting(season.session, cast.office_officer)
        late = ready.people(season, 1, State.PRE_MEETING_NOTICE)[0]
        pass_filing(filing=filing, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
        assert actions.take_answered_filings() == 0
        answer_filing(
            filing=filing,
            accepted=True,
            by=cast.province_officer,
            organisation=cast.organisations["province"],
        )
        assert actions.take_answered_filings() == 2
        assert actions.take_answered_filings() == 0
    assert {row.state for row in Application.objects.filter(pk__in=[row.pk for row in rows])} == {State.FILED}
    assert Application.objects.get(pk=late.pk).state == State.PRE_MEETING_NOTICE


def test_a_refusal_moves_nobody_and_it_can_be_filed_again(season: Season) -> None:
    cast, rows = season.cast, ready.people(season, 1, State.LISTED)
    province = cast.organisations["province"]
    with clock.at(OVER):
        on_notice(season, rows)
        filing = actions.file_meeting(season.session, cast.office_officer)
        with pytest.raises(Refused, match="不能重复"):
            actions.file_meeting(season.session, cast.office_officer)
        pass_filing(filing=filing, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
        actions.answer_pre_meeting_filing(
            filing, accepted=False, by=cast.province_officer, organisation=province, reason="材料不齐"
        )
        assert Application.objects.get().state == State.PRE_MEETING_NOTICE
        again = actions.file_meeting(season.session, cast.office_officer)
        pass_filing(filing=again, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
        actions.answer_pre_meeting_filing(
            again, accepted=True, by=cast.province_officer, organisation=province
        )
    assert Application.objects.get().state == State.FILED


def test_the_funnel_counts_and_the_plan_states_the_law(season: Season) -> None:
    ready.people(season, 2, State.ACCEPTED)
    ready.people(season, 1, State.UNQUALIFIED)
    counts = {stage.key: stage.count for stage in queries.funnel(season.session)}
    assert (counts["accepted"], counts["failed"], counts["listed"]) == (2, 1, 0)
    assert queries.forgotten(season.session) == 2
    plan = queries.plan_of_work(season.session)
    assert "2023年10月20日" in plan and "不少于3名专家" in plan and "2/3" in plan


@pytest.mark.clause("GUIDE-1.3.2", "KM2023-4.4c")
def test_an_open_objection_keeps_its_person_off_the_list_and_a_supplement_adds_it(season: Season) -> None:
    cast, (first, second) = season.cast, ready.people(season, 2, State.LISTED)
    office, province = cast.office_officer, cast.organisations["province"]
    with clock.at(POSTED):
        notice = posted(season, [first, second])
        objection = notices.object_to(notice.entries.get(application=second), "业绩不实", "")
    with clock.at(OVER):
        notices.close_session_notice(notice, "一条异议，正在核查。", office)
        filing = actions.file_meeting(season.session, office, pass_share=60)
        assert filing.content["applications"] == [str(first.id)]
        assert [line[1] for line in filing.content["held"]] == [second.applicant_name]
        pass_filing(filing=filing, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
        actions.answer_pre_meeting_filing(
            filing, accepted=True, by=cast.province_officer, organisation=province
        )
        with pytest.raises(Refused, match=f"对{second.applicant_name}的公示异议还没有核查完"):
            actions.file_meeting(season.session, office)
    with clock.at(day(2023, 9, 25, 10)):
        notices.settle_objection(objection, "经查不成立", office)
        added = actions.file_meeting(season.session, office)
        assert added.supplements == filing and added.content["applications"] == [str(second.id)]
        pass_filing(filing=added, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
        actions.answer_pre_meeting_filing(
            added, accepted=True, by=cast.province_officer, organisation=province
        )
    assert set(Application.objects.values_list("state", flat=True)) == {State.FILED}
    assert planned_share(season.session) == 60  # the plan stays the first filing's


def test_a_list_on_which_everybody_is_objected_to_waits(season: Season) -> None:
    rows = ready.people(season, 1, State.LISTED)
    office = season.cast.office_officer
    with clock.at(POSTED):
        notice = posted(season, rows)
        notices.object_to(notice.entries.get(), "业绩不实", "")
    with clock.at(OVER):
        notices.close_session_notice(notice, "一条异议，正在核查。", office)
        with pytest.raises(Refused, match="还没有核查完"):
            actions.file_meeting(season.session, office)
