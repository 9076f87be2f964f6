"""Assign the words of a new text to the senses of an index, as an ingest of that text would, and keep nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from senseindex.answers.senses import WordSense, WordSenses
from senseindex.corpus.documents import Sentence
from senseindex.senses.inventory import SenseAssigner
from senseindex.store.catalog.catalog import Catalog

if TYPE_CHECKING:
    from senseindex.vectors.contextual.text_encoder import TextEncoder


def assign_text(catalog: Catalog, encoder: TextEncoder, text: str, sentences: Sequence[Sentence]) -> WordSenses:
    """The senses of the content words of `sentences`, which are those of `text`."""
    ids = {name: lemma_id for lemma_id, name in catalog.lemmas.names().items()}
    words = [(sentence, place) for sentence in sentences for place in np.flatnonzero(sentence.content).tolist()]
    lemma_ids = np.array([ids.get((own.lemmas[place], own.pos[place]), 0) for own, place in words], dtype=np.int64)
    known = np.flatnonzero(lemma_ids)
    if not known.size:
        return WordSenses(())
    vectors = np.concatenate(list(encoder.encode_documents([sentences])))[known]
    sense_ids, percents = SenseAssigner(catalog).assign(lemma_ids[known], vectors)
    names = catalog.senses.names(np.unique(sense_ids).tolist())
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
            for (sentence, place), sense_id, percent in zip(
                [words[number] for number in known], sense_ids.tolist(), percents.tolist(), strict=True
            )
        )
    )
