"""The years in post as a drawing: places in an SVG of 340 units, every word of it repeated as text beside it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.policy.outlook import Tenure
from zhicheng.ui.templatetags.ui import cn_date

LEFT, RIGHT = 10, 330
TEXT = 16  # height of the letters
ROW = 24  # between two rows of words
FIRST_ROW = 82


@dataclass(frozen=True)
class Part:
    """A piece of the bar: `kind` counted, out or ahead; `number` names an excluded period."""

    kind: str
    x: float
    width: float
    number: str = ""

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Mark:
    """A day on the bar with its words on a row of its own, kept inside the drawing."""

    x: float
    y: int
    words: str
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """What the template draws, and the same in words."""

    title: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    height: int
    words: tuple[str, ...]

    @property
    def description(self) -> str:
        """Everything that is drawn, in one text."""
        return "".join(self.words)


def drawing_of(line: Tenure) -> Drawing:
    """The drawing of the years in post: counted, left out, still to come; the days as words below."""
    last = max(line.until, line.full_on)

    def at(day: dt.date) -> float:
        whole = (last - line.since).days or 1
        return round(LEFT + (RIGHT - LEFT) * (day - line.since).days / whole, 1)

    def part(kind: str, first: dt.date, end: dt.date, number: str = "") -> Part:
        return Part(kind, at(first), max(1.5, round(at(end) - at(first), 1)), number)

    out = [part("out", one.start, one.end, str(number)) for number, one in enumerate(line.excluded, 1)]
    parts = [part("counted", line.since, line.until), *out]
    if line.full_on > line.until:
        parts.append(part("ahead", line.until, line.full_on))
    days = [
        (line.since, _("%(day)s 起算") % {"day": cn_date(line.since)}),
        (line.until, _("%(day)s 截止") % {"day": cn_date(line.until)}),
        (line.full_on, _("%(day)s 满%(years)d年") % {"day": cn_date(line.full_on), "years": line.required}),
    ]
    marks = tuple(_mark(at(day), FIRST_ROW + ROW * row, words) for row, (day, words) in enumerate(days))
    what = _("任%(level)s职称的年限") % {"level": line.level} if line.level else _("从事专业技术工作的年限")
    return Drawing(what, tuple(parts), marks, FIRST_ROW + ROW * (len(days) - 1) + 8, _words(line, what))


def _mark(x: float, y: int, words: str) -> Mark:
    room = len(words) * TEXT
    if x + room / 2 > RIGHT and x - room >= 0:
        return Mark(x, y, words, "end")
    if x - room / 2 < LEFT or x + room / 2 > RIGHT:
        return Mark(LEFT, y, words, "start")
    return Mark(x, y, words, "middle")


def _words(line: Tenure, what: str) -> tuple[str, ...]:
    found = [
        _("%(what)s从%(since)s起算，计算到%(until)s。")
        % {"what": what, "since": cn_date(line.since), "until": cn_date(line.until)}
    ]
    for number, one in enumerate(line.excluded, 1):
        days = (one.end - one.start).days + 1
        found.append(
            _("第%(number)d段不计：%(start)s至%(end)s，共%(days)d天，没有履行专业技术职责（GUIDE-Q11）。")
            % {"number": number, "start": cn_date(one.start), "end": cn_date(one.end), "days": days}
        )
    found.append(
        _("需要满%(required)d年，实际满%(counted)d年，到%(full)s满%(required)d年。")
        % {"required": line.required, "counted": line.counted, "full": cn_date(line.full_on)}
    )
    return tuple(found)
