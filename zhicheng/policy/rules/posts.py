"""E-13, E-14, E-15: on which post the work is done, and who is away from it."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Channel, Post
from zhicheng.policy.findings import Finding

MOVABLE = frozenset({Post.WORKER, Post.MANAGEMENT})


def moved_to_post(ask: Asking) -> Finding:
    """E-13: an institution's worker or manager needs a vacant post and a formal move (GUIDE-Q10).
    Skilled workers apply from their own post (GUIDE-Q21), so the rule is not asked of them.
    """
    person, moved = ask.person, ask.person.post_moved
    concerned = person.unit.institution and (person.post in MOVABLE or moved is not None)
    if not concerned or ask.application.channel is Channel.SKILLED:
        return ask.silent("E-13")
    if moved is None:
        return ask.fails(
            "E-13",
            f"事业单位{person.post}人员尚未转到专业技术岗位,不能申报。",
            "单位完成岗位设置、有空岗并正式行文转岗后再申报。",
        )
    lacks = [
        words
        for missing, words in (
            (not moved.post_setting_done, "单位未完成岗位设置管理"),
            (not moved.vacancy, "专业技术岗位没有空余"),
            (moved.document_on is None, "没有确定岗位变更时间的正式行文"),
            (not ask.application.level.junior and not moved.pay_form, "没有岗位(职务)变动工资审批表"),
        )
        if missing
    ]
    if lacks:
        return ask.fails("E-13", f"转到专业技术岗位的条件不足:{';'.join(lacks)}。", "由单位补办后再申报。")
    return ask.passes("E-13", "已按规定转到专业技术岗位。")


def seconded(ask: Asking) -> Finding:
    """E-14: seconded without the own unit's duties: not in its name; such time is lost (GUIDE-Q11)."""
    if ask.person.on_secondment:
        return ask.fails(
            "E-14", "借调期间未履行本单位岗位职责,不得以本单位名义申报。", "回到本单位履职后再申报。"
        )
    return ask.passes("E-14", "没有在借调期间脱离本单位岗位职责。")


def administrative(ask: Asking) -> Finding:
    """E-15: moved to administration without professional duties (GUIDE-Q11)."""
    if ask.person.post is Post.ADMINISTRATION:
        return ask.fails(
            "E-15", "已从事行政工作、未履行专业技术职责,不得申报。", "回到专业技术岗位后再申报。"
        )
    return ask.passes("E-15", "没有转为行政岗位。")
