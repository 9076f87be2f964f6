"""The metadata of a TEI header.

Keys: title, author, editor, publisher, idno, language, keywords, date, and the `key` of whatever describes the text
(`<textDesc>`). The date is that of the text rather than of its digital edition: of its creation or setting, else of
the source, the first edition before others, else of the publication. Several values of one key are joined by "; ".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from senseindex.corpus.documents import MetadataValue, metadata_value
from senseindex.corpus.source_file import storable

if TYPE_CHECKING:
    from lxml.etree import _Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES = (
    "profileDesc/creation//date",
    "profileDesc/settingDesc//date",
    "fileDesc/sourceDesc//*[@type='firstEdition']//date",
    "fileDesc/sourceDesc//date",
    "fileDesc/publicationStmt/date",
)
_DATE_ATTRIBUTES = ("when", "when-iso", "from", "notBefore", "notAfter")


def header_metadata(document: _Element) -> dict[str, MetadataValue]:
    """The metadata of a `<TEI>`; empty where it has no header."""
    header = next(iter(_found(document, "teiHeader")), None)
    if header is None:
        return {}
    language = [element.get("ident", "") for element in _found(header, "profileDesc/langUsage/language")]
    texts = {
        "title": _titles(header, document.get(_XML_LANG)),
        "author": map(_text, _found(header, "fileDesc/titleStmt/author")),
        "editor": map(_text, _found(header, "fileDesc/titleStmt/editor")),
        "publisher": _publishers(header),
        "idno": map(_text, _found(header, "fileDesc/publicationStmt/idno")),
        "language": [document.get(_XML_LANG) or "; ".join(filter(None, language))],
        "keywords": map(_text, _found(header, "profileDesc/textClass/keywords//term")),
        "date": [_date(header)],
    }
    metadata = {key: metadata_value("; ".join(dict.fromkeys(filter(None, values)))) for key, values in texts.items()}
    for element in _found(header, "profileDesc/textDesc/*"):
        if key := element.get("key"):
            metadata[storable(str(element.tag).rpartition("}")[2])] = metadata_value(storable(key))
    return {key: value for key, value in metadata.items() if value is not None}


def _titles(header: _Element, language: str | None) -> Iterator[str]:
    """Title and subtitle, of several languages the document's own."""
    titles = _found(header, "fileDesc/titleStmt/title")
    own = [title for title in titles if title.get(_XML_LANG) in (None, language)]
    for title in own or titles:
        if title.get("type") in (None, "main", "sub", "full"):
            yield _text(title)


def _publishers(header: _Element) -> Iterator[str]:
    for publisher in _found(header, "fileDesc/publicationStmt/publisher"):
        names = _found(publisher, "orgName")
        yield _text(names[0] if names else publisher)


def _date(header: _Element) -> str:
    for path in _DATES:
        for date in _found(header, path):
            for attribute in _DATE_ATTRIBUTES:
                if value := date.get(attribute):
                    return value
            if text := _text(date):
                return text
    return ""


def _found(element: _Element, path: str) -> list[_Element]:
    """What is found along a path of names, whatever their namespace."""
    steps = [step if not step or step[0] in "*." else f"{{*}}{step}" for step in path.split("/")]
    return element.findall("./" + "/".join(steps))


def _text(element: _Element) -> str:
    parts: Iterable[str] = (str(part) for part in element.itertext())
    return storable(" ".join("".join(parts).split()))
