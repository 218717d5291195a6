"""The engine: what it prints copies, is complete, is the same every time, and refuses what it cannot show."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings

from tests.documents import samples
from zhicheng.documents.engine import ROOT, DocumentError, MissingGlyph, content_hash, render_pdf

AT = datetime(2023, 7, 20, 2, 0, tzinfo=UTC)
REVIEW_FORM = ROOT / "applications/typst/review_form.typ"
DRAFT = "草稿　仅供核对，不得报送"


def review(data: Mapping[str, Any], *, draft: bool = False, at: datetime = AT, demo: bool = False) -> bytes:
    return render_pdf(REVIEW_FORM, data, draft=draft, at=at, title="专业技术职称申报评审表", demo=demo)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def joined(pdf: bytes) -> str:
    """The text of the whole document without footers and spaces."""
    return "".join("".join(page.rsplit("编号 ", 1)[0] for page in pages(pdf)).split())


def test_every_value_of_the_form_copies():
    form = samples.review_form()
    text = joined(review(form))
    values = [v for m in form["modules"] for row in m["rows"] for v in row]
    values += [f["value"] for f in form["basics"]] + list(form["cover"].values())
    values += [line for m in form["modules"] for line in m["text"].split("\n")]
    lost = [v for v in values if "".join(v.split()) not in text]
    assert lost == []


@pytest.mark.parametrize("character", "䶮㛃𬭎堃𩽾𠅤龘喆𬍛𬀩𬬻𫖯㵘㐂䴉𫗧𬴊𫘝〇𫍯𣗋𬺈䒟赟㭎𣲘𨱏𩾃𬇙𦭜")
def test_rare_characters_of_names_come_out(character: str):
    name = f"王{character}明"
    assert name in joined(review(samples.review_form(name)))


@pytest.mark.parametrize("character", ["𠮷", "𡈼", "𤴓", "\U0002a6d6", "\ue000", "\U0003fff0"])
def test_a_character_is_shown_or_named_never_dropped(character: str):
    try:
        text = joined(review(samples.review_form(f"王{character}")))
    except MissingGlyph as error:
        assert error.characters == character
        assert f"U+{ord(character):04X}" in str(error)
    else:
        assert f"王{character}" in text


def test_a_private_character_is_refused_by_name():
    with pytest.raises(MissingGlyph, match=r"U\+E000"):
        review(samples.review_form("王\ue000"))


def test_half_a_character_is_refused_by_name():
    with pytest.raises(MissingGlyph, match=r"U\+D842"):
        review(samples.review_form("王\ud842"))


def test_characters_without_shape_are_left_out_and_line_ends_kept():
    form = samples.review_form()
    form["modules"][4]["text"] = "第一段\x07完\r\n第二段\t完\u2028"
    lines = pages(review(form))
    assert any("第一段完\r\n第二段" in page.replace(" ", "") for page in lines)


def test_the_same_input_and_time_give_the_same_bytes():
    first = review(samples.review_form())
    assert review(samples.review_form()) == first
    assert review(samples.review_form(), at=AT + timedelta(minutes=1)) != first
    assert review(samples.review_form("李明")) != first


def test_a_draft_says_so_on_every_page_and_the_final_form_on_none():
    form = samples.review_form(finished=False)
    for page in pages(review(form, draft=True)):
        assert DRAFT in page
        assert page.count("草稿") >= 2  # the line and the mark across the page
    assert not any(DRAFT in page for page in pages(review(form)))


def test_a_demo_says_so_on_every_page():
    assert all("演示数据，不具效力" in page for page in pages(review(samples.review_form(), demo=True)))
    assert not any("演示数据" in page for page in pages(review(samples.review_form())))


def test_every_page_carries_number_version_and_hash():
    for number, page in enumerate(pages(review(samples.review_form())), start=1):
        assert "编号 KM2023-0000123" in page
        assert "第3版" in page
        assert f"内容摘要 {samples.HASH[:12]}" in page
        assert f"第 {number} 页" in page
        assert "2023-07-20 10:00" in page  # China time


def test_without_a_hash_of_its_own_a_document_carries_that_of_its_data():
    form = samples.review_form()
    del form["content_hash"]
    assert f"内容摘要 {content_hash(form)[:12]}" in pages(review(form))[0]
    turned = dict(reversed(form.items()))
    assert content_hash(turned) == content_hash(form)


@pytest.mark.parametrize("draft", [False, True])
def test_forty_records_run_over_pages_under_a_repeated_head(draft: bool):
    form = samples.review_form()
    form["modules"][10]["rows"] = [
        [f"第{n}篇论文", "机械工程学报", "CN 11-2187/TH", "2021年", "独著", "无"] for n in range(1, 41)
    ]
    text = pages(review(form, draft=draft))
    assert all(f"第{n}篇论文" in "".join(text) for n in range(1, 41))
    with_papers = [page for page in text if "篇论文" in page]
    assert len(with_papers) > 1
    assert all("论文题目" in page for page in with_papers)


def test_a_form_with_no_records_prints_none_in_each_module():
    form = samples.review_form(finished=False)
    for module in form["modules"]:
        module["rows"], module["text"] = [], ""
    text = joined(review(form, draft=True))
    for module in form["modules"]:
        after = text.split(f"、{module['name']}", 1)[1]
        assert after.split("、")[0].count("无") == 1, module["name"]


def test_long_texts_run_over_pages_whole():
    form = samples.review_form()
    form["modules"][4]["text"] = "\n".join(f"第{n}段，" + "工作总结内容鑫" * 60 for n in range(30))
    text = joined(review(form))
    assert all(f"第{n}段，" in text for n in range(30))
    assert text.count("鑫") == 30 * 60


@pytest.mark.parametrize("token", [samples.ID_NUMBER, "9" * 90, "https://doi.org/" + "a1b" * 30])
def test_a_long_number_never_leaves_its_column(token: str):
    form = samples.review_form()
    form["modules"][0]["columns"] = ["证书编号", "甲", "乙", "丙", "丁", "戊", "己"]
    form["modules"][0]["rows"] = [[token, "邻栏文字", "乙", "丙", "丁", "戊", "己"]]
    document = pypdfium2.PdfDocument(review(form))
    page = next(p for p in document if "邻栏文字" in p.get_textpage().get_text_bounded())
    text = page.get_textpage()
    end = text.search("邻栏文字").get_next()[0]
    before = [i for i in range(end) if text.get_text_range(i, 1).strip()][-len(token) :]
    assert "".join(text.get_text_range(i, 1) for i in before) == token
    assert max(text.get_charbox(i)[2] for i in before) < text.get_charbox(end)[0]


def test_a_number_a_little_too_wide_is_made_smaller_and_stays_on_one_line():
    basics = pages(review(samples.review_form()))[2]
    assert samples.ID_NUMBER in basics
    assert "91530100MA6K5XYZ1A" in basics


@pytest.mark.parametrize("token", ["0871-65123456", "https://doi.org/" + "a1b" * 60])
def test_a_long_number_within_a_sentence_prints_whole(token: str):
    form = samples.review_form()
    form["modules"][4]["text"] = f"检索网址为{token}，特此说明。\n第二段"
    form["modules"][6]["rows"][0][5] = "已结题。" * 20 + f"检索网址为{token}，其后还有正文。"
    form["stations"][0]["opinion"] = f"请按{token}联系。"
    text = joined(review(form))
    assert f"检索网址为{token}，特此说明。第二段" in text
    assert f"检索网址为{token}，其后还有正文。" in text
    assert f"请按{token}联系。" in text


def test_nothing_leaves_the_margins():
    document = pypdfium2.PdfDocument(review(samples.review_form()))
    for page in document:
        text, width = page.get_textpage(), page.get_width()
        boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
        assert min(left for left, _, _, _ in boxes) > 60
        assert max(right for _, _, right, _ in boxes) < width - 60


def test_the_file_says_that_it_is_archival_and_accessible():
    pdf = review(samples.review_form())
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert pypdfium2.PdfDocument(pdf).get_metadata_value("Title") == "专业技术职称申报评审表"


def test_a_missing_font_is_an_error():
    with pytest.raises(DocumentError, match="unknown font family"):
        render_pdf(
            REVIEW_FORM, samples.review_form(), draft=False, at=AT, title="表", fonts=[settings.FONT_DIRS[0]]
        )


def test_a_template_outside_the_project_is_an_error(tmp_path: Path):
    template = tmp_path / "a.typ"
    template.write_text("x")
    with pytest.raises(DocumentError, match="root"):
        render_pdf(template, samples.review_form(), draft=False, at=AT, title="表")


def test_a_missing_field_is_an_error():
    form: dict[str, Any] = dict(samples.review_form())
    del form["cover"]
    with pytest.raises(DocumentError, match="cover"):
        review(form)


def test_four_threads_print_each_their_own_document():
    names = [f"李{c}" for c in "甲乙丙丁戊己庚辛"]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: review(samples.review_form(name)), names))
    assert [name in joined(pdf) for name, pdf in zip(names, made, strict=True)] == [True] * 8
    assert made[0] == review(samples.review_form(names[0]))


FORKING = """
import json, os, sys
from datetime import UTC, datetime
import django
django.setup()
from zhicheng.documents.engine import ROOT, CompiledBeforeFork, render_pdf
data = json.load(sys.stdin)
def make():
    at = datetime(2023, 7, 20, tzinfo=UTC)
    render_pdf(ROOT / "applications/typst/review_form.typ", data, draft=False, at=at, title="x")
make()
child = os.fork()
if child == 0:
    try:
        make()
    except CompiledBeforeFork:
        os._exit(7)
    os._exit(1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_child_is_told_instead_of_hanging():
    done = subprocess.run(
        [sys.executable, "-c", FORKING],
        input=json.dumps(samples.review_form()),
        text=True,
        timeout=60,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        cwd=ROOT.parent,
        check=False,
    )
    assert done.returncode == 7


def test_speed_is_printed(capsys: pytest.CaptureFixture[str]):
    took = []
    for n in range(5):
        start = time.perf_counter()
        made = pages(review(samples.review_form(f"赵{n}")))
        took.append(time.perf_counter() - start)
    with capsys.disabled():
        print(f"\nreview form of {len(made)} pages: {sorted(took)[2] * 1000:.0f} ms")
    assert len(made) > 5
