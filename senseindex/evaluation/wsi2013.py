"""SemEval-2013 task 13 (Jurgens & Klapaftis 2013): induction where a usage may have several senses by degrees.

    contexts/xml-format/LEMMA.xml   <instance id lemma partOfSpeech token tokenStart tokenEnd>text</instance>
    keys/gold/all.key               LEMMA.POS INSTANCE SENSE[/DEGREE] ...

Only instances in the key count. Degrees are divided by the highest of their instance. An induced sense has the degree
1, the nearest one alone: the engine gives an occurrence one sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import IntArray
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, CaseMaker, existing_folder, read_lines, read_xml
from senseindex.evaluation.clusterings import LemmaCases, cluster_lemmas
from senseindex.evaluation.fuzzy import Degrees, fuzzy_b_cubed, fuzzy_b_cubed_f, fuzzy_nmi
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import geometric_mean

LAYOUT = "a folder with contexts/xml-format/*.xml and keys/gold/all.key"

GradedKey = dict[str, dict[str, dict[str, float]]]


def read_graded_key(path: Path) -> GradedKey:
    """Lemma -> instance -> sense -> degree, the highest of an instance 1. Raises CorpusError."""
    key: GradedKey = {}
    for number, line in enumerate(read_lines(path), 1):
        fields = line.split()
        if len(fields) < 3:
            raise CorpusError("the line is not `lemma instance sense/degree ...`", path=str(path), line=number)
        degrees = {}
        for field in fields[2:]:
            sense, _, degree = field.partition("/")
            try:
                degrees[sense] = float(degree or 1.0)
            except ValueError:
                raise CorpusError(f"{field!r} has no number after the slash", path=str(path), line=number) from None
            if not degrees[sense] > 0:
                raise CorpusError(f"the degree of {field!r} is not above 0", path=str(path), line=number)
        if fields[1] in key.setdefault(fields[0], {}):
            raise CorpusError(f"the instance {fields[1]} has senses already", path=str(path), line=number)
        highest = max(degrees.values())
        key[fields[0]][fields[1]] = {sense: degree / highest for sense, degree in degrees.items()}
    return key


def evaluate_wsi2013(path: Path, run: Run) -> Outcome:
    """Induce every lemma of the key and score it with the fuzzy measures of the task."""
    existing_folder(path, LAYOUT)
    key = read_graded_key(path / "keys" / "gold" / "all.key")
    lemmas, cases = _read_lemmas(path, key)
    gold = [list(key[lemma.lemma].values()) for lemma in lemmas]
    clustered = cluster_lemmas(lemmas, cases, run)
    figures: dict[str, Any] = graded_figures(gold, clustered.labels)
    figures["gold_clusters"] = float(np.mean([len({sense for each in own for sense in each}) for own in gold]))
    figures["unclear"] = clustered.unclear
    figures["follows"] = clustered.follows
    baselines = {name: graded_figures(gold, clusters) for name, clusters in clustered.baselines.items()}
    breakdown = {
        lemma.lemma: graded_figures([own], [each])
        for lemma, own, each in zip(lemmas, gold, clustered.labels, strict=True)
    }
    return Outcome(figures, baselines, breakdown)


def graded_figures(gold: Sequence[Sequence[Degrees]], labels: Sequence[IntArray]) -> dict[str, float]:
    """The official means over lemmas for hard clusters against graded senses."""
    found = [[{str(label): 1.0} for label in own.tolist()] for own in labels]
    pairs = list(zip(gold, found, strict=True))
    b_cubed = fuzzy_b_cubed_f([fuzzy_b_cubed(*pair) for pair in pairs])
    nmi = float(np.mean([fuzzy_nmi(*pair) for pair in pairs]))
    clusters = float(np.mean([len(np.unique(own)) for own in labels]))
    return {"fuzzy_bcubed": b_cubed, "fuzzy_nmi": nmi, "avg": geometric_mean(b_cubed, nmi), "clusters": clusters}


def _read_lemmas(folder: Path, key: GradedKey) -> tuple[list[LemmaCases], list[Case]]:
    place = existing_folder(folder / "contexts" / "xml-format", LAYOUT)
    instances: dict[str, tuple[ElementTree.Element, Path]] = {}
    for file in sorted(place.glob("*.xml")):
        for element in read_xml(file).iter("instance"):
            instances[element.get("id", "")] = (element, file)
    maker = CaseMaker()
    lemmas: list[LemmaCases] = []
    cases: list[Case] = []
    for lemma in sorted(key):
        first = len(cases)
        for instance in key[lemma]:
            if instance not in instances:
                raise CorpusError(f"the instance {instance} of keys/gold/all.key is in no file", path=str(place))
            cases.append(_case(*instances[instance], maker))
        senses = ["+".join(sorted(each)) for each in key[lemma].values()]
        gold = np.unique(senses, return_inverse=True)[1].astype(np.int64)
        lemmas.append(LemmaCases(lemma, np.arange(first, len(cases)), gold))
    return lemmas, cases


def _case(element: ElementTree.Element, file: Path, maker: CaseMaker) -> Case:
    text = "".join(element.itertext())
    name = element.get("id", "")
    try:
        start, end = int(element.get("tokenStart", "")), int(element.get("tokenEnd", ""))
    except ValueError:
        raise CorpusError(f"the instance {name} has no tokenStart and tokenEnd in numbers", path=str(file)) from None
    token = element.get("token", "")
    if token and text[start:end] != token:
        # White space may have been changed since the places were counted: the same token nearest to them.
        places = [at for at in range(len(text)) if text.startswith(token, at)]
        if not places:
            raise CorpusError(f"the instance {name} does not contain its token {token!r}", path=str(file))
        start = min(places, key=lambda at: abs(at - start))
        end = start + len(token)
    try:
        return maker.of_text(text, start, end)
    except ValueError as error:
        raise CorpusError(f"the instance {name}: {error}", path=str(file)) from None
