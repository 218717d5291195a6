"""The pool and the draw as acts: who may, when, only once, and what is kept."""

import datetime as dt

import pytest

from tests import making
from tests.cast import served
from tests.experts import ready
from tests.making import Season, day
from zhicheng.applications.states import State
from zhicheng.experts import actions, queries, records, verifier
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw, Expert, Seat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.actions import answer_filing, pass_filing
from zhicheng.planning.models import Filing, GateReached
from zhicheng.register.records import written
from zhicheng.signatures.actions import content_hash

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def open_draw(season: Season, **changes: object) -> Draw:
    facts: dict[str, object] = {
        "session": season.session,
        "drawers": ready.drawers(season),
        "supervisor": season.cast.supervisor,
        "by": season.cast.office_officer,
    }
    return actions.open_draw(**{**facts, **changes})


def demanding(season: Season, **settings: int) -> Season:
    """The season with these settings of its session."""
    for name, value in settings.items():
        setattr(season.session, name, value)
    season.session.save()
    return season


def test_the_pool_is_the_active_experts_of_series_and_level(season: Season) -> None:
    experts = season.cast.experts
    assert len(queries.pool(season.session)) == 30
    Expert.objects.filter(pk=experts[0].pk).update(active=False)
    Expert.objects.filter(pk=experts[1].pk).update(series="卫生")
    Expert.objects.filter(pk=experts[2].pk).update(level="中级")
    Expert.objects.filter(pk=experts[3].pk).update(level="副高级")
    left = {expert.id for expert in queries.pool(season.session)}
    assert left == {expert.id for expert in experts[3:]}


@pytest.mark.clause("YN2023-2.1a")
def test_the_pool_is_filed_by_figures_and_ids_never_by_names(season: Season) -> None:
    filing = actions.file_pool(season.session, season.cast.office_officer)
    assert filing.kind == Filing.Kind.POOL
    assert filing.to == season.cast.organisations["province"]
    assert (filing.content["size"], filing.content["private_enterprise"]) == (30, 10)
    assert filing.content["roster_hash"] == drawing.roster_hash(queries.roster(season.session))
    words = str(filing.content)
    assert not any(f"{expert.name}'" in words or expert.unit_name in words for expert in season.cast.experts)


def test_the_pool_is_not_filed_by_strangers_nor_when_too_small(season: Season) -> None:
    with pytest.raises(Refused, match="办事机构") as found:
        actions.file_pool(season.session, season.cast.other_office_officer)
    assert found.value.status == 404
    Expert.objects.exclude(pk__in=[expert.pk for expert in season.cast.experts[:14]]).update(active=False)
    with pytest.raises(Refused, match="只有14名"):
        actions.file_pool(season.session, season.cast.office_officer)


@pytest.mark.clause("YN2023-2.1a")
def test_only_the_approved_experts_are_drawn_from(season: Season) -> None:
    cast = season.cast
    latecomer = cast.experts.pop()
    Expert.objects.filter(pk=latecomer.pk).update(active=False)
    filing = actions.file_pool(season.session, cast.office_officer)
    pass_filing(filing=filing, by=cast.city_officer, organisation=cast.organisations["city_bureau"])
    answer_filing(
        filing=filing, accepted=True, by=cast.province_officer, organisation=cast.organisations["province"]
    )
    Expert.objects.filter(pk=latecomer.pk).update(active=True)
    Expert.objects.filter(pk=cast.experts[0].pk).update(active=False)
    assert set(queries.roster(season.session)) == {str(expert.id) for expert in cast.experts[1:]}


def test_an_expert_is_enrolled_with_a_temporary_password(season: Season) -> None:
    facts = {"series": "工程技术", "profession": "电气工程", "level": "正高级", "title": "正高级工程师"}
    again = {"name": "何新", "unit_name": "甲", "private_enterprise": False, **facts}
    expert, temporary = actions.enrol_expert(
        name="何新", login="hexin01", unit_name="昆明机电设计研究院", private_enterprise=False,
        by=season.cast.office_officer, **facts,
    )  # fmt: skip
    account = Account.objects.by_login("hexin01")
    assert account is not None and account.check_password(temporary) and account.password_temporary
    assert expert.unit == season.cast.organisations["unit"]
    with pytest.raises(Refused, match="登录名"):
        actions.enrol_expert(login="hexin01", by=season.cast.office_officer, **again)
    with pytest.raises(Refused, match="办事机构"):
        actions.enrol_expert(login="he2", by=season.cast.unit_officer, **again)


def test_an_expert_goes_out_and_in_with_a_reason(season: Season) -> None:
    expert, office = season.cast.experts[0], season.cast.office_officer
    with pytest.raises(Refused, match="理由"):
        actions.set_active(expert, False, " ", office)
    with pytest.raises(Refused, match="办事机构"):
        actions.set_active(expert, False, "退休", expert.account)
    assert not actions.set_active(expert, False, "退休", office).active
    with pytest.raises(Refused, match="已经改过"):
        actions.set_active(expert, False, "退休", office)
    assert actions.set_active(expert, True, "返聘", office).active


@pytest.mark.clause("KM2023-4.4e", "YN2023-2.2a")
@pytest.mark.usefixtures("draw_day")
def test_the_draw_can_be_recomputed_from_what_is_kept(season: Season) -> None:
    draw = ready.drawn(season)
    shares = list(draw.shares.all())
    assert [share.number for share in shares] == list(ready.NUMBERS)
    seed = drawing.seed(content_hash(records.frozen(draw)), ready.NUMBERS)
    again = drawing.compute(records.lines(draw), seed, drawing.Rules(11, 4))
    experts = {opened["commitment"]: opened["expert"] for opened in draw.openings}
    kept = list(draw.drawn.order_by("position"))
    assert [str(seat.expert_id) for seat in kept] == [experts[one.expert] for one in again]
    assert [seat.status for seat in kept] == ["member"] * 11 + ["stand_in"] * 4
    draw = Draw.objects.get(pk=draw.pk)
    assert records.follows(draw, records.places(draw))
    drawn = {seat.expert_id for seat in kept}
    other = next(one for one in season.cast.experts if one.pk not in drawn)
    Seat.objects.filter(pk=kept[0].pk).update(expert_id=other.pk)
    assert not records.follows(draw, records.places(draw))


@pytest.mark.usefixtures("draw_day")
def test_the_roster_is_frozen_as_commitments_that_only_the_full_record_opens(season: Season) -> None:
    draw = ready.opened(season)
    assert len(draw.roster) == 30 and len({line["commitment"] for line in draw.roster}) == 30
    assert draw.roster_hash == content_hash(records.frozen(draw))
    for line, opened in zip(draw.roster, draw.openings, strict=True):
        assert drawing.expert_commitment(opened, line["private"]) == line["commitment"]
        assert drawing.expert_commitment({**opened, "name": "另一人"}, line["private"]) != line["commitment"]
    assert len({opened["salt"] for opened in draw.openings}) == 30


@pytest.mark.usefixtures("draw_day")
def test_the_constraints_are_frozen_and_kept(season: Season) -> None:
    ready.filed(season)
    Expert.objects.filter(pk__in=[one.pk for one in season.cast.experts[:15]]).update(unit_name="甲院")
    draw = ready.numbers_given(open_draw(demanding(season, private_share=50, unit_most=3)), season)
    members = [seat.expert for seat in draw.drawn.filter(status="member")]
    assert len(members) == 11
    assert sum(expert.private_enterprise for expert in members) >= 6
    assert sum(expert.unit_name == "甲院" for expert in members) <= 3
    skipped = draw.drawn.exclude(status="member").exclude(reason="")
    assert {seat.reason for seat in skipped} <= {drawing.UNIT_FULL, drawing.FOR_PRIVATE}


@pytest.mark.usefixtures("draw_day")
def test_an_impossible_constraint_is_refused_before_anybody_promises(season: Season) -> None:
    ready.filed(season)
    with pytest.raises(Refused, match="民营企业专家最多能有10名，达不到至少11名，不可能抽出"):
        open_draw(demanding(season, private_share=100))
    Expert.objects.update(unit_name="甲院")
    with pytest.raises(Refused, match="最多能组成2名"):
        open_draw(demanding(season, private_share=0, unit_most=2))
    assert not Draw.objects.exists()


@pytest.mark.clause("KM2023-4.4e")
@pytest.mark.usefixtures("draw_day")
def test_there_is_one_draw(season: Season) -> None:
    ready.opened(season)
    with pytest.raises(Refused, match="抽取只有一次"):
        open_draw(season)
    assert Draw.objects.count() == 1


@pytest.mark.clause("KM2023-4.4e")
def test_a_late_draw_is_refused(season: Season) -> None:
    with ready.on(day(2023, 10, 13)):
        ready.filed(season)
        with pytest.raises(Refused, match="最迟2023年10月12日"):
            open_draw(season)
    with ready.on(day(2023, 10, 12, 23)):
        assert open_draw(season).roster_hash


@pytest.mark.clause("KM2023-4.4e")
def test_the_last_number_is_in_time_as_well(season: Season) -> None:
    with ready.on(day(2023, 10, 12, 23)):
        draw = ready.checked(ready.opened(season), season)
    with ready.on(day(2023, 10, 13)), pytest.raises(Refused, match="最迟2023年10月12日"):
        actions.reveal_number(draw, ready.NUMBERS[0], season.cast.drawer_1)


@pytest.mark.clause("YN2023-2.1a", "KM2023-4.4c")
@pytest.mark.usefixtures("draw_day")
def test_an_unapproved_pool_or_an_unfiled_meeting_is_not_drawn_for(season: Season) -> None:
    with pytest.raises(Refused, match="会前备案还没有通过"):
        open_draw(season)
    ready.accepted(season, Filing.Kind.PRE_MEETING)
    with pytest.raises(Refused, match="专家库还没有核准"):
        open_draw(season)


@pytest.mark.clause("YN2023-2.2a")
@pytest.mark.usefixtures("draw_day")
def test_three_different_drawers_and_an_independent_supervisor(season: Season) -> None:
    cast = season.cast
    ready.filed(season)
    first, second, third = ready.drawers(season)
    for wrong in ([first, second], [first, second, second], [first, second, cast.office_officer]):
        with pytest.raises(Refused):
            open_draw(season, drawers=wrong)
    with pytest.raises(Refused, match="监督人员"):
        open_draw(season, supervisor=cast.city_officer)
    bureau, since = cast.organisations["city_bureau"], dt.datetime(2023, 1, 1, tzinfo=dt.UTC)
    Membership.objects.create(account=third, organisation=bureau, role="supervisor", since=since)
    with pytest.raises(Refused, match="不能同时"):
        open_draw(season, supervisor=third)
    with pytest.raises(Refused, match="办事机构") as found:
        open_draw(season, by=cast.other_office_officer)
    assert found.value.status == 404
    assert open_draw(season).shares.count() == 3


@pytest.mark.usefixtures("draw_day")
def test_an_expert_who_applies_is_skipped_with_the_reason(season: Season) -> None:
    row = making.application(season, State.FILED)
    applying = Expert.objects.create(
        account=row.person.account, name="李文静", series="工程技术", profession="机械工程", level="正高级",
        title="正高级工程师", unit_name="甲", **served(row.created_at),
    )  # fmt: skip
    Expert.objects.exclude(pk__in=[applying.pk, *(e.pk for e in season.cast.experts[:15])]).update(
        active=False
    )
    draw = ready.drawn(season)
    seats = {seat.expert_id: seat for seat in draw.drawn.all()}
    assert len(draw.roster) == 16
    if applying.pk in seats:
        assert (seats[applying.pk].status, seats[applying.pk].reason) == (
            "skipped",
            "本人在本次评审会申报，须回避",
        )
    assert draw.drawn.filter(status="member").count() == 11


@pytest.mark.usefixtures("draw_day")
def test_a_pool_too_small_without_those_who_apply_is_refused_before_the_draw(season: Season) -> None:
    row = making.application(season, State.FILED)
    Expert.objects.filter(pk=season.cast.experts[0].pk).update(account=row.person.account)
    Expert.objects.exclude(pk__in=[e.pk for e in season.cast.experts[:15]]).update(active=False)
    ready.filed(season)
    with pytest.raises(Refused, match="只有14名"):
        open_draw(season)


@pytest.mark.clause("KM2023-4.4e")
@pytest.mark.usefixtures("draw_day")
def test_three_drawers_and_the_supervisor_sign_once_each(season: Season) -> None:
    cast = season.cast
    draw = ready.opened(season)
    with pytest.raises(Refused, match="还不能签字"):
        actions.sign_result(draw, ready.code(), cast.drawer_1)
    draw = ready.numbers_given(draw, season)
    with pytest.raises(Refused, match="动态码"):
        actions.sign_result(draw, "000000", cast.drawer_1)
    with pytest.raises(Refused) as found:
        actions.sign_result(draw, ready.code(), cast.office_officer)
    assert found.value.status == 404
    member = draw.drawn.filter(status="member")[0]
    for account in [*ready.drawers(season), cast.supervisor]:
        assert not queries.is_signed(Draw.objects.get(pk=draw.pk))
        with pytest.raises(Refused, match="还没有全部签字"):
            actions.appoint_chair(member, cast.office_officer)
        actions.sign_result(draw, ready.code(), account)
    assert queries.is_signed(Draw.objects.get(pk=draw.pk))
    assert GateReached.objects.filter(session=season.session, gate="draw").count() == 1
    with ready.on(ready.DRAW_DAY + dt.timedelta(minutes=5)), pytest.raises(Refused, match="已经签过字"):
        actions.sign_result(draw, ready.code(), cast.drawer_1)


@pytest.mark.usefixtures("draw_day")
def test_the_draw_keeps_a_least_number_of_each_profession(season: Season) -> None:
    ready.filed(season)
    few = season.cast.experts[:3]
    Expert.objects.filter(pk__in=[one.pk for one in few]).update(profession="电气工程")
    with pytest.raises(Refused, match="电气工程专业的专家最多能有3名，达不到至少4名，不可能抽出"):
        open_draw(demanding(season, profession_least="电气工程4"))
    with pytest.raises(Refused, match="各专业最少人数合计12名，多于评委11名"):
        open_draw(demanding(season, profession_least="电气工程2、机械工程10"))
    Expert.objects.filter(pk__in=[one.pk for one in few]).update(unit_name="甲院")
    with pytest.raises(Refused, match="电气工程专业的专家最多能有1名"):
        open_draw(demanding(season, profession_least="电气工程3", unit_most=1))
    draw = ready.numbers_given(open_draw(demanding(season, unit_most=0)), season)
    members = [seat.expert for seat in draw.drawn.filter(status="member")]
    assert len(members) == 11 and {one.pk for one in few} <= {one.pk for one in members}
    assert draw.record["frozen"]["professions"] == [{"name": "电气工程", "least": 3}]
    ready.all_sign(draw, season)
    file = records.file_of(queries.draw_of(season.session), names=True)
    assert verifier.check(written(file))["format"] == "zhicheng-draw-2"


def test_a_profession_of_the_law_s_tables_stands_for_all_that_belong_to_it(season: Season) -> None:
    rules = queries.rules_of(demanding(season, profession_least="机电3、电气工程1、造船2").session)
    which = queries.counted_as(rules)
    assert [which(one) for one in ("机电", "机械工程", "电气工程", "造船", "会计")] == [1, 1, 2, 3, 0]


@pytest.mark.usefixtures("draw_day")
def test_a_refused_signature_is_recorded_after_a_day_and_the_result_stands(season: Season) -> None:
    cast, draw = season.cast, ready.drawn(season)

    def refuse(position: int = 2, reason: str = "对程序有异议", by: Account = cast.supervisor) -> Draw:
        return actions.record_refusal(draw, position, reason, ready.code(), by)

    actions.sign_result(draw, ready.code(), cast.drawer_1)
    next_day = ready.DRAW_DAY + dt.timedelta(days=1, minutes=1)
    with ready.on(next_day), pytest.raises(Refused, match="其他两名抽取人员都签字"):
        refuse()
    actions.sign_result(draw, ready.code(), cast.drawer_3)
    actions.sign_result(draw, ready.code(), cast.supervisor)
    with pytest.raises(Refused, match="24小时"):
        refuse()
    with ready.on(next_day):
        for wrong, match in (
            ({"reason": " "}, "理由"),
            ({"position": 1}, "还没有签字"),
            ({"position": 9}, "还没有签字"),
        ):
            with pytest.raises(Refused, match=match):
                refuse(**wrong)
        with pytest.raises(Refused) as found:
            refuse(by=cast.drawer_1)
        assert found.value.status == 404 and not queries.has_signed_draw(season.session)
        refuse()
        assert queries.has_signed_draw(season.session) and queries.is_signed(Draw.objects.get(pk=draw.pk))
        assert GateReached.objects.filter(session=season.session, gate="draw").count() == 1
        with pytest.raises(Refused, match="还没有签字"):
            refuse()
    with ready.on(next_day + dt.timedelta(minutes=5)), pytest.raises(Refused, match="不再改动"):
        actions.sign_result(draw, ready.code(), cast.drawer_2)
    file = records.file_of(queries.draw_of(season.session), names=False)
    assert file["refused"]["reason"] == "对程序有异议" and len(file["signatures"]) == 3
    assert verifier.check(written(file))


@pytest.mark.usefixtures("draw_day")
def test_a_draw_opened_by_the_first_format_ends_by_it(season: Season) -> None:
    draw = ready.opened(season)
    draw.roster = [
        {name: value for name, value in line.items() if name != "profession"} for line in draw.roster
    ]
    draw.professions = None
    draw.roster_hash = content_hash(records.frozen(draw))
    draw.save()
    ready.all_sign(ready.numbers_given(draw, season), season)
    file = records.file_of(queries.draw_of(season.session), names=True)
    assert verifier.check(written(file))["format"] == "zhicheng-draw-1"


@pytest.mark.usefixtures("draw_day")
def test_the_chair_is_one_of_the_members(season: Season) -> None:
    draw, office = ready.signed(season), season.cast.office_officer
    members, stand_in = list(draw.drawn.filter(status="member")), draw.drawn.filter(status="stand_in")[0]
    with pytest.raises(Refused, match="评委中指定"):
        actions.appoint_chair(stand_in, office)
    with pytest.raises(Refused):
        actions.appoint_chair(members[0], season.cast.supervisor)
    actions.appoint_chair(members[0], office)
    actions.appoint_chair(members[1], office)
    assert [seat.pk for seat in draw.drawn.filter(chair=True)] == [members[1].pk]


def test_avoidance_is_declared_by_the_expert_or_an_office_with_a_reason(season: Season) -> None:
    expert, person = season.cast.experts[0], season.cast.people["applicant"]
    with pytest.raises(Refused, match="理由"):
        actions.declare_avoidance(expert, person, " ", expert.account)
    with pytest.raises(Refused):
        actions.declare_avoidance(expert, person, "同学", season.cast.experts[1].account)
    first = actions.declare_avoidance(expert, person, "导师", expert.account)
    again = actions.declare_avoidance(expert, person, "另一个理由", season.cast.office_officer)
    assert again.pk == first.pk and again.reason == "导师"
