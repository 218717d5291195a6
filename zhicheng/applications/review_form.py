"""《专业技术职称申报评审表》 (D-01): from what was submitted and what later stages have written."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application, Station, Submission
from zhicheng.applications.printed import code_of
from zhicheng.applications.snapshot import masked_mobile
from zhicheng.applications.states import AT_STATION, EDITABLE, State
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import (
    ApprovalGiven,
    CommitteeOpinion,
    Field,
    Module,
    ResultConfirmation,
    ReviewForm,
    StationOpinion,
    UnitAssessment,
    UnitOpinion,
)
from zhicheng.dossiers.modules import MODULES
from zhicheng.dossiers.modules import Field as ModuleField
from zhicheng.dossiers.modules import Kind as FieldKind
from zhicheng.people.models import Organisation, Person
from zhicheng.ui.templatetags.ui import cn_date, kept_words

TEMPLATE = Path(__file__).parent / "typst" / "review_form.typ"
MOST_COLUMNS = 8
HEADING = len("专业技术人员")  # the first line of the heading; the rest of the form's name is the second
_NOT_FINAL = AT_STATION | EDITABLE | {State.UNIT_NOTICE, State.NOTICE_OBJECTION}


class Opinions(TypedDict, total=False):
    """What stages further along the line contribute to the form."""

    unit_opinion: UnitOpinion | None
    unit_assessment: UnitAssessment | None
    approval: ApprovalGiven | None
    stations: list[StationOpinion]
    committee_opinion: CommitteeOpinion | None
    confirmation: ResultConfirmation | None


def is_final(application: Application) -> bool:
    """Whether the form is final: from 电子审核通过 on (GUIDE-Q23-1)."""
    return application.audited_at is not None and State(application.state) not in _NOT_FINAL


def form_of(
    application: Application, content: Mapping[str, Any], *, version: str, content_hash: str = ""
) -> ReviewForm:
    """The form's data over a snapshot's content (snapshot.content_of) with the opinions written so far."""
    cover, basics = content["cover"], content["basics"]
    titles = content["records"].get("titles", [])
    form: ReviewForm = {
        "case_number": application.number or _("未提交"),
        "version": version,
        "cover": {
            "unit": _unit_then_and_now(cover),
            "name": basics["name"],
            "current_title": _current_title(titles),
            "applied_title": cover["title"],
            "series": cover["series"],
            "profession": cover["profession"],
            "level": cover["level"],
            "kind": cover["kind"],
            "committee": cover["committee"],
            "year": str(cover["year"]),
            "filled_on": cn_date(application.submitted_at or clock.now()),
        },
        "basics": _basics(application.person, content),
        "photo_jpeg": "",
        "modules": [_module(one.label, one.fields, content["records"].get(one.key, [])) for one in MODULES],
        "unit_opinion": None,
        "stations": [
            _empty_station(one)
            for one in application.stations.select_related("organisation")
            if one.position > 0
        ],
        "committee_opinion": None,
        "confirmation": None,
        "maker": "",
    }
    kind = row_for(application.kind, application.channel)
    if not kind.by_committee:
        form["heading"] = [kind.form[:HEADING], kind.form[HEADING:]]
        form["by_committee"] = False
    if content_hash:
        form["content_hash"] = content_hash
    for name in settings.REVIEW_FORM_PARTS:  # stages further along, which this one does not know
        source: Callable[[Application], Opinions] = import_string(name)
        form.update(source(application))  # type: ignore[typeddict-item]  # keys by name
    return form


def pdf(
    application: Application,
    content: Mapping[str, Any],
    submission: Submission | None,
    at: dt.datetime | None = None,
) -> bytes:
    """The PDF: final for the submission that passed the electronic audit, else marked 草稿. `at`: as if printed then."""
    at = at or clock.now()
    final = submission is not None and is_final(application)
    version = _("第%(version)d版") % {"version": submission.version} if submission else ""
    form = form_of(
        application, content, version=version, content_hash=submission.content_hash if submission else ""
    )
    return render_pdf(
        TEMPLATE,
        form,
        draft=not final,
        at=at,
        title=row_for(application.kind, application.channel).form,
        demo=clock.is_demo(),
        code=str(code_of(submission, at)) if submission else "",
    )


def _unit_then_and_now(cover: Mapping[str, Any]) -> str:
    """The unit's name as submitted, with the one that it bears now or the unit into which it was merged since."""
    code = cover.get("credit_code")
    unit = (
        Organisation.objects.select_related("merged_into").filter(credit_code=code).first() if code else None
    )
    if unit is not None and unit.merged_into is not None:
        return _("%(then)s（已并入%(now)s）") % {"then": cover["unit"], "now": unit.merged_into.name}
    if unit is not None and unit.name != cover["unit"]:
        return _("%(then)s（现名%(now)s）") % {"then": cover["unit"], "now": unit.name}
    return str(cover["unit"])


def _basics(person: Person, content: Mapping[str, Any]) -> list[Field]:
    basics, told = content["basics"], content.get("qualification") or {}
    education = content["records"].get("education", [])
    best = education[0]["data"] if education else {}
    pairs = (
        (_("姓名"), basics["name"]),
        (_("性别"), basics["sex"]),
        (_("出生日期"), kept_words(basics["birth_date"])),
        (_("民族"), basics["ethnicity"]),
        (_("政治面貌"), basics["political_status"]),
        (_("手机号码"), masked_mobile(person.mobile)),
        (_("证件号码"), person.id_number),
        (_("从事专业工作时间"), kept_words(told.get("professional_work_from"))),
        (_("学历（学位）"), str(best.get("level", ""))),
        (_("毕业院校"), str(best.get("school", ""))),
        (_("所学专业"), str(best.get("major", ""))),
        (_("毕业时间"), kept_words(best.get("finished_on"))),
        (_("用工形式"), told.get("employment") or ""),
        (_("岗位类别"), told.get("post") or ""),
        (_("申报渠道"), content["cover"]["channel"]),
        (_("申报编号"), content["number"]),
    )
    return [{"label": label, "value": value} for label, value in pairs]


def _current_title(titles: list[dict[str, Any]]) -> str:
    if not titles:
        return _("无")
    data = max((one["data"] for one in titles), key=lambda data: str(data.get("obtained_on", "")))
    return f"{data.get('title', '')}（{kept_words(data.get('obtained_on'))}）"


def _module(name: str, fields: tuple[ModuleField, ...], records: list[dict[str, Any]]) -> Module:
    if len(fields) == 1:
        text = "\n\n".join(shown(fields[0], one["data"].get(fields[0].name)) for one in records)
        return {"name": name, "columns": [], "rows": [], "text": text}
    told = [one for one in fields if one.required or any(record["data"].get(one.name) for record in records)]
    kept = told if len(told) <= MOST_COLUMNS else told[: MOST_COLUMNS - 1]
    rest = told[len(kept) :]
    rows = []
    for record in records:
        row = [shown(one, record["data"].get(one.name)) for one in kept]
        if rest:
            row.append(_together(rest, record["data"]))
        rows.append(row)
    columns = [one.label for one in kept] + ([_("其他")] if rest else [])
    return {"name": name, "columns": columns, "rows": rows, "text": ""}


def _together(fields: list[ModuleField], data: Mapping[str, Any]) -> str:
    """Fields that have no column of their own, in one cell: 作者人数：3；收录情况：EI."""
    found = ((one.label, shown(one, data.get(one.name))) for one in fields)
    return "；".join(f"{label}：{value}" for label, value in found if value)


def shown(field: ModuleField, value: object) -> str:
    """A field's value as people read it."""
    if value is None or value == "":
        return ""
    if field.kind is FieldKind.YES_NO:
        return _("是") if value in (True, "是", "true", "yes") else _("否")
    return kept_words(value, month=field.kind is FieldKind.MONTH)


def _empty_station(station: Station) -> StationOpinion:
    return {
        "station": f"{station.name}审核意见",
        "organisation": station.organisation.name,
        "result": "",
        "opinion": "",
        "auditor": "",
        "decided_on": "",
        "signatures": [],
    }
