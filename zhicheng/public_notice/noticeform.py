"""《昆明市职称申报综合情况（公示）表》 (D-02) of one person, from what was posted."""

import datetime as dt
from pathlib import Path

from zhicheng.almanac import clock
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import Field, NoticeForm, Signature
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date

TEMPLATE = Path(__file__).with_name("typst") / "notice_form.typ"
_BASICS = (
    ("姓名", "name"),
    ("申报职称", "title"),
    ("申报系列", "series"),
    ("专业", "profession"),
    ("申报级别", "level"),
    ("评审委员会", "committee"),
)


def pdf(entry: NoticeEntry) -> bytes:
    """The form as it hangs, and with its result and seal once the notice is closed."""
    row = data(entry)
    title = f"职称申报综合情况（公示）表 {entry.extract['name']}"
    return render_pdf(TEMPLATE, row, draft=False, at=clock.now(), title=title, demo=clock.is_demo())


def data(entry: NoticeEntry) -> NoticeForm:
    """What the template is given."""
    notice, told = entry.notice, entry.extract
    basics: list[Field] = [{"label": label, "value": told.get(key, "")} for label, key in _BASICS]
    places = [notice.place] + (["单位办公平台"] if notice.on_platform else [])
    return {
        "case_number": entry.application.number or "",
        "version": "",
        "content_hash": entry.extract_hash,
        "year": str(entry.application.year),
        "unit": notice.publisher.name,
        "basics": basics,
        "education": told["education"],
        "seniority": told["seniority"],
        "academic": told["academic"],
        "achievements": told["achievements"],
        "places": places,
        "period": f"{cn_date(notice.posted_on)}至{cn_date(notice.ends_on)}（{notice.workdays}个工作日）",
        "contact": " ".join(part for part in (notice.publisher.name, notice.publisher.contact_name) if part),
        "objections": notice.result + _of_person(entry),
        "signatures": _signatures(notice),
    }


def _of_person(entry: NoticeEntry) -> str:
    """What became of an objection to this person that the notice's result could not tell yet."""
    notice = entry.notice
    late = [
        one for one in entry.objections.all() if notice.closed_at and _undecided_at(one, notice.closed_at)
    ]
    if not late:
        return ""
    if any(one.outcome == Objection.Outcome.OPEN for one in late):
        return "\n对本人的异议正在核查，核查结束前不予推荐。"
    days = "、".join(cn_date(one.decided_at) for one in late)
    borne_out = any(one.outcome == Objection.Outcome.UPHELD for one in late)
    return f"\n对本人的异议于{days}核查答复：" + ("异议属实，不予推荐。" if borne_out else "异议不成立。")


def _undecided_at(objection: Objection, moment: dt.datetime) -> bool:
    return objection.decided_at is None or objection.decided_at > moment


def _signatures(notice: Notice) -> list[Signature]:
    """The unit's seal under the result, with the officer who set it."""
    return [drawn(notice.signature, role="经办人")] if notice.signature else []
