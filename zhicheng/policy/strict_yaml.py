"""YAML read strictly: an unknown, missing, double or ill-typed entry is an error that names file and line."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import yaml


class SourceError(ValueError):
    """An entry of a data file that cannot be taken as it stands; the message begins with `file:line:`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One YAML value together with the place where it stands."""

    path: Path
    node: yaml.Node

    @property
    def line(self) -> int:
        """The 1-based line on which the value begins."""
        return int(self.node.start_mark.line) + 1

    def refuse(self, why: str) -> NoReturn:
        """Raise a SourceError for this place."""
        raise SourceError(f"{self.path}:{self.line}: {why}")

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Entry]:
        """The mapping's entries by key; a key twice, unknown or missing is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("a mapping is expected")
        found: dict[str, Entry] = {}
        for key_node, value_node in self.node.value:
            key = Entry(self.path, key_node)
            name = key.text()
            if name in found:
                key.refuse(f"the key {name!r} stands twice")
            if name not in required and name not in optional:
                key.refuse(f"the key {name!r} is unknown")
            found[name] = Entry(self.path, value_node)
        for name in required:
            if name not in found:
                self.refuse(f"the key {name!r} is missing")
        return found

    def items(self) -> list[Entry]:
        """The entries of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse("a list is expected")
        return [Entry(self.path, node) for node in self.node.value]

    def text(self) -> str:
        """A text that is not empty."""
        value = self.text_or_none()
        if not value:
            self.refuse("a text is expected")
        return value

    def text_or_none(self) -> str | None:
        """A text, or None where the file says null."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.refuse("a text is expected")
        if self.node.tag == "tag:yaml.org,2002:null":
            return None
        return str(self.node.value).strip()

    def whole(self) -> int:
        """A whole number."""
        if not isinstance(self.node, yaml.ScalarNode) or self.node.tag != "tag:yaml.org,2002:int":
            self.refuse("a whole number is expected")
        return int(self.node.value)

    def day_or_none(self) -> datetime.date | None:
        """An ISO day, or None where the file says null."""
        value = self.text_or_none()
        if value is None:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.refuse(f"{value!r} is not a day")


def read(path: Path) -> Entry:
    """The one document of a file; ill-formed YAML and an empty file are a SourceError too."""
    try:
        with path.open("rb") as stream:
            node = yaml.compose(stream, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SourceError(f"{path}:{line}: {error.problem}") from error
    if node is None:
        raise SourceError(f"{path}:1: the file is empty")
    return Entry(path, node)
