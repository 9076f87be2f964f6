"""DOCX (Word), ECMA-376: one file is one document, its id the file's name.

Paragraphs of the body and of its tables, in their order, parted by empty lines; deleted text, field codes, notes,
headers and footers are left out, inserted text is read. Title, author and date of the file's properties are metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.zipped_xml import ZippedXml

if TYPE_CHECKING:
    from lxml.etree import _Element

_RELATIONS = "_rels/.rels"
_PROPERTIES = {"title": "title", "creator": "author", "created": "date"}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "rPr", "pPr", "sectPr"})


class DocxReader:
    """Reads `.docx` files."""

    name = "docx"
    suffixes = (".docx",)

    def recognises(self, head: str) -> bool:
        return False  # it is no text

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The file's one document. Raises CorpusError for what is no DOCX, damaged, or protected by a password."""
        file = ZippedXml(source, "a DOCX")
        main, properties = _parts(file)
        text = "\n\n".join(_paragraphs(file.tree(main)))
        if text:
            metadata = _metadata(file.tree(properties)) if properties in file.names else {}
            yield RawDocument(source.name, storable(text), metadata, location=source.name)


def _parts(file: ZippedXml) -> tuple[str, str]:
    """The names of the document's part and of its properties."""
    names = {"officeDocument": "word/document.xml", "core-properties": "docProps/core.xml"}
    if _RELATIONS in file.names:
        for relation in file.tree(_RELATIONS):
            kind = relation.get("Type", "").rpartition("/")[2]
            if kind in names:
                names[kind] = relation.get("Target", "").lstrip("/")
    return names["officeDocument"], names["core-properties"]


def _paragraphs(document: _Element) -> Iterator[str]:
    """The text of each paragraph that has any; one inside another, as in a text box, comes by itself, after it."""
    from lxml import etree

    open_texts: list[list[str]] = []
    walk: Any = etree.iterwalk(document, events=("start", "end"))
    for event, element in walk:
        name = str(element.tag).rpartition("}")[2]
        if event == "start":
            if name in _LEFT_OUT:
                walk.skip_subtree()
            elif name == "p":
                open_texts.append([])
            elif open_texts and name == "t":
                open_texts[-1].append(element.text or "")
            elif open_texts and name in _SIGNS:
                open_texts[-1].append(_SIGNS[name])
        elif name == "p" and open_texts:
            text = "".join(open_texts.pop()).strip()
            if text:
                yield text


def _metadata(properties: _Element) -> dict[str, MetadataValue]:
    found: dict[str, MetadataValue] = {}
    for element in properties:
        name = _PROPERTIES.get(str(element.tag).rpartition("}")[2])
        value = metadata_value(storable(" ".join((element.text or "").split())))
        if name and value is not None:
            found[name] = value[:10] if name == "date" and isinstance(value, str) else value
    return found
