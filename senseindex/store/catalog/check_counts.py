"""Examine the catalog itself: SQLite's own checks, and every number that can be counted again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from senseindex.arrays import IntArray
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.findings import Finding
from senseindex.store.cells.selection import Selection

INTEGRITY_LINES = 20
SENTENCES = 20_000
_INDEX_FAULTS = ("missing from index", "wrong # of entries in index", "non-unique entry in index")
_TOKENS = (
    "(length(token_offsets) - 1) / (CASE substr(token_offsets, 1, 1) WHEN x'00' THEN 1 WHEN x'01' THEN 2 ELSE 8 END)"
)


def check_database(catalog: Catalog) -> Iterator[Finding]:
    """SQLite's integrity check and foreign keys. An index that disagrees with its table is built anew."""
    lines = [str(row[0]) for row in catalog.connection.rows(f"PRAGMA integrity_check({INTEGRITY_LINES})")]
    faults = [line for line in lines if line != "ok"]
    if faults:
        only_indexes = all(any(fault in line for fault in _INDEX_FAULTS) for line in faults)
        yield Finding(
            "integrity",
            f"{catalog.path}: {'; '.join(faults[:3])}",
            "built the indexes of the catalog anew" if only_indexes else "",
            partial(catalog.connection.execute, "REINDEX") if only_indexes else None,
        )
    broken = catalog.connection.rows("PRAGMA foreign_key_check")
    if broken:
        table, row, parent = broken[0][:3]
        # Metadata of no document is never shown, so nothing is lost with it.
        orphans = all(each[0] == "metadata" for each in broken)
        yield Finding(
            "references",
            f"{len(broken):,} rows refer to what is not there, the first is row {row} of {table}, to {parent}",
            "removed metadata of documents that are not there" if orphans else "",
            partial(catalog.documents.remove_metadata, [each[1] for each in broken]) if orphans else None,
        )


def check_counts(catalog: Catalog) -> Iterator[Finding]:
    """Counts, counters, ranges and the senses of occurrences."""
    yield from _check_documents(catalog)
    yield from _check_sentences(catalog, catalog.settings.next_id("lemma") + 1)
    yield from _check_senses(catalog)
    yield from _check_segments(catalog)
    for name in ("document", "sentence", "lemma", "occurrence", "sense", "segment"):
        highest = catalog.connection.rows(f"SELECT coalesce(max(id), 0) FROM {name}")[0][0]
        if name == "occurrence":
            highest = max([highest, *(end - 1 for _, end in catalog.segments.dead())])
        if catalog.settings.next_id(name) <= highest:
            yield Finding(
                "counters",
                f"the next id of a {name} is {catalog.settings.next_id(name):,}, but {highest:,} is taken",
                "raised the counter",
                partial(catalog.settings.set_next_id, name, highest + 1),
            )


def _recounted(
    wrong: Sequence[tuple[int, ...]], what: str, remedy: str, mend: Callable[[Any], None]
) -> Iterator[Finding]:
    if wrong:
        yield Finding("counts", f"{len(wrong):,} {what} than they say", remedy, partial(mend, wrong))


def _check_documents(catalog: Catalog) -> Iterator[Finding]:
    counted = catalog.connection.rows(
        "SELECT document.id, document.name, document.sentences, document.tokens, count(sentence.id), "
        f"coalesce(sum({_TOKENS}), 0) FROM document LEFT JOIN sentence ON document_id = document.id GROUP BY 1"
    )
    wrong = [(row[4], row[5], row[0]) for row in counted if (row[2], row[3]) != (row[4], row[5])]
    yield from _recounted(
        wrong,
        "documents have other numbers of sentences or tokens",
        "counted the sentences and tokens of these documents anew",
        catalog.documents.set_counts,
    )
    bare = catalog.connection.rows("SELECT id FROM document WHERE id NOT IN (SELECT document_id FROM metadata)")
    if bare:
        yield Finding(
            "metadata",
            f"{len(bare):,} documents have no row of metadata, so that no filter finds them",
            "gave these documents an empty row",
            partial(catalog.documents.add_empty_metadata, [row[0] for row in bare]),
        )
    ranges = catalog.connection.rows("SELECT first_occurrence, end_occurrence FROM document ORDER BY 1, 2")
    dead = catalog.connection.rows("SELECT first_occurrence, end_occurrence FROM dead_occurrences ORDER BY 1")
    joined = Selection.of_ranges(dead)
    table = np.array(sorted([*ranges, *dead]), dtype=np.int64).reshape(-1, 2)
    table = table[table[:, 0] < table[:, 1]]
    if (table[1:, 0] < table[:-1, 1]).any():
        yield Finding("ranges", "the occurrences of two documents, or of one and the deleted ones, overlap")
    if list(joined) != dead:
        yield Finding(
            "ranges",
            "ranges of deleted occurrences are empty or touch",
            "joined them",
            partial(catalog.segments.set_dead, joined),
        )


def _occurrences(catalog: Catalog) -> IntArray:
    """Id, sentence id, position and lemma id `(n, 4)` of all occurrences, by sentence."""
    parts = [np.empty((0, 4), dtype=np.int64)]
    last = 0
    while rows := catalog.connection.rows(
        "SELECT id, sentence_id, position, lemma_id FROM occurrence WHERE id > ? ORDER BY id LIMIT 100000", (last,)
    ):
        parts.append(np.array(rows, dtype=np.int64))
        last = rows[-1][0]
    table = np.concatenate(parts)
    return table[np.argsort(table[:, 1], kind="stable")]


def _check_sentences(catalog: Catalog, size: int) -> Iterator[Finding]:
    """Tokens against lemma counts, occurrences against the token and the document that they name."""
    frequency, occurrences = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    unreadable = stray = outside = 0
    table = _occurrences(catalog)
    last = 0
    while rows := catalog.connection.rows(
        f"SELECT sentence.id, {_TOKENS}, lemma_ids, first_occurrence, end_occurrence FROM sentence "
        "JOIN document ON document.id = document_id WHERE sentence.id > ? ORDER BY sentence.id LIMIT ?",
        (last, SENTENCES),
    ):
        last = rows[-1][0]
        lengths = np.array([row[1] for row in rows], dtype=np.int64)
        parts = []
        for number, (_, tokens, blob, *_) in enumerate(rows):
            if len(blob) not in (2 * tokens, 4 * tokens):
                unreadable, lengths[number] = unreadable + 1, 0
                continue
            parts.append(np.frombuffer(blob, dtype="<u2" if len(blob) == 2 * tokens else "<u4").astype(np.int64))
        flat: IntArray = np.concatenate([np.empty(0, dtype=np.int64), *parts])
        frequency += np.bincount(np.minimum(flat, size - 1), minlength=size)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        own = int(np.searchsorted(table[:, 1], last, side="right"))
        found, table = table[:own], table[own:]
        sentences = np.array([row[0] for row in rows])
        place = np.minimum(np.searchsorted(sentences, found[:, 1]), len(rows) - 1)
        ranges = np.array([row[3:5] for row in rows], dtype=np.int64)[place]
        outside += int(((found[:, 0] < ranges[:, 0]) | (found[:, 0] >= ranges[:, 1])).sum())
        inside = (sentences[place] == found[:, 1]) & (found[:, 2] >= 0) & (found[:, 2] < lengths[place])
        right = np.zeros(len(found), dtype=np.bool_)
        right[inside] = flat[starts[place[inside]] + found[inside, 2]] == found[inside, 3]
        stray += int((~right).sum())
        occurrences += np.bincount(np.clip(found[:, 3], 0, size - 1), minlength=size)
    stray += len(table)
    occurrences += np.bincount(np.clip(table[:, 3], 0, size - 1), minlength=size)
    if unreadable:
        yield Finding("sentences", f"{unreadable:,} sentences have other numbers of lemmas than of tokens")
    if stray:
        yield Finding("occurrences", f"{stray:,} occurrences name a token that is not there or has another lemma")
    if outside:
        yield Finding("occurrences", f"{outside:,} occurrences lie outside the range of their document")
    wrong = [
        (int(frequency[lemma_id]), int(occurrences[lemma_id]), lemma_id)
        for lemma_id, *stored in catalog.connection.rows("SELECT id, frequency, occurrences FROM lemma")
        if lemma_id < size and stored != [frequency[lemma_id], occurrences[lemma_id]]
    ]
    yield from _recounted(
        wrong, "lemmas have other frequencies", "counted these lemmas anew", catalog.lemmas.set_counts
    )


def _check_senses(catalog: Catalog) -> Iterator[Finding]:
    own: dict[int, int] = dict(
        catalog.connection.rows(
            "SELECT sense_id, count(*) FROM occurrence WHERE sense_id IS NOT NULL GROUP BY sense_id"
        )
    )
    counted = dict(own)
    for sense_id, parent in catalog.connection.rows("SELECT id, parent_id FROM sense WHERE parent_id IS NOT NULL"):
        counted[parent] = counted.get(parent, 0) + own.get(sense_id, 0)
    senses = catalog.connection.rows("SELECT id, name, size, retired FROM sense")
    wrong = [(counted.get(each, 0), each) for each, _, size, retired in senses if size != counted.get(each, 0)]
    yield from _recounted(wrong, "senses have other sizes", "counted these senses anew", catalog.senses.set_sizes)
    longest = "(SELECT max(max(coalesce(length(centroid), 0), coalesce(length(discriminant), 0))) FROM sense)"
    unreadable = catalog.connection.rows(
        "SELECT name FROM sense WHERE typeof(centroid) NOT IN ('null', 'blob') OR length(centroid) != "
        f"{longest} OR typeof(discriminant) NOT IN ('null', 'blob') OR length(discriminant) != {longest}"
    )
    if unreadable:
        yield Finding("senses", f"{len(unreadable):,} senses have centres that cannot be read: {unreadable[0][0]}")
    retired = [name for each, name, _, gone in senses if gone and counted.get(each)]
    if retired:
        yield Finding("senses", f"{len(retired):,} senses are retired and still have occurrences: {retired[0]}")
    (stray,) = catalog.connection.rows(
        "SELECT count(*) FROM occurrence JOIN sense ON sense.id = sense_id WHERE sense.lemma_id != occurrence.lemma_id"
    )[0]
    if stray:
        yield Finding("senses", f"{stray:,} occurrences have a sense of another lemma")
    lost = catalog.connection.rows(
        "SELECT sense.name FROM sense LEFT JOIN sense AS main ON main.id = sense.parent_id "
        "WHERE sense.parent_id IS NOT NULL AND sense.retired = 0 AND (main.id IS NULL OR main.retired = 1 "
        "OR main.parent_id IS NOT NULL OR main.lemma_id != sense.lemma_id OR main.number = 0)"
    )
    if lost:
        yield Finding("senses", f"{len(lost):,} subsenses have no living main sense of their lemma: {lost[0][0]}")


def _check_segments(catalog: Catalog) -> Iterator[Finding]:
    wrong = catalog.connection.rows(
        "SELECT coalesce(sum(size), 0), segment.id FROM segment LEFT JOIN cell ON segment_id = segment.id "
        "GROUP BY segment.id HAVING coalesce(sum(size), 0) != occurrences"
    )
    yield from _recounted(
        wrong, "segments have other numbers of occurrences", "counted them anew", catalog.segments.set_counts
    )
