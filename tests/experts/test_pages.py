"""Pages of pool and draw: who may, what each sees, refusals that keep what was typed, constant statements."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.experts import ready
from tests.making import Season
from zhicheng.experts import actions, deposit, queries, records, verifier
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw, Expert, Seat
from zhicheng.people.models import Account
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Filing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draw_day")]
ClientOf = Callable[[Account], Client]

NEW_EXPERT = {
    "name": "何新", "login": "hexin01", "series": "工程技术", "profession": "电气工程", "level": "正高级",
    "title": "正高级工程师", "unit_name": "昆明电气研究所",
}  # fmt: skip


def code_of(draw: Draw, seat: Seat) -> str:
    hidden = {opened["expert"]: opened["commitment"] for opened in draw.openings}
    return records.code_of(hidden[str(seat.expert_id)])


def at(name: str, season: Season, *more: object) -> str:
    return reverse(f"experts:{name}", args=[season.session.id, *more])


@pytest.mark.parametrize("name", ["pool", "file_pool", "enrol", "open_draw"])
def test_the_pool_is_the_office_s_alone(
    name: str, season: Season, client_of: ClientOf, client: Client
) -> None:
    cast, page = season.cast, at(name, season)
    assert client_of(cast.office_officer).get(page).status_code == 200
    for stranger in (
        cast.other_office_officer,
        cast.unit_officer,
        cast.drawer_1,
        cast.supervisor,
        cast.expert,
    ):
        assert client_of(stranger).get(page).status_code == 404
        assert client_of(stranger).post(page).status_code == (405 if name == "pool" else 404)
    assert client_of(cast.applicant).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_the_pool_lists_and_finds(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    page = office.get(at("pool", season)).content.decode()
    assert "评委01" in page and "申请核准专家库" in page
    found = office.get(at("pool", season), {"q": "第7研究所"}).content.decode()
    assert "评委07" in found and "评委08" not in found
    assert "没有找到" in office.get(at("pool", season), {"q": "无此人"}).content.decode()


def test_the_pool_costs_the_same_for_more_experts(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = client_of(season.cast.office_officer)
    Expert.objects.exclude(pk=season.cast.experts[0].pk).update(active=False, series="卫生")
    office.get(at("pool", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        office.get(at("pool", season))
    Expert.objects.update(active=True, series="工程技术")
    with django_assert_num_queries(len(counted)):
        office.get(at("pool", season))


def test_a_new_expert_is_told_the_password_once(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    answer = office.post(at("enrol", season), NEW_EXPERT)
    assert answer.status_code == 200 and "临时密码" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    again = office.post(at("enrol", season), NEW_EXPERT)
    assert again.status_code == 409
    assert "已经有人使用" in again.content.decode() and 'value="昆明电气研究所"' in again.content.decode()
    wrong = office.post(
        at("enrol", season), {**NEW_EXPERT, "login": "other", "series": "卫生", "level": "最高级"}
    )
    assert wrong.status_code == 400
    assert Expert.objects.filter(name="何新").count() == 1


def test_an_expert_is_taken_out_with_a_reason(season: Season, client_of: ClientOf) -> None:
    expert = season.cast.experts[0]
    page, office = at("set_active", season, expert.id), client_of(season.cast.office_officer)
    assert office.post(page, {"reason": ""}).status_code == 400
    assert office.post(page, {"reason": "退休"}).status_code == 302
    expert.refresh_from_db()
    assert not expert.active
    assert client_of(season.cast.other_office_officer).get(page).status_code == 404
    Expert.objects.filter(pk=expert.pk).update(series="卫生")
    assert office.get(page).status_code == 404


def test_the_pool_s_request_is_made_once(season: Season, client_of: ClientOf) -> None:
    with ready.on(ready.day(2023, 9, 1)):
        office = client_of(season.cast.office_officer)
        assert office.post(at("file_pool", season)).status_code == 302
        again = office.post(at("file_pool", season))
    assert again.status_code == 409 and "不能重复报送" in again.content.decode()
    assert Filing.objects.get().kind == Filing.Kind.POOL


@pytest.mark.clause("KM2023-4.4e")
def test_a_draw_from_opening_to_signing_on_the_pages(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    ready.filed(season)
    office = client_of(cast.office_officer)
    drawers = [str(one.id) for one in ready.drawers(season)]
    short = office.post(
        at("open_draw", season), {"drawers": drawers[:2], "supervisor": str(cast.supervisor.id)}
    )
    assert short.status_code == 409 and "3名不同的抽取人员" in short.content.decode()
    assert f'value="{drawers[0]}"' in short.content.decode() and "checked" in short.content.decode()
    foreign = office.post(
        at("open_draw", season), {"drawers": [*drawers[:2], str(cast.expert.id)], "supervisor": "x"}
    )
    assert foreign.status_code == 400
    opened = office.post(at("open_draw", season), {"drawers": drawers, "supervisor": str(cast.supervisor.id)})
    assert opened.status_code == 302
    draw, key = Draw.objects.get(), ready.key_of(Draw.objects.get())
    people = [client_of(account) for account in ready.drawers(season)]
    supervisor = client_of(cast.supervisor)
    assert "生成寄存密钥" in supervisor.get(at("draw", season)).content.decode()
    assert supervisor.post(at("deposit_key", season), {"key": ""}).status_code == 409
    assert supervisor.post(at("deposit_key", season), {"key": key.public}).status_code == 302
    for person, share, number in zip(people, draw.shares.all(), ready.NUMBERS, strict=True):
        assert "提交承诺" in person.get(at("draw", season)).content.decode()
        said = {"commitment": drawing.commitment(number, share.salt)}
        assert person.post(at("commit", season), said).status_code == 302
    for position, (person, number) in enumerate(zip(people, ready.NUMBERS, strict=True), start=1):
        assert "密封并寄存" in person.get(at("draw", season)).content.decode()
        said = {"sealed": deposit.sealed(number, key.place(position))}
        assert person.post(at("deposit", season), said).status_code == 302
    assert "核对三份寄存" in supervisor.get(at("draw", season)).content.decode()
    assert supervisor.post(at("check_deposits", season), {"holding": "4"}).status_code == 400
    assert supervisor.post(at("check_deposits", season), {"holding": "1,2,3"}).status_code == 302
    assert not any(number in people[0].get(at("draw", season)).content.decode() for number in ready.NUMBERS)
    wrong = people[0].post(at("reveal", season), {"number": "9" * 32})
    assert wrong.status_code == 409 and "不一致" in wrong.content.decode()
    for person, number in list(zip(people, ready.NUMBERS, strict=True))[:2]:
        spaced = f"{number[:16]} {number[16:].upper()}"
        assert person.post(at("reveal", season), {"number": spaced}).status_code == 302
    said = {"position": "3", "number": ready.NUMBERS[2], "reason": ""}
    unsaid = supervisor.post(at("open_deposit", season), said)
    assert unsaid.status_code == 400 and "开封的理由" in unsaid.content.decode()
    said["reason"] = "数字文件遗失"
    assert supervisor.post(at("open_deposit", season), said).status_code == 302
    page = people[0].get(at("draw", season)).content.decode()
    assert "结果一致" in page and ready.NUMBERS[2] in page
    assert "数字文件遗失" in page
    assert "签字确认抽取结果" in supervisor.get(at("draw", season)).content.decode()
    assert supervisor.post(at("sign", season), {"code": "000000"}).status_code == 400
    for person in (*people, supervisor):
        assert person.post(at("sign", season), {"code": ready.code()}).status_code == 302
    assert queries.is_signed(Draw.objects.get())
    assert "四人都已签字" in office.get(at("draw", season)).content.decode()
    assert office.get(at("record", season)).content.startswith(b"%PDF")


def test_names_are_behind_a_switch_and_for_those_present_alone(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    cast = season.cast
    draw = ready.signed(season)
    member = draw.drawn.filter(status="member").select_related("expert__account")[0]
    page, record = at("draw", season), at("record", season)
    for account in (cast.office_officer, cast.drawer_2, cast.supervisor):
        by_code = client_of(account).get(page)
        assert code_of(draw, member) in by_code.content.decode()
        assert member.expert.name not in by_code.content.decode()
        assert member.expert.name in client_of(account).get(page, {"names": "1"}).content.decode()
        pdf = client_of(account).get(record)
        assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
        assert by_code["Cache-Control"] == pdf["Cache-Control"] == "private, no-store"
    for account in (
        cast.applicant,
        cast.unit_officer,
        cast.other_office_officer,
        cast.city_officer,
        member.expert.account,
    ):
        assert client_of(account).get(page).status_code == 404
        assert client_of(account).get(record).status_code == 404
    assert client.get(page).status_code == 302


def test_everybody_sees_the_roster_before_and_the_order_after_by_code_alone(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    page, roster, public = at("published", season), at("roster_file", season), at("published_file", season)
    assert "还没有组织抽取" in client.get(page).content.decode()
    assert client.get(roster).status_code == client.get(public).status_code == 404
    draw = ready.opened(season)
    raw = client.get(roster).content
    assert hashlib.sha256(raw).hexdigest() == draw.roster_hash
    assert draw.roster_hash in client.get(page).content.decode()
    ready.numbers_given(draw, season)
    assert client.get(public).status_code == 404
    draw = ready.all_sign(Draw.objects.get(), season)
    member = draw.drawn.filter(status="member").select_related("expert")[0]
    shown = client.get(page).content.decode()
    assert code_of(draw, member) in shown and ready.NUMBERS[0] in shown
    file = client.get(public).content
    assert verifier.check(file)["roster_hash"] == draw.roster_hash
    for told in (shown, raw.decode(), file.decode()):
        for hidden in (member.expert.name, member.expert.unit_name, str(member.expert_id)):
            assert hidden not in told
        assert not any(opened["salt"] in told for opened in draw.openings)
    season.session.call.published_at = None
    season.session.call.save()
    assert client.get(page).status_code == client.get(public).status_code == 404


def test_the_full_record_is_for_office_and_supervisors(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    cast, file = season.cast, at("record_file", season)
    draw = ready.drawn(season)
    assert client_of(cast.supervisor).get(file).status_code == 404
    draw = ready.all_sign(draw, season)
    for account in (cast.office_officer, cast.supervisor):
        answer = client_of(account).get(file)
        assert verifier.check(answer.content)["seed"] == draw.seed
        names = {one["name"] for one in json.loads(answer.content)["names"]}
        assert {seat.expert.name for seat in draw.drawn.select_related("expert")} <= names
        assert answer["Cache-Control"] == "private, no-store"
    member = draw.drawn.filter(status="member").select_related("expert__account")[0].expert.account
    for account in (cast.drawer_1, cast.applicant, cast.other_office_officer, cast.city_officer, member):
        assert client_of(account).get(file).status_code == 404
    assert client.get(file).status_code == 302


def test_only_drawers_commit_and_only_by_post(season: Season, client_of: ClientOf) -> None:
    cast, number = season.cast, {"commitment": "a" * 64}
    ready.opened(season)
    for name in ("commit", "deposit", "reveal", "sign", "deposit_key", "check_deposits", "open_deposit"):
        assert client_of(cast.drawer_1).get(at(name, season)).status_code == 405
        assert client_of(cast.office_officer).post(at(name, season), number).status_code == 404
        assert client_of(cast.unit_officer).post(at(name, season), number).status_code == 404
    assert client_of(cast.supervisor).post(at("commit", season), number).status_code == 404
    assert client_of(cast.drawer_1).post(at("commit", season), {"commitment": ""}).status_code == 409
    assert client_of(cast.drawer_1).get(at("record", season)).status_code == 404


def test_before_the_draw_the_page_says_what_comes(season: Season, client_of: ClientOf) -> None:
    cast, page = season.cast, at("draw", season)
    assert "组织抽取" in client_of(cast.office_officer).get(page).content.decode()
    assert "还没有组织抽取" in client_of(cast.supervisor).get(page).content.decode()
    assert client_of(cast.drawer_1).get(page).status_code == 404
    assert client_of(cast.drawer_1).post(at("commit", season), {"number": "12345678"}).status_code == 404


def test_my_draws(season: Season, client_of: ClientOf) -> None:
    cast, page = season.cast, reverse("experts:draws")
    assert "还没有您参加的抽取" in client_of(cast.drawer_1).get(page).content.decode()
    ready.opened(season)
    for account in (cast.drawer_1, cast.supervisor):
        assert str(season.session) in client_of(account).get(page).content.decode()
    assert client_of(cast.unit_officer).get(page).status_code == 404


def test_the_draw_s_page_costs_the_same_for_more_experts(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready.drawn(season)
    supervisor = client_of(season.cast.supervisor)
    supervisor.get(at("draw", season), {"names": "1"})  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        supervisor.get(at("draw", season), {"names": "1"})
    Draw.objects.get().drawn.filter(position__gt=5).delete()
    with django_assert_num_queries(len(counted)):
        supervisor.get(at("draw", season), {"names": "1"})


@pytest.mark.clause("YN2020-2.5b")
def test_a_draw_with_an_impossible_constraint(season: Season, client_of: ClientOf) -> None:
    """Story: the words say which constraint cannot hold; the city agrees to less, and the draw is opened."""
    cast, session = season.cast, season.session
    ready.filed(season)
    session.private_share = 100
    session.save()
    office, page = client_of(cast.office_officer), at("open_draw", season)
    drawers = [str(one.id) for one in ready.drawers(season)]
    said = {"drawers": drawers, "supervisor": str(cast.supervisor.id)}
    refused = office.post(page, said)
    told = refused.content.decode()
    assert refused.status_code == 409 and told.count("checked") == 3
    assert "民营企业专家最多能有10名，达不到至少11名" in told
    assert reverse("planning:settings", args=[session.id]) in told
    asked = planning.ask_variation(
        session=session, key="private_share", value=30, step="draw", reason="专家库中民营企业专家不足",
        until=None, by=cast.office_officer, organisation=session.committee.organiser,
    )  # fmt: skip
    assert office.post(page, said).status_code == 409
    planning.answer_petition(
        petition=asked, accepted=True, reason="", by=cast.city_officer, organisation=asked.to
    )
    assert office.post(page, said).status_code == 302
    assert Draw.objects.get().private_least == 4  # 30 per cent of eleven, rounded up


def test_a_refused_signature_is_recorded_and_shown_to_everybody(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    cast = season.cast
    draw, supervisor = ready.drawn(season), client_of(cast.supervisor)
    for account in (cast.drawer_1, cast.drawer_3, cast.supervisor):
        actions.sign_result(draw, ready.code(), account)
    with ready.on(ready.DRAW_DAY + dt.timedelta(days=1, minutes=1)):
        assert "登记没有签字" in supervisor.get(at("draw", season)).content.decode()
        assert "登记没有签字" not in client_of(cast.drawer_2).get(at("draw", season)).content.decode()
        said = {"position": "2", "reason": "对程序有异议", "code": "000000"}
        wrong = supervisor.post(at("record_refusal", season), said)
        assert wrong.status_code == 400 and "对程序有异议" in wrong.content.decode()
        assert client_of(cast.drawer_2).post(at("record_refusal", season), said).status_code == 404
        answer = supervisor.post(at("record_refusal", season), {**said, "code": ready.code()})
        assert answer.status_code == 302
        page = supervisor.get(at("draw", season)).content.decode()
        assert "一人没有签字的理由已登记" in page and "抽取人员不签字" not in page
        assert "签字确认抽取结果" not in client_of(cast.drawer_2).get(at("draw", season)).content.decode()
        assert client_of(cast.office_officer).get(at("record", season)).content.startswith(b"%PDF")
    told = client.get(at("published", season)).content.decode()
    assert "对程序有异议" in told and "一名抽取人员没有签字" in told
    assert verifier.check(client.get(at("published_file", season)).content)


def test_the_least_numbers_of_professions_are_said_before_and_after(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    season.session.profession_least = "机械工程5"
    season.session.save()
    opening = client_of(season.cast.office_officer).get(at("open_draw", season)).content.decode()
    assert "机械工程专业至少 5 名" in opening
    ready.opened(season)
    assert "机械工程专业至少 5 名" in client.get(at("published", season)).content.decode()
