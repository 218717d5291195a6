"""What the reading aid tells those who audit or read a case: hints beside records, a search in the text of the scans."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.applications.models import Application
from zhicheng.dossiers import scans
from zhicheng.dossiers.modules import MODULES
from zhicheng.files.models import Reading
from zhicheng.files.reading import folded, is_on, readings_of


@dataclass(frozen=True, slots=True)
class Hint:
    """A record whose scans do not show something that it tells."""

    module: str
    key: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A scan whose text holds what is looked for, with the section that it proves."""

    sha256: str
    title: str
    section: str
    line: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in the scans of a submission. `read` of `many` images were read."""

    on: bool
    wanted: str
    read: int
    many: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Scans:
    """All that the page shows."""

    search: Search
    hints: tuple[Hint, ...]


Content = Mapping[str, Any]


def scans_of(application: Application, wanted: str) -> Scans:
    """The scans of the last submission; two SQL statements."""
    last = application.submissions.order_by("-version").first()
    content = last.content if last else {}
    readings = readings_of(_proofs(content).keys())
    told = []
    for module in MODULES:
        for entry in content.get("records", {}).get(module.key, []):
            hashes = [one["sha256"] for one in entry["evidence"]]
            rows = [readings[one] for one in hashes if one in readings]
            words = scans.hints(module, entry["data"], rows if len(rows) == len(hashes) else [])
            if words:
                told.append(Hint(module.label, module.key, tuple(words)))
    return Scans(_searched(content, wanted, readings), tuple(told))


def search(content: Content, wanted: str) -> Search:
    """The places of a submission's scans where something is written; one SQL statement."""
    return _searched(content, wanted, readings_of(_proofs(content).keys()))


def _searched(content: Content, wanted: str, readings: Mapping[str, Reading]) -> Search:
    proofs, looked = _proofs(content), len(folded(wanted)) >= scans.SHORTEST
    found = [
        Found(sha256, *proofs[sha256], line)
        for sha256, row in readings.items()
        if looked and row.read_at and (line := scans.excerpt(row.text, wanted))
    ]
    read = sum(1 for row in readings.values() if row.read_at)
    return Search(is_on(), wanted, read, len(proofs), tuple(found))


def _proofs(content: Content) -> dict[str, tuple[str, str]]:
    """Title and module of each scan, by its hash."""
    return {
        one["sha256"]: (one["title"], key)
        for key, entries in content.get("records", {}).items()
        for entry in entries
        for one in entry["evidence"]
    }
