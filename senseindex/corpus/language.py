"""Whether documents are in the language that they are taken for: a count of function words.

In running text of a language a third to a half of the words are function words of it, of another language hardly any
but what both share (*in*, *die*, *was*). A document is called foreign only where that is plain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.function_words import function_words
from senseindex.corpus.lemmas import base_language

LANGUAGES = {
    "en": "English",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "sv": "Swedish",
    "da": "Danish",
    "pl": "Polish",
    "cs": "Czech",
    "hu": "Hungarian",
    "fi": "Finnish",
    "ru": "Russian",
}
"""What is told apart, by ISO 639-1 codes."""

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 6000
"""Characters looked at, from the middle of a document."""
_FEWEST_WORDS = 80
_OWN_SHARE = 0.2
"""From this share of its own function words on a text is of the language that it is taken for."""
_FOREIGN_SHARE = 0.3
"""The share of another's that a text must have to be of that language, and twice that of its own."""


def foreign_language(text: str, language: str) -> str | None:
    """The code of the language that a text is plainly in, None where that is `language` or cannot be told."""
    middle = max(0, (len(text) - _SAMPLE) // 2)
    words = _WORD.findall(text[middle : middle + _SAMPLE].lower())
    own = _known_words(language)
    if len(words) < _FEWEST_WORDS or not own or _share(words, own) >= _OWN_SHARE:
        return None
    shares = {other: _share(words, _known_words(other)) for other in LANGUAGES if other != language}
    best = max(shares, key=lambda other: shares[other])
    return best if shares[best] >= max(_FOREIGN_SHARE, 2 * _share(words, own)) else None


def foreign_told(
    documents: Iterable[RawDocument], language: str, on_note: Callable[[str], None] | None
) -> Iterator[RawDocument]:
    """The same documents; the first one of every language that is not `language` is told, and at the end how many."""
    language = base_language(language)
    found: Counter[str] = Counter()
    total = 0
    for document in documents:
        total += 1
        foreign = foreign_language(document.text, language) if on_note else None
        if foreign is not None and on_note is not None:
            found[foreign] += 1
            if found[foreign] == 1:
                on_note(
                    f"{document.id} looks {LANGUAGES[foreign]}, "
                    f"and the index is of {LANGUAGES.get(language, language)}: "
                    f"an index of its own, made with --language {foreign} and a --model that knows it, does better"
                )
        yield document
    for foreign, count in found.items():
        if count > 1 and on_note is not None:
            on_note(f"{count:,} of {total:,} documents look {LANGUAGES[foreign]}")


@cache
def _known_words(language: str) -> frozenset[str]:
    """The function words without apostrophes and the like, as `_WORD` finds them."""
    return frozenset(word for word in function_words(language) if _WORD.fullmatch(word))


def _share(words: list[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)
