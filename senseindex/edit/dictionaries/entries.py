"""What a dictionary says of a sense, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DictionarySense:
    """A sense of a dictionary; `pos` is UPOS, "" where it is not given. Sentences in `examples` hold the lemma."""

    lemma: str
    pos: str
    id: str
    definition: str = ""
    examples: tuple[str, ...] = ()


_POS: Final = {
    "n": "NOUN",
    "noun": "NOUN",
    "v": "VERB",
    "verb": "VERB",
    "a": "ADJ",
    "s": "ADJ",
    "j": "ADJ",
    "adj": "ADJ",
    "adjective": "ADJ",
    "r": "ADV",
    "adv": "ADV",
    "adverb": "ADV",
    "p": "ADP",
    "preposition": "ADP",
    "c": "CCONJ",
    "conjunction": "CCONJ",
    "propernoun": "PROPN",
    "pronoun": "PRON",
}


def upos(name: str) -> str:
    """The UPOS of a part of speech as dictionaries write it, such as `n` or `noun`; others stay, in capitals."""
    return _POS.get(name.strip().lower(), name.strip().upper())
