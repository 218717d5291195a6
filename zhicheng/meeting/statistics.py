"""How many passed of those voted on, by group and as a whole, beside the planned share: a warning, never a rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from zhicheng.planning.groups import groups_of
from zhicheng.planning.models import Filing, Session


@dataclass(frozen=True, slots=True)
class Passing:
    """The count of one group or of the whole session; `plan`: the planned pass rate in per cent, if any."""

    name: str
    voted: int
    passed: int
    plan: int | None

    @property
    def rate(self) -> int | None:
        """The share that passed in per cent, rounded; None while nobody is decided."""
        return round(100 * self.passed / self.voted) if self.voted else None

    @property
    def over(self) -> bool:
        """Whether more passed than planned, reckoned exactly."""
        return self.plan is not None and 100 * self.passed > self.plan * self.voted


def passing(session: Session, decided: Iterable[tuple[UUID | None, bool]]) -> list[Passing]:
    """A line for each group, one for those in none where there are groups, the whole last.

    `decided`: group and result of everybody whose vote is counted. Two statements, one more for groups' places.
    """
    results = list(decided)

    def count(name: str, plan: int | None, chosen: Iterable[tuple[UUID | None, bool]]) -> Passing:
        found = [passed for _group, passed in chosen]
        return Passing(name, len(found), sum(found), plan)

    groups = groups_of(session)
    lines = [
        count(one.name, one.pass_share, [pair for pair in results if pair[0] == one.id]) for one in groups
    ]
    if groups:
        lines.append(count(_("其他人员"), None, [pair for pair in results if pair[0] is None]))
    return [*lines, count(_("全部"), planned_share(session), results)]


def in_words(one: Passing) -> str:
    """The count as a sentence of minutes and filings."""
    counted = {"name": one.name, "voted": one.voted, "passed": one.passed, "rate": one.rate}
    words = _("%(name)s表决%(voted)d人，通过%(passed)d人") % counted
    if one.rate is not None:
        words += _("，通过率%(rate)d%%") % counted
    if one.plan is not None:
        over = _("，超过计划") if one.over else ""
        words += _("（计划%(plan)d%%%(over)s）") % {"plan": one.plan, "over": over}
    return words + "。"


def planned_share(session: Session) -> int | None:
    """The pass rate of the whole in per cent that the accepted pre-meeting filing plans; None: no plan."""
    filed = Filing.objects.filter(
        session=session,
        kind=Filing.Kind.PRE_MEETING,
        answer=Filing.Answer.ACCEPTED,
        supplements__isnull=True,
    ).first()
    return filed.content.get("pass_share") if filed else None
