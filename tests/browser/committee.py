"""Steps of the committee's year, each in a real page: plan, call, list, filings, draw, readings, meeting, vote."""

import datetime as dt
import re
from pathlib import Path

from tests.browser.applicant import NAME
from tests.browser.keys import PASSPHRASE
from tests.browser.season import EXPERTS, Season
from tests.browser.visitor import Visitor

SEATS, STAND_INS, READERS = 7, 2, 3


def plan(visitor: Visitor, season: Season) -> None:
    """The office proposes, the city publishes the yearly plan."""
    visitor.enter(season.office)
    visitor.go("/sessions/plan/propose/")
    visitor.page.locator("select[name=committee]").select_option(label=season.committee.name)
    visitor.fill(year=2023, month=10)
    visitor.press("申报")
    visitor.enter(season.city)
    visitor.go("/sessions/plan/publish/")
    visitor.sees(season.committee.name)
    visitor.press("公布所选计划")


def open_session(visitor: Visitor, season: Season, meeting_on: dt.date) -> str:
    """年度评审会; its address."""
    before = (meeting_on - dt.timedelta(days=1)).isoformat()
    visitor.enter(season.office)
    visitor.go("/sessions/")
    visitor.follow(re.compile(f"建立评审会.*{season.committee.name}"))
    visitor.fill(
        year=2023,
        meeting_on=meeting_on.isoformat(),
        opens_on="2023-07-01",
        closes_on="2023-08-31",
        **dict.fromkeys(("unit_pass_last", "resubmit_last", "accept_last"), before),
        seats=SEATS,
        stand_ins=STAND_INS,
        paper_stage=True,
    )
    visitor.press("建立评审会")
    visitor.go("/sessions/")
    visitor.follow(season.committee.name, within="main")
    return re.sub("^https?://[^/]+", "", visitor.page.url)


def write_and_file_call(visitor: Visitor, address: str) -> None:
    """申报评审通知, filed."""
    visitor.go(f"{address}call/")
    visitor.fill(
        title="关于开展2023年度机电工程高级工程师评审工作的通知",
        conditions="申报人应符合现行评价标准条件。",
        requirements="网上申报，逐级审核；纸质材料按单位汇总报送。",
        contact="张老师，0871-63135910",
    )
    visitor.press(re.compile("^保存"))
    visitor.go(f"{address}call/file/")
    visitor.press(re.compile("报备案"))


def publish_call(visitor: Visitor, season: Season, address: str) -> None:
    """The filed call is published."""
    visitor.enter(season.office)
    visitor.go(f"{address}call/publish/")
    visitor.press("向社会发布")
    visitor.leave()
    visitor.go("/sessions/calls/")
    visitor.sees("关于开展2023年度机电工程高级工程师评审工作的通知")


def answer_filing(visitor: Visitor, season: Season, kind: str) -> None:
    """The city passes a senior committee's filing on, the province accepts it."""
    visitor.enter(season.city)
    visitor.go("/sessions/filings/")
    visitor.follow(kind, within="main")
    visitor.press("转报")
    visitor.enter(season.province)
    visitor.go("/sessions/filings/")
    visitor.follow(kind, within="main")
    visitor.fill(answer="accepted")
    visitor.press("提交答复")


def file_pool(visitor: Visitor, season: Season, session: str) -> None:
    """The pool of experts for the province's approval."""
    visitor.enter(season.office)
    visitor.go(f"/experts/sessions/{session}/pool/")
    visitor.sees(str(EXPERTS))
    visitor.follow("申请核准专家库", within="main")
    visitor.press("提交申请")


def qualify(visitor: Visitor, season: Season, session: str) -> None:
    """资格审查 of the applicant by two."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/people/")
    visitor.follow("资格审查", within="main")
    visitor.sees("没有发现不符合条件的事项")
    visitor.press("通过")
    visitor.sees("待另一人复核")
    visitor.enter(season.second_office)
    visitor.go(f"/meeting/{session}/people/")
    visitor.follow("资格审查", within="main")
    visitor.press("同意，资格审查通过")
    visitor.enter(season.office)


def open_notice(visitor: Visitor, session: str, kind: str) -> None:
    """会前公示 or 结果公示."""
    visitor.go(f"/notices/sessions/{session}/{kind}/open/")
    visitor.page.get_by_label(re.compile(NAME)).check()
    visitor.fill(place="市工业和信息化局门户网站")
    visitor.press("开始公示")


def close_notice(visitor: Visitor, season: Season, words: str) -> None:
    """The result of the notice."""
    visitor.enter(season.office)
    visitor.go("/notices/mine/")
    visitor.follow(re.compile(words), within="main")
    visitor.fill(result="公示期间未收到异议。")
    visitor.press("填写结果并盖章")


def file_meeting(visitor: Visitor, session: str) -> None:
    """会前备案."""
    visitor.go(f"/meeting/{session}/pre-filing/")
    visitor.sees(NAME)
    visitor.press("报送会前备案")


def draw(visitor: Visitor, season: Season, session: str, folder: Path) -> None:
    """Three drawers promise, deposit and reveal numbers, a supervisor watches, four sign with their codes."""
    address = f"/experts/sessions/{session}/draw/"
    visitor.enter(season.office)
    visitor.go(f"{address}open/")
    for box in visitor.page.locator("input[name=drawers]").all():
        box.check()
    visitor.page.locator("select[name=supervisor]").select_option(label="吴监督")
    visitor.press("冻结名册，开始抽取")
    file = _deposit_key(visitor, season.supervisor, address, folder)
    numbers = [_promise(visitor, login, address, folder) for login in season.drawers]
    for login, number in zip(season.drawers, numbers, strict=True):
        visitor.enter(login)
        visitor.go(address)
        visitor.page.locator("[data-part=number-file]").set_input_files(number)
        visitor.press("密封并寄存")
        visitor.sees("密封的数字已寄存")
    visitor.enter(season.supervisor)
    visitor.go(address)
    _with_file(visitor, file, "核对寄存")
    visitor.sees("核对结果已登记", "已寄存、已核对")
    for login, number in list(zip(season.drawers, numbers, strict=True))[:2]:
        visitor.enter(login)
        visitor.go(address)
        visitor.fill(number=number.read_text())
        visitor.press("公开数字")
    visitor.enter(season.supervisor)
    visitor.go(address)
    visitor.page.get_by_text("抽取人员拒绝公开或遗失数字").click()
    visitor.fill(reason="数字文件遗失")
    _with_file(visitor, file, "开封并公开")
    visitor.sees("结果一致", "数字文件遗失", numbers[2].read_text().strip())
    for login in (*season.drawers, season.supervisor):
        visitor.enter(login)
        visitor.go(address)
        visitor.sees("结果一致")
        visitor.fill(code=visitor.code)
        visitor.press("签字确认抽取结果")
    visitor.sees("四人都已签字")


def _deposit_key(visitor: Visitor, login: str, address: str, folder: Path) -> Path:
    visitor.enter(login)
    visitor.go(address)
    page = visitor.page
    page.locator("[data-part=pass-1]").fill(PASSPHRASE)
    page.locator("[data-part=pass-2]").fill("另一句话另一句话另一句话")
    page.locator("[data-part=new-key]").click()
    page.get_by_role("alert").get_by_text("两次输入的口令不同").wait_for()
    page.locator("[data-part=pass-2]").fill(PASSPHRASE)
    with page.expect_download() as got:
        page.locator("[data-part=new-key]").click()
    file = folder / "deposit-key.json"
    got.value.save_as(file)
    visitor.press("文件已保存，登记公钥")
    visitor.sees("寄存密钥已登记")
    return file


def _promise(visitor: Visitor, login: str, address: str, folder: Path) -> Path:
    """The commitment alone is sent, the number stays in the drawer's file."""
    visitor.enter(login)
    visitor.go(address)
    page = visitor.page
    with page.expect_download() as got:
        page.locator("[data-part=new-number]").click()
    file = folder / f"{login}.txt"
    got.value.save_as(file)
    with page.expect_request("**/draw/commit/") as sent:
        visitor.press("提交承诺")
    number = file.read_text().strip()
    assert len(number) == 32 and number not in (sent.value.post_data or "")
    visitor.sees("数字的承诺已提交")
    return file


def _with_file(visitor: Visitor, file: Path, button: str) -> None:
    page = visitor.page
    page.locator("form:visible [data-part=file]").set_input_files(file)
    page.locator("form:visible [data-part=pass]").fill("not the passphrase")
    page.get_by_role("button", name=button).click()
    page.get_by_role("alert").get_by_text("打不开").wait_for()
    page.locator("form:visible [data-part=pass]").fill(PASSPHRASE)
    visitor.press(button)


def assign(visitor: Visitor, season: Season, session: str) -> None:
    """集中学习, then readers are proposed and confirmed."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/readings/")
    visitor.press("登记已集中学习")
    visitor.go(f"/meeting/{session}/assignment/")
    visitor.press("生成分配方案")
    visitor.sees("方案待确认")
    visitor.press(re.compile("^确认分配"))
    visitor.sees("审阅中")


def read(visitor: Visitor, login: str) -> None:
    """An expert reads the file on paper's place, keeps a draft, and hands in."""
    visitor.enter(login)
    visitor.go("/meeting/mine/")
    visitor.page.locator("main table a").first.click()
    visitor.page.wait_for_url(re.compile("/meeting/readings/"))
    visitor.fill(score_0=85, opinion="初步意见。")
    visitor.press("保存草稿")
    visitor.fill(
        score_0=88,
        score_1=90,
        score_2=86,
        score_3=80,
        score_4=87,
        opinion="业绩达到评价标准条件，建议提交表决。",
    )
    visitor.press("提交审阅意见")
    visitor.sees("已提交")


def name_chair(visitor: Visitor, season: Season, session: str, name: str) -> None:
    """主任委员."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/")
    select = visitor.page.locator("select[name=seat]")
    label = next(text for text in select.locator("option").all_inner_texts() if text.startswith(name + " "))
    select.select_option(label=label)
    visitor.press("指定主任委员")


def check_in(visitor: Visitor, login: str, session: str) -> None:
    """签到."""
    visitor.enter(login)
    visitor.go(f"/meeting/{session}/seat/")
    visitor.press("签到")
    visitor.sees("已签到")


def vote(visitor: Visitor, login: str, session: str, choice: str) -> None:
    """One ballot, chosen and confirmed."""
    visitor.enter(login)
    visitor.go(f"/meeting/{session}/seat/")
    visitor.follow("投票", within="#ballots")
    visitor.page.get_by_role("button", name=choice, exact=True).click()
    visitor.sees("投入后不能更改", choice)
    visitor.press("确认投入票箱")
    visitor.sees("您的核对码")
    visitor.misses(f"您的选择\n{choice}")
    code = visitor.page.locator(".what.num").inner_text()
    visitor.follow("查看密封选票清单", within="main")
    visitor.sees(code, "我的")


def meet(visitor: Visitor, season: Season, session: str) -> None:
    """The meeting opens and the ballot on the applicant."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/")
    visitor.sees("达到")
    visitor.press("开始评审会")
    visitor.page.get_by_label(NAME).check()
    visitor.press("对勾选的开始无记名表决")
    visitor.sees("表决中")


def end_voting(visitor: Visitor, season: Season, session: str) -> None:
    """Nobody votes any more; the ballot waits for two holders."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/")
    visitor.follow("结束投票", within="main")
    visitor.press("结束投票")
    visitor.sees("待开票")


def close_meeting(visitor: Visitor, chair: str, session: str) -> None:
    """The chair signs the results with the second factor."""
    visitor.enter(chair)
    visitor.go(f"/meeting/{session}/seat/close/")
    visitor.sees(NAME, "通过")
    visitor.fill(code=visitor.code)
    visitor.press("签字并结束评审会")


def sign_minutes(visitor: Visitor, season: Season, session: str) -> None:
    """The recorder signs; the tally is there to be checked."""
    visitor.enter(season.office)
    visitor.go(f"/meeting/{session}/")
    visitor.follow("记录人签字", within="main")
    visitor.fill(code=visitor.code)
    visitor.press("签字")
    visitor.sees("会议纪要已签字")
