"""A panel in a real browser: put on the schedule, told, who came, marks, and the vote that waits for them."""

import datetime as dt

import pytest

from tests import cast as casting
from tests import making
from tests.browser.conftest import Travel
from tests.browser.test_secret_vote import login_of
from tests.browser.visitor import Visitor
from tests.making import Season
from tests.meeting import ready
from tests.meeting.test_panels import PLACE, WAY, asked
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import members
from zhicheng.meeting.models import Appearance, Ballot, Mark, Panel

pytestmark = pytest.mark.long

ABSENCE = "无正当理由不到场的，视为放弃这一项。"


@pytest.fixture
def season(travel: Travel) -> Season:
    """A meeting on its morning with two people, before whose vote an interview is demanded."""
    made = making.open_season(casting.assemble())
    with clock.at(ready.MEETING):
        ready.opened(made, 2)
        asked(made)
    travel(ready.MEETING)
    return made


def test_the_vote_waits_until_everybody_due_has_marked(
    season: Season, travel: Travel, visitor: Visitor
) -> None:
    session, first = str(season.session.pk), ready.MEETING + dt.timedelta(hours=1)
    rows = list(Application.objects.filter(session=season.session).order_by("number"))
    seats = members(season.session)[:3]
    visitor.enter("office_officer", casting.PASSWORD)
    _is_held_back(visitor, session, rows[0])
    visitor.go(f"/meeting/{session}/panels/")
    visitor.sees("还有 2 名申报人没有安排")
    visitor.go(f"/meeting/{session}/panels/new/")
    _schedule(visitor, seats[:2], rows, first)
    visitor.press("保存", status=409)
    visitor.sees("只有2名专家")
    assert visitor.page.locator("[name=place]").input_value() == PLACE
    visitor.fill(seats=[str(seat.pk) for seat in seats])
    visitor.press("保存")
    panel = f"/meeting/panels/{Panel.objects.get().pk}/"
    visitor.go(panel)
    visitor.page.get_by_label(f"{rows[0].applicant_name}的序号").fill("2")
    visitor.page.get_by_label(f"{rows[1].applicant_name}的序号").fill("1")
    visitor.press("保存顺序")
    visitor.press("通知申报人和专家")
    visitor.sees("已通知")
    assert [one.application for one in Appearance.objects.order_by("position")] == [rows[1], rows[0]]
    travel(first + dt.timedelta(minutes=5))
    visitor.go(panel)
    absent, here = Appearance.objects.order_by("position")
    visitor.fill(**{
        "came": [str(seat.pk) for seat in seats], f"outcome_{here.pk}": "came",
        f"outcome_{absent.pk}": "absent", f"note_{absent.pk}": "电话联系不上",
    })  # fmt: skip
    visitor.press("登记到场情况")
    visitor.sees("已登记到场", "0 / 3")
    absent.refresh_from_db()
    assert (absent.outcome, absent.note) == ("absent", "电话联系不上")
    for number, seat in enumerate(seats):
        _is_held_back(visitor, session, rows[0])
        _mark(visitor, seat, panel, here, 80 + number)
    assert sorted(Mark.objects.values_list("score", flat=True)) == [80, 81, 82]
    visitor.enter("office_officer")
    visitor.go(f"/meeting/{session}/")
    for row in rows:
        visitor.page.get_by_label(row.applicant_name).check()
    visitor.press("对勾选的开始无记名表决")
    assert Ballot.objects.filter(application__in=rows).count() == 2


def _is_held_back(visitor: Visitor, session: str, row: Application) -> None:
    """The office cannot tick the person for a ballot yet; the page says why."""
    visitor.enter("office_officer")
    visitor.go(f"/meeting/{session}/")
    assert not visitor.page.get_by_label(row.applicant_name).count()
    visitor.sees(WAY)


def _schedule(visitor: Visitor, seats: list[Seat], rows: list[Application], at: dt.datetime) -> None:
    visitor.fill(
        way=WAY, day=f"{at:%Y-%m-%d}", time=f"{at:%H:%M}", place=PLACE, minutes="20", absence=ABSENCE,
        seats=[str(seat.pk) for seat in seats], applications=[str(row.pk) for row in rows],
    )  # fmt: skip


def _mark(visitor: Visitor, seat: Seat, panel: str, one: Appearance, score: int) -> None:
    """By the member's own pages: the panel, then the mark with its words."""
    visitor.enter(login_of(seat), casting.PASSWORD)
    visitor.go(f"{panel}mine/")
    visitor.follow("打分", within="main")
    assert str(one.pk) in visitor.page.url
    visitor.fill(score=str(score), words="回答切题，对关键数据熟悉。")
    visitor.press("提交打分")
