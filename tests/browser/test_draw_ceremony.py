"""The draw in a real browser, under the strict content security policy: numbers are made, sealed and opened there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Request
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making
from tests.browser import committee
from tests.browser.conftest import SLOW, Travel
from tests.browser.season import Season
from tests.browser.visitor import Visitor
from tests.experts import ready
from zhicheng.almanac import clock
from zhicheng.experts import deposit, queries, records, verifier
from zhicheng.experts import draw as drawing
from zhicheng.experts.models import Draw
from zhicheng.register.records import written
from zhicheng.rehearsal.draw_client import DepositKey, new_number

pytestmark = pytest.mark.long

TRY = """async ({ roster, number, salt, theirs }) => {
  const deposit = await import("/static/experts/deposit.js");
  const seed = deposit.newSeed();
  const place = { roster, position: 2, key: deposit.publicKey(roster, seed) };
  const [commitment, sealed] = [deposit.commitment(number, salt), deposit.sealed(number, place)];
  const share = { position: 2, deposit: sealed, salt, commitment };
  const file = await deposit.fileOf(roster, seed, "一句口令");
  const back = await deposit.seedIn(file, "一句口令");
  return {
    key: place.key, seed: [...seed], commitment, sealed, file,
    opened: deposit.opened(share, place, back),
    wrong: deposit.opened({ ...share, commitment: "0".repeat(64) }, place, seed),
    other: deposit.opened({ ...share, deposit: sealed.slice(0, -1) + (sealed.endsWith("0") ? "1" : "0") }, place, seed),
    another: deposit.publicKey(roster, await deposit.seedIn(file, "另一句")) === place.key,
    theirs: deposit.opened(theirs.share, theirs.place, Uint8Array.from(theirs.seed)),
    fresh: deposit.newNumber(),
  };
}"""


@pytest.fixture
def context(chromium: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser that heeds the content security policy."""
    found = chromium.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    found.set_default_timeout(SLOW)
    yield found
    found.close()


def test_a_draw_in_the_browser_with_one_number_opened_from_its_deposit(
    travel: Travel, context: BrowserContext, tmp_path: Path
) -> None:
    travel(ready.DRAW_DAY)
    made = making.open_season(casting.assemble())
    with clock.at(ready.DRAW_DAY):
        ready.filed(made)
    season = Season(
        made.session.committee, office="office_officer", drawers=("drawer_1", "drawer_2", "drawer_3")
    )
    visitor = Visitor(context.new_page())
    for login in (season.office, season.supervisor, *season.drawers):
        visitor.enter(login, casting.PASSWORD)
    errors: list[str] = []
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url}\n{request.post_data or ''}")

    visitor.page.on("pageerror", lambda error: errors.append(str(error)))
    context.on("request", note)
    committee.draw(visitor, season, str(made.session.id), tmp_path)
    assert not errors
    draw = queries.draw_of(made.session)
    assert draw is not None
    file = records.file_of(draw, names=True)
    assert file is not None
    content = verifier.check(written(file))
    assert sorted(one["opened_why"] for one in content["drawers"]) == ["", "", "数字文件遗失"]
    numbers = [share.number for share in draw.shares.all()]
    assert len(set(numbers)) == 3
    shown = [sum(number in one for one in sent) for number in numbers]
    assert shown == [1, 1, 1]  # each once, when it was shown; never before
    checking = next(at for at, one in enumerate(sent) if "/draw/check/" in one)
    assert not [number for number in numbers if any(number in one for one in sent[: checking + 1])]


def test_browser_and_server_seal_and_open_alike(
    travel: Travel, context: BrowserContext, transactional_db: None
) -> None:
    travel(ready.DRAW_DAY)
    page = context.new_page()
    page.goto("/")
    key, number, salt = DepositKey("a" * 64), new_number(), "5a" * 16
    mine = new_number()
    share = {
        "position": 3, "salt": salt, "commitment": drawing.commitment(mine, salt),
        "deposit": deposit.sealed(mine, key.place(3)),
    }  # fmt: skip
    place = {"roster": key.roster, "position": 3, "key": key.public}
    theirs = {"share": share, "place": place, "seed": list(key.seed)}
    found = page.evaluate(TRY, {"roster": "a" * 64, "number": number, "salt": salt, "theirs": theirs})
    browsers = DepositKey("a" * 64, bytes(found["seed"]))
    assert found["key"] == browsers.public
    assert found["commitment"] == drawing.commitment(number, salt)
    assert found["sealed"] == deposit.sealed(number, browsers.place(2))
    assert found["opened"] == browsers.open(found["sealed"], 2) == number
    assert (found["wrong"], found["other"], found["another"]) == ("", "", False)
    assert found["theirs"] == mine and deposit.is_number(found["fresh"])
    assert not Draw.objects.exists()
