"""The vote in a real browser, under the strict content security policy: what is sealed, what is sent, how fast."""

import json
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Request
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making
from tests.browser import committee, keys
from tests.browser.conftest import SLOW, Travel
from tests.browser.visitor import Visitor
from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting import actions
from zhicheng.meeting.ballots import ceremony, opening, sealed, verifier
from zhicheng.meeting.ballots.ceremony import Ceremony
from zhicheng.meeting.ballots.sealed import CHOICES, Place
from zhicheng.meeting.models import Ballot, BallotKey, VoterMark

pytestmark = pytest.mark.long

MOST_MS = 200  # to seal one ballot
TRY = """async (place) => {
  const scheme = await import("/static/meeting/ballot/scheme.js");
  const took = [], sealed = [];
  for (const [at, choice] of ["agree", "against", "abstain", "agree", "agree", "against"].entries()) {
    const begun = performance.now();
    sealed.push(scheme.seal(choice, place, `voter-${at}`));
    took.push(performance.now() - begun);
  }
  return { sealed, took, code: scheme.trackingCode(sealed[0]) };
}"""
HOLD = """async () => {
  const scheme = await import("/static/meeting/ballot/scheme.js");
  const { Trustee, newSeed, seal, jointKey, fingerprint, fileOf, seedIn } = scheme;
  const which = { session: "s", key: "k" };
  const seeds = [newSeed(), newSeed(), newSeed()];
  const three = seeds.map((seed, at) => new Trustee(which, at + 1, seed));
  const [deals, shares, confirmations, parts] = [{}, {}, {}, {}];
  three.forEach((one, at) => (deals[at + 1] = one.deal()));
  three.forEach((one, at) => (shares[at + 1] = one.shares(deals)));
  three.forEach((one, at) => (confirmations[at + 1] = one.confirmation(deals, shares)));
  const place = { session: "s", application: "a", round: 2, key: jointKey(deals) };
  const ballots = ["agree", "agree", "against", "abstain"].map((choice, at) => seal(choice, place, `voter-${at}`));
  for (const at of [1, 3]) parts[at] = three[at - 1].open(three[at - 1].held(deals, shares), place, ballots);
  const file = await fileOf(three[0], seeds[0], "一句口令");
  const back = new Trustee(which, 1, await seedIn(file, "一句口令")).dealt(deals[1]);
  const other = new Trustee(which, 1, await seedIn(file, "另一句")).dealt(deals[1]);
  let few = "";
  try { three[0].open(three[0].held(deals, shares), place, [ballots[0], ballots[0], ballots[0]]); }
  catch (error) { few = error.message; }
  return { deals, shares, confirmations, parts, place, ballots, back, other, few, print: fingerprint(deals, shares) };
}"""


@pytest.fixture
def season(travel: Travel) -> Season:
    """A meeting with one ballot open."""
    travel(ready.MEETING)
    made = making.open_season(casting.assemble())
    with clock.at(ready.MEETING):
        ready.opened(made)
        actions.open_ballot(Application.objects.get(), made.cast.office_officer)
    return made


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser that heeds the content security policy."""
    found = chromium.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    found.set_default_timeout(SLOW)
    yield found
    found.close()


def login_of(seat: Seat) -> str:
    """The log-in name of the cast's expert."""
    return f"expert_{int(seat.expert.name[2:])}"


def voter(context: BrowserContext) -> Visitor:
    """The first member, logged in, before the ballot."""
    visitor = Visitor(context.new_page())
    seat = Seat.objects.filter(status=Seat.Status.MEMBER).select_related("expert__account")[0]
    visitor.enter(login_of(seat), casting.PASSWORD)
    visitor.go(f"/meeting/ballots/{Ballot.objects.get().id}/vote/")
    return visitor


def test_the_choice_never_leaves_the_browser(season: Season, context: BrowserContext) -> None:
    errors: list[str] = []
    visitor = voter(context)
    visitor.page.on("pageerror", lambda error: errors.append(str(error)))
    visitor.page.on(
        "console", lambda said: errors.append(said.text) if "Content Security" in said.text else None
    )
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url}\n{request.headers}\n{request.post_data or ''}")

    context.on("request", note)
    visitor.page.get_by_role("button", name="反对", exact=True).click()
    visitor.sees("您的选择", "反对")
    visitor.page.get_by_role("button", name="重新选择").click()
    visitor.page.get_by_role("button", name="弃权", exact=True).click()
    visitor.press("确认投入票箱")
    visitor.sees("您的核对码")
    mark = VoterMark.objects.get()
    assert visitor.page.locator(".what.num").inner_text() == sealed.tracking_code(mark.sealed)
    assert any(mark.sealed in one for one in sent)
    words = (*CHOICES, "同意", "反对", "弃权", "%E5%BC%83%E6%9D%83")
    assert not [word for one in sent for word in words if word in one]
    assert not errors
    kept = visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not [word for word in words if word in kept]


def test_what_the_browser_makes_the_server_accepts(season: Season, context: BrowserContext) -> None:
    visitor = voter(context)
    ballot = visitor.page.locator("#ballot").get_attribute("data-place") or ""
    place = Place(**json.loads(ballot))
    found = visitor.page.evaluate(TRY, json.loads(ballot))
    assert [sealed.holds(one, place, f"voter-{at}") for at, one in enumerate(found["sealed"])] == [True] * 6
    assert not sealed.holds(found["sealed"][0], place, "voter-1")
    assert found["code"] == sealed.tracking_code(found["sealed"][0])
    assert statistics.median(found["took"]) < MOST_MS, found["took"]
    made = visitor.page.evaluate(HOLD)
    deals, shares, parts = (
        {int(at): one for at, one in made[name].items()} for name in ("deals", "shares", "parts")
    )
    which, place = Ceremony("s", "k"), Place(**made["place"])
    for at in ceremony.TRUSTEES:
        assert ceremony.deal_holds(deals[at], which, at) and ceremony.shares_hold(shares[at])
        assert ceremony.confirmation_holds(made["confirmations"][str(at)], which, at, deals, shares)
    assert ceremony.joint_key(deals) == place.key
    assert ceremony.fingerprint(place.key, ceremony.transcript(deals, shares)) == made["print"]
    sums = sealed.sums(made["ballots"])
    for at, part in parts.items():
        assert opening.holds(part, place, at, ceremony.public_share(deals, at), sums)
    assert opening.counts(sums, parts, 4) == {"agree": 2, "against": 1, "abstain": 1}
    assert (made["back"], made["other"], made["few"]) == (True, False, "too few ballots")


def test_without_javascript_the_page_says_what_to_do(
    season: Season, chromium: Browser, live_server: LiveServer
) -> None:
    plain = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    plain.set_default_timeout(SLOW)
    visitor = voter(plain)
    visitor.sees("没有启用 JavaScript", "换一台设备", "会场的电脑")
    assert not visitor.page.get_by_role("button", name="同意", exact=True).is_visible()
    plain.close()


def test_three_make_the_key_all_vote_two_open_and_the_tally_holds(
    travel: Travel, context: BrowserContext, tmp_path: Path
) -> None:
    travel(ready.MEETING)
    season = making.open_season(casting.assemble())
    with clock.at(ready.MEETING):
        seats = ready.opened(season)
        actions.abandon_key(BallotKey.objects.get(), "由持有人在浏览器里生成", season.cast.office_officer)
    session, row = str(season.session.id), Application.objects.get()
    chair = next(seat for seat in seats if seat.chair)
    holders = keys.Holders("office_officer", login_of(chair), "supervisor", "drawer_1", ("吴监督", "抽取一"))
    visitor = Visitor(context.new_page())
    for login in ("office_officer", "supervisor", "drawer_1", *(login_of(seat) for seat in seats)):
        visitor.enter(login, casting.PASSWORD)
    files = keys.make(visitor, holders, session, tmp_path)
    visitor.enter("office_officer")
    visitor.go(f"/meeting/{session}/")
    visitor.page.get_by_label(row.applicant_name).check()
    visitor.press("对勾选的开始无记名表决")
    for seat, choice in zip(seats, ("同意", "同意", "同意", "同意", "反对"), strict=True):
        committee.vote(visitor, login_of(seat), session, choice)
    visitor.enter("office_officer")
    visitor.go(f"/meeting/{session}/")
    visitor.press("结束全部已投满的投票")
    visitor.sees("待开票")
    keys.count(visitor, "drawer_1", session, files["drawer_1"])
    visitor.sees("等待另一位持有人")
    keys.count(visitor, "supervisor", session, files["supervisor"])
    visitor.sees("1项表决已有结果")
    visitor.enter(login_of(chair))
    visitor.go(f"/meeting/{session}/seat/close/")
    visitor.sees(row.applicant_name, "通过")
    visitor.fill(code=visitor.code)
    visitor.press("签字并结束评审会")
    visitor.enter("office_officer")
    visitor.go(f"/meeting/{session}/")
    visitor.sees("同意 4 · 反对 1 · 弃权 0")
    visitor.follow("记录人签字")
    visitor.fill(code=visitor.code)
    visitor.press("签字")
    visitor.sees("会议纪要已签字")
    found = verifier.check(visitor.fetch(f"/meeting/{session}/tally.json"))
    assert found["ballots"][0]["counts"] == {"agree": 4, "against": 1, "abstain": 0}
    assert visitor.fetch(f"/meeting/{session}/minutes.pdf").startswith(b"%PDF")
