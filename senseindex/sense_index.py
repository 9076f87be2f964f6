"""`SenseIndex`: one index directory, from Python.

Everything above (the command line) calls this class; everything it needs lies below. An open index answers from the
state it was opened on; its own writing moves it on to the new state. Models are loaded when first needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, overload

from senseindex.answers.reports import IndexInfo, InduceReport, IngestReport, UpdateReport
from senseindex.answers.senses import Sense, SenseList
from senseindex.answers.words import Comparison, NeighborList
from senseindex.edit.workbench import Workbench
from senseindex.errors import CorpusError, StoreError, UsageError
from senseindex.files import bytes_of, reached, whole_folder
from senseindex.index.open_index import STATIC_FOLDER, IndexParts, Progress
from senseindex.output.exports import Exports
from senseindex.search.batches import Batches
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.schema import SCHEMA_VERSION
from senseindex.store.catalog.senses import UNCLEAR_NUMBER
from senseindex.store.leftovers import SEGMENTS_FOLDER
from senseindex.upkeep.maintenance import Maintenance
from senseindex.vectors.contextual.recipe import SenseVectorRecipe

if TYPE_CHECKING:
    from senseindex.corpus.read_options import ReadOptions

STATIC_METHODS = ("word2vec-sg", "word2vec-cbow", "fasttext", "none")
DEFAULT_MIN_FREQUENCY = 20


class SenseIndex(Workbench, Exports, Maintenance, Batches):
    """An index directory. Use `SenseIndex.create` or `SenseIndex.open`, and close it or use it in a `with` block."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._parts = IndexParts(self.path)

    @property
    def recipe(self) -> SenseVectorRecipe:
        """The sense vector recipe that every occurrence was encoded with."""
        return self._parts.recipe

    @property
    def language(self) -> str:
        """The language of the corpus, as an ISO 639-1 code."""
        return self._parts.language

    @property
    def pipeline(self) -> str | None:
        """The spaCy pipeline that segments text, None for the blank one of the language."""
        return self._parts.pipeline

    @property
    def all_tokens(self) -> bool:
        """Whether function words, numbers and punctuation have vectors too."""
        return self._parts.all_tokens

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
    ) -> SenseIndex:
        """Make an empty index directory and open it.

        `model` is a Hugging Face encoder by name or folder (the default encoder if None) and goes into the recipe;
        `pipeline` an installed spaCy pipeline that gives lemmas and parts of speech; `all_tokens` keeps vectors of
        function words, numbers and punctuation too. Raises StoreError when something is there already.
        """
        path = Path(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise StoreError(f"{path} exists already and is not empty; open it, or name another directory")
        recipe = (recipe or SenseVectorRecipe()).with_model(model)
        try:
            with whole_folder(path) as aside:
                catalog = Catalog(aside, create=True)
                with catalog.writing():
                    catalog.settings.set("recipe", recipe.to_dict())
                    catalog.settings.set("language", language)
                    catalog.settings.set("pipeline", pipeline)
                    catalog.settings.set("all_tokens", all_tokens)
                    catalog.settings.set("min_frequency", DEFAULT_MIN_FREQUENCY)
                catalog.close()
                reached("index made")
        except OSError as error:
            raise StoreError(f"{path} cannot be made: {error.strerror or error}") from None
        return cls(path)

    @classmethod
    def open(cls, path: str | Path) -> SenseIndex:
        """Open an index. Raises StoreError when there is none, or when it was made by a newer version."""
        return cls(path)

    def close(self) -> None:
        """Let go of files and locks; the index cannot be used afterwards."""
        self._parts.close()

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
        source: str | Path | Sequence[str | Path],
        *,
        options: ReadOptions | None = None,
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
        """Read files or folders, encode them and add them; what is in the index already is skipped.

        `options` say how to read the sources. `on_error` is told of every damaged document, which is left out; without
        it the first one ends the work. `on_note` is told what was guessed about the files.
        `static` trains static vectors on the corpus: `word2vec-sg`, `word2vec-cbow`, `fasttext` or `none`; None goes
        on with what the index has, and starts with `word2vec-sg`. `static_vectors` names a file of pretrained ones
        instead. `min_frequency` is remembered for `induce`. `workers` processes split texts into words while this one
        encodes (None: as many as the machine has cores to spare, 0: none). `progress` is called with (stage, done,
        total), total 0 where it is not known. Raises CorpusError for a source that cannot
        be read, EncoderError for a model that cannot be loaded; the documents before the error are kept.
        """
        from senseindex.corpus.readers import Meter, read_documents
        from senseindex.corpus.segment_ahead import default_workers
        from senseindex.ingest.ingest import Ingest

        if static is not None and static not in STATIC_METHODS:
            raise UsageError(f"no static method {static!r}; there are {', '.join(STATIC_METHODS)}")
        sources = [source] if isinstance(source, str | Path) else list(source)
        started = time.perf_counter()
        parts = self._parts
        parts.run_encoder_on(device, backend)
        with parts.writing():
            if min_frequency is not None:
                with parts.catalog.writing():
                    parts.catalog.settings.set("min_frequency", min_frequency)
            if static_vectors is not None:
                # First, so that a file that cannot be read costs nothing.
                parts.import_static(static_vectors)
            meter = Meter()
            workers = default_workers() if workers is None else workers
            run = Ingest(parts.catalog, parts.segmenter, parts.equip, progress, workers=workers, share=meter.share)
            damage = None if on_error is None else run.tally.damage_told(on_error)
            opened = [read_documents(each, options, meter=meter, on_error=damage, on_note=on_note) for each in sources]
            run.run(chain.from_iterable(opened))
            with run.tally.timed("static vectors"):
                parts.train_static(static, progress)
            if parts.needs_compaction():
                with run.tally.timed("compact"):
                    parts.compact(progress)
            report = run.tally.report(time.perf_counter() - started)
            return replace(report, types=parts.catalog.lemmas.types(), bytes_by_part=_bytes_by_part(self.path))

    @overload
    def induce(
        self,
        lemmas: Sequence[str] | None = None,
        *,
        min_frequency: int | None = None,
        algorithm: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        seed: int | None = None,
        update: Literal[False] = False,
        progress: Progress | None = None,
    ) -> InduceReport: ...

    @overload
    def induce(
        self, *, update: Literal[True], seed: int | None = None, progress: Progress | None = None
    ) -> UpdateReport: ...

    def induce(
        self,
        lemmas: Sequence[str] | None = None,
        *,
        min_frequency: int | None = None,
        algorithm: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        seed: int | None = None,
        update: bool = False,
        progress: Progress | None = None,
    ) -> InduceReport | UpdateReport:
        """Find the senses of these lemmas, or of all that occur at least `min_frequency` times.

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
                self._parts,
                lemmas,
                min_frequency=min_frequency,
                algorithm=algorithm,
                parameters=parameters,
                seed=seed,
                progress=progress,
            )
        if any(given is not None for given in (lemmas, min_frequency, algorithm, parameters)):
            raise UsageError("an update chooses the lemmas itself and goes on as they were induced: give only a seed")
        return induce_outgrown(self._parts, seed=seed, progress=progress)

    # -- asking --------------------------------------------------------------------------------------------------

    def senses(self, lemma: str, *, examples: int = 3, window: int = 10) -> SenseList:
        """The senses of a lemma, largest first, each with typical lines, ticked ones first. Empty before induction."""
        from senseindex.search.query import Question
        from senseindex.search.typical import typical_lines

        parts = self._parts
        rows = parts.lemmas(lemma)
        tokens = max(parts.catalog.documents.tokens(), 1)
        found = parts.catalog.senses.of([row.id for row in rows])
        total = max(sum(sense.size for sense in found), 1)
        lempos = {row.id: row.lempos for row in rows}
        ticks = parts.catalog.labels.ticked([sense.id for sense in found])
        senses = []
        for sense in found:
            if sense.number == UNCLEAR_NUMBER and not sense.size:
                continue
            own = tuple(row for row in rows if row.id == sense.lemma_id)
            ticked = ticks.get(sense.id, [])
            question = Question(lemma, own, (sense,), sense.centre, count=examples, window=window)
            senses.append(
                Sense(
                    sense.name,
                    lempos[sense.lemma_id],
                    sense.label,
                    sense.size,
                    sense.size / total,
                    1e6 * sense.size / tokens,
                    sense.confidence,
                    sense.context_words,
                    sense.similar_words,
                    typical_lines(parts.catalog, parts.store, question, ticked),
                    definition=sense.definition,
                    locked=sense.locked,
                    ticked=len(ticked),
                )
            )
        return SenseList(rows[0].lemma, tuple(senses), self._separability([row.id for row in rows]))

    def similar_words(self, word: str, n: int = 10) -> NeighborList:
        """The `n` nearest words of the static space."""
        return self._parts.need_static().neighbors(self._parts.static_word(word), n)

    def similarity(self, a: str, b: str) -> float:
        """The static cosine of two words."""
        parts = self._parts
        return parts.need_static().similarity(parts.static_word(a), parts.static_word(b))

    def analogy(self, a: str, b: str, c: str, *, n: int = 10, method: str = "3cosadd") -> NeighborList:
        """What is to `c` as `b` is to `a`: 3CosAdd (Mikolov et al. 2013) or 3CosMul (Levy & Goldberg 2014)."""
        first, second, third = (self._parts.static_word(word) for word in (a, b, c))
        return self._parts.need_static().analogy([second, third], [first], n, method)

    def odd_one_out(self, words: Sequence[str]) -> str:
        """The word farthest from the mean of all, statically."""
        known = [self._parts.static_word(word) for word in words]
        return words[known.index(self._parts.need_static().odd_one_out(known))]

    def compare(self, word: str, sentences: Sequence[str], *, layers: str | None = None) -> Comparison:
        """One word in several sentences: static cosines, cosines in context, and by layer if `layers` says which."""
        from senseindex.search.compare import compare_word

        parts = self._parts
        wanted = [word, parts.lemmatizer.lemma(word)]
        targets = [parts.target(text, wanted) for text in sentences]
        return compare_word(word, targets, parts.text_encoder, parts.static_vector(word), layers)

    def info(self) -> IndexInfo:
        """Counts, sizes and settings of the index."""
        from senseindex.senses.stored_induction import has_stored_induction, stored_induction

        catalog = self._parts.catalog
        (senses,) = catalog.rows("SELECT count(*) FROM sense WHERE retired = 0 AND number > 0")[0]
        static = self._parts.static
        return IndexInfo(
            str(self.path),
            catalog.documents.count(),
            catalog.sentences.count(),
            catalog.documents.tokens(),
            catalog.lemmas.types(),
            catalog.occurrences.count(),
            senses,
            bytes_of(self.path),
            self.recipe.model,
            self.recipe.to_dict(),
            self.language,
            self.pipeline or "",
            {} if static is None else static.describe(),
            stored_induction(catalog).to_dict() if has_stored_induction(catalog) else {},
            catalog.documents.metadata_columns(),
            len(catalog.segments.all()),
            SCHEMA_VERSION,
        )


def _bytes_by_part(path: Path) -> dict[str, int]:
    """Bytes on the disk of the vectors, the catalog, the static vectors and the rest of an index."""
    places = {SEGMENTS_FOLDER: "vectors", STATIC_FOLDER: "static vectors"}
    sizes = dict.fromkeys(("vectors", "catalog", "static vectors", "other"), 0)
    for file in path.rglob("*"):
        if file.is_file():
            top = file.relative_to(path).parts[0]
            sizes["catalog" if top.startswith("catalog.db") else places.get(top, "other")] += file.stat().st_size
    return sizes
