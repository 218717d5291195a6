"""Which law judges an application, and the fingerprint of that law."""

import hashlib
import json
from functools import lru_cache

from zhicheng.planning.models import Committee, Session
from zhicheng.policy.book import Book, law, open_book

CITY = "昆明市"
STRICTER_PLACES = frozenset({"东川区"})  # counties with rules of their own (DC2022)


def place_of(session: Session | None) -> str:
    """The place whose law holds: the county's for its own committee, where it has rules, else the city's."""
    committee = session.committee if session else None
    if committee is not None and committee.tier == Committee.Tier.COUNTY and committee.place is not None:
        return committee.place.name if committee.place.name in STRICTER_PLACES else CITY
    return CITY


def book_of(year: int, session: Session | None) -> Book:
    """The law of the policy year at the place of the session's committee."""
    return open_book(year, place_of(session))


def lapse_means(book: Book) -> str:
    """What it means not to correct in time, in the words of the year (C-19)."""
    return book.value("corrections.lapse_means").word


@lru_cache(maxsize=64)
def version_of(year: int, place: str) -> str:
    """64 hexadecimal digits: SHA-256 over every value in force with its clauses."""
    book = open_book(year, place)
    found = ((key, book.find(key)) for key in law())
    text = json.dumps(
        [
            [key, str(value.value), value.unit, list(value.clauses), value.year, value.place]
            for key, value in found
            if value is not None
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()
