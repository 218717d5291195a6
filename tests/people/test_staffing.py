"""Accounts inside are made by the level above: one table, a first log-in code, an end, three persons apart."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.cast import NOON, Cast
from tests.making import Season, application
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.clock import due
from zhicheng.experts.actions import find_relations
from zhicheng.experts.models import Avoidance, Expert
from zhicheng.inbox.models import Message
from zhicheng.people import second_factor
from zhicheng.people.access import acts_for, asks_second_factor, organisations_of, roles_of
from zhicheng.people.actions import appoint, end_due_roles, log_in, staff, staff_first
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.staffing import TABLE, roles_to_give, staffed_by
from zhicheng.trail.models import Entry
from zhicheng.vetting.access import must_decide
from zhicheng.vetting.actions import pass_on, reset

ClientOf = Callable[[Account], Client]
Role = Membership.Role
LOGIN = "盘龙人社-李敏"


def new(cast: Cast, organisation: str = "county_bureau", role: str = Role.BUREAU, **said: object) -> str:
    """The first log-in code of a new colleague."""
    facts = {"login": LOGIN, "name": "李敏", "by": cast.city_officer} | said
    return staff(cast.organisations[organisation], role=role, **facts)[1]


def test_who_makes_what_where(cast: Cast) -> None:
    orgs = cast.organisations
    support = Organisation.objects.create(name="技术支持", kind="support", registered_at=NOON)
    admin = appoint(organisation=orgs["city_bureau"], role="admin", login="admin", name="管一")
    found = {
        (who, where): set(roles_to_give(account, organisation))
        for who, account in (
            ("province", cast.province_officer),
            ("city", cast.city_officer),
            ("county", cast.county_officer),
            ("admin", admin),
            ("office", cast.office_officer),
            ("unit", cast.unit_officer),
            ("person", cast.applicant),
        )
        for where, organisation in (*orgs.items(), ("support", support))
    }
    inside = {"bureau", "office", "drawer", "supervisor"}
    below = {"department", "office", "drawer"}
    assert {key: roles for key, roles in found.items() if roles} == {
        ("province", "province"): inside,
        ("province", "city_bureau"): inside | {"admin", "security", "audit"},
        ("city", "county_bureau"): inside,
        ("city", "other_county_bureau"): inside,
        ("city", "department"): below,
        ("city", "other_department"): below,
        ("admin", "support"): {"support"},
    }
    local = Organisation.objects.create(
        kind="department", name="盘龙区工业局", place=cast.places["panlong"], registered_at=NOON
    )
    assert set(roles_to_give(cast.county_officer, local)) == below
    assert list(staffed_by(cast.county_officer)) == [local]
    assert not roles_to_give(cast.wrong_county_officer, local)
    orgs["unit"].self_review_series = ["工程技术"]
    orgs["unit"].save()
    assert set(roles_to_give(cast.city_officer, orgs["unit"])) == {"office", "drawer"}
    assert {role for line in TABLE for role in line.roles} == set(Role) - {Role.UNIT}


def test_a_new_colleague_logs_in_with_the_code_and_sets_up_both(cast: Cast, client_of: ClientOf) -> None:
    client, where = client_of(cast.city_officer), cast.organisations["county_bureau"]
    said = {"role": "bureau", "name": "李敏", "login": LOGIN, "last_day": ""}
    page = client.post(reverse("people:staff", args=[where.id]), said)
    account = Account.objects.by_login(LOGIN)
    assert account is not None and account.password_temporary and asks_second_factor(account)
    code = page.content.decode().split('<p class="figure-number"><code>')[1].split("<")[0]
    assert len(code) == 10 and "no-store" in page["Cache-Control"]
    assert Entry.objects.filter(act="appoint", actor=cast.city_officer.id).count() == 1
    browser = Client()
    answer = browser.post(reverse("people:login"), {"login": LOGIN, "password": code})
    assert answer["Location"] == reverse("people:new_password")
    answer = browser.post(answer["Location"], {"password": "neue-stadt-23", "again": "neue-stadt-23"})
    assert answer["Location"] == reverse("people:log_in_code")
    assert "_auth_user_id" not in browser.session  # the second factor is due before anything else
    page = browser.get(reverse("people:log_in_set_up"))
    secret = page.context["form"]["secret"].value()
    step = int(clock.now().timestamp()) // second_factor.STEP
    right = second_factor.pyotp.TOTP(secret).at(step * second_factor.STEP)
    page = browser.post(reverse("people:log_in_set_up"), {"secret": secret, "code": right})
    assert "备用码" in page.content.decode() and browser.session["_auth_user_id"] == str(account.pk)
    with pytest.raises(Refused):
        log_in(login=LOGIN, password=code)


def test_the_code_holds_for_a_week(cast: Cast) -> None:
    code = new(cast)
    with clock.at(NOON + dt.timedelta(days=6)):
        assert log_in(login=LOGIN, password=code)
    with clock.at(NOON + dt.timedelta(days=8)), pytest.raises(Refused, match="已过期") as late:
        log_in(login=LOGIN, password=code)
    assert late.value.status == 403


def test_an_account_that_is_there_takes_the_role_besides(cast: Cast) -> None:
    drawer = Account.objects.get(pk=cast.drawer_1.pk)
    said = {"login": "drawer_1", "name": "抽取一"}
    assert new(cast, "department", Role.OFFICE, **said) == ""
    assert roles_of(drawer) == {"drawer", "office"}
    assert "办事机构" in Message.objects.get(recipient=drawer.id).body
    for wrong, words in (
        (said, "已有此角色"),
        (said | {"name": "别的人"}, "已经有人使用"),
        (said | {"login": "city_officer", "name": "杨审核"}, "另一位"),
        (said | {"login": "a b", "name": "甲乙"}, "登录名为"),
        (said | {"login": "a"}, "登录名为"),
        (said | {"login": "new.one", "name": "12"}, "姓名"),
    ):
        with pytest.raises(Refused, match=words):
            new(cast, "department", Role.OFFICE, **wrong)
    with pytest.raises(Refused, match="不由您所在的部门") as elsewhere:
        new(cast, "city_bureau", Role.BUREAU)
    assert elsewhere.value.status == 404
    assert Account.objects.by_login(LOGIN) is None


def test_administration_security_and_audit_are_three_persons(cast: Cast) -> None:
    city = {"by": cast.province_officer}
    assert new(cast, "city_bureau", Role.ADMIN, **city)
    with pytest.raises(Refused, match="三个人分别担任"):
        new(cast, "city_bureau", Role.AUDIT, **city)
    holder = Account.objects.by_login(LOGIN)
    assert holder is not None and roles_of(holder) == {"admin"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            account=holder, organisation=cast.organisations["province"], role=Role.SECURITY, since=NOON
        )
    assert new(cast, "city_bureau", Role.BUREAU, **city) == ""  # other roles besides are no matter


def test_a_role_ends_after_its_last_day(cast: Cast, client_of: ClientOf) -> None:
    last = NOON.date() + dt.timedelta(days=10)
    new(cast, last_day=last)
    account = Account.objects.by_login(LOGIN)
    assert account is not None
    bureau = cast.organisations["county_bureau"]
    assert "7月30日" in client_of(cast.city_officer).get(reverse("people:roles")).content.decode()
    with pytest.raises(Refused, match="早于今天"):
        new(cast, login="x-login", last_day=NOON.date() - dt.timedelta(days=1))
    with clock.at(dt.datetime(2023, 7, 30, 23, 59, tzinfo=clock.CHINA)):
        assert acts_for(account, bureau, Role.BUREAU) and end_due_roles() == 0
    with clock.at(dt.datetime(2023, 7, 31, 0, 0, tzinfo=clock.CHINA)):  # before any job has run
        assert not acts_for(account, bureau, Role.BUREAU) and roles_of(account) == set()
        assert not organisations_of(account, Role.BUREAU).exists()
        assert due.JOBS["roles over"]() == 1
        assert end_due_roles() == 0
    assert "已自动结束" in Message.objects.get(recipient=account.id).body
    assert Entry.objects.filter(act="end_due_role", actor=None).count() == 1


def test_security_ends_and_resets_and_audit_reads(cast: Cast, client_of: ClientOf) -> None:
    city = cast.organisations["city_bureau"]
    security = appoint(organisation=city, role="security", login="security", name="安全员")
    audit = appoint(organisation=city, role="audit", login="audit", name="审计员")
    row = Membership.objects.get(account=cast.county_officer)
    client = client_of(security)
    page = client.get(reverse("people:role", args=[row.id])).content.decode()
    assert "确认继续" not in page and "结束角色" in page
    assert client.post(reverse("people:confirm_role", args=[row.id])).status_code == 404
    reset = {"reason": "手机丢失"}
    assert client.post(reverse("people:reset_second_factor", args=[row.id]), reset).status_code == 302
    assert client.post(reverse("people:end_role", args=[row.id]), reset).status_code == 302
    reader = client_of(audit)
    page = reader.get(reverse("people:account_records")).content.decode()
    assert "结束角色" in page and "重置动态码" in page and "安全员（security）" in page
    assert "刘审核" in page and "盘龙区人力资源和社会保障局 人社部门审核人" in page
    lines = reader.get(reverse("people:account_records"), {"q": "刘审核"}).context["lines"]
    assert len(lines) == 2 and all("刘审核" in one.whom for one in lines)
    assert "没有记录" in reader.get(reverse("people:account_records"), {"q": "没有这人"}).content.decode()
    assert client.get(reverse("people:account_records")).status_code == 404


def test_the_record_has_pages_and_few_queries(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    audit = appoint(
        organisation=cast.organisations["city_bureau"], role="audit", login="audit", name="审计员"
    )
    for number in range(60):
        appoint(organisation=cast.organisations["department"], role="drawer", login=f"d-{number}", name="抽")
    reader, address = client_of(audit), reverse("people:account_records")
    with django_assert_max_num_queries(10):
        first = reader.get(address)
    assert len(first.context["lines"]) == 50 and first.context["more"]
    second = reader.get(address, {"before": first.context["more"]})
    assert len(second.context["lines"]) == 11 and second.context["more"] is None
    assert reader.get(address, {"before": "9" * 30}).status_code == 200


def test_installation_makes_one_account_and_no_second(cast: Cast) -> None:
    with pytest.raises(CommandError, match="已有工作人员"):
        call_command("first_account", "段一", "province-one")
    Membership.objects.filter(account=cast.province_officer).update(until=NOON)
    out = io.StringIO()
    call_command("first_account", "段一", "province-one", stdout=out)
    code = out.getvalue().split("首次登录码 ")[1][:10]
    assert log_in(login="province-one", password=code).password_temporary
    with pytest.raises(Refused, match="已有工作人员"):
        staff_first(login="province-two", name="段二")


def test_nobody_acts_twice_in_one_case(season: Season) -> None:
    cast = season.cast
    unit, department = cast.organisations["unit"], cast.organisations["department"]
    case = application(season, State.AT_DEPARTMENT)
    appoint(organisation=unit, role="unit", login="department_officer", name="陈主管")
    pass_on(case, "同意", [], by=cast.department_officer, organisation=department)
    again = "update applications_application set state='at_unit', holder_id=%s"
    with connection.cursor() as cursor:  # as if it were sent through the stations once more
        cursor.execute(again, [Organisation._meta.pk.get_db_prep_value(unit.pk, connection)])
    case.refresh_from_db()
    with pytest.raises(Refused, match="另一个身份"):
        reset(case, "重来", by=cast.department_officer, organisation=unit)
    assert must_decide(case, cast.unit_officer, unit)


def test_who_audited_a_case_does_not_read_it(season: Season) -> None:
    cast = season.cast
    case = application(season, State.AT_DEPARTMENT)
    pass_on(case, "同意", [], by=cast.department_officer, organisation=cast.organisations["department"])
    expert = Expert.objects.get(pk=cast.experts[3].pk)
    expert.account = cast.department_officer
    expert.save()
    assert find_relations([case], [expert, cast.experts[4]], cast.office_officer) == 1
    assert "办理过这份申报" in Avoidance.objects.get(expert=expert).reason
