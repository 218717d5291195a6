"""Pack files into a ZIP, each named by what it shows, with a list of all with their hashes (D-44)."""

import csv
import hashlib
import io
import shutil
import zipfile
from typing import IO

from django.utils.translation import gettext as _

from zhicheng.files.models import StoredFile
from zhicheng.files.serving import SUFFIX
from zhicheng.files.stores import store

LONGEST = 80  # characters of one part of a name
_FORBIDDEN = str.maketrans(dict.fromkeys('\\:*?"<>|', "_") | {"/": "／"})


class Pack:
    """A ZIP under way; the list is written at the end of its `with`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._book = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self._lines: list[tuple[str, int, str]] = []
        self._names: set[str] = set()

    def add(self, folder: str, title: str, suffix: str, content: bytes) -> None:
        """A file of its content; what bears the same name as another is numbered."""
        name = self._free(folder, title, suffix)
        self._book.writestr(name, content)
        self._lines.append((name, len(content), hashlib.sha256(content).hexdigest()))

    def add_stored(self, folder: str, title: str, stored: StoredFile) -> bool:
        """A kept file; False, and nothing is packed, where its content is gone."""
        if not store().has(stored.sha256):
            return False
        name = self._free(folder, title, SUFFIX.get(stored.media_type, ""))
        with store().open(stored.sha256) as content, self._book.open(name, "w") as entry:
            shutil.copyfileobj(content, entry)
        self._lines.append((name, stored.size, stored.sha256))
        return True

    def __enter__(self) -> "Pack":
        return self

    def __exit__(self, wrong: type[BaseException] | None, *_rest: object) -> None:
        """Write the list, unless something went wrong, and the ZIP's end."""
        with self._book:
            if wrong is None:
                self._write_list()

    def _write_list(self) -> None:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow((_("文件"), _("字节数"), _("SHA-256")))
        writer.writerows(self._lines)
        self._book.writestr(_("清单.csv"), "\ufeff" + table.getvalue())

    def _free(self, folder: str, title: str, suffix: str) -> str:
        at = "".join(f"{part_of(one)}/" for one in folder.split("/") if one)
        base, number = f"{at}{part_of(title)}", 1
        name = f"{base}{suffix}"
        while name in self._names:
            number += 1
            name = f"{base}（{number}）{suffix}"
        self._names.add(name)
        return name


def part_of(text: str) -> str:
    """One part of a path that every system takes: no separators, no control characters, not empty, not hidden."""
    clean = "".join(sign for sign in text.translate(_FORBIDDEN) if sign.isprintable()).strip(" .")
    return clean[:LONGEST].strip(" .") or "_"
