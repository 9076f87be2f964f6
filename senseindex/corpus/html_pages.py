"""HTML pages: one file is one document, its id the file's name, its text all that the page shows.

Menus and footers are kept, as nobody can tell them from the text for sure. Title, language, author, date, description
and keywords are metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.markup_text import html_metadata, html_text, html_tree
from senseindex.corpus.source_file import SourceFile

_START = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


class HtmlReader:
    """Reads `.html`, `.htm` and `.xhtml` files, and others that begin like one."""

    name = "html"
    suffixes = (".html", ".htm", ".xhtml", ".xml")

    def recognises(self, head: str) -> bool:
        return _START.match(head) is not None

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The file's one document; none where it shows nothing."""
        root = html_tree(source.text())
        text = "" if root is None else html_text(root)
        if root is not None and text:
            yield RawDocument(source.name, text, html_metadata(root), location=source.name)
