"""The corpus tagged with senses: CoNLL-U, and vertical text for CWB, NoSketch Engine and BlackLab.

A multiword token keeps its surface form; its words, whose forms an index does not keep, carry their lemmas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from senseindex.store.tagged_corpus import TaggedDocument, TaggedSentence, TaggedToken

VERTICAL_COLUMNS = ("word", "lemma", "upos", "sense", "sense_score")
_SPACE = re.compile(r"\s+")
_NO_NAME = re.compile(r"[^\w.-]")


def write_corpus(path: Path, format: str, documents: Iterable[TaggedDocument]) -> int:
    """Write all documents in `conllu` or `vertical`, streamed; gives the number of sentences."""
    lines_of = conllu_lines if format == "conllu" else vertical_lines
    sentences = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        for document in documents:
            sentences += len(document.sentences)
            file.writelines(f"{line}\n" for line in lines_of(document))
    return sentences


def conllu_lines(document: TaggedDocument) -> Iterator[str]:
    """A document in CoNLL-U; senses stand in MISC as `Sense=bank%1|SenseScore=0.93`."""
    yield f"# newdoc id = {_flat(document.name)}"
    for key, value in document.metadata.items():
        yield f"# meta::{_flat(key)} = {_flat(value)}"
    for sentence in document.sentences:
        yield f"# sent_id = {sentence.id}"
        yield f"# text = {_flat(sentence.text).strip()}"
        number = 0
        surfaces = _surfaces(sentence)
        for place, words in enumerate(surfaces):
            first = words[0]
            joined = place + 1 < len(surfaces) and surfaces[place + 1][0].start == first.end
            if len(words) > 1:
                misc = "SpaceAfter=No" if joined else "_"
                yield f"{number + 1}-{number + len(words)}\t{_cell(first.form)}\t" + "_\t" * 7 + misc
            for word in words:
                number += 1
                form = word.form if len(words) == 1 else word.lemma
                misc = _misc(word.sense, word.score, joined and len(words) == 1)
                yield f"{number}\t{_cell(form)}\t{_cell(word.lemma)}\t{word.pos or '_'}\t_\t_\t_\t_\t_\t{misc}"
        yield ""


def vertical_lines(document: TaggedDocument) -> Iterator[str]:
    """A document as vertical text, its columns those of `VERTICAL_COLUMNS`, `-` where there is nothing."""
    attributes = {"id": document.name, **{_name(key): value for key, value in document.metadata.items()}}
    given = "".join(f" {key}={quoteattr(_flat(value))}" for key, value in attributes.items())
    yield f"<doc{given}>"
    for sentence in document.sentences:
        yield "<s>"
        before: int | None = None
        for words in _surfaces(sentence):
            if before == words[0].start:
                yield "<g/>"
            before = words[0].end
            # A multiword token is one position here; the sense is that of its first word with one.
            sense = next((word for word in words if word.sense is not None), None)
            score = "-" if sense is None or sense.score is None else f"{sense.score:.2f}"
            lemma = "+".join(word.lemma or "-" for word in words)
            columns = [words[0].form, lemma, words[0].pos or "-", (sense and sense.sense) or "-", score]
            yield "\t".join(map(_escaped_cell, columns))
        yield "</s>"
    yield "</doc>"


@lru_cache(maxsize=1 << 16)
def _misc(sense: str | None, score: float | None, joined: bool) -> str:
    parts = [] if sense is None else [f"Sense={_cell(sense).replace('|', '/')}"]
    parts += [] if sense is None or score is None else [f"SenseScore={score:.2f}"]
    return "|".join([*parts, "SpaceAfter=No"] if joined else parts) or "_"


def _surfaces(sentence: TaggedSentence) -> list[list[TaggedToken]]:
    """The tokens, those of one multiword token together."""
    surfaces: list[list[TaggedToken]] = []
    start = end = -1
    for token in sentence.tokens:
        if token.start == start and token.end == end:
            surfaces[-1].append(token)
        else:
            surfaces.append([token])
            start, end = token.start, token.end
    return surfaces


def _name(key: str) -> str:
    name = _NO_NAME.sub("_", key)
    if name[:1].isdigit() or name[:1] in ("-", ".", "") or name == "id":
        name = f"_{name}"
    return name


def _flat(value: object) -> str:
    return _SPACE.sub(" ", str(value))


@lru_cache(maxsize=1 << 17)
def _cell(value: str) -> str:
    """A cell without tabs and line ends, not empty."""
    return _flat(value).strip() or "_"


@lru_cache(maxsize=1 << 17)
def _escaped_cell(value: str) -> str:
    return escape(_cell(value))
