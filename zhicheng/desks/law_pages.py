"""Which pages rest on a clause: those whose views, followed through what they call, reach what carries it out."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import unwrap
from operator import itemgetter
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.translation import gettext as _

from zhicheng.people.access import signed_in

OURS = "zhicheng."
ROOT = Path(__file__).resolve().parents[1]
MOST = 6  # pages for one demand, the nearest first
_TITLE = re.compile(r"{% block title %}(.*?){% endblock %}", re.S)
_WORDS = re.compile(r"{% (?:translate|blocktranslate)[^%]*? \"([^\"]+)\"[^%]*%}")
_CRUMB = re.compile(r"{% crumb _\(\"([^\"]+)\"\)")
_TAGS = re.compile(r"{[{%].*?[%}]}", re.S)

View = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, its address where it can be opened without choosing a row, and whether anybody may."""

    title: str
    url: str
    public: bool


def pages_of(by: str) -> list[Page]:
    """The pages that rest on a function or class (`path:name` as clauses name it), the nearest first."""
    path, _colon, name = by.partition(":")
    carrier = f"{path.removesuffix('.py').replace('/', '.')}:{name.partition('.')[0]}"
    near = sorted(
        ((reached[carrier], page) for page, reached in _pages() if carrier in reached), key=itemgetter(0)
    )
    least = near[0][0] if near else 0
    by_title = {page.title: page for far, page in reversed(near) if far <= least + 1}
    return list(reversed(by_title.values()))[:MOST]


@cache
def _pages() -> tuple[tuple[Page, Mapping[str, int]], ...]:
    """Every page, and how many calls lie between it and each function it reaches."""
    found = []
    patterns = dict(_patterns(get_resolver(), ""))
    for name, pattern in patterns.items():
        view = unwrap(pattern.callback)
        if title := _title_of(name, view, patterns) if view.__module__.startswith(OURS) else "":
            opens = not pattern.pattern.regex.groups and _template_of(name, view)
            url = reverse(name) if opens else ""
            found.append((Page(title, url, not _asks_to_log_in(pattern.callback)), _reach(view)))
    return tuple(found)


def _patterns(resolver: URLResolver, space: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _patterns(one, f"{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}", one


def _asks_to_log_in(view: View) -> bool:
    """Whether `signed_in` or Django's own is among what wraps the view."""
    mark = next(one for one in signed_in.__code__.co_consts if isinstance(one, CodeType))
    while hasattr(view, "__wrapped__"):
        if getattr(view, "__code__", None) is mark or hasattr(view, "login_url"):
            return True
        view = view.__wrapped__
    return False


def _template_of(name: str, view: View) -> Path | None:
    """The template that a view shows: the one of the address's name, else the first that the view names."""
    app, _colon, own = name.partition(":")
    named = [one for one in _constants(view.__code__) if isinstance(one, str) and one.endswith(".html")]
    paths = [ROOT / app / "templates" / one for one in (f"{app}/{own}.html", *named)]
    return next((path for path in paths if path.is_file()), None)


def _title_of(name: str, view: View, patterns: Mapping[str, URLPattern]) -> str:
    """The page's title without what changes from row to row; of an act by a button the page that it leads to."""
    path = _template_of(name, view)
    if path is None:
        follows = [one for one in _constants(view.__code__) if isinstance(one, str) and one in patterns]
        views = [(one, unwrap(patterns[one].callback)) for one in follows]
        path = next((found for one, then in views if (found := _template_of(one, then))), None)
    source = path.read_text("utf-8") if path else ""
    block = _TITLE.search(source)
    title = block[1] if block else ""
    own = "、".join(_(one) for one in _WORDS.findall(title)) or _TAGS.sub("", title).strip(" ·　")
    # A page that is called by its row alone goes by the list in its breadcrumb.
    return own or "".join(_(one) for one in _CRUMB.findall(source)[-1:])


def _constants(code: CodeType) -> Iterator[Any]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _constants(one)
        else:
            yield one


def _reach(view: View) -> dict[str, int]:
    """Every function and class of ours that the view calls, directly or through others, with the distance."""
    found: dict[str, int] = {}
    queue: deque[tuple[Any, int]] = deque([(view, 0)])
    while queue:
        one, far = queue.popleft()
        name = f"{one.__module__}:{one.__qualname__}"
        if name in found:
            continue
        found[name] = far
        queue.extend((next_, far + 1) for next_ in _named_by(one))
    return found


@cache
def _named_by(one: Any) -> tuple[Any, ...]:
    """What a function names, or the methods of a class do: ours alone."""
    if isinstance(one, type):
        plain = [getattr(each, "fget", None) or unwrap(each) for each in vars(one).values() if _runs(each)]
        return tuple(found for part in plain if isinstance(part, FunctionType) for found in _named_by(part))
    names = set(_names(one.__code__))
    values = [one.__globals__[name] for name in names if name in one.__globals__]
    modules = [vars(value) for value in values if isinstance(value, ModuleType)]
    values += [module[name] for module in modules for name in names if name in module]
    return tuple(dict.fromkeys(_ours(values)))


def _runs(each: Any) -> bool:
    return callable(each) or isinstance(each, property)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _ours(values: Iterable[Any]) -> Iterator[Any]:
    """The functions and classes of ours among the values, also those that stand in tables."""
    for value in values:
        if isinstance(value, Mapping):
            yield from _ours(value.values())
        elif isinstance(value, tuple | list | frozenset):
            yield from _ours(value)
        else:
            plain = unwrap(value) if callable(value) else value
            if isinstance(plain, FunctionType | type) and plain.__module__.startswith(OURS):
                yield plain
