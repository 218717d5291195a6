"""paper check: scanned pages of a printed review form against the pages rendered from the version that they name."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from django.utils.translation import gettext as _

from zhicheng.applications import review_form
from zhicheng.applications.models import Submission
from zhicheng.applications.printed import HASH, Code, read_code
from zhicheng.files.decoder import pictures
from zhicheng.files.reading import Sight, folded, look_at
from zhicheng.vetting.page_text import Compared, compare

_NUMBER = re.compile(r"第(\d{1,3})页共\d{1,3}页")
_FOOT = re.compile(r"第\d{1,3}页共\d{1,3}页|内容摘要[0-9a-f]{6}|^编号[a-z0-9]{6,}")


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned page: of which file, its code, which page it is, why it cannot be compared, or what it says."""

    name: str
    code: Code | None
    number: int | None
    problem: str
    compared: Compared | None


@dataclass(frozen=True, slots=True)
class Report:
    """All pages in the order given; of each case that was found, which pages are missing."""

    pages: tuple[Page, ...]
    missing: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def clean(self) -> bool:
        """Whether every page is there and none differs."""
        good = all(one.compared is not None and not one.compared.differences for one in self.pages)
        return good and not self.missing and bool(self.pages)


@dataclass
class Printed:
    """The review form as it was printed: rendered anew from the version and the minute that its code names."""

    submission: Submission
    code: Code
    read: dict[int, Sight | None] = field(default_factory=dict)

    @cached_property
    def content(self) -> bytes:
        """The PDF."""
        row = self.submission.application
        return review_form.pdf(row, self.submission.content, self.submission, self.code.at)

    @cached_property
    def texts(self) -> list[str]:
        """What each page says."""
        with pypdfium2.PdfDocument(self.content) as book:
            return [page.get_textpage().get_text_range() for page in book]

    def sight(self, number: int) -> Sight | None:
        """The page read like a scan, once."""
        if number not in self.read:
            with TemporaryDirectory(prefix="zhicheng-paper-") as folder:
                alone = Path(folder) / "page.pdf"
                with pypdfium2.PdfDocument(self.content) as book, pypdfium2.PdfDocument.new() as single:
                    single.import_pages(book, [number - 1])
                    single.save(str(alone))
                with pictures(alone, alone.name) as drawn:
                    self.read[number] = look_at(drawn[0].path)
        return self.read[number]


def check(files: Iterable[Path]) -> Report:
    """Every page of the scans (PDF, JPEG, PNG, HEIC). Errors: FileRefused for a file that cannot be opened."""
    known: dict[str, Printed] = {}
    pages = []
    for file in files:
        with pictures(file, file.name) as drawn:
            for position, one in enumerate(drawn, start=1):
                name = file.name if len(drawn) == 1 else f"{file.name} {position}"
                pages.append(_page(name, look_at(one.path), known))
    missing = []
    for printed in known.values():
        there = {one.number for one in pages if one.compared and str(one.code) == str(printed.code)}
        lost = tuple(sorted(set(range(1, len(printed.texts) + 1)) - there))
        if lost and there:
            missing.append((printed.code.number, lost))
    return Report(tuple(pages), tuple(missing))


def _page(name: str, sight: Sight | None, known: dict[str, Printed]) -> Page:
    if sight is None:
        return Page(name, None, None, _("这一页读不出来，请重新扫描。"), None)
    code = next((found for text in sight.codes if (found := read_code(text))), None)
    if code is None:
        words = (
            _("页上的二维码不是本系统申报表的编码，这一页不属于申报表。")
            if sight.codes
            else _("没有读到页上的二维码：不是本系统打印的申报表，或扫描不清、被遮盖，请重新扫描。")
        )
        return Page(name, None, None, words, None)
    if code.paper != "F":
        return Page(name, code, None, _("这是复印件审核签署页，请对照原件人工核对。"), None)
    printed, problem = _found(code, known)
    if printed is None:
        return Page(name, code, None, problem, None)
    number = _number(sight, printed.texts)
    clean = printed.sight(number) if number else None
    if number is None or clean is None:
        return Page(name, code, None, _("认不出这是第几页，请重新扫描。"), None)
    compared = compare(_body(clean.lines), _body(sight.lines), printed.texts[number - 1])
    return Page(name, code, number, problem, compared)


def _found(code: Code, known: dict[str, Printed]) -> tuple[Printed | None, str]:
    """The form that the code names, and what is to be said of its version."""
    if str(code) in known:
        printed: Printed | None = known[str(code)]
    else:
        rows = Submission.objects.select_related("application__person", "application__session__committee")
        submission = rows.filter(application__number=code.number, version=code.version).first()
        printed = Printed(submission, code) if submission else None
    if printed is None:
        words = _("系统中没有编号%(number)s的第%(version)d次提交。")
        return None, words % {"number": code.number, "version": code.version}
    row = printed.submission.application
    if printed.submission.content_hash[:HASH] != code.digest:
        return None, _("页上的内容摘要与系统中这次提交的不一致，不是由系统打印的。")
    if row.session is not None and not row.session.paper_stage:
        return None, _("本次评审不收纸质材料，不需要核对。")
    known[str(code)] = printed
    last = row.submissions.order_by("-version").values_list("version", flat=True).first() or code.version
    if last == code.version:
        return printed, ""
    words = _("这一页打印自第%(version)d次提交，最新的是第%(last)d次，请重新打印。")
    return printed, words % {"version": code.version, "last": last}


def _number(sight: Sight, texts: Sequence[str]) -> int | None:
    """Which page it is: by its foot, else the one that it shares most lines with."""
    for line in sight.lines:
        if (match := _NUMBER.search(folded(line))) and 0 < int(match[1]) <= len(texts):
            return int(match[1])
    shared = [sum(folded(line) in folded(text) for line in sight.lines if len(line) > 3) for text in texts]
    best = max(shared, default=0)
    return shared.index(best) + 1 if best > 2 else None


def _body(lines: Sequence[str]) -> list[str]:
    """The lines without the foot, which the code says better."""
    return [line for line in lines if not _FOOT.search(folded(line))]
