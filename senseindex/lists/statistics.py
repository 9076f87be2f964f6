"""How many types and tokens a corpus has, as a whole or by a column of metadata, and how large its parts are."""

from __future__ import annotations

import numpy as np

from senseindex.answers.change import ALL, value_order
from senseindex.answers.lists import PartSize, PartSizes, TypeTokenRow, TypeTokenStatistics
from senseindex.arrays import IntArray
from senseindex.corpus.documents import MetadataValue
from senseindex.lists.items import LEFT_OUT, TokenNumbers, asked_documents, document_places
from senseindex.profile.subject import Subcorpus
from senseindex.search.document_values import document_column
from senseindex.store.catalog.catalog import Catalog

STRETCH = 1_000
"""Words of which the standardised ratio takes the types."""


def type_token_statistics(
    catalog: Catalog, subcorpus: Subcorpus, by: str | None, *, ignore_case: bool = False
) -> TypeTokenStatistics:
    """Types and tokens of a subcorpus, or of its parts by what `document_column` knows.

    Raises UsageError for an unknown column.
    """
    values: list[MetadataValue] = [ALL] * len(subcorpus.documents)
    if by is not None:
        column = document_column(catalog, by)
        by, values = column.by, column.values(catalog, subcorpus.documents)
    groups = sorted(dict.fromkeys(values), key=value_order)
    number = {value: place for place, value in enumerate(groups)}
    of_document = np.array([number[value] for value in values], dtype=np.int64)
    forms = TokenNumbers(catalog, "word", ignore_case=ignore_case)
    lemmas = TokenNumbers(catalog, "lemma", ignore_case=ignore_case)
    words = [np.empty(0, dtype=np.int32)]
    lemma_items = [np.empty(0, dtype=np.int32)]
    parts = [np.empty(0, dtype=np.int32)]
    sentences = np.zeros(len(groups), dtype=np.int64)
    for block, items in forms.blocks(asked_documents(subcorpus)):
        part = of_document[document_places(subcorpus, block.documents)]
        sentences += np.bincount(part, minlength=len(groups))
        inside = items != LEFT_OUT
        words.append(items[inside].astype(np.int32))
        lemma_items.append(lemmas.items_of(block)[inside].astype(np.int32))
        parts.append(np.repeat(part, block.counts)[inside].astype(np.int32))
    all_words, all_lemmas, all_parts = (np.concatenate(each) for each in (words, lemma_items, parts))
    lengths = np.array([len(name) for name in forms.names], dtype=np.int64)
    rows = []
    for place, value in enumerate(groups):
        chosen = all_parts == place
        own = all_words[chosen]
        rows.append(
            _row(
                value,
                subcorpus.tokens[of_document == place],
                int(sentences[place]),
                own,
                np.unique(all_lemmas[chosen]),
                lengths,
            )
        )
    return TypeTokenStatistics(by or "", subcorpus.where, tuple(rows))


def _row(
    value: MetadataValue, sizes: IntArray, sentences: int, words: IntArray, lemmas: IntArray, lengths: IntArray
) -> TypeTokenRow:
    counts = np.bincount(words, minlength=1)
    types, size = int((counts > 0).sum()), len(words)
    return TypeTokenRow(
        value,
        len(sizes),
        sentences,
        int(sizes.sum()),
        size,
        types,
        int((lemmas != LEFT_OUT).sum()),
        int((counts == 1).sum()),
        100 * types / size if size else None,
        standardised_ratio(words),
        size / sentences if sentences else None,
        float(lengths[words].mean()) if size else None,
    )


def standardised_ratio(words: IntArray) -> float | None:
    """The mean of types by words, in percent, over stretches of 1,000 words; what is left at the end does not count.

    None where there are fewer words (Scott's WordSmith has it as STTR).
    """
    stretches = len(words) // STRETCH
    if not stretches:
        return None
    rows = np.sort(words[: stretches * STRETCH].reshape(stretches, STRETCH), axis=1)
    types = 1 + (np.diff(rows, axis=1) != 0).sum(axis=1)
    return float(100 * types.mean() / STRETCH)


def part_sizes(catalog: Catalog, by: str) -> PartSizes:
    """Documents, sentences and tokens of each value of a column. Raises UsageError for an unknown one."""
    column = document_column(catalog, by)
    ids, sentences, tokens = catalog.documents.sizes()
    values = column.values(catalog, ids)
    rows = []
    number = {value: place for place, value in enumerate(sorted(dict.fromkeys(values), key=value_order))}
    part = np.array([number[value] for value in values], dtype=np.int64)
    for value, place in number.items():
        own = part == place
        size = int(tokens[own].sum())
        share = size / max(int(tokens.sum()), 1)
        rows.append(PartSize(value, int(own.sum()), int(sentences[own].sum()), size, share))
    return PartSizes(column.by, tuple(rows))
