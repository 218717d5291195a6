"""Who belongs to the people who may apply here: E-01, E-04, E-06, E-07, E-42."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Employment, Identity, Proof, UnitKind
from zhicheng.policy.findings import Finding

EXCLUDED = frozenset({UnitKind.CENTRAL, UnitKind.OUTSIDE_BRANCH})
ENTRUSTED = frozenset({UnitKind.PROVINCIAL, UnitKind.OTHER_PREFECTURE})
NON_PUBLIC = frozenset(
    {UnitKind.NON_PUBLIC, UnitKind.SOCIAL, UnitKind.INDIVIDUAL, UnitKind.OUTSIDE_SUBSIDIARY}
)


def in_service(ask: Asking) -> Finding:
    """E-01: in service, on the post, tied to a unit in scope (KM2023-2.1a)."""
    person, unit = ask.person, ask.person.unit
    if not person.in_post:
        return ask.fails("E-01", "申报人不在职在岗,不在申报范围内。", "回到专业技术岗位任职后再申报。")
    if unit.kind is UnitKind.NONE and person.employment is not Employment.FREELANCE:
        return ask.fails(
            "E-01", "没有填写建立人事劳动关系的单位。", "请选择所在单位;自由职业者请选“自由职业”。"
        )
    local = unit.kind not in EXCLUDED | ENTRUSTED | {UnitKind.NONE}
    if local and ask.holds("E-04") and not unit.registered_in.startswith(("昆明", "东川")):
        return ask.fails(
            "E-01",
            f"单位“{unit.name}”注册地在{unit.registered_in},不是昆明市的单位。",
            "请到单位所在地申报;注册地填写有误的请更正。",
        )
    return ask.passes("E-01", "在职在岗,与申报范围内的单位建立了人事劳动关系。")


def excluded_unit(ask: Asking) -> Finding:
    """E-04: central units in Kunming and branches of outside enterprises are out of scope (KM2023-2.1a)."""
    kind = ask.person.unit.kind
    if kind in EXCLUDED:
        remedy = "请按单位上级主管部门的渠道申报。"
        return ask.fails("E-04", f"“{ask.person.unit.name}”属于{kind},不在本市申报范围内。", remedy)
    return ask.passes("E-04", "单位不属于中央在昆单位、外省企业分公司。")


def entrustment(ask: Asking) -> list[Finding]:
    """E-06: consent, letter of the superior with authority, agreement of the city bureau (KM2023-2.3)."""
    if ask.person.unit.kind not in ENTRUSTED:
        return [ask.silent("E-06")]
    given = ask.application.entrustment
    who = f"{ask.person.unit.kind}单位人员委托本市评审"
    if given is None:
        return [
            ask.fails(
                "E-06", f"{who},须先办理委托评审。", "请由单位同意后,由上级主管单位向市人社局出具委托评审函。"
            )
        ]
    lacks = [
        words
        for missing, words in (
            (given.unit_consents is False, "所在单位同意"),
            (given.letter_from_authority is False, "有评审管理权限的上级主管单位出具的委托评审函"),
        )
        if missing
    ]
    if lacks:
        return [ask.fails("E-06", f"{who},还缺:{'、'.join(lacks)}。", "补齐后报市人社局审核。")]
    if given.city_bureau_agrees is False:
        return [
            ask.fails(
                "E-06", f"{who},市人社局审核未同意。", "请按市人社局的意见,改报本单位所属地区或系统的评委会。"
            )
        ]
    found = []
    if given.unit_consents is None or given.letter_from_authority is None:
        remedy = "提交后由所在单位同意、上级主管单位出具委托评审函,再报市人社局审核。"
        found.append(ask.unknown("E-06", f"{who},单位同意和委托评审函在审核环节办理。", remedy))
    elif given.city_bureau_agrees is None:
        found.append(ask.unknown("E-06", f"{who},市人社局尚未审核同意。", "等待市人社局的审核结果。"))
    if ask.facts.proofs is not None and Proof.ENTRUSTMENT not in ask.facts.proofs:
        found.append(ask.unknown("E-06", "还没有上传委托评审函。", "请上传委托评审函。"))
    return found or [ask.passes("E-06", f"{who},市人社局已审核同意。")]


def work_permit(ask: Asking) -> Finding:
    """E-07: foreigners need a Foreigner's Work Permit; people of 港澳台 are admitted (KM2023-2.1a)."""
    if ask.person.identity is not Identity.FOREIGNER:
        return ask.silent("E-07")
    if ask.person.work_permit is None:
        return ask.unknown(
            "E-07", "外籍人员是否持有外国人来华工作许可证尚不清楚。", "请上传外国人来华工作许可证。"
        )
    if not ask.person.work_permit:
        return ask.fails("E-07", "外籍人员没有外国人来华工作许可证。", "取得许可证后再申报。")
    return ask.passes("E-07", "外籍人员持有外国人来华工作许可证。")


def as_township_staff(ask: Asking) -> bool:
    """Whether the standard's conditions for county and township staff hold: non-public units, freelancers."""
    freelance = ask.person.employment is Employment.FREELANCE
    return ask.holds("E-42") and (freelance or ask.person.unit.kind in NON_PUBLIC)


def no_household_bar(ask: Asking) -> Finding:
    """E-42: people of non-public units and freelancers are not held to household or file (YN2020-2.5a)."""
    if not as_township_staff(ask):
        return ask.silent("E-42")
    sentence = "不受户口和人事档案管理方式限制,评价标准条件参照县乡基层人员执行"
    if ask.facts.standard and not ask.facts.township_standard:
        sentence += ";本评价标准没有另列县乡基层条件,按通用条件判断"
    return ask.passes("E-42", sentence + "。")
