"""An index of marked usages: what it costs is told first, the recipe is kept whole, and whoever asks it reads alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.answers.concordance import Hit
from senseindex.vectors.contextual.recipe import recipe_for
from tests.vectors.contextual.by_hand import unit
from tests.vectors.marked_models import PlainSentenceEncoder, marked_text, save_marked_model
from tests.vectors.tiny_models import HIDDEN, LAYERS, save_tiny_model

LINES = [
    "The river burst its bank and the children watched",
    "She opened an account at the bank with her savings",
    "A crane nested near the reed beds of the river bank",
    "The bankers raised the rates of interest at the bank",
    "The crane lifted the container onto the ship",
]
POOLING = {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tiny = save_tiny_model("bert", tmp_path_factory.mktemp("bert"))
    return save_marked_model(tiny, tmp_path_factory.mktemp("marked"), known="plain", pooling=POOLING)


@pytest.fixture(scope="module")
def notes() -> list[str]:
    return []


@pytest.fixture(scope="module")
def index(model: Path, notes: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    folder = tmp_path_factory.mktemp("corpus")
    for number, line in enumerate(LINES):
        (folder / f"{number}.txt").write_text(line + ".")
    recipe = recipe_for(model, "marked", window=4, codec="fp16")
    with SenseIndex.create(folder / "index", recipe=recipe) as index:
        index.ingest(sorted(folder.glob("*.txt")), static="none", on_note=notes.append, device="cpu", workers=0)
        yield index


def content_hits(index: SenseIndex) -> list[Hit]:
    """All tokens that have a vector, with their whole lines."""
    return [hit for hit in index.query(pattern="[]", n=100, window=100).hits if hit.occurrence_id]


def test_the_recipe_is_kept_with_the_pooling_that_was_found(index: SenseIndex, model: Path) -> None:
    with SenseIndex.open(index.path) as again:
        assert again.recipe == replace(recipe_for(model, "marked", window=4, codec="fp16"), pooling="cls")
        assert (again.recipe.marks, again.recipe.kind, again.recipe.passage) == ("<t> </t>", "marked", 0)
        assert again.info().recipe["pooling"] == "cls"


def test_stored_vectors_are_those_of_the_marked_lines(index: SenseIndex, model: Path) -> None:
    plain = PlainSentenceEncoder(model)
    hits = content_hits(index)
    assert len(hits) > 20
    stored = index.vectors([hit.occurrence_id for hit in hits])
    for hit, vector in zip(hits, stored, strict=True):
        words = [*LINES[int(hit.document[0])].split(), "."]
        place = len(hit.left.split())
        assert words[place] == hit.node
        first = max(0, place - 4)
        raw = unit(plain.encode(marked_text(words[first : place + 5], place - first), "cls"))
        expected = index.opened.models.projection.apply(raw[None])[0]
        np.testing.assert_allclose(vector, expected, atol=2e-3)


def test_examples_and_new_texts_are_read_in_the_same_way(index: SenseIndex) -> None:
    examples = [line.replace("bank ", "[bank] ") + "." for line in LINES[:2]]
    compared = index.words.compare("bank", examples, layers="-1")
    hits = {hit.document: hit.occurrence_id for hit in index.query("bank", n=10).hits}
    one, other = index.vectors([hits["0.txt"], hits["1.txt"]])
    assert compared.contextual[0][1] == pytest.approx(float(one @ other), abs=2e-3)
    for number, example in enumerate(examples):
        found = index.query(context=example, any_word=True, own_word=True, where="document <> ''", n=100).hits
        own = [hit.score for hit in found if (hit.document, hit.node) == (f"{number}.txt", "bank")]
        assert own == [pytest.approx(1.0, abs=2e-3)]


def test_a_new_text_gets_the_senses_of_the_same_lines_in_the_index(index: SenseIndex) -> None:
    index.induce(["bank"], algorithm="kmeans", parameters={"smallest_cluster": 1, "smallest_silhouette": -1.0})
    senses = {hit.document: hit.sense for hit in index.query("bank", n=10).hits}
    assert len(set(senses.values())) == 4
    for number, sense in senses.items():
        found = {word.node: word.sense for word in index.assign(LINES[int(number[0])] + ".").items}
        assert found["bank"] == sense


def test_the_cost_is_told_in_one_line(index: SenseIndex, model: Path, notes: list[str]) -> None:
    told = [note for note in notes if "reads every usage by itself" in note]
    assert len(told) == 1 and "\n" not in told[0]
    # All was read before the first was encoded; a projection is fitted on all of it too.
    inputs = 2 * index.info().occurrences
    tokenizer = PlainSentenceEncoder(model).tokenizer
    marked = plain = 0
    for hit in content_hits(index):
        words = [*LINES[int(hit.document[0])].split(), "."]
        place = len(hit.left.split())
        first = max(0, place - 4)
        text = marked_text(words[first : place + 5], place - first)
        marked += len(tokenizer(text, add_special_tokens=False)["input_ids"])
    for line in LINES:
        plain += len(tokenizer(line + ".", add_special_tokens=False)["input_ids"])
    tiny = LAYERS * (4 * HIDDEN**2 + 2 * HIDDEN * 64)
    times = marked * tiny / (plain * 6 * 12 * 384**2)
    found = re.search(r"about ([\d,]+) inputs, (.+) on this machine, ([\d.]+) times the work of fast", told[0])
    assert found is not None, told[0]
    assert int(found[1].replace(",", "")) == inputs
    assert float(found[3]) == pytest.approx(times, rel=0.06)  # one digit is told


def test_recipes_of_words_tell_no_cost(model: Path, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text(". ".join(LINES))
    notes: list[str] = []
    with SenseIndex.create(tmp_path / "index", model=str(model)) as index:
        index.ingest(tmp_path / "text.txt", static="none", on_note=notes.append, device="cpu", workers=0)
        assert (index.recipe.kind, index.recipe.pooling) == ("words", "")
    assert not [note for note in notes if "usage" in note]
