"""Places of a submission that can be spoken of: the whole, a section, a record, an attachment, a field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.applications.attachments import Demand
from zhicheng.applications.review_form import shown
from zhicheng.applications.showing import BASICS_LABELS, COVER_LABELS
from zhicheng.dossiers.modules import BY_KEY, MODULES, Module
from zhicheng.dossiers.qualifying import FACTS, told_in

COVER, BASICS, QUALIFICATION, ATTACHMENTS = "cover", "basics", "qualification", "attachments"
_NAMED = {
    COVER: gettext_lazy("封面"),
    BASICS: gettext_lazy("基本信息"),
    QUALIFICATION: gettext_lazy("资格信息"),
    ATTACHMENTS: gettext_lazy("附件"),
}
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Place:
    """Where in a submission: `section` empty for the whole; `item` a record's id or an attachment's key."""

    section: str = ""
    item: str = ""
    field: str = ""

    def holds(self, other: "Place") -> bool:
        """Whether the other place is this one or lies within it."""
        mine, theirs = (self.section, self.item, self.field), (other.section, other.item, other.field)
        return all(own in ("", its) for own, its in zip(mine, theirs, strict=True))


def value_at(content: Mapping[str, Any], place: Place) -> Any:
    """What the submitted content says there, comparable with another submission's; None where there is nothing."""
    if not place.section:
        return [value_at(content, Place(one)) for one in (COVER, BASICS, QUALIFICATION, ATTACHMENTS)] + [
            value_at(content, Place(module.key)) for module in MODULES
        ]
    if place.section == QUALIFICATION:
        told = told_in(content.get(QUALIFICATION) or {})
        return told.get(place.field) if place.field else told or None
    if place.section in (COVER, BASICS):
        part = content.get(place.section) or {}
        return part.get(place.field) if place.field else part or None
    if place.section == ATTACHMENTS:
        files = content.get(ATTACHMENTS, [])
        found = [one for one in files if place.item in ("", one.get("key"))]
        return [{name: value for name, value in one.items() if name != "id"} for one in found] or None
    records = content.get("records", {}).get(place.section, [])
    if not place.item:
        return [_record(one) for one in records] or None
    record = next((one for one in records if str(one["id"]) == place.item), None)
    if record is None:
        return None
    return record["data"].get(place.field) if place.field else _record(record)


def label_of(content: Mapping[str, Any], place: Place, demands: Iterable[Demand] = ()) -> str | None:
    """The place in words, at most 200 characters; None where the submission has no such place."""
    if not place.section:
        return _("整份申报")
    section, item, field = _section(place), "", ""
    if section is None:
        return None
    if place.item:
        item = dict(_items(content, place.section, demands)).get(place.item, "")
        if not item:
            return None
    if place.field:
        field = dict(_fields(content, place.section)).get(place.field, "")
        if not field or (place.section in BY_KEY and not place.item):
            return None
    return " · ".join(part for part in (section, item[:100], field) if part)[:200]


def places(content: Mapping[str, Any], demands: Iterable[Demand]) -> Choices:
    """Every section, record and attachment, in groups for a form: "education", "education:<record>" …."""
    found: Choices = [(_("全部"), [("*", _("整份申报"))])]
    wanted = list(demands)
    for key in (COVER, BASICS, QUALIFICATION, *(one.key for one in MODULES), ATTACHMENTS):
        name = _section(Place(key)) or ""
        items = [(f"{key}:{item}", label) for item, label in _items(content, key, wanted)]
        found.append((name, [(key, _("%(section)s（整栏）") % {"section": name}), *items]))
    return found


def fields(content: Mapping[str, Any]) -> Choices:
    """Every field, by section, for sections that are filled in: "education:school" …."""
    found: Choices = []
    for key in (COVER, BASICS, QUALIFICATION, *content.get("records", {})):
        rows = [(f"{key}:{name}", label) for name, label in _fields(content, key)]
        if rows and value_at(content, Place(key)) is not None:
            found.append((_section(Place(key)) or "", rows))
    return found


def _section(place: Place) -> str | None:
    module = BY_KEY.get(place.section)
    if module is not None:
        return module.label
    return str(_NAMED[place.section]) if place.section in _NAMED else None


def _fields(content: Mapping[str, Any], section: str) -> list[tuple[str, str]]:
    if section == COVER:
        return list(COVER_LABELS.items())
    if section == BASICS:
        return list(BASICS_LABELS.items())
    if section == QUALIFICATION:
        return [(name, FACTS[name].field.label) for name in told_in(content.get(QUALIFICATION) or {})]
    module = BY_KEY.get(section)
    return [(one.name, one.label) for one in module.fields] if module else []


def _items(content: Mapping[str, Any], section: str, demands: Iterable[Demand]) -> list[tuple[str, str]]:
    if section == ATTACHMENTS:
        titles = {one.key: one.title for one in demands}
        for one in content.get(ATTACHMENTS, []):
            titles.setdefault(one["key"], one["title"])
        return list(titles.items())
    module = BY_KEY.get(section)
    if module is None:
        return []
    records = content.get("records", {}).get(section, [])
    return [(str(one["id"]), _headline(module, one, at)) for at, one in enumerate(records, start=1)]


def _headline(module: Module, record: Mapping[str, Any], number: int) -> str:
    data = record["data"]
    known = {one.name: one for one in module.fields}
    words = " ".join(text for name in module.headline if (text := shown(known[name], data.get(name))))
    return (words or _("第%(number)d条") % {"number": number})[:60]


def _record(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"data": record["data"], "evidence": [one["sha256"] for one in record.get("evidence", [])]}
