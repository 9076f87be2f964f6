"""`evaluate` from Python and the command line: the keys that are promised, the same figures for the same seed, and
known figures on the real data."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import StaticVectorError, UsageError
from senseindex.evaluation import SETS, evaluate
from senseindex.evaluation.cases import CaseMaker
from senseindex.evaluation.pairs import best_threshold
from senseindex.evaluation.run import Run
from senseindex.sense_index import SenseIndex
from senseindex.vectors.likeness import unit
from tests.evaluation import layouts
from tests.vectors.tiny_models import save_tiny_model

KEYS = {
    "coarsewsd": (
        "centroid_macro_f1",
        "labelled_macro_f1",
        "few_shot_macro_f1",
        "retrieval_map",
        "retrieval_p10",
        "induction_ari",
        "induction_bcubed",
        "induction_v",
        "induction_k",
    ),
    "wsi2010": ("f_score", "v_measure", "avg", "clusters", "nouns", "verbs"),
    "wsi2013": ("fuzzy_bcubed", "fuzzy_nmi", "avg"),
    "semcor-wsi": ("bcubed", "v", "ari", "weighted"),
    "wic": ("accuracy",),
    "scws": ("spearman",),
    "cosimlex": ("change", "similarity"),
}
BASELINES = {
    "coarsewsd": {"one_cluster", "one_each", "most_frequent", "cosine", "tfidf", "static"},
    "wic": {"most_frequent", "tfidf", "static"},
    "scws": {"tfidf", "static"},
    "cosimlex": {"tfidf", "static"},
}


@pytest.mark.parametrize("name", layouts.LAYOUTS)
def test_every_set_gives_its_figures_beside_the_baselines(name, run):
    path = layouts.LAYOUTS[name](Path("data"))
    outcome = run("evaluate", name, str(path), "--json")
    assert outcome.code == 0, outcome.err
    answer = json.loads(outcome.out)
    assert set(KEYS[name]) <= set(answer)
    assert set(answer["baselines"]) == BASELINES.get(name, {"one_cluster", "one_each", "tfidf", "static"})
    again = evaluate(name, path)
    assert again.figures == {key: answer[key] for key in again.figures}
    table = run("evaluate", name, str(path)).out
    assert "senseindex" in table and "TF-IDF" in table
    assert f"{KEYS[name][0]} " in table


def test_money_and_rivers_come_apart(tmp_path):
    figures = evaluate("coarsewsd", layouts.coarsewsd(tmp_path)).figures
    assert figures["centroid_macro_f1"] == figures["labelled_macro_f1"] == 1.0
    assert figures["retrieval_map"] > 0.7  # 0.6 by chance, of five others two of the same sense


def test_induction_goes_the_way_of_an_index(tmp_path):
    """The senses of an evaluation are those of a real index of the same documents."""
    sentences = [layouts.plain(sentence) for sentence, _ in layouts.labelled()]
    with SenseIndex.create(tmp_path / "index") as index:
        layouts.write(
            tmp_path / "bank.jsonl",
            *(json.dumps({"id": f"{number:02}", "text": text}) for number, text in enumerate(sentences)),
        )
        index.ingest(tmp_path / "bank.jsonl", static="none")
        index.induce(["bank"])
        senses = {hit.document: hit.sense for hit in index.query("bank", n=100)}
        parts = index.opened
        stored = parts.store.read(parts.catalog.segments.cells([parts.lemmas("bank")[0].id]))
    rows = [layouts.tokens_and_place(sentence) for sentence, _ in layouts.labelled()]
    maker = CaseMaker()
    vectors = Run().vectors([maker.of_tokens(*row) for row in rows])
    assert np.sort(vectors @ vectors.T, axis=None) == pytest.approx(
        np.sort(stored[1] @ stored[1].T, axis=None), abs=0.02
    )
    answer = evaluate("coarsewsd", layouts.coarsewsd(tmp_path / "data"))
    assert answer.figures["induction_k"] == len({sense for sense in senses.values() if not str(sense).endswith("%0")})


def test_full_precision_keeps_every_dimension():
    cases = [CaseMaker().of_tokens(*layouts.tokens_and_place(sentence)) for sentence in layouts.MONEY]
    stored, whole = Run().vectors(cases), Run(full_precision=True).vectors(cases)
    assert (stored.shape[1], whole.shape[1]) == (256, 1152)
    assert np.linalg.norm(whole, axis=1) == pytest.approx(np.ones(len(cases)), abs=1e-5)
    assert unit(stored) @ unit(stored).T == pytest.approx(whole @ whole.T, abs=0.15)


def test_another_model_has_its_projection_fitted_on_the_set(tmp_path):
    model = save_tiny_model("bert", tmp_path / "model")
    path = layouts.coarsewsd(tmp_path / "data")
    result = evaluate("coarsewsd", path, model=str(model))
    assert result.vectors == str(model.resolve())
    assert result.figures != evaluate("coarsewsd", path).figures
    assert result.figures == evaluate("coarsewsd", path, model=str(model)).figures


def test_thresholds_lie_between_cosines_and_fit_best():
    cosines = np.array([0.1, 0.4, 0.5, 0.9])
    assert best_threshold(cosines, np.array([False, False, True, True])) == pytest.approx(0.45)
    assert best_threshold(cosines, np.array([True, True, True, True])) < 0.1
    assert best_threshold(cosines, np.array([False] * 4)) > 0.9
    equal = best_threshold(np.array([0.5, 0.5, 0.5, 0.2]), np.array([True, True, False, False]))
    assert 0.2 < equal < 0.5


def test_static_vectors_answer_analogies_and_similarities(run):
    vectors = layouts.vectors(Path("data"))
    similarity = run(
        "evaluate", "similarity", str(layouts.similarity(Path("data"))), "--static-vectors", str(vectors), "--json"
    )
    figures = json.loads(similarity.out)
    assert figures["spearman"] == pytest.approx(1.0)
    assert (figures["pairs"], figures["out_of_vocabulary"]) == (3, 0.25)
    analogy = run("evaluate", "analogy", str(layouts.analogy(Path("data"))), "--static-vectors", str(vectors), "--json")
    figures = json.loads(analogy.out)
    assert (figures["accuracy"], figures["correct"], figures["total"], figures["skipped"]) == (1.0, 1, 1, 1)


def test_static_sets_need_vectors_and_no_encoder(run, tmp_path):
    path = str(layouts.similarity(Path("data")))
    outcome = run("evaluate", "similarity", path)
    assert outcome.code == 1 and "there is no index here" in outcome.err
    assert run("evaluate", "similarity", path, "--model", "other").code == 2
    with pytest.raises(StaticVectorError, match="name an index or a file"):
        evaluate("similarity", path)


def test_unknown_sets_and_options_are_refused(run):
    with pytest.raises(UsageError, match="there is no set 'nothing'"):
        evaluate("nothing", "nowhere")
    outcome = run("evaluate", "nothing", "nowhere")
    assert outcome.code == 2 and all(name in outcome.err for name in SETS)
    assert run("evaluate", "coarsewsd", "nowhere", "--seed", "-1").code == 2


@pytest.mark.slow
def test_known_figures_on_real_data(shared_data):
    """Floors a little below what was measured when this was written; they rise with the engine."""
    result = evaluate("coarsewsd", shared_data / "coarsewsd20")
    figures = result.figures
    assert figures["centroid_macro_f1"] >= 0.93
    assert figures["labelled_macro_f1"] >= 0.94
    assert figures["few_shot_macro_f1"] >= 0.88
    assert figures["retrieval_map"] >= 0.80 and figures["retrieval_p10"] >= 0.84
    assert figures["induction_ari"] >= 0.55 and figures["induction_bcubed"] >= 0.83
    assert figures["confidence"]["clear_accuracy"] > figures["confidence"]["accuracy"]
    for name in ("cosine", "tfidf", "static"):
        assert result.baselines[name]["centroid_macro_f1"] < figures["centroid_macro_f1"]
    whole = evaluate("coarsewsd", shared_data / "coarsewsd20", full_precision=True).figures
    assert abs(whole["centroid_macro_f1"] - figures["centroid_macro_f1"]) < 0.01
