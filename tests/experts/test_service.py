"""An expert's service: term, invitation and answer, leave; who is not on the frozen roster, and why."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.experts import ready
from tests.making import Season
from zhicheng.catalogues import workbooks
from zhicheng.experts import actions, pool_sheet, queries
from zhicheng.experts.models import Expert, Leave, PoolImport
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ClientOf = Callable[[Account], Client]
NEW = {
    "name": "何新", "login": "hexin01", "series": "工程技术", "profession": "机械工程", "level": "正高级",
    "title": "正高级工程师", "unit_name": "昆明电气研究所", "mobile": "13812345678",
}  # fmt: skip


def enrol(season: Season, **changes: object) -> Expert:
    return actions.enrol_expert(by=season.cast.office_officer, **{**NEW, **changes})[0]


def why(season: Season, expert: Expert) -> str:
    return queries.misfits(season.session)(Expert.objects.get(pk=expert.pk))


def day(month: int, of_month: int, year: int = 2023) -> dt.date:
    return dt.date(year, month, of_month)


def test_who_is_enrolled_is_invited_and_drawn_only_after_confirming(season: Season) -> None:
    expert = enrol(season)
    assert why(season, expert) == "本人未确认"
    told = Message.objects.get(recipient=expert.account_id)
    assert "任期" in told.body and told.deliveries.get().address == "13812345678"
    with pytest.raises(Refused, match="本人"):
        actions.confirm_service(expert, season.cast.office_officer)
    actions.confirm_service(expert, expert.account)
    assert why(season, expert) == "" and str(expert.id) in queries.roster(season.session)
    with pytest.raises(Refused, match="已经确认"):
        actions.confirm_service(expert, expert.account)
    with pytest.raises(Refused, match="不需要再邀请"):
        actions.invite_again(expert, season.cast.office_officer)
    with pytest.raises(Refused, match="理由"):
        actions.decline_service(expert, " ", expert.account)
    actions.decline_service(expert, "长期在外", expert.account)
    assert why(season, expert) == "本人谢绝"
    actions.invite_again(expert, season.cast.office_officer)
    assert why(season, expert) == "本人未确认" and Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (day(8, 1), day(7, 31), "不能早于"),
        (day(8, 1), day(8, 1, 2026), "任期最长3年"),
        (day(1, 1, 2199), None, "年份"),
    ],
)
def test_an_impossible_term_is_refused(
    season: Season, first: dt.date, last: dt.date | None, wrong: str
) -> None:
    with pytest.raises(Refused, match=wrong):
        enrol(season, term_from=first, term_until=last)
    assert not Expert.objects.filter(name="何新").exists()


def test_the_term_is_the_longest_that_the_law_admits(season: Season) -> None:
    assert (enrol(season).term_from, enrol(season, login="b").term_until) == (day(7, 20), day(7, 19, 2026))
    leap = enrol(season, login="c", term_from=day(2, 29, 2024))
    assert leap.term_until == day(2, 28, 2027)


def test_out_of_term_on_the_meeting_s_day_is_not_on_the_roster(season: Season) -> None:
    expert, meeting = season.cast.experts[0], season.session.meeting_on
    assert meeting is not None
    for first, last, fits in (
        (meeting, meeting, True),
        (day(1, 1), meeting - dt.timedelta(days=1), False),
        (meeting + dt.timedelta(days=1), day(12, 31), False),
    ):
        Expert.objects.filter(pk=expert.pk).update(term_from=first, term_until=last)
        assert (why(season, expert) == "") is fits
        assert (str(expert.pk) in queries.roster(season.session)) is fits


def test_on_leave_on_the_meeting_s_day_is_not_on_the_roster_until_it_is_cancelled(season: Season) -> None:
    expert, meeting = season.cast.experts[0], season.session.meeting_on
    assert meeting is not None
    office, later = season.cast.office_officer, meeting + dt.timedelta(days=3)
    with pytest.raises(Refused, match="办事机构"):
        actions.record_leave(expert, meeting, later, "出国", season.cast.experts[1].account)
    with pytest.raises(Refused, match="不能早于"):
        actions.record_leave(expert, later, meeting, "出国", office)
    with pytest.raises(Refused, match="已经过去"):
        actions.record_leave(expert, day(1, 1), day(2, 1), "出国", office)
    row = actions.record_leave(expert, meeting, later, "出国", expert.account)
    assert why(season, expert).startswith("请假至2023年")
    with pytest.raises(Refused, match="重叠"):
        actions.record_leave(expert, later, later, "出国", office)
    assert actions.record_leave(expert, later + dt.timedelta(days=1), day(12, 1), "手术", office)
    actions.cancel_leave(row, office)
    assert why(season, expert) == ""
    with pytest.raises(Refused, match="已经取消"):
        actions.cancel_leave(row, office)


@pytest.mark.usefixtures("draw_day")
def test_the_frozen_roster_keeps_who_was_left_out_and_why(season: Season) -> None:
    ready.filed(season)
    meeting = season.session.meeting_on
    gone, late, quiet, off = season.cast.experts[:4]
    assert meeting is not None
    actions.record_leave(gone, meeting, meeting, "出国", gone.account)
    Expert.objects.filter(pk=late.pk).update(term_until=day(10, 1))
    Expert.objects.filter(pk=quiet.pk).update(answered_at=None)
    Expert.objects.filter(pk=off.pk).update(active=False)
    draw = actions.open_draw(
        season.session, ready.drawers(season), season.cast.supervisor, season.cast.office_officer
    )
    on = {opened["expert"] for opened in draw.openings}
    assert len(on) == 26 and not on & {str(one.pk) for one in (gone, late, quiet, off)}
    left_out = {one["expert"]: one["reason"] for one in draw.left_out}
    assert [left_out[str(one.pk)][:3] for one in (gone, late, quiet, off)] == [
        "请假至",
        "评审会",
        "本人未",
        "停用",
    ]


def test_another_unit_or_term_is_kept_and_confirmed_anew(season: Season) -> None:
    expert, office = season.cast.experts[0], season.cast.office_officer
    facts = {
        "profession": "机械工程", "level": "正高级", "title": "正高级工程师", "private_enterprise": False,
        "region": "昆明市", "training": "2023-05 省厅培训", "mobile": "138 1234 5678",
        "term_from": expert.term_from, "term_until": expert.term_until,
    }  # fmt: skip
    row = actions.edit_expert(expert, unit_name="新院", by=office, **facts)
    assert (row.past_units, row.unit_name, row.confirmed) == (["第1研究所"], "新院", True)
    row = actions.edit_expert(row, unit_name="新院", by=office, **{**facts, "term_from": day(1, 1)})
    assert not row.confirmed and why(season, row) == "本人未确认"
    with pytest.raises(Refused, match="手机号"):
        actions.edit_expert(row, unit_name="新院", by=office, **{**facts, "mobile": "1"})
    with connection.cursor() as cursor:
        cursor.execute("select mobile from experts_expert where unit_name = '新院'")
        assert "13812345678" not in cursor.fetchone()[0]


def sheet(*rows: dict[str, str]) -> SimpleUploadedFile:
    raw = workbooks.template(pool_sheet.SHAPE, "评审专家", rows)
    return SimpleUploadedFile("专家.xlsx", raw)


ROW = {**NEW, "past_units": "甲院；乙院", "private_enterprise": "是", "term_from": "2023-08-01"}


def at(name: str, season: Season, *more: object) -> str:
    return reverse(f"experts:{name}", args=[season.session.id, *more])


def test_experts_come_from_excel_after_a_look_over_once(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    second = {
        **ROW, "name": "马远", "login": "mayuan", "mobile": "13912345678",
        "works": "数控机床热误差补偿研究；ZL202310000001.X\n\n智能产线标准", "students": "李明（昆明理工大学）;周平",
        "relatives": "马小远（昆明电气研究所）",
    }  # fmt: skip
    answer = office.post(at("import_pool", season), {"file": sheet(ROW, second)})
    prepared = PoolImport.objects.get()
    assert answer.status_code == 302 and not Expert.objects.filter(name__in=["何新", "马远"]).exists()
    with connection.cursor() as cursor:
        cursor.execute("select rows from experts_poolimport")
        kept = cursor.fetchone()[0]
        assert "13812345678" not in kept and "马小远" not in kept
    page = at("pool_import", season, prepared.id)
    shown = office.get(page).content.decode()
    assert "马远" in shown and "甲院、乙院" in shown and "2023-08-01" in shown
    assert "ZL202310000001.X；智能产线标准" in shown and "马小远（昆明电气研究所）" in shown
    done = office.post(page)
    assert done.status_code == 200 and "临时密码" in done.content.decode()
    row = Expert.objects.get(name="何新")
    assert (row.past_units, row.private_enterprise, row.term_until) == (
        ["甲院", "乙院"],
        True,
        day(7, 31, 2026),
    )
    assert not row.confirmed and row.account.password_temporary
    other = Expert.objects.get(name="马远")
    assert other.works.splitlines() == ["数控机床热误差补偿研究", "ZL202310000001.X", "智能产线标准"]
    assert (other.students, other.relatives) == ("李明（昆明理工大学）\n周平", "马小远（昆明电气研究所）")
    assert (row.works, row.students, row.relatives) == ("", "", "")
    assert office.post(page).status_code == 404
    with pytest.raises(Refused, match="已经办理"):
        actions.take_import(prepared, season.cast.office_officer)
    assert PoolImport.objects.get().rows == ""


def test_wrong_rows_are_named_one_by_one_and_nothing_is_kept(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    rows = (
        ROW,
        {**ROW, "login": "b", "level": "最高级"},
        {**ROW, "login": "c", "series": "会计"},
        {**ROW, "login": "d", "mobile": "123"},
        {**ROW, "login": "e", "term_until": "2027-01-01"},
        {**ROW, "name": "另一人"},
        {**ROW, "login": "expert_1"},
        {**ROW, "login": "f", "name": "评委01", "unit_name": "第1研究所"},
        {**ROW, "login": "g", "region": "长" * 61},
        {**ROW, "login": "h", "students": "（昆明理工大学）"},
        {**ROW, "login": "i", "relatives": "马" * 1001},
    )
    answer = office.post(at("import_pool", season), {"file": sheet(*rows)})
    told = answer.content.decode()
    assert answer.status_code == 400 and "有 10 行需要修改，1 行没有问题" in told
    for words in (
        "只能填",
        "只评审",
        "手机号码应为11位",
        "任期最长3年",
        "已经有人使用",
        "专家库中已有",
        "最多60字",
        "请先写姓名",
        "最多1000字，现有1001字",
    ):
        assert words in told, words
    assert not PoolImport.objects.exists() and not Expert.objects.filter(name="何新").exists()


def test_an_import_of_another_office_or_dropped_is_not_there(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    rows = pool_sheet.read(io.BytesIO(sheet(ROW).read()), ["工程技术"]).rows
    with pytest.raises(Refused, match="办事机构"):
        actions.prepare_import(season.session, rows, cast.other_office_officer)
    with pytest.raises(Refused, match="最多导入200名"):
        actions.prepare_import(season.session, rows * 201, cast.office_officer)
    prepared = actions.prepare_import(season.session, rows, cast.office_officer)
    page = at("pool_import", season, prepared.id)
    assert client_of(cast.other_office_officer).get(page).status_code == 404
    assert client_of(cast.office_officer).post(at("drop_import", season, prepared.id)).status_code == 302
    assert client_of(cast.office_officer).get(page).status_code == 404
    again = actions.prepare_import(season.session, rows, cast.office_officer)
    enrol(season)
    taken = client_of(cast.office_officer).post(at("pool_import", season, again.id))
    assert taken.status_code == 409 and "登录名" in taken.content.decode()


def test_the_expert_answers_and_keeps_leave_on_the_own_page(season: Season, client_of: ClientOf) -> None:
    expert = enrol(season)
    Account.objects.filter(pk=expert.account_id).update(password_temporary=False)
    me, page = client_of(Account.objects.get(pk=expert.account_id)), reverse("experts:mine")
    assert me.get(reverse("desks:home")).headers["Location"] == page
    assert "等待您答复" in me.get(page).content.decode()
    assert me.post(page, {"past_units": "甲院\n 乙院 \n", "mobile": "1"}).status_code == 400
    assert me.post(page, {"past_units": "甲院\n 乙院 \n", "mobile": ""}).status_code == 302
    assert me.post(reverse("experts:confirm_service")).status_code == 302
    row = Expert.objects.get(pk=expert.pk)
    assert row.confirmed and row.past_units == ["甲院", "乙院"]
    leave = {"first": "2023-10-01", "last": "2023-10-31", "reason": ""}
    assert me.post(reverse("experts:own_leave"), leave).status_code == 400
    assert me.post(reverse("experts:own_leave"), {**leave, "reason": "出国"}).status_code == 302
    office = client_of(season.cast.office_officer).get(at("edit_expert", season, row.id)).content.decode()
    assert "请假至2023年10月31日" in office and "出国" in office
    pool = client_of(season.cast.office_officer).get(at("pool", season)).content.decode()
    assert "不在名册上的" in pool and "请假至2023年10月31日" in pool
    gone = Leave.objects.get()
    assert (
        client_of(season.cast.expert).post(reverse("experts:cancel_own_leave", args=[gone.id])).status_code
        == 404
    )
    assert me.post(reverse("experts:cancel_own_leave", args=[gone.id])).status_code == 302
    assert me.post(reverse("experts:decline_service"), {"reason": "退休"}).status_code == 302
    assert "退休" in me.get(page).content.decode()


def test_an_expert_who_lost_the_phone_is_reset_by_the_office_with_a_reason(
    season: Season, client_of: ClientOf
) -> None:
    expert, office = enrol(season), client_of(season.cast.office_officer)
    Account.objects.filter(pk=expert.account_id).update(second_factor="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page = at("reset_expert", season, expert.id)
    assert office.post(page, {"reason": " "}).status_code == 400
    assert Account.objects.get(pk=expert.account_id).second_factor
    assert office.post(page, {"reason": "手机丢失"}).status_code == 302
    assert not Account.objects.get(pk=expert.account_id).second_factor
    assert Message.objects.filter(recipient=expert.account_id, body__contains="手机丢失").exists()
    with pytest.raises(Refused):
        actions.reset_expert_factor(expert, season.session, "手机丢失", season.cast.department_officer)


def test_the_office_corrects_invites_and_notes_leave_on_the_expert_s_page(
    season: Season, client_of: ClientOf
) -> None:
    expert, office = enrol(season), client_of(season.cast.office_officer)
    page = at("edit_expert", season, expert.id)
    facts = {**NEW, "term_from": "2023-07-20", "term_until": "2029-01-01", "region": "东川区"}
    wrong = office.post(page, facts)
    assert (
        wrong.status_code == 400
        and "任期最长3年" in wrong.content.decode()
        and "东川区" in wrong.content.decode()
    )
    assert office.post(page, {**facts, "term_until": "2025-07-19"}).status_code == 302
    assert Expert.objects.get(pk=expert.pk).region == "东川区"
    assert office.post(at("invite_expert", season, expert.id)).status_code == 302
    said = {"first": "2023-10-20", "last": "2023-10-19", "reason": "出国"}
    assert office.post(at("expert_leave", season, expert.id), said).status_code == 400
    assert (
        office.post(at("expert_leave", season, expert.id), {**said, "last": "2023-10-21"}).status_code == 302
    )
    leave = Leave.objects.get()
    assert office.post(at("cancel_expert_leave", season, expert.id, leave.id)).status_code == 302
