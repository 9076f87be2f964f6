"""The reader for each format of dictionaries, told by the file's name and first bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from senseindex.corpus.content import UNPACKING_ERRORS, unpacked
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.errors import CorpusError

HEAD: Final = 4096


def read_dictionary(path: Path, lemmas: Collection[str] | None = None) -> Iterator[DictionarySense]:
    """The senses of a dictionary, or those of some lemmas: JSON, TSV, WN-LMF 1.0 to 1.4 (which may be packed) or
    TEI Lex-0.

    Raises CorpusError for a file that cannot be read or is none of these.
    """
    wanted = None if lemmas is None else {lemma.lower() for lemma in lemmas}
    for sense in _reader(path):
        if wanted is None or sense.lemma.lower() in wanted:
            yield sense


def _reader(path: Path) -> Iterator[DictionarySense]:
    try:
        with path.open("rb") as file:
            head = unpacked(file).read(HEAD)
    except UNPACKING_ERRORS as error:
        raise CorpusError(f"cannot be read: {getattr(error, 'strerror', None) or error}", path=str(path)) from None
    if b"<LexicalResource" in head:
        from senseindex.edit.dictionaries.wn_lmf import read_wn_lmf

        return read_wn_lmf(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        from senseindex.edit.dictionaries.tei_lex0 import read_tei_lex0

        return read_tei_lex0(path)
    from senseindex.edit.dictionaries.tables import read_table

    return read_table(path)
