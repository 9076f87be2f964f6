"""Concordance lines: an occurrence in its context, cut from the stored sentences.

Contexts are counted in tokens, cross sentence borders inside the document, and keep the text's own spacing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.errors import StoreError
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.store.catalog.tokens import unpack_lemma_ids, unpack_many_offsets


@dataclass(frozen=True, slots=True)
class Line:
    """One occurrence with its context; offsets count from the document's start."""

    occurrence_id: int
    lemma_id: int
    sense: str | None
    confidence: float | None
    document_id: int
    document: str
    left: str
    node: str
    right: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    text: str
    starts: IntArray
    ends: IntArray


_OCCURRENCES = """
SELECT occurrence.id, position, occurrence.lemma_id, sense.name, occurrence.confidence, sentence.id,
    sentence.document_id, document.name, sentence.start, sentence.text, sentence.token_offsets
FROM occurrence
JOIN sentence ON sentence.id = occurrence.sentence_id
JOIN document ON document.id = sentence.document_id
LEFT JOIN sense ON sense.id = occurrence.sense_id
WHERE occurrence.id IN ({})
"""


def concordance_lines(catalog: Catalog, occurrence_ids: Sequence[int], window: int) -> list[Line]:
    """Lines of these occurrences, in their order, with `window` tokens on either side."""
    sentences = _Sentences(catalog)
    found = {}
    for chunk in chunks(list(occurrence_ids)):
        rows = catalog.rows(_OCCURRENCES.format(placeholders(chunk)), chunk)
        sentences.put_all([row[5:7] + row[8:] for row in rows])
        sentences.fetch_beside([(row[5], row[1]) for row in rows], window)
        for occurrence_id, position, lemma_id, sense, percent, sentence_id, document_id, document, *_ in rows:
            sentence = sentences.known(sentence_id)
            start, end = int(sentence.starts[position]), int(sentence.ends[position])
            found[occurrence_id] = Line(
                occurrence_id,
                lemma_id,
                sense,
                None if percent is None else percent / 100,
                document_id,
                document,
                sentences.left(sentence_id, document_id, position, window),
                sentence.text[start:end],
                sentences.right(sentence_id, document_id, position, window),
                sentence.start + start,
                sentence.start + end,
            )
    if lost := [each for each in occurrence_ids if each not in found]:
        raise StoreError(
            f"{catalog.path} is damaged: occurrence {lost[0]} has no sentence; `senseindex doctor` says more"
        )
    return [found[occurrence_id] for occurrence_id in occurrence_ids]


_SPANS = """
SELECT sentence.id, document_id, document.name, start, text, token_offsets, lemma_ids
FROM sentence JOIN document ON document.id = document_id WHERE sentence.id IN ({})
"""


_NO_OCCURRENCE = np.array([0, 0, 0, -1], dtype=np.int64)


def span_lines(
    catalog: Catalog,
    sentence_ids: Sequence[int],
    first: Sequence[int],
    last: Sequence[int],
    window: int,
    *,
    text_only: bool = False,
) -> list[Line]:
    """Lines of spans of tokens, from position `first` to `last` in their sentences, in their order.

    The occurrence, lemma and sense are those of the first token with a vector; without one the id is 0. With
    `text_only` none are looked up: all ids are 0.
    """
    sentences = _Sentences(catalog)
    about: dict[int, tuple[int, str]] = {}
    first_lemma: dict[int, bytes] = {}
    for chunk in chunks(sorted(set(sentence_ids))):
        rows = catalog.rows(_SPANS.format(placeholders(chunk)), chunk)
        sentences.put_all([row[:2] + row[3:6] for row in rows])
        about.update((row[0], row[1:3]) for row in rows)
        first_lemma.update((row[0], row[6]) for row in rows)
    if text_only:
        own = np.tile(_NO_OCCURRENCE, (len(sentence_ids), 1))
    else:
        own = _first_occurrences(catalog, {key: value[0] for key, value in about.items()}, sentence_ids, first, last)
    names: dict[int, str] = {}
    for chunk in chunks(np.unique(own[:, 2]).tolist()):
        names.update(catalog.rows(f"SELECT id, name FROM sense WHERE id IN ({placeholders(chunk)})", chunk))
    lines = []
    places = zip(sentence_ids, first, last, own.tolist(), strict=True)
    for sentence_id, start, end, (occurrence_id, lemma_id, sense_id, percent) in places:
        document_id, document = about[sentence_id]
        sentence = sentences.known(sentence_id)
        if not occurrence_id and not text_only:
            lemma_id = int(unpack_lemma_ids(first_lemma[sentence_id], len(sentence.starts))[start])
        begin, stop = int(sentence.starts[start]), int(sentence.ends[end])
        lines.append(
            Line(
                occurrence_id,
                lemma_id,
                names.get(sense_id),
                None if percent < 0 else percent / 100,
                document_id,
                document,
                sentences.left(sentence_id, document_id, start, window),
                sentence.text[begin:stop],
                sentences.right(sentence_id, document_id, end, window),
                sentence.start + begin,
                sentence.start + stop,
            )
        )
    return lines


def _first_occurrences(
    catalog: Catalog, owners: dict[int, int], sentence_ids: Sequence[int], first: Sequence[int], last: Sequence[int]
) -> IntArray:
    """Id, lemma id, sense id and confidence `(n, 4)` of the first occurrence in each span; 0, 0, 0, -1 without one.

    `owners` maps the sentences to their documents.
    """
    ids = np.array(sorted(owners), dtype=np.int64)
    rows = catalog.occurrences.in_sentences(ids, np.array([owners[each] for each in ids.tolist()], dtype=np.int64))
    found = np.tile(_NO_OCCURRENCE, (len(sentence_ids), 1))
    if len(rows):
        rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
        size = int(max(rows[:, 1].max(), max(last))) + 1
        keys = rows[:, 0] * size + rows[:, 1]
        wanted = np.array(sentence_ids, dtype=np.int64) * size
        places = np.searchsorted(keys, wanted + np.array(first, dtype=np.int64))
        places = np.minimum(places, len(keys) - 1)
        inside = (keys[places] >= wanted + np.array(first)) & (keys[places] <= wanted + np.array(last))
        found[inside] = rows[places[inside]][:, 2:]
    return found


_SENTENCES = "SELECT id, document_id, start, text, token_offsets FROM sentence WHERE id IN ({})"


class _Sentences:
    """Stored sentences, fetched once each; the neighbours of a sentence have the ids beside its own."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[int, tuple[int, _Sentence]] = {}

    def put_all(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Sentences by id, document id, start, text and packed offsets."""
        counts, starts, ends = unpack_many_offsets([row[4] for row in rows])
        place = 0
        for (sentence_id, document_id, start, text, _), count in zip(rows, counts.tolist(), strict=True):
            own = slice(place, place + count)
            self._known.setdefault(sentence_id, (document_id, _Sentence(start, text, starts[own], ends[own])))
            place += count

    def fetch_beside(self, places: Sequence[tuple[int, int]], window: int) -> None:
        """Fetch at once the sentences beside those of these tokens, by sentence and position, that a window reaches."""
        beside = {sentence_id - 1 for sentence_id, position in places if position < window}
        beside |= {each + 1 for each, position in places if len(self.known(each).starts) - position <= window}
        for chunk in chunks(sorted(beside - self._known.keys())):
            self.put_all(self._catalog.rows(_SENTENCES.format(placeholders(chunk)), chunk))

    def known(self, sentence_id: int) -> _Sentence:
        """A sentence that was put here."""
        return self._known[sentence_id][1]

    def get(self, sentence_id: int, document_id: int) -> _Sentence | None:
        """A sentence, or None where the document ends."""
        if sentence_id not in self._known:
            self.put_all(self._catalog.rows(_SENTENCES.format("?"), (sentence_id,)))
            if sentence_id not in self._known:
                return None
        owner, sentence = self._known[sentence_id]
        return sentence if owner == document_id else None

    def left(self, sentence_id: int, document_id: int, position: int, window: int) -> str:
        sentence = self._known[sentence_id][1]
        end = int(sentence.starts[position])
        parts: list[str] = []
        while window > 0:
            first = max(position - window, 0)
            if position:
                parts.append(sentence.text[int(sentence.starts[first]) : end])
            window -= position
            sentence_id -= 1
            before = self.get(sentence_id, document_id) if window > 0 else None
            if before is None:
                break
            sentence, position = before, len(before.starts)
            end = int(before.ends[-1]) if position else 0
        return _one_line(reversed(parts))

    def right(self, sentence_id: int, document_id: int, position: int, window: int) -> str:
        sentence = self._known[sentence_id][1]
        start = int(sentence.ends[position])
        parts: list[str] = []
        first = position + 1
        while window > 0:
            last = min(first + window, len(sentence.ends))
            if last > first:
                parts.append(sentence.text[start : int(sentence.ends[last - 1])])
            window -= last - first
            sentence_id += 1
            after = self.get(sentence_id, document_id) if window > 0 else None
            if after is None:
                break
            sentence, first, start = after, 0, 0
        return _one_line(parts)


def _one_line(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).split())
