"""Vertical text (VRT) of CWB and Sketch Engine: one token a line, its columns parted by tabs, structures as XML tags.

https://www.sketchengine.eu/my_keywords/vertical/, https://cwb.sourceforge.io/files/CWB_Encoding_Tutorial/. The tag
`<doc>`, else `<text>`, else the first one of the file that is no part of a text is the document; its attributes are
metadata, `id` its id. `<s>` is a sentence, `<p>` and its like a paragraph, `<g/>` means no space, and neither stands
between the tokens in `<w>`; all other structures are passed over. Without `<s>` sentences end at full stops. Between
tokens stands a space, as nothing else is known.

The columns are `ReadOptions.columns` or are told by what stands in them (`vertical_columns`). XML entities are read
where they are complete. A document with a damaged line, or that never ends, is damaged as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from senseindex.corpus.annotated import DocumentBuilder, Surface, unmarked_sentences
from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.vertical_columns import Layout, layout_of
from senseindex.errors import CorpusError

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z_][\w.:-]*)(?P<attributes>(?:\s[^\n]*?)?)\s*(?P<empty>/?)>\s*")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"(.*?)"|'(.*?)'|([^\s"']\S*))(?=\s+[\w.:-]+\s*=|\s*$)""")
_NO_TOKEN = re.compile(r"<(?:\?|!--|!DOCTYPE)")
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

_DOCUMENTS = ("doc", "text")
_SENTENCE = "s"
_PARAGRAPH_NAMES = "p div head h1 h2 h3 h4 h5 h6 u sp speech turn list item li figure caption"
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())
_PARTS_OF_A_TEXT = _PARAGRAPHS | {"s", "g", "w", "hi", "l", "lg", "b", "i", "q", "quote", "name", "gap", "corpus"}
_JOINED = "w"
_LINES_LOOKED_AT = 400
_LONGEST_TOKEN = 3
"""Words that a token of several words, such as a name, may have."""
_MOST_RUNNING = 0.2
"""The share of lines with more from which a file is no vertical text."""


class VerticalReader:
    """Reads `.vert` and `.vrt` files, and `.xml` files that are vertical."""

    name = "vertical"
    suffixes = (".vert", ".vrt", ".vertical", ".xml")

    def recognises(self, head: str) -> bool:
        lines = [line for line in head.split("\n")[:-1] or [head] if line.strip()][:_LINES_LOOKED_AT]
        if not lines or not lines[0].lstrip("\ufeff").startswith("<"):
            return False
        rows = [line for line in lines if not _is_markup(line)]
        tabs = {row.count("\t") for row in rows}
        return bool(rows) and len(tabs) == 1 and tabs != {0} and len(rows) < len(lines)

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents, each as soon as it ends.

        Raises CorpusError where the columns are not what their names say.
        """
        head = source.head_text().split("\n")
        if len(head) > 1:
            head.pop()
        rows = [line.rstrip("\r").split("\t") for line in head if line.strip() and not _is_markup(line)]
        _refuse_running_text(source, rows)
        layout = layout_of(rows, source.options.columns, source)
        yield from _Documents(source, layout, _document_tag(head)).read()


class _Documents:
    """The way through one file, line by line."""

    def __init__(self, source: SourceFile, layout: Layout, document_tag: str) -> None:
        self._source = source
        self._layout = layout
        self._document_tag = document_tag
        self._document: DocumentBuilder | None = None
        self._start = 0
        self._passing_over = False
        self._surfaces: list[Surface] = []
        self._paragraph = False
        self._sentence_open = False
        self._sentences_marked = False
        self._joined = 0

    def read(self) -> Iterator[RawDocument]:
        if not self._document_tag:
            self._begin(self._source.name, 1, {})
        for number, line in self._source.lines_or_errors():
            try:
                if isinstance(line, CorpusError):
                    raise line
                line = line.rstrip("\r\n")
                if not line.strip(" ") or _NO_TOKEN.match(line):
                    continue
                tag = _TAG.fullmatch(line) if line[0] == "<" else None
                if tag is None:
                    self._token(line, number)
                elif tag["name"] == self._document_tag:
                    yield from self._document_edge(tag, number)
                else:
                    self._structure(tag)
            except CorpusError as error:
                if not self._passing_over:
                    self._drop()
                    self._source.damage(error)
        if self._document is not None and self._document_tag:
            self._drop()
            self._source.damage(
                self._source.error(f"<{self._document_tag}> does not end: is the file cut off?", self._start)
            )
        yield from self._end()

    def _begin(self, identifier: str, line: int, metadata: dict[str, MetadataValue]) -> None:
        location = f"{self._source.name}, line {line}"
        self._document = DocumentBuilder(identifier, location, metadata)
        self._start = line
        self._passing_over = False
        self._sentence_open = self._sentences_marked = self._paragraph = False
        self._joined = 0

    def _drop(self) -> None:
        """Forget the document, and what comes until the next one begins."""
        self._document = None
        self._surfaces = []
        self._passing_over = True

    def _end(self) -> Iterator[RawDocument]:
        self._flush()
        if self._document is not None and len(self._document):
            yield self._document.build()
        self._document = None

    def _document_edge(self, tag: re.Match[str], line: int) -> Iterator[RawDocument]:
        yield from self._end()
        if not tag["end"]:
            attributes = dict(_attributes(tag["attributes"]))
            identifier = storable(attributes.pop("id", "") or attributes.pop("xml:id", ""))
            metadata = {key: metadata_value(value) for key, value in attributes.items()}
            self._begin(identifier or f"{self._source.name}:{line}", line, metadata)

    def _token(self, line: str, number: int) -> None:
        if self._document is None:
            if not self._passing_over:
                raise self._source.error(f"a token outside <{self._document_tag}>", number)
            return
        columns = line.split("\t")
        layout = self._layout
        if len(columns) < layout.needed:
            raise self._source.error(
                f"{len(columns)} columns where {layout.needed} are needed: is a tab missing?", number
            )
        form = storable(_unescaped(columns[layout.word]).strip())
        if not form:
            raise self._source.error("the word is empty", number)
        self._surfaces.append(
            Surface(form, not self._joined, [(form, layout.lemma_of(columns, _unescaped), layout.pos_of(columns))])
        )

    def _structure(self, tag: re.Match[str]) -> None:
        name = tag["name"]
        if name == "g":
            if self._surfaces:
                self._surfaces[-1].space_after = False
        elif name == _JOINED and not tag["empty"]:
            self._joined = max(self._joined + (-1 if tag["end"] else 1), 0)
            if not self._joined and self._surfaces:
                self._surfaces[-1].space_after = True
        elif name == _SENTENCE and not tag["empty"]:
            self._flush()
            self._sentence_open = not tag["end"]
            self._sentences_marked = True
        elif name in _PARAGRAPHS and not self._sentence_open:
            self._flush()
            self._paragraph = True

    def _flush(self) -> None:
        """What has gathered becomes a sentence, or several where the document marks none."""
        surfaces, self._surfaces = self._surfaces, []
        if self._document is None or not surfaces:
            return
        for sentence in [surfaces] if self._sentences_marked else unmarked_sentences(surfaces):
            self._document.add(sentence, paragraph=self._paragraph)
            self._paragraph = False


def _refuse_running_text(source: SourceFile, rows: list[list[str]]) -> None:
    """Raise CorpusError where lines hold sentences or a mixture of tags and text instead of a token."""
    tagged = sum(len(row) == 1 and bool(_TAG.search(row[0])) for row in rows)
    running = tagged + sum(len(row[0].split()) > _LONGEST_TOKEN for row in rows)
    if running > _MOST_RUNNING * len(rows):
        with_markup = " with markup; SGML is read with --format sgml" if tagged else ""
        raise source.error(
            f"is not vertical text, which has one token a line: its lines hold running text{with_markup}"
        )


def _is_markup(line: str) -> bool:
    return bool(_NO_TOKEN.match(line) or _TAG.fullmatch(line.rstrip("\r")))


def _document_tag(head: list[str]) -> str:
    """The structure that is a document, "" where the file is one."""
    tags = [tag for line in head if line.startswith("<") and (tag := _TAG.fullmatch(line.rstrip("\r")))]
    opening = {tag["name"] for tag in tags if not tag["end"] and not tag["empty"]}
    for name in _DOCUMENTS:
        if name in opening:
            return name
    first = tags[0]["name"] if tags else ""
    return first if first in opening - _PARTS_OF_A_TEXT and _is_markup(head[0]) else ""


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    """The attributes of a tag, in whatever quotes; a quote inside a value is part of it."""
    for match in _ATTRIBUTE.finditer(text):
        yield storable(match[1]), storable(_unescaped(match[2] or match[3] or match[4] or ""))


def _unescaped(text: str) -> str:
    """The text with XML's own entities read; anything else with an ampersand stays as it is."""
    if "&" not in text:
        return text
    return _ENTITY.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return _ENTITIES[match[1]]
    code = int(match[2]) if match[2] else int(match[3], 16)
    return chr(code) if 0 < code < 0x110000 else match[0]
