"""The applicant's steps, each in a real page: register, fill in, declare, follow, export."""

import io
import re

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.visitor import PASSWORD, Visitor
from zhicheng.dossiers.models import Arrival
from zhicheng.dossiers.taking_in import take_in
from zhicheng.inbox.models import Delivery

NAME, NUMBER, MOBILE = "李文静", "530102198505060024", "13888001234"
UNIT, CREDIT_CODE = "昆明机电设计研究院", "91530100MA7Q000218"
RECORDS = {
    "titles": {
        "series": "工程技术",
        "profession": "机械工程",
        "level": "中级",
        "title": "工程师",
        "obtained_on": "2015-09-10",
        "obtained_by": "评审",
        "number": "53201512345",
        "issuer": "昆明市人力资源和社会保障局",
        "appointed_on": "2015-09-20",
        "origin": "云南省",
    },
    "education": {
        "level": "本科",
        "school": "昆明理工大学",
        "major": "机械工程",
        "from": "2004-09",
        "finished_on": "2008-07-01",
        "form": "全日制",
        "matches_work": "是",
        "abroad": "否",
        "certificate": "1067412008051234",
    },
    "studies": {"from": "2018-03", "to": "2018-06", "school": "重庆大学", "content": "先进制造技术进修"},
    "work": {"from": "2008-08", "unit": UNIT, "post": "工程师", "duties": "从事给水泵站机电设计。"},
    "summary": {"text": "任现职以来，本人一直从事机械工程设计，主持完成泵站机电设计等项目。" * 20},
    "tasks": {
        "from": "2017-03",
        "to": "2018-11",
        "name": "滇池泵站机电改造",
        "role": "主持",
        "content": "负责方案、施工图与验收，一次投运成功。",
    },
    "projects": {
        "name": "泵站节能关键技术研究",
        "rank": "市级",
        "from": "2019-01",
        "to": "2019-12",
        "order": "1",
    },
    "patents": {
        "name": "一种泵站清淤装置",
        "kind": "实用新型",
        "number": "ZL201920123456.7",
        "granted_on": "2020-05-12",
        "order": "1",
    },
    "awards": {
        "name": "优秀工程设计奖",
        "rank": "市级",
        "issuer": "昆明市住房和城乡建设局",
        "granted_on": "2021-06-01",
    },
    "books": {
        "name": "泵站机电设计手册",
        "publisher": "云南科技出版社",
        "isbn": "9787541612345",
        "published_on": "2021-08",
        "role": "第三章",
    },
    "papers": {
        "name": "泵站水锤防护研究",
        "journal": "中国给水排水",
        "published_on": "2022-02",
        "order": "1",
    },
    "training": {
        "from": "2022-03",
        "to": "2022-05",
        "content": "专业科目学习",
        "organiser": "昆明市人社局",
        "hours": "60",
    },
}
YEARS = (2018, 2019, 2020, 2021, 2022)


def picture(words: str) -> bytes:
    """A JPEG as a phone would make it."""
    image = Image.new("RGB", (640, 420), "#f4f1e6")
    ImageDraw.Draw(image).text((30, 30), words, fill="#333")
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


def register_unit(visitor: Visitor) -> None:
    """单位注册, then 单位信息."""
    visitor.go("/account/register/unit/")
    visitor.fill(
        credit_code=CREDIT_CODE,
        name=UNIT,
        unit_kind="市属国有",
        head_name="王建国",
        head_phone="13900002222",
        password=PASSWORD,
        again=PASSWORD,
    )
    place = visitor.page.locator("select[name=place]")
    place.select_option(label="盘龙区")
    visitor.press("立即注册")
    visitor.sees("单位信息", CREDIT_CODE)
    visitor.fill(
        address="昆明市人民东路1号", contact_name="王建国", contact_phone="13900002222", institution=True
    )
    visitor.page.locator("select[name=competent_department]").select_option(label="昆明市工业和信息化局")
    visitor.press("保存")
    visitor.misses("请先完善单位信息")


def sent_code() -> str:
    """The code of the last short message."""
    return re.findall(r"\d{6}", Delivery.objects.select_related("message").latest("queued_at").message.body)[
        0
    ]


def register(visitor: Visitor) -> None:
    """个人注册."""
    visitor.go("/")
    visitor.follow("注册", within="header")
    visitor.fill(name=NAME, number=NUMBER, mobile=MOBILE, password=PASSWORD, again=PASSWORD)
    visitor.press("立即注册")
    visitor.fill(code=sent_code())
    visitor.press("完成注册")
    visitor.sees("注册成功", "530102********0024")


def fill_basics(visitor: Visitor) -> None:
    """基本信息, then the unit by its name."""
    visitor.go("/account/basics/")
    visitor.fill(ethnicity="汉族", political_status="群众", email="li@example.org")
    visitor.press("保存")
    visitor.go("/account/unit/")
    visitor.fill(q="机电设计")
    visitor.press("检索")
    visitor.sees(UNIT)
    visitor.press(f"选择{UNIT}")
    visitor.sees(f"已选择“{UNIT}”", "等待单位确认")


def fill_dossier(visitor: Visitor) -> None:
    """资格信息 and the thirteen modules; evidence through the file chooser."""
    visitor.go("/dossier/qualification/")
    visitor.fill(
        employment="劳动合同",
        post="专业技术",
        civil_servant="否",
        on_secondment="否",
        professional_work_from="2008-08-01",
        contract_from="2008-08-01",
        first_application="否",
        insured_from="2009-03-01",
        insured_unit=UNIT,
    )
    visitor.press("保存")
    for module, record in RECORDS.items():
        visitor.go(f"/dossier/{module}/")
        visitor.follow("新增", within="main")
        visitor.fill(**record)
        visitor.press("提交")
    for module, title in (("titles", "工程师资格证"), ("tasks", "验收报告")):
        _add_evidence(visitor, module, title)
    visitor.go("/dossier/assessments/new/")
    for year in YEARS:
        visitor.fill(year=str(year), result="合格", unit=UNIT)
        visitor.press("提交" if year == YEARS[-1] else "提交并再填一条")
    visitor.go("/dossier/")
    visitor.sees("13个模块已填13个", "已填5条", "图片1张")


def _add_evidence(visitor: Visitor, module: str, title: str) -> None:
    visitor.go(f"/dossier/{module}/")
    visitor.follow("编辑", within="main")
    visitor.fill("#evidence", title=title)
    visitor.choose_file("files", f"{title}.jpg", picture(title), "image/jpeg")
    visitor.page.get_by_role("button", name="上传图片", exact=True).click()
    expect(visitor.page.locator("#evidence-panel .arrival")).to_have_count(1)
    for one in Arrival.objects.filter(title=title):
        take_in(one.pk)  # what the worker does
    expect(visitor.page.get_by_role("img", name=title)).to_be_visible()


def mend_and_delete(visitor: Visitor) -> None:
    """编辑 and 删除 of a record."""
    visitor.go("/dossier/awards/")
    visitor.follow("新增", within="main")
    visitor.fill(name="写错的奖项", rank="市级", issuer="某局", granted_on="2020-01-01")
    visitor.press("提交")
    visitor.go("/dossier/awards/")
    row = visitor.page.locator("tr", has_text="写错的奖项")
    with visitor.page.expect_navigation():
        row.get_by_role("link", name="删除").click()
    visitor.sees("写错的奖项")
    visitor.press(re.compile("删除"))
    visitor.misses("写错的奖项")
    visitor.go("/dossier/patents/")
    visitor.follow("编辑", within="main")
    visitor.fill(name="一种泵站自动清淤装置")
    visitor.press("保存")
    visitor.go("/dossier/patents/")
    visitor.sees("一种泵站自动清淤装置")


def choose_cover(visitor: Visitor, committee: str) -> None:
    """The cover, step by step as each choice opens the next."""
    visitor.go("/apply/cover/")
    for name, value in (
        ("series", "工程技术"),
        ("track", "工程技术"),
        ("level", "副高级"),
        ("title", "高级工程师"),
    ):
        field = visitor.page.locator(f"#cover select[name={name}]")
        field.wait_for()
        if field.input_value() != value:
            with visitor.page.expect_response(re.compile("/apply/cover/")):
                field.select_option(value)
    field = visitor.page.locator("#profession")
    field.wait_for()
    with visitor.page.expect_response(re.compile("/apply/cover/")):
        field.fill("机械工程")
        field.press("Tab")
    visitor.page.get_by_role("button", name="保存封面").wait_for()
    assert visitor.page.get_by_label(committee).is_checked()
    if visitor.page.locator("input[name=guide_read]").count():
        visitor.page.locator("input[name=guide_read]").check()
    visitor.press("保存封面")
    visitor.sees("封面已保存")


def attach(visitor: Visitor) -> None:
    """The demanded attachments, one by one."""
    for key in ("commitment", "education_proof", "insurance_proof"):
        card = f"section#{key}"
        visitor.choose_file("file", f"{key}.jpg", picture(key), "image/jpeg", within=card)
        # it goes up in pieces, then the page is read again
        with visitor.page.expect_event("domcontentloaded"):
            visitor.page.locator(card).get_by_role("button", name="上传", exact=True).click()
        assert "已传 1 个" in visitor.page.locator(card).inner_text()


def submit(visitor: Visitor) -> str:
    """自查, then 申报; the receipt's number."""
    visitor.follow(re.compile("申报自查"), within="main")
    visitor.sees("已齐全")
    visitor.press("申报")
    visitor.sees("您的申报已经收到", "服务器时间", UNIT)
    number = visitor.page.locator("dd.what strong").inner_text()
    digest = visitor.page.locator("dd code.text-break").inner_text()
    assert re.fullmatch("[0-9a-f]{64}", digest)
    return number
