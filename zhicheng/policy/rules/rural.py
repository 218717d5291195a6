"""E-40, E-41: a year of rural service for senior teachers and medical staff; relief service counts."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Kind
from zhicheng.policy.findings import Finding


def rural_service(ask: Asking) -> Finding:
    """E-40: at least a year of rural service for 高级 in 中小学教师 and 卫生技术 (YN2020-2.4d)."""
    if not _concerned(ask):
        return ask.silent("E-40")
    needed, own = ask.book.value("rural.min_years").number, ask.person.rural_service_years
    relief = ask.person.relief_service
    credited = relief.years if relief else 0
    total = (own or 0) + credited
    if total >= needed:
        return ask.passes("E-40", f"农村基层服务{total:g}年,已满{needed}年。")
    if own is None:
        return ask.unknown(
            "E-40", f"晋升高级须有{needed}年以上农村基层服务经历,尚未填写。", "请填写农村基层服务经历。"
        )
    return ask.fails("E-40", f"农村基层服务{total:g}年,需满{needed}年。", "服务满期后再申报高级职称。")


def relief_service(ask: Asking) -> Finding:
    """E-41: years on the front line of poverty relief count as grass-roots service (YN2020-2.3)."""
    given = ask.person.relief_service
    if given is None:
        return ask.silent("E-41")
    words = f"脱贫攻坚服务{given.years:g}年"
    if given.commended_by:
        words += f",受{given.commended_by}表彰可视同相应等次的业绩成果"
    if _concerned(ask):
        words += ",视同农村基层服务年限"
    return ask.passes("E-41", words + "。")


def _concerned(ask: Asking) -> bool:
    series = ask.application.series in ask.book.value("rural.series").words
    return ask.application.kind is Kind.PROMOTION and ask.application.level.senior and series
