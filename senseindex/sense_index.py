"""`SenseIndex`: one index directory, from Python.

Everything above (the command line) calls this class; everything it needs lies below. An open index answers from the
state it was opened on; its own writing moves it on to the new state. Models are loaded when first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, overload

from senseindex.answers.reports import IndexInfo, InduceReport, IngestReport
from senseindex.edit.labels import Labelling
from senseindex.errors import UsageError
from senseindex.index.info import index_info
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.lists.lists import Lists
from senseindex.output.exports import Exports
from senseindex.profile.profiles import Profiles
from senseindex.search.batches import query_many
from senseindex.search.concordance import answer
from senseindex.search.hit_counts import HitCounts
from senseindex.search.query import Query, asks
from senseindex.search.sense_list import sense_list
from senseindex.search.stored_vectors import OccurrenceVectors, vectors_of, word_vectors
from senseindex.search.subcorpora import NamedSubcorpora
from senseindex.search.words import Words
from senseindex.senses.assign_text import assign_text
from senseindex.upkeep.upkeep import Upkeep
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, recipe_for

if TYPE_CHECKING:
    from typing import Unpack

    from senseindex.answers.alternatives import Alternatives
    from senseindex.answers.concordance import Concordance
    from senseindex.answers.reports import UpdateReport
    from senseindex.answers.senses import SenseList, WordSenses
    from senseindex.arrays import FloatArray
    from senseindex.corpus.read_options import ReadOptions
    from senseindex.corpus.records import DocumentLike
    from senseindex.edit.editor import Editor
    from senseindex.errors import CorpusError
    from senseindex.search.query import QueryOptions
    from senseindex.senses.induce import InduceSettings
    from senseindex.store.catalog.occurrences import Occurrence


class SenseIndex:
    """An index directory. Use `SenseIndex.create` or `SenseIndex.open`, and close it or use it in a `with` block.

    What everybody uses stands here; the rest by what it is about: `edit`, `labels`, `profiles`, `lists`, `words`,
    `hits`, `subcorpora`, `export`, `upkeep`.

    Threads may share an index. Each has its own view: the state that was the newest when the thread first asked, until
    it calls `refresh`; a thread that writes moves on to what it wrote. After a fork, open the index anew.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._index = OpenIndex(self.path)

    @property
    def opened(self) -> OpenIndex:
        """What the index consists of: catalog, vector store, models, locks. Whoever extends senseindex starts here."""
        return self._index

    @property
    def recipe(self) -> SenseVectorRecipe:
        """The sense vector recipe that every occurrence was encoded with."""
        return self._index.recipe

    @property
    def language(self) -> str:
        """The language of the corpus, as an ISO 639-1 code."""
        return self._index.language

    @property
    def pipeline(self) -> str | None:
        """The spaCy pipeline that segments text, None for the blank one of the language."""
        return self._index.pipeline

    @property
    def all_tokens(self) -> bool:
        """Whether function words, numbers and punctuation have vectors too."""
        return self._index.all_tokens

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        model: str | None = None,
        language: str = "en",
        pipeline: str | None = None,
        recipe: SenseVectorRecipe | None = None,
        all_tokens: bool = False,
        passage: int | None = None,
    ) -> SenseIndex:
        """Make an empty index directory and open it.

        `model` is `fast`, `good`, or a Hugging Face encoder by name or folder (None: the recipe's, at first the default
        encoder), and goes into the recipe, by default the one that suits it;
        `pipeline` an installed spaCy pipeline that gives lemmas and parts of speech; `all_tokens` keeps vectors of
        function words, numbers and punctuation too. Neighbouring sentences are read together, up to `passage` words
        (0: each alone); with None the first ingest measures whether they belong together, in paragraphs and across
        them, and the recipe says what it found. Raises StoreError when something is there already.
        """
        from senseindex.index.creation import create_index

        recipe = recipe_for(model) if recipe is None else recipe.with_model(model)
        if passage is not None:
            recipe = replace(recipe, passage=passage, passage_within="document")
        create_index(
            Path(path),
            recipe=recipe,
            language=language,
            pipeline=pipeline,
            all_tokens=all_tokens,
            passages_are_chosen=passage is not None or not recipe.passage,
        )
        return cls(path)

    @classmethod
    def open(cls, path: str | Path) -> SenseIndex:
        """Open an index. Raises StoreError when there is none, or when it was made by a newer version."""
        return cls(path)

    def close(self) -> None:
        """Let go of files and locks; the index cannot be used afterwards."""
        self._index.close()

    def refresh(self) -> None:
        """Move this thread on to the newest state, which others may have committed since it first asked."""
        self._index.refresh()

    def __enter__(self) -> SenseIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SenseIndex({str(self.path)!r})"

    # -- filling -------------------------------------------------------------------------------------------------

    def ingest(
        self,
        source: str | Path | Sequence[str | Path] | Iterable[DocumentLike] | Any = (),
        *,
        texts: Iterable[str] | Mapping[str, str] = (),
        options: ReadOptions | None = None,
        format: str | None = None,
        encoding: str | None = None,
        columns: Sequence[str] | None = None,
        text_column: str | None = None,
        metadata: str | Path | None = None,
        modern_spelling: bool | None = None,
        on_error: Callable[[CorpusError], None] | None = None,
        on_note: Callable[[str], None] | None = None,
        static: str | None = None,
        static_vectors: str | Path | None = None,
        min_frequency: int | None = None,
        device: str = "auto",
        backend: str = "auto",
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read documents, encode them and add them; what is in the index already is skipped.

        `source` is a file or folder, or several; or documents as Python values: dicts (`text`, `id`, the rest
        metadata), `RawDocument`s, a frame of pandas or polars, a table of Arrow, a data set, or whatever iterates over
        such. `texts` are strings, in a list or by name. What has no id gets one made of its content.

        `format`, `encoding`, `columns`, `text_column`, `metadata` and `modern_spelling` say how to read, as
        `ReadOptions`; so does `options`.
        `on_error` is told of every damaged document, which is left out; without it the first one ends the work.
        `on_note` is told what was guessed, and which files are left out.
        `static` trains static vectors on the corpus: `word2vec-sg`, `word2vec-cbow`, `fasttext` or `none`; None goes
        on with what the index has, and starts with `word2vec-sg`. `static_vectors` names a file of pretrained ones
        instead. `min_frequency` is remembered for `induce`. `workers` processes split texts into words while this one
        encodes (None: as many as the machine has cores to spare, 0: none). `device` and `backend` run the encoder, as
        in `TransformersEncoder.load` (`auto`). `progress` is called with (stage, done, total), total 0 where it is not
        known. Raises CorpusError for a source that cannot be read, EncoderError for a model that cannot be loaded; the
        documents before the error are kept.
        """
        from senseindex.ingest.given import Given, reading
        from senseindex.ingest.sources import ingest_sources

        how = reading(
            options,
            format=format,
            encoding=encoding,
            columns=columns,
            text_column=text_column,
            metadata=metadata,
            modern_spelling=modern_spelling,
        )
        return ingest_sources(
            self._index,
            Given.of(source, texts, how),
            on_error=on_error,
            on_note=on_note,
            static=static,
            static_vectors=static_vectors,
            min_frequency=min_frequency,
            device=device,
            backend=backend,
            workers=workers,
            progress=progress,
        )

    @overload
    def induce(
        self,
        lemmas: str | Sequence[str] | None = None,
        *,
        update: Literal[False] = False,
        **how: Unpack[InduceSettings],
    ) -> InduceReport: ...

    @overload
    def induce(
        self, *, update: Literal[True], seed: int | None = None, progress: Progress | None = None
    ) -> UpdateReport: ...

    def induce(
        self,
        lemmas: str | Sequence[str] | None = None,
        *,
        update: bool = False,
        min_frequency: int | None = None,
        algorithm: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        seed: int | None = None,
        progress: Progress | None = None,
    ) -> InduceReport | UpdateReport:
        """Find the senses of a lemma or of several, or of all that occur at least `min_frequency` times.

        `algorithm` is `two-level`, `kmeans`, the name of an entry point of the group `senseindex.induction`, or an
        import path such as `package.module:function` (see `senseindex.senses.algorithms.registry`); `parameters` are
        its keyword arguments. An induction of all lemmas, and the first one of an index, is stored with it: later ones,
        splits and groups of labels use the same algorithm, parameters and seed where nothing else is said, at first
        `two-level` and 0. The same index and seed give the same senses. Ids of senses that are found again are kept.

        With `update`: only lemmas whose occurrences have outgrown their senses, and those that became frequent
        (`senseindex.senses.drift`), as the index was induced before; the report says what moved.

        Raises UsageError for an unknown algorithm or parameter before any work.
        """
        from senseindex.senses.induce import induce_and_save, induce_outgrown

        if not update:
            return induce_and_save(
                self._index,
                [lemmas] if isinstance(lemmas, str) else lemmas,
                min_frequency=min_frequency,
                algorithm=algorithm,
                parameters=parameters,
                seed=seed,
                progress=progress,
            )
        if any(given is not None for given in (lemmas, min_frequency, algorithm, parameters)):
            raise UsageError("an update chooses the lemmas itself and goes on as they were induced: give only a seed")
        return induce_outgrown(self._index, seed=seed, progress=progress)

    def regrain(self, granularity: float | str, progress: Progress | None = None) -> int:
        """Move the main senses of all words: `coarse`, `medium`, `fine`, or a number from 0 to 1.

        Nothing is induced again, and later inductions keep to it; a word that has a granularity of its own
        (`edit.granularity`) stays as it is. Gives the number of words that changed. Raises UsageError.
        """
        from senseindex.senses.regrain import regrain

        return regrain(self._index, granularity, progress)

    # -- asking --------------------------------------------------------------------------------------------------

    def senses(self, lemma: str, *, examples: int = 3, window: int = 10, depth: int = 1) -> SenseList:
        """The main senses of a lemma, largest first, each with typical lines, ticked ones first.

        At `depth` 2 each is followed by its subsenses. Empty before induction.
        """
        return sense_list(self._index, lemma, examples=examples, window=window, depth=depth)

    @asks
    def query(self, asked: Query | str | None = None, **options: Unpack[QueryOptions]) -> Concordance:
        """Concordance lines of a word, in one sense, like an example, or of a pattern over tokens; under filters.

        `asked` is a lemma, any form of it, or a lempos (`bank-n`), and `options` are the fields of
        `senseindex.search.query.Query`, which says what each means: `sense` (a single one of `senses`), `context`,
        `vector`, `like`, `any_word`, `own_word`, `pattern`, `where`, `parameters`, `subcorpus`, `near`, `without`,
        `span`, `sample`, `seed`, `sort`, `n`, `offset`, `window`. Or `asked` is such a query, and `options` change it.

        Raises NotFoundError for a word, sense or occurrence that is not there, UsageError for a contradiction.
        """
        return answer(self._index, Query.of(asked, **options))

    def alternatives(self, occurrences: Sequence[Occurrence], *, window: int = 10) -> Alternatives:
        """The best three senses of each of these occurrences with their confidences, as lines.

        Raises NotFoundError for an occurrence that is not there.
        """
        from senseindex.search.alternatives import alternatives

        return alternatives(self._index, occurrences, window)

    def query_many(
        self,
        contexts: Sequence[str] = (),
        *,
        lemma: str | None = None,
        likes: Sequence[Occurrence] = (),
        n: int = 20,
        offset: int = 0,
        window: int = 10,
    ) -> list[Concordance]:
        """What `query` answers for every example sentence of `contexts`, or every occurrence of `likes`, in order.

        `lemma` is the word that all examples are of; without it each says its own, as `query` has it. Scores may differ
        in the last digits, as sentences are encoded together. Raises what `query` raises, for the first bad example.
        """
        return query_many(self._index, contexts, lemma=lemma, likes=likes, n=n, offset=offset, window=window)

    def assign(self, text: str) -> WordSenses:
        """The senses of all content words of a new text, as an ingest of it would give them; nothing is kept."""
        index = self._index
        sentences = tuple(index.models.segmenter.sentences(text))
        return assign_text(index.catalog, index.models.text_encoder, text, sentences)

    @overload
    def vectors(self, of: str) -> OccurrenceVectors: ...
    @overload
    def vectors(self, of: Sequence[Occurrence]) -> FloatArray: ...

    def vectors(self, of: str | Sequence[Occurrence]) -> OccurrenceVectors | FloatArray:
        """The stored sense vectors of a lemma or a sense, or of occurrences, of unit norm.

        Of a lemma (`bank`) or a sense (`bank%1`) the ids of all its occurrences, ascending, and their vectors `(n, d)`;
        `(ids, vectors)` takes them apart. Of occurrences `(n, d)`, in the order given; one is known by its id in this
        index, or by its document and the offset of its first character. Raises NotFoundError for what is not there.
        """
        if isinstance(of, str):
            return word_vectors(self._index, of)
        return vectors_of(self._index.catalog, self._index.store, of)[1]

    def info(self) -> IndexInfo:
        """Counts, sizes and settings of the index."""
        return index_info(self._index)

    # -- by what it is about -------------------------------------------------------------------------------------

    @property
    def edit(self) -> Editor:
        """Rename, define, merge, split, move, create, delete and lock senses; undo, redo and the history."""
        from senseindex.edit.editor import Editor

        return Editor(self._index)

    @property
    def labels(self) -> Labelling:
        """Label lines one by one, and let all others follow."""
        return Labelling(self._index)

    @property
    def profiles(self) -> Profiles:
        """Frequencies, collocates, examples, change, thesaurus and keyness of words and senses."""
        return Profiles(self._index)

    @property
    def lists(self) -> Lists:
        """Lists of words, keywords and n-grams, and statistics of types and tokens."""
        return Lists(self._index)

    @property
    def words(self) -> Words:
        """Words by their static vectors, in example sentences, and how ambiguous they are."""
        return Words(self._index)

    @property
    def hits(self) -> HitCounts:
        """How many hits a query has, and of what kinds."""
        return HitCounts(self._index)

    @property
    def subcorpora(self) -> NamedSubcorpora:
        """Named parts of the corpus."""
        return NamedSubcorpora(self._index)

    @property
    def export(self) -> Exports:
        """Write hits, entries, the tagged corpus, senses and their vectors to files."""
        return Exports(self._index)

    @property
    def upkeep(self) -> Upkeep:
        """Delete documents, compact, back up."""
        return Upkeep(self._index)
