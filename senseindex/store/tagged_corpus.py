"""The corpus as it is stored, a document at a time: forms, lemmas, parts of speech and the sense of every token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from senseindex.store.catalog import Catalog
from senseindex.store.tokens import unpack_lemma_ids, unpack_offsets


class TaggedToken(NamedTuple):
    """A token with its offsets in the sentence's text; `sense` None where it has none, `score` is its confidence."""

    form: str
    lemma: str
    pos: str
    start: int
    end: int
    sense: str | None
    score: float | None


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """A sentence; `start` is its offset in the document."""

    id: int
    start: int
    text: str
    tokens: tuple[TaggedToken, ...]


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    name: str
    metadata: dict[str, Any]
    sentences: tuple[TaggedSentence, ...]


def tagged_documents(catalog: Catalog) -> Iterator[TaggedDocument]:
    """Every document of the corpus, in the order of ids."""
    lemmas = {row[0]: (row[1], row[2]) for row in catalog.rows("SELECT id, lemma, pos FROM lemma")}
    senses: dict[int, str] = dict(catalog.rows("SELECT id, name FROM sense"))
    for document_id, name, first, end in catalog.rows(
        "SELECT id, name, first_occurrence, end_occurrence FROM document ORDER BY id"
    ):
        metadata = catalog.metadata_of([document_id])[document_id]
        occurrences: dict[tuple[int, int], tuple[int, int | None]] = {}
        for sentence_id, position, sense_id, percent in catalog.rows(
            "SELECT sentence_id, position, sense_id, confidence FROM occurrence "
            "WHERE id >= ? AND id < ? AND sense_id IS NOT NULL",
            (first, end),
        ):
            occurrences[sentence_id, position] = (sense_id, percent)
        sentences = []
        for sentence_id, start, text, offsets, packed in catalog.rows(
            "SELECT id, start, text, token_offsets, lemma_ids FROM sentence WHERE document_id = ? ORDER BY id",
            (document_id,),
        ):
            starts, ends = unpack_offsets(offsets)
            tokens = []
            places = zip(starts.tolist(), ends.tolist(), unpack_lemma_ids(packed, len(starts)).tolist(), strict=True)
            for position, (begin, stop, lemma_id) in enumerate(places):
                sense_id, percent = occurrences.get((sentence_id, position), (0, None))
                score = None if percent is None else percent / 100
                lemma, pos = lemmas[lemma_id]
                tokens.append(TaggedToken(text[begin:stop], lemma, pos, begin, stop, senses.get(sense_id), score))
            sentences.append(TaggedSentence(sentence_id, start, text, tuple(tokens)))
        yield TaggedDocument(name, metadata, tuple(sentences))
