"""EPUB 2 and 3, https://www.w3.org/TR/epub-33/: one book is one document, its chapters in the order of the spine.

The id is the file's name; title, author, publisher, date and language of the package are metadata. The table of
contents is no part of the text. A book whose chapters are encrypted (DRM) is refused.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.encodings import declared_encoding
from senseindex.corpus.markup_text import html_text, html_tree
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.zipped_xml import ZippedXml

if TYPE_CHECKING:
    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_METADATA = {"title": "title", "creator": "author", "publisher": "publisher", "date": "date", "language": "language"}
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document")
_FONT = re.compile(r"\.(?:otf|ttf|woff2?)$", re.IGNORECASE)


class EpubReader:
    """Reads `.epub` files."""

    name = "epub"
    suffixes = (".epub",)

    def recognises(self, head: str) -> bool:
        return False  # it is no text

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The one document of the book. Raises CorpusError for what is no EPUB, damaged or encrypted."""
        book = ZippedXml(source, "an EPUB")
        _refuse_encrypted(source, book)
        root = book.tree(_CONTAINER).find(".//{*}rootfile")
        package_name = "" if root is None else root.get("full-path", "")
        package = book.tree(package_name)
        folder = posixpath.dirname(package_name)
        items = {item.get("id"): item for item in package.iterfind("{*}manifest/{*}item")}
        spine = [items.get(each.get("idref")) for each in package.iterfind("{*}spine/{*}itemref")]
        pages = [
            posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
            for item in spine
            if item is not None and item.get("media-type") in _PAGES and not _is_contents(item)
        ]
        text = "\n\n".join(filter(None, book.each(pages, _page_text)))
        if text:
            yield RawDocument(source.name, text, _metadata(package), location=source.name)


def _is_contents(item: _Element) -> bool:
    return "nav" in item.get("properties", "").split()


def _page_text(page: bytes) -> str:
    encoding = declared_encoding(page) or "utf-8"
    tree = html_tree(page.removeprefix(b"\xef\xbb\xbf").decode(encoding, "replace"))
    return "" if tree is None else html_text(tree)


def _refuse_encrypted(source: SourceFile, book: ZippedXml) -> None:
    """Fonts are often obfuscated, which does no harm; chapters are not."""
    if _ENCRYPTION in book.names:
        for reference in book.tree(_ENCRYPTION).iterfind(".//{*}CipherReference"):
            if not _FONT.search(reference.get("URI", "")):
                raise source.error("is encrypted (DRM), so its text cannot be read")


def _metadata(package: _Element) -> dict[str, MetadataValue]:
    found: dict[str, list[str]] = {}
    for element in package.iterfind("{*}metadata/*"):
        name = _METADATA.get(str(element.tag).rpartition("}")[2])
        text = " ".join("".join(map(str, element.itertext())).split())
        if name and text and (name == "author" or name not in found):
            found.setdefault(name, []).append(text)
    return {name: metadata_value(storable("; ".join(texts))) for name, texts in found.items()}
