"""What a dictionary says of a sense, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DictionarySense:
    """A sense of a dictionary; `pos` is UPOS, "" where it is not given.

    Sentences in `examples` hold the lemma or one of `synonyms`; `related` is what kinds of the sense and its neighbours
    mean. `ordered`: the dictionary names the commonest sense of a word first. `key` is the sense key of Princeton
    WordNet, as in `bank%1:14:00::`, and `count` how often the sense was met in a corpus, -1 where nobody counted.
    """

    lemma: str
    pos: str
    id: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ordered: bool = False
    key: str = ""
    count: int = -1


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
