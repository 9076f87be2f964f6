"""Words in context with known senses, to learn from: three public formats, read as passages for the encoder.

noad       a folder of XML files as SemCor and MASC have them with the senses of a dictionary (Yuan et al. 2016)
usages     a folder with gold/KIND/WORD.jsonl, as `senseindex evaluate usages` reads it; its lines alone
coarsewsd  a folder WORD/test.data.txt and WORD/test.gold.txt, as CoarseWSD-20 has it
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import numpy as np

from senseindex.arrays import FloatArray
from senseindex.corpus.segmentation import Segmenter
from senseindex.errors import CorpusError, UsageError
from senseindex.vectors.contextual.composing import raw_vectors
from senseindex.vectors.contextual.passages import Passage, passage_of, passages
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from senseindex.vectors.contextual.transformers_encoder import TransformersEncoder

PASSAGE: Final = 60
MOST_PASSAGES: Final = 10_000
MOST_USAGES: Final = 300


@dataclass(frozen=True, slots=True)
class LabelledPassage:
    """A passage, and for each of its places the word (lemma and part of speech, or a name of the set) and its sense."""

    passage: Passage
    words: tuple[str, ...]
    senses: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WordUsages:
    """The usages of a word: `vectors` `(n, d)` and the sense of each."""

    name: str
    vectors: FloatArray
    senses: tuple[str, ...]


def read_noad(folder: Path) -> Iterator[LabelledPassage]:
    """Sentences of each document, joined to passages. Raises CorpusError where there are no such files."""
    files = sorted(folder.rglob("*.xml"))
    if not files:
        raise CorpusError("there are no XML files with senses in it; give a folder of SemCor or MASC", path=folder)
    for file in files:
        sentences: list[list[ElementTree.Element]] = []
        try:
            root = ElementTree.parse(file).getroot()
        except ElementTree.ParseError as error:
            raise CorpusError(f"this is no whole XML file ({error})", path=file) from error
        for word in root.iter("word"):
            if not sentences or word.get("break_level") in ("SENTENCE_BREAK", "PARAGRAPH_BREAK"):
                sentences.append([])
            sentences[-1].append(word)
        forms = [[word.get("text") or "" for word in sentence] for sentence in sentences]
        places = [[place for place, word in enumerate(own) if word.get("sense")] for own in sentences]
        marked = iter([own[place] for own, known in zip(sentences, places, strict=True) for place in known])
        for passage in passages(forms, places, PASSAGE):
            own = [next(marked) for _ in passage.places]
            names = tuple(f"{word.get('lemma', '').lower()} {word.get('pos', '')}" for word in own)
            yield LabelledPassage(passage, names, tuple(word.get("sense", "") for word in own))


def read_usage_lines(folder: Path) -> Iterator[LabelledPassage]:
    """A passage for every line. Raises CorpusError where there are none."""
    files = sorted((folder / "gold").glob("*/*.jsonl"))
    if not files:
        raise CorpusError("there is no gold/KIND/WORD.jsonl in it", path=folder)
    segmenter = Segmenter()
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            usage = json.loads(line)
            sentences = segmenter.sentences(usage["text"])
            number, position = next(
                (number, position)
                for number, sentence in enumerate(sentences)
                for position, end in enumerate(sentence.ends)
                if end > usage["text_start"]
            )
            passage = passage_of([sentence.forms for sentence in sentences], number, position, PASSAGE)
            yield LabelledPassage(passage, (f"{file.parent.name}/{file.stem}",), (usage["sense"],))


def read_coarsewsd(folder: Path) -> Iterator[LabelledPassage]:
    """A passage for every test line. Raises CorpusError where there are none."""
    files = sorted(folder.glob("*/test.data.txt"))
    if not files:
        raise CorpusError("there is no WORD/test.data.txt in it", path=folder)
    for file in files:
        gold = file.with_name("test.gold.txt").read_text(encoding="utf-8").split()
        for line, sense in zip(file.read_text(encoding="utf-8").splitlines(), gold, strict=True):
            position, _, tokens = line.partition("\t")
            name = f"coarsewsd/{file.parent.name}"
            yield LabelledPassage(Passage(tuple(tokens.split()), (int(position),)), (name,), (sense,))


READERS: Final[Mapping[str, Callable[[Path], Iterator[LabelledPassage]]]] = {
    "noad": read_noad,
    "usages": read_usage_lines,
    "coarsewsd": read_coarsewsd,
}


def read_labelled(source: str) -> Iterator[LabelledPassage]:
    """The passages of KIND=FOLDER, of a kind in `READERS`.

    Raises UsageError for another kind, CorpusError for a folder without such files.
    """
    kind, _, folder = source.partition("=")
    if kind not in READERS or not folder:
        raise UsageError(f"{source!r} is not KIND=FOLDER with a kind of {', '.join(READERS)}")
    return READERS[kind](Path(folder))


def labelled_words(
    source: str, recipe: SenseVectorRecipe, left_out: frozenset[str], seed: int
) -> tuple[FloatArray, list[WordUsages]]:
    """Vectors before projection of labelled places `(n, D)`, and by word those of words that are not left out.

    `source` is as in `read_labelled`. At most `MOST_PASSAGES` passages are drawn, and `MOST_USAGES` usages of a word.
    """
    generator = np.random.default_rng(seed)
    labelled = [each for each in read_labelled(source) if each.words]
    if len(labelled) > MOST_PASSAGES:
        chosen = np.sort(generator.permutation(len(labelled))[:MOST_PASSAGES])
        labelled = [labelled[number] for number in chosen]
    encoder = TransformersEncoder.load(recipe.model, precision="fp32")
    vectors = raw_vectors(encoder, recipe, [each.passage for each in labelled])
    rows: dict[str, list[int]] = defaultdict(list)
    names = [name for each in labelled for name in each.words]
    senses = [sense for each in labelled for sense in each.senses]
    for row, name in enumerate(names):
        if name.partition(" ")[0] not in left_out:
            rows[name].append(row)
    words = []
    for name, own in rows.items():
        usages = own if len(own) <= MOST_USAGES else generator.permutation(own)[:MOST_USAGES].tolist()
        words.append(WordUsages(name, vectors[usages], tuple(senses[row] for row in usages)))
    return vectors, words
