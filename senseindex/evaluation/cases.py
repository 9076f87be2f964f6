"""Cases: a word in its document, as the engine would read it; and what every reader of a set needs.

Where a set brings tokens, they are kept; running text is split by the segmenter of an ingest. Targets are found by
their place, not by their spelling.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar
from xml.etree import ElementTree

from senseindex.corpus.annotated import DocumentBuilder, Surface
from senseindex.corpus.documents import Sentence
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError

Senses = TypeVar("Senses")


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

    def __init__(self) -> None:
        self.segmenter = Segmenter()

    def of_tokens(self, tokens: Sequence[str], position: int) -> Case:
        """A document of one sentence with the tokens that the set brings. Raises ValueError for no place of theirs."""
        if position >= len(tokens):
            raise ValueError(f"there is no token {position}, counted from 0, among {len(tokens)}")
        builder = DocumentBuilder("", "", {})
        builder.add([Surface(token, True, [(token, "", "")]) for token in tokens])
        (document,) = self.segmenter.documents([builder.build()])
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


@contextmanager
def located(path: Path, line: int = 0, instance: str = "") -> Iterator[None]:
    """A ValueError inside the block becomes a CorpusError about this place."""
    try:
        yield
    except ValueError as error:
        raise CorpusError(f"{instance}{error}", path=path, line=line) from None


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, without the empty ones at its end. Raises CorpusError."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise CorpusError(f"it cannot be read ({error.strerror}); check the path", path=path) from None
    except UnicodeDecodeError:
        raise CorpusError("it is not UTF-8 text; convert it", path=path) from None
    while lines and not lines[-1].strip():
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def read_key(path: Path, form: str, senses: Callable[[list[str]], Senses]) -> dict[str, dict[str, Senses]]:
    """Lemma -> instance -> what `senses` makes of the fields behind them, of a file with an instance a line.

    `form` says what a line looks like. Raises CorpusError, also for a ValueError of `senses`.
    """
    key: dict[str, dict[str, Senses]] = {}
    for number, line in enumerate(read_lines(path), 1):
        lemma, instance, *fields = [*line.split(), "", ""]
        with located(path, number):
            if len(fields) < 3:
                raise ValueError(f"the line is not `{form}`")
            if instance in key.setdefault(lemma, {}):
                raise ValueError(f"the instance {instance} has a sense already")
            key[lemma][instance] = senses(fields[:-2])
    return key


def read_parts(folder: Path, part: str, answers: str) -> Iterator[tuple[int, str, str]]:
    """Line number, line of PART.data.txt and line of PART.gold.txt, which has one for each; `answers` says of what."""
    path, gold_path = folder / f"{part}.data.txt", folder / f"{part}.gold.txt"
    lines, gold = read_lines(path), [line.strip() for line in read_lines(gold_path)]
    if len(lines) != len(gold):
        problem = f"it has {len(gold)} {answers} for {len(lines)} lines of {path.name}; each line needs one"
        raise CorpusError(problem, path=gold_path)
    return zip(range(1, len(lines) + 1), lines, gold, strict=True)


def read_table(
    path: Path, columns: Sequence[str], layout: str, *, delimiter: str = ",", quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file that has these columns, with the number of their line. Raises CorpusError."""
    existing(path, layout, folder=False)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter=delimiter, quoting=quoting)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise CorpusError(f"it has no column {missing[0]!r}; give {layout}", path=path, line=1)
            number = 0
            for row in reader:
                number = reader.line_num
                if None in row.values() or None in row:
                    raise CorpusError("the row has too few or too many fields", path=path, line=number)
                yield number, row
            if not number:
                raise CorpusError("it has no rows", path=path)
    except UnicodeDecodeError:
        raise CorpusError("it is not UTF-8 text; convert it", path=path) from None
    except csv.Error as error:
        raise CorpusError(f"it is no CSV file ({error})", path=path) from None


def read_xml(path: Path) -> ElementTree.Element:
    """The root of an XML file. Raises CorpusError; entities of its own are refused."""
    text = "\n".join(read_lines(path))
    if "<!ENTITY" in text:
        raise CorpusError("it defines XML entities, which are not read; take them out", path=path)
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise CorpusError(f"it is not well-formed XML ({error.msg})", path=path, line=error.position[0]) from None


def existing(path: Path, layout: str, *, folder: bool) -> Path:
    """`path` if it is a folder, or else a file, as asked for; `layout` says what is expected. Raises CorpusError."""
    if path.is_dir() if folder else path.is_file():
        return path
    wanted, other = ("folder", "no folder") if folder else ("file", "a folder")
    problem = f"it is {other}" if path.exists() else f"there is no such {wanted}"
    raise CorpusError(f"{problem}; give {layout}", path=path)
