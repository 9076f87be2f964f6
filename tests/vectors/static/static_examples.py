"""Small sets of static vectors for the tests, with gensim's view of the same vectors beside ours."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from gensim.models import FastText, KeyedVectors

LETTERS = "abcdeéfghiklmnoßprstuüw漢字"


def random_keyed_vectors(words: int = 1500, dimension: int = 24, seed: int = 3) -> KeyedVectors:
    """Random words of one to nine letters with Gaussian vectors of unequal lengths."""
    generator = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < words:
        names["".join(generator.choices(LETTERS, k=generator.randint(1, 9)))] = None
    matrix = np.random.default_rng(seed).normal(size=(words, dimension)).astype(np.float32)
    matrix *= np.random.default_rng(seed + 1).uniform(0.2, 5, size=(words, 1)).astype(np.float32)
    keyed = KeyedVectors(dimension)
    keyed.add_vectors(list(names), matrix)
    return keyed


def random_sentences(count: int = 400, seed: int = 5) -> list[list[str]]:
    """Sentences over 60 words in which neighbours in the alphabet tend to stand together."""
    generator = random.Random(seed)
    words = ["".join(generator.choices(LETTERS, k=generator.randint(3, 9))) for _ in range(60)]
    sentences = []
    for _ in range(count):
        centre = generator.randrange(len(words))
        sentences.append([words[(centre + generator.randint(0, 5)) % len(words)] for _ in range(12)])
    return sentences


def small_fasttext(buckets: int = 500, **settings: int) -> FastText:
    """A FastText model trained by gensim."""
    return FastText(
        random_sentences(), vector_size=16, min_count=2, epochs=3, bucket=buckets, workers=1, seed=1, **settings
    )


def save_binary(keyed: KeyedVectors, path: Path) -> Path:
    keyed.save_word2vec_format(str(path), binary=True)
    return path
