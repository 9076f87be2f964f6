"""PDF by PDFium: one file is one document, its id the file's name, its text that of the pages in their order.

A PDF has no paragraphs, only places of letters: lines stay lines, a word that is divided at the end of a line is
joined, and page numbers and running heads stand where they stood. A scan without a text layer is refused. Title,
author and date are metadata. Needs the package `pypdfium2`, which is imported only here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.source_file import SourceFile, storable

_DIVIDED = re.compile(r"(?<=[^\W\d_])(?:[\ufffe\u0002\xad]\s*|-\n)(?=[a-zß-ÿ])")
"""A hyphen at the end of a line before a small letter; PDFium writes U+FFFE where it knows one."""
_HYPHENS = re.compile(r"[\ufffe\u0002]")
_DATE = re.compile(r"D:([0-9]{4})([0-9]{2})([0-9]{2})")


class PdfReader:
    """Reads `.pdf` files."""

    name = "pdf"
    suffixes = (".pdf",)

    def recognises(self, head: str) -> bool:
        return False  # it is no text

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The file's one document. Raises CorpusError for a damaged or encrypted file, and for one without any text."""
        try:
            import pypdfium2
        except ImportError as error:
            raise source.error("is a PDF, which needs another package: pip install 'senseindex[pdf]'") from error
        with source.open() as stream:
            content = stream.read()
        try:
            document = pypdfium2.PdfDocument(content)
            pages = [page.get_textpage().get_text_range() for page in document]
            about = document.get_metadata_dict()
            document.close()
        except pypdfium2.PdfiumError as error:
            if "assword" in str(error):
                raise source.error("is protected by a password: save it without one") from error
            raise source.error(f"is not a PDF, or damaged ({error})") from error
        text = "\n\n".join(filter(None, map(_page_text, pages)))
        if not text:
            raise source.error("has no text, only pictures: is it a scan? Run OCR over it first")
        yield RawDocument(source.name, storable(text), _metadata(about), location=source.name)


def _page_text(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _HYPHENS.sub("-", _DIVIDED.sub("", text)).strip()


def _metadata(about: Mapping[str, str]) -> dict[str, MetadataValue]:
    date = _DATE.match(about.get("CreationDate") or "")
    found = {
        "title": metadata_value(storable(" ".join((about.get("Title") or "").split()))),
        "author": metadata_value(storable(" ".join((about.get("Author") or "").split()))),
        "date": "-".join(date.groups()) if date else None,
    }
    return {name: value for name, value in found.items() if value is not None}
