"""E-16, E-17, E-18, E-29: a second title, a change of series, and promotion after it."""

from __future__ import annotations

from zhicheng.policy.anniversaries import add_months, full_months
from zhicheng.policy.asking import Asking, day, span
from zhicheng.policy.facts import ApplicationOutcome, Kind, Proof, Title
from zhicheng.policy.findings import Finding
from zhicheng.policy.tables.kept import TableKind, similar
from zhicheng.policy.tables.similar import are_similar

CHANGES = frozenset({Kind.TRANSFER, Kind.CHANGE})


def same_level_titles(ask: Asking) -> list[Title]:
    """Declared titles held today at the level applied for or above."""
    level = ask.application.level
    return [
        title
        for title in ask.person.titles
        if title.declared and title.obtained_on <= ask.today and title.level.rank >= level.rank
    ]


def second_title(ask: Asking) -> Finding:
    """E-16: no second title of the same series or profession without a change of post (KM2023-3.9).

    Whether a change of post lasted long enough for 转系列评审 is asked by E-17.
    """
    wanted = ask.application
    if wanted.kind not in (Kind.PROMOTION, Kind.TRANSFER):
        return ask.silent("E-16")
    for title in same_level_titles(ask):
        same_series = title.series == wanted.series
        same_profession = bool(wanted.profession) and title.profession == wanted.profession
        identical = same_series and same_profession
        unmoved = wanted.kind is Kind.PROMOTION and ask.person.post_changed_on is None
        if identical or (unmoved and (same_series or same_profession)):
            return ask.fails(
                "E-16",
                f"已具备{title.series}{title.profession}{title.level},"
                f"没有变更岗位不得再申报同一系列或同一专业的{wanted.level}。",
                "可申报高一级职称;岗位确有变更的,按转系列(专业)评审程序申报。",
            )
    return ask.passes("E-16", "没有重复申报同一系列或同一专业的职称。")


def change_of_series(ask: Asking) -> list[Finding]:
    """E-17: a same-level title of another series goes by the transfer procedure, after time on the new post.
    12 months since KM2023-3.9; half a year's probation and a passed assessment before (GUIDE-Q17-1).
    """
    kind = ask.application.kind
    if kind is Kind.PROMOTION:
        return [_forced(ask)]
    if kind not in CHANGES or (kind is Kind.CHANGE and not ask.book.value("change.open").flag):
        return [ask.silent("E-17")]
    changed, needed = ask.person.post_changed_on, ask.book.value("transfer.months").number
    if changed is None:
        return [
            ask.fails(
                "E-17", f"没有变更岗位;须变更岗位后在现岗位工作满{span(needed)}。", "变更岗位满期后再申报。"
            )
        ]
    reached = add_months(changed, needed)
    if reached > ask.today:
        done = span(full_months(changed, ask.today))
        return [
            ask.fails(
                "E-17",
                f"变更岗位后在现岗位工作满{done},需满{span(needed)}。",
                f"{day(reached)}起满足时间要求。",
            )
        ]
    return _assessed(ask) or [ask.passes("E-17", f"{day(changed)}变更岗位,在现岗位工作已满{span(needed)}。")]


def _assessed(ask: Asking) -> list[Finding]:
    found = []
    if ask.book.value("transfer.assessed").flag:
        if ask.person.probation_assessed is False:
            return [ask.fails("E-17", "变更岗位后的试用考核不合格。", "考核合格后再申报。")]
        if ask.person.probation_assessed is None:
            found.append(ask.unknown("E-17", "变更岗位后的试用考核还没有结果。", "请单位完成考核。"))
    if ask.facts.proofs is not None and Proof.POST_CHANGE not in ask.facts.proofs:
        found.append(ask.unknown("E-17", "还没有上传变岗证明。", "请上传聘书、合同或单位证明等。"))
    return found


def _forced(ask: Asking) -> Finding:
    """A same-level title of another series forces the transfer procedure (KM2023-4.1b, GUIDE-Q25)."""
    wanted = ask.application
    others = [title for title in same_level_titles(ask) if title.level is wanted.level]
    moved = ask.person.post_changed_on is not None
    for title in others:
        same_series, same_profession = title.series == wanted.series, title.profession == wanted.profession
        if same_series and same_profession:
            continue
        if (not same_series and not same_profession) or moved:
            return ask.fails(
                "E-17",
                f"已具备{title.series}{title.level},申报{wanted.series}{wanted.level}须按转系列(专业)评审程序。",
                "请把申报类别改为“转系列评审”。",
            )
    return ask.silent("E-17")


def promoted_too_soon(ask: Asking) -> Finding:
    """E-18: first the change at the old level, promotion from the next year (GUIDE-Q17-3)."""
    if ask.application.kind is not Kind.PROMOTION:
        return ask.silent("E-18")
    done = (ApplicationOutcome.RUNNING, ApplicationOutcome.PASSED)
    for other in ask.person.applications:
        if other.kind in CHANGES and other.year == ask.book.year and other.outcome in done:
            year = ask.book.year
            remedy = f"{year + 1}年度起可申报晋升(以当年通知为准)。"
            return ask.fails("E-18", f"{year}年度已申报变更系列,当年不得晋升。", remedy)
    return ask.passes("E-18", "本年度没有变更系列。")


def similar_professions(ask: Asking) -> Finding:
    """E-29: a change form suffices between similar professions (GUIDE-Q17-1), not in 2023 (AMB-23)."""
    if ask.application.kind is not Kind.CHANGE:
        return ask.silent("E-29")
    if not ask.book.value("change.open").flag:
        return ask.fails(
            "E-29", "变更同级职称须按转系列(专业)评审程序,不再办理变更确认。", "请改为“转系列评审”。"
        )
    alike, table = _alike(ask), ask.cited(TableKind.SIMILAR)
    if alike is None:
        return ask.awaits("E-29", TableKind.SIMILAR, "不能确定是否属于相同、相近专业。")
    if not alike:
        return ask.fails(
            "E-29", "不属于相同、相近专业,不能只作变更确认。", "请按转系列评审申报同级职称。", table=table
        )
    return ask.passes("E-29", "属于相同、相近专业,可填写变更表确认。", table=table)


def _alike(ask: Asking) -> bool | None:
    """By the guide's own pairs and the bureaus' table, for any title held at the level; None where neither says.

    By the facts where no tables are handed in.
    """
    if ask.tables is None:
        return ask.person.similar_professions
    wanted = ask.application
    held = same_level_titles(ask)
    if any(are_similar(one.series, one.profession, wanted.series, wanted.profession) for one in held):
        return True
    if ask.tables.rows(TableKind.SIMILAR) is None:
        return None
    return any(similar(ask.tables, one.profession, wanted.profession) for one in held)
