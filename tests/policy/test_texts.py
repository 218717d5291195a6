"""The official texts stand whole: every clause's lines and phrases are found in them, every passage is shown once."""

import hashlib
import re

import pytest

from zhicheng.policy import texts
from zhicheng.policy.clauses import documents, load

# SHA-256 of the published texts: nobody edits an official text by mistake.
HASHES = {
    "KM2023": "b970a71d2400d7f0bedf1106e9ec13829cdf94245fba3ad2e9177e06c02ab1ee",
    "YN2023": "8c6a275958f60ef52a805f42e98cb35300cee91de3c8b17cd16b0a61ee979cd8",
    "DC2022": "b7fdd61768b47d38cab63cd89ec1dcd12ee118189f40232fca3e87fe71a1b1f6",
    "GUIDE": "450622c8660b4800cd5f3eb61544cd3f4874512048b54d28aae788f6a0b540bd",
    "YN2020": "7b34c4dccb3ea9dddfb94be797fe014f1697fd06b7db6cd58c473eaf23730ab5",
}


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("short", documents())
def test_the_text_is_the_published_one(short: str) -> None:
    content = (texts.TEXTS / f"{short}.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == HASHES[short]


@pytest.mark.parametrize("short", documents())
def test_the_passages_are_the_whole_text_once(short: str) -> None:
    shown = "".join(
        piece.words for passage in texts.passages(short) for line in passage.lines for piece in line
    )
    assert bare(shown) == bare("\n".join(texts.lines_of(short)))
    assert all(passage.clauses for passage in texts.passages(short))


def test_every_clause_has_its_words_and_its_phrases_are_marked() -> None:
    marked: dict[str, str] = {}
    for short in documents():
        marked[short] = "".join(
            piece.words
            for passage in texts.passages(short)
            for line in passage.lines
            for piece in line
            if piece.quoted
        )
    for clause in load().values():
        words = bare("".join(texts.words_of(clause.id)))
        for phrase in clause.phrases:
            assert bare(phrase) in words, clause.id
            assert bare(phrase) in bare(marked[clause.document]), clause.id


def test_words_are_found_over_line_ends() -> None:
    hits = texts.find("某某系列没有这样的词")
    assert hits == ()
    assert texts.find("  ") == ()
    found = texts.find("专业技术人员继续教育 不存在的词")
    assert found == ()
    [first, *_more] = texts.find("各国家级、省级开发（度假）园区")
    assert first.document == "KM2023" and "KM2023-0" in first.clauses
    assert len(texts.find("职称", most=3)) == 3


def test_an_unknown_document_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts.lines_of("KM2099")
