"""All-words disambiguation with the senses of a wordnet, in the format of Raganato et al. (2017).

NAME.data.xml      texts of sentences, whose tokens are <wf> and <instance id lemma pos>
NAME.gold.key.txt  beside it: id and sense keys of Princeton WordNet, one or more, of each instance

An answer is right where it is one of the instance's keys. An instance whose lemma the wordnet does not have gets no
answer; one whose keys the wordnet has under other names, or not at all, cannot be answered right (`coverage`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import DoubleArray, FloatArray
from senseindex.corpus.annotated import DocumentBuilder, Surface
from senseindex.corpus.documents import Sentence
from senseindex.corpus.segmentation import Segmenter
from senseindex.edit.dictionaries.disambiguation import prior_of, probabilities, scores
from senseindex.edit.dictionaries.entries import DictionarySense, upos
from senseindex.edit.dictionaries.sense_vectors import head, sense_vectors, witnesses
from senseindex.edit.dictionaries.wn_lmf import read_wn_lmf
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, read_lines, read_xml
from senseindex.evaluation.clusterings import Figures
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import calibration_error, harmonic_mean
from senseindex.vectors.likeness import unit

LAYOUT = "a file NAME.data.xml with NAME.gold.key.txt beside it, or the folder of both"
PARTS = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}

PUBLISHED = {
    "senseval2": {"first_sense": 0.668, "most_frequent": 0.656, "ukb": 0.688, "glossbert": 0.777},
    "senseval3": {"first_sense": 0.662, "most_frequent": 0.660, "ukb": 0.661, "glossbert": 0.752},
    "semeval2007": {"first_sense": 0.552, "most_frequent": 0.545, "ukb": 0.530, "glossbert": 0.725},
    "semeval2013": {"first_sense": 0.630, "most_frequent": 0.638, "ukb": 0.688, "glossbert": 0.761},
    "semeval2015": {"first_sense": 0.678, "most_frequent": 0.671, "ukb": 0.703, "glossbert": 0.804},
}
"""F1 by the `source` of the file, with WordNet 3.0: its first sense and the most frequent sense of SemCor (Raganato et
al. 2017), UKB (Agirre, Lopez de Lacalle & Soroa 2018), which like ours learns from no labels, and GlossBERT (Huang et
al. 2019), which was trained on SemCor."""

_ENCODED = 1024
_FITTED = 2048


@dataclass(frozen=True, slots=True)
class Instance:
    """A word to disambiguate, with the keys that are right; `lemma` in small letters, with blanks."""

    id: str
    lemma: str
    pos: str
    keys: frozenset[str]
    case: Case


@dataclass(frozen=True)
class WordInstances:
    """The instances of a lemma by their places, and its senses in the wordnet, in its order."""

    places: list[int]
    senses: list[DictionarySense]


def evaluate_wsd(path: Path, run: Run) -> Outcome:
    """F1 of the senses that an index would give to the instances, over all and by part of speech, and baselines."""
    segmenter = Segmenter()
    instances, source = read_instances(path, segmenter)
    if run.wordnet is None:
        raise CorpusError("the wordnet is missing; give --senses", path=path)
    words = _words(instances, run.wordnet)
    answers = _answers(instances, words, segmenter, run)
    right = {name: _shares(instances, words, chosen) for name, chosen in answers.items()}
    right["random"] = _random(instances, words)
    figures = {name: _figures(instances, own) for name, own in right.items()}
    known = {place for word in words if word.senses for place in word.places}
    covered = [
        bool(instances[place].keys & {sense.key for sense in word.senses}) for word in words for place in word.places
    ]
    found = figures.pop("senseindex") | {
        "instances": len(instances),
        "coverage": float(np.mean(covered)),
        "lemmas_missing": len(instances) - len(known),
        "monosemous": float(np.mean([len(word.senses) == 1 for word in words for _ in word.places])),
        "calibration_error": _calibration(answers["senseindex"], right["senseindex"]),
    }
    if source in PUBLISHED:
        found["published"] = PUBLISHED[source]
    breakdown = {
        f"{instances[word.places[0]].lemma}.{instances[word.places[0]].pos}": {
            "instances": len(word.places),
            "senses": len(word.senses),
            "right": float(np.nansum(right["senseindex"][word.places])),
            "first_sense": float(np.nansum(right["first_sense"][word.places])),
        }
        for word in words
    }
    return Outcome(found, figures, breakdown)


# -- reading --------------------------------------------------------------------------------------------------------


def read_instances(path: Path, segmenter: Segmenter) -> tuple[list[Instance], str]:
    """The instances that have a key, in the order of the file, and what the file calls its source.

    Raises CorpusError.
    """
    data, gold = _files(path)
    key: dict[str, frozenset[str]] = {}
    for number, line in enumerate(read_lines(gold), 1):
        name, *keys = [*line.split(), ""]
        if len(keys) < 2:
            raise CorpusError("the line is not `id key [key ...]`", path=gold, line=number)
        key[name] = frozenset(each.lower() for each in keys if each)
    root = read_xml(data)
    instances: list[Instance] = []
    for text in root.iter("text") if root.find(".//text") is not None else [root]:
        instances += _instances(text, key, segmenter, data)
    if not instances:
        raise CorpusError(f"it has no <instance> that {gold.name} has a key for; give {LAYOUT}", path=data)
    return instances, root.get("source", "").lower()


def _files(path: Path) -> tuple[Path, Path]:
    if path.is_dir():
        found = sorted(path.glob("*.data.xml"))
        if len(found) != 1:
            names = ", ".join(each.name for each in found) if found else "none"
            raise CorpusError(f"one NAME.data.xml is wanted here, and there are: {names}; give {LAYOUT}", path=path)
        path = found[0]
    if not path.is_file():
        raise CorpusError(f"there is no such file; give {LAYOUT}", path=path)
    gold = path.with_name(path.name.removesuffix(".xml").removesuffix(".data") + ".gold.key.txt")
    if not gold.is_file():
        raise CorpusError(f"the answers are missing: there is no {gold.name} beside it", path=path)
    return path, gold


def _instances(text: Element, key: dict[str, frozenset[str]], segmenter: Segmenter, path: Path) -> list[Instance]:
    builder = DocumentBuilder("", "", {})
    wanted: list[tuple[Element, int, int]] = []
    for sentence in text.iter("sentence"):
        tokens: list[str] = []
        for element in sentence:
            forms = "".join(element.itertext()).replace("_", " ").split()
            if element.tag == "instance" and element.get("id") in key and forms:
                lemma = element.get("lemma", "").replace("_", " ")
                place = head(lemma, upos(element.get("pos", ""))) if len(lemma.split()) == len(forms) else 0
                wanted.append((element, len(builder), len(tokens) + place))
            tokens += forms
        if tokens:
            builder.add([Surface(token, True, [(token, "", "")]) for token in tokens])
    if not wanted:
        return []
    (document,) = segmenter.documents([builder.build()])
    found = []
    for element, number, position in wanted:
        name, lemma, pos = (element.get(attribute, "") for attribute in ("id", "lemma", "pos"))
        if not lemma or not pos:
            raise CorpusError(f"the instance {name} needs a lemma and a pos", path=path)
        case = Case(document.sentences, number, position)
        found.append(Instance(name, lemma.replace("_", " ").lower(), upos(pos), key[name], case))
    return found


def _words(instances: Sequence[Instance], wordnet: Path) -> list[WordInstances]:
    """The instances by lemma and part of speech, with the senses of each; written alike, then in other letters."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, instance in enumerate(instances):
        places.setdefault((instance.lemma, instance.pos), []).append(place)
    senses: dict[tuple[str, str], list[DictionarySense]] = {key: [] for key in places}
    keyed = False
    for sense in read_wn_lmf(wordnet):
        keyed = keyed or bool(sense.key)
        if (own := senses.get((sense.lemma.lower(), sense.pos))) is not None:
            own.append(sense)
    if not keyed:
        raise CorpusError(
            "its senses have no sense keys, neither in their ids nor in dc:identifier; give a wordnet made from "
            "Princeton WordNet, such as Open English Wordnet",
            path=wordnet,
        )
    return [
        WordInstances(own, sorted(senses[key], key=lambda sense: sense.lemma != key[0])) for key, own in places.items()
    ]


# -- answers --------------------------------------------------------------------------------------------------------

Answers = list[tuple[int, float]]
"""The sense of each instance by its place among those of its word, -1 for none, and how sure that is."""


def _answers(
    instances: Sequence[Instance], words: Sequence[WordInstances], segmenter: Segmenter, run: Run
) -> dict[str, Answers]:
    senses = [sense for word in words for sense in word.senses]
    cases = [instance.case for instance in instances]
    some = [target for sense in senses[:_FITTED] for target, _ in witnesses(sense, segmenter.sentences)]
    encode = run.encoder([*cases, *some])
    blocks = []
    for start in range(0, len(cases), _ENCODED):
        blocks.append(encode(cases[start : start + _ENCODED]))
    contexts = unit(np.concatenate(blocks))
    known = []
    for start in range(0, len(senses), _ENCODED):
        run.report("encode", start, len(senses))
        known.append(sense_vectors(senses[start : start + _ENCODED], segmenter.sentences, encode))
    vectors = np.concatenate(known) if known else np.zeros((0, contexts.shape[1]), dtype=np.float32)
    lesk = _lesk(instances, words, segmenter)
    found: dict[str, Answers] = {}
    counted = any(sense.count >= 0 for sense in senses)
    start = 0
    for number, word in enumerate(words):
        own = vectors[start : start + len(word.senses)]
        start += len(word.senses)
        for name, ranking in _rankings(word, contexts[word.places], own, lesk[number], counted).items():
            answers = found.setdefault(name, [(-1, 0.0)] * len(instances))
            for place, row in zip(word.places, ranking, strict=True):
                answers[place] = (int(row.argmax()), float(row.max()))
    return found


def _rankings(
    word: WordInstances, contexts: FloatArray, senses: FloatArray, lesk: DoubleArray, counted: bool
) -> dict[str, DoubleArray]:
    """What each way to disambiguate gives the senses of a word `(n, k)`: the highest wins, the first of equals."""
    if not word.senses:
        return {}
    prior = prior_of(word.senses)
    first = np.zeros((len(word.places), len(word.senses)))
    rankings = {
        "senseindex": probabilities(scores(contexts, senses, prior)),
        "first_sense": first,
        "likeness": scores(contexts, senses, np.zeros(len(word.senses))),
        "lesk": lesk,
    }
    if counted:
        rankings["most_frequent"] = first + np.array([float(sense.count) for sense in word.senses])
    return rankings


def _lesk(instances: Sequence[Instance], words: Sequence[WordInstances], segmenter: Segmenter) -> list[DoubleArray]:
    """Cosines `(n, k)` of TF-IDF for every word: the three sentences around an instance, and what is said of a sense.

    Lesk (1986) with definitions and examples, weighted as Vasilescu, Langlais & Lapalme (2004) found best.
    """

    def content(sentences: Sequence[Sentence], but: str) -> list[str]:
        return [
            lemma.lower()
            for sentence in sentences
            for lemma, told in zip(sentence.lemmas, sentence.content, strict=True)
            if told and lemma.lower() != but
        ]

    said = [
        [
            content(segmenter.sentences(" ; ".join((sense.definition, *sense.examples))), sense.lemma.lower())
            for sense in word.senses
        ]
        for word in words
    ]
    flat = [text for own in said for text in own]
    if not any(flat):
        return [np.zeros((len(word.places), len(word.senses))) for word in words]
    weigher = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit(flat)
    found = []
    for word, own in zip(words, said, strict=True):
        if not own:
            found.append(np.zeros((len(word.places), 0)))
            continue
        around = []
        for place in word.places:
            case = instances[place].case
            sentences = case.sentences[max(case.number - 1, 0) : case.number + 2]
            around.append(content(sentences, instances[place].lemma))
        found.append((weigher.transform(around) @ weigher.transform(own).T).toarray())
    return found


# -- figures --------------------------------------------------------------------------------------------------------


def _shares(instances: Sequence[Instance], words: Sequence[WordInstances], answers: Answers) -> DoubleArray:
    """1 for each instance with a right answer `(n,)`, 0 for a wrong one, nan where there is no answer."""
    found = np.full(len(instances), np.nan)
    for word in words:
        for place in word.places:
            chosen = answers[place][0]
            if chosen >= 0:
                found[place] = word.senses[chosen].key in instances[place].keys
    return found


def _random(instances: Sequence[Instance], words: Sequence[WordInstances]) -> DoubleArray:
    """What a sense drawn at random gets on average."""
    found = np.full(len(instances), np.nan)
    for word in words:
        for place in word.places if word.senses else ():
            found[place] = np.mean([sense.key in instances[place].keys for sense in word.senses])
    return found


def _figures(instances: Sequence[Instance], right: DoubleArray) -> Figures:
    """F1, precision over what was answered, recall over all, and F1 by part of speech."""
    pos = np.array([instance.pos for instance in instances])
    found: dict[str, Any] = dict(zip(("f1", "precision", "recall"), _f1(right), strict=True))
    return found | {name: _f1(right[pos == tag])[0] for tag, name in PARTS.items() if (pos == tag).any()}


def _f1(right: DoubleArray) -> tuple[float, float, float]:
    answered = ~np.isnan(right)
    precision = float(right[answered].mean()) if answered.any() else 0.0
    recall = float(np.nansum(right) / len(right))
    return harmonic_mean(precision, recall), precision, recall


def _calibration(answers: Answers, right: DoubleArray) -> float:
    answered = ~np.isnan(right)
    sure = np.array([each for _, each in answers])[answered]
    return calibration_error(sure, right[answered] > 0, np.ones(len(sure)))
