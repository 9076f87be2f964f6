"""Plain text: one file is one document, its id the file's name, and it has no metadata.

The text is passed on as it stands, line ends included, so that offsets point into the file's own text.
"""

from __future__ import annotations

from collections.abc import Iterator

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.source_file import SourceFile

_MARKUP = ("<?xml", "<!doctype", "<html", "<tei", "{\\rtf", "%!ps")


class PlainTextReader:
    """Reads `.txt` files, and any other file that is text and not obviously markup."""

    name = "text"
    suffixes = (".txt", ".text")

    def recognises(self, head: str) -> bool:
        return not head.lstrip().lower().startswith(_MARKUP)

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The file's one document; none where it holds nothing but white space."""
        text = source.text()
        if text and not text.isspace():
            yield RawDocument(source.name, text, location=source.name)
