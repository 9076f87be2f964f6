"""`index.profiles`: what a word or a sense looks like in the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from senseindex.errors import UsageError
from senseindex.profile.subject import About, need_documents, subject_of

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.change import Change
    from senseindex.answers.collocates import CollocateList, CollocateOptions, ContrastList
    from senseindex.answers.profile import ExampleList, FrequencyTable, KeynessTable, Profile, Thesaurus
    from senseindex.index.open_index import OpenIndex
    from senseindex.profile.subject import Subject


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
        from senseindex.profile.counts.frequencies import count_frequencies
        from senseindex.profile.measures.frequency import frequency_table

        subject = self._subject(lemma, **about)
        return frequency_table(count_frequencies(subject), subject.chosen_names)

    def collocates(
        self, lemma: str | None = None, *, options: CollocateOptions | None = None, **about: Unpack[About]
    ) -> CollocateList:
        """The words around a lemma or a sense, by logDice, MI, t-score or log-likelihood."""
        from senseindex.answers.collocates import CollocateOptions
        from senseindex.profile.counts.collocations import CollocationCounter
        from senseindex.profile.counts.words import count_words
        from senseindex.profile.measures.collocates import collocates

        subject = self._subject(lemma, **about)
        options = options or CollocateOptions()
        self._check_tag(options.pos)
        chosen = subject.of(subject.chosen)
        catalog = self._index.catalog
        near = CollocationCounter(catalog, chosen, options.window, options.side).count(chosen.hits)
        words = count_words(catalog, subject.subcorpus, near.frequent(options.min_frequency).words)
        return collocates(subject.name, near, words, options)

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
        from senseindex.profile.counts.collocations import CollocationCounter
        from senseindex.profile.counts.words import count_words
        from senseindex.profile.measures.collocates import contrast

        subject = self._subject(sense=first, where=where, parameters=parameters, subcorpus=subcorpus)
        senses = (subject.chosen or (), self._index.sense_rows(second, subject.lemmas))
        if first == second:
            raise UsageError(f"{first} cannot be set beside itself; name another sense")
        options = options or CollocateOptions()
        self._check_tag(options.pos)
        counter = CollocationCounter(self._index.catalog, subject, options.window, options.side)
        one, other = (counter.count(subject.of(each).hits) for each in senses)
        often = dict.fromkeys(word for near in (one, other) for word in near.frequent(options.min_frequency).words)
        words = count_words(self._index.catalog, subject.subcorpus, list(often))
        first, second = (" + ".join(sense.name for sense in each) for each in senses)
        return contrast((first, second), one, other, words, options)

    def best_examples(
        self, lemma: str | None = None, *, n: int = 10, config: str | Path | None = None, **about: Unpack[About]
    ) -> ExampleList:
        """Good example sentences, typical and varied; `config` is a TOML file that changes the rules of the score."""
        from senseindex.profile.example_rules import ExampleRules
        from senseindex.profile.examples import best_examples

        rules = ExampleRules.load(None if config is None else Path(config))
        subject = self._subject(lemma, **about)
        return best_examples(self._index.catalog, self._index.store, subject.of(subject.chosen), rules, n)

    def change(self, lemma: str | None = None, *, by: str = "year", **about: Unpack[About]) -> Change:
        """Frequencies over a metadata column, or over a period of a date, with a test of trend.

        `by` is a column, `document`, a period (of the column `date`, or `year`) or `COLUMN:PERIOD`: `year`, `decade`,
        `century`, `quarter`, `month`, or a number of years.
        """
        from senseindex.profile.counts.changes import count_changes
        from senseindex.profile.measures.change import change

        subject = self._subject(lemma, **about)
        return change(count_changes(self._index.catalog, subject, by), subject.chosen_names)

    def thesaurus(self, lemma: str | None = None, *, n: int = 20, **about: Unpack[About]) -> Thesaurus:
        """Words that are used like a lemma or a sense, in context and in the static space."""
        from senseindex.profile.thesaurus import thesaurus

        subject = self._subject(lemma, **about)
        index, word = self._index, subject.lemmas[0].lemma
        chosen = subject.of(subject.chosen)
        return thesaurus(index.catalog, index.store, chosen, static=index.models.static, static_word=word, n=n)

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
        from senseindex.profile.counts.frequencies import count_frequencies
        from senseindex.profile.measures.keyness import keyness

        if where is against is subcorpus is against_subcorpus is None:
            raise UsageError(
                "which subcorpora? Give --where SQL or --subcorpus NAME, and --against SQL or --against-subcorpus NAME"
            )
        first = self._subject(lemma, sense=sense, where=where, parameters=parameters, subcorpus=subcorpus)
        second = self._subject(
            lemma, sense=sense, where=against, parameters=against_parameters, subcorpus=against_subcorpus
        )
        shared = len(np.intersect1d(first.subcorpus.documents, second.subcorpus.documents))
        return keyness(count_frequencies(first), count_frequencies(second), shared, first.chosen_names, added)

    def _subject(self, lemma: str | None = None, **about: Unpack[About]) -> Subject:
        subject = subject_of(self._index, lemma, **about)
        need_documents(subject.subcorpus)
        return subject

    def _check_tag(self, tag: str | None) -> None:
        from senseindex.profile.measures.collocates import ALL_TAGS

        if tag is None:
            return
        tags = self._index.catalog.lemmas.tags()
        if not tags:
            raise UsageError("this index has no parts of speech; ingest with --pipeline, or a corpus that brings them")
        if tag not in (*tags, ALL_TAGS):
            raise UsageError(f"no part of speech {tag!r} in this index; there are {', '.join(tags)}, {ALL_TAGS}")
