"""资料下载: the annexes that the notices name and blank forms of our own layout, for the texts show none (KM2023-7)."""

from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.almanac import clock
from zhicheng.applications.papers import BY_APPLICANT, BY_UNIT
from zhicheng.documents.engine import render_pdf

TEMPLATE = Path(__file__).with_name("typst") / "blank_form.typ"


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank form: cells by label, a roster of `columns` with so many `lines`, boxes for opinions, who signs.

    `texts`: what is printed in the boxes, in their order; a box without is left empty.
    """

    key: str
    title: str
    about: str
    clauses: tuple[str, ...]
    under: str = ""
    fields: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    lines: int = 0
    parts: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An annex that this site has as a page."""

    title: str
    about: str
    clauses: tuple[str, ...]
    view: str


_PERSON = ("姓名", "性别", "出生年月", "身份证号", "工作单位", "联系电话")
BLANKS: tuple[Blank, ...] = (
    Blank(
        "entrustment",
        "委托评审函",
        "省属在昆单位、其他州市单位委托我市评委会评审，由上级主管单位出具。",
        ("KM2023-7", "KM2023-2.3"),
        fields=(*_PERSON, "现有职称", "申报职称", "申报系列（专业）", "委托评审的评委会"),
        parts=("所在单位意见", "上级主管单位人事部门意见", "市人力资源社会保障局意见"),
        signers=("所在单位（公章）", "上级主管单位（公章）"),
    ),
    Blank(
        "publicity",
        "昆明市职称申报综合情况（公示）表",
        "单位公示使用；在网上申报的，由系统按申报内容生成。",
        ("KM2023-7", "KM2023-3.6"),
        fields=(*_PERSON[:3], "工作单位", "现有职称", "申报职称", "学历（学位）", "参加工作时间"),
        parts=("主要工作经历", "任现职以来主要业绩", "论文、著作、获奖情况", "公示情况和结果"),
        signers=("单位负责人", "单位（公章）"),
    ),
    Blank(
        "confirmation_list",
        "专业技术人员职称资格确认人员名单",
        "评委会在会前公示前报有权限的人社部门，确认从外省、中央单位取得的职称。",
        ("KM2023-7", "KM2023-4.3"),
        under="评委会名称：                              年度：",
        columns=("姓名", "工作单位", "原职称", "取得时间", "原发证单位", "证书编号", "确认结果"),
        lines=12,
        signers=("评委会办公室（公章）", "人社部门（公章）"),
    ),
    Blank(
        "title_confirmation",
        "企事业单位专业技术人员职称资格重新确认表",
        "从外省、中央单位、部队调入人员办理职称确认；在网上办理的，由系统生成。",
        ("GUIDE-Q16-4", "GUIDE-Q16-0"),
        fields=(*_PERSON, "原职称", "取得时间", "原发证单位", "证书编号", "合同起始日期", "申请确认的职称"),
        parts=("用人单位试用考核意见", "县（市）区人社部门或主管部门意见", "确认机关意见"),
        signers=("用人单位（公章）", "确认机关（公章）"),
    ),
    Blank(
        "change",
        "专业技术人员变更职称系列（专业）表",
        "相同、相近专业变更系列使用，2023年起改按转系列评审办理。",
        ("GUIDE-Q17-1", "KM2023-3.9"),
        fields=(
            *_PERSON,
            "现有系列和职称",
            "取得时间",
            "变更岗位时间",
            "现岗位",
            "拟变更系列（专业）",
            "拟变更职称",
        ),
        parts=("用人单位试用考核意见", "确认机关意见"),
        signers=("用人单位（公章）", "确认机关（公章）"),
    ),
    Blank(
        "commitment",
        "职称申报承诺书",
        "2021年的样式。现在须在“信用中国（云南昆明）”网站办理后下载打印。",
        ("GUIDE-Q23-3", "KM2023-3.5"),
        fields=("申报人", "工作单位", "申报职称", "申报专业"),
        parts=("申报人承诺", "用人单位承诺"),
        texts=(BY_APPLICANT, BY_UNIT),
        signers=("承诺人（申报人）", "单位经办人", "单位法定代表人", "单位名称（公章）"),
    ),
)
ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere("年度评审计划表", "当年各评委会的计划评审时间。", ("KM2023-7", "KM2023-1.1"), "planning:plan"),
    Elsewhere(
        "昆明市职称评审申报指南", "网上指南，每条注明依据。", ("KM2023-7", "DC2022-2.1"), "desks:guide"
    ),
    Elsewhere(
        "激励措施适用地区、职业资格与职称对应表",
        "通知所附名录原文未收录，请以印发的附件为准；有关条款在政策依据中查看。",
        ("KM2023-7", "KM2023-5.1b", "KM2023-5.2"),
        "desks:law",
    ),
)
BY_KEY = {one.key: one for one in BLANKS}


@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """Every annex that the notices name, each as a form to download or with where it is."""
    return render(request, "desks/downloads.html", {"blanks": BLANKS, "elsewhere": ELSEWHERE})


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """One blank form as PDF. Errors: Http404."""
    form = BY_KEY.get(key)
    if form is None:
        raise Http404
    answer = HttpResponse(made(form), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{form.key}.pdf"'
    answer["Cache-Control"] = "max-age=3600"
    return answer


def made(form: Blank) -> bytes:
    """The blank form's PDF."""
    data = {
        "case_number": "",
        "version": "",
        "title": form.title,
        "under": form.under,
        "fields": list(form.fields),
        "columns": list(form.columns),
        "lines": form.lines,
        "parts": [
            {"head": head, "text": text} for head, text in zip_longest(form.parts, form.texts, fillvalue="")
        ],
        "signers": list(form.signers),
    }
    return render_pdf(TEMPLATE, data, draft=False, at=clock.now(), title=form.title)
