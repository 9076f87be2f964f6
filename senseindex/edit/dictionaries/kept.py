"""A dictionary kept with an index: read once, and the senses of the index's words encoded once.

So the senses of a word are there in milliseconds, and without the encoder. A kept dictionary is known by its name, and
by the file that it was read from as long as that is the same. Words that got senses in the index later are encoded when
they are asked for.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from senseindex.answers.dictionaries import DictionaryImport
from senseindex.arrays import FloatArray
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.dictionaries.readers import read_dictionary
from senseindex.edit.dictionaries.sense_vectors import sense_vectors
from senseindex.errors import CorpusError
from senseindex.index.models import PROJECTION_SETTING
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.store.catalog.dictionary_file import dictionary_files, read_senses, read_settings, write_dictionary

_PACKED = (".gz", ".xz", ".zst", ".bz2")
_ENCODED = 1024

Sensed = tuple[DictionarySense, FloatArray | None]
"""A sense, and its vector `(d,)` where it is known already."""


def import_dictionary(index: OpenIndex, path: Path, progress: Progress | None = None) -> DictionaryImport:
    """Keep all senses of a dictionary with an index, with the vectors of those whose words have senses there.

    Raises CorpusError for a file that cannot be read.
    """
    started = time.perf_counter()
    senses = list(read_dictionary(path))
    if not senses:
        raise CorpusError("has no senses", path=str(path))
    with index.editing():
        known = index.catalog.lemmas.by_id(sorted(index.catalog.senses.lemmas_with_clear())).values()
        own = {row.lemma.lower() for row in known}
        chosen = [place for place, sense in enumerate(senses) if sense.lemma.lower() in own]
        vectors: dict[int, bytes] = {}
        for start in range(0, len(chosen), _ENCODED):
            places = chosen[start : start + _ENCODED]
            found = encoded(index, [senses[place] for place in places])
            vectors |= {
                place: vector.astype(np.float16).tobytes()
                for place, vector in zip(places, found, strict=True)
                if vector.any()
            }
            if progress:
                progress("encode senses", start + len(places), len(chosen))
        name = name_of(path)
        settings = {"source": path.name, "sha256": _digest(path), **_space(index)}
        rows = (
            (sense.lemma.lower(), json.dumps(asdict(sense), ensure_ascii=False), vectors.get(place))
            for place, sense in enumerate(senses)
        )
        write_dictionary(index.path, name, settings, rows)
    words = {senses[place].lemma.lower() for place in vectors}
    everything = {sense.lemma.lower() for sense in senses}
    return DictionaryImport(
        name, path.name, len(senses), len(everything), len(vectors), len(words), time.perf_counter() - started
    )


def senses_with_vectors(index: OpenIndex, path: Path, lemmas: Sequence[str] | None) -> Iterator[Sensed]:
    """The senses of some lemmas, or all, of a file, or of the kept dictionary that has this name or was this file.

    Raises CorpusError.
    """
    kept = _kept(index, path)
    if kept is None:
        for sense in read_dictionary(path, lemmas):
            yield sense, None
        return
    settings = read_settings(kept)
    same = all(settings.get(key) == value for key, value in _space(index).items())
    words = None if lemmas is None else [lemma.lower() for lemma in lemmas]
    for _, said, vector in read_senses(kept, words):
        known = vector if same else None
        yield _sense(said), None if known is None else np.frombuffer(known, dtype=np.float16).astype(np.float32)


def encoded(index: OpenIndex, senses: Sequence[DictionarySense]) -> FloatArray:
    """The vectors `(n, d)` of senses, by the encoder of the index."""
    return sense_vectors(senses, index.models.segmenter.sentences, index.models.text_encoder.encode_words)


def name_of(path: Path) -> str:
    """The name of a dictionary: that of its file up to the endings."""
    name = path.name
    for _ in range(2):
        stem, dot, ending = name.rpartition(".")
        if stem and dot and (f".{ending}" in _PACKED or ending in ("xml", "json", "tsv", "lmf")):
            name = stem
    return name


def _kept(index: OpenIndex, path: Path) -> Path | None:
    kept = dictionary_files(index.path)
    if not path.exists():
        return kept.get(str(path))
    if not kept or not path.is_file():
        return None
    digest = _digest(path)
    return next((each for each in kept.values() if read_settings(each).get("sha256") == digest), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _space(index: OpenIndex) -> dict[str, object]:
    settings = index.catalog.settings
    return {"recipe": settings.get("recipe"), "projection": settings.get(PROJECTION_SETTING)}


def _sense(said: str) -> DictionarySense:
    values = json.loads(said)
    fields: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in values.items()}
    return DictionarySense(**fields)
