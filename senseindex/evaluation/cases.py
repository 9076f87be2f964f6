"""Cases: a word in its document, as the engine would read it; and what every reader of a set needs.

Where a set brings tokens, they are kept; running text is split by the segmenter of an ingest. Targets are found by
their place, not by their spelling.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from senseindex.corpus.documents import RawDocument, Sentence
from senseindex.errors import CorpusError

if TYPE_CHECKING:
    from senseindex.corpus.segmentation import Segmenter


@dataclass(frozen=True, slots=True)
class Case:
    """Token `position` of sentence `number` of a document."""

    sentences: tuple[Sentence, ...]
    number: int
    position: int

    @property
    def form(self) -> str:
        """The target as it is written."""
        return self.sentences[self.number].forms[self.position]

    @property
    def relative_position(self) -> float:
        """Where the target stands in its sentence, from 0 (first) to 1 (last)."""
        return self.position / max(len(self.sentences[self.number]) - 1, 1)

    def context(self) -> Iterator[tuple[str, str]]:
        """Form and lemma of every content word of the document but the target."""
        for number, sentence in enumerate(self.sentences):
            for place, content in enumerate(sentence.content):
                if content and (number, place) != (self.number, self.position):
                    yield sentence.forms[place], sentence.lemmas[place]


class CaseMaker:
    """Makes cases with the segmenter of a default index."""

    def __init__(self, language: str = "en") -> None:
        from senseindex.corpus.segmentation import Segmenter

        self.segmenter: Segmenter = Segmenter(language)

    def of_tokens(self, tokens: Sequence[str], position: int) -> Case:
        """A document of one sentence with the tokens that the set brings."""
        starts = []
        place = 0
        for token in tokens:
            starts.append(place)
            place += len(token) + 1
        empty = ("",) * len(tokens)
        ends = tuple(start + len(token) for start, token in zip(starts, tokens, strict=True))
        bare = Sentence(0, place - 1, tuple(tokens), empty, empty, (False,) * len(tokens), tuple(starts), ends)
        (document,) = self.segmenter.documents([RawDocument("", " ".join(tokens), sentences=(bare,))])
        return Case(document.sentences, 0, position)

    def of_text(self, text: str, start: int, end: int) -> Case:
        """Running text whose target is (or begins) the token with characters in `text[start:end]`.

        Raises ValueError where no token has any.
        """
        sentences = self.segmenter.sentences(text)
        for number, sentence in enumerate(sentences):
            for position, (first, last) in enumerate(zip(sentence.starts, sentence.ends, strict=True)):
                if first < end and last > start:
                    return Case(sentences, number, position)
        raise ValueError(f"there is no word at characters {start} to {end}")


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, without the empty ones at its end. Raises CorpusError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise CorpusError(f"it cannot be read ({error.strerror}); check the path", path=str(path)) from None
    except UnicodeDecodeError:
        raise CorpusError("it is not UTF-8 text; convert it", path=str(path)) from None
    while lines and not lines[-1].strip():
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def read_xml(path: Path) -> ElementTree.Element:
    """The root of an XML file. Raises CorpusError; entities of its own are refused."""
    text = "\n".join(read_lines(path))
    if "<!ENTITY" in text:
        raise CorpusError("it defines XML entities, which are not read; take them out", path=str(path))
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise CorpusError(f"it is not well-formed XML ({error.msg})", path=str(path), line=error.position[0]) from None


def existing_folder(path: Path, layout: str) -> Path:
    """`path` if it is a folder, else CorpusError; `layout` says what is expected in it."""
    if path.is_dir():
        return path
    problem = "it is no folder" if path.exists() else "there is no such folder"
    raise CorpusError(f"{problem}; give {layout}", path=str(path))


def existing_file(path: Path, layout: str) -> Path:
    """`path` if it is a file, else CorpusError; `layout` says what is expected in it."""
    if path.is_file():
        return path
    problem = "it is a folder" if path.is_dir() else "there is no such file"
    raise CorpusError(f"{problem}; give {layout}", path=str(path))
