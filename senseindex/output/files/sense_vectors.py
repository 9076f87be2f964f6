"""Vectors of senses in word2vec's text format: the centre of each sense, or static vectors of a sense-tagged corpus."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.errors import NotFoundError
from senseindex.index.open_index import Progress
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import SenseRow


def write_centres(path: Path, senses: Sequence[SenseRow]) -> int:
    """Write the centre of every sense that has one, named by its id; gives their number."""
    clear = [sense for sense in senses if sense.centre is not None and sense.size]
    if not clear:
        raise NotFoundError("there are no senses to write yet; find them with `senseindex induce`")
    vectors = np.stack([sense.centre for sense in clear if sense.centre is not None])
    return _write_word2vec(path, [sense.name for sense in clear], vectors)


class SenseSentences:
    """Every sentence as a list of lemmas, those with a clear sense replaced by it (`bank%1`). May be iterated again."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lemmas = catalog.lemmas.written()
        self._senses = catalog.senses.clear_names()

    def __iter__(self) -> Iterator[list[str]]:
        for tagged in self._catalog.sentences.tagged():
            lemmas, senses = tagged.lemmas.tolist(), tagged.senses.tolist()
            for first, end in pairwise(tagged.first.tolist()):
                tokens = zip(lemmas[first:end], senses[first:end], strict=True)
                yield [
                    self._senses.get(sense) or self._lemmas[lemma] for lemma, sense in tokens if lemma in self._lemmas
                ]


def write_trained(
    path: Path, catalog: Catalog, method: str, *, dimension: int, seed: int, progress: Progress | None
) -> int:
    """Train static vectors on the corpus with senses for words, and write them; gives the number of words."""
    from senseindex.vectors.static import train_static_vectors

    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        vectors = train_static_vectors(
            SenseSentences(catalog),
            Path(folder) / "static",
            method=method,
            dimension=dimension,
            seed=seed,
            unit="sense",
            progress=progress,
        )
        words = list(vectors.words)
        return _write_word2vec(path, words, np.stack([vectors.vector(word) for word in words]))


def _write_word2vec(path: Path, words: Sequence[str], vectors: FloatArray) -> int:
    """The format parts words by spaces, so a space inside becomes `_`."""
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(f"{len(words)} {vectors.shape[1]}\n")
        for word, vector in zip(words, vectors, strict=True):
            file.write(f"{'_'.join(word.split())} {' '.join(f'{value:.6g}' for value in vector.tolist())}\n")
    return len(words)
