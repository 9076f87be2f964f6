"""SemEval-2013 task 13 (Jurgens & Klapaftis 2013): induction where a usage may have several senses by degrees.

    contexts/xml-format/LEMMA.xml   <instance id lemma partOfSpeech token tokenStart tokenEnd>text</instance>
    keys/gold/all.key               LEMMA.POS INSTANCE SENSE[/DEGREE] ...

Only instances in the key count. Degrees are divided by the highest of their instance. An induced sense has the degree
1, the nearest one alone: the engine gives an occurrence one sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import IntArray
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, CaseMaker, existing, located, read_key, read_xml
from senseindex.evaluation.clusterings import Figures, LemmaCases, evaluate_clusters, keyed_cases
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import Degrees, fuzzy_b_cubed, fuzzy_b_cubed_f, fuzzy_nmi, geometric_mean

LAYOUT = "a folder with contexts/xml-format/*.xml and keys/gold/all.key"

GradedKey = dict[str, dict[str, dict[str, float]]]


def read_graded_key(path: Path) -> GradedKey:
    """Lemma -> instance -> sense -> degree, the highest of an instance 1. Raises CorpusError."""
    return read_key(path, "lemma instance sense/degree ...", _degrees)


def _degrees(fields: Sequence[str]) -> dict[str, float]:
    degrees = {}
    for field in fields:
        sense, _, degree = field.partition("/")
        try:
            degrees[sense] = float(degree or 1.0)
        except ValueError:
            raise ValueError(f"{field!r} has no number after the slash") from None
        if not degrees[sense] > 0:
            raise ValueError(f"the degree of {field!r} is not above 0")
    highest = max(degrees.values())
    return {sense: degree / highest for sense, degree in degrees.items()}


def evaluate_wsi2013(path: Path, run: Run) -> Outcome:
    """Induce every lemma of the key and score it with the fuzzy measures of the task."""
    existing(path, LAYOUT, folder=True)
    key = read_graded_key(path / "keys" / "gold" / "all.key")
    lemmas, cases = _read_lemmas(path, key)
    gold = {lemma.lemma: list(key[lemma.lemma].values()) for lemma in lemmas}

    def score(lemma: LemmaCases, labels: IntArray) -> Figures:
        return graded_figures([gold[lemma.lemma]], [labels])

    def summary(labels: Sequence[IntArray]) -> Figures:
        return graded_figures(list(gold.values()), labels)

    gold_clusters = float(np.mean([len({sense for each in own for sense in each}) for own in gold.values()]))

    def graded(best: Sequence[list[list[tuple[int, float]]]]) -> Figures:
        shares = [[{str(sense): share for sense, share in each} for each in own] for own in best]
        figures = fuzzy_figures(list(gold.values()), shares)
        return {f"graded_{name}": figures[name] for name in ("fuzzy_bcubed", "fuzzy_nmi", "avg")}

    return evaluate_clusters(lemmas, cases, run, score, summary, {"gold_clusters": gold_clusters}, graded)


def graded_figures(gold: Sequence[Sequence[Degrees]], labels: Sequence[IntArray]) -> Figures:
    """The official means over lemmas for hard clusters against graded senses."""
    figures = fuzzy_figures(gold, [[{str(label): 1.0} for label in own.tolist()] for own in labels])
    return figures | {"clusters": float(np.mean([len(np.unique(own)) for own in labels]))}


def fuzzy_figures(gold: Sequence[Sequence[Degrees]], found: Sequence[Sequence[Degrees]]) -> Figures:
    """The official means over lemmas for graded answers against graded senses."""
    pairs = list(zip(gold, found, strict=True))
    b_cubed = fuzzy_b_cubed_f([fuzzy_b_cubed(*pair) for pair in pairs])
    nmi = float(np.mean([fuzzy_nmi(*pair) for pair in pairs]))
    return {"fuzzy_bcubed": b_cubed, "fuzzy_nmi": nmi, "avg": geometric_mean(b_cubed, nmi)}


def _read_lemmas(folder: Path, key: GradedKey) -> tuple[list[LemmaCases], list[Case]]:
    place = existing(folder / "contexts" / "xml-format", LAYOUT, folder=True)
    instances: dict[str, tuple[Element, Path]] = {}
    for file in sorted(place.glob("*.xml")):
        for element in read_xml(file).iter("instance"):
            instances[element.get("id", "")] = (element, file)
    maker = CaseMaker()

    def case(lemma: str, instance: str) -> Case:
        if instance not in instances:
            raise CorpusError(f"the instance {instance} of keys/gold/all.key is in no file", path=place)
        return _case(*instances[instance], maker)

    return keyed_cases(key, case, lambda degrees: "+".join(sorted(degrees)))


def _case(element: Element, file: Path, maker: CaseMaker) -> Case:
    text = "".join(element.itertext())
    name = element.get("id", "")
    try:
        start, end = int(element.get("tokenStart", "")), int(element.get("tokenEnd", ""))
    except ValueError:
        raise CorpusError(f"the instance {name} has no tokenStart and tokenEnd in numbers", path=file) from None
    token = element.get("token", "")
    if token and text[start:end] != token:
        # White space may have been changed since the places were counted: the same token nearest to them.
        places = [at for at in range(len(text)) if text.startswith(token, at)]
        if not places:
            raise CorpusError(f"the instance {name} does not contain its token {token!r}", path=file)
        start = min(places, key=lambda at: abs(at - start))
        end = start + len(token)
    with located(file, instance=f"the instance {name}: "):
        return maker.of_text(text, start, end)
