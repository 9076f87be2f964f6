"""The sentences: their text, and where in it which token stands: table `sentence`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.capitals import capital_counts
from senseindex.store.catalog.connection import Connection
from senseindex.store.catalog.lemmas import Lemmas
from senseindex.store.catalog.tagged_corpus import TaggedSentences, tagged_corpus
from senseindex.store.catalog.token_blocks import TokenBlock, token_blocks
from senseindex.store.catalog.token_table import TokenTable
from senseindex.store.catalog.tokens import (
    lemma_id_width,
    token_count,
    unpack_lemma_ids,
    unpack_many_offsets,
    unpack_offsets,
)


class SentenceRow(NamedTuple):
    """A sentence: where in its document its text begins, and where in the text each of its tokens stands."""

    id: int
    document_id: int
    start: int
    text: str
    starts: list[int]
    ends: list[int]


class LemmaSentences:
    """Every sentence as a list of lemmas, without tokens that have no letter or digit. May be iterated again."""

    def __init__(self, connection: Connection, written: dict[int, str]) -> None:
        self._connection = connection
        self._lemmas = written

    def __iter__(self) -> Iterator[list[str]]:
        for offsets, blob in self._connection.execute("SELECT token_offsets, lemma_ids FROM sentence ORDER BY id"):
            ids = unpack_lemma_ids(blob, token_count(offsets)).tolist()
            yield [self._lemmas[lemma_id] for lemma_id in ids if lemma_id in self._lemmas]


class Sentences:
    """Sentences by id, and the tokens of many at once."""

    def __init__(self, connection: Connection, lemmas: Lemmas) -> None:
        self._connection = connection
        self._lemmas = lemmas

    def count(self) -> int:
        return self._connection.number("SELECT count(*) FROM sentence")

    def tokens(self, sentence_ids: IntArray | None = None) -> TokenTable:
        """The tokens of these sentences, or of all."""
        return TokenTable.read(self._connection, sentence_ids)

    def stored(self, sentence_ids: Iterable[int]) -> list[SentenceRow]:
        """Those of these sentences that there are."""
        sql = "SELECT id, document_id, start, text, token_offsets FROM sentence WHERE id IN ({})"
        rows = list(self._connection.rows_among(sql, sentence_ids))
        counts, starts, ends = (each.tolist() for each in unpack_many_offsets([row[4] for row in rows]))
        found = []
        first = 0
        for (sentence_id, document_id, start, text, _), count in zip(rows, counts, strict=True):
            end = first + count
            found.append(SentenceRow(sentence_id, document_id, start, text, starts[first:end], ends[first:end]))
            first = end
        return found

    def with_text(self, fits: Callable[[str], object]) -> IntArray:
        """The ids of the sentences whose text fits, ascending."""
        rows = self._connection.rows("SELECT id, text FROM sentence ORDER BY id")
        return np.array([sentence_id for sentence_id, text in rows if fits(text)], dtype=np.int64)

    def lemma_counts(self, document_ids: Iterable[int]) -> tuple[IntArray, IntArray]:
        """The lemmas of these documents by id, ascending, and how many tokens each has there, both `(lemmas,)`."""
        pieces: dict[int, list[bytes]] = {2: [], 4: []}
        sql = "SELECT token_offsets, lemma_ids FROM sentence WHERE document_id IN ({})"
        for offsets, blob in self._connection.rows_among(sql, document_ids):
            pieces[lemma_id_width(blob, token_count(offsets))].append(blob)
        tokens = [np.frombuffer(b"".join(blobs), dtype=f"<u{width}") for width, blobs in pieces.items()]
        ids, counts = np.unique(np.concatenate([each.astype(np.uint32) for each in tokens]), return_counts=True)
        return ids.astype(np.int64), counts.astype(np.int64)

    def texts(self, sentence_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
        """The text of these sentences, by id, and where in its document each begins."""
        rows = self._connection.rows_among("SELECT id, text, start FROM sentence WHERE id IN ({})", sentence_ids)
        return {sentence_id: (text, start) for sentence_id, text, start in rows}

    def tagged(self) -> Iterator[TaggedSentences]:
        """All sentences of the corpus, by id; those of a document follow each other."""
        return tagged_corpus(self._connection)

    def blocks(self, document_ids: IntArray | None = None, *, forms: bool = False) -> Iterator[TokenBlock]:
        """The tokens of these documents, or of all, some sentences at a time; with their `forms` if they are wanted."""
        return token_blocks(self._connection, document_ids, forms=forms)

    def as_lemmas(self) -> LemmaSentences:
        """The corpus as static vectors are trained on it."""
        return LemmaSentences(self._connection, self._lemmas.written())

    def lemmas_around(self, occurrence_ids: IntArray, span: int) -> tuple[IntArray, IntArray]:
        """The lemmas within `span` tokens of each occurrence in its sentence, the occurrence itself left out.

        Two arrays `(pairs,)`: the place of the occurrence among the ascending `occurrence_ids`, and the lemma id. A
        lemma comes once an occurrence, however often it is there.
        """
        found: dict[int, tuple[list[int], list[int], list[bytes]]] = {2: ([], [], []), 4: ([], [], [])}
        for occurrence_id, position, offsets, blob in self._connection.rows_among(
            "SELECT occurrence.id, position, token_offsets, lemma_ids FROM occurrence "
            "JOIN sentence ON sentence.id = sentence_id WHERE occurrence.id IN ({})",
            occurrence_ids.tolist(),
        ):
            # Cut as bytes, so that one call unpacks the contexts of all.
            width = lemma_id_width(blob, token_count(offsets))
            ids, lengths, pieces = found[width]
            place = width * position
            around = blob[max(place - width * span, 0) : place] + blob[place + width : place + width * (span + 1)]
            ids.append(occurrence_id)
            lengths.append(len(around) // width)
            pieces.append(around)
        places = [np.repeat(np.searchsorted(occurrence_ids, ids), lengths) for ids, lengths, _ in found.values()]
        lemmas = [np.frombuffer(b"".join(pieces), dtype=f"<u{width}") for width, (_, _, pieces) in found.items()]
        lemma_ids = np.concatenate(lemmas).astype(np.int64)
        size = int(lemma_ids.max(initial=0)) + 1
        pairs = np.unique(np.concatenate(places) * size + lemma_ids)
        return pairs // size, pairs % size

    def capital_counts(self, size: int, sentence_ids: IntArray | None = None) -> tuple[IntArray, IntArray]:
        """How many tokens of each lemma `(size,)` stand inside a sentence, and how many of them begin with a capital.

        Of these sentences, or of all (of many, a sample); see `capital_counts` in `senseindex.store.catalog.capitals`.
        """
        return capital_counts(self._connection, size, sentence_ids)

    def nodes(self, occurrence_ids: Iterable[int]) -> dict[int, tuple[str, int, int]]:
        """The text of each occurrence's sentence, and where in it its token starts and ends."""
        found = {}
        for occurrence_id, position, text, offsets in self._connection.rows_among(
            "SELECT occurrence.id, position, text, token_offsets FROM occurrence "
            "JOIN sentence ON sentence.id = sentence_id WHERE occurrence.id IN ({})",
            occurrence_ids,
        ):
            starts, ends = unpack_offsets(offsets)
            found[occurrence_id] = (text, int(starts[position]), int(ends[position]))
        return found

    def lemma_ids_of(self, document_id: int) -> Iterator[IntArray]:
        """The lemma ids of the tokens `(tokens,)` of each sentence of a document."""
        sql = "SELECT token_offsets, lemma_ids FROM sentence WHERE document_id = ?"
        for offsets, blob in self._connection.rows(sql, (document_id,)):
            yield unpack_lemma_ids(blob, token_count(offsets))

    # -- writing, inside the caller's transaction ------------------------------------------------------------------

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        """Enter sentences, as their table has them."""
        self._connection.executemany("INSERT INTO sentence VALUES (?, ?, ?, ?, ?, ?)", rows)

    def remove(self, document_id: int) -> None:
        """Remove the sentences of a document."""
        self._connection.execute("DELETE FROM sentence WHERE document_id = ?", (document_id,))
