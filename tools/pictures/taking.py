"""Pictures of the pages by a headless Chromium."""

import os
import shutil
from io import BytesIO

from named import accounts, rows
from PIL import Image, ImageDraw
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Page,
    sync_playwright,
)
from playwright.sync_api import (
    Error as PlaywrightError,
)
from preparing import PORT
from scenes import MEETS, SCENES
from sheet import FOLDER, table

from zhicheng.almanac import clock
from zhicheng.catalogues import workbooks
from zhicheng.catalogues.shapes import SHAPES
from zhicheng.dossiers import workbook
from zhicheng.experts import pool_sheet
from zhicheng.planning import plan_import
from zhicheng.policy.tables.kept import TableKind
from zhicheng.rehearsal import demo
from zhicheng.rehearsal.world import PASSWORD

WIDTHS = {"wide": 1280, "phone": 360}
TALLEST = 2200
PAUSE, LONGEST = 400, 8000  # milliseconds
QUALITY = 52


def take_all(wanted: list[str]) -> None:
    """The pictures of all pages, or of those named."""
    path = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},  # the words of date and file fields
        )
        take(browser, wanted)
        browser.close()


def take(browser: Browser, wanted: list[str]) -> None:
    """A picture of every page at every width, after the steps that its row names; says what is wider than its window.

    The last groups show what comes after an act of SCENES.
    """
    known, logins, contexts = rows(), accounts(), {}
    pages = table()
    for group, lines in pages.items():
        if group in SCENES:
            with clock.at(demo.begins()):
                known |= SCENES[group]()
        for name, _title, who, address, _remark, *steps in lines:
            if wanted and name not in wanted:
                continue
            if who not in contexts:
                contexts[who] = (
                    enter(browser, logins[who], PASSWORD) if who else browser.new_context(locale="zh-CN")
                )
            picture(contexts[who], name, address.format(**known), [step.format(**known) for step in steps])


def enter(browser: Browser, login: str, password: str) -> BrowserContext:
    """A browser whose visitor has logged in through the page."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{PORT}/account/login/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button.btn-primary")
    inside = page.get_by_role("button", name="退出")
    inside.or_(page.locator("[name=code]")).wait_for()
    if page.url.endswith("/account/login/code/"):
        page.fill("[name=code]", page.locator("strong.what.num").inner_text())
        page.click("main button.btn-primary")
        inside.wait_for()
    page.close()
    return context


def step_on(page: Page, step: str) -> None:
    """One step of a row; whatever is folded is opened first.

    "click SELECTOR", "wait SELECTOR" (until it is there), "fill SELECTOR WORDS", "choose SELECTOR VALUE",
    "upload SELECTOR FILE" (one of FILES), "elsewhere SELECTOR WORDS" (typed and kept in another window).
    """
    page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")
    act, selector, *words = step.split(" ", 2 if step.split(" ")[0] in WITH_WORDS else 1)
    if act == "fill":
        page.fill(selector, words[0])
    elif act == "choose":
        page.select_option(selector, words[0])
    elif act == "upload":
        page.set_input_files(selector, FILES[words[0]]())
    elif act == "wait":
        page.wait_for_selector(selector)
    elif act == "elsewhere":
        other = page.context.new_page()
        other.goto(page.url)
        other.fill(selector, words[0])
        other.locator(".autosave-line", has_text="已自动保存").wait_for()
        other.close()
    else:
        page.click(selector)
        page.wait_for_timeout(PAUSE)  # until it has begun to leave, where it leads to another page
        page.wait_for_load_state("load")


def wrong_workbook() -> FilePayload:
    """An Excel file of qualifications in which two rows of three cannot be taken."""
    rows = [
        {"name": "一级注册建造师", "series": "工程技术", "level": "中级"},
        {"name": "注册安全工程师", "series": "工程技木", "level": "中级"},
        {"name": "", "series": "会计", "level": "副高"},
    ]
    content = workbooks.template(SHAPES[TableKind.QUALIFICATIONS], TableKind.QUALIFICATIONS.label, rows)
    return _excel("对应名录.xlsx", content)


def wrong_plan() -> FilePayload:
    """A yearly plan of which one row of two cannot be taken."""
    rows = [
        {"committee": "昆明市机电工程高级工程师评审委员会", "month": 10},
        {"committee": "昆明市机电工程评委会", "month": 13},
    ]
    return _excel("评审计划.xlsx", workbooks.template(plan_import.SHAPE, "评审计划", rows))


def right_plan() -> FilePayload:
    """A yearly plan with a row that is there already and a new one."""
    rows = [
        {"committee": "昆明市机电工程高级工程师评审委员会", "month": 10},
        {"committee": "昆明市食品工程中级职称评审委员会", "month": 11},
    ]
    return _excel("评审计划.xlsx", workbooks.template(plan_import.SHAPE, "评审计划", rows))


def experts() -> FilePayload:
    """Two experts whom the pool takes."""
    one = {
        "name": "何新", "login": "hexin01", "series": "工程技术", "profession": "机械工程", "level": "正高级",
        "title": "正高级工程师", "unit_name": "昆明电气研究所", "past_units": "云岭装备制造有限公司",
    }  # fmt: skip
    other = one | {
        "name": "李文静",
        "login": "liwenjing02",
        "unit_name": "昆明机床研究院",
        "private_enterprise": "是",
        "works": "数控机床热误差补偿研究；ZL202310000001.X",
        "students": "李明（昆明理工大学）；周平",
        "relatives": "马小远（昆明电气研究所）",
    }
    return _excel("评审专家.xlsx", workbooks.template(pool_sheet.SHAPE, "评审专家", [one, other]))


def records() -> FilePayload:
    """A dossier's file with a new assessment and one without its result."""
    years = [{"year": 2012, "result": "优秀"}, {"year": 2011}]
    return _excel("职称信息.xlsx", workbook.workbook({"assessments": years}))


def portrait() -> FilePayload:
    """A drawn head before blue, as a phone would take it."""
    image = Image.new("RGB", (900, 1200), "#438edb")
    draw = ImageDraw.Draw(image)
    draw.ellipse((120, 860, 780, 1700), fill="#30363f")
    draw.rectangle((400, 720, 500, 920), fill="#d9b28f")
    draw.ellipse((300, 340, 600, 780), fill="#e6c3a2")
    draw.chord((290, 300, 610, 720), 180, 360, fill="#2b2622")
    stream = BytesIO()
    image.save(stream, "JPEG", quality=90)
    return {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def chair_key() -> FilePayload:
    """The chair's file of the key, as the demo has written it."""
    path = demo.key_files() / f"{MEETS}-1.json"
    return {"name": path.name, "mimeType": "application/json", "buffer": path.read_bytes()}


def _excel(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


WITH_WORDS = ("fill", "choose", "upload", "elsewhere")
FILES = {
    "wrong-qualifications": wrong_workbook,
    "wrong-plan": wrong_plan,
    "right-plan": right_plan,
    "experts": experts,
    "records": records,
    "portrait": portrait,
    "chair-key": chair_key,
}


def picture(context: BrowserContext, name: str, address: str, steps: list[str]) -> None:
    """The page at every width as WebP: all of it, cut below TALLEST, or the part that the address names after #."""
    page = context.new_page()
    page.set_default_timeout(LONGEST)
    page.set_viewport_size({"width": WIDTHS["wide"], "height": 800})
    answer = page.goto(f"http://127.0.0.1:{PORT}{address}", wait_until="load")
    if answer is None or answer.status != (404 if "/no/such/" in address else 200):
        print(f"{name}: {answer and answer.status} {address}")
    for step in steps:
        try:
            step_on(page, step)
        except PlaywrightError as error:
            print(f"{name}: {step}: {error.message.splitlines()[0]}")
    for kind, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        if "#" in address:
            page.eval_on_selector(
                f"[id='{address.split('#')[1]}']", "one => one.scrollIntoView({behavior: 'instant'})"
            )
            taken = page.screenshot()
        else:
            high, inner = page.evaluate(
                "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
            )
            if inner > width:
                print(f"{name}.{kind}: {inner} wide, {address}")
            page.set_viewport_size({"width": width, "height": min(high, TALLEST)})
            taken = page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": min(high, TALLEST)})
        image = Image.open(BytesIO(taken)).convert("RGB")
        image.save(FOLDER / f"{name}.{kind}.webp", "WEBP", quality=QUALITY, method=4)
    page.close()
