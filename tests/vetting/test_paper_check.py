"""paper check: a page printed, scanned and altered; foreign pages, old versions, missing pages told apart."""

import importlib.util
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw
from pytest_django import Settings

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE
from zhicheng.almanac import clock
from zhicheng.applications import review_form
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.printed import Code, code_of, read_code
from zhicheng.applications.states import State
from zhicheng.documents import qr
from zhicheng.planning.models import Session
from zhicheng.vetting.page_text import compare
from zhicheng.vetting.paper_check import check

needs_reader = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr_onnxruntime") is None, reason="the reading aid is not installed"
)
PRINTED = ["姓名", "王文静", "出生年月", "1985年3月", "证书编号KM-ZC-2018-0017", "同意推荐申报高级工程师"]


@pytest.fixture(autouse=True)
def _reading_is_on(settings: Settings) -> None:
    settings.READING = True


@pytest.fixture
def now() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


@pytest.fixture
def row(season: making.Season, now: None) -> Application:
    found = making.application(season, State.PAPER_SENT)
    return Application.objects.select_related("person", "session__committee").get(pk=found.pk)


def scan(folder: Path, row: Application, *, was: str = "", becomes: str = "", page: int = 3) -> Path:
    """A page of the printed form as a scanner gives it: a grey, slightly turned JPEG; what was changed on paper first."""
    submission = row.submissions.get()
    text = json.dumps(submission.content, ensure_ascii=False)
    assert was in text
    altered = json.loads(text.replace(was, becomes)) if was else submission.content
    pdf = review_form.pdf(row, altered, submission)  # the code is that of the unaltered page
    with pypdfium2.PdfDocument(pdf) as book:
        drawn = book[page - 1].render(scale=2.5).to_pil().convert("L").rotate(0.3, fillcolor=255)
    target = folder / f"{page}.jpg"
    drawn.save(target, quality=80)
    return target


def coded(folder: Path, text: str) -> Path:
    """A page with nothing but a code at its upper right."""
    paper = Image.new("RGB", (1200, 1700), "white")
    if text:
        paper.paste(Image.open(io.BytesIO(qr.png(text, scale=5))).convert("RGB"), (900, 40))
    ImageDraw.Draw(paper).rectangle((100, 900, 400, 904), fill="black")
    target = folder / "page.png"
    paper.save(target)
    return target


def test_a_slip_of_the_reader_is_forgiven_a_changed_number_is_not() -> None:
    def differs(line: int, scanned: str) -> bool:
        read = [scanned if number == line else text for number, text in enumerate(PRINTED)]
        return bool(compare(PRINTED, read, "".join(PRINTED)).differences)

    assert not compare(PRINTED, PRINTED, "".join(PRINTED)).differences
    assert not compare(
        PRINTED, [*PRINTED[:2], "出生年月1985年3月", *PRINTED[4:]], "".join(PRINTED)
    ).differences
    assert differs(3, "1986年3月")
    assert differs(4, "证书编号KM-ZC-2018-0019")
    assert differs(5, "不同意推荐申报高级工程师")
    assert not differs(5, "同意推荐申报高级工程帅")
    assert differs(1, "王文婧")
    assert differs(1, "")
    extra = compare(PRINTED, [*PRINTED, "获省科技进步奖"], "".join(PRINTED))
    assert (extra.differences, extra.besides) == ((), ("获省科技进步奖",))


def test_a_code_is_read_as_it_was_written(row: Application) -> None:
    code = code_of(row.submissions.get(), clock.now())
    assert read_code(str(code)) == code
    for wrong in (
        "",
        "https://example.org",
        str(code).replace("ZC1F", "ZC1X"),
        str(code)[:-12] + "209913459999",
    ):
        assert read_code(wrong) is None


@pytest.mark.long
@needs_reader
@pytest.mark.clause("GUIDE-5.2.3-2")
def test_an_unaltered_page_agrees_and_the_missing_ones_are_named(row: Application, tmp_path: Path) -> None:
    report = check([scan(tmp_path, row)])
    [page] = report.pages
    assert (page.problem, page.number) == ("", 3)
    assert page.compared is not None
    assert page.compared.differences == ()
    [(number, missing)] = report.missing
    assert number == row.number
    assert missing[:3] == (1, 2, 4)
    assert not report.clean


@pytest.mark.long
@needs_reader
def test_one_altered_number_is_found(
    row: Application, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    born = row.submissions.get().content["basics"]["birth_date"]
    altered = scan(tmp_path, row, was=born, becomes=born.replace("198", "197"))
    with pytest.raises(CommandError, match="不一致"):
        call_command("paper", "check", str(altered))
    told = capsys.readouterr().out
    assert "应为“1985年" in told
    assert "读作“1975年" in told


@needs_reader
def test_pages_that_cannot_be_compared_say_why(row: Application, tmp_path: Path) -> None:
    submission = row.submissions.get()
    code = code_of(submission, clock.now())

    def problem(text: str) -> str:
        [page] = check([coded(tmp_path, text)]).pages
        return page.problem

    assert "没有读到" in problem("")
    assert "不属于申报表" in problem("https://example.org/")
    assert "系统中没有" in problem(str(Code("KM2023-999999", 1, code.digest, code.at)))
    assert "系统中没有" in problem(str(Code(code.number, 7, code.digest, code.at)))
    assert "内容摘要" in problem(
        str(Code(code.number, 1, "0" * 12 if code.digest != "0" * 12 else "1" * 12, code.at))
    )
    assert "人工核对" in problem(str(code_of(submission, clock.now(), "C")))
    assert "第几页" in problem(str(code))
    Session.objects.update(paper_stage=False)
    assert "不收纸质材料" in problem(str(code))


@pytest.mark.long
@needs_reader
def test_an_old_version_is_named(row: Application, tmp_path: Path) -> None:
    old = scan(tmp_path, row, page=2)
    ready.submit_again(row)
    assert Submission.objects.filter(application=row).count() == 2
    [page] = check([old]).pages
    assert "打印自第1次提交，最新的是第2次" in page.problem


def test_a_file_that_is_none_is_said(row: Application, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("paper", "check", str(tmp_path / "no.pdf"))
