"""Training static vectors on a corpus with gensim: Word2Vec (skip-gram, CBOW) or FastText (skip-gram).

The sentences are read once, in the calling thread, and kept in a temporary file in the target folder for the
epochs, so that any iterable will do and a database connection is not carried into gensim's threads. With the
settings that are recorded, the vectors equal those of `gensim.models.Word2Vec(sentences, ...)`.

Reproducible with one worker: the same sentences, settings and gensim give the same vectors, bit for bit.
With more workers the order of updates depends on the threads, and vectors differ a little from run to run.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from senseindex.errors import StaticVectorError, UsageError
from senseindex.vectors import STATIC_METHODS
from senseindex.vectors.static.storage import SUBWORDS, Progress, StaticWriter, stored_word
from senseindex.vectors.static.subwords import facebook_layout
from senseindex.vectors.static.vectors import StaticVectors

ENOUGH_WORDS = 1_000
"""A vocabulary of fewer words makes `min_count` drop, to 2 and then, below a tenth of this, to 1."""
ENOUGH_TOKENS = 1_000_000
"""A smaller corpus is read more often, until this many tokens have passed."""
MOST_EPOCHS = 50
ONE_WORKER_TOKENS = 20_000_000
"""Up to this many tokens over all epochs the default is one worker, which is reproducible."""

_LONGEST_SENTENCE = 10_000  # gensim drops what comes after this many words of a sentence
_MIN_N, _MAX_N, _MOST_BUCKETS = 3, 6, 2_000_000
_REPORT_EVERY = 1_000


def train_static_vectors(
    sentences: Iterable[Sequence[str]],
    folder: Path | str,
    *,
    method: str = "word2vec-sg",
    dimension: int = 100,
    window: int = 5,
    min_count: int = 5,
    epochs: int = 5,
    seed: int = 0,
    workers: int | None = None,
    unit: str = "lemma",
    source: str = "corpus",
    progress: Progress | None = None,
) -> StaticVectors:
    """Train on sentences of words, write the vectors into `folder` (see `storage`) and open them.

    A small corpus gets settings that still give something sensible: where fewer than 1,000 words occur
    `min_count` times, words that occur twice are taken, and where these are fewer than 100, all words; a corpus
    of fewer than a million tokens is read more than `epochs` times, until a million tokens have passed, 50
    times at most. `workers=None` means one worker up to 20 million tokens over all epochs, else one a core.
    What was used is in `StaticVectors.info.training`. `progress` may be called from another thread.

    `method` is one of `STATIC_METHODS`. Raises UsageError for settings out of range, StaticVectorError for a
    corpus of fewer than two words; the vectors that were in the folder then stay.
    """
    if method not in STATIC_METHODS:
        raise UsageError(f"no static method {method!r}; choose {', '.join(STATIC_METHODS)}")
    for name, value in (("dimension", dimension), ("window", window), ("min_count", min_count), ("epochs", epochs)):
        if value < 1:
            raise UsageError(f"{name} must be at least 1, not {value}")
    if workers is not None and workers < 1:
        raise UsageError(f"workers must be at least 1, not {workers}")
    target = Path(folder)
    with StaticWriter(target) as writer:
        corpus = _Corpus(writer.path / "corpus.txt", progress)
        counts = corpus.write(sentences)
        tokens = counts.total()
        used_epochs = adapted_epochs(tokens, epochs)
        settings = {
            "window": window,
            "min_count": adapted_min_count(counts, min_count),
            "epochs": used_epochs,
            "seed": seed,
            "workers": workers or (1 if tokens * used_epochs <= ONE_WORKER_TOKENS else _cores()),
        }
        vocabulary = {word: count for word, count in counts.items() if count >= settings["min_count"]}
        if len(vocabulary) < 2:
            raise StaticVectorError(f"{source}: {len(vocabulary)} different words are too few to train vectors on")
        model = _train(method, vocabulary, corpus, vector_size=dimension, **settings)
        corpus.path.unlink()
        layout = None
        if method == "fasttext":
            from gensim.models.fasttext import save_facebook_model

            save_facebook_model(model, str(writer.path / SUBWORDS))
            layout = facebook_layout(writer.path / SUBWORDS, source)
        writer.commit(
            model.wv.index_to_key,
            model.wv.vectors,
            [vocabulary[word] for word in model.wv.index_to_key],
            method=method,
            unit=unit,
            source=source,
            training={
                **settings,
                "tokens": tokens,
                "sentences": corpus.sentences,
                "negative": int(model.negative),
                "sample": float(model.sample),
            },
            subwords=layout,
        )
    return StaticVectors.open(target)


def adapted_min_count(counts: Mapping[str, int], min_count: int) -> int:
    """`min_count`, or 2 or 1 where too few words would be left; see `train_static_vectors`."""

    def left(least: int) -> int:
        return sum(count >= least for count in counts.values())

    if min_count <= 1 or left(min_count) >= ENOUGH_WORDS:
        return min_count
    lower = min(min_count, 2)
    return lower if left(lower) >= ENOUGH_WORDS // 10 else 1


def adapted_epochs(tokens: int, epochs: int) -> int:
    """`epochs`, or more for a corpus of fewer than `ENOUGH_TOKENS`; see `train_static_vectors`."""
    return max(epochs, min(MOST_EPOCHS, ceil(ENOUGH_TOKENS / max(tokens, 1))))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Corpus:
    """The sentences in a temporary file, one a line; iterating reads them once more."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path = path
        self.sentences = 0
        self.error: BaseException | None = None
        self.epochs = 1
        self._progress = progress
        self._read = 0

    def write(self, sentences: Iterable[Sequence[str]]) -> Counter[str]:
        counts: Counter[str] = Counter()
        with self.path.open("w", encoding="utf-8", newline="\n") as file:
            for sentence in sentences:
                words = [stored_word(word) for word in sentence if word]
                counts.update(words)
                for start in range(0, len(words), _LONGEST_SENTENCE):
                    file.write(" ".join(words[start : start + _LONGEST_SENTENCE]) + "\n")
                    self.sentences += 1
                    if self._progress and self.sentences % _REPORT_EVERY == 0:
                        self._progress("count words", self.sentences, 0)
        if self._progress:
            self._progress("count words", self.sentences, self.sentences)
        return counts

    def __iter__(self) -> Iterator[list[str]]:
        # gensim reads in a thread of its own and waits for ever if that raises: end early and keep the error.
        try:
            if self.error is not None:
                return
            total = self.sentences * self.epochs
            with self.path.open(encoding="utf-8", newline="\n") as file:
                for line in file:
                    yield line[:-1].split(" ")
                    self._read += 1
                    if self._progress and (self._read % _REPORT_EVERY == 0 or self._read == total):
                        self._progress("train static vectors", self._read, total)
        except Exception as error:
            self.error = error


def _train(method: str, vocabulary: Mapping[str, int], corpus: _Corpus, **settings: int) -> Any:
    from gensim.models import FastText, Word2Vec

    if method == "fasttext":
        model = FastText(sg=1, min_n=_MIN_N, max_n=_MAX_N, bucket=_buckets(vocabulary), **settings)
    else:
        model = Word2Vec(sg=int(method == "word2vec-sg"), **settings)
    model.build_vocab_from_freq(dict(vocabulary), corpus_count=corpus.sentences)
    model.corpus_total_words = sum(vocabulary.values())  # gensim leaves it at 0, and writes it to a Facebook file
    corpus.epochs = settings["epochs"]
    model.train(corpus, total_examples=corpus.sentences, epochs=corpus.epochs)
    if corpus.error is not None:
        raise corpus.error
    return model


def _buckets(words: Iterable[str]) -> int:
    """As many hash buckets as there are n-grams, at most Facebook's two million: a small index stays small."""
    from gensim.models.fasttext import ft_ngram_hashes

    distinct: set[int] = set()
    for word in words:
        distinct.update(ft_ngram_hashes(word, _MIN_N, _MAX_N, 1 << 32))
        if len(distinct) >= _MOST_BUCKETS:
            return _MOST_BUCKETS
    return max(1, len(distinct))
