"""E-28, E-30: stand-alone confirmation of a title from elsewhere, and recognition of graduates."""

from __future__ import annotations

import datetime

from zhicheng.policy.anniversaries import add_months, full_months
from zhicheng.policy.asking import Asking, day, span
from zhicheng.policy.facts import Channel, Degree, Kind, Level, Origin, Proof, UnitAssessment
from zhicheng.policy.findings import Finding
from zhicheng.policy.rules.education import highest, rank_of

# These channels recognise by their own rule (E-31, E-39), without E-30 and its months.
OWN_RULE = frozenset({Channel.POSTDOC, Channel.GRASSROOTS})


def confirmed(ask: Asking) -> list[Finding]:
    """E-28: half a year since the contract, assessed, same series, title from outside (GUIDE-Q16)."""
    if ask.application.kind is not Kind.CONFIRMATION:
        return [ask.silent("E-28")]
    wanted, person = ask.application, ask.person
    held = [
        title
        for title in person.titles
        if title.declared
        and title.obtained_on <= ask.today
        and title.series == wanted.series
        and title.level is wanted.level
    ]
    if not held:
        return [
            ask.fails(
                "E-28", f"没有{wanted.series}{wanted.level}的职称可以确认。", "只确认原系列、原层级的职称。"
            )
        ]
    if all(title.origin is Origin.PROVINCE for title in held):
        return [ask.fails("E-28", "省内评审的职称在省内调动工作不需要确认。", "可直接使用原职称。")]
    needed = ask.book.value("confirmation.months").number
    found = []
    if person.contract_from is None:
        found.append(
            ask.unknown(
                "E-28", f"合同起始日期没有填写,须试用满{span(needed)}。", "请填写聘用(劳动)合同起始日期。"
            )
        )
    elif add_months(person.contract_from, needed) > ask.today:
        done = span(full_months(person.contract_from, ask.today))
        from_day = day(add_months(person.contract_from, needed))
        found.append(ask.fails("E-28", f"自合同起已满{done},需满{span(needed)}。", f"{from_day}起可申请。"))
    if person.probation_assessed is None:
        found.append(ask.unknown("E-28", "试用考核还没有结果。", "请单位完成考核。"))
    elif not person.probation_assessed:
        found.append(ask.fails("E-28", "试用考核不合格。", "考核合格后再申请确认。"))
    return found or [ask.passes("E-28", f"试用已满{span(needed)}并考核合格。")]


def recognised(ask: Asking) -> list[Finding]:
    """E-30: what an education is recognised as, directly or after a year's probation (GUIDE-Q18-2)."""
    if ask.application.kind is not Kind.RECOGNITION or ask.application.channel in OWN_RULE:
        return [ask.silent("E-30")]
    level, best = ask.application.level, highest(ask)
    if best is None:
        return [ask.fails("E-30", "没有填写学历(学位),不能考核认定。", "请填写已取得的学历(学位)。")]
    direct = _reaches(ask, "recognition.direct", level, best.level)
    after = _reaches(ask, "recognition.after_probation", level, best.level)
    if not direct and not after:
        return [
            ask.fails(
                "E-30", f"{best.level}学历(学位)不能考核认定{level}。", "请改报可认定的层级或申报评审。"
            )
        ]
    found = _assessment(ask) + _proof(ask)
    if not direct:
        found += _probation(ask)
    if found:
        return found
    how = "可直接认定" if direct else "见习期满可认定"
    return [ask.passes("E-30", f"{best.level}学历(学位){how}{level}。")]


def counts_from(ask: Asking) -> datetime.date | None:
    """The day from which a recognised title counts: the recorded day of employment, or the end of probation.

    None where the day or the education is not told. Source: GUIDE-Q18-3.
    """
    since, best = ask.person.employed_from, highest(ask)
    if since is None or best is None:
        return None
    if _reaches(ask, "recognition.direct", ask.application.level, best.level):
        return since
    return add_months(since, ask.book.value("recognition.probation_months").number)


def _reaches(ask: Asking, key: str, level: Level, held: Degree) -> bool:
    least = ask.book.value(key).terms_by_term.get(level.value)
    return least is not None and rank_of(ask, held) >= rank_of(ask, Degree(least))


def _assessment(ask: Asking) -> list[Finding]:
    result = ask.person.unit_assessment
    if result is None:
        return [ask.unknown("E-30", "用人单位的考核还没有结果。", "请单位完成考核。")]
    if result is UnitAssessment.FAILED:
        return [ask.fails("E-30", "用人单位考核不合格。", "考核合格后再申报认定。")]
    return []


def _probation(ask: Asking) -> list[Finding]:
    since, needed = ask.person.employed_from, ask.book.value("recognition.probation_months").number
    if since is None:
        name = _register(ask)
        return [
            ask.unknown("E-30", f"参加工作时间没有填写,须见习满{span(needed)}。", f"请按{name}填写并上传。")
        ]
    reached = add_months(since, needed)
    if reached > ask.today:
        done = span(full_months(since, ask.today))
        return [
            ask.fails(
                "E-30", f"自{day(since)}起见习满{done},需满{span(needed)}。", f"{day(reached)}见习期满。"
            )
        ]
    return []


def _proof(ask: Asking) -> list[Finding]:
    needed = _register(ask)
    if ask.facts.proofs is None or needed in ask.facts.proofs:
        return []
    return [ask.unknown("E-30", f"还没有上传{needed}。", f"请上传{needed}。")]


def _register(ask: Asking) -> Proof:
    """Institutions prove the day of employment by the notice, enterprises by the register (GUIDE-Q18-3)."""
    return Proof.APPOINTMENT_NOTICE if ask.person.unit.institution else Proof.EMPLOYMENT_REGISTER
