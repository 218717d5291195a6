"""E-23 to E-26, E-47: records, sanctions, chances, windows and hidden titles that close the way."""

from __future__ import annotations

from zhicheng.policy.asking import Asking, day
from zhicheng.policy.dates import integrity_until
from zhicheng.policy.facts import Channel, Kind
from zhicheng.policy.findings import Finding


def integrity(ask: Asking) -> Finding:
    """E-23: no application while a record of the integrity file runs (KM2023-6.3a, AMB-35)."""
    years = ask.book.value("integrity.years").number
    for record in ask.person.integrity_records:
        until = integrity_until(record.recorded_on, years)
        if record.recorded_on <= ask.today <= until:
            sentence = f"{day(record.recorded_on)}记入诚信档案,记录期至{day(until)},期内不得申报。"
            return ask.fails("E-23", sentence, "记录期满后再申报。")
    return ask.passes("E-23", f"{day(ask.today)}没有在记录期内的诚信档案记录。")


def suspended_unit(ask: Asking) -> Finding:
    """E-24: a unit whose recommending is suspended may not recommend that year (KM2023-6.3b)."""
    year = ask.book.year
    if year in ask.person.unit.suspended_years:
        return ask.fails(
            "E-24", f"单位“{ask.person.unit.name}”{year}年度被暂停推荐。", "单位整改恢复后再申报。"
        )
    return ask.passes("E-24", f"单位{year}年度没有被暂停推荐。")


def returns_used_up(ask: Asking) -> Finding:
    """E-25: the year is over when a return exceeded the limit; since when it counts: C-01, C-02."""
    limit = ask.book.value("returns.limit").number
    from_pass = ask.book.value("returns.counted_from").word == "unit_pass"
    used = ask.person.returns_after_unit_pass if from_pass else ask.person.returns_total
    since = "单位审核通过后" if from_pass else "本年度"
    if used > limit:
        return ask.fails("E-25", f"{since}已退回{used}次,超过{limit}次,本年度不再受理。", "下一年度再申报。")
    return ask.passes("E-25", f"{since}已退回{used}次,最多{limit}次,还剩{limit - used}次。")


def in_window(ask: Asking) -> list[Finding]:
    """E-26: a closed window stays closed (GUIDE-1.4); recognition has its months (GUIDE-Q19)."""
    found, window = [], ask.application.window
    if window is not None:
        times = f"{day(window.opens_on)}至{day(window.closes_on)}"
        if window.opens_on <= ask.today <= window.closes_on:
            found.append(ask.passes("E-26", f"在申报时间内({times})。"))
        else:
            found.append(
                ask.fails(
                    "E-26", f"不在申报时间内:申报时间为{times}。", "系统关闭后不再开通,请关注下次通知。"
                )
            )
    if ask.application.kind is Kind.RECOGNITION and ask.application.channel is Channel.ORDINARY:
        found.append(_recognition_month(ask))
    return found or [ask.silent("E-26", "没有核对申报时间。")]


def _recognition_month(ask: Asking) -> Finding:
    value = ask.book.find("window.recognition_months")
    if value is None:
        return ask.unknown("E-26", f"没有文件规定{ask.book.year}年度考核认定的申报月份。", "请咨询人社部门。")
    months = "、".join(f"{month}月" for month in value.numbers)
    if ask.today.month in value.numbers:
        return ask.passes("E-26", f"在考核认定的申报月份内({months})。", also=value.clauses)
    sentence = f"{ask.book.year}年度考核认定在{months}申报,{day(ask.today)}不在申报月份内。"
    return ask.fails("E-26", sentence, "请在申报月份内提交。", also=value.clauses)


def hidden_title(ask: Asking) -> Finding:
    """E-47: hiding a title and applying afresh counts as fraud (KM2023-4.1c)."""
    for title in ask.person.titles:
        if not title.declared:
            sentence = f"登记有{title.series}{title.level}而没有申报,隐瞒已有职称重新申报视为弄虚作假。"
            return ask.fails("E-47", sentence, "请如实填写现有职称;登记有误的请向人社部门核实。")
    return ask.passes("E-47", "没有隐瞒已登记的职称。")
