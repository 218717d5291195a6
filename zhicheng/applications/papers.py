"""Papers to print and sign: the commitment (GUIDE-Q23-3), the page of copies with room for stamps (DC2022-2.10)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhicheng.almanac import clock
from zhicheng.applications.access import submitted_files
from zhicheng.applications.models import Application
from zhicheng.applications.printed import code_of
from zhicheng.documents.engine import render_pdf

FOLDER = Path(__file__).with_name("typst")
# in our own words, after the commitment of GUIDE-Q23-3
BY_APPLICANT = (
    "本人在职在岗，不是公务员（含参照公务员法管理的人员），没有退休，也没有达到法定退休年龄（经批准延迟退休并在延迟期内的除外）。\n"
    "本人填写的申报内容和提交的全部材料真实、准确、有效；如有不实，本人愿意承担相应责任和一切后果。"
)
BY_UNIT = "本单位已按规定严格审核申报人的条件和材料；如有不实，由本单位承担相应责任和后果。"
SIGNERS = ("承诺人（申报人）", "单位经办人", "单位法定代表人", "单位名称（公章）")


def commitment(application: Application) -> bytes:
    """《职称申报承诺书》 of the application, with room for three signatures, the seal and the days."""
    data = {
        **_head(application),
        "parts": [{"head": "申报人承诺", "text": BY_APPLICANT}, {"head": "用人单位承诺", "text": BY_UNIT}],
        "signers": list(SIGNERS),
    }
    return _rendered("commitment.typ", data, "职称申报承诺书")


def copies(application: Application, content: Mapping[str, Any]) -> bytes:
    """《复印件审核签署页》: every attachment and evidence, each with name, opinion, date and seal to be filled in."""
    data = {**_head(application), "copies": list(submitted_files(content).values())}
    last = application.submissions.select_related("application").order_by("-version").first()
    code = str(code_of(last, clock.now(), "C")) if last else ""
    return _rendered("copies.typ", data, "申报材料复印件审核签署页", code)


def _head(application: Application) -> dict[str, Any]:
    return {
        "case_number": application.number or "",
        "version": "",
        "year": str(application.year),
        "unit": application.unit.name,
        "basics": [
            {"label": "申报人", "value": application.applicant_name},
            {"label": "工作单位", "value": application.unit.name},
            {"label": "申报职称", "value": application.title},
            {"label": "申报专业", "value": application.profession},
        ],
    }


def _rendered(template: str, data: Mapping[str, Any], title: str, code: str = "") -> bytes:
    at, demo = clock.now(), clock.is_demo()
    return render_pdf(FOLDER / template, data, draft=False, at=at, title=title, demo=demo, code=code)
