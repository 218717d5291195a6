"""E-08: insured in Kunming without a break, by the contract's unit; the form changed in 2023."""

from __future__ import annotations

import datetime

from zhicheng.policy.anniversaries import DAY, add_months
from zhicheng.policy.asking import Asking, day
from zhicheng.policy.facts import REVIEWS, Employment, Insured
from zhicheng.policy.findings import Finding
from zhicheng.policy.rules.belonging import ENTRUSTED


def insured(ask: Asking) -> Finding:
    """E-08: asked of reviews; people entrusted from elsewhere follow the city bureau's decision (AMB-05)."""
    person = ask.person
    if ask.application.kind not in REVIEWS:
        return ask.silent("E-08")
    if person.employment.value in ask.book.value("insurance.exempt_employment").words:
        return ask.silent("E-08", "自由职业者不适用在昆连续参保的要求。")
    entrusted = ask.application.entrustment
    if person.unit.kind in ENTRUSTED and entrusted and entrusted.city_bureau_agrees is not False:
        return ask.silent("E-08", "委托评审人员随市人社局的审核决定,不另查参保。")
    if not person.insurance:
        return ask.unknown(
            "E-08", "没有参保记录,不能确认是否在昆明市连续参保。", "请填写参保情况并上传参保证明。"
        )
    needed_from = _needed_from(ask)
    places = ask.book.value("insurance.places").words
    local = [period for period in person.insurance if period.place in places]
    reached = _unbroken_since(local, ask.today)
    if reached is None:
        return ask.fails(
            "E-08", f"{day(ask.today)}未在昆明市参保。", "在昆明市参保并达到要求的时间后再申报。"
        )
    if reached > needed_from:
        return ask.fails(
            "E-08",
            f"在昆明市连续参保自{day(reached)}起,需自{day(needed_from)}或更早起不间断。",
            "参保记录有遗漏的请补充;确有中断的,按下一年度的要求再申报。",
        )
    if person.employment is Employment.FREELANCE:
        return ask.passes("E-08", f"自{day(reached)}起在昆明市连续参保。")
    return _by_unit(ask, [period for period in local if _covers(period, ask.today)], reached)


def _by_unit(ask: Asking, current: list[Insured], reached: datetime.date) -> Finding:
    units = [period.unit for period in current]
    name = ask.person.unit.name
    if name in units:
        return ask.passes("E-08", f"自{day(reached)}起在昆明市连续参保,现参保单位与合同单位一致。")
    if None in units:
        return ask.unknown("E-08", "现参保单位没有填写,不能确认与合同单位是否一致。", "请填写现参保单位。")
    return ask.fails(
        "E-08", f"现参保单位“{units[0]}”与合同单位“{name}”不一致。", "由合同单位参保,或更正单位名称后再申报。"
    )


def _needed_from(ask: Asking) -> datetime.date:
    """The latest day since which it must run: a fixed day (KM2023-2.4) or months back (DC2022-2.3)."""
    if ask.book.value("insurance.form").word == "since_day":
        return ask.book.value("insurance.since_day").day
    return add_months(ask.today, -ask.book.value("insurance.last_months").number)


def _unbroken_since(periods: list[Insured], today: datetime.date) -> datetime.date | None:
    """The first day of the unbroken run of insured days that holds today; None where today is not insured."""
    if not any(_covers(period, today) for period in periods):
        return None
    first = today
    for period in sorted(periods, key=lambda period: period.start, reverse=True):
        if (period.end is None or period.end >= first - DAY) and period.start < first:
            first = period.start
    return first


def _covers(period: Insured, when: datetime.date) -> bool:
    return period.start <= when and (period.end is None or period.end >= when)
