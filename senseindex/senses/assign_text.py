"""Assign the words of a new text to the senses of an index, as an ingest of that text would, and keep nothing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from senseindex.answers.senses import WordSense, WordSenses
from senseindex.corpus.documents import Sentence
from senseindex.senses.inventory import SenseAssigner
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.connection import chunks, placeholders
from senseindex.vectors.contextual.passages import passages
from senseindex.vectors.contextual.sense_vectors import SenseVectorizer


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
