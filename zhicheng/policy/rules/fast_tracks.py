"""E-31, E-33, E-37 to E-39, E-43, E-44: ways that replace the ladder or part of it."""

from __future__ import annotations

from zhicheng.policy.anniversaries import full_years
from zhicheng.policy.asking import Asking, day
from zhicheng.policy.facts import Channel, Kind, Level, SkillLevel
from zhicheng.policy.findings import Finding
from zhicheng.policy.rules.areas import in_listed_area
from zhicheng.policy.rules.tenure import cut_off
from zhicheng.policy.tables.kept import TableKind, skill_counts

_SKILLS = {skill: at for at, skill in enumerate(SkillLevel)}


def postdoc(ask: Asking) -> Finding:
    """E-31: an enterprise post-doc with a grant or a project, who stays: 副高级 is recognised (GUIDE-Q13)."""
    if ask.application.channel is not Channel.POSTDOC:
        return ask.silent("E-31")
    if refused := _refuse_way(ask, "E-31", "fast.postdoc_level"):
        return refused
    given = ask.person.postdoc
    if given is None:
        return ask.fails("E-31", "没有企业博士后的记录,不能直接认定。", "请改按评审申报。")
    lacks = [
        words
        for has, words in (
            (given.enterprise, "不是企业博士后"),
            (given.fund_or_project, "没有中国博士后科学基金资助或省部级以上科研项目"),
            (given.stays, "出站后没有继续留在企业"),
        )
        if not has
    ]
    if lacks:
        return ask.fails("E-31", f"不符合博士后直接认定条件:{';'.join(lacks)}。", "请改按评审申报。")
    return ask.passes("E-31", "企业博士后出站后留在企业,可直接认定副高级。")


def grassroots(ask: Asking) -> Finding:
    """E-39: ten unbroken township years after the mid title, scarce field, listed area (YN2020-2.4c)."""
    if ask.application.channel is not Channel.GRASSROOTS:
        return ask.silent("E-39")
    if refused := _refuse_way(ask, "E-39", "fast.grassroots_level"):
        return refused
    mids = [
        title.obtained_on
        for title in ask.person.titles
        if title.declared and title.level is Level.MID and title.obtained_on <= ask.today
    ]
    if not mids:
        return ask.fails(
            "E-39", "没有中级职称,不能认定基层有效的副高级。", "取得中级职称后再积累基层工作年限。"
        )
    given, needed = ask.person.township, ask.book.value("grassroots.years").number
    listed, table = in_listed_area(ask), ask.cited(TableKind.AREAS)
    if given is None or listed is False or not given.scarce_field:
        return ask.fails(
            "E-39",
            "不属于规定地区乡镇基层的教育、卫生、农业科技等紧缺专业人才。",
            "请改按评审申报。",
            table=table,
        )
    years = min(given.years, full_years(min(mids), ask.today))
    if years < needed:
        return ask.fails(
            "E-39", f"取得中级职称后连续在乡镇基层工作{years:g}年,需满{needed}年。", "满期后再申报。"
        )
    if listed is None:
        return ask.awaits("E-39", TableKind.AREAS, "不能确定是否在规定地区的乡镇工作。")
    return ask.passes("E-39", f"取得中级职称后连续在乡镇基层工作已满{needed}年。", table=table)


def _refuse_way(ask: Asking, rule: str, levels: str) -> Finding | None:
    if ask.application.kind is not Kind.RECOGNITION:
        return ask.fails(
            rule, f"{ask.application.channel}属于考核认定,申报类别不符。", "请把申报类别改为“考核认定”。"
        )
    admitted = ask.book.value(levels).words
    if ask.application.level.value not in admitted:
        return ask.fails(
            rule,
            f"{ask.application.channel}只认定{'、'.join(admitted)},不能认定{ask.application.level}。",
            f"请改报{'、'.join(admitted)},或改按正常渠道申报。",
        )
    return None


def green_channel(ask: Asking) -> Finding:
    """E-37: senior titles directly, case by case, once approved (KM2023-5.3a)."""
    if ask.application.channel is not Channel.GREEN:
        return ask.silent("E-37")
    levels = ask.book.value("fast.green_levels").words
    if ask.application.level.value not in levels:
        return ask.fails("E-37", f"绿色通道只用于直接申报{'、'.join(levels)}。", "请改按正常渠道申报。")
    return approval(ask, "E-37", "绿色通道")


def exceptional(ask: Asking) -> Finding:
    """E-36: outstanding contributors of remote and grass-roots posts by 破格 (KM2023-5.1a)."""
    if ask.application.channel is not Channel.EXCEPTIONAL:
        return ask.silent("E-36")
    return approval(ask, "E-36", "破格申报")


def approval(ask: Asking, rule: str, what: str) -> Finding:
    """What an approval decides: granted passes, refused fails, undecided leaves it open (AMB-28)."""
    approved = ask.application.channel_approved
    if approved is None:
        return ask.unknown(rule, f"{what}还没有批准。", "等待审批结果。")
    if not approved:
        return ask.fails(rule, f"{what}没有获得批准。", "请改按正常渠道申报。")
    return ask.passes(rule, f"{what}已获批准,不受下一级职称和年限限制。")


def first_direct(ask: Asking) -> Finding:
    """E-38: returnees, people from offices, demobilised: 中级 or 副高级 at first (KM2023-5.3b)."""
    if ask.application.channel is not Channel.FIRST_DIRECT:
        return ask.silent("E-38")
    levels = ask.book.value("fast.first_direct_levels").words
    if ask.application.level.value not in levels:
        sentence = f"首次直接申报只能申报{'、'.join(levels)},不能申报{ask.application.level}。"
        return ask.fails("E-38", sentence, "请改报可直接申报的层级。")
    group = ask.person.origin_group
    if group is None:
        return ask.fails("E-38", "不属于海外归国、党政机关交流、部队转业安置人员。", "请改按正常渠道申报。")
    if not ask.person.first_application:
        return ask.fails("E-38", "以前申报过职称评审,不属于首次申报。", "请改按正常渠道申报。")
    return ask.passes("E-38", f"{group}人员首次申报,可按学历和累计年限直接申报{ask.application.level}。")


def skilled(ask: Asking) -> list[Finding]:
    """E-33: skill level, years since, the last three assessments (GUIDE-Q21)."""
    if ask.application.channel is not Channel.SKILLED:
        return [ask.silent("E-33")]
    level, held = ask.application.level.value, ask.person.skill
    required = ask.book.value("skilled.required").terms_by_term.get(level)
    if required is None:
        return [ask.fails("E-33", f"高技能人才渠道不能申报{level}。", "请改按正常渠道申报。")]
    if held is None or _SKILLS[held.level] < _SKILLS[SkillLevel(required)]:
        now = held.level if held else "没有技能等级"
        return [
            ask.fails("E-33", f"申报{level}须取得{required},现为{now}。", "取得相应技能等级满期后再申报。")
        ]
    needed = ask.book.value("skilled.years").numbers_by_term[level]
    end, table = cut_off(ask), ask.cited(TableKind.SKILLS)
    found = []
    recognised = (
        skill_counts(ask.tables, ask.application.series, ask.application.level, held.level)
        if ask.tables
        else True
    )
    if recognised is None:
        found.append(ask.awaits("E-33", TableKind.SKILLS, "不能确定技能等级能否对应申报的系列和层级。"))
    elif not recognised:
        sentence = f"{held.level}不能对应{ask.application.series}系列{level}。"
        found.append(ask.fails("E-33", sentence, "请改按正常渠道申报。", table=table))
    if end is None:
        found.append(
            ask.unknown("E-33", "评审会日期未定,取得技能等级的年限不能计算。", "待评委会确定开会日期。")
        )
    elif (years := full_years(held.obtained_on, end)) < needed:
        sentence = f"截至{day(end)}取得{held.level}满{years}年,需满{needed}年。"
        found.append(ask.fails("E-33", sentence, "满期后再申报。"))
    found += _assessments(ask)
    sentence = f"取得{held.level}已满{needed}年,近年年度考核合格。"
    return found or [ask.passes("E-33", sentence, table=table)]


def _assessments(ask: Asking) -> list[Finding]:
    passing = ask.book.value("skilled.passing").words
    years = range(ask.book.year - ask.book.value("skilled.assessments").number, ask.book.year)
    given = ask.person.assessments
    failed = [f"{year}年度{given[year]}" for year in years if year in given and given[year] not in passing]
    missing = [f"{year}年度" for year in years if year not in given]
    found = []
    if failed:
        found.append(
            ask.fails("E-33", f"近三年年度考核须合格,{'、'.join(failed)}。", "满足近三年考核合格后再申报。")
        )
    if missing:
        found.append(ask.unknown("E-33", f"缺少{'、'.join(missing)}的年度考核结果。", "请填写年度考核情况。"))
    return found


def special_talent(ask: Asking) -> Finding:
    """E-43: special talents are reviewed by the industry department's normal committees (YN2020-1.3)."""
    if ask.application.channel is not Channel.SPECIAL:
        return ask.silent("E-43")
    return ask.passes("E-43", "特殊人才由行业主管部门组建的评委会或自主评审单位一并评审。")


def directed(ask: Asking) -> Finding:
    """E-44: 定向评价 gives senior titles valid in 怒江, 迪庆 and six counties only (YN2020-2.1)."""
    area = ask.person.directed_area
    if area is None:
        return ask.silent("E-44")
    areas = ask.book.value("directed.areas").words
    if not ask.application.level.senior:
        return ask.fails(
            "E-44", f"定向评价只用于高级职称,不能用于{ask.application.level}。", "请改按正常渠道申报。"
        )
    if not any(name in area for name in areas):
        return ask.fails(
            "E-44", f"{area}不在定向评价、定向使用的地区内({'、'.join(areas)})。", "请改按正常渠道申报。"
        )
    return ask.passes("E-44", f"{area}属于定向评价、定向使用的地区,所得职称在当地有效。")
