"""Requests to a small index, and what its documents hold, for a brute-force answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from senseindex.answers.concordance import Concordance
from senseindex.corpus.documents import Sentence
from senseindex.index.words import find_lemmas
from senseindex.search.query import Question
from senseindex.search.selection import Request, page
from tests.builders import TinyIndex


def request(tiny: TinyIndex, word: str | None = "bank", **options: object) -> Request:
    """A request for a word, or for a pattern where `word` is None; options of either dataclass."""
    lemmas = tuple(find_lemmas(tiny.catalog, word, str.lower)) if word else ()
    question = Question(word or "pattern", lemmas, count=1000)
    of_question = {name: options.pop(name) for name in list(options) if hasattr(question, name)}
    return replace(Request(replace(question, **of_question)), **options)  # type: ignore[arg-type]


def ask(tiny: TinyIndex, word: str | None = "bank", **options: object) -> Concordance:
    return page(tiny.catalog, tiny.store, request(tiny, word, **options))


def sentences(tiny: TinyIndex) -> Iterator[tuple[str, Sentence]]:
    """Every sentence with the name of its document, in corpus order."""
    for (name,) in tiny.catalog.rows("SELECT name FROM document ORDER BY id"):
        for sentence in tiny.documents[name].sentences:
            yield name, sentence
