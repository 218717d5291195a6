"""What Order 40 asks of a committee's registration: its term, its least number of experts, one series."""

import datetime as dt

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Committee
from zhicheng.policy.anniversaries import DAY, add_years
from zhicheng.policy.book import ORDER_40, Value, open_book
from zhicheng.ui.templatetags.ui import cn_date

PLACE = "云南省"


def least_of_law(level: str, basis: str) -> int:
    """The least number of experts of a committee of the level, set up for a series or a profession."""
    if level != "高级":
        return _value("committee.size.other").number
    series = basis == Committee.Basis.SERIES
    return _value("committee.size.series_senior" if series else "committee.size.profession_senior").number


def may_cross_series() -> bool:
    """Whether one committee may be set up for several series."""
    return _value("committee.across_series").flag


def newest_last_day(first: dt.date, last: dt.date | None) -> dt.date:
    """The last day of a term from `first`: as given, or the longest that the law admits.

    Errors: Refused for a term that ends before it begins, is over or too long.
    """
    years = _value("committee.registration_years").number
    longest = add_years(first, years) - DAY
    if last is None:
        last = longest
    if last < max(first, clock.today()):
        raise Refused(_("任期截止日须不早于今天和任期开始日。"), clause=ORDER_40, field="term_until")
    if last > longest:
        raise Refused(
            _("评委会的任期最长%(years)d年：自%(first)s起，最迟到%(last)s。")
            % {"years": years, "first": cn_date(first), "last": cn_date(longest)},
            clause=ORDER_40,
            field="term_until",
        )
    return last


def in_term(committee: Committee, day: dt.date) -> bool:
    """Whether the committee is registered on the day. Where no term was ever registered, the directory stands."""
    if committee.term_until is None:
        return True
    return committee.terms.filter(first__lte=day, last__gte=day).exists()


def must_be_in_term(committee: Committee, day: dt.date, field: str = "") -> None:
    """Errors: Refused where the committee's registration does not cover the day (order 40)."""
    if in_term(committee, day):
        return
    raise Refused(
        _("%(day)s不在本评委会登记的任期内（任期到%(last)s）。请先请登记的人社部门办理换届登记。")
        % {"day": cn_date(day), "last": cn_date(committee.term_until or day)},
        clause=ORDER_40,
        field=field,
    )


def must_be_enough(committee: Committee, seats: int, field: str = "") -> None:
    """Errors: Refused for fewer members than the committee is registered with at least."""
    if committee.least_members is not None and seats < committee.least_members:
        raise Refused(
            _("本评委会登记的专家人数不少于%(least)d人，不能只抽取%(seats)d人。")
            % {"least": committee.least_members, "seats": seats},
            clause=ORDER_40,
            field=field,
        )


def _value(key: str) -> Value:
    return open_book(clock.today().year, PLACE).value(key)
