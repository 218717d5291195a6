"""The papers of a committee's year: plan, call, filings, draw and minutes say what their clauses ask for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.documents import samples, session_samples
from tests.documents.test_engine import AT, DRAFT, joined, pages
from zhicheng.documents.engine import ROOT, render_pdf

PRE = ROOT / "meeting/typst/pre_meeting_filing.typ"
DRAW = ROOT / "experts/typst/draw_record.typ"
MINUTES = ROOT / "meeting/typst/minutes.typ"
POST = ROOT / "outcomes/typst/post_meeting_filing.typ"
CALL = ROOT / "planning/typst/call.typ"
FURTHER = ROOT / "planning/typst/announcement.typ"
PLAN = ROOT / "planning/typst/yearly_plan.typ"
TITLES = ROOT / "title_confirmation/typst/title_list.typ"
NOTICE = ROOT / "meeting/typst/meeting_notice.typ"
SPOT = ROOT / "meeting/typst/spot_check.typ"
ALL: list[tuple[Path, Mapping[str, Any]]] = [
    (PRE, session_samples.pre_meeting_filing()),
    (DRAW, session_samples.draw_record()),
    (MINUTES, session_samples.minutes()),
    (POST, session_samples.post_meeting_filing()),
    (CALL, session_samples.call()),
    (FURTHER, session_samples.announcement()),
    (PLAN, session_samples.yearly_plan()),
    (TITLES, session_samples.title_list()),
    (SPOT, session_samples.spot_check()),
    (NOTICE, session_samples.meeting_notice()),
]


def texts(value: Any) -> list[str]:
    """All texts of a document's data, by paragraph, but the hashes of signatures (printed short)."""
    if value is None:
        return []
    if isinstance(value, str):
        return [line for line in value.split("\n") if line]
    if isinstance(value, Mapping):
        hidden = {"content_hash", "how"} | ({"year"} if "title" in value else set())
        return [t for key, item in value.items() if key not in hidden for t in texts(item)]
    return [t for item in value for t in texts(item)]


@pytest.mark.parametrize(("template", "data"), ALL, ids=lambda x: x.stem if isinstance(x, Path) else "")
def test_every_value_is_printed(template: Path, data: Mapping[str, Any]):
    text = joined(render_pdf(template, data, draft=False, at=AT, title="文件"))
    hidden = {
        "published_on",
        "issued_on",
        "case_number",
        "version",
    }  # a seal carries the date, the footer the rest
    shown = {key: value for key, value in data.items() if key not in hidden}
    if template == CALL:
        shown.pop("committee")  # its title names it
    assert [t for t in texts(shown) if "".join(t.split()) not in text] == []


@pytest.mark.parametrize(("template", "data"), ALL, ids=lambda x: x.stem if isinstance(x, Path) else "")
def test_a_draft_says_so_on_every_page(template: Path, data: Mapping[str, Any]):
    made = pages(render_pdf(template, data, draft=True, at=AT, title="文件"))
    assert all(DRAFT in page for page in made)


@pytest.mark.clause("KM2023-4.4c")
@pytest.mark.parametrize("count", [0, 400])
def test_the_filing_before_the_meeting_takes_any_number_of_people(count: int):
    data = session_samples.pre_meeting_filing(count, answered=False)
    made = pages(render_pdf(PRE, data, draft=False, at=AT, title="会前备案"))
    text = "".join("".join(made).split())
    assert f"同意上会人员名单（{count}名）" in text
    assert all(f"人员{n:03}" in text for n in range(count))
    assert "（人力资源社会保障部门签章）年月日" in text


@pytest.mark.clause("KM2023-4.4e")
def test_the_draw_record_carries_three_drawers_and_a_supervisor():
    text = joined(render_pdf(DRAW, session_samples.draw_record(), draft=False, at=AT, title="抽取记录"))
    signed = text.split("五、签字")[1]
    assert signed.count("抽取人员：") == 3
    assert signed.count("监督人员：") == 1
    assert samples.HASH in text
