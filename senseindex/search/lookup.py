"""What a query means in one index: words and senses as rows, the example as a vector, the filter as one condition."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from senseindex.errors import NotFoundError, UsageError
from senseindex.search.kwic import occurrence_hits
from senseindex.search.query import Query
from senseindex.search.stored_vectors import vector_of
from senseindex.search.subcorpora import condition_of

if TYPE_CHECKING:
    from senseindex.arrays import FloatArray
    from senseindex.index.open_index import OpenIndex
    from senseindex.store.catalog.lemmas import LemmaRow
    from senseindex.store.catalog.occurrences import Occurrence
    from senseindex.store.catalog.senses import SenseRow


@dataclass(frozen=True, eq=False)
class Lookup:
    """A query whose words have been looked up in one index.

    `word` is what the answer is headed by. `lemmas` are the lemmas asked for; over all words they are the ones left out
    of the answer, in every part of speech unless one is named. `senses` is None for all. `vector` `(d,)` is what hits
    are compared with, None to take them as they come: that of the example, or the centre of the sense. `exclude` is an
    occurrence that is no hit, 0 for none.
    """

    query: Query
    word: str
    lemmas: tuple[LemmaRow, ...] = ()
    senses: tuple[SenseRow, ...] | None = None
    vector: FloatArray | None = None
    exclude: int = 0
    where: str | None = None
    parameters: tuple[Any, ...] = ()

    @property
    def lemma_ids(self) -> list[int]:
        return [lemma.id for lemma in self.lemmas]

    @property
    def occurrences(self) -> int:
        """Number of occurrences of the lemmas."""
        return sum(lemma.occurrences for lemma in self.lemmas)


def look_up(index: OpenIndex, query: Query) -> Lookup:
    """What the query means in this index.

    Raises NotFoundError for a word, sense, occurrence or subcorpus that is not there, UsageError for a sense of another
    lemma.
    """
    where, parameters = condition_of(index, query.where, query.parameters, query.subcorpus)
    if query.pattern is not None:
        return Lookup(query, query.pattern, where=where, parameters=parameters)
    lemma = query.lemma
    if lemma is None and query.senses:
        lemma = query.senses[0].rpartition("%")[0] or query.senses[0]
    rows: tuple[LemmaRow, ...] = ()
    if lemma and query.any_word and query.vector is not None:  # as `resolved` has it for indexes without this word
        with suppress(NotFoundError):
            rows = tuple(index.lemmas(lemma))
    elif lemma:
        rows = tuple(index.lemmas(lemma))
    senses = tuple(row for name in query.senses for row in index.sense_rows(name, rows)) if query.senses else None
    vector: FloatArray | None = None
    exclude = 0
    if query.vector is not None:
        vector = np.array(query.vector, dtype=np.float32)
        _check_dimension(index, vector)
        exclude = _known(index, query.like)
    elif query.like is not None:
        (exclude,) = index.catalog.occurrences.find([query.like])
        liked, vector = vector_of(index.catalog, index.store, exclude)
        rows = rows or (_in_every_pos(index, liked.lemma) if query.any_word else (liked,))
    elif query.context is not None:
        target = index.models.target(query.context, [row.lemma for row in rows] + ([lemma] if lemma else []))
        spelled = target.sentence.lemmas[target.position]
        rows = rows or (_in_every_pos(index, spelled) if query.any_word else tuple(index.lemmas(spelled)))
        vector = index.models.text_encoder.encode_words([target])[0]
    elif senses is not None and len(senses) == 1:
        vector = senses[0].centre
    named = query.lemma or (query.senses[0].rpartition("%")[0] if query.senses else "")
    word = named or (rows[0].lempos if rows and not query.any_word else "")
    if query.own_word:
        rows = ()
    return Lookup(query, word, rows, senses, vector, exclude, where, parameters)


def resolved(index: OpenIndex, query: Query) -> Query:
    """The query with what this index alone can tell put into plain values, so that it can be sent to another one.

    An example becomes its vector, which means the same in all indexes of one recipe; the occurrence to be like becomes
    its document and offset, a subcorpus its condition. Raises what `look_up` raises.
    """
    found = look_up(index, query)
    query = replace(query, where=found.where, parameters=found.parameters, subcorpus=None)
    if not query.has_example or found.vector is None:
        return query
    if found.exclude:
        (hit,) = occurrence_hits(index.catalog, [found.exclude], 0)
        query = replace(query, like=(hit.document, hit.start))
    if not (query.lemma or query.senses) and found.lemmas:
        query = replace(query, lemma=found.lemmas[0].lempos if len(found.lemmas) == 1 else found.lemmas[0].lemma)
    return replace(query, vector=tuple(found.vector.tolist()), context=None)


def _in_every_pos(index: OpenIndex, lemma: str) -> tuple[LemmaRow, ...]:
    """A lemma in all parts of speech; none where the index has no vectors of it."""
    return tuple(row for row in index.catalog.lemmas.spelled(lemma) if row.occurrences)


def _known(index: OpenIndex, occurrence: Occurrence | None) -> int:
    """The id of an occurrence that is left out, 0 where it is not in this index."""
    try:
        return 0 if occurrence is None else index.catalog.occurrences.find([occurrence])[0]
    except NotFoundError:
        return 0


def _check_dimension(index: OpenIndex, vector: FloatArray) -> None:
    expected = index.models.projection.dimension
    if len(vector) != expected:
        raise UsageError(f"the vector of the example has {len(vector)} dimensions; those of this index have {expected}")
