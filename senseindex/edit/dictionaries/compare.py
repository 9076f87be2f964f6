"""Compare a dictionary with the corpus, and take its senses over where people want them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from senseindex.answers.concordance import Hit
from senseindex.answers.dictionaries import DictionaryReport, DictionaryRow
from senseindex.arrays import FloatArray, IntArray
from senseindex.edit.dictionaries.adopted_labels import adopted_labels
from senseindex.edit.dictionaries.coverage import COVERED, FEW, Attested, attest, claimed_shares, is_ordinary
from senseindex.edit.dictionaries.disambiguation import prior_of
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.dictionaries.kept import Sensed, encoded, keep_vectors, senses_with_vectors
from senseindex.edit.lookup import clear_senses_of
from senseindex.edit.transaction import Workbench
from senseindex.errors import NotFoundError
from senseindex.index.open_index import OpenIndex
from senseindex.senses.context_words import contrast_words
from senseindex.senses.lemma_vectors import lemma_vectors
from senseindex.store.catalog.lemmas import LemmaRow, lempos_of


@dataclass(frozen=True)
class _Word:
    """A lemma of the index with the dictionary senses that have vectors, and what its occurrences attest."""

    row: LemmaRow
    senses: list[DictionarySense]
    known: FloatArray
    ids: IntArray
    vectors: FloatArray
    attested: Attested


def compare_dictionary(
    bench: Workbench, path: Path, lemmas: Sequence[str], *, adopt: bool, window: int, lines: int
) -> DictionaryReport:
    """What a dictionary and the corpus have in common, lemma by lemma; `adopt` puts its senses in the place of others.

    Without `lemmas` all that the dictionary has and that have senses in the index. Raises CorpusError for a file that
    cannot be read, NotFoundError where the dictionary has none of the lemmas.
    """
    index = bench.index
    entries, missing, absent = _entries(index, path, lemmas)
    if not entries:
        raise NotFoundError(
            f"{path} has no sense of {', '.join(lemmas) if lemmas else 'a word with senses in this index'}"
        )
    rows: list[DictionaryRow] = []
    unusable = 0
    for row, sensed in _with_vectors(index, path, entries):
        unusable += len(entries[row.id][1]) - len(sensed)
        if not sensed:
            continue
        ids, vectors = lemma_vectors(index.catalog, index.store, row.id)
        senses = [sense for sense, _ in sensed]
        known = np.stack([vector for _, vector in sensed])
        word = _Word(row, senses, known, ids, vectors, attest(vectors, known, prior_of(senses)))
        rows += _dictionary_rows(index, word, window, lines)
        rows += _induced_rows(index, word, window, lines)
        if adopt:
            _adopt(bench, word, path.name)
    return DictionaryReport(path.name, tuple(rows), tuple(missing), unusable, tuple(absent))


def _entries(
    index: OpenIndex, path: Path, lemmas: Sequence[str]
) -> tuple[dict[int, tuple[LemmaRow, list[Sensed]]], list[str], list[str]]:
    """The dictionary's senses by lemma of the index, the words asked for that it does not have, and, where none are
    asked for, those of its words that have no senses in the index."""
    asked = [row for lemma in lemmas for row in index.lemmas(lemma)]
    if not lemmas:
        asked = list(index.catalog.lemmas.by_id(sorted(index.catalog.senses.lemmas_with_clear())).values())
    by_lemma: dict[str, list[LemmaRow]] = {}
    for row in asked:
        by_lemma.setdefault(row.lemma.lower(), []).append(row)
    found: dict[int, tuple[LemmaRow, list[Sensed]]] = {}
    absent: dict[str, None] = {}
    for sensed in senses_with_vectors(index, path, list(by_lemma) if lemmas else None):
        sense = sensed.sense
        rows = by_lemma.get(sense.lemma.lower(), [])
        own = [row for row in rows if not row.pos or not sense.pos or row.pos == sense.pos]
        for row in own:
            found.setdefault(row.id, (row, []))[1].append(sensed)
        if not own and not lemmas:
            absent[lempos_of(sense.lemma, sense.pos)] = None
    missing = [row.lempos for row in asked if row.id not in found] if lemmas else []
    return found, missing, list(absent)


def _with_vectors(
    index: OpenIndex, path: Path, entries: dict[int, tuple[LemmaRow, list[Sensed]]]
) -> Iterable[tuple[LemmaRow, list[tuple[DictionarySense, FloatArray]]]]:
    """Every lemma with its senses that have a definition, or an example that holds it; those without a vector are
    encoded all at once, and kept where the dictionary is."""
    missing = [each for _, senses in entries.values() for each in senses if each.vector is None]
    new = list(encoded(index, [each.sense for each in missing])) if missing else []
    keep_vectors(
        index, path, {each.id: vector for each, vector in zip(missing, new, strict=True) if each.id is not None}
    )
    fresh = iter(new)
    for row, senses in entries.values():
        known = [(each.sense, next(fresh) if each.vector is None else each.vector) for each in senses]
        yield row, [(sense, vector) for sense, vector in known if vector.any()]


def _hits(index: OpenIndex, word: _Word, chosen: IntArray, window: int, lines: int) -> tuple[Hit, ...]:
    """The lines at these places that are most like what they attest."""
    from senseindex.search.kwic import occurrence_hits

    best = chosen[np.argsort(-word.attested.likeness[chosen], kind="stable")[:lines]]
    return tuple(occurrence_hits(index.catalog, word.ids[best].tolist(), window))


def _dictionary_rows(index: OpenIndex, word: _Word, window: int, lines: int) -> list[DictionaryRow]:
    names = {each.id: each.name for each in clear_senses_of(index.catalog, word.row.id)}
    sense_of = _sense_of(index, word)
    rows = []
    for place, sense in enumerate(word.senses):
        own = np.flatnonzero(word.attested.labels == place)
        found, counts = np.unique(sense_of[own], return_counts=True)
        induced = [
            (names[each], count)
            for each, count in sorted(zip(found.tolist(), counts.tolist(), strict=True), key=lambda pair: -pair[1])
            if each in names
        ]
        nearest = own
        if not len(own):  # what comes nearest to it, to judge by
            mean = word.vectors.mean(axis=0)
            nearest = np.argsort(-(word.vectors @ (word.known[place] - mean)), kind="stable")[:lines]
        rows.append(
            DictionaryRow(
                word.row.lempos,
                "dictionary",
                sense.id,
                sense.definition or " | ".join(sense.examples),
                len(own),
                None,
                tuple(induced),
                len(own) < FEW * len(word.ids),
                _hits(index, word, nearest, window, lines),
            )
        )
    return rows


def _induced_rows(index: OpenIndex, word: _Word, window: int, lines: int) -> list[DictionaryRow]:
    senses = clear_senses_of(index.catalog, word.row.id)
    sense_of = _sense_of(index, word)
    shares = claimed_shares(word.attested, sense_of, [each.id for each in senses])
    only = len(senses) == 1 and is_ordinary(word.vectors[sense_of == senses[0].id], word.known)
    rows = []
    for sense, share in zip(senses, shares, strict=True):
        gap = share < COVERED and not only
        left = np.flatnonzero((sense_of == sense.id) & (word.attested.labels < 0))
        if sense.centre is not None:
            left = left[np.argsort(-(word.vectors[left] @ sense.centre), kind="stable")[:lines]]
        hits = _hits(index, word, left[:lines], window, lines) if gap else ()
        rows.append(DictionaryRow(word.row.lempos, "index", sense.name, sense.label, sense.size, share, (), gap, hits))
    return rows


def _sense_of(index: OpenIndex, word: _Word) -> IntArray:
    known = index.catalog.occurrences.of_lemma(word.row.id)
    return index.catalog.senses.to_mains(word.row.id, known.senses[np.searchsorted(known.ids, word.ids)])


def _adopt(bench: Workbench, word: _Word, source: str) -> None:
    """Put the dictionary's senses in the place of those that are not locked; one edit."""
    catalog = bench.catalog
    with bench.index.editing():
        old = clear_senses_of(catalog, word.row.id)
        free = ~np.isin(_sense_of(bench.index, word), [sense.id for sense in old if sense.locked])
        with bench.edit("adopt", word.row.id) as edit:
            unclear = catalog.senses.unclear(word.row)
            sense_ids = [catalog.senses.add(word.row)[0] for _ in word.senses]
            attested = word.attested
            labels = attested.labels[free]
            percents = np.rint(100 * attested.confidences[free]).astype(np.int64)
            edit.move(word.ids[free], np.array([*sense_ids, unclear], dtype=np.int64)[labels], percents)
            telling = contrast_words(catalog, word.ids[free], labels, len(word.senses), word.row.id)
            standing = _sense_of(bench.index, word)[free]
            called = adopted_labels(word.senses, telling, labels, standing, [row for row in old if not row.locked])
            for sense, sense_id, vector, words, label in zip(
                word.senses, sense_ids, word.known, telling, called, strict=True
            ):
                catalog.senses.update(
                    sense_id,
                    label=label,
                    named=True,
                    definition=sense.definition,
                    context_words=words,
                    centre=vector,
                )
            for row in old:
                if not row.locked:
                    catalog.labels.forget_sense(row.id)
                    catalog.senses.retire(row.id)
            bench.recentre(unclear, *sense_ids)
            names = catalog.senses.names(sense_ids)
            pairs = ", ".join(
                f"{names[each]} is {sense.id}" for each, sense in zip(sense_ids, word.senses, strict=True)
            )
            edit.summary = f"adopt {len(sense_ids)} senses of {word.row.lempos} from {source}: {pairs}"
