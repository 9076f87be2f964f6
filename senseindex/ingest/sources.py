"""One ingest from sources to the report: read, encode, enter, static vectors, compaction where it is due."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from senseindex.answers.reports import IngestReport
from senseindex.corpus.documents import Document
from senseindex.corpus.language import LANGUAGES, foreign_told
from senseindex.corpus.lemmas import base_language
from senseindex.corpus.readers import Meter
from senseindex.corpus.segment_ahead import default_workers
from senseindex.errors import CorpusError, UsageError
from senseindex.files import replace_file
from senseindex.index.compaction import compact, needs_compaction
from senseindex.index.creation import AUTO, PASSAGES_SETTING
from senseindex.index.info import bytes_by_part
from senseindex.index.models import ENCODER_SETTING, PROJECTION_FILE, PROJECTION_SETTING
from senseindex.index.open_index import OpenIndex, Progress
from senseindex.ingest.given import Given
from senseindex.ingest.ingest import Ingest
from senseindex.ingest.static_training import import_static, train_static
from senseindex.vectors import STATIC_METHODS
from senseindex.vectors.contextual.model_names import named_model

if TYPE_CHECKING:
    from senseindex.store.cells.vector_store import VectorStore
    from senseindex.vectors.contextual.recipe import SenseVectorRecipe
    from senseindex.vectors.contextual.text_encoder import TextEncoder

STATIC_KINDS = (*STATIC_METHODS, "none")


def ingest_sources(
    index: OpenIndex,
    given: Given,
    *,
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
    """Read what is given into an index, as `SenseIndex.ingest` says."""
    if static is not None and static not in STATIC_KINDS:
        raise UsageError(f"no static method {static!r}; there are {', '.join(STATIC_KINDS)}")
    if given.options.modern_spelling and base_language(index.language) != "de":
        raise UsageError("modern spelling is known of German only: give --language de, or leave --modern-spelling out")
    started = time.perf_counter()
    index.models.run_encoder_on(device, backend)
    with index.writing():
        if min_frequency is not None:
            with index.catalog.writing():
                index.catalog.settings.set("min_frequency", min_frequency)
        if static_vectors is not None:
            # First, so that a file that cannot be read costs nothing.
            import_static(index, static_vectors)
        meter = Meter()
        workers = default_workers() if workers is None else workers

        def equip(documents: Sequence[Document]) -> tuple[TextEncoder, VectorStore]:
            return _text_encoder(index, documents, meter.share(), on_note), index.store

        run = Ingest(index.catalog, index.models.segmenter, equip, progress, workers=workers, share=meter.share)
        damage = None if on_error is None else run.tally.damage_told(on_error)
        documents = given.documents(meter=meter, on_error=damage, on_note=on_note)
        _tell_language(index, on_note)
        run.run(foreign_told(documents, index.language, on_note))
        with run.tally.timed("static vectors"):
            train_static(index, static, progress)
        if needs_compaction(index.catalog):
            with run.tally.timed("compact"):
                compact(index.catalog, index.store, progress)
        report = run.tally.report(time.perf_counter() - started)
        return replace(report, types=index.catalog.lemmas.types(), bytes_by_part=bytes_by_part(index.path))


def _tell_language(index: OpenIndex, on_note: Callable[[str], None] | None) -> None:
    """Say where the encoder does not know the language of the index: those that have a name here are English."""
    named = named_model(index.recipe.model)
    language = base_language(index.language)
    if on_note is not None and named is not None and language != "en":
        on_note(
            f"the encoder {named.name} knows English only, and the index is of {LANGUAGES.get(language, language)}: "
            "its senses need a multilingual encoder, --model NAME"
        )


def _text_encoder(
    index: OpenIndex, documents: Sequence[Document], share: float, on_note: Callable[[str], None] | None
) -> TextEncoder:
    """A text encoder that remembers what repeats.

    Of an index without vectors these documents decide what runs the encoder and what is read together, and the
    projection is fitted on them. They are a `share` of all there is to read, 0 where that is not known.

    That is a transaction of its own, so the caller must not be in one.
    """
    from senseindex.vectors.contextual.text_encoder import REPEATS, TextEncoder, fit_projection
    from senseindex.vectors.contextual.transformers_encoder import LONG_WORK

    if index.catalog.settings.get(ENCODER_SETTING) is None:
        index.models.choose_encoder(long=sum(len(document.sentences) for document in documents) >= LONG_WORK)
    if index.catalog.settings.get(PASSAGES_SETTING) == AUTO:
        _choose_passages(index, documents, on_note)
    encoder = index.models.encoder
    if index.recipe.marks and not index.recipe.pooling:
        _store_recipe(index, replace(index.recipe, pooling=encoder.pooling))
    recipe = index.recipe
    if recipe.marks and on_note:
        _tell_cost(index, documents, share, on_note)
    if index.catalog.settings.get(PROJECTION_SETTING) is None:
        data = fit_projection(encoder, recipe, (document.sentences for document in documents)).pack()
        replace_file(index.path / PROJECTION_FILE, data)
        with index.catalog.writing():
            index.catalog.settings.set(PROJECTION_SETTING, hashlib.sha256(data).hexdigest())
    return TextEncoder(encoder, recipe, index.models.projection, memory=REPEATS)


def _choose_passages(index: OpenIndex, documents: Sequence[Document], on_note: Callable[[str], None] | None) -> None:
    """Measure whether neighbouring sentences belong together, and store the passages that suit them."""
    from senseindex.vectors.contextual.neighbours import measure_neighbours

    found = measure_neighbours(index.models.encoder, index.recipe, [document.sentences for document in documents])
    recipe = found.suited(index.recipe)
    _store_recipe(index, recipe, **{PASSAGES_SETTING: asdict(found)})
    if on_note and (found.within.known or found.across.known):
        read = f"up to {recipe.passage} words of a {recipe.passage_within} are" if recipe.passage else "each is"
        on_note(f"{found}: {read} read {'together' if recipe.passage else 'alone'}".capitalize())


def _store_recipe(index: OpenIndex, recipe: SenseVectorRecipe, **settings: object) -> None:
    """Store a recipe, with the `settings` that say where it is from."""
    with index.catalog.writing():
        for name, value in {"recipe": recipe.to_dict(), **settings}.items():
            index.catalog.settings.set(name, value)
    index.recipe = recipe


def _tell_cost(index: OpenIndex, documents: Sequence[Document], share: float, on_note: Callable[[str], None]) -> None:
    """Say in a line what every usage as an input of its own will cost."""
    from senseindex.ingest.marked_cost import marked_cost
    from senseindex.vectors.contextual.text_encoder import FIT_USAGES

    read = sum(sum(sentence.content) for document in documents for sentence in document.sentences)
    inputs = max(read, round(read / share)) if share else read
    if index.catalog.settings.get(PROJECTION_SETTING) is None:
        inputs += min(read, FIT_USAGES)
    sentences = [document.sentences for document in documents]
    cost = marked_cost(index.models.encoder, index.recipe, sentences, inputs)
    if cost is not None:
        on_note(str(cost) if share else f"{cost}; there may be more, as nobody knows how much there is to read")
