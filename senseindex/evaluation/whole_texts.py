"""Labelled usages as an index of their whole texts has them: found by document and offset, asked as users ask.

The index is made as anybody makes one. Where it is kept, it is used again: new texts are added, and the senses of the
labelled words are found anew, but for words whose senses people have edited.
"""

from __future__ import annotations

import difflib
import re
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from senseindex.arrays import BoolArray, FloatArray, IntArray, numbered
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError, NotFoundError, UsageError
from senseindex.evaluation.baselines import static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import Case, CaseMaker
from senseindex.evaluation.gold_usages import LabelledUsage
from senseindex.evaluation.run import Run
from senseindex.evaluation.usage_figures import FoundSenses, WordLines
from senseindex.evaluation.ways import by_few_labels, most_frequent
from senseindex.files import whole_folder
from senseindex.index.creation import create_index
from senseindex.index.open_index import OpenIndex
from senseindex.ingest.given import Given
from senseindex.ingest.sources import ingest_sources
from senseindex.senses.induce import induce_and_save
from senseindex.senses.lemma_vectors import lemma_occurrences, lemma_vectors
from senseindex.senses.stored_induction import stored_induction
from senseindex.store.catalog.lemmas import LemmaRow
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.likeness import QUICK, WordLikeness
from senseindex.vectors.static import StaticVectors

CONTEXT = 350
"""So many characters of the document on either side of a usage are what the baselines see."""

_ARCHIVE = re.compile(r"\.(tar(\.\w+)?|tgz|txz)")


@dataclass(frozen=True)
class _Labelled:
    """The labelled usages of a lemma that the index finds: the lemmas meant, and the occurrence ids `(n,)`."""

    lemmas: Sequence[LemmaRow]
    usages: Sequence[LabelledUsage]
    ids: IntArray


@dataclass(frozen=True)
class KindTexts:
    """The texts of a kind, as they are ingested, those of the documents with labelled usages, and these, by lemma."""

    source: Path
    texts: Mapping[str, str]
    usages: Mapping[str, Sequence[LabelledUsage]]


def read_texts(folder: Path, kind: str, usages: Mapping[str, Sequence[LabelledUsage]], place: Path) -> KindTexts:
    """Find and read the texts of a kind in a folder; an archive is unpacked into `place`, where that is not done yet.

    Raises CorpusError for texts that cannot be read, and for a usage that does not stand where it is said to be. A
    place that counts the byte order mark at a text's beginning is corrected, as the text is without it.
    """
    source = _texts_of(folder, kind, place)
    wanted = {usage.document for own in usages.values() for usage in own}
    names, texts = [], {}
    for document in read_documents(source):
        names.append(document.id)
        if document.id in wanted:
            texts[document.id] = document.text
    placed = {lemma: [_placed(usage, kind, names, texts) for usage in own] for lemma, own in usages.items()}
    return KindTexts(source, texts, placed)


@contextmanager
def in_whole_texts(kind: KindTexts, place: Path, run: Run) -> Iterator[Iterator[WordLines]]:
    """The lines of each word, from the index in the folder `place`, which is filled first and open within the block.

    Raises UsageError for an index there of other vectors.
    """
    index = _open(place, run)
    try:
        with _filled(index, kind, run) as static:
            yield _words(index, kind, static, run)
    finally:
        index.close()


def _texts_of(folder: Path, kind: str, place: Path) -> Path:
    """What is to be ingested for a kind; an archive is unpacked into `place` first, if it is not yet."""
    found = [each for each in folder.iterdir() if each.name == kind or each.name.startswith(f"{kind}.")]
    if len(found) != 1:
        names = ", ".join(sorted(each.name for each in found)) or "none"
        raise CorpusError(f"the texts of gold/{kind} must be one folder or file, and there are: {names}", path=folder)
    (source,) = found
    if not _ARCHIVE.fullmatch(source.name.removeprefix(kind)):
        return source
    unpacked = place / f"{kind}.texts"
    if not unpacked.is_dir():
        try:
            with whole_folder(unpacked) as aside, tarfile.open(source) as archive:
                archive.extractall(aside, filter="data")
        except (OSError, EOFError, tarfile.TarError) as error:
            raise CorpusError(f"it cannot be unpacked ({error})", path=source) from None
    inside = list(unpacked.iterdir())
    while len(inside) == 1 and inside[0].is_dir():  # documents are named by what is below
        unpacked, inside = inside[0], list(inside[0].iterdir())
    return unpacked


def _placed(usage: LabelledUsage, kind: str, names: Sequence[str], texts: Mapping[str, str]) -> LabelledUsage:
    text = texts.get(usage.document)
    if text is None:
        near = difflib.get_close_matches(usage.document, names, 1) or names[:1]
        raise usage.error(f"the texts of {kind} have no document {usage.document!r}; they have {near[0]!r}")
    for shift in (0, 1):
        start, end = usage.start - shift, usage.end - shift
        if start >= 0 and text[start:end].split() == usage.form.split():
            return replace(usage, start=start, end=end)
    if usage.end > len(text):
        raise usage.error(f"the usage ends at {usage.end}, and the document {usage.document!r} at {len(text)}")
    if usage.text:
        place = f"characters {usage.start} to {usage.end} of {usage.document!r}"
        there = text[usage.start : usage.end]
        raise usage.error(f"{place} are {there!r}, and the line has {usage.form!r}: give the places in this text")
    return usage


def _open(path: Path, run: Run) -> OpenIndex:
    recipe = run.recipe
    if run.full_precision:
        recipe = replace(recipe, dimension=0, codec="fp16")
    if not path.exists() or not any(path.iterdir()):
        create_index(path, recipe=recipe, language="en", pipeline=None, all_tokens=False)
    index = OpenIndex(path)
    if index.recipe != recipe:
        index.close()
        raise UsageError(f"{path} holds {_described(index.recipe)}, not {_described(recipe)}: keep them apart")
    return index


def _described(recipe: SenseVectorRecipe) -> str:
    return ", ".join(f"{name} {value}" for name, value in recipe.to_dict().items())


@contextmanager
def _filled(index: OpenIndex, kind: KindTexts, run: Run) -> Iterator[StaticVectors | None]:
    """Texts and senses are in the index within the block; gives the static vectors to compare with."""
    given = run.static_file is not None or run.index is not None
    texts = Given.of(kind.source, (), ReadOptions())
    ingest_sources(index, texts, static="none" if given else None, device=run.device, progress=run.progress)
    lemmas = [row for lemma in kind.usages for row in _lemmas(index, lemma)]
    free = [row.lempos for row in lemmas if not index.catalog.edits.all([row.id], 1)]
    if free:
        induce_and_save(index, free, seed=run.seed, progress=run.progress)
    if given:
        with run.given_static() as static:
            yield static
    else:
        yield index.models.static


def _lemmas(index: OpenIndex, lemma: str) -> list[LemmaRow]:
    try:
        return index.lemmas(lemma)
    except NotFoundError:
        return []


def _words(index: OpenIndex, kind: KindTexts, static: StaticVectors | None, run: Run) -> Iterator[WordLines]:
    maker = CaseMaker()
    for number, (lemma, own) in enumerate(kind.usages.items()):
        run.report("score", number, len(kind.usages))
        labelled = _found(index, lemma, own)
        cases = [_case(usage, kind.texts[usage.document], maker) for usage in labelled.usages]
        with threadpool_limits(1):  # matrices of a word are small
            yield _word(index, lemma, len(own), labelled, cases, static, run)


def _found(index: OpenIndex, lemma: str, usages: Sequence[LabelledUsage]) -> _Labelled:
    """The usages that a query for the lemma finds."""
    lemmas = _lemmas(index, lemma)
    known = {row.id for row in lemmas}
    occurrences = index.catalog.occurrences
    found, ids = [], []
    for usage in usages:
        try:
            (occurrence,) = occurrences.find([(usage.document, usage.start)])
        except NotFoundError:
            continue
        if occurrences.lemmas_of([occurrence])[occurrence] in known:
            found.append(usage)
            ids.append(occurrence)
    return _Labelled(lemmas, found, np.array(ids, dtype=np.int64))


def _case(usage: LabelledUsage, text: str, maker: CaseMaker) -> Case:
    first = max(usage.start - CONTEXT, 0)
    return maker.of_text(text[first : usage.end + CONTEXT], usage.start - first, usage.end - first)


def _word(
    index: OpenIndex,
    lemma: str,
    asked: int,
    labelled: _Labelled,
    cases: Sequence[Case],
    static: StaticVectors | None,
    run: Run,
) -> WordLines:
    catalog = index.catalog
    if not len(labelled.ids):
        senses = catalog.senses.of([row.id for row in labelled.lemmas])
        return _nothing_found(lemma, asked, sum(sense.centre is not None for sense in senses))
    parts = [lemma_vectors(catalog, index.store, row.id) for row in labelled.lemmas]
    ids = np.concatenate([own for own, _ in parts])
    order = np.argsort(ids)
    ids, vectors = ids[order], np.concatenate([own for _, own in parts])[order]
    places = np.searchsorted(ids, labelled.ids)
    lines = np.ascontiguousarray(vectors[places])
    occurrences = lemma_occurrences(catalog, labelled.lemmas[0], ids, vectors)
    spaces = {"cosine": lines, "tfidf": tfidf_vectors(cases, run.seed)}
    if static is not None:
        spaces["static"] = static_context_vectors(cases, static)
    table = catalog.occurrences.of_ids(labelled.ids)
    levels, unclear = _levels(index, labelled.lemmas, table.senses, table.percents, lines)
    return WordLines(
        lemma,
        asked,
        numbered([usage.sense for usage in labelled.usages]),
        np.ascontiguousarray(WordLikeness(vectors).scores(lines)[:, places]),
        levels,
        unclear,
        by_few_labels(occurrences, stored_induction(catalog), QUICK),
        places,
        spaces,
    )


def _levels(
    index: OpenIndex, lemmas: Sequence[LemmaRow], sense_ids: IntArray, percents: IntArray, lines: FloatArray
) -> tuple[dict[str, FoundSenses], BoolArray]:
    """The main senses and the subsenses of the lines `(n, d)`, and which have none: these get the nearest ones.

    A main sense without subsenses is one at both levels. How sure a subsense is, no occurrence says.
    """
    senses = index.catalog.senses.of([row.id for row in lemmas], depth=2)
    mains = {
        sense.id: sense.centre if sense.discriminant is None else sense.discriminant
        for sense in senses
        if sense.centre is not None and not sense.parent
    }
    under: dict[int, dict[int, FloatArray]] = {main: {} for main in mains}
    for sense in senses:
        if sense.parent in under and sense.centre is not None:
            under[sense.parent][sense.id] = sense.centre
    main_of = {sense.id: sense.main for sense in senses if sense.main in mains}
    unclear = ~np.isin(sense_ids, list(main_of))
    narrow = sense_ids.copy()
    if mains:
        for place in np.flatnonzero(unclear).tolist():
            nearest = _nearest(lines[place], mains)
            narrow[place] = _nearest(lines[place], under[nearest]) if under[nearest] else nearest
    main = np.array([main_of.get(sense, 0) for sense in narrow.tolist()], dtype=np.int64)
    confidences = np.where(percents >= 0, percents / 100, np.nan)
    return {
        "main": FoundSenses(main, len(mains), confidences),
        "subsenses": FoundSenses(narrow, sum(max(len(own), 1) for own in under.values()), np.full(len(narrow), np.nan)),
    }, unclear


def _nearest(line: FloatArray, directions: Mapping[int, FloatArray]) -> int:
    """The sense whose direction `(d,)` is nearest to a line `(d,)`."""
    return max(directions, key=lambda sense: float(line @ directions[sense]))


def _nothing_found(lemma: str, asked: int, count: int) -> WordLines:
    empty = np.empty(0, dtype=np.int64)
    senses = FoundSenses(empty, count, np.empty(0))
    scores, unclear = np.empty((0, 0), dtype=np.float32), np.empty(0, dtype=np.bool_)
    levels = {"main": senses, "subsenses": senses}
    return WordLines(lemma, asked, empty, scores, levels, unclear, most_frequent, empty, {})
