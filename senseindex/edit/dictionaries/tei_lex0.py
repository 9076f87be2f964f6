"""Dictionaries in TEI Lex-0: `<entry>` with `<form type="lemma">`, `<gram type="pos">`, `<sense>`, `<def>`, `<cit>`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.errors import CorpusError

_TEI: Final = "{http://www.tei-c.org/ns/1.0}"
_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_SPACES: Final = {"t": "http://www.tei-c.org/ns/1.0"}


def read_tei_lex0(path: Path) -> Iterator[DictionarySense]:
    """The senses of all entries, also senses within senses. Nothing outside the file is read, no entity expanded.

    Raises CorpusError where the XML is broken or declares entities.
    """
    with path.open("rb") as file:
        if b"<!ENTITY" in file.read(1 << 16):
            raise CorpusError("declares XML entities, which are never expanded", path=str(path))
    found = False
    try:
        for _, entry in etree.iterparse(
            str(path), events=("end",), tag=f"{_TEI}entry", resolve_entities=False, no_network=True, load_dtd=False
        ):
            found = True
            yield from _senses(entry)
            entry.clear(keep_tail=False)
    except etree.XMLSyntaxError as error:
        raise CorpusError(f"broken XML: {error.msg}", path=str(path), line=error.lineno or 0) from None
    if not found:
        raise CorpusError("has no <entry> in the TEI namespace: it is no TEI Lex-0 dictionary", path=str(path))


def _senses(entry: Any) -> Iterator[DictionarySense]:
    lemma = _first(entry, "t:form[@type='lemma']/t:orth") or _first(entry, "t:form/t:orth")
    if not lemma:
        return
    grams = entry.xpath("t:gramGrp/t:gram[@type='pos']", namespaces=_SPACES)
    pos = "" if not grams else grams[0].get("norm") or _text(grams[0])
    senses = entry.xpath(".//t:sense", namespaces=_SPACES)
    for number, sense in enumerate(senses, start=1):
        definition = "; ".join(filter(None, map(_text, sense.xpath("t:def", namespaces=_SPACES))))
        quotes = sense.xpath("t:cit[@type='example']//t:quote", namespaces=_SPACES)
        examples = tuple(filter(None, map(_text, quotes)))
        if definition or examples:
            name = sense.get(_ID) or f"{entry.get(_ID) or lemma}.{number}"
            yield DictionarySense(lemma, upos(pos), name, definition, examples)


def _first(element: Any, path: str) -> str:
    found = element.xpath(path, namespaces=_SPACES)
    return _text(found[0]) if found else ""


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
