"""SemEval-2010 task 14 (Manandhar et al. 2010): word sense induction, scored with paired F-score and V-measure.

    test_data/{nouns,verbs}/LEMMA.{n,v}.xml   one element an instance; its target stands in <TargetSentence>
    keys/all.key                              LEMMA.POS <blank> INSTANCE <blank> SENSE

The target is not marked: it is the first form of the lemma in the sentence. Figures are means over lemmas, weighted by
their instances, as the scorers of the task count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from senseindex.answers.evaluation import Outcome
from senseindex.arrays import IntArray
from senseindex.errors import CorpusError
from senseindex.evaluation.cases import Case, CaseMaker, existing, read_key, read_xml
from senseindex.evaluation.clusterings import Figures, LemmaCases, evaluate_clusters, keyed_cases, mean_figures
from senseindex.evaluation.run import Run
from senseindex.evaluation.scorers import geometric_mean, paired_f_score, v_measure

LAYOUT = "a folder with test_data/nouns, test_data/verbs and keys/all.key"

ENDINGS = {"nouns": ".n", "verbs": ".v"}

HOMOGRAPHS = {"lie": ("lay", "lain", "laid"), "swear": ("swore", "sworn")}
"""Forms that the lemmatizer gives to another lemma."""

Key = dict[str, dict[str, str]]


def read_senses(path: Path) -> Key:
    """Lemma -> instance -> sense of a key file with one sense an instance. Raises CorpusError."""
    return read_key(path, "lemma instance sense", lambda fields: fields[0].partition("/")[0])


def evaluate_wsi2010(path: Path, run: Run) -> Outcome:
    """Induce every lemma of the key and score it with the official measures."""
    existing(path, LAYOUT, folder=True)
    key = read_senses(path / "keys" / "all.key")
    lemmas, cases = _read_lemmas(path, key)

    def summary(labels: Sequence[IntArray]) -> Figures:
        scored = {lemma.lemma: _scored(lemma, own) for lemma, own in zip(lemmas, labels, strict=True)}
        parts = {name: [lemma for lemma in lemmas if lemma.lemma.endswith(ending)] for name, ending in ENDINGS.items()}
        return {**_summary(lemmas, scored), **{name: _summary(own, scored) for name, own in parts.items() if own}}

    return evaluate_clusters(lemmas, cases, run, _scored, summary)


def _scored(lemma: LemmaCases, labels: IntArray) -> Figures:
    return {
        "f_score": paired_f_score(lemma.gold, labels),
        "v_measure": v_measure(lemma.gold, labels),
        "clusters": float(len(np.unique(labels))),
        "gold_clusters": float(len(np.unique(lemma.gold))),
    }


def _summary(lemmas: Sequence[LemmaCases], scored: Mapping[str, Figures]) -> Figures:
    """The official means of these lemmas, and the plain mean of the numbers of clusters."""
    own = {lemma.lemma: scored[lemma.lemma] for lemma in lemmas}
    weighted, plain = mean_figures(own, [len(lemma.places) for lemma in lemmas]), mean_figures(own)
    return {
        "f_score": weighted["f_score"],
        "v_measure": weighted["v_measure"],
        "avg": geometric_mean(weighted["f_score"], weighted["v_measure"]),
        "clusters": plain["clusters"],
        "gold_clusters": plain["gold_clusters"],
    }


def _read_lemmas(folder: Path, key: Key) -> tuple[list[LemmaCases], list[Case]]:
    files = {file.name.removesuffix(".xml"): file for file in sorted((folder / "test_data").glob("*/*.xml"))}
    maker = CaseMaker()
    instances: dict[str, dict[str, Element]] = {}

    def case(lemma: str, instance: str) -> Case:
        file = files[lemma]
        if instance not in instances[lemma]:
            raise CorpusError(f"the instance {instance} of keys/all.key is not in it", path=file)
        return _case(instances[lemma][instance], lemma.partition(".")[0], maker, file)

    for lemma in sorted(key):
        if lemma not in files:
            problem = f"there is no {lemma}.xml for the lemma {lemma} of keys/all.key; give {LAYOUT}"
            raise CorpusError(problem, path=folder / "test_data")
        instances[lemma] = {element.tag: element for element in read_xml(files[lemma])}
    return keyed_cases(key, case, str)


def _case(element: Element, lemma: str, maker: CaseMaker, file: Path) -> Case:
    """The case of an instance: its whole text as a document, the target in its target sentence."""
    target = element.find("TargetSentence")
    if target is None or not (target.text or "").strip():
        raise CorpusError(f"the instance {element.tag} has no <TargetSentence>", path=file)
    before, sentence, after = ((text or "").strip() for text in (element.text, target.text, target.tail))
    start = len(before) + 1 if before else 0
    text = " ".join(part for part in (before, sentence, after) if part)
    words = [
        (form.lower(), known.lower(), first, last)
        for each in maker.segmenter.sentences(sentence)
        for form, known, first, last in zip(each.forms, each.lemmas, each.starts, each.ends, strict=True)
    ]
    wanted = {lemma, *HOMOGRAPHS.get(lemma, ())}
    places = [(first, last) for form, known, first, last in words if form in wanted or known in wanted]
    if not places:  # a spelling of its own, as in dialogue
        near = get_close_matches(lemma, [form for form, *_ in words], n=1, cutoff=0.0)
        places = [(first, last) for form, _, first, last in words if form in near]
    first, last = places[0]
    return maker.of_text(text, start + first, start + last)
