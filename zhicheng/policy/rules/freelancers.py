"""E-05: what a freelancer must show; E-45: what a dispatched person's two units must have done."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import REVIEWS, Employment, Proof
from zhicheng.policy.findings import Finding


def freelancer(ask: Asking) -> Finding:
    """E-05: a year in the field, own insurance, taxes filed, free trade, recommended (KM2023-2.2)."""
    if ask.person.employment is not Employment.FREELANCE:
        return ask.silent("E-05")
    given = ask.person.freelance
    needed = ask.book.value("freelance.min_years").number
    if given is None or given.years_in_field is None:
        return ask.unknown(
            "E-05", f"自由职业者须在专业领域工作{needed}年以上,有关情况还没有填写。", "请填写自由职业情况。"
        )
    lacks = [
        words
        for missing, words in (
            (given.years_in_field < needed, f"在专业领域工作{given.years_in_field:g}年,需满{needed}年"),
            (not given.own_name_insurance, "没有以个人名义参保"),
            (not given.tax_records, "没有个人纳税申报记录"),
            (given.restricted_trade, "所在行业的承接资质与企业行为挂钩"),
            (given.recommended_by is None, "没有人事代理机构或行业协会推荐"),
        )
        if missing
    ]
    if lacks:
        return ask.fails("E-05", f"自由职业者申报条件不足:{';'.join(lacks)}。", "补齐以上条件后再申报。")
    return ask.passes(
        "E-05", f"在专业领域工作{given.years_in_field:g}年,由{given.recommended_by}推荐,符合自由职业者条件。"
    )


def dispatched(ask: Asking) -> list[Finding]:
    """E-45: double publicity, audit and seal, and the agreement on dispatch (KM2023-3.7)."""
    if ask.person.employment is not Employment.DISPATCHED or ask.application.kind not in REVIEWS:
        return [ask.silent("E-45")]
    given = ask.person.dispatch
    if given is None:
        remedy = "请补充派遣公司和用人单位的双公示、双审核、双盖章情况及派遣协议。"
        return [ask.unknown("E-45", "劳务派遣的公示、审核、盖章情况还没有填写。", remedy)]
    lacks = [
        words
        for done, words in (
            (given.both_published, "双公示"),
            (given.both_audited, "双审核"),
            (given.both_sealed, "双盖章"),
            (given.agreement, "派遣协议"),
        )
        if done is False
    ]
    if lacks:
        return [
            ask.fails("E-45", f"劳务派遣人员还缺:{'、'.join(lacks)}。", "由派遣公司和用人单位补办后再报送。")
        ]
    if None in (given.both_published, given.both_audited, given.both_sealed, given.agreement):
        remedy = "提交后由派遣公司和用人单位分别公示、审核、盖章。"
        return [ask.unknown("E-45", "劳务派遣的双公示、双审核、双盖章在审核环节办理。", remedy)]
    if ask.facts.proofs is not None and Proof.DISPATCH not in ask.facts.proofs:
        return [
            ask.unknown("E-45", "还没有上传劳务派遣证明。", "请上传双公示、双审核、双盖章证明和派遣协议。")
        ]
    return [ask.passes("E-45", "派遣公司和用人单位已双公示、双审核、双盖章,并有派遣协议。")]
