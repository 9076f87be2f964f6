"""Fit the projection of an encoder on general text, to come with senseindex.

    python -m senseindex.training.projection speeches.jsonl.gz novels/ news.conllu --output projection.safetensors

    python -m senseindex.training.projection --labelled noad=noad_semcor_masc/ --leave-out lemmas.txt

Each source gives an equal share of the occurrences (less where it is small), drawn by whole passages in a
random order; sentences that repeat are read once. Evaluation sets have no place among the sources. Without
--output the file inside the package is replaced; indexes keep the projection that they were built with. With --labelled
the sample is words with known senses, and the scatter within senses of lemmas that are not left out is whitened in
part.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from senseindex.arrays import DoubleArray, FloatArray
from senseindex.corpus.documents import Sentence
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, SenseIndexError, UsageError
from senseindex.training.labelled import WordUsages, labelled_words
from senseindex.vectors.contextual.model_names import DEFAULT_MODEL, NAMED_MODELS
from senseindex.vectors.contextual.projection import SHIPPED_PROJECTIONS, Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe, recipe_for
from senseindex.vectors.contextual.text_encoder import raw_sample
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

__all__ = ["fit_on_sources", "main"]


def fit_on_sources(
    sources: Sequence[str | Path],
    recipe: SenseVectorRecipe,
    *,
    occurrences: int = 80_000,
    language: str = "en",
    seed: int = 0,
) -> Projection:
    """Fit the projection of `recipe` on `occurrences` content words of the sources.

    The vectors are computed in fp32. Raises CorpusError where a source has no content word.
    """
    encoder = TransformersEncoder.load(recipe.model, precision="fp32")
    segmenter = Segmenter(language)
    generator = np.random.default_rng(seed)
    samples: list[FloatArray] = []
    wanted = occurrences
    # Small sources first, so that what they lack is made up for by the large ones.
    pools = sorted((_documents(source, segmenter) for source in sources), key=_occurrences)
    for number, pool in enumerate(pools):
        samples.append(raw_sample(encoder, recipe, pool, wanted // (len(pools) - number), generator))
        wanted -= len(samples[-1])
    return Projection.fit(np.concatenate(samples), recipe.dimension, recipe=recipe)


def fit_on_labelled(
    source: str, recipe: SenseVectorRecipe, *, left_out: frozenset[str] = frozenset(), seed: int = 0
) -> Projection:
    """Fit the projection of `recipe` on labelled words, `source` being KIND=FOLDER (`senseindex.training.labelled`)."""
    vectors, words = labelled_words(source, recipe, left_out, seed)
    return Projection.fit(vectors, recipe.dimension, recipe=recipe, within=scatter_within(words))


def scatter_within(words: Iterable[WordUsages]) -> DoubleArray:
    """The covariance (D, D) of usages within senses; a sense of n usages counts for the root of n."""
    total, weight = np.zeros(()), 0.0
    for word in words:
        senses = np.unique(word.senses, return_inverse=True)[1]
        for sense in np.flatnonzero(np.bincount(senses) > 1):
            usages = word.vectors[senses == sense].astype(np.float64)
            apart = usages - usages.mean(axis=0)
            total = total + np.sqrt(len(usages)) * (apart.T @ apart) / (len(usages) - 1)
            weight += np.sqrt(len(usages))
    if not weight:
        raise UsageError("no sense has two labelled usages; give more text")
    scatter: DoubleArray = total / weight
    return scatter


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m senseindex.training.projection", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("sources", nargs="*", metavar="FILE", help="files or folders of general text")
    parser.add_argument("--labelled", metavar="KIND=FOLDER", help="words with known senses, instead of general text")
    parser.add_argument("--leave-out", type=Path, metavar="FILE", help="lemmas whose senses are not learnt from")
    parser.add_argument("--occurrences", type=int, default=80_000, help="how many content words to fit on")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", choices=tuple(NAMED_MODELS), default=DEFAULT_MODEL)
    parser.add_argument("--output", type=Path, help="the file to write")
    options = parser.parse_args(arguments)
    output = options.output or SHIPPED_PROJECTIONS[options.model]
    recipe = recipe_for(options.model)
    try:
        if bool(options.labelled) == bool(options.sources):
            raise UsageError("give files of general text, or --labelled")
        if options.labelled:
            left_out = frozenset(options.leave_out.read_text(encoding="utf-8").split() if options.leave_out else ())
            projection = fit_on_labelled(options.labelled, recipe, left_out=left_out, seed=options.seed)
        else:
            projection = fit_on_sources(
                options.sources,
                recipe,
                occurrences=options.occurrences,
                language=options.language,
                seed=options.seed,
            )
        projection.save(output, half=True)
    except SenseIndexError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{output}: {projection.input_dimension} to {projection.dimension} dimensions", file=sys.stderr)
    return 0


def _documents(source: str | Path, segmenter: Segmenter) -> list[list[Sentence]]:
    """The documents of a source, without sentences that came before or have no content word."""
    seen: set[tuple[str, ...]] = set()
    documents = []
    for document in segmenter.documents(read_documents(source)):
        fresh = []
        for sentence in document.sentences:
            if any(sentence.content) and sentence.forms not in seen:
                seen.add(sentence.forms)
                fresh.append(sentence)
        documents.append(fresh)
    if not seen:
        raise CorpusError("there is no content word to fit a projection on; give running text", path=str(source))
    return documents


def _occurrences(documents: Sequence[Sequence[Sentence]]) -> int:
    return sum(sum(sentence.content) for sentences in documents for sentence in sentences)


if __name__ == "__main__":
    sys.exit(main())
