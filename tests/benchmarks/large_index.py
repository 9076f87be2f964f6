"""An index of any size with the texts, words, senses and vectors of a real one, for benchmarks.

The documents of a source index are entered again and again under new ids until there are enough occurrences. The first
round has the vectors as the source stores them, so a source in fp16 gives real ones; of a coarser codec they are moved
by up to half a step in every dimension, which is what the codec would have rounded away. Every further copy of an
occurrence has its own vector: the stored one, moved by up to half a step of sq4.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from senseindex import SenseIndex
from senseindex.index.compaction import SEGMENT_SIZE
from senseindex.index.open_index import OpenIndex
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.tokens import token_count, unpack_lemma_ids
from senseindex.store.cells.opening import open_store

STEPS = {"sq4": 15, "sq8": 255}


@dataclass(frozen=True)
class Block:
    """All occurrences of one lemma: ids and sense ids (0 for none) `(n,)`, vectors `(n, d)` of unit norm."""

    lemma_id: int
    ids: np.ndarray
    sense_ids: np.ndarray
    vectors: np.ndarray


@dataclass(frozen=True)
class Layout:
    """Whole rounds over the source's documents, then the first documents of one more; spans are id distances."""

    rounds: int
    documents: int
    sentences: int
    occurrences: int
    last_document: int
    last_occurrence: int

    def ends(self) -> Iterator[tuple[int, int, int]]:
        """Round, end of the source's document ids and end of its occurrence ids, for every round."""
        for number in range(self.rounds):
            yield number, self.documents, self.occurrences
        if self.last_document > 1:
            yield self.rounds, self.last_document, self.last_occurrence


def layout(source: Catalog, count: int) -> Layout:
    """How to have about `count` occurrences (never fewer than those of one document)."""
    sizes = source.connection.rows(
        "SELECT id, end_occurrence - first_occurrence, end_occurrence FROM document ORDER BY id"
    )
    rounds, rest = divmod(count, sum(size for _, size, _ in sizes))
    last_document = last_occurrence = 1
    for document, size, end in sizes:
        if rest <= 0:
            break
        last_document, last_occurrence, rest = document + 1, end, rest - size
    spans = [source.settings.next_id(name) for name in ("document", "sentence", "occurrence")]
    return Layout(rounds, *spans, last_document, last_occurrence)


def blocks(source: OpenIndex, plan: Layout, seed: int = 0) -> Iterator[Block]:
    """The occurrences of the large index, lemma by lemma. The same seed gives the same vectors."""
    catalog, codec = source.catalog, source.recipe.codec
    steps = {name: source.models.projection.ranges[name][1] / count for name, count in STEPS.items()}
    first = steps.get(codec, np.zeros(source.models.projection.dimension, np.float32))
    for (lemma_id,) in catalog.connection.rows("SELECT id FROM lemma WHERE occurrences > 0 ORDER BY id"):
        known = catalog.occurrences.of_lemma(lemma_id)
        ids, vectors = source.store.read(catalog.segments.cells([lemma_id]))
        order = np.argsort(ids)[np.isin(np.sort(ids), known.ids)]
        ids, vectors = ids[order], vectors[order]
        random = np.random.default_rng([seed, lemma_id])
        found = []
        for number, _, end in plan.ends():
            kept = ids < end
            step = steps["sq4"] if number else first
            moved = vectors[kept] + (random.random((int(kept.sum()), len(step)), np.float32) - 0.5) * step
            moved /= np.linalg.norm(moved, axis=1, keepdims=True)
            found.append((ids[kept] + number * plan.occurrences, known.senses[kept], moved.astype(np.float32)))
        yield Block(lemma_id, *(np.concatenate(parts) for parts in zip(*found, strict=True)))


def build(source_path: Path, path: Path, count: int, codec: str | None = None, seed: int = 0) -> Path:
    """Write an index of about `count` occurrences to `path`; `codec` is that of the source if None."""
    with SenseIndex.open(source_path) as opened:
        source = opened.opened
        plan = layout(source.catalog, count)
        path.mkdir(parents=True)
        codec = codec or source.recipe.codec
        catalog = Catalog(path, create=True)
        catalog.end_snapshot()
        catalog.connection.execute("ATTACH ? AS source", (str(source_path / "catalog.db"),))
        with catalog.writing():
            _copy_rows(catalog, plan)
            catalog.settings.set("recipe", source.recipe.to_dict() | {"codec": codec})
            store = open_store(
                path / "segments",
                source.models.projection.dimension,
                codec,
                source.models.projection.codec_range(codec),
            )
            builder = store.builder()
            for block in blocks(source, plan, seed):
                builder.add(block.ids, np.full(len(block.ids), block.lemma_id), block.sense_ids, block.vectors)
                if len(builder) >= SEGMENT_SIZE:
                    catalog.segments.add(builder.write(), "2000-01-01")
                    builder = store.builder()
            if len(builder):
                catalog.segments.add(builder.write(), "2000-01-01")
        catalog.end_snapshot()
        catalog.connection.execute("DETACH source")  # or SQLite would write statistics into it too
        catalog.checkpoint()
        catalog.close()
        shutil.copy(source_path / "projection.safetensors", path)
    return path


def _copy_rows(catalog: Catalog, plan: Layout) -> None:
    connection = catalog.connection
    for _, name, *_ in catalog.connection.rows("PRAGMA source.table_info(metadata)"):
        if name != "document_id":
            connection.execute(f'ALTER TABLE metadata ADD COLUMN "{name}"')
    connection.execute("INSERT INTO setting SELECT * FROM source.setting WHERE key NOT IN ('static', 'index_id')")
    for table in ("lemma", "sense"):
        connection.execute(f"INSERT INTO {table} SELECT * FROM source.{table}")
    for number, end_document, end_occurrence in plan.ends():
        shifts = {
            "document": number * plan.documents,
            "sentence": number * plan.sentences,
            "occurrence": number * plan.occurrences,
        }
        moved = {
            ("document", "id"): "document",
            ("document", "first_occurrence"): "occurrence",
            ("document", "end_occurrence"): "occurrence",
            ("metadata", "document_id"): "document",
            ("sentence", "id"): "sentence",
            ("sentence", "document_id"): "document",
            ("occurrence", "id"): "occurrence",
            ("occurrence", "sentence_id"): "sentence",
        }
        for table, key, end in (
            ("document", "id", end_document),
            ("metadata", "document_id", end_document),
            ("sentence", "document_id", end_document),
            ("occurrence", "id", end_occurrence),
        ):
            values = []
            names = [row[1] for row in catalog.connection.rows(f"PRAGMA source.table_info({table})")]
            for name in names:
                value = f'"{name}"'
                if (table, name) in moved:
                    value += f" + {shifts[moved[table, name]]}"
                elif (table, name) == ("document", "name"):
                    value += f" || '#{number}'"
                values.append(value)
            columns = ", ".join(f'"{name}"' for name in names)
            connection.execute(
                f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM source.{table} WHERE {key} < ?",
                (end,),
            )
    rounds = plan.rounds + (plan.last_document > 1)
    for name, span in (
        ("document", plan.documents),
        ("sentence", plan.sentences),
        ("occurrence", plan.occurrences),
    ):
        catalog.settings.set_next_id(name, rounds * span)
    connection.execute("INSERT OR IGNORE INTO counter SELECT * FROM source.counter WHERE name != 'segment'")
    connection.execute(
        "UPDATE lemma SET moved = 0, occurrences = (SELECT count(*) FROM occurrence WHERE lemma_id = lemma.id)"
    )
    frequency = np.zeros(catalog.settings.next_id("lemma"), dtype=np.int64)
    for offsets, blob in connection.execute("SELECT token_offsets, lemma_ids FROM sentence"):
        np.add.at(frequency, unpack_lemma_ids(blob, token_count(offsets)), 1)
    connection.executemany(
        "UPDATE lemma SET frequency = ? WHERE id = ?", [(int(count), number) for number, count in enumerate(frequency)]
    )
    sizes = catalog.connection.rows(
        "SELECT count(*), sense_id FROM occurrence WHERE sense_id IS NOT NULL GROUP BY sense_id"
    )
    connection.execute("UPDATE sense SET size = 0")
    connection.executemany("UPDATE sense SET size = ? WHERE id = ?", sizes)
