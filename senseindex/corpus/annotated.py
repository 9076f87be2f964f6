"""Documents that come as tokens: their text is put together, and every token gets its place in it.

Shared by the formats with annotation. Invariants: text[start:end] is the token's surface form; the words of a
multiword token share the offsets of the surface. A lemma or part of speech that the source leaves open is "", and no
word is marked as content yet: both are decided in segmentation, which knows the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from senseindex.corpus.documents import MetadataValue, RawDocument, Sentence

LONGEST_SENTENCE = 200
"""Tokens of a sentence that no markup ends."""

_TERMINAL = frozenset((".", "!", "?", "…", "...", "?!", "!?", "。", "！", "？", "।", "؟", "۔"))
_CLOSING = frozenset("\"'”’»«“‘›)]}」』") | {"''"}
_NO_LEMMA = frozenset(("", "_", "<unknown>", "@card@", "@ord@"))


@dataclass(slots=True)
class Surface:
    """A stretch of text without a break inside: a word, or a multiword token with its words."""

    form: str
    space_after: bool
    words: list[tuple[str, str, str]]  # form, lemma, UPOS


class DocumentBuilder:
    """A document that grows sentence by sentence. Sentences are joined by a space, paragraphs by an empty line."""

    def __init__(self, identifier: str, location: str, metadata: Mapping[str, MetadataValue]) -> None:
        self._identifier = identifier
        self._location = location
        self._metadata = dict(metadata)
        self._parts: list[str] = []
        self._length = 0
        self._sentences: list[Sentence] = []
        self._paragraph = 0

    def __len__(self) -> int:
        return len(self._sentences)

    def add(self, surfaces: Sequence[Surface], *, text: str | None = None, paragraph: bool = False) -> None:
        """Add a sentence; `text` is taken where it is made of the forms and white space, else it is rebuilt."""
        if self._sentences:
            self._append("\n\n" if paragraph else " ")
            self._paragraph += paragraph
        text, places = _place(surfaces, text)
        rows = [
            (*word, self._length + place, self._length + place + len(surface.form))
            for surface, place in zip(surfaces, places, strict=True)
            for word in surface.words
        ]
        forms, lemmas, pos, starts, ends = zip(*rows, strict=True)
        content = (False,) * len(forms)
        self._sentences.append(
            Sentence(starts[0], ends[-1], forms, lemmas, pos, content, starts, ends, self._paragraph)
        )
        self._append(text)

    def build(self) -> RawDocument:
        return RawDocument(
            self._identifier, "".join(self._parts), self._metadata, tuple(self._sentences), self._location
        )

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def _place(surfaces: Sequence[Surface], text: str | None) -> tuple[str, list[int]]:
    """The sentence's text and where each surface form starts in it."""
    if text is not None:
        places = []
        position = 0
        for surface in surfaces:
            while not text.startswith(surface.form, position) and text[position : position + 1].isspace():
                position += 1
            if not text.startswith(surface.form, position):
                break
            places.append(position)
            position += len(surface.form)
        else:
            if position == len(text):
                return text, places
    parts: list[str] = []
    places = []
    position = 0
    for surface in surfaces:
        places.append(position)
        gap = " " if surface.space_after and surface is not surfaces[-1] else ""
        parts += (surface.form, gap)
        position += len(surface.form) + len(gap)
    return "".join(parts), places


def unmarked_sentences(surfaces: Sequence[Surface]) -> Iterator[Sequence[Surface]]:
    """The sentences of tokens without sentence markup: each ends at a full stop or the like, and what closes it."""
    start = 0
    for place, surface in enumerate(surfaces, 1):
        follower = surfaces[place].form if place < len(surfaces) else ""
        ended = surface.form in _TERMINAL or (
            surface.form in _CLOSING and place > start + 1 and surfaces[place - 2].form in _TERMINAL
        )
        if (ended and follower not in _CLOSING and follower not in _TERMINAL) or place - start >= LONGEST_SENTENCE:
            yield surfaces[start:place]
            start = place
    if start < len(surfaces):
        yield surfaces[start:]


def given_lemma(lemma: str) -> str:
    """A lemma as the annotation means it: "" where it names none, the first of several (`lie|lay`)."""
    lemma = lemma.strip()
    if lemma in _NO_LEMMA:
        return ""
    return lemma.split("|")[0] or lemma
