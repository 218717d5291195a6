"""What rests on a clause: rules and values by year and place, and where in the system it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from zhicheng.desks.law_pages import Page, pages_of
from zhicheng.desks.navigation import Words
from zhicheng.policy.book import PLACES, law, open_book
from zhicheng.policy.clauses import Clause
from zhicheng.policy.explain import spoken

YEARS = (2020, 2021, 2022, 2023)  # the years of the five documents

# What carries a demand out where no page leads there: the part of the system, in words.
PARTS: Mapping[str, Words] = {
    "policy": _("按规则自动核对"),
    "applications": _("个人申报"),
    "dossiers": _("职称信息和资格信息"),
    "people": _("账号和单位信息"),
    "planning": _("评审计划和申报评审通知"),
    "public_notice": _("公示"),
    "title_confirmation": _("职称资格确认名单"),
    "catalogues": _("政策名录"),
    "drafts": _("草稿的保存"),
    "register": _("证书查验"),
    "vetting": _("审核"),
    "experts": _("专家库和抽取"),
    "meeting": _("评审会"),
    "outcomes": _("评审结果、发文和确认"),
    "integrity": _("诚信档案"),
    "desks": _("办事指南和名录"),
    "inbox": _("消息"),
    "signatures": _("签名和电子印章"),
    "documents": _("表格和文书"),
    "files": _("上传的材料"),
    "clock": _("到期自动办理"),
    "almanac": _("工作日历"),
    "trail": _("操作留痕"),
}


@dataclass(frozen=True, slots=True)
class Resting:
    """A rule (E-…, R-…) or value that rests on a clause: what it asks, then value and years by place."""

    key: str
    asks: str
    is_rule: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """A demand of the clause with the pages that rest on it; `where`: the part of the system where no page does.

    Both are empty while the demand stands open.
    """

    says: str
    where: Words
    pages: tuple[Page, ...]


@cache
def resting_on(clause_id: str) -> tuple[Resting, ...]:
    """The rules and values whose value in one of the years rests on the clause, in the order of the law's files."""
    return _resting().get(clause_id, ())


@cache
def _resting() -> Mapping[str, tuple[Resting, ...]]:
    found: dict[str, list[Resting]] = {}
    for key, question in law().items():
        by_clause: dict[str, dict[str, list[str]]] = {}
        for place in tuple(PLACES)[::-1]:
            for year in YEARS:
                value = open_book(year, place).find(key)
                if value is None or value.place != place:
                    continue
                years = f"{year}（沿用）" if value.inherited else str(year)
                for one in value.clauses:
                    words = f"{place}：{spoken(value)}"
                    by_clause.setdefault(one, {}).setdefault(words, []).append(years)
        rule = key.startswith(("E-", "R-"))
        for one, lines in by_clause.items():
            told = tuple(f"{words}　{'、'.join(years)}" for words, years in lines.items())
            found.setdefault(one, []).append(Resting(key, question.asks, rule, told))
    return {one: tuple(rests) for one, rests in found.items()}


def carried_out(clause: Clause) -> tuple[CarriedOut, ...]:
    """Each demand of the clause with the pages that rest on what carries it out."""
    found = []
    for demand in clause.demands:
        stage = demand.by.split("/")[1] if demand.by and demand.by.startswith("zhicheng/") else ""
        pages = tuple(pages_of(demand.by)) if demand.by else ()
        found.append(CarriedOut(demand.says, "" if pages else PARTS.get(stage, ""), pages))
    return tuple(found)
