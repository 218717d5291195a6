"""What a notice tells the public about a person: enough to judge the case, never an ID or phone number.

Colleagues must recognise the person: name, unit and title stand in full (GUIDE-1.3.1 names the rest).
Birth dates, certificate numbers, ID numbers and phones never stand there.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.applications.models import Application, Submission

_ID_NUMBER = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")

Data = Mapping[str, Any]


def _span(data: Data, first: str = "from", last: str = "to") -> str:
    begun, ended = _day(data.get(first)), _day(data.get(last))
    return f"{begun}至{ended or '今'}" if begun else ended


def _day(value: Any) -> str:
    """2022-03-15 → 2022年3月15日, 2022-03 → 2022年3月; other text as it is."""
    parts = str(value or "").split("-")
    if len(parts) not in {2, 3} or not all(part.isdigit() for part in parts):
        return str(value or "")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def _place(data: Data) -> str:
    return f"本人排名第{data['order']}" if data.get("order") else ""


def _join(*parts: Any) -> str:
    return "，".join(str(part) for part in parts if part)


# group → module → how a record is told; ID, certificate and document numbers are left out
UNIT_GROUPS: Mapping[str, Mapping[str, Callable[[Data], str]]] = {
    "education": {
        "education": lambda d: _join(
            _span(d, "from", "finished_on"), d.get("school"), d.get("major"), d.get("level"), d.get("form")
        ),
    },
    "seniority": {
        "titles": lambda d: _join(
            f"{_day(d.get('obtained_on'))}取得{d.get('title', '')}",
            d.get("level"),
            d.get("obtained_by"),
            _day(d.get("appointed_on")) + "聘任" if d.get("appointed_on") else "",
        ),
        "work": lambda d: _join(_span(d), d.get("unit"), d.get("post")),
        "assessments": lambda d: f"{d.get('year', '')}年度考核{d.get('result', '')}",
    },
    "academic": {
        "papers": lambda d: _join(
            f"论文《{d.get('name', '')}》", d.get("journal"), _day(d.get("published_on")), _place(d)
        ),
        "books": lambda d: _join(
            f"著作《{d.get('name', '')}》", d.get("publisher"), _day(d.get("published_on")), d.get("role")
        ),
        "projects": lambda d: _join(f"课题“{d.get('name', '')}”", d.get("rank"), _span(d), _place(d)),
        "patents": lambda d: _join(
            f"{d.get('kind', '')}专利“{d.get('name', '')}”",
            d.get("number"),
            _day(d.get("granted_on")),
            _place(d),
        ),
    },
    "achievements": {
        "tasks": lambda d: _join(_span(d), d.get("role"), d.get("name"), d.get("content")),
        "awards": lambda d: _join(
            d.get("name"), d.get("rank"), d.get("issuer"), _day(d.get("granted_on")), _place(d)
        ),
    },
}
GROUP_LABELS: Mapping[str, str] = {
    "education": "学历情况",
    "seniority": "资历情况",
    "academic": "学术情况",
    "achievements": "业绩情况",
}


def masked(text: str) -> str:
    """`text` with ID numbers and mobile numbers that somebody typed into it made unreadable."""
    return _MOBILE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1**********\2", text))


def of_list(application: Application) -> dict[str, Any]:
    """The line of a person on a list before the meeting or of results (D-16)."""
    return {
        "name": application.applicant_name,
        "unit": application.unit.name,
        "title": application.title,
        "series": application.series,
        "profession": application.profession,
        "level": application.level,
        "committee": application.session.committee.name if application.session else "",
        **({"group": application.group.name} if application.group else {}),
    }


def of_unit(application: Application, submission: Submission) -> dict[str, Any]:
    """What the unit publishes (GUIDE-1.3.1, D-02): of_list's fields, and lines for each of UNIT_GROUPS."""
    records = submission.content.get("records", {})
    extract = of_list(application)
    for group, modules in UNIT_GROUPS.items():
        extract[group] = [
            masked(tell(record["data"]))
            for module, tell in modules.items()
            for record in records.get(module, [])
        ]
    return extract
