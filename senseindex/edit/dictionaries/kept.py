"""A dictionary kept with an index: read once, and the senses of the index's words encoded once.

So the senses of a word are there in milliseconds, and without the encoder. An import encodes those of the most frequent
words, for some minutes at most; those of other words, and of words that got senses in the index later, are encoded when
they are first asked for, and kept then. A kept dictionary is known by its name, and by the file that it was read from
as long as that is the same.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from senseindex.answers.dictionaries import DictionaryImport
from senseindex.arrays import FloatArray
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.dictionaries.readers import read_dictionary
from senseindex.edit.dictionaries.sense_vectors import sense_vectors
from senseindex.errors import CorpusError, StoreError
from senseindex.index.lock import writer_lock
from senseindex.index.models import PROJECTION_SETTING
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.store.catalog.dictionary_file import (
    add_vectors,
    dictionary_files,
    read_senses,
    read_settings,
    write_dictionary,
)

_PACKED = (".gz", ".xz", ".zst", ".bz2")
_ENCODED = 256

ENCODING_SECONDS: Final = 420.0
"""An import begins no further senses after that."""


class Sensed(NamedTuple):
    """A sense, its vector `(d,)` where it is known already (empty where it has none), its id where it is kept."""

    sense: DictionarySense
    vector: FloatArray | None = None
    id: int | None = None


def import_dictionary(index: OpenIndex, path: Path, progress: Progress | None = None) -> DictionaryImport:
    """Keep all senses of a dictionary with an index, with the vectors of those whose words have senses there.

    Raises CorpusError for a file that cannot be read.
    """
    started = time.perf_counter()
    senses = list(read_dictionary(path))
    if not senses:
        raise CorpusError("has no senses", path=str(path))
    with index.editing():
        chosen = _most_frequent_first(index, senses)
        vectors: dict[int, bytes] = {}
        # Long work, so that it runs as an ingest does; the vectors are the same.
        index.models.run_encoder_on(index.models.device, index.models.backend)
        begun = time.perf_counter()
        for start in range(0, len(chosen), _ENCODED):
            if time.perf_counter() - begun >= ENCODING_SECONDS:
                break
            places = chosen[start : start + _ENCODED]
            found = encoded(index, [senses[place] for place in places])
            vectors |= {place: _packed(vector) for place, vector in zip(places, found, strict=True)}
            if progress:
                progress("encode senses", start + len(places), len(chosen))
        name = name_of(path)
        settings = {"source": path.name, "sha256": _digest(path), **_space(index)}
        rows = (
            (sense.lemma.lower(), json.dumps(asdict(sense), ensure_ascii=False), vectors.get(place))
            for place, sense in enumerate(senses)
        )
        write_dictionary(index.path, name, settings, rows)
    usable = [place for place, vector in vectors.items() if vector]
    words = {senses[place].lemma.lower() for place in usable}
    later = {senses[place].lemma.lower() for place in chosen if place not in vectors}
    everything = {sense.lemma.lower() for sense in senses}
    return DictionaryImport(
        name,
        path.name,
        len(senses),
        len(everything),
        len(usable),
        len(words),
        len(later),
        time.perf_counter() - started,
    )


def _most_frequent_first(index: OpenIndex, senses: Sequence[DictionarySense]) -> list[int]:
    """The places of the senses whose words have senses in the index, those of the most frequent words first."""
    frequency: dict[str, int] = {}
    for row in index.catalog.lemmas.by_id(sorted(index.catalog.senses.lemmas_with_clear())).values():
        word = row.lemma.lower()
        frequency[word] = max(frequency.get(word, 0), row.frequency)
    chosen = [place for place, sense in enumerate(senses) if sense.lemma.lower() in frequency]
    return sorted(chosen, key=lambda place: -frequency[senses[place].lemma.lower()])


def senses_with_vectors(index: OpenIndex, path: Path, lemmas: Sequence[str] | None) -> Iterator[Sensed]:
    """The senses of some lemmas, or all, of a file, or of the kept dictionary that has this name or was this file.

    Raises CorpusError.
    """
    kept = _kept(index, path)
    if kept is None:
        for sense in read_dictionary(path, lemmas):
            yield Sensed(sense)
        return
    same = _in_space_of(index, kept)
    words = None if lemmas is None else [lemma.lower() for lemma in lemmas]
    for id, said, vector in read_senses(kept, words):
        yield Sensed(_sense(said), _unpacked(vector) if same and vector is not None else None, id)


def keep_vectors(index: OpenIndex, path: Path, vectors: Mapping[int, FloatArray]) -> None:
    """Keep the vectors of senses of a kept dictionary, by their ids, for whoever asks next.

    Nothing is kept while somebody else writes to the index, or where nobody can.
    """
    kept = _kept(index, path)
    if kept is None or not vectors or not _in_space_of(index, kept):
        return
    with suppress(StoreError, OSError), writer_lock(index.path, wait=0):
        add_vectors(kept, {id: _packed(vector) for id, vector in vectors.items()})


def _packed(vector: FloatArray) -> bytes:
    """A vector as float16; nothing for a sense without one, whose vector is all zeros."""
    return vector.astype(np.float16).tobytes() if vector.any() else b""


def _unpacked(vector: bytes) -> FloatArray:
    return np.frombuffer(vector, dtype=np.float16).astype(np.float32)


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


def _in_space_of(index: OpenIndex, kept: Path) -> bool:
    """Whether the vectors of a kept dictionary are in the space of the index's."""
    settings = read_settings(kept)
    return all(settings.get(key) == value for key, value in _space(index).items())


def _space(index: OpenIndex) -> dict[str, object]:
    settings = index.catalog.settings
    return {"recipe": settings.get("recipe"), "projection": settings.get(PROJECTION_SETTING)}


def _sense(said: str) -> DictionarySense:
    values = json.loads(said)
    fields: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in values.items()}
    return DictionarySense(**fields)
