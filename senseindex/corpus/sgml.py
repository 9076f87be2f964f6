"""SGML as news corpora have it (Reuters-21578, TREC, LDC): the outermost element that repeats is a document.

Its text is what stands in `<TEXT>`, else in `<BODY>`, else all of it; every element in it is a paragraph. Its
attributes are metadata, and so are the elements beside the text that hold nothing but a value; a list of them
(`<PLACES><D>usa</D><D>uk</D></PLACES>`) is one value, joined by "; ". `<DOCNO>`, `<DOCID>`, or the attribute `NEWID`
or `ID` is the id. There is no DTD: tags are read as they stand, and entities as those of HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.source_file import SourceFile, storable

_START_TAG = re.compile(r"<([A-Za-z][\w.-]*)((?:\s[^<>]*)?)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_TEXT = re.compile(r"<!--.*?-->|<\?[^>]*>|<!(?:DOCTYPE|ENTITY|\[CDATA\[)[^>]*>", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LIST = re.compile(r"<(?P<name>[A-Za-z][\w.-]*)[^<>]*>(?P<items>(?:\s*<(\w+)>[^<>]*</\3\s*>)+)\s*</(?P=name)\s*>")
_VALUE = re.compile(r"<(?P<name>[A-Za-z][\w.-]*)[^<>]*>(?P<value>[^<>]*)</(?P=name)\s*>")
_TITLES = re.compile(r"<(?:TITLE|HEADLINE|HL|HEAD)\b[^<>]*>(.*?)</", re.DOTALL | re.IGNORECASE)
_DOCUMENTS = frozenset({"doc", "document", "reuters", "article", "story"})
_TEXTS = ("text", "body")
_IDS = ("docno", "docid", "newid", "id")


class SgmlReader:
    """Reads `.sgm` and `.sgml` files, and others that begin with a document of news."""

    name = "sgml"
    suffixes = (".sgm", ".sgml")

    def recognises(self, head: str) -> bool:
        start = _NO_TEXT.sub("", head).lstrip()
        first = _START_TAG.match(start)
        return first is not None and first[1].lower() in _DOCUMENTS and "\t" not in head

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents; one that never ends is damaged."""
        text = source.text()
        line_of = _LineNumbers(text)
        text = _NO_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)  # every offset stays
        name = _document_element(text)
        if not name:
            if document := _document(source, "", text, 1):
                yield document
            return
        edge = re.compile(rf"<(/?)({re.escape(name)})((?:\s[^<>]*)?)>", re.IGNORECASE)
        begun: re.Match[str] | None = None
        for match in edge.finditer(text):
            if match[1]:
                if begun is not None and (
                    document := _document(source, begun[3], text[begun.end() : match.start()], line_of(begun.start()))
                ):
                    yield document
                begun = None
            else:
                _refuse_open(source, begun, line_of)
                begun = match
        _refuse_open(source, begun, line_of)


class _LineNumbers:
    """The numbers of the lines in which offsets stand, asked for in ascending order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offset = 0
        self._line = 1

    def __call__(self, offset: int) -> int:
        self._line += self._text.count("\n", self._offset, offset)
        self._offset = offset
        return self._line


def _refuse_open(source: SourceFile, begun: re.Match[str] | None, line_of: _LineNumbers) -> None:
    if begun is not None:
        source.damage(source.error(f"<{begun[2]}> does not end: is the file cut off?", line_of(begun.start())))


def _document_element(text: str) -> str:
    """The first element that comes again, else the first that is called like a document, "" where the file is one."""
    starts = [match[1].lower() for match in _START_TAG.finditer(text, 0, 1 << 20)]
    counts = {name: starts.count(name) for name in dict.fromkeys(starts[:20])}
    first = next(iter(counts), "")
    known = next((name for name in counts if name in _DOCUMENTS), "")
    return known or (first if counts.get(first, 0) > 1 else "")


def _document(source: SourceFile, attributes: str, body: str, line: int) -> RawDocument | None:
    beside, texts = _parted(body)
    found: dict[str, list[str]] = {}
    for listed in _LIST.finditer(beside):
        kinds = {kind.lower() for kind, _ in _VALUE.findall(listed["items"])}
        if len(kinds) == 1:
            found.setdefault(listed["name"].lower(), []).extend(value for _, value in _VALUE.findall(listed["items"]))
            beside = beside.replace(listed[0], " ")
    for value in _VALUE.finditer(beside):
        found.setdefault(value["name"].lower(), []).append(value["value"])
    if "title" not in found and (title := _TITLES.search(body)):
        found["title"] = [_TAG.sub(" ", title[1])]
    for attribute in _ATTRIBUTE.finditer(attributes):
        found.setdefault(attribute[1].lower(), [attribute[2] or attribute[3] or attribute[4] or ""])
    identifier = next((_plain(found.pop(name)[0]) for name in _IDS if name in found), "")
    metadata: dict[str, MetadataValue] = {
        storable(name): metadata_value(storable("; ".join(filter(None, map(_plain, values)))))
        for name, values in found.items()
    }
    text = "\n\n".join(filter(None, (_paragraph(part) for each in texts for part in _TAG.split(each))))
    return source.document(text, line, metadata, identifier) if text else None


def _parted(body: str) -> tuple[str, list[str]]:
    """What stands beside the text of a document, and its texts."""
    for name in _TEXTS:
        parts = re.split(rf"<{name}\b[^<>]*>(.*?)</{name}\s*>", body, flags=re.DOTALL | re.IGNORECASE)
        if len(parts) > 1:
            return " ".join(parts[::2]), parts[1::2]
    return "", [body]


def _plain(value: str) -> str:
    return " ".join(html.unescape(value).split())


def _paragraph(part: str) -> str:
    """The text between two tags, its lines as they stand."""
    lines = (line.rstrip() for line in html.unescape(part).splitlines())
    return "\n".join(lines).strip()
