"""Wrong, double and tampered input in real pages: a clear message, nothing typed lost, nothing changed, never a 500."""

import pytest
from playwright.sync_api import expect

from tests import cast as casting
from tests import making
from tests.browser import applicant
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Evidence, Record
from zhicheng.people.actions import register_person
from zhicheng.people.models import Organisation, Person

APPLICANT, OTHER = "530102198505060023", "530102198611110042"
FREE_CODE = "91530100MA6K000228"


@pytest.fixture
def season(travel: Travel) -> making.Season:
    """The fixed cast and a session whose window is open, on 2023-07-20."""
    travel(casting.NOON)
    return making.open_season(casting.assemble())


def kept(visitor: Visitor, **values: str) -> None:
    """What was typed still stands in the fields."""
    for name, value in values.items():
        assert visitor.page.locator(f"main [name='{name}']").first.input_value() == value


def test_a_number_with_a_wrong_check_digit(visitor: Visitor, season: making.Season) -> None:
    before = Person.objects.count()
    typed = {"name": "王小明", "number": "530102198505060021", "mobile": "13888001234"}
    visitor.go("/account/register/")
    visitor.fill(**typed, password=casting.PASSWORD, again=casting.PASSWORD)
    visitor.press("立即注册", status=400)
    visitor.sees("校验码不对", "请对照证件逐位检查", "已填内容都还在")
    kept(visitor, **typed)
    assert Person.objects.count() == before


def test_a_number_that_is_registered_already(visitor: Visitor, season: making.Season) -> None:
    register_person(name="李文静", number=applicant.NUMBER, mobile="13800000001", password=casting.PASSWORD)
    before = Person.objects.count()
    typed = {"name": "李文静", "number": applicant.NUMBER, "mobile": "13888001234"}
    visitor.go("/account/register/")
    visitor.fill(**typed, password=casting.PASSWORD, again=casting.PASSWORD)
    visitor.press("立即注册")
    visitor.fill(code=applicant.sent_code())
    visitor.press("完成注册", status=409)
    visitor.sees("已注册", "登录")
    assert Person.objects.count() == before


def test_a_unit_name_that_is_registered_already(visitor: Visitor, season: making.Season) -> None:
    before = Organisation.objects.count()
    typed = {"credit_code": FREE_CODE, "name": season.cast.organisations["unit"].name, "head_name": "赵新"}
    visitor.go("/account/register/unit/")
    visitor.fill(**typed, unit_kind="市属国有", head_phone="13900002222")
    visitor.fill(password=casting.PASSWORD, again=casting.PASSWORD)
    visitor.page.locator("select[name=place]").select_option(label="盘龙区")
    visitor.press("立即注册", status=409)
    visitor.sees("单位名称", "已")
    kept(visitor, **typed)
    assert Organisation.objects.count() == before


def test_a_text_file_that_is_called_a_picture(visitor: Visitor, season: making.Season) -> None:
    row = making.application(season, State.DRAFT)
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/apply/{row.pk}/attachments/")
    card = "section#commitment"
    visitor.choose_file("file", "commitment.jpg", b"only words", "image/jpeg", within=card)
    visitor.fill(card, title="签字的承诺书")
    visitor.page.locator(card).get_by_role("button", name="上传", exact=True).click()
    expect(visitor.page.locator(card).get_by_role("alert")).to_contain_text("JPG")
    assert visitor.page.locator(f"{card} [name=title]").input_value() == "签字的承诺书"
    assert not Attachment.objects.exists()


def test_evidence_that_is_no_picture(visitor: Visitor, season: making.Season) -> None:
    person = season.cast.people["applicant"]
    record = Record.objects.create(
        person=person, module="awards", data={"name": "优秀设计奖", "rank": "市级"}, changed_at=casting.NOON
    )
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/dossier/record/{record.pk}/")
    visitor.fill("#evidence", title="获奖证书")
    visitor.choose_file("files", "proof.jpg", b"only words", "image/jpeg")
    visitor.page.get_by_role("button", name="上传图片", exact=True).click()
    line = visitor.page.locator("[data-uploads] li")
    expect(line).to_contain_text("proof.jpg")
    expect(line).to_contain_text("不是")
    assert visitor.page.locator("#evidence [name=title]").input_value() == "获奖证书"
    assert not Evidence.objects.exists()


def test_a_window_that_has_closed(visitor: Visitor, season: making.Season, travel: Travel) -> None:
    row = making.application(season, State.DRAFT)
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/apply/{row.pk}/check/")
    travel(making.day(2023, 9, 1))
    visitor.press("申报", status=409)
    visitor.sees("没有提交", "截止")
    row.refresh_from_db()
    assert (row.state, row.number or "") == (State.DRAFT, "")


def test_a_second_declaration_in_the_year(visitor: Visitor, season: making.Season) -> None:
    making.application(season, State.AT_DEPARTMENT)
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go("/apply/cover/")
    visitor.sees("每人每年只能申报一次", "查看进度")
    _post(
        visitor,
        "/apply/cover/",
        {
            "kind": "晋升评审",
            "channel": "正常",
            "series": "工程技术",
            "track": "工程技术",
            "level": "副高级",
            "title": "高级工程师",
            "profession": "机械工程",
            "session": str(season.session.pk),
        },
    )
    visitor.sees("封面没有保存", "2023")
    assert Application.objects.count() == 1


def test_fields_that_no_page_has(visitor: Visitor, season: making.Season) -> None:
    """Another unit's id, a state, a later station's organisation: thrown in, they change nothing."""
    row = making.application(season, State.DRAFT)
    others = season.cast.organisations
    visitor.enter(APPLICANT, casting.PASSWORD)
    forged = {"state": "certified", "unit": str(others["other_unit"].pk), "number": "KM2023-999999"}
    _post(visitor, f"/apply/{row.pk}/submit/", forged)
    visitor.sees("没有提交")
    row.refresh_from_db()
    assert (row.state, row.unit, row.number or "") == (State.DRAFT, others["unit"], "")


def test_a_unit_that_is_none(visitor: Visitor, season: making.Season) -> None:
    """A bureau's id in the place of a unit's, and words in the place of an id."""
    person = season.cast.people["applicant"]
    visitor.enter(APPLICANT, casting.PASSWORD)
    for forged in (str(season.cast.organisations["city_bureau"].pk), "no-id"):
        _post(visitor, "/account/unit/", {"unit": forged})
        visitor.sees("没有这个页面")
        person.refresh_from_db()
        assert person.unit == season.cast.organisations["unit"]


def test_an_address_of_somebody_else(visitor: Visitor, season: making.Season) -> None:
    row = making.application(season, State.DRAFT)
    visitor.enter(OTHER, casting.PASSWORD)
    for page in ("", "check/", "attachments/", "preview/", "review-form/"):
        visitor.go(f"/apply/{row.pk}/{page}", status=404)
        visitor.sees("没有这个页面", "回到首页")
        visitor.misses("李文静")
    visitor.go(f"/vetting/{row.pk}/", status=404)
    _post(visitor, f"/apply/{row.pk}/withdraw/", {"sure": "on"})
    visitor.sees("没有这个页面")
    row.refresh_from_db()
    assert row.state == State.DRAFT


def _post(visitor: Visitor, address: str, values: dict[str, str]) -> None:
    """Send a form that no page offers, from the browser, with the token of the page it is on."""
    visitor.go("/account/security/")
    script = """([address, values]) => {
        const form = document.createElement("form");
        form.method = "post";
        form.action = address;
        const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
        for (const [name, value] of Object.entries({...values, csrfmiddlewaretoken: token})) {
            const field = document.createElement("input");
            field.name = name;
            field.value = value;
            form.append(field);
        }
        document.body.append(form);
        form.submit();
    }"""
    with visitor.page.expect_navigation(wait_until="domcontentloaded") as going:
        visitor.page.evaluate(script, [address, values])
    answer = going.value
    assert 400 <= answer.status < 500
