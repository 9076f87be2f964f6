"""What a profile is of: the occurrences of a lemma, in the documents of a subcorpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np

from senseindex.answers.senses import NO_SENSE
from senseindex.arrays import BoolArray, IntArray
from senseindex.errors import UsageError
from senseindex.search.hits import Hits
from senseindex.search.subcorpora import condition_of
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.store.catalog.senses import SenseRow

if TYPE_CHECKING:
    from senseindex.index.open_index import OpenIndex


class About(TypedDict, total=False):
    """What a profile is of, beside the lemma: a sense of it by id, documents by an SQL condition and its values.

    `subcorpus` names one; with `where` too, documents have to fulfil both.
    """

    sense: str | None
    where: str | None
    parameters: Sequence[Any]
    subcorpus: str | None


@dataclass(frozen=True)
class Subcorpus:
    """The documents that a filter leaves `(documents,)`, in the order of their occurrences.

    `documents` are ids, `tokens` their sizes, `starts` and `ends` the ranges of their occurrence ids.
    """

    where: str | None
    documents: IntArray
    tokens: IntArray
    starts: IntArray
    ends: IntArray

    @property
    def size(self) -> int:
        """Tokens of all its documents."""
        return int(self.tokens.sum())

    @classmethod
    def of(cls, catalog: Catalog, where: str | None, parameters: Sequence[Any] = ()) -> Subcorpus:
        """The documents that fulfil `where`, all if None. Raises FilterError for a bad filter."""
        table = catalog.documents.table()
        columns = np.stack([table.ids, table.tokens, table.first, table.end])
        if where is not None:
            columns = columns[:, np.isin(table.ids, catalog.documents.filtered(where, parameters))]
        return cls(where, *columns)

    def only(self, chosen: BoolArray) -> Subcorpus:
        """The documents that are `chosen` `(documents,)`."""
        columns = (self.documents, self.tokens, self.starts, self.ends)
        return Subcorpus(self.where, *(column[chosen] for column in columns))

    def places_of(self, occurrence_ids: IntArray) -> IntArray:
        """The place of each occurrence's document, -1 where it is none of these."""
        if not len(self.documents):
            return np.full(len(occurrence_ids), -1, dtype=np.int64)
        place = np.searchsorted(self.starts, occurrence_ids, side="right") - 1
        return np.where((place >= 0) & (occurrence_ids < self.ends[place]), place, -1)


@dataclass(frozen=True, eq=False)
class Subject:
    """The hits `(n,)` of a lemma in a subcorpus, by id; the document of hit i is `subcorpus.documents[places[i]]`.

    `word` is what was asked for, `name` what answers are headed by; `senses` are those of the lemmas that hits are told
    apart by, the main ones mostly; `chosen` those that are asked about, None for all.
    """

    word: str
    name: str
    lemmas: tuple[LemmaRow, ...]
    senses: tuple[SenseRow, ...]
    chosen: tuple[SenseRow, ...] | None
    subcorpus: Subcorpus
    hits: Hits
    places: IntArray

    def __len__(self) -> int:
        return len(self.hits)

    @property
    def lemma_ids(self) -> list[int]:
        return [lemma.id for lemma in self.lemmas]

    @property
    def sense_ids(self) -> IntArray:
        """The `senses` `(n,)` that the hits fall into, by id; 0 for none."""
        found, places = np.unique(self.hits.sense_ids, return_inverse=True)
        main_of = {member: sense.id for sense in self.senses for member in sense.members}
        mains = np.array([main_of.get(each, each) for each in found.tolist()], dtype=np.int64)
        return np.asarray(mains[places], dtype=np.int64)

    @property
    def chosen_names(self) -> tuple[str, ...] | None:
        """The names of the senses that are asked about, None for all."""
        return None if self.chosen is None else tuple(sense.name for sense in self.chosen)

    def of(self, senses: Sequence[SenseRow] | None) -> Subject:
        """Only the hits that have one of these senses; all if None."""
        if senses is None:
            return self
        inside = np.isin(self.hits.sense_ids, [member for sense in senses for member in sense.members])
        return replace(self, hits=self.hits.take(inside), places=self.places[inside])

    def series(self) -> list[tuple[str, str, BoolArray]]:
        """Name, label and mask of what the hits fall into: each of `senses`, unclear, no sense.

        The masks add up to all hits.
        """
        senses = self.sense_ids
        found = [(sense.name, sense.label, senses == sense.id) for sense in self.senses]
        return [*found, (NO_SENSE, "", senses == 0)]


def _series(senses: Sequence[SenseRow], chosen: Sequence[SenseRow]) -> tuple[SenseRow, ...]:
    """The main senses; in the place of one of which a subsense is asked about, its subsenses, and it with the rest."""
    divided = {sense.parent for sense in chosen if sense.parent}
    found = []
    for sense in senses:
        if sense.id in divided:
            found.append(replace(sense, members=(sense.id,)))
        elif not sense.parent or sense.parent in divided:
            found.append(sense)
    return tuple(found)


def subject_of(index: OpenIndex, lemma: str | None = None, **about: Unpack[About]) -> Subject:
    """All hits of a lemma, or of the lemma of a sense, in a subcorpus.

    Raises NotFoundError for a word, sense or subcorpus that is not there, FilterError for a bad condition.
    """
    sense = about.get("sense")
    if lemma is None:
        if sense is None:
            raise UsageError("what is asked about? Give a lemma or a sense")
        lemma = sense.rpartition("%")[0] or sense
    lemmas = tuple(index.lemmas(lemma))
    chosen = index.sense_rows(sense, lemmas) if sense is not None else None
    filtered = condition_of(index, about.get("where"), tuple(about.get("parameters", ())), about.get("subcorpus"))
    subcorpus = Subcorpus.of(index.catalog, *filtered)
    word = lemmas[0].lempos if len(lemmas) == 1 else lemmas[0].lemma
    lemma_ids = [row.id for row in lemmas]
    hits = Hits.of_table(index.catalog.occurrences.of_lemmas(lemma_ids))
    places = subcorpus.places_of(hits.ids)
    inside = places >= 0
    senses = _series(index.catalog.senses.of(lemma_ids, depth=2), chosen or ())
    return Subject(word, sense or word, lemmas, senses, chosen, subcorpus, hits.take(inside), places[inside])


def filled_subcorpus(
    index: OpenIndex, where: str | None, parameters: tuple[Any, ...] = (), subcorpus: str | None = None
) -> Subcorpus:
    """The documents that a condition and a named subcorpus leave. Raises UsageError where there are none."""
    found = Subcorpus.of(index.catalog, *condition_of(index, where, parameters, subcorpus))
    need_documents(found)
    return found


def need_documents(subcorpus: Subcorpus) -> None:
    """Raises UsageError where a filter leaves nothing."""
    if subcorpus.where is not None and not subcorpus.size:
        raise UsageError(f"no document fulfils {subcorpus.where!r}; `senseindex info` lists the metadata columns")
