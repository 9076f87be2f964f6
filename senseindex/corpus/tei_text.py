"""The text of a TEI document: its body, as running text or as tokens where words are marked up.

Read is what the author's text consists of: the bodies, without front and back matter (title pages, contents, notes,
indexes), and inside them without notes, running heads, speaker labels, descriptions of figures and of incidents, and
what is struck out. Of alternatives the corrected, regular or expanded one is read, of variants the lemma. White space
is one space; paragraphs, headings and the like are parted by an empty line, lines of verse by a new line. A page break
parts nothing by itself, a line break does unless it says `break="no"`.

Tokens are `<w>` and `<pc>`, sentences `<s>`, else they end at full stops. A `<w>` with further `<w>` inside is a
multiword token. Between two tokens stands a space unless `join` says otherwise; where a document has no `join`, a space
stands where the file has white space or a `<c>`, and where these have got lost (see `_space_by_runs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from senseindex.corpus.annotated import DocumentBuilder, Surface, given_lemma, unmarked_sentences
from senseindex.corpus.documents import MetadataValue, RawDocument
from senseindex.corpus.source_file import SourceFile, storable
from senseindex.corpus.tagsets import tagset_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_LEFT_OUT_NAMES = (
    "teiHeader TEI front back standOff note noteGrp fw figDesc del desc index interp interpGrp spanGrp linkGrp rdg "
    "speaker egXML graphic binaryObject notatedMusic certainty respons"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_BLOCK_NAMES = (
    "text body group floatingText div div1 div2 div3 div4 div5 div6 div7 p ab head lg sp u list item label table row "
    "figure opener closer salute signed dateline byline trailer epigraph argument postscript stage quote cit castList "
    "castItem entry entryFree listBibl"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LINES = frozenset(("l", "cell", "lb"))
_WORDS = frozenset(("w", "pc"))
_PREFERRED = ("corr", "reg", "expan", "lem", "ex")
_ALTERNATIVES = frozenset(("choice", "app"))
_WHITE = re.compile(r"[ \t\r\n]+")
_MOST_WORDS_TOGETHER = 4
_GAPS = ("", " ", "\n", "\n\n")


def local_name(element: _Element) -> str:
    """The element's name without its namespace; "" for comments, instructions and entity references."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def document_of(
    element: _Element, identifier: str, location: str, metadata: dict[str, MetadataValue], source: SourceFile
) -> RawDocument | None:
    """The document of a `<TEI>`; None where it has no text. Raises CorpusError for an entity in it."""
    bodies = [text for child in element if local_name(child) == "text" for text in _bodies(child)]
    if any(local_name(word) in _WORDS for body in bodies for word in body.iter("{*}w", "w")):
        tokens = _Tokens()
        for body in bodies:
            tokens.walk(body, source)
        return tokens.document(DocumentBuilder(identifier, location, metadata))
    text = _RunningText()
    for body in bodies:
        text.walk(body, source)
    running = storable(text.text())
    return RawDocument(identifier, running, metadata, location=location) if running else None


def _bodies(text: _Element) -> Iterator[_Element]:
    """The bodies of a text; of a group of texts, those of each."""
    for child in text:
        name = local_name(child)
        if name == "body":
            yield child
        elif name in ("group", "text"):
            yield from _bodies(child)


def _children(element: _Element, source: SourceFile) -> Iterator[_Element]:
    """The children to read, of alternatives the one."""
    children = list(element)
    if local_name(element) in _ALTERNATIVES and children:
        named = {local_name(child): child for child in reversed(children)}
        chosen = next((named[name] for name in _PREFERRED if name in named), children[0])
        children = [chosen]
    for child in children:
        if not isinstance(child.tag, str):
            line = child.sourceline or 0
            raise source.error(f"uses the entity {child.text}, which is never read: write the character itself", line)
        yield child


def _is_block(element: _Element) -> bool:
    """Whether an element stands apart from the text around it; so does a segment of an utterance."""
    name = local_name(element)
    if name == "seg":
        parent = element.getparent()
        return parent is not None and local_name(parent) == "u"
    return name in _BLOCKS


class _RunningText:
    """Text with its white space in order."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._gap = 0

    def text(self) -> str:
        return "".join(self._parts)

    def walk(self, element: _Element, source: SourceFile) -> None:
        name = local_name(element)
        gap = 3 if _is_block(element) else 2 if name in _LINES and element.get("break") != "no" else 0
        self._widen(gap)
        self._add(element.text)
        for child in _children(element, source):
            if local_name(child) not in _LEFT_OUT:
                self.walk(child, source)
            if local_name(element) not in _ALTERNATIVES:
                self._add(child.tail)
        self._widen(gap)

    def _widen(self, gap: int) -> None:
        self._gap = max(self._gap, gap)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if text[0] in " \t\r\n":
            self._widen(1)
        core = _WHITE.sub(" ", text).strip(" ")
        if core:
            if self._parts:
                self._parts.append(_GAPS[self._gap])
            self._parts.append(core)
            self._gap = 1 if text[-1] in " \t\r\n" else 0


@dataclass(slots=True)
class _Token:
    form: str
    words: list[tuple[str, str, str]]  # form, lemma, tag
    join: str
    spaced: bool = False


class _Tokens:
    """The tokens of a document, sentence by sentence."""

    def __init__(self) -> None:
        self._sentences: list[tuple[list[_Token], bool, bool]] = []  # tokens, marked, begins a paragraph
        self._open: list[_Token] = []
        self._marked = 0
        self._paragraph = False
        self._last: _Token | None = None

    def walk(self, element: _Element, source: SourceFile) -> None:
        name = local_name(element)
        if name in _WORDS:
            self._add_token(element)
            return
        if name == "c":
            self._between(" ")
            return
        block = _is_block(element) and not self._marked
        if block or name == "s":
            self._flush()
        self._paragraph = self._paragraph or block
        self._marked += name == "s"
        if name in _LINES:
            self._between(" ")
        self._between(element.text)
        for child in _children(element, source):
            if local_name(child) not in _LEFT_OUT:
                self.walk(child, source)
            if name not in _ALTERNATIVES:
                self._between(child.tail)
        if block or name == "s":
            self._flush()
        self._marked -= name == "s"
        self._paragraph = self._paragraph or block

    def document(self, builder: DocumentBuilder) -> RawDocument | None:
        """Everything gathered as a document; None where it is nothing."""
        self._flush()
        tokens = [token for sentence, _, _ in self._sentences for token in sentence]
        if any(token.join for token in tokens):
            _space_by_joins([sentence for sentence, _, _ in self._sentences])
        else:
            _space_by_runs([sentence for sentence, _, _ in self._sentences])
        tagset = tagset_of(tag for token in tokens for _, _, tag in token.words)
        for sentence, marked, paragraph in self._sentences:
            surfaces = []
            for token in sentence:
                words = [
                    (form, lemma, "" if tagset is None or not tag else tagset[tag]) for form, lemma, tag in token.words
                ]
                surfaces.append(Surface(token.form, token.spaced, words))
            for piece in [surfaces] if marked else unmarked_sentences(surfaces):
                builder.add(piece, paragraph=paragraph)
                paragraph = False
        return builder.build() if len(builder) else None

    def _flush(self) -> None:
        if self._open:
            self._sentences.append((self._open, bool(self._marked), self._paragraph))
            self._open = []
            self._paragraph = False
        self._last = None

    def _add_token(self, element: _Element) -> None:
        form = _form(element)
        if not form:
            return
        parts = [child for child in element if local_name(child) == "w"]
        words = [_word(part, storable(part.get("norm") or "") or _form(part) or form) for part in parts]
        self._last = _Token(form, words or [_word(element, form)], element.get("join") or "")
        self._open.append(self._last)

    def _between(self, text: str | None) -> None:
        """White space between tokens, or text that is in none: it is cut at white space."""
        if not text:
            return
        for place, piece in enumerate(_WHITE.split(text)):
            if place and self._last is not None:
                self._last.spaced = True
            if piece:
                form = storable(piece)
                self._last = _Token(form, [(form, "", "")], "")
                self._open.append(self._last)


def _space_by_joins(sentences: list[list[_Token]]) -> None:
    """Spaces everywhere but where `join` binds a token to its neighbour."""
    for sentence in sentences:
        for token, follower in zip_longest(sentence, sentence[1:]):
            bound = follower is not None and follower.join in ("left", "both")
            token.spaced = not bound and token.join not in ("right", "both")


def _space_by_runs(sentences: list[list[_Token]]) -> None:
    """Spaces where the file has white space, and where white space must have been lost.

    That is so in the whole document if none is in it, and in a run of more words than are ever written together.
    """
    lost = not any(token.spaced for sentence in sentences for token in sentence[:-1])
    for sentence in sentences:
        run: list[_Token] = []
        for token in sentence:
            run.append(token)
            if token.spaced or token is sentence[-1]:
                words = sum(any(map(str.isalpha, each.form)) for each in run)
                if lost or words > _MOST_WORDS_TOGETHER:
                    for each in run:
                        each.spaced = True
                run = []


def _form(element: _Element) -> str:
    return storable(_WHITE.sub(" ", "".join(str(part) for part in element.itertext())).strip(" "))


def _word(element: _Element, form: str) -> tuple[str, str, str]:
    """Form, lemma and tag; the tag from `pos`, the UPOS of `msd`, or the last part of `ana`."""
    tag = element.get("pos") or ""
    if not tag:
        features = dict(pair.split("=", 1) for pair in (element.get("msd") or "").split("|") if "=" in pair)
        tag = features.get("UPosTag", "") or re.split(r"[#:]", (element.get("ana") or "").split(" ")[0])[-1]
    return form, given_lemma(storable(element.get("lemma") or "")), tag
