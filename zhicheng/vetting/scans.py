"""What the reading aid tells those who audit a case: hints beside records, a search in the text of the scans."""

from dataclasses import dataclass

from zhicheng.applications.models import Application
from zhicheng.dossiers import scans
from zhicheng.dossiers.modules import MODULES
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
class Scans:
    """All that the page shows. `read` of `many` images were read."""

    on: bool
    read: int
    many: int
    hints: tuple[Hint, ...]
    found: tuple[Found, ...]


def scans_of(application: Application, wanted: str) -> Scans:
    """The scans of the last submission; two SQL statements."""
    last = application.submissions.order_by("-version").first()
    records = last.content.get("records", {}) if last else {}
    proofs = {
        one["sha256"]: (one["title"], key)
        for key, entries in records.items()
        for entry in entries
        for one in entry["evidence"]
    }
    readings = readings_of(proofs.keys())
    told = []
    for module in MODULES:
        for entry in records.get(module.key, []):
            hashes = [one["sha256"] for one in entry["evidence"]]
            rows = [readings[one] for one in hashes if one in readings]
            words = scans.hints(module, entry["data"], rows if len(rows) == len(hashes) else [])
            if words:
                told.append(Hint(module.label, module.key, tuple(words)))
    looked = len(folded(wanted)) >= scans.SHORTEST
    found = [
        Found(sha256, *proofs[sha256], line)
        for sha256, row in readings.items()
        if looked and row.read_at and (line := scans.excerpt(row.text, wanted))
    ]
    read = sum(1 for row in readings.values() if row.read_at)
    return Scans(is_on(), read, len(proofs), tuple(told), tuple(found))
