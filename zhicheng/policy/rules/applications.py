"""E-20, E-21, E-22: what may not be applied for, and what other applications stand in the way."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import REVIEWS, ApplicationOutcome, Kind, OtherApplication
from zhicheng.policy.findings import Finding
from zhicheng.policy.tables.kept import TableKind, exam_only


def by_examination(ask: Asking) -> Finding:
    """E-20: where the examination replaced review there is no review, change, confirmation (KM2023-4.4a)."""
    wanted, kept = ask.application, ask.tables
    table = ask.cited(TableKind.EXAM_ONLY)
    listed = exam_only(kept, wanted.series, wanted.level, wanted.profession) if kept else wanted.exam_only
    if listed or (listed is None and wanted.exam_only):
        what = f"{ask.application.series}{ask.application.level}"
        return ask.fails(
            "E-20", f"{what}已实行以考代评,不再评审、转评或确认。", "请参加国家统一组织的考试。", table=table
        )
    if listed is None:
        return ask.awaits("E-20", TableKind.EXAM_ONLY, "不能确定申报的系列和层级是否已实行以考代评。")
    return ask.passes("E-20", "申报的系列和层级没有实行以考代评。", table=table)


def once_a_year(ask: Asking) -> Finding:
    """E-21: one promotion a year (KM2023-6.1); not two committees at once, nothing failed elsewhere (Q25).
    An application counts once the unit has passed it (AMB-33); those on 省信息平台 count too (AMB-43).
    """
    if ask.application.kind not in REVIEWS:
        return ask.silent("E-21")
    year = ask.book.year
    for other in ask.person.applications:
        if other.year != year or not other.unit_passed or other.kind not in REVIEWS:
            continue
        where = other.committee or f"{other.committee_level}级评委会"
        if _second_promotion(ask, other):
            sentence = f"{year}年度已向{where}申报过职称晋升评审,一个年度只能申报一次。"
            return ask.fails("E-21", sentence, f"{year + 1}年度再申报(以当年通知为准)。")
        same_level = other.committee_level is ask.application.committee_level
        if other.outcome is ApplicationOutcome.RUNNING and same_level:
            sentence = f"{year}年度已向{where}报送申报材料,不得同时向两个及以上同级评委会申报。"
            return ask.fails("E-21", sentence, "请只保留一个申报。")
        if other.outcome is ApplicationOutcome.FAILED and other.kind is ask.application.kind:
            sentence = f"{year}年度在{where}评审未通过,不得将材料再送其他评委会。"
            return ask.fails("E-21", sentence, f"{year + 1}年度有新业绩后再申报。")
    return ask.passes("E-21", f"{year}年度没有其他应计的申报。")


def _second_promotion(ask: Asking, other: OtherApplication) -> bool:
    promotions = other.kind is Kind.PROMOTION and ask.application.kind is Kind.PROMOTION
    return promotions and ask.book.value("applications.one_a_year").flag


def new_results(ask: Asking) -> Finding:
    """E-22: who failed in an earlier year needs new results (KM2023-4.1a, AMB-07)."""
    if ask.application.kind not in REVIEWS:
        return ask.silent("E-22")
    failed = [
        other.year
        for other in ask.person.applications
        if other.outcome is ApplicationOutcome.FAILED and other.year < ask.book.year and other.kind in REVIEWS
    ]
    if not failed:
        return ask.passes("E-22", "以前年度没有评审未通过的记录。")
    needed, given = ask.book.value("reapplication.new_results").number, ask.person.new_results
    last = max(failed)
    if given is None:
        return ask.unknown(
            "E-22", f"{last}年度评审未通过,需有新的业绩成果,尚未填写。", "请填写此后取得的业绩成果。"
        )
    if given < needed:
        return ask.fails(
            "E-22",
            f"{last}年度评审未通过后有{given}项新的业绩成果,至少需要{needed}项。",
            "取得新的业绩成果并附证明材料后再申报。",
        )
    return ask.passes("E-22", f"{last}年度评审未通过后已有{given}项新的业绩成果。")
