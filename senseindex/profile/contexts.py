"""Lemmas of a corpus by their place: how often each occurs in a subcorpus, and which stand around hits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from senseindex.arrays import BoolArray, IntArray
from senseindex.profile.hits import LemmaHits, Subcorpus
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.store.catalog.tokens import lemma_id_width, token_count, unpack_lemma_ids


@dataclass(frozen=True)
class ContextTokens:
    """The tokens that stand near hits `(tokens,)`, each once however many hits are near: lemma id, and on which side.

    A token between two hits may be to the left of one and to the right of the other. The hits are left out.
    """

    lemma_ids: IntArray
    on_left: BoolArray
    on_right: BoolArray


def hit_sentences(catalog: Catalog, hits: LemmaHits) -> dict[int, IntArray]:
    """The lemma ids of the tokens of every sentence that has a hit, by sentence id."""
    found: dict[int, IntArray] = {}
    for chunk in chunks(np.unique(hits.sentence_ids).tolist()):
        sql = f"SELECT id, token_offsets, lemma_ids FROM sentence WHERE id IN ({placeholders(chunk)})"
        for sentence_id, offsets, blob in catalog.rows(sql, chunk):
            found[sentence_id] = unpack_lemma_ids(blob, token_count(offsets))
    return found


def context_tokens(sentences: dict[int, IntArray], hits: LemmaHits, window: int) -> ContextTokens:
    """The tokens within `window` tokens of a hit in its sentence."""
    if not len(hits):
        nothing = np.zeros(0, dtype=np.bool_)
        return ContextTokens(np.zeros(0, dtype=np.int64), nothing, nothing)
    lemmas: list[IntArray] = []
    lefts: list[BoolArray] = []
    rights: list[BoolArray] = []
    order = np.lexsort((hits.positions, hits.sentence_ids))
    sentence_ids, positions = hits.sentence_ids[order], hits.positions[order]
    first = np.flatnonzero(np.diff(sentence_ids, prepend=-1))
    for start, end in zip(first.tolist(), [*first[1:].tolist(), len(order)], strict=True):
        tokens = sentences[int(sentence_ids[start])]
        left, right = np.zeros(len(tokens), dtype=np.bool_), np.zeros(len(tokens), dtype=np.bool_)
        places = positions[start:end].tolist()
        for place in places:
            left[max(place - window, 0) : place] = True
            right[place + 1 : place + 1 + window] = True
        left[places] = right[places] = False
        near = np.flatnonzero(left | right)
        lemmas.append(tokens[near])
        lefts.append(left[near])
        rights.append(right[near])
    return ContextTokens(np.concatenate(lemmas), np.concatenate(lefts), np.concatenate(rights))


def lemma_frequencies(catalog: Catalog, subcorpus: Subcorpus) -> IntArray:
    """`frequencies[lemma_id]`: tokens of each lemma in the subcorpus."""
    size = catalog.settings.next_id("lemma")
    if subcorpus.where is None:
        counts = np.zeros(size, dtype=np.int64)
        for lemma_id, frequency in catalog.rows("SELECT id, frequency FROM lemma"):
            counts[lemma_id] = frequency
        return counts
    pieces: dict[int, list[bytes]] = {2: [], 4: []}
    for chunk in chunks(subcorpus.documents.tolist()):
        sql = f"SELECT token_offsets, lemma_ids FROM sentence WHERE document_id IN ({placeholders(chunk)})"
        for offsets, blob in catalog.rows(sql, chunk):
            pieces[lemma_id_width(blob, token_count(offsets))].append(blob)
    counts = np.zeros(size, dtype=np.int64)
    for width, blobs in pieces.items():
        counts += np.bincount(np.frombuffer(b"".join(blobs), dtype=f"<u{width}").astype(np.int64), minlength=size)
    return counts
