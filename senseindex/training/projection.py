"""Fit the projection of an encoder on general text, to come with senseindex.

    python -m senseindex.training.projection speeches.jsonl.gz novels/ news.conllu --output projection.safetensors

Each source gives an equal share of the occurrences (less where it is small), drawn by whole passages in a
random order; sentences that repeat are read once. Evaluation sets have no place among the sources. Without
--output the file inside the package is replaced; indexes keep the projection that they were built with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.corpus.documents import Sentence
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, SenseIndexError
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


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m senseindex.training.projection", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("sources", nargs="+", metavar="FILE", help="files or folders of general text")
    parser.add_argument("--occurrences", type=int, default=80_000, help="how many content words to fit on")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", choices=tuple(NAMED_MODELS), default=DEFAULT_MODEL)
    parser.add_argument("--output", type=Path, help="the file to write")
    options = parser.parse_args(arguments)
    output = options.output or SHIPPED_PROJECTIONS[options.model]
    try:
        projection = fit_on_sources(
            options.sources,
            recipe_for(options.model),
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
