"""Fit the projection of an encoder on general text: how the one that comes with senseindex was made.

    python -m senseindex.training.projection speeches.jsonl.gz novels/ news.conllu --output projection.safetensors

Each source gives an equal share of the occurrences (less where it is small), drawn by whole sentences in a
random order. Evaluation sets have no place among the sources. Without --output the file inside the package is
replaced; indexes keep the projection that they were built with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from senseindex.corpus.documents import Sentence
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, SenseIndexError
from senseindex.vectors.contextual.encoder import Encoder
from senseindex.vectors.contextual.projection import DEFAULT_PROJECTION, Projection
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.sense_vectors import raw_vectors

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
    encoder = Encoder.load(recipe.model, precision="fp32")
    segmenter = Segmenter(language)
    generator = np.random.default_rng(seed)
    samples: list[NDArray[np.float32]] = []
    wanted = occurrences
    # Small sources first, so that what they lack is made up for by the large ones.
    pools = sorted((_sentences(source, segmenter) for source in sources), key=len)
    for number, pool in enumerate(pools):
        share = wanted // (len(pools) - number)
        chosen = _draw(pool, share, generator)
        places = [_content(sentence) for sentence in chosen]
        samples.append(raw_vectors(encoder, recipe, [sentence.forms for sentence in chosen], places))
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
    parser.add_argument("--output", type=Path, default=DEFAULT_PROJECTION, help="the file to write")
    options = parser.parse_args(arguments)
    try:
        projection = fit_on_sources(
            options.sources,
            SenseVectorRecipe(),
            occurrences=options.occurrences,
            language=options.language,
            seed=options.seed,
        )
        projection.save(options.output, half=True)
    except SenseIndexError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{options.output}: {projection.input_dimension} to {projection.dimension} dimensions", file=sys.stderr)
    return 0


def _sentences(source: str | Path, segmenter: Segmenter) -> list[Sentence]:
    """The distinct sentences of a source that have a content word."""
    found: dict[tuple[str, ...], Sentence] = {}
    for document in segmenter.documents(read_documents(source)):
        found.update((sentence.forms, sentence) for sentence in document.sentences if any(sentence.content))
    if not found:
        raise CorpusError("there is no content word to fit a projection on; give running text", path=str(source))
    return list(found.values())


def _draw(sentences: list[Sentence], occurrences: int, generator: np.random.Generator) -> list[Sentence]:
    """Sentences in a random order, until they have as many content words as asked for."""
    chosen, found = [], 0
    for number in generator.permutation(len(sentences)):
        if found >= occurrences:
            break
        chosen.append(sentences[number])
        found += sum(sentences[number].content)
    return chosen


def _content(sentence: Sentence) -> list[int]:
    return [place for place, content in enumerate(sentence.content) if content]


if __name__ == "__main__":
    sys.exit(main())
