"""Words with known senses: the three formats that are read, and what is fitted on them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from senseindex.senses.algorithms.average_linkage import BoundaryModel
from senseindex.training import boundaries
from senseindex.training.boundaries import boundaries_of, fit_boundaries
from senseindex.training.labelled import WordUsages, read_coarsewsd, read_noad, read_usage_lines
from senseindex.training.projection import main as fit_projection
from senseindex.training.projection import scatter_within
from senseindex.vectors.contextual.projection import Projection
from senseindex.vectors.likeness import unit

NOAD = """<?xml version="1.0" encoding="UTF-8"?>
<SimpleWsdDoc name="one">
  <word text="The" break_level="NO_BREAK"/>
  <word text="bank" lemma="bank" pos="NOUN" sense="bank.1" break_level="SPACE_BREAK"/>
  <word text="lent" lemma="lend" pos="VERB" sense="lend.1" break_level="SPACE_BREAK"/>
  <word text="." break_level="NO_BREAK"/>
  <word text="Banks" lemma="bank" pos="NOUN" sense="bank.2" break_level="SENTENCE_BREAK"/>
  <word text="flood" break_level="SPACE_BREAK"/>
</SimpleWsdDoc>
"""


@pytest.fixture
def noad(tmp_path: Path) -> Path:
    folder = tmp_path / "noad" / "semcor"
    folder.mkdir(parents=True)
    for number in range(3):
        (folder / f"{number}.xml").write_text(NOAD)
    return folder.parent


def test_documents_become_passages_with_the_places_of_their_senses(noad: Path) -> None:
    passages = list(read_noad(noad))
    assert len(passages) == 3
    assert passages[0].passage.words == ("The", "bank", "lent", ".", "Banks", "flood")
    assert passages[0].passage.places == (1, 2, 4)
    assert passages[0].words == ("bank NOUN", "lend VERB", "bank NOUN")
    assert passages[0].senses == ("bank.1", "lend.1", "bank.2")


def test_lines_of_usages_and_of_coarsewsd_have_one_place_each(tmp_path: Path) -> None:
    gold = tmp_path / "gold" / "letters" / "bank.jsonl"
    gold.parent.mkdir(parents=True)
    text = "We met. The bank was shut."
    gold.write_text(json.dumps({"text": text, "text_start": 12, "text_end": 16, "sense": "money"}) + "\n")
    (usage,) = read_usage_lines(tmp_path)
    assert [usage.passage.words[place] for place in usage.passage.places] == ["bank"]
    assert (usage.words, usage.senses) == (("letters/bank",), ("money",))
    word = tmp_path / "words" / "mole"
    word.mkdir(parents=True)
    (word / "test.data.txt").write_text("1\tthe mole dug\n")
    (word / "test.gold.txt").write_text("2\n")
    (line,) = read_coarsewsd(tmp_path / "words")
    assert (line.passage.words, line.passage.places, line.senses) == (("the", "mole", "dug"), (1,), ("2",))


def test_the_scatter_is_that_within_senses_alone() -> None:
    generator = np.random.default_rng(0)
    deviations = np.array([2.0, 1.0, 0.5])
    usages = generator.standard_normal((40_000, 3)) * deviations
    usages[:20_000] += 100.0
    word = WordUsages("bank", usages.astype(np.float32), ("a",) * 20_000 + ("b",) * 20_000)
    assert np.allclose(scatter_within([word]), np.diag(deviations**2), atol=0.05)


def test_whitening_makes_directions_within_senses_count_less() -> None:
    generator = np.random.default_rng(1)
    vectors = generator.standard_normal((2_000, 4)).astype(np.float32)
    within = np.diag([15.0, 1 / 3, 1 / 3, 1 / 3])
    projection = Projection.fit(vectors, 3, within=within)
    assert projection.matrix is not None
    lengths = np.linalg.norm(projection.matrix, axis=1)
    assert lengths[0] < 0.7 * lengths[1:].min()
    assert Projection.fit(vectors, 3).matrix is not None


def test_labelled_text_becomes_a_projection(noad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left_out = tmp_path / "lemmas.txt"
    left_out.write_text("lend\n")
    output = tmp_path / "projection.safetensors"
    options = ["--labelled", f"noad={noad}", "--leave-out", str(left_out), "--output", str(output)]
    assert fit_projection([*options, "--model", "fast"]) == 0
    assert Projection.load(output).dimension == 256
    assert fit_projection(["--labelled", "words=nowhere", "--output", str(output)]) == 2
    assert "KIND=FOLDER" in capsys.readouterr().err


def clouds(apart: float, seed: int) -> WordUsages:
    generator = np.random.default_rng(seed)
    shared, between = generator.standard_normal((2, 32))
    labels = np.repeat([0, 1], 20)
    vectors = shared + apart * np.outer(labels, between) + 0.8 * generator.standard_normal((40, 32))
    return WordUsages("word", unit(vectors.astype(np.float32)), tuple(map(str, labels)))


def test_the_truth_of_a_boundary_is_whether_its_sides_have_the_same_sense() -> None:
    features, truth = boundaries_of(clouds(3.0, 0))
    assert features.shape[1] == 7 and truth[-1] == pytest.approx(1.0)
    word = clouds(3.0, 0)
    assert boundaries_of(WordUsages("word", word.vectors, ("one",) * 40))[1] == pytest.approx(0.0)


def test_what_is_fitted_tells_the_boundaries_it_has_seen() -> None:
    pairs = [boundaries_of(clouds(3.0 if seed % 2 else 0.0, seed)) for seed in range(40)]
    features = np.concatenate([own for own, _ in pairs])
    truth = np.concatenate([own for _, own in pairs])
    model = fit_boundaries(features, truth, np.ones(len(truth)))
    assert isinstance(model, BoundaryModel)
    found = model.logits(features)
    assert found[truth > 0.9].min() > found[truth < 0.1].mean() and (found[truth > 0.9] > 0).mean() > 0.9


def test_a_wrong_request_is_one_line(capsys: pytest.CaptureFixture[str], noad: Path) -> None:
    assert boundaries.main([f"noad={noad}", "--weights", "1,2"]) == 2
    assert "--weights has 2 numbers for 1 sources" in capsys.readouterr().err
    assert boundaries.main([f"noad={noad}", "--model", "fast"]) == 2
    assert "no word has 20 labelled usages" in capsys.readouterr().err
