"""CoNLL-U: sentences, tokens, lemmas and parts of speech as the file has them.

https://universaldependencies.org/format.html. `# newdoc id = ...` starts a document; a file without it is one
document named after the file. `# meta::key = value` beside the first sentence of a document is its metadata.
The document's text is rebuilt: from `# text` where the tokens are found in it one after the other, else from the
tokens and `SpaceAfter=No`; sentences are joined by a space, paragraphs (`# newpar`) by an empty line.

Invariants: text[start:end] is the token's surface form; the words of a multiword token (3-4) share the offsets
of the surface; empty nodes (3.1) are left out. A lemma or part of speech that the file leaves open (`_`) is "",
and no word is marked as content yet: both are decided in segmentation, which knows the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from senseindex.corpus.annotated import DocumentBuilder, Surface
from senseindex.corpus.documents import MetadataValue, RawDocument, metadata_value
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.errors import CorpusError

_COLUMNS = 10
_WORD_ID = re.compile(r"[1-9][0-9]*")
_RANGE_ID = re.compile(r"([1-9][0-9]*)-([1-9][0-9]*)")
_EMPTY_NODE_ID = re.compile(r"(0|[1-9][0-9]*)\.([1-9][0-9]*)")
_FIRST_ROW = re.compile(r"(1|1-[1-9][0-9]*|0\.1)\t")


class ConlluReader:
    """Reads `.conllu` files."""

    name = "conllu"
    suffixes = (".conllu", ".conll-u")

    def recognises(self, head: str) -> bool:
        rows = (line for line in head.split("\n") if line.strip() and not line.startswith("#"))
        first = next(rows, "")
        return bool(_FIRST_ROW.match(first)) and first.count("\t") == _COLUMNS - 1

    def read(self, source: SourceFile) -> Iterator[RawDocument]:
        """The documents, each as soon as it ends. One with a line that breaks the format is damaged as a whole."""
        document: DocumentBuilder | None = None
        damaged = False
        for block in _blocks(source):
            newdoc = block.new_document()
            if (document is None and not damaged) or newdoc is not None:
                if document is not None:
                    yield document.build()
                damaged = False
                identifier = source.name if newdoc is None else newdoc or f"{source.name}:{block.line}"
                location = f"{source.name}, line {block.line}"
                document = DocumentBuilder(identifier, location, block.metadata())
            if block.error is not None:
                if document is not None:
                    source.damage(block.error)
                document, damaged = None, True
            elif document is not None:
                document.add(block.surfaces, text=block.value("text"), paragraph=block.has("newpar"))
        if document is not None:
            yield document.build()


def _blocks(source: SourceFile) -> Iterator[_Block]:
    """The sentences of a file. Comments without words go to the next sentence."""
    block = _Block(source)
    for number, line in source.lines_or_errors():
        if isinstance(line, CorpusError) or not line.isspace():
            block.take(number, line)
        elif block.begun:
            yield block.finished()
            block = _Block(source)
    if block.begun:
        yield block.finished()


class _Block:
    """One sentence as it stands in the file: its comments, its words or what is wrong with it.

    The rows are checked one by one: ids count up, ranges start at the next word and do not overlap. After an error the
    rest of the block is passed over, even if a document begins there: it is damaged too.
    """

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self.line = 0
        self._comments: list[tuple[str, str | None]] = []  # a key and its value, or a comment without one
        self.surfaces: list[Surface] = []
        self.error: CorpusError | None = None
        self._words = 0
        self._empty_nodes = 0  # since the last word
        self._range_end = 0
        self._range_line = 0
        self._last_row = 0

    @property
    def begun(self) -> bool:
        """Whether there is more than comments."""
        return bool(self._last_row) or self.error is not None

    def take(self, number: int, line: str | CorpusError) -> None:
        """The next line, or why it cannot be read."""
        self.line = self.line or number
        if self.error is None:
            try:
                self._add(number, line)
            except CorpusError as error:
                self.error = error

    def finished(self) -> _Block:
        """The block, after its last line."""
        if self.error is None and self._range_end > self._words:
            self.error = self._error(f"the range ends at word {self._range_end}, which does not come", self._range_line)
        elif self.error is None and not self._words:
            self.error = self._error("a sentence without words", self._last_row)
        return self

    def has(self, keyword: str) -> bool:
        """Whether a comment is or begins with this word."""
        return any(key.split(" ")[0] == keyword for key, _ in self._comments)

    def value(self, wanted: str) -> str | None:
        """The value of the first comment `key = value`."""
        return next((value for key, value in self._comments if key == wanted and value is not None), None)

    def new_document(self) -> str | None:
        """The id of the document that starts here, "" for one without an id, None where none starts."""
        return (self.value("newdoc id") or self.value("newdoc") or "") if self.has("newdoc") else None

    def metadata(self) -> dict[str, MetadataValue]:
        """What the comments `meta::key = value` say."""
        meta = [(key[6:].strip(), value) for key, value in self._comments if key.startswith("meta::")]
        return {storable(key): metadata_value(storable(value)) for key, value in meta if key and value is not None}

    def _add(self, number: int, line: str | CorpusError) -> None:
        if isinstance(line, CorpusError):
            raise line
        line = line.rstrip("\r\n")
        if line.startswith("#"):
            if self._last_row:
                raise self._source.error("a comment inside a sentence: is the empty line before it missing?", number)
            key, equals, value = line[1:].partition("=")
            self._comments.append((key.strip(), value.strip() if equals else None))
            return
        columns = line.split("\t")
        if len(columns) != _COLUMNS:
            hint = " (are the columns parted by spaces?)" if len(columns) == 1 else ""
            raise self._error(f"{len(columns)} columns instead of {_COLUMNS} parted by tabs{hint}", number)
        self._last_row = number
        identifier, form = columns[0], columns[1]
        if _WORD_ID.fullmatch(identifier):
            self._add_word(number, int(identifier), columns)
        elif match := _RANGE_ID.fullmatch(identifier):
            self._add_range(number, int(match[1]), int(match[2]), form, columns[9])
        elif match := _EMPTY_NODE_ID.fullmatch(identifier):
            self._check_empty_node(number, int(match[1]), int(match[2]))
        else:
            raise self._error(f"{identifier!r} is not an id (expected 1, 1-2 or 1.1)", number)

    def _add_word(self, number: int, identifier: int, columns: list[str]) -> None:
        if identifier != self._words + 1:
            raise self._error(f"id {identifier} where {self._words + 1} should come", number)
        self._words = identifier
        self._empty_nodes = 0
        form = self._form(columns[1], number)
        lemma = "" if columns[2] == "_" and form != "_" else columns[2].strip()
        word = (form, lemma, "" if columns[3] == "_" else columns[3])
        if identifier <= self._range_end:
            self.surfaces[-1].words.append(word)
        else:
            self.surfaces.append(Surface(form, _space_after(columns[9]), [word]))

    def _add_range(self, number: int, first: int, last: int, form: str, misc: str) -> None:
        if first <= self._range_end:
            raise self._error(f"range {first}-{last} overlaps the range before it", number)
        if first != self._words + 1 or last < first:
            raise self._error(f"range {first}-{last} where the next word is {self._words + 1}", number)
        self._range_end = last
        self._range_line = number
        self.surfaces.append(Surface(self._form(form, number), _space_after(misc), []))

    def _check_empty_node(self, number: int, word: int, place: int) -> None:
        if word != self._words or place != self._empty_nodes + 1:
            expected = f"{self._words}.{self._empty_nodes + 1}"
            raise self._error(f"empty node {word}.{place} where {expected} should come", number)
        self._empty_nodes = place

    def _form(self, form: str, number: int) -> str:
        form = form.strip()
        if not form:
            raise self._error("the form is empty", number)
        return form

    def _error(self, message: str, number: int) -> CorpusError:
        return self._source.error(f"broken CoNLL-U: {message}", number)


def _space_after(misc: str) -> bool:
    return "SpaceAfter=No" not in misc.split("|")
