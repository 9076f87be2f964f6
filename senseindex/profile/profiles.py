"""`index.profiles`: what a word or a sense looks like in the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from senseindex.errors import UsageError
from senseindex.search.subcorpora import condition_of

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.change import Change
    from senseindex.answers.collocates import CollocateList, CollocateOptions, ContrastList
    from senseindex.answers.profile import ExampleList, FrequencyTable, KeynessTable, Profile, Thesaurus
    from senseindex.index.open_index import OpenIndex
    from senseindex.profile.hits import LemmaHits
    from senseindex.store.catalog.senses import SenseRow


class About(TypedDict, total=False):
    """What a profile is of, beside the lemma: a sense of it by id, documents by an SQL condition and its values.

    `subcorpus` names one; with `where` too, documents have to fulfil both.
    """

    sense: str | None
    where: str | None
    parameters: Sequence[Any]
    subcorpus: str | None


class Profiles:
    """Describes words and senses.

    Every method takes a `lemma` (any form of it, or a lempos), a `sense` of it (an id such as `bank%1`, or `unclear`)
    or both, `where`, an SQL condition on metadata columns whose `?` are bound to `parameters`, and a named `subcorpus`.
    They raise NotFoundError for a word, sense or subcorpus that is not there, FilterError for a bad condition and
    UsageError for one that leaves nothing.
    """

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def overview(
        self,
        lemma: str | None = None,
        *,
        options: CollocateOptions | None = None,
        examples: int = 3,
        **about: Unpack[About],
    ) -> Profile:
        """Frequencies, collocates and examples in one answer."""
        from senseindex.answers.profile import Profile

        return Profile(
            self.frequency(lemma, **about),
            self.collocates(lemma, options=options, **about),
            self.best_examples(lemma, n=examples, **about),
        )

    def frequency(self, lemma: str | None = None, **about: Unpack[About]) -> FrequencyTable:
        """Frequency, ipm, documents and dispersion of a lemma and its senses, with intervals where they are unsure."""
        from senseindex.profile.frequency import frequency_table

        return frequency_table(*self._hits(lemma, **about))

    def collocates(
        self, lemma: str | None = None, *, options: CollocateOptions | None = None, **about: Unpack[About]
    ) -> CollocateList:
        """The words around a lemma or a sense, by logDice, MI, t-score or log-likelihood."""
        from senseindex.answers.collocates import CollocateOptions
        from senseindex.profile.collocates import collocates

        hits, senses = self._hits(lemma, **about)
        return collocates(
            self._index.catalog, hits, senses, about.get("sense") or hits.word, options or CollocateOptions()
        )

    def contrast(
        self,
        first: str,
        second: str,
        *,
        where: str | None = None,
        parameters: Sequence[Any] = (),
        subcorpus: str | None = None,
        options: CollocateOptions | None = None,
    ) -> ContrastList:
        """The collocates of two senses of one lemma side by side."""
        from senseindex.answers.collocates import CollocateOptions
        from senseindex.profile.collocates import contrast

        hits, one = self._hits(sense=first, where=where, parameters=parameters, subcorpus=subcorpus)
        other = self._index.sense_rows(second, hits.lemmas)
        if first == second:
            raise UsageError(f"{first} cannot be set beside itself; name another sense")
        return contrast(self._index.catalog, hits, one or (), other, options or CollocateOptions())

    def best_examples(
        self, lemma: str | None = None, *, n: int = 10, config: str | Path | None = None, **about: Unpack[About]
    ) -> ExampleList:
        """Good example sentences, typical and varied; `config` is a TOML file that changes the rules of the score."""
        from senseindex.profile.example_rules import ExampleRules
        from senseindex.profile.examples import best_examples

        rules = ExampleRules.load(None if config is None else Path(config))
        hits, senses = self._hits(lemma, **about)
        return best_examples(
            self._index.catalog, self._index.store, hits.of(senses), about.get("sense") or hits.word, rules, n
        )

    def change(self, lemma: str | None = None, *, by: str = "year", **about: Unpack[About]) -> Change:
        """Frequencies over a metadata column, or over the `year` or `decade` of a date, with a test of trend."""
        from senseindex.profile.change import change

        hits, senses = self._hits(lemma, **about)
        return change(self._index.catalog, hits, senses, by)

    def thesaurus(self, lemma: str | None = None, *, n: int = 20, **about: Unpack[About]) -> Thesaurus:
        """Words that are used like a lemma or a sense, in context and in the static space."""
        from senseindex.profile.thesaurus import thesaurus

        hits, senses = self._hits(lemma, **about)
        index, own = self._index, hits.of(senses)
        word = hits.lemmas[0].lemma
        return thesaurus(
            index.catalog,
            index.store,
            own,
            about.get("sense") or hits.word,
            static=index.models.static,
            static_word=word,
            n=n,
        )

    def keyness(
        self,
        lemma: str | None = None,
        *,
        where: str | None = None,
        against: str | None = None,
        sense: str | None = None,
        parameters: Sequence[Any] = (),
        against_parameters: Sequence[Any] = (),
        subcorpus: str | None = None,
        against_subcorpus: str | None = None,
        added: float = 1.0,
    ) -> KeynessTable:
        """Compare a lemma and its senses in two subcorpora, by condition or by name; None is the whole corpus.

        `added` is the N of simple maths, in ipm.
        """
        from senseindex.profile.keyness import keyness

        if where is against is subcorpus is against_subcorpus is None:
            raise UsageError("which subcorpora? Give --where SQL or --in NAME, and --against SQL or --against-in NAME")
        hits, senses = self._hits(lemma, sense=sense, where=where, parameters=parameters, subcorpus=subcorpus)
        other, _ = self._hits(
            lemma, sense=sense, where=against, parameters=against_parameters, subcorpus=against_subcorpus
        )
        return keyness(hits, other, senses, added)

    def _hits(
        self,
        lemma: str | None = None,
        *,
        sense: str | None = None,
        where: str | None = None,
        parameters: Sequence[Any] = (),
        subcorpus: str | None = None,
    ) -> tuple[LemmaHits, tuple[SenseRow, ...] | None]:
        """All hits of the lemma in the subcorpus, and the senses asked about, None for all."""
        from senseindex.profile.hits import Subcorpus, find_hits

        if lemma is None:
            if sense is None:
                raise UsageError("what is asked about? Give a lemma or a sense")
            lemma = sense.rpartition("%")[0] or sense
        index = self._index
        rows = index.lemmas(lemma)
        senses = index.sense_rows(sense, rows) if sense is not None else None
        documents = Subcorpus.of(index.catalog, *condition_of(self._index, where, tuple(parameters), subcorpus))
        word = rows[0].lempos if len(rows) == 1 else rows[0].lemma
        return find_hits(index.catalog, word, rows, documents), senses
