"""The code on every printed page: which case, which version, the hash of its content, when it was printed."""

import datetime as dt
import re
from dataclasses import dataclass

from zhicheng.almanac import clock
from zhicheng.applications.models import Submission

HASH = 12  # digits of the content's hash, as in the footer
_WRITTEN = re.compile(
    rf"ZC1(?P<paper>[FC])/(?P<number>[A-Z0-9-]{{3,30}})/(?P<version>\d{{1,5}})/(?P<digest>[0-9a-f]{{{HASH}}})/(?P<at>\d{{12}})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Code:
    """What the code of a page says; written as ZC1F/number/version/hash/minute of printing in China.

    `paper`: F the review form, C the page on which the copies are signed.
    """

    number: str
    version: int
    digest: str
    at: dt.datetime
    paper: str = "F"

    def __str__(self) -> str:
        minute = clock.in_china(self.at).strftime("%Y%m%d%H%M")
        return f"ZC1{self.paper}/{self.number}/{self.version}/{self.digest}/{minute}"


def code_of(submission: Submission, at: dt.datetime, paper: str = "F") -> Code:
    """The code of what is printed of the submission at the moment."""
    number = submission.application.number or ""
    return Code(number, submission.version, submission.content_hash[:HASH], at, paper)


def read_code(text: str) -> Code | None:
    """What a code says; None where it is no code of a printed page."""
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    try:
        at = dt.datetime.strptime(match["at"], "%Y%m%d%H%M").replace(tzinfo=clock.CHINA)
    except ValueError:
        return None
    return Code(match["number"], int(match["version"]), match["digest"], at, match["paper"])
