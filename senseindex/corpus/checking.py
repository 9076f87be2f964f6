"""A quick look at all files before the first document is given: whether their bytes are text.

Wrong bytes in the sixth of seven files are found before the first one is encoded. What is not text, and formats of
others, are not looked at; nor is standard input, which comes once.
"""

from __future__ import annotations

from collections.abc import Iterable

from senseindex.corpus.collection import CorpusFile
from senseindex.corpus.conllu import ConlluReader
from senseindex.corpus.content import Stream
from senseindex.corpus.delimited import DelimitedReader
from senseindex.corpus.html_pages import HtmlReader
from senseindex.corpus.jsonl import JsonlReader
from senseindex.corpus.plain_text import PlainTextReader
from senseindex.corpus.read_options import ReadOptions, Reporting
from senseindex.corpus.registry import Reader, guess
from senseindex.corpus.sgml import SgmlReader
from senseindex.corpus.source_file import SourceFile
from senseindex.corpus.vertical import VerticalReader
from senseindex.errors import CorpusError

_READ_WHOLE = (PlainTextReader, HtmlReader, SgmlReader)
_READ_BY_LINES = (ConlluReader, DelimitedReader, JsonlReader, VerticalReader)


def check_bytes(chosen: Iterable[tuple[CorpusFile, Reader | None]], options: ReadOptions) -> None:
    """Raise the CorpusError of the first file that is no text in its encoding, or whose packing is damaged."""
    for file, reader in chosen:
        if isinstance(file.content, Stream):
            continue
        source = SourceFile(file.content, file.name, options, Reporting())
        reader = reader or guess(source)
        if isinstance(reader, _READ_WHOLE):
            source.text()
        elif isinstance(reader, _READ_BY_LINES):
            for _, line in source.lines_or_errors():
                if isinstance(line, CorpusError):
                    raise line
