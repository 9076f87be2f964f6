"""TEI P5, https://tei-c.org/guidelines/p5/: each `<TEI>`, alone or in a `<teiCorpus>`, is a document.

Its text is that of `tei_text`, its metadata what `tei_header` finds, its id the `xml:id`, else the file's name. Nothing
is fetched and nothing expanded: no DTD, no network, no XInclude; a file that declares entities is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.encodings import byte_order_mark, sniff
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.tei_header import header_metadata
from senseindex.corpus.tei_text import document_of, local_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:TEI|TEI\.2|teiCorpus)[\s>]")
_TEXTS = ("{*}TEI", "{*}TEI.2")
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_CHUNK = 1 << 15
_INCLUDE = "{http://www.w3.org/2001/XInclude}include"


class TeiReader:
    """Reads `.xml` files that are TEI, and `.tei` files."""

    name = "tei"
    suffixes = (".tei", ".tei.xml", ".xml")

    def recognises(self, head: str) -> bool:
        return _ROOT.search(head) is not None

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents, each as soon as it ends; the tree of one at a time is in memory.

        Raises CorpusError where the XML is broken or declares entities, naming the line.
        """
        from lxml import etree

        number = 0
        with source.open() as stream:
            try:
                for event, element in _events(stream, _encoding(source)):
                    name = local_name(element)
                    if event == "start":
                        _refuse_entities(source, element)
                    elif name == "include":
                        source.reporting.note(
                            f"{source.name} names further files (xi:include), which are not followed: "
                            "give the folder that holds them",
                            about="xi:include",
                        )
                    elif name != "teiCorpus" and _is_outermost(element):
                        number += 1
                        document = _document(source, element, number)
                        _forget(element)
                        if document is not None:
                            yield document
            except etree.XMLSyntaxError as error:
                raise source.error(f"broken XML ({error.msg})", error.lineno or 0) from error
            except UnicodeDecodeError as error:
                raise source.error(f"is not {error.encoding}: name its encoding with --encoding") from error


def _events(stream: IO[bytes], encoding: str | None) -> Iterator[tuple[str, Any]]:
    """Starts and ends of texts; before an error in the XML those that come before it.

    An encoding that overrides the XML's own word is read here, as libxml2 does not know all that Python knows.
    """
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=(*_TEXTS, "{*}teiCorpus", _INCLUDE),
        encoding=None if encoding is None else "utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        collect_ids=False,  # they may be repeated from text to text
        remove_comments=True,
        remove_pis=True,
    )
    decoder = None if encoding is None else codecs.getincrementaldecoder(encoding)()
    while chunk := stream.read(_CHUNK):
        if decoder is not None:
            chunk = decoder.decode(chunk).encode()
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError:
            yield from parser.read_events()
            raise
        yield from parser.read_events()
    parser.close()


def _encoding(source: SourceFile) -> str | None:
    """What overrides the XML's own word on its encoding: the user, or the bytes where the file does not say."""
    head = source.head()
    if byte_order_mark(head) is not None:
        return None
    if source.options.encoding is not None:
        return source.options.encoding
    if head.lstrip()[:5] == b"<?xml" and b"encoding" in head[:200]:
        return None
    try:
        head[: head.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        found = sniff(head)
        if len(found) == 1:
            source.note_encoding(found[0])
            return found[0]
    return None


def _refuse_entities(source: SourceFile, element: _Element) -> None:
    dtd: Any = element.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        raise source.error("declares XML entities, which are never expanded: write the characters themselves", 2)


def _is_outermost(element: _Element) -> bool:
    return all(local_name(parent) == "teiCorpus" for parent in element.iterancestors())


def _document(source: SourceFile, element: Any, number: int) -> RawDocument | None:
    identifier = storable(element.get(_ID) or "") or (source.name if number == 1 else f"{source.name}:{number}")
    location = f"{source.name}, line {element.sourceline}"
    return document_of(element, identifier, location, header_metadata(element), source)


def _forget(element: _Element) -> None:
    """Free the tree up to and with this element."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
