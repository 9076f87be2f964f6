"""Small corpora for tests: documents split at blanks, occurrences with vectors that a test chooses."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from senseindex import SenseIndex
from senseindex.corpus.documents import Document, RawDocument, Sentence
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.writer import CatalogWriter, content_hash
from senseindex.store.cells.opening import open_store
from senseindex.vectors.contextual.projection import Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

DIMENSION = 16


def sentence(text: str, start: int, end: int) -> Sentence:
    """The sentence `text[start:end]`, split at blanks; words of more than three letters are content words."""
    spans = [(start + match.start(), start + match.end()) for match in re.finditer(r"[\w']+|[^\w\s]", text[start:end])]
    forms = tuple(text[first:last] for first, last in spans)
    return Sentence(
        start,
        end,
        forms,
        tuple(form.lower() for form in forms),
        ("",) * len(forms),
        tuple(len(form) > 3 for form in forms),
        tuple(first for first, _ in spans),
        tuple(last for _, last in spans),
    )


def document(name: str, text: str, metadata: Mapping[str, Any] | None = None) -> Document:
    """A document whose sentences end at full stops."""
    sentences = tuple(
        sentence(text, match.start(), match.end()) for match in re.finditer(r"\S[^.]*\.?", text) if match[0].strip()
    )
    return Document(name, text, dict(metadata or {}), sentences)


class TinyIndex:
    """A catalog and a store filled by hand, without models."""

    def __init__(self, path: Path, seed: int = 0, codec: str = "sq8") -> None:
        self.codec = codec
        path.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.catalog = Catalog(path, create=True)
        limits = np.concatenate([np.full(DIMENSION, -1.0), np.full(DIMENSION, 2.0)]).astype(np.float32)
        self.store = open_store(path / "segments", DIMENSION, codec, limits if codec in ("sq4", "sq8") else None)
        self.random = np.random.default_rng(seed)
        self.vectors: dict[int, np.ndarray] = {}
        self.documents: dict[str, Document] = {}

    @classmethod
    def of(cls, index: SenseIndex) -> TinyIndex:
        """Write by hand into an index that is open."""
        tiny = cls.__new__(cls)
        tiny.path, tiny.catalog, tiny.store = index.path, index.opened.catalog, index.opened.store
        tiny.random, tiny.vectors, tiny.documents = np.random.default_rng(0), {}, {}
        return tiny

    def add(self, *documents: Document, vector: Callable[[str, str], np.ndarray] | None = None) -> None:
        """Commit documents as one segment; `vector(document name, lemma)` gives their vectors, random ones if None."""
        with self.catalog.writing():
            writer = CatalogWriter(self.catalog)
            builder = self.store.builder()
            for each in documents:
                rows = self.catalog.connection.rows("SELECT id FROM document WHERE name = ?", (each.id,))
                if rows:
                    writer.remove(rows[0][0])
                entered = writer.add(each, content_hash(RawDocument(each.id, each.text, each.metadata)))
                count = len(entered.ids)
                lemmas = [sent.lemmas[place] for sent in each.sentences for place in np.flatnonzero(sent.content)]
                vectors = self.random.standard_normal((count, DIMENSION)).astype(np.float32)
                if vector is not None:
                    vectors = np.stack([vector(each.id, lemma) for lemma in lemmas]).astype(np.float32)
                vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
                nothing = np.zeros(count, dtype=np.int64)
                writer.add_occurrences(entered, nothing, nothing - 1)
                builder.add(entered.ids, entered.lemma_ids, nothing, vectors)
                self.vectors.update(zip(entered.ids.tolist(), vectors, strict=True))
                self.documents[each.id] = each
            self.catalog.segments.add(builder.write(), "2000-01-01")
            writer.finish()
        self.store.attach(self.catalog.segments.all())

    def complete(self) -> None:
        """Add what `SenseIndex.open` needs: settings and a projection that keeps the dimensions as they are."""
        limits = np.stack([np.full(DIMENSION, -1.0), np.full(DIMENSION, 2.0)]).astype(np.float32)
        data = Projection(np.zeros(DIMENSION, np.float32), None, {"sq4": limits, "sq8": limits}).pack()
        (self.path / "projection.safetensors").write_bytes(data)
        settings = {
            "recipe": SenseVectorRecipe(codec=self.codec).to_dict(),
            "language": "en",
            "pipeline": None,
            "all_tokens": False,
            "min_frequency": 20,
            "projection_sha256": hashlib.sha256(data).hexdigest(),
        }
        with self.catalog.writing():
            for key, value in settings.items():
                self.catalog.settings.set(key, value)

    def close(self) -> None:
        self.store.close()
        self.catalog.close()


BANKS = {
    "river": "The river bank was green and muddy. Nobody fished from that bank.",
    "money": "The bank lends money to farmers. Every bank charges interest.",
}


def bank_vector(name: str, lemma: str) -> np.ndarray:
    """A vector for a word of a document called `river...` or `money...`: the two kinds of banks lie apart."""
    random = np.random.default_rng(zlib.crc32(f"{name} {lemma}".encode()))
    return 3.0 * np.eye(DIMENSION)[int(name.startswith("money"))] + random.standard_normal(DIMENSION) / 2


def bank_document(kind: str, number: int) -> Document:
    return document(f"{kind}{number}", f"{BANKS[kind]} Volume {number} is out.", {"kind": kind, "year": 1990 + number})


def make_bank_index(path: Path, count: int = 10, batches: int = 2, codec: str = "sq8") -> SenseIndex:
    """An index of `count` documents of either kind, in `batches` segments, with induced senses; opened."""
    tiny = TinyIndex(path, codec=codec)
    for numbers in np.array_split(np.arange(count), batches):
        tiny.add(*(bank_document(kind, int(n)) for n in numbers for kind in BANKS), vector=bank_vector)
    tiny.complete()
    tiny.close()
    index = SenseIndex.open(path)
    index.induce(["bank", "volume", "money"])
    return index
