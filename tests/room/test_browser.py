"""The room's own pages in a real browser: a second process on the laptop's loopback, and nothing beyond it."""

import datetime as dt
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Route

from tests.browser import committee, keys
from tests.browser.conftest import SLOW, chromium
from tests.browser.visitor import Visitor
from tests.cast import SECOND_FACTOR
from tests.experts import ready as drawing
from tests.making import Season
from tests.people.passkey_device import without_phone
from tests.room.conftest import prepared
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE
from tests.room.test_story import merge
from zhicheng.almanac import clock
from zhicheng.almanac.models import DemoTime
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.queries import members
from zhicheng.meeting.models import Ballot, Reading
from zhicheng.planning.models import ClosedRoom
from zhicheng.room import exporting

__all__ = ["chromium"]
pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.long]
CHOICES = ("同意", "反对", "同意", "同意", "弃权")


def test_log_in_check_in_a_sealed_ballot_and_the_count_without_network(
    season: Season, chromium: Browser, tmp_path: Path
) -> None:
    """On the morning of the meeting: taken out, opened, served; every step on a page; the result goes back."""
    with prepared(season, people=1, out=MEETING - 60 * MINUTE):
        seats, (row,) = members(season.session), Application.objects.filter(session=season.session)
        without_phone(next(seat for seat in seats if not seat.chair).expert.account)
        phrase = exporting.new_phrase()
        by = season.cast.office_officer
        exporting.export(season.session, tmp_path / "package", phrase, drawing.code(), by)
        laptop = Laptop(tmp_path / "laptop", tmp_path / "package", phrase)
        laptop.open()
        with laptop.serve() as address:
            _meet(chromium, address, laptop, season, [seat.expert.account.display_name for seat in seats])
        raw = laptop.result(tmp_path / "result")
    merged = merge(raw, by)
    ballot = Ballot.objects.get()
    assert merged.status == ClosedRoom.Status.MERGED
    assert (ballot.agree, ballot.against, ballot.abstain, ballot.passed) == (3, 1, 1, False)
    row.refresh_from_db()
    assert row.state == State.VOTED and not Reading.objects.filter(handed_in_at=None).exists()


def _meet(browser: Browser, address: str, laptop: Laptop, season: Season, names: list[str]) -> None:
    errors: list[str] = []
    beyond: list[str] = []
    sent: list[str] = []
    context = browser.new_context(base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(SLOW)

    def only_here(route: Route) -> None:
        sent.append(f"{route.request.url}\n{route.request.post_data or ''}")
        if route.request.url.startswith(address):
            route.continue_()
        else:
            beyond.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    visitor, session = Visitor(context.new_page()), str(season.session.pk)
    visitor.page.on("pageerror", lambda error: errors.append(str(error)))
    visitor.page.on(
        "console", lambda said: errors.append(said.text) if "Content Security" in said.text else None
    )
    office, supervisor, appointee = ("钱办事", "吴监督", "抽取一")
    login = {name: slip[0] for name, slip in laptop.slips.items()}
    without = next(
        seat.expert.account for seat in members(season.session) if not seat.expert.account.second_factor
    )
    for name in (*names, office, supervisor, appointee):
        if name == without.display_name:
            _vouched_for(visitor, *laptop.slips[name], by=office)
        else:
            visitor.enter(*laptop.slips[name])
        visitor.sees("封闭会场", "不连接网络")
    visitor.go("/apply/", status=403)
    _read(visitor, login, names)
    for name in names:
        committee.check_in(visitor, login[name], session)
    visitor.enter(login[office])
    visitor.go(f"/meeting/{session}/")
    visitor.press("开始评审会")
    chair = next(seat.expert.account.display_name for seat in members(season.session) if seat.chair)
    holders = keys.Holders(
        login[office], login[chair], login[supervisor], login[appointee], (supervisor, appointee)
    )
    files = keys.make(visitor, holders, session, laptop.folder)
    row = Application.objects.get(session=season.session)
    visitor.enter(login[office])
    visitor.go(f"/meeting/{session}/")
    visitor.page.get_by_label(row.applicant_name).check()
    visitor.press("对勾选的开始无记名表决")
    before = len(sent)
    for name, choice in zip(names, CHOICES, strict=True):
        committee.vote(visitor, login[name], session, choice)
    words = ("agree", "against", "abstain", *set(CHOICES), "%E5%BC%83%E6%9D%83")
    assert not [word for one in sent[before:] for word in words if word in one], (
        "the choice has left the browser"
    )
    visitor.enter(login[office])
    visitor.go(f"/meeting/{session}/")
    visitor.press("结束全部已投满的投票")
    keys.count(visitor, login[appointee], session, files[login[appointee]])
    visitor.sees("等待另一位持有人")
    keys.count(visitor, login[supervisor], session, files[login[supervisor]])
    visitor.sees("1项表决已有结果")
    visitor.enter(login[chair])
    visitor.go(f"/meeting/{session}/seat/close/")
    _sign(visitor, "签字并结束评审会")
    visitor.enter(login[office])
    visitor.go(f"/meeting/{session}/")
    visitor.sees("同意 3 · 反对 1 · 弃权 1")
    visitor.follow("记录人签字")
    _sign(visitor, "签字")
    visitor.sees("会议纪要已签字")
    context.close()
    assert not errors and not beyond


def _vouched_for(visitor: Visitor, login: str, password: str, *, by: str) -> None:
    """At the door without a code: one is set up once an officer has typed the own one."""
    visitor.leave()
    visitor.login = login
    visitor.go("/account/login/")
    visitor.fill(login=login, password=password)
    visitor.press("登录")
    visitor.sees("设置会场动态码", "当面证实")
    offered = visitor.page.get_by_label("证实人", exact=True)
    offered.select_option(label=by)
    own = visitor.code
    visitor.fill(code=own, witness_code="000000")
    visitor.press("设置并进入会场", status=400)
    visitor.sees("证实人的动态码不正确")
    at = dt.datetime.now(clock.CHINA).timestamp() + DemoTime.objects.get().offset_seconds
    visitor.fill(code=visitor.code, witness_code=pyotp.TOTP(SECOND_FACTOR).at(int(at)))
    visitor.press("设置并进入会场")
    visitor.sees("退出")


def _read(visitor: Visitor, login: dict[str, str], names: list[str]) -> None:
    """The one reading that was still open when the session went out."""
    reading = Reading.objects.select_related("seat__expert__account").get(handed_in_at=None)
    name = reading.seat.expert.account.display_name
    assert name in names
    committee.read(visitor, login[name])


def _sign(visitor: Visitor, button: str) -> None:
    visitor.fill(code=visitor.code)
    visitor.press(button)
