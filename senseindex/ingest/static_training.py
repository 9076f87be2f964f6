"""When an index gets static vectors: from a file that is named, or by training at the end of an ingest.

The caller holds the writer's lock. The setting `static` says which method the vectors of an index are from and how many
tokens the corpus had then.
"""

from __future__ import annotations

from pathlib import Path

from senseindex.errors import StaticVectorError
from senseindex.index.models import STATIC_FOLDER
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.vectors.static import has_static_vectors, import_static_vectors, train_static_vectors

DEFAULT_METHOD = "word2vec-sg"

OUTGROWN = 1.2
"""A corpus of more than so many times the tokens that its static vectors were trained on has them trained again."""

TINY_CORPUS = 1000
"""So many tokens may be too few to train on, which is no error."""


def import_static(index: OpenIndex, file: str | Path) -> None:
    """Take pretrained static vectors from a file, in the place of any others. Raises StaticVectorError."""
    import_static_vectors(Path(file), index.path / STATIC_FOLDER)
    _remember(index, "pretrained", 0)


def train_static(index: OpenIndex, method: str | None, progress: Progress | None = None) -> None:
    """Train static vectors where there are none of this method yet, or the corpus has outgrown them.

    None is the method of those that are there, `word2vec-sg` in an index that has none. Vectors from a file stay
    until a method is named. `none` trains none, and an index that has none remembers it.
    """
    folder = index.path / STATIC_FOLDER
    tokens = index.catalog.documents.tokens()
    before = index.catalog.settings.get("static", {"method": DEFAULT_METHOD, "tokens": 0})
    method = method or before["method"]
    fresh = has_static_vectors(folder) and before["method"] == method
    if method == "none" and not has_static_vectors(folder):
        _remember(index, "none", tokens)
    if method in ("none", "pretrained") or not tokens or (fresh and tokens <= OUTGROWN * before["tokens"]):
        return
    try:
        train_static_vectors(index.catalog.sentences.as_lemmas(), folder, method=method, progress=progress)
    except StaticVectorError:
        if tokens > TINY_CORPUS:
            raise
        return  # a few words are a corpus, but nothing to train on
    _remember(index, method, tokens)


def _remember(index: OpenIndex, method: str, tokens: int) -> None:
    with index.catalog.writing():
        index.catalog.settings.set("static", {"method": method, "tokens": tokens})
    index.models.forget_static()
