"""What an applicant has changed between two submissions, side by side: sections, records, fields, files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhicheng.applications.models import Application, Submission
from zhicheng.applications.places import ATTACHMENTS, Place, label_of
from zhicheng.vetting import sheet
from zhicheng.vetting.sheet import Entry, Proof

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One field: what it said before and says now."""

    label: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether it says something else."""
        return self.before != self.after


@dataclass(frozen=True)
class Item:
    """One record or attachment, or a section that has but one. `state`: changed, added, removed or same."""

    label: str
    state: str
    rows: tuple[Row, ...]
    proofs_before: tuple[Proof, ...]
    proofs_after: tuple[Proof, ...]

    @property
    def dropped(self) -> frozenset[str]:
        """Hashes of the files that are not there any more."""
        return frozenset(one.sha256 for one in self.proofs_before) - {one.sha256 for one in self.proofs_after}

    @property
    def new(self) -> frozenset[str]:
        """Hashes of the files that were not there before."""
        return frozenset(one.sha256 for one in self.proofs_after) - {one.sha256 for one in self.proofs_before}


@dataclass(frozen=True)
class Section:
    """One section with what changed in it first."""

    key: str
    label: str
    items: tuple[Item, ...]

    @property
    def changes(self) -> tuple[Item, ...]:
        """The items that differ."""
        return tuple(one for one in self.items if one.state != "same")

    @property
    def kept(self) -> tuple[Item, ...]:
        """The items that are as they were."""
        return tuple(one for one in self.items if one.state == "same")


@dataclass(frozen=True)
class Comparison:
    """Two submissions: `before` at the left, `after` at the right; `versions`: all there are, the oldest first."""

    before: Submission
    after: Submission
    versions: tuple[int, ...]
    sections: tuple[Section, ...]

    @property
    def changed(self) -> tuple[Section, ...]:
        """The sections in which something changed."""
        return tuple(one for one in self.sections if one.changes)

    @property
    def same(self) -> tuple[Section, ...]:
        """The sections in which nothing changed and something stands."""
        return tuple(one for one in self.sections if one.items and not one.changes)


def compare(application: Application, old: int | None = None, new: int | None = None) -> Comparison | None:
    """Two submissions by their versions, by default the last two; None while there is one. At most four statements."""
    versions = tuple(application.submissions.order_by("version").values_list("version", flat=True))
    if len(versions) < 2:
        return None
    right = new if new in versions[1:] else versions[-1]
    left = old if old in versions and old < right else max(one for one in versions if one < right)
    found = {one.version: one for one in application.submissions.filter(version__in=[left, right])}
    before, after = found[left], found[right]
    return Comparison(before, after, versions, sections_of(before.material, after.material))


def sections_of(before: Content, after: Content) -> tuple[Section, ...]:
    """Every section of either content in the guide's order, each with its items, the changed ones first."""
    return tuple(
        Section(mark.key, mark.label, _items(before, after, mark.key))
        for mark in sheet.outline(after, before)
    )


def changes_in(before: Content | None, after: Content, section: str) -> list[Item]:
    """What differs in one section; nothing at a first submission (`before` None)."""
    return (
        [one for one in _items(before, after, section) if one.state != "same"] if before is not None else []
    )


def _items(before: Content, after: Content, section: str) -> tuple[Item, ...]:
    left, right = sheet.entries(before, section), sheet.entries(after, section)
    pairs = _pairs(left, right)
    found = [_item(before, after, old, new) for old, new in pairs]
    return tuple(sorted(found, key=lambda one: one.state == "same"))


def _pairs(left: Sequence[Entry], right: Sequence[Entry]) -> list[tuple[Entry | None, Entry | None]]:
    """The same record before and now. Of several files under one key those of the same content belong together."""
    rest = list(left)
    found: dict[int, Entry | None] = {}
    for same in (_same_files, _same_place):
        for at, new in enumerate(right):
            old = next((one for one in rest if at not in found and same(one, new)), None)
            if old is not None:
                found[at] = old
                rest.remove(old)
    return [*((found.get(at), new) for at, new in enumerate(right)), *((old, None) for old in rest)]


def _same_files(old: Entry, new: Entry) -> bool:
    return old.at == new.at and old.proofs == new.proofs


def _same_place(old: Entry, new: Entry) -> bool:
    return old.at == new.at


def _item(before: Content, after: Content, old: Entry | None, new: Entry | None) -> Item:
    rows = _rows(old.lines if old else (), new.lines if new else ())
    proofs = (old.proofs if old else (), new.proofs if new else ())
    if old is None:
        state = "added"
    elif new is None:
        state = "removed"
    else:
        state = "changed" if any(row.changed for row in rows) or proofs[0] != proofs[1] else "same"
    standing, content = (new, after) if new is not None else (old, before)
    assert standing is not None
    return Item(_label(content, standing), state, rows, *proofs)


def _rows(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> tuple[Row, ...]:
    """Every label of either side that says something, what changed first."""
    left, right = dict(before), dict(after)
    rows = [Row(label, left.get(label, ""), right.get(label, "")) for label in {**right, **left}]
    told = [one for one in rows if one.before or one.after]
    return tuple(sorted(told, key=lambda one: not one.changed))


def _label(content: Content, entry: Entry) -> str:
    section, _sep, item = entry.at.partition(":")
    if section == ATTACHMENTS:
        return entry.proofs[0].title
    return label_of(content, Place(section, item)) or ""
