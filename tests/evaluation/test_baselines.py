"""The vectors and clusters that figures are compared with, and the warning about form and place."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_mutual_info_score

from senseindex.evaluation.baselines import gold_count_clusters, static_context_vectors, tfidf_vectors
from senseindex.evaluation.cases import CaseMaker
from senseindex.evaluation.clusterings import LemmaCases, baseline_clusters, warnings
from senseindex.evaluation.run import Run
from tests.evaluation import layouts


@pytest.fixture(scope="module")
def cases():
    maker = CaseMaker()
    return [maker.of_tokens(*layouts.tokens_and_place(sentence)) for sentence, _ in layouts.labelled()]


def test_tfidf_keeps_the_cosines_of_scikit_learn(cases):
    contexts = [[lemma.lower() for _, lemma in case.context()] for case in cases]
    expected = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(contexts)
    found = tfidf_vectors(cases)
    assert found @ found.T == pytest.approx((expected @ expected.T).toarray(), abs=1e-5)


def test_tfidf_of_many_cases_is_reduced_and_stays_near(cases):
    maker = CaseMaker()
    random = np.random.default_rng(0)
    vocabulary = [f"word{number}" for number in range(500)]
    many = [maker.of_tokens(["bank", *random.choice(vocabulary, 8).tolist()], 0) for _ in range(400)]
    found = tfidf_vectors(many)
    assert found.shape == (400, 256)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(400), abs=1e-4)
    assert np.array_equal(found, tfidf_vectors(many))


def test_cases_without_context_are_no_error():
    maker = CaseMaker()
    assert not tfidf_vectors([maker.of_tokens(["bank"], 0)] * 3).any()


def test_static_contexts_are_means_of_unit_vectors_without_the_target(cases):
    with Run().static(cases) as static:
        found = static_context_vectors(cases, static)
        known = [lemma for _, lemma in cases[0].context() if lemma in static]
        rows = np.stack([static.vector(word) / np.linalg.norm(static.vector(word)) for word in known])
    mean = rows.sum(axis=0)
    assert found[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)
    assert "bank" not in known and "loan" in known


def test_a_file_of_static_vectors_takes_the_place_of_training(cases, tmp_path):
    with Run(static_file=layouts.vectors(tmp_path)).static(cases) as static:
        assert set(static.words) == {"bank", "loan", "river", "boat"}


def test_clusters_of_the_baselines():
    vectors = np.repeat(np.eye(2, dtype=np.float32), 4, axis=0)
    gold = np.repeat([0, 1], 4)
    assert len(set(gold_count_clusters(vectors, gold, 0).tolist())) == 2
    assert gold_count_clusters(vectors, np.zeros(8, dtype=np.int64), 0).tolist() == [0] * 8
    lemma = LemmaCases("x", np.arange(8), gold)
    clusters = baseline_clusters([lemma], [vectors], vectors, 0)
    assert clusters["one_cluster"][0].tolist() == [0] * 8
    assert clusters["one_each"][0].tolist() == list(range(8))
    assert adjusted_mutual_info_score(gold, clusters["tfidf"][0]) == pytest.approx(1.0)


def test_clusters_that_follow_the_form_or_the_place_are_warned_of():
    maker = CaseMaker()
    words = ["w"] * 8
    cases = [
        maker.of_tokens([*words[:place], form, *words[place:]], place)
        for form, place in (("bank", 0), ("banks", 8), ("bank", 8), ("banks", 0)) * 3
    ]
    by_form = [int(case.form == "banks") for case in cases]
    by_place = [int(case.position > 0) for case in cases]
    lemma = LemmaCases("bank", np.arange(12), np.array(by_place))
    figures = warnings([lemma], cases, [np.array(by_form)])
    assert figures["form"] == pytest.approx(1.0) and figures["position_gold"] == pytest.approx(1.0)
    assert abs(figures["position"]) < 0.2 and abs(figures["form_gold"]) < 0.2
    assert warnings([lemma], cases, [np.zeros(12)])["form"] == 0.0
