"""Concordance lines: a hit in its context, cut from the stored sentences.

Contexts are counted in tokens, cross sentence borders inside the document, and keep the text's own spacing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from senseindex.answers.concordance import Hit
from senseindex.errors import StoreError
from senseindex.search.hits import Hits
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.sentences import SentenceRow

LINES_AT_ONCE = 2_000


class Line(NamedTuple):
    """One hit with its context; offsets count from the document's start."""

    occurrence_id: int
    lemma_id: int
    sense: str | None
    sense_label: str | None
    subsense: str | None
    confidence: float | None
    document_id: int
    left: str
    node: str
    right: str
    start: int
    end: int


def lines(catalog: Catalog, hits: Hits, window: int, *, text_only: bool = False) -> list[Line]:
    """The hits as lines, in their order, with `window` tokens on either side.

    Of matches of a pattern the occurrence, lemma and sense are those of the first token with a vector; without one the
    id is 0. With `text_only` they are not looked up: all ids are 0.
    """
    sentence_ids, first = hits.sentences.tolist(), hits.first.tolist()
    if text_only:
        occurrences = [(0, 0, 0, -1)] * len(hits)
        names: dict[int, tuple[str, str, str | None]] = {}
    else:
        hits = hits.read(catalog)
        assert hits.occurrences is not None
        occurrences = hits.occurrences.tolist()
        names = catalog.senses.levels({sense_id for _, _, sense_id, _ in occurrences if sense_id})
    last = hits.last.tolist()
    sentences = _Sentences(catalog)
    # With what a window surely or probably reaches beside them: one statement for all.
    before = {sentence_id - 1 for sentence_id, begin in zip(sentence_ids, first, strict=True) if begin < window}
    after = {sentence_id + 1 for sentence_id in sentence_ids if window}
    sentences.fetch({*sentence_ids} | before | after)
    if lost := set(sentence_ids) - sentences.known.keys():
        occurrence_id = occurrences[sentence_ids.index(min(lost))][0]
        raise StoreError(
            f"{catalog.path} is damaged: occurrence {occurrence_id} has no sentence; `senseindex doctor` says more"
        )
    sentences.fetch_around(zip(sentence_ids, first, last, strict=True), window)
    found = []
    none: tuple[str | None, str | None, str | None] = (None, None, None)
    for sentence_id, begin, end, (occurrence_id, lemma_id, sense_id, percent) in zip(
        sentence_ids, first, last, occurrences, strict=True
    ):
        sentence = sentences.known[sentence_id]
        sense, label, subsense = names.get(sense_id, none)
        node_start, node_end = sentence.starts[begin], sentence.ends[end]
        found.append(
            Line(
                occurrence_id,
                lemma_id,
                sense,
                label,
                subsense,
                None if percent < 0 else percent / 100,
                sentence.document_id,
                sentences.left(sentence, begin, window),
                sentence.text[node_start:node_end],
                sentences.right(sentence, end, window),
                sentence.start + node_start,
                sentence.start + node_end,
            )
        )
    return found


def line_batches(catalog: Catalog, hits: Hits, window: int) -> Iterator[tuple[Hits, list[Line]]]:
    """All lines, some thousand at a time, each with its hits."""
    for start in range(0, len(hits), LINES_AT_ONCE):
        some = hits.take(slice(start, start + LINES_AT_ONCE))
        yield some, lines(catalog, some, window)


def hit_records(catalog: Catalog, lines: Sequence[Line], scores: Iterable[float] | None = None) -> list[Hit]:
    """Lines as hits, with what is known of their documents, and their scores."""
    documents = catalog.documents.described(line.document_id for line in lines)
    lemmas = catalog.lemmas.by_id(sorted({line.lemma_id for line in lines}))
    return [
        Hit(
            line.occurrence_id,
            lemmas[line.lemma_id].lempos,
            line.sense,
            score,
            line.left,
            line.node,
            line.right,
            *documents[line.document_id],
            line.start,
            line.end,
            sense_label=line.sense_label,
            confidence=line.confidence,
            subsense=line.subsense,
        )
        for line, score in zip(lines, [None] * len(lines) if scores is None else scores, strict=True)
    ]


def concordance_hits(catalog: Catalog, hits: Hits, window: int) -> list[Hit]:
    """The hits as lines with their metadata and scores."""
    return hit_records(catalog, lines(catalog, hits, window), None if hits.scores is None else hits.scores.tolist())


def occurrence_hits(catalog: Catalog, occurrence_ids: Sequence[int], window: int) -> list[Hit]:
    """These occurrences as lines with their metadata, in their order."""
    return concordance_hits(catalog, Hits.of_occurrences(catalog, np.array(occurrence_ids, dtype=np.int64)), window)


class _Sentences:
    """Stored sentences, fetched once each; the neighbours of a sentence have the ids beside its own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.known: dict[int, SentenceRow] = {}

    def fetch(self, sentence_ids: Iterable[int]) -> None:
        for row in self._catalog.sentences.stored(sentence_ids):
            self.known[row.id] = row

    def fetch_around(self, places: Iterable[tuple[int, int, int]], window: int) -> None:
        """Fetch what a window reaches beside these spans; by sentence, first and last position."""
        reaching = []
        for sentence_id, first, last in places:
            reaching.append((sentence_id, -1, window - first))
            reaching.append((sentence_id, 1, window - (len(self.known[sentence_id].starts) - 1 - last)))
        while reaching := [(each + step, step, left) for each, step, left in reaching if left > 0]:
            if unknown := {each for each, _, _ in reaching} - self.known.keys():
                self.fetch(unknown)
            reaching = [
                (each, step, left - len(found.starts))
                for each, step, left in reaching
                if (found := self.beside(self.known[each - step], step)) is not None
            ]

    def beside(self, sentence: SentenceRow, step: int) -> SentenceRow | None:
        """The sentence before or after another, None where the document ends."""
        found = self.known.get(sentence.id + step)
        return found if found is not None and found.document_id == sentence.document_id else None

    def left(self, sentence: SentenceRow, position: int, window: int) -> str:
        end = sentence.starts[position]
        pieces: list[str] = []
        while window > 0:
            first = max(position - window, 0)
            if position:
                pieces.append(sentence.text[sentence.starts[first] : end])
            window -= position
            before = self.beside(sentence, -1) if window > 0 else None
            if before is None:
                break
            sentence, position = before, len(before.starts)
            end = before.ends[-1] if position else 0
        return _one_line(reversed(pieces))

    def right(self, sentence: SentenceRow, position: int, window: int) -> str:
        start = sentence.ends[position]
        pieces: list[str] = []
        first = position + 1
        while window > 0:
            last = min(first + window, len(sentence.ends))
            if last > first:
                pieces.append(sentence.text[start : sentence.ends[last - 1]])
            window -= last - first
            after = self.beside(sentence, 1) if window > 0 else None
            if after is None:
                break
            sentence, first, start = after, 0, 0
        return _one_line(pieces)


def _one_line(pieces: Iterable[str]) -> str:
    return " ".join(" ".join(pieces).split())
