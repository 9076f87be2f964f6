"""Assign the words of a new text to the senses of an index, as an ingest of that text would, and keep nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from senseindex.answers.tables import Listing
from senseindex.corpus.documents import Sentence
from senseindex.senses.inventory import SenseAssigner
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.vectors.contextual.passages import passages
from senseindex.vectors.contextual.sense_vectors import SenseVectorizer


@dataclass(frozen=True, slots=True)
class WordSense:
    """A word of a text and its sense: `text[start:end]`; sense and confidence (0..1) are None where there are none."""

    start: int
    end: int
    node: str
    lemma: str
    sense: str | None
    confidence: float | None


@dataclass(frozen=True)
class WordSenses(Listing[WordSense]):
    """The content words of a text that occur in the index, in the order of the text."""

    items: tuple[WordSense, ...]
    right = (0, 4)
    record = WordSense

    def table(self) -> tuple[list[str], list[list[str]]]:
        rows = [
            [
                str(word.start),
                word.node,
                word.lemma,
                word.sense or "",
                "" if word.confidence is None else f"{word.confidence:.2f}",
            ]
            for word in self.items
        ]
        return ["start", "node", "lemma", "sense", "confidence"], rows


def assign_text(
    catalog: Catalog, vectorizer: SenseVectorizer, text: str, sentences: Sequence[Sentence], passage: int
) -> WordSenses:
    """The senses of the content words of `sentences`, which are those of `text`; `passage` is that of the recipe."""
    lemma_ids = {(lemma, pos): lemma_id for lemma_id, lemma, pos in catalog.rows("SELECT id, lemma, pos FROM lemma")}
    words = []
    places = []
    for sentence in sentences:
        known = [
            place
            for place in np.flatnonzero(sentence.content).tolist()
            if (sentence.lemmas[place], sentence.pos[place]) in lemma_ids
        ]
        places.append(known)
        words += [(sentence, place) for place in known]
    forms, positions = passages([sentence.forms for sentence in sentences], places, passage)
    vectors = vectorizer.encode(forms, positions)
    own = np.array([lemma_ids[each.lemmas[place], each.pos[place]] for each, place in words], dtype=np.int64)
    sense_ids, percents = SenseAssigner(catalog).assign(own, vectors)
    names = {
        row[0]: row[1]
        for chunk in chunks(np.unique(sense_ids).tolist())
        for row in catalog.rows(f"SELECT id, name FROM sense WHERE id IN ({placeholders(chunk)})", chunk)
    }
    return WordSenses(
        tuple(
            WordSense(
                sentence.starts[place],
                sentence.ends[place],
                text[sentence.starts[place] : sentence.ends[place]],
                sentence.lemmas[place],
                names.get(sense_id),
                None if percent < 0 else percent / 100,
            )
            for (sentence, place), sense_id, percent in zip(words, sense_ids.tolist(), percents.tolist(), strict=True)
        )
    )
