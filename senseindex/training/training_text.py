"""The text that senses are trained on: which passages, which words are learnt from and which are kept aside.

Of labelled text a quarter of the lemmas is kept aside, and no label of it is learnt from; of plain text every tenth
passage. What is drawn follows from the seed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from senseindex.arrays import IntArray, numbered
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import UsageError
from senseindex.training.labelled import PASSAGE, LabelledPassage, read_labelled
from senseindex.vectors.contextual.passages import passages

HELD_OUT: Final = 0.25
"""Share of the labelled lemmas that is kept aside."""

USAGES_A_SENSE: Final = 8
USAGES_HELD_OUT: Final = 40
WORDS_HELD_OUT: Final = 120

Group = dict[str, list[int]]
"""Usages of one word by sense; "" where the senses are not known. A usage is a number, counted over all passages."""


@dataclass(frozen=True, eq=False)
class HeldOutWord:
    """A word that is kept aside: its usages `(n,)` and their senses `(n,)` from 0, or None where they are not known."""

    name: str
    usages: IntArray
    senses: IntArray | None


@dataclass(frozen=True, eq=False)
class TrainingText:
    """Passages; the first `learnt` of them are learnt from, the others hold words that are kept aside.

    Usages are numbered over all passages: those of passage p are `first[p]:first[p + 1]`, in the order of its places.
    """

    passages: tuple[LabelledPassage, ...]
    learnt: int
    labelled: tuple[Group, ...]
    unlabelled: tuple[Group, ...]
    held_out: tuple[HeldOutWord, ...]
    first: IntArray

    @property
    def owners(self) -> IntArray:
        """The passage of each usage."""
        return np.repeat(np.arange(len(self.passages)), np.diff(self.first))

    def narrowed(self, kept: Sequence[bool]) -> TrainingText:
        """The same without some passages, in the same order."""
        numbers, count = {}, 0
        for owner, usage in zip(self.owners.tolist(), range(int(self.first[-1])), strict=True):
            if kept[owner]:
                numbers[usage] = count
                count += 1
        remaining = tuple(passage for passage, keep in zip(self.passages, kept, strict=True) if keep)
        held_out = []
        for word in self.held_out:
            here = np.array([usage in numbers for usage in word.usages.tolist()], dtype=bool)
            usages = np.array([numbers[usage] for usage in word.usages[here].tolist()], dtype=np.int64)
            senses = None if word.senses is None else word.senses[here]
            if len(usages) > 1 and (senses is None or len(np.unique(senses)) > 1):
                held_out.append(HeldOutWord(word.name, usages, senses))
        return TrainingText(
            remaining,
            int(np.sum(kept[: self.learnt])),
            _renumbered(self.labelled, numbers),
            _renumbered(self.unlabelled, numbers),
            tuple(held_out),
            _offsets(remaining),
        )


def read_training_text(
    labelled: Sequence[str],
    texts: Sequence[Path],
    *,
    left_out: frozenset[str] = frozenset(),
    most_passages: int = 20_000,
    fewest_held_out: int = 20,
    language: str = "en",
    seed: int = 0,
) -> TrainingText:
    """Read sources KIND=FOLDER of labelled text, and files or folders of plain text; draw what is used of them.

    Labels of the lemmas `left_out` are not looked at. At most `most_passages` are drawn of plain text, from each source
    as many. A word that is kept aside has `fewest_held_out` usages or more. Raises UsageError where nothing can be
    learnt, CorpusError where a source cannot be read.
    """
    generator = np.random.default_rng(seed)
    pool = [each for source in labelled for each in read_labelled(source) if each.words]
    words, held_out = _labelled_words(pool, left_out, fewest_held_out, generator)
    if labelled and not words:
        raise UsageError(
            "no lemma has two senses and labelled usages enough to learn from; give more labelled text, or leave "
            "fewer lemmas out"
        )
    plain, aside = _plain_passages(texts, most_passages, language, generator)
    owners = np.repeat(np.arange(len(pool)), [len(each.words) for each in pool])
    learnt = sorted({int(owners[usage]) for word in words for usages in word.values() for usage in usages})
    kept = sorted({int(owners[usage]) for word in held_out for usage in word.usages} - set(learnt))
    order = [pool[number] for number in learnt] + plain + [pool[number] for number in kept] + aside
    first, old_first = _offsets(order), _offsets(pool)
    places = {number: place for place, number in enumerate(learnt)}
    places |= {number: len(learnt) + len(plain) + place for place, number in enumerate(kept)}
    numbers = {
        int(old_first[old]) + own: int(first[new]) + own
        for old, new in places.items()
        for own in range(len(pool[old].words))
    }
    unlabelled = _by_lemma(plain, int(first[len(learnt)]), 4)
    if texts and not unlabelled:
        raise UsageError("no word comes four times in the plain text; give more text")
    held = [
        HeldOutWord(word.name, np.array([numbers[usage] for usage in word.usages.tolist()]), word.senses)
        for word in held_out
    ]
    if not labelled:
        rows = _by_lemma(aside, int(first[len(order) - len(aside)]), 5)
        held = [
            HeldOutWord(aside_name, np.array(usages[""][:USAGES_HELD_OUT]), None)
            for aside_name, usages in list(rows.items())[:WORDS_HELD_OUT]
        ]
    return TrainingText(
        tuple(order),
        len(learnt) + len(plain),
        _renumbered(words, numbers),
        tuple(unlabelled.values()),
        tuple(held),
        first,
    )


def lemma_of(name: str) -> str:
    """The lemma of a word's name in labelled text: `bank NOUN`, `novels/bank`."""
    return name.partition(" ")[0].rpartition("/")[2].lower()


def _labelled_words(
    pool: Sequence[LabelledPassage], left_out: frozenset[str], fewest: int, generator: np.random.Generator
) -> tuple[list[Group], list[HeldOutWord]]:
    """Words to learn from, and words that are kept aside; usages are numbered over the pool."""
    groups: dict[str, Group] = defaultdict(lambda: defaultdict(list))
    usage = 0
    for each in pool:
        for name, sense in zip(each.words, each.senses, strict=True):
            if lemma_of(name) not in left_out:
                groups[name][sense].append(usage)
            usage += 1
    lemmas = sorted({lemma_of(name) for name in groups})
    held = {lemmas[place] for place in generator.permutation(len(lemmas))[: int(len(lemmas) * HELD_OUT)]}
    words, aside = [], []
    for name, senses in groups.items():
        if len(senses) < 2:
            continue
        if lemma_of(name) in held:
            pairs = [(usage, sense) for sense, usages in senses.items() for usage in usages]
            if len(pairs) >= fewest:
                drawn = [pairs[place] for place in generator.permutation(len(pairs))[:USAGES_HELD_OUT]]
                usages, labels = zip(*drawn, strict=True)
                if len(set(labels)) > 1:
                    aside.append(HeldOutWord(name, np.array(usages), numbered(labels)))
        elif max(map(len, senses.values())) > 1:
            word = {sense: generator.permutation(own)[:USAGES_A_SENSE].tolist() for sense, own in senses.items()}
            if sum(map(len, word.values())) >= 4:
                words.append(word)
    chosen = np.sort(generator.permutation(len(aside))[:WORDS_HELD_OUT])
    return words, [aside[place] for place in chosen]


def _plain_passages(
    texts: Sequence[Path], most: int, language: str, generator: np.random.Generator
) -> tuple[list[LabelledPassage], list[LabelledPassage]]:
    """Passages with the lemmas of their content words: those to learn from, and every tenth one."""
    segmenter = Segmenter(language)
    drawn: list[LabelledPassage] = []
    for source in texts:
        drawn += _sample(_content_passages(source, segmenter), max(1, most // len(texts)), generator)
    order = [drawn[place] for place in generator.permutation(len(drawn))]
    tenth = len(order) // 10
    return order[tenth:], order[:tenth]


def _content_passages(source: Path, segmenter: Segmenter) -> Iterator[LabelledPassage]:
    for document in segmenter.documents(read_documents(source)):
        sentences = document.sentences
        places = [[place for place, content in enumerate(each.content) if content] for each in sentences]
        lemmas = iter([each.lemmas[place] for each, own in zip(sentences, places, strict=True) for place in own])
        paragraphs = [each.paragraph for each in sentences]
        for passage in passages([each.forms for each in sentences], places, PASSAGE, paragraphs):
            names = tuple(next(lemmas) for _ in passage.places)
            if names:
                yield LabelledPassage(passage, names, ("",) * len(names))


def _sample(stream: Iterable[LabelledPassage], most: int, generator: np.random.Generator) -> list[LabelledPassage]:
    """At most so many of a stream, each with the same chance (Vitter 1985, algorithm R)."""
    kept: list[LabelledPassage] = []
    for number, passage in enumerate(stream):
        if number < most:
            kept.append(passage)
        elif (place := int(generator.integers(number + 1))) < most:
            kept[place] = passage
    return kept


def _by_lemma(own: Sequence[LabelledPassage], usage: int, fewest: int) -> dict[str, Group]:
    """Usages of each lemma, numbered from `usage`, where there are `fewest` or more."""
    rows: dict[str, list[int]] = defaultdict(list)
    for each in own:
        for name in each.words:
            rows[name].append(usage)
            usage += 1
    return {name: {"": usages} for name, usages in sorted(rows.items()) if len(usages) >= fewest}


def _renumbered(groups: Sequence[Group], numbers: dict[int, int]) -> tuple[Group, ...]:
    """The groups with other numbers of usages; what has none is left out, and a group of fewer than two too."""
    result = []
    for group in groups:
        kept = {sense: [numbers[usage] for usage in usages if usage in numbers] for sense, usages in group.items()}
        kept = {sense: usages for sense, usages in kept.items() if usages}
        if sum(map(len, kept.values())) > 1:
            result.append(kept)
    return tuple(result)


def _offsets(order: Sequence[LabelledPassage]) -> IntArray:
    return np.concatenate([[0], np.cumsum([len(each.words) for each in order], dtype=np.int64)]).astype(np.int64)
