"""What a notice tells the public about a person: enough to judge the case, never an ID or phone number.

Colleagues must recognise the person: name, unit and title stand in full (GUIDE-1.3.1 names the rest).
Birth dates, certificate numbers, ID numbers and phones never stand there.
"""

import re
from collections.abc import Mapping
from typing import Any

from zhicheng.applications.models import Application, Submission
from zhicheng.dossiers.modules import BY_KEY

_ID_NUMBER = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{3}[\dXx])(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")

# group → module → the fields that are told, in this order
UNIT_GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "education": {"education": ("from", "finished_on", "school", "major", "level", "form")},
    "seniority": {
        "titles": ("obtained_on", "title", "level", "obtained_by", "appointed_on"),
        "work": ("from", "to", "unit", "post"),
        "assessments": ("year", "result"),
    },
    "academic": {
        "papers": ("name", "journal", "published_on", "order"),
        "books": ("name", "publisher", "published_on", "role"),
        "projects": ("name", "rank", "from", "to", "order"),
        "patents": ("name", "kind", "number", "granted_on", "order"),
    },
    "achievements": {
        "tasks": ("from", "to", "name", "role", "content"),
        "awards": ("name", "rank", "issuer", "granted_on", "order"),
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
    }


def of_unit(application: Application, submission: Submission) -> dict[str, Any]:
    """What the unit publishes (GUIDE-1.3.1, D-02): of_list's fields, and lines for each of UNIT_GROUPS."""
    records = submission.content.get("records", {})
    extract = of_list(application)
    for group, modules in UNIT_GROUPS.items():
        extract[group] = [
            line
            for module, fields in modules.items()
            for record in records.get(module, [])
            if (line := _line(module, fields, record["data"]))
        ]
    return extract


def _line(module: str, names: tuple[str, ...], data: Mapping[str, Any]) -> str:
    labels = {field.name: field.label for field in BY_KEY[module].fields}
    parts = [f"{labels[name]}:{data[name]}" for name in names if data.get(name) not in (None, "")]
    return masked(";".join(parts))
