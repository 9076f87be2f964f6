"""XML inside a zip archive, as e-books and office documents have it: what EPUB and DOCX share.

Nothing is fetched and no entity expanded. A part that unpacks to more than `_LARGEST_PART` is refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

from senseindex.corpus.content import UNPACKING_ERRORS
from senseindex.corpus.source_file import SourceFile

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST_PART = 1 << 28


class ZippedXml:
    """The parts of one such file. `what` names it in messages, as "an EPUB". Raises CorpusError for what is none."""

    def __init__(self, source: SourceFile, what: str) -> None:
        self._source = source
        self._what = what
        with source.open() as stream:
            content = io.BytesIO(stream.read())
        try:
            self._archive = zipfile.ZipFile(content)
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise source.error(f"is not {what}, or damaged ({error})") from error
        self.names = frozenset(self._archive.namelist())

    def part(self, name: str) -> bytes:
        """The bytes of a part. Raises CorpusError where it is missing, encrypted, damaged or too large."""
        if name not in self.names:
            raise self._source.error(f"is not {self._what}: it has no {name}")
        info = self._archive.getinfo(name)
        if info.flag_bits & 1:
            raise self._source.error("is protected by a password: save it without one")
        if info.file_size > _LARGEST_PART:
            raise self._source.error(f"its part {name} is too large ({info.file_size:,} bytes)")
        try:
            return self._archive.read(name)
        except UNPACKING_ERRORS as error:
            raise self._source.error(f"its part {name} is damaged ({error})") from error

    def tree(self, name: str) -> _Element:
        """A part as XML. Raises CorpusError."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True)
        try:
            return etree.fromstring(self.part(name), parser)
        except etree.XMLSyntaxError as error:
            raise self._source.error(f"its part {name} is broken XML ({error.msg})") from error

    def each(self, names: list[str], read: Callable[[bytes], str]) -> list[str]:
        """What `read` makes of the parts that are there."""
        return [read(self.part(name)) for name in names if name in self.names]
