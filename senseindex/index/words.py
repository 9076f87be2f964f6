"""From what a person types to lemmas of the index (`bank`, `banks`, `Bank`, `bank-n`) and to occurrences."""

from __future__ import annotations

import difflib
from collections.abc import Callable

from senseindex.errors import NotFoundError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import POS_LETTERS, LemmaRow
from senseindex.store.catalog.occurrences import Occurrence

_POS_OF_LETTER = {letter: pos for pos, letter in POS_LETTERS.items()} | {"a": "ADJ"}


def find_lemmas(catalog: Catalog, word: str, lemmatize: Callable[[str], str]) -> list[LemmaRow]:
    """The lemmas meant by `word` that have vectors: one a part of speech, most frequent first.

    Raises NotFoundError, with near spellings, when there is none.
    """
    word = word.strip()
    rows = catalog.lemmas.spelled(word)
    stem, hyphen, letter = word.rpartition("-")
    if not rows and hyphen:
        rows = catalog.lemmas.spelled(stem, _POS_OF_LETTER.get(letter.lower(), letter.upper()))
    if not rows:
        rows = catalog.lemmas.spelled(lemmatize(word))
    found = [row for row in rows if row.occurrences]
    if found:
        return found
    if rows:
        raise NotFoundError(
            f"{word!r} occurs {sum(row.frequency for row in rows):,} times but has no sense vectors: function words, "
            "numbers and punctuation are left out unless the corpus is ingested with --all-tokens."
        )
    known = catalog.lemmas.spelled(stem) if hyphen else []
    near = [row.lempos for row in known if row.occurrences] or _suggestions(catalog, word)
    raise NotFoundError(f"{word!r} does not occur in this index.", suggestions=near)


def _suggestions(catalog: Catalog, word: str) -> list[str]:
    lower = word.lower()
    near = {
        spelling: frequency
        for spelling, frequency in catalog.lemmas.spellings()
        if abs(len(spelling) - len(word)) <= 2 and set(spelling[:2].lower()) & set(lower[:2])
    }
    close = difflib.get_close_matches(lower, near, n=12, cutoff=0.7)

    def nearness(spelling: str) -> tuple[float, int]:
        return (-round(difflib.SequenceMatcher(None, lower, spelling).ratio(), 1), -near[spelling])

    return sorted(close, key=nearness)[:3]


def named_occurrence(text: str) -> Occurrence | None:
    """The occurrence written as its id or as DOCUMENT:OFFSET, None where it is neither."""
    document, _, number = text.strip().rpartition(":")
    try:
        return (document, int(number)) if document else int(text)
    except ValueError:
        return None
