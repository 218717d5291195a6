"""Hostile input at every address, by the role that may act there: never a 500, nothing changed by what is refused,
nothing typed lost.

The fields are those that the pages of the scene show, with the names that other forms use thrown in; what comes
of it is taken back after each post.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse

from tests.roles import Address
from tests.test_addresses import TABLE
from tests.visiting import Visited, Writes, checksums, visited

__all__ = ["visited"]  # the fixture
pytestmark = [pytest.mark.django_db, pytest.mark.long]

ROOT = Path(__file__).resolve().parents[1]
MARK = "留住这几个字"  # typed into every text field: what is refused must give it back
HOSTILE = {
    "very long": MARK + "长" * 25_000,
    "a NUL byte": f"{MARK}\x00后",
    "a number of 400 digits": "9" * 400,
    "a negative number": "-1",
    "digits that are no digits": "²⑦",
    "digits of another script": "１２٣",
    "not a number": "NaN",
    "year 0000": "0000-00-00",
    "year 9999": "9999-12-31",
    "a month before time": "0001-01",
    "an id in upper case": str(uuid4()).upper(),
    "the id of nobody": str(uuid4()),
    "a state": "certified",
    "markup": f"{MARK}<script>alert(1)</script>'\"&%s{{{{x}}}}",
    "direction marks": f"{MARK}\u202e\u2066\ufeff\U000e0001",
    "only blanks": "\u3000 \t\r\n",
}
BROKEN_FILES = (
    (b"only words", "照片.jpg"),
    (b"", "空.pdf"),
    (b"\xff\xd8\xff", "../../etc/passwd.jpg"),
    (b"%PDF-1.4\n", "a" * 300 + ".pdf"),
    (b"PK\x03\x04", "x.xlsx"),
)
FORGED = {
    "state": "certified",
    "holder": "x",
    "unit": "x",
    "organisation": "x",
    "by": "x",
    "id": "x",
    "version": "0",
}
FIRST = ("anonymous", "applicant", "unit_officer", "office_officer", "city_officer", "expert")
CHOSEN = {"select", "hidden", "radio", "checkbox", "date", "month", "number", "button"}
NO_TEXT = CHOSEN | {"password", "file", "submit"}


@dataclass
class Field:
    """A field of a form, as a page shows it."""

    kind: str = "text"
    values: list[str] = field(default_factory=list)


@dataclass
class Forms(HTMLParser):
    """The posted forms of a page: path → field name → Field."""

    path: str
    found: dict[str, dict[str, Field]] = field(default_factory=dict)
    _form: dict[str, Field] | None = None
    _select: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            target = urlsplit(at.get("action", "")).path or self.path
            self._form = self.found.setdefault(target, {}) if at.get("method", "").lower() == "post" else None
        if self._form is None:
            return
        name = at.get("name", "")
        if tag in {"input", "textarea", "select", "button"} and name and name != "csrfmiddlewaretoken":
            kind = at.get("type", "text") if tag == "input" else tag
            row = self._form.setdefault(name, Field(kind))
            row.values += [at["value"]] if at.get("value") else []
            self._select = name if tag == "select" else ""
        if tag == "option" and self._select and at.get("value"):
            self._form[self._select].values.append(at["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


@dataclass
class Known:
    """What was found on all pages: (role, path) → the fields of the forms that lead there."""

    visited: Visited
    forms: dict[tuple[str, str], dict[str, Field]]


def shown_to(address: Address) -> list[str]:
    """The roles whose pages are read for forms: all, and of pages for everybody a few."""
    return sorted(address.sees if len(address.sees) <= 8 else address.sees & set(FIRST))


def roles_of(address: Address) -> list[str]:
    """The roles that may do it; of everybody, a visitor and an applicant."""
    acts = address.acts or frozenset()
    return sorted(acts)[:2] if len(acts) <= 4 else [next(role for role in FIRST if role in acts)]


@pytest.fixture(scope="module")
def known(visited: Visited) -> Known:
    """The forms of all pages, as those see them who may."""
    forms: dict[tuple[str, str], dict[str, Field]] = {}
    for name, address in TABLE.items():
        url = visited.url(name, address.arguments)
        for role in shown_to(address):
            answer = visited.clients[role].get(url)
            if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
                answer.close()
                continue
            page = Forms(url)
            page.feed(answer.content.decode())
            for path, fields in page.found.items():
                forms.setdefault((role, path), {}).update(fields)
    return Known(visited, forms)


@dataclass
class Visit:
    """Posts to one address in one role, each taken back."""

    known: Known
    role: str
    url: str

    @property
    def fields(self) -> dict[str, Field]:
        """What the pages offer there."""
        return self.known.forms.get((self.role, self.url), {})

    def post(self, data: Any, **more: Any) -> HttpResponse:
        """Post it; a refusal must have changed nothing. Whatever it did is undone."""
        client, writes = self.known.visited.clients[self.role], Writes()
        cookies = client.cookies.copy()
        with transaction.atomic():
            send = client.post if isinstance(data, dict) else partial(client.generic, "POST")
            with connection.execute_wrapper(writes):
                answer = send(self.url, data, **more)
            assert answer.status_code < 500, f"{self.role}: {answer.status_code}"
            if answer.status_code >= 400 and writes.seen:
                assert checksums() == self.known.visited.before, (
                    f"{self.role}: refused, yet changed something"
                )
            if "text/html" in answer.headers.get("Content-Type", ""):
                assert not answer.streaming
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer

    def plausible(self, text: str) -> dict[str, Any]:
        """Every choice a real one, every text field `text`."""
        found: dict[str, Any] = {}
        for name, row in self.fields.items():
            if row.kind in NO_TEXT | {"select"}:
                found[name] = (
                    row.values[0] if row.values else {"checkbox": "on", "hidden": ""}.get(row.kind, text)
                )
            else:
                found[name] = text
        return {name: value for name, value in found.items() if self.fields[name].kind != "file"}


def visits(known: Known, name: str) -> Iterator[Visit]:
    address = TABLE[name]
    for role in roles_of(address):
        yield Visit(known, role, known.visited.url(name, address.arguments))


ACTS = [name for name, address in TABLE.items() if address.acts]


USUAL = ("a NUL byte", "a number of 400 digits")
RARE = [kind for kind in HOSTILE if kind not in USUAL]
SHARES = [pytest.param(USUAL, id="usual"), pytest.param(RARE, id="rare")]


@pytest.mark.parametrize("kinds", SHARES)
@pytest.mark.parametrize("name", ACTS)
def test_hostile_text(known: Known, name: str, kinds: Sequence[str]) -> None:
    for visit in visits(known, name):
        for text in (HOSTILE[kind] for kind in kinds):
            visit.post(dict.fromkeys(visit.fields, text) | FORGED)
            visit.post(visit.plausible(text))
        for key, row in visit.fields.items():
            if row.kind in CHOSEN:
                for kind in kinds[:4]:
                    visit.post(visit.plausible("平常的文字") | {key: HOSTILE[kind]})


@pytest.mark.parametrize("name", ACTS)
def test_hostile_bodies(known: Known, name: str) -> None:
    for visit in visits(known, name):
        twice = {key: [MARK, "第二个"] for key in visit.fields}
        broken = "&".join(f"{key}=%ED%A0%80%FF%00" for key in visit.fields or FORGED)
        form = "application/x-www-form-urlencoded"
        visit.post({})
        visit.post(urlencode(twice, doseq=True), content_type=form)
        visit.post(broken, content_type=form)
        visit.post('{"a": [1]}', content_type="application/json")
        visit.post("&&&=&=%&%zz=%zz", content_type=form)
        visit.post(b"\xff\xfe\x00", content_type=f"{form}; charset=utf-16")
        visit.post(b"a=b", content_type=f"{form}; charset=no-such")
        visit.post(b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
        visit.post(b"", content_type="multipart/form-data")
        files = {
            key: SimpleUploadedFile("照片\x00.jpg", b"only words", "image/jpeg")
            for key in visit.fields or FORGED
        }
        visit.post(files)
        names = [key for key, row in visit.fields.items() if row.kind == "file"]
        for content in (b"only words", b"", b"\xff\xd8\xff", b"%PDF-1.4\n", b"PK\x03\x04"):
            for wrong in ("照片.jpg", "../../etc/passwd.png", "a" * 300 + ".pdf", "x.xlsx"):
                if names:
                    visit.post(
                        visit.plausible(MARK) | {key: SimpleUploadedFile(wrong, content) for key in names}
                    )


@pytest.mark.parametrize("name", ACTS)
def test_what_was_typed_is_given_back(known: Known, name: str) -> None:
    """Passwords and one-time codes aside."""
    for visit in visits(known, name):
        texts = [
            key
            for key, row in visit.fields.items()
            if row.kind in {"text", "textarea", "tel"} and key != "code"
        ]
        answer = visit.post({key: f"{MARK}{place}" for place, key in enumerate(texts)})
        if 400 <= answer.status_code < 500 and answer.status_code not in {403, 404, 413, 429}:
            page = unescape(answer.content.decode())
            lost = [key for place, key in enumerate(texts) if f"{MARK}{place}" not in page]
            assert not lost, f"{visit.role}: {lost}"


ASKED = sorted(
    {
        found
        for path in (ROOT / "zhicheng").rglob("*.py")
        for found in re.findall(r"""(?:GET|source|asked|data)\.get\(["'](\w+)["']""", path.read_text())
    }
    | {"sort", "page", "after", "before", "q", "as", "tab"}
)


@pytest.mark.parametrize("name", [name for name, address in TABLE.items() if address.reads])
def test_hostile_questions(known: Known, name: str) -> None:
    address = TABLE[name]
    url = known.visited.url(name, address.arguments)
    if any(
        found in name
        for found in ("pdf", ":form", "review_form", "everything", "paper", "own_signed", "keys")
    ):
        values = ["\x00" + "9" * 400]
    else:
        values = [
            *(text[:500] for text in HOSTILE.values()),
            "9" * 20,
            "99999999999999999999:x",
            "~",
            "a/b",
            "!!",
        ]
    for role in [one for one in FIRST if one in address.sees][:1] or sorted(address.sees)[:1]:
        for value in values:
            answer = known.visited.clients[role].get(url, dict.fromkeys(ASKED, value))
            assert answer.status_code < 500, (role, value)
            answer.close()
        raw = "&".join(f"{key}=%ED%A0%80%FF%00&{key}[]=1&{key}=%" for key in ASKED)
        answer = known.visited.clients[role].get(f"{url}?{raw}")
        assert answer.status_code < 500, role
        answer.close()
