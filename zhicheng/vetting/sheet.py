"""The submitted snapshot as auditors read it: sections with marks, records in labelled lines, evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import CITY
from zhicheng.applications.places import ATTACHMENTS, BASICS, COVER, QUALIFICATION
from zhicheng.applications.showing import BASICS_LABELS, COVER_LABELS, unit_kind_words
from zhicheng.dossiers.education import code_words
from zhicheng.dossiers.modules import BY_KEY, MODULES, Kind
from zhicheng.dossiers.qualifying import FACTS, told_in
from zhicheng.dossiers.verification import Standing, fact_subject, record_subject
from zhicheng.policy.book import open_book
from zhicheng.signatures.actions import content_hash
from zhicheng.ui.templatetags.ui import kept_words

SECTIONS = frozenset({COVER, BASICS, ATTACHMENTS, *BY_KEY})


@dataclass(frozen=True)
class Proof:
    """A file that was submitted: named by what it shows."""

    sha256: str
    title: str


@dataclass(frozen=True)
class Entry:
    """One record: labelled lines, what proves it, and who confirmed it: one standing for the whole record, or one
    for each line (verification.py). `at`: the place, as the form of a return calls it."""

    lines: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...] = ()
    standings: tuple[Standing, ...] = ()
    at: str = ""

    @property
    def rows(self) -> list[tuple[str, str, Standing]]:
        """Label, value and standing of each line, where each is confirmed by itself."""
        return [(*line, one) for line, one in zip(self.lines, self.standings, strict=True)]


@dataclass(frozen=True)
class Mark:
    """A section in the list at the left. `changed`: differs from the submission before; `seen`, `noted`: by the reader,
    who has looked at it as it is now, or kept a note on it."""

    key: str
    label: str
    records: int | None
    proofs: int
    changed: bool
    seen: bool = False
    noted: bool = False


def outline(content: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Mark]:
    """Every section in the guide's order, filled in or not. `before`: what was submitted the time before."""
    records, earlier = content.get("records", {}), (before or {}).get("records", {})
    marks = [
        Mark(COVER, _("封面"), None, 0, _differs(content, before, "cover")),
        Mark(
            BASICS,
            _("基本信息"),
            None,
            0,
            _differs(content, before, "basics") or _differs(content, before, "qualification"),
        ),
    ]
    for module in MODULES:
        found = records.get(module.key, [])
        changed = before is not None and found != earlier.get(module.key, [])
        proofs = sum(len(record["evidence"]) for record in found)
        marks.append(Mark(module.key, module.label, len(found), proofs, changed))
    files = content.get("attachments", [])
    marks.append(
        Mark(ATTACHMENTS, _("附件"), len(files), len(files), _differs(content, before, "attachments"))
    )
    return marks


def entries(
    content: Mapping[str, Any], section: str, standings: Mapping[str, Standing] | None = None
) -> list[Entry]:
    """What stands in a section, with `standings` by subject where they are asked for; empty for one that was left
    empty or does not exist."""
    known = standings or {}
    if section == COVER:
        cover = content.get("cover", {})
        kind = unit_kind_words(cover.get("unit_kind", ""))
        return [Entry(_lines({**cover, "unit_kind": kind} if kind else cover, COVER_LABELS), at=COVER)]
    if section == BASICS:
        told = told_in(content.get("qualification") or {})
        lines = tuple((FACTS[name].field.label, kept_words(value)) for name, value in told.items())
        facts = Entry(lines, standings=_known(known, map(fact_subject, told)), at=QUALIFICATION)
        return [
            Entry(_lines(content.get("basics", {}), BASICS_LABELS), at=BASICS),
            *([facts] if told else []),
        ]
    if section == ATTACHMENTS:
        return [
            Entry(
                _attached(item),
                (Proof(item["sha256"], item["title"]),),
                at=f"{ATTACHMENTS}:{item['key']}" if item.get("key") else ATTACHMENTS,
            )
            for item in content.get("attachments", [])
        ]
    module = BY_KEY.get(section)
    if module is None:
        return []
    return [
        Entry(
            tuple(
                (field.label, kept_words(record["data"].get(field.name), month=field.kind is Kind.MONTH))
                for field in module.fields
            )
            + _online(section, record["data"]),
            tuple(Proof(item["sha256"], item["title"]) for item in record["evidence"]),
            _known(known, [record_subject(record["id"])]),
            at=f"{section}:{record['id']}",
        )
        for record in content.get("records", {}).get(section, [])
    ]


def digest(content: Mapping[str, Any], section: str) -> str:
    """SHA-256 over what stands in a section."""
    if section == BASICS:
        return content_hash({key: content.get(key) for key in ("basics", "qualification")})
    if section in BY_KEY:
        return content_hash({section: content.get("records", {}).get(section, [])})
    return content_hash({section: content.get("cover" if section == COVER else section)})


def _attached(item: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """An attachment: what it shows, and the number and day of a commitment."""
    known = ((_("附件"), item["title"]), (_("编号"), item.get("number", "")))
    lines = (*known, (_("提交日期"), kept_words(item.get("issued_on", ""))))
    return tuple((label, value) for label, value in lines if value)


def _online(section: str, data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """How the online code of an education stands today: a station looks it up (KM2023-3.8)."""
    if section != "education":
        return ()
    today = clock.today()
    words = code_words(data, open_book(today.year, CITY), today)
    return ((_("在线验证"), words),) if words else ()


def _known(standings: Mapping[str, Standing], subjects: Iterable[str]) -> tuple[Standing, ...]:
    return tuple(standings[one] for one in subjects if one in standings)


def proof(content: Mapping[str, Any], sha256: str) -> Proof | None:
    """The file of the snapshot with this hash, or None."""
    found = [item for rows in content.get("records", {}).values() for row in rows for item in row["evidence"]]
    for item in [*found, *content.get("attachments", [])]:
        if item["sha256"] == sha256:
            return Proof(sha256, item["title"])
    return None


def _lines(data: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, kept_words(data[name])) for name, label in labels.items() if name in data)


def _differs(content: Mapping[str, Any], before: Mapping[str, Any] | None, key: str) -> bool:
    return before is not None and content.get(key) != before.get(key)
