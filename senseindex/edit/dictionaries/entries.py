"""What a dictionary says of a sense, and the reader for each format, told by the file's name and first bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from senseindex.errors import CorpusError

HEAD: Final = 4096


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


def read_dictionary(path: Path, lemmas: Collection[str] | None = None) -> Iterator[DictionarySense]:
    """The senses of a dictionary, or those of some lemmas: JSON, TSV, WN-LMF 1.0 to 1.4 or TEI Lex-0.

    Raises CorpusError for a file that cannot be read or is none of these.
    """
    wanted = None if lemmas is None else {lemma.lower() for lemma in lemmas}
    for sense in _reader(path):
        if wanted is None or sense.lemma.lower() in wanted:
            yield sense


def _reader(path: Path) -> Iterator[DictionarySense]:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise CorpusError(f"cannot be read: {error.strerror or error}", path=str(path)) from None
    if b"<LexicalResource" in head:
        from senseindex.edit.dictionaries.wn_lmf import read_wn_lmf

        return read_wn_lmf(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        from senseindex.edit.dictionaries.tei_lex0 import read_tei_lex0

        return read_tei_lex0(path)
    from senseindex.edit.dictionaries.tables import read_json, read_tsv

    return read_json(path) if path.suffix.lower() == ".json" else read_tsv(path)
