"""Enters and removes documents in a catalog, inside one transaction of the caller.

A `CatalogWriter` lives as long as its transaction: what it caches (lemma ids, counters) is thrown away with it when
the transaction fails. Ids are handed out in corpus order, so the occurrences of a document are one range.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import IntArray
from senseindex.corpus.documents import Document, RawDocument
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.tokens import pack_lemma_ids, pack_offsets
from senseindex.store.cells.selection import Range, Selection


@dataclass(frozen=True, slots=True)
class EnteredDocument:
    """The occurrences that a document brings, in text order: consecutive `ids` `(occurrences,)`.

    `positions[i]` are the places of sentence i's content words; `lemma_ids` `(occurrences,)` their lemmas and
    `sentence_ids` `(occurrences,)` their sentences.
    """

    ids: IntArray
    positions: tuple[tuple[int, ...], ...]
    lemma_ids: IntArray
    sentence_ids: IntArray


def content_hash(document: RawDocument) -> str:
    """SHA-256 (hex) over text, metadata and, where the format brings them, sentences."""
    digest = hashlib.sha256()
    digest.update(document.text.encode("utf-8", "surrogatepass"))
    digest.update(json.dumps(dict(document.metadata), sort_keys=True, default=str).encode())
    for sentence in document.sentences or ():
        digest.update(repr((sentence.starts, sentence.forms, sentence.lemmas, sentence.pos)).encode())
    return digest.hexdigest()


class CatalogWriter:
    """Writes documents; `finish()` must be the last call before the transaction ends."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lemma_ids = {name: lemma_id for lemma_id, name in catalog.lemmas.names().items()}
        self._new_lemmas: list[tuple[int, str, str]] = []
        self._tokens_of: Counter[int] = Counter()
        self._occurrences_of: Counter[int] = Counter()
        self.shrunk_senses: set[int] = set()
        """Senses that lost occurrences to `remove`: their centres are to be computed anew."""
        self._sizes_of: Counter[int] = Counter()
        self._next = {name: catalog.settings.next_id(name) for name in ("document", "sentence", "lemma", "occurrence")}
        self._columns = {column.lower(): column for column in catalog.documents.metadata_columns()}
        self._dead: list[Range] = []

    def add(self, document: Document, digest: str, file: str = "") -> EnteredDocument:
        """Enter a document with its sentences; its occurrences follow with `add_occurrences`.

        `file` is the path that its id was made of, "" where it brings its own id.
        """
        document_id = self._take("document", 1)
        first_sentence = self._take("sentence", len(document.sentences))
        sentence_rows = []
        positions = []
        occurrence_lemmas: list[int] = []
        occurrence_sentences: list[int] = []
        for sentence_id, sentence in enumerate(document.sentences, start=first_sentence):
            lemma_ids = [self._lemma_id(*key) for key in zip(sentence.lemmas, sentence.pos, strict=True)]
            self._tokens_of.update(lemma_ids)
            places = tuple(place for place, content in enumerate(sentence.content) if content)
            positions.append(places)
            occurrence_lemmas.extend(lemma_ids[place] for place in places)
            occurrence_sentences.extend([sentence_id] * len(places))
            sentence_rows.append(
                (
                    sentence_id,
                    document_id,
                    sentence.start,
                    document.text[sentence.start : sentence.end],
                    pack_offsets(sentence.starts, sentence.ends, sentence.start),
                    pack_lemma_ids(lemma_ids),
                )
            )
        self._occurrences_of.update(occurrence_lemmas)
        first_occurrence = self._take("occurrence", len(occurrence_lemmas))
        self._catalog.documents.add(
            (
                document_id,
                document.id,
                digest,
                file,
                len(document.text),
                len(document.sentences),
                sum(len(sentence) for sentence in document.sentences),
                first_occurrence,
                first_occurrence + len(occurrence_lemmas),
            ),
            document.metadata,
            self._columns,
        )
        self._catalog.sentences.add(sentence_rows)
        return EnteredDocument(
            np.arange(first_occurrence, first_occurrence + len(occurrence_lemmas), dtype=np.int64),
            tuple(positions),
            np.array(occurrence_lemmas, dtype=np.int64),
            np.array(occurrence_sentences, dtype=np.int64),
        )

    def add_occurrences(self, entered: EnteredDocument, sense_ids: IntArray, confidences: IntArray) -> None:
        """Enter a document's occurrences with their senses (0 for none) and confidences (percent, -1 for none)."""
        self._flush_lemmas()
        places = [place for sentence in entered.positions for place in sentence]
        self._sizes_of.update(sense_ids[sense_ids > 0].tolist())
        self._catalog.occurrences.add(
            zip(
                entered.ids.tolist(),
                entered.sentence_ids.tolist(),
                places,
                entered.lemma_ids.tolist(),
                sense_ids.tolist(),
                confidences.tolist(),
                strict=True,
            ),
        )

    def remove(self, document_id: int) -> None:
        """Remove a document. Its vectors stay in their segments, marked dead, until the next compaction."""
        catalog = self._catalog
        _, _, (own,) = catalog.documents.measured([document_id])
        sense_sizes = catalog.occurrences.senses_in([own])
        self._sizes_of.subtract(sense_sizes)
        self.shrunk_senses.update(sense_sizes)
        self._occurrences_of.subtract(catalog.occurrences.lemmas_in(own))
        for lemma_ids in catalog.sentences.lemma_ids_of(document_id):
            self._tokens_of.subtract(lemma_ids.tolist())
        catalog.occurrences.remove(own)
        catalog.sentences.remove(document_id)
        catalog.documents.remove(document_id)
        self._dead.append(own)

    def finish(self) -> None:
        """Write the counts and counters that were kept in memory."""
        self._flush_lemmas()
        lemma_ids = self._tokens_of.keys() | self._occurrences_of.keys()
        self._catalog.lemmas.count_up(
            (self._tokens_of[lemma_id], self._occurrences_of[lemma_id], lemma_id) for lemma_id in sorted(lemma_ids)
        )
        self._catalog.senses.add_to_sizes(self._sizes_of)
        for name, next_id in self._next.items():
            self._catalog.settings.set_next_id(name, next_id)
        if self._dead:
            segments = self._catalog.segments
            segments.set_dead(segments.dead() | Selection.of_ranges(self._dead))

    def _take(self, name: str, count: int) -> int:
        first = self._next[name]
        self._next[name] = first + count
        return first

    def _lemma_id(self, lemma: str, pos: str) -> int:
        lemma_id = self._lemma_ids.get((lemma, pos))
        if lemma_id is None:
            lemma_id = self._lemma_ids[lemma, pos] = self._take("lemma", 1)
            self._new_lemmas.append((lemma_id, lemma, pos))
        return lemma_id

    def _flush_lemmas(self) -> None:
        self._catalog.lemmas.add(self._new_lemmas)
        self._new_lemmas.clear()
