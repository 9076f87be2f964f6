"""Dictionary entries as XML: TEI Lex-0, and the plain entries that Lexonomy edits.

https://dariah-eric.github.io/lexicalresources/pages/TEILex0/TEILex0.html, https://www.lexonomy.eu. The ids of senses
become XML names: `bank%1` is `sense.bank.1`; `n` is the number of the sense in its entry.
"""

from __future__ import annotations

import re

from lxml import etree

from senseindex.answers.profile import Example
from senseindex.output.files.entries import Dictionary, Entry, EntrySense

TEI = "http://www.tei-c.org/ns/1.0"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[^\w.-]|_")


def tei_lex0(dictionary: Dictionary) -> bytes:
    """The entries as a TEI Lex-0 document."""
    root = etree.fromstring(f'<TEI xmlns="{TEI}" type="lex-0"/>')
    description = _tei(_tei(root, "teiHeader"), "fileDesc")
    _tei(_tei(description, "titleStmt"), "title", f"Senses in {dictionary.corpus}")
    _tei(_tei(description, "publicationStmt"), "p", "Made by senseindex from a corpus.")
    _tei(_tei(description, "sourceDesc"), "p", f"{dictionary.corpus}: {dictionary.tokens} tokens.")
    body = _tei(_tei(root, "text"), "body")
    for entry in dictionary.entries:
        _tei_entry(body, entry, dictionary.language)
    return _written(root)


def lexonomy(dictionary: Dictionary) -> bytes:
    """The entries as Lexonomy imports them."""
    root = etree.Element("dictionary", {"lang": dictionary.language, "corpus": _clean(dictionary.corpus)})
    for entry in dictionary.entries:
        element = _plain(root, "entry", id=entry.id)
        _plain(element, "headword", entry.headword)
        if entry.pos:
            _plain(element, "partOfSpeech", entry.pos)
        _plain(element, "frequency", str(entry.frequency), ipm=f"{entry.ipm:.2f}")
        for sense in entry.senses:
            _lexonomy_sense(element, sense)
    return _written(root)


def _lexonomy_sense(parent: etree._Element, sense: EntrySense) -> None:
    own = _plain(parent, "sense", id=sense.id, number=sense.number)
    _plain(own, "label", sense.label)
    if sense.definition:
        _plain(own, "definition", sense.definition)
    _plain(own, "frequency", str(sense.frequency), ipm=f"{sense.ipm:.2f}", share=f"{sense.share:.4f}")
    for word in sense.collocations:
        _plain(own, "collocation", word)
    for example in sense.examples:
        place = {"start": str(example.start), "end": str(example.end), "occurrence": str(example.occurrence_id)}
        place |= {"ticked": "true"} if example.ticked else {}
        place |= {"title": example.title} if example.title != example.document else {}
        _marked(_plain(own, "example", document=example.document, **place), "text", "h", example)
    for each in sense.subsenses:
        _lexonomy_sense(own, each)


def _tei_entry(body: etree._Element, entry: Entry, language: str) -> None:
    element = _tei(body, "entry")
    element.set(_XML_ID, _xml_name("entry", entry.id))
    element.set(_XML_LANG, language)
    _tei(_tei(element, "form", type="lemma"), "orth", entry.headword)
    if entry.pos:
        _tei(_tei(element, "gramGrp"), "gram", entry.pos, type="pos")
    _tei(element, "usg", f"{entry.frequency} ({entry.ipm:.2f} per million tokens)", type="frequency")
    for sense in entry.senses:
        _tei_sense(element, sense)


def _tei_sense(parent: etree._Element, sense: EntrySense) -> None:
    element = _tei(parent, "sense", n=sense.number)
    element.set(_XML_ID, _xml_name("sense", sense.id))
    if sense.collocations:
        group = _tei(element, "gramGrp")
        for word in sense.collocations:
            _tei(group, "gram", word, type="collocate")
    _tei(element, "usg", f"{sense.frequency} ({sense.ipm:.2f} per million tokens)", type="frequency")
    _tei(element, "usg", sense.label, type="hint")
    if sense.definition:
        _tei(element, "def", sense.definition)
    for example in sense.examples:
        quoted = _tei(element, "cit", type="example", **({"subtype": "ticked"} if example.ticked else {}))
        quoted.set(_XML_ID, f"occurrence.{example.occurrence_id}")
        _marked(quoted, f"{{{TEI}}}quote", f"{{{TEI}}}hi", example)
        source = _tei(quoted, "bibl")
        _tei(source, "title", example.title)
        place = {"unit": "character", "from": str(example.start), "to": str(example.end)}
        _tei(source, "citedRange", f"{example.start}-{example.end}", **place)
        _tei(source, "idno", example.document, type="document")
        _tei(source, "idno", str(example.occurrence_id), type="occurrence")
    for each in sense.subsenses:
        _tei_sense(element, each)


def _tei(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    return _plain(parent, f"{{{TEI}}}{name}", text, **attributes)


def _plain(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, name, {key: _clean(value) for key, value in attributes.items()})
    if text is not None:
        element.text = _clean(text)
    return element


def _marked(parent: etree._Element, name: str, mark: str, example: Example) -> None:
    """The example's text with the word itself in an element of its own."""
    element = etree.SubElement(parent, name)
    node = etree.SubElement(element, mark)
    element.text, node.text, node.tail = map(_clean, example.parted)


def _xml_name(kind: str, text: str) -> str:
    """A name that is different for different texts."""
    return f"{kind}." + _NO_NAME.sub(lambda match: "." if match[0] == "%" else f"_{ord(match[0]):x}_", text)


def _clean(text: str) -> str:
    return _NO_XML.sub(" ", text)


def _written(root: etree._Element) -> bytes:
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
