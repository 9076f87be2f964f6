"""The corpus as it is stored, some sentences at a time: the forms, lemmas and senses of their tokens as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.connection import Connection
from senseindex.store.catalog.sentence_occurrences import occurrences_in
from senseindex.store.catalog.tokens import unpack_many_lemma_ids, unpack_many_offsets

SENTENCES_AT_ONCE = 4_000


@dataclass(frozen=True)
class TaggedSentences:
    """Sentences that follow each other in the corpus, and their tokens.

    `sentences` and `documents` `(s,)` are ids, `texts` the text of each sentence. `first` `(s + 1,)` says where the
    tokens of each begin in the arrays of tokens: `starts` and `ends`, the form's place in all texts joined; `lemmas`,
    ids; `senses`, ids or 0 for none; `confidences` in percent or -1 for none, each `(tokens,)`.
    """

    sentences: IntArray
    documents: IntArray
    texts: list[str]
    first: IntArray
    starts: IntArray
    ends: IntArray
    lemmas: IntArray
    senses: IntArray
    confidences: IntArray


def tagged_corpus(connection: Connection) -> Iterator[TaggedSentences]:
    """All sentences of the corpus, by id; those of a document follow each other."""
    last = 0
    while rows := connection.rows(
        "SELECT id, document_id, text, token_offsets, lemma_ids FROM sentence WHERE id > ? ORDER BY id LIMIT ?",
        (last, SENTENCES_AT_ONCE),
    ):
        last = rows[-1][0]
        sentences = np.array([row[0] for row in rows], dtype=np.int64)
        documents = np.array([row[1] for row in rows], dtype=np.int64)
        texts = [row[2] for row in rows]
        counts, starts, ends = unpack_many_offsets([row[3] for row in rows])
        first = np.concatenate([np.zeros(1, dtype=np.int64), counts.cumsum()])
        characters = np.array([len(text) for text in texts], dtype=np.int64)
        before = np.repeat(characters.cumsum() - characters, counts)
        senses = np.zeros(len(starts), dtype=np.int64)
        confidences = np.full(len(starts), -1, dtype=np.int64)
        occurrences = occurrences_in(connection, sentences, documents)
        places = first[np.searchsorted(sentences, occurrences[:, 0])] + occurrences[:, 1]
        senses[places] = occurrences[:, 4]
        confidences[places] = occurrences[:, 5]
        lemmas = unpack_many_lemma_ids([row[4] for row in rows], counts).astype(np.int64)
        yield TaggedSentences(
            sentences, documents, texts, first, starts + before, ends + before, lemmas, senses, confidences
        )
