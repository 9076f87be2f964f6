"""An induction as data, and the places where its algorithm is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex.arrays import IntArray
from senseindex.errors import SenseIndexError, UsageError
from senseindex.senses.algorithms import registry
from senseindex.senses.algorithms.clustering import cluster_occurrences
from senseindex.senses.algorithms.gather import divide
from senseindex.senses.algorithms.induction import Induction
from senseindex.senses.algorithms.occurrences import Context, LemmaOccurrences
from senseindex.senses.algorithms.registry import register_induction_algorithm
from tests.senses.algorithms.test_gather import clouds

MODULE = """
import numpy as np

def halves(occurrences, seed, *, share=0.5, turned=False):
    numbers = np.arange(len(occurrences)) >= share * len(occurrences)
    return (numbers ^ turned).astype(int)

def careful(occurrences, seed, limit):
    return np.zeros(len(occurrences), dtype=int)

def anything(occurrences, seed, **parameters):
    return np.zeros(len(occurrences), dtype=int)

def stranger(path):
    raise SystemExit("never called")
"""


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module of algorithms, and a package that offers one by an entry point."""
    (tmp_path / "homemade.py").write_text(MODULE)
    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n")
    installed = tmp_path / "homemade-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: homemade\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[senseindex.induction]\noffered = homemade:halves\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry, "_registered", {})
    yield
    registry._imported.cache_clear()


def occurrences(count: int) -> LemmaOccurrences:
    return LemmaOccurrences(np.eye(count, dtype=np.float32), "bank-n")


@pytest.mark.parametrize("name", ["homemade:halves", "offered", "registered"])
def test_an_algorithm_is_found_by_path_by_entry_point_and_by_registration(name: str) -> None:
    import homemade  # type: ignore[import-not-found]

    register_induction_algorithm("registered", homemade.halves)
    induction = Induction.of(name, {"share": 0.25})
    induction.check()
    assert induction.cluster(occurrences(4)).tolist() == [0, 1, 1, 1]


def test_an_induction_is_plain_data() -> None:
    induction = Induction.of("homemade:halves", {"turned": True, "share": 0.25}, seed=7)
    assert induction == Induction.of("homemade:halves", {"share": 0.25, "turned": True}, seed=7)
    assert Induction.from_dict(json.loads(json.dumps(induction.to_dict()))) == induction
    assert str(induction) == "homemade:halves (share=0.25, turned=True, seed=7)"
    assert str(Induction()) == "average-linkage"
    for data in ({}, {"algorithm": "kmeans"}, {**induction.to_dict(), "more": 1}, {**induction.to_dict(), "seed": "7"}):
        with pytest.raises(UsageError, match="is no induction"):
            Induction.from_dict(data)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        (
            "kmean",
            {},
            "no induction algorithm 'kmean'; there are average-linkage, kmeans, offered, two-level, and any other by",
        ),
        ("nowhere:here", {}, "'nowhere:here' cannot be imported: No module named 'nowhere'"),
        ("broken:here", {}, "'broken:here' cannot be imported: No module named 'nothing_of_this_name'"),
        ("homemade:missing", {}, "'homemade:missing' cannot be imported: .*no attribute 'missing'"),
        ("homemade:stranger", {}, r"'homemade:stranger' is no induction algorithm: .*\(occurrences, seed, ...\)"),
        ("homemade:np", {}, "'homemade:np' is no induction algorithm"),
        ("homemade:halves", {"shade": 1}, "homemade:halves has no parameter 'shade'; it has share, turned"),
        (
            "homemade:halves",
            {"share": "much"},
            "the parameter share of homemade:halves is a number, such as 0.5: 'much'",
        ),
        ("homemade:halves", {"share": True}, "the parameter share of homemade:halves is a number, such as 0.5: True"),
        ("homemade:halves", {"turned": 1}, "the parameter turned of homemade:halves is a boolean, such as False: 1"),
        ("homemade:anything", {"words": ["a"]}, "the parameter words of homemade:anything is a number, a text or a"),
        ("homemade:careful", {}, "homemade:careful needs the parameter 'limit'"),
        ("two-level", {"sharpness": 1.0}, "two-level has no parameter 'sharpness'; it has fine_clusters, least_gain"),
    ],
)
def test_what_cannot_be_is_one_line_before_any_work(name: str, parameters: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message) as error:
        Induction.of(name, parameters).check()
    assert "\n" not in str(error.value)


def test_parameters_that_an_algorithm_takes_are_fine() -> None:
    Induction.of("homemade:careful", {"limit": "any kind"}).check()
    Induction.of("homemade:anything", {"one": 1, "two": "b", "three": False}).check()
    Induction.of("homemade:halves", {"share": 1}).check()
    Induction.of("kmeans", {"largest_count": 3}).check()


@pytest.mark.parametrize("name", ["two-level", "mine:own"])
def test_some_names_cannot_be_registered(name: str) -> None:
    with pytest.raises(UsageError, match="choose another name"):
        register_induction_algorithm(name, lambda occurrences, seed: np.zeros(len(occurrences), dtype=np.int64))


@pytest.mark.parametrize("answer", [[0, 1], [0.0, 1.0, 1.0], [[0], [1], [1]], ["a", "b", "b"]])
def test_an_answer_that_is_none_is_refused(answer: list[object]) -> None:
    register_induction_algorithm("wrong", lambda occurrences, seed: answer)  # type: ignore[arg-type,return-value]
    with pytest.raises(UsageError, match=r"wrong gave an array .* for 3 occurrences of bank-n"):
        Induction("wrong").cluster(occurrences(3))


def test_an_algorithm_that_fails_says_on_what() -> None:
    def failing(occurrences: LemmaOccurrences, seed: int) -> IntArray:
        raise ZeroDivisionError("by nought")

    register_induction_algorithm("failing", failing)
    message = "failing failed on 3 occurrences of bank-n: ZeroDivisionError: by nought"
    with pytest.raises(SenseIndexError, match=message):
        Induction("failing").cluster(occurrences(3))


@pytest.mark.parametrize(
    ("answer", "clusters"),
    [([5, 2, 5, -1], [1, 0, 1, -1]), ([-1, -1, -1, -1], [0, 0, 0, 0]), ([0, 1, 0, 2], [0, 1, 0, 2])],
)
def test_cluster_numbers_have_no_gaps(answer: list[int], clusters: list[int]) -> None:
    register_induction_algorithm("given", lambda occurrences, seed: np.array(answer))
    assert Induction("given").cluster(occurrences(4)).tolist() == clusters


def test_contexts_are_read_when_asked_for_those_that_are_clustered() -> None:
    sentences = [Context(("a", word, "."), 1) for word in "bcdef"]
    asked: list[list[int]] = []

    def read(places: IntArray) -> list[Context]:
        asked.append(places.tolist())
        return [sentences[place] for place in places.tolist()]

    def by_letter(occurrences: LemmaOccurrences, seed: int) -> IntArray:
        assert occurrences.lemma == "letter-n"
        words = [context.tokens[context.position] for context in occurrences.contexts()]
        return np.array([word > "c" for word in words], dtype=np.int64)

    register_induction_algorithm("by letter", by_letter)
    vectors = np.eye(5, dtype=np.float32)
    given = LemmaOccurrences(vectors, "letter-n", read)
    starts = np.array([0, 1, 3, 4])
    assert cluster_occurrences(given, starts, Induction()).labels.tolist() == [0] * 5
    assert asked == []
    assert cluster_occurrences(given, starts, Induction("by letter")).labels.tolist() == [0, 0, 0, 1, 1]
    assert asked == [[0, 1, 3, 4]]
    assert divide(given, None, Induction("by letter"))[0].tolist() == [1, 1, 0, 0, 0]
    with pytest.raises(UsageError, match="asks for contexts"):
        Induction("by letter").cluster(LemmaOccurrences(vectors, "letter-n"))


def test_a_sense_is_divided_as_the_induction_says() -> None:
    vectors, truth = clouds((60, 40), 0, spread=0.3)
    for induction in (Induction(), Induction("kmeans"), Induction.of("homemade:halves", {"share": 0.6})):
        labels, _ = divide(LemmaOccurrences(vectors), None, induction)
        assert (labels == truth).all()


def test_what_an_algorithm_leaves_out_is_put_to_the_nearest_part() -> None:
    vectors, truth = clouds((60, 40), 0, spread=0.3)
    register_induction_algorithm("timid", lambda occurrences, seed: np.where(np.arange(100) % 3, truth, -1))
    assert (divide(LemmaOccurrences(vectors), None, Induction("timid"))[0] == truth).all()


def test_clusters_that_no_occurrence_is_clearly_in_are_no_senses() -> None:
    register_induction_algorithm("every other", lambda occurrences, seed: np.arange(len(occurrences)) % 3)
    vectors = np.repeat(np.eye(4, dtype=np.float32)[:1], 30, axis=0)  # nothing tells these clusters apart
    found = cluster_occurrences(LemmaOccurrences(vectors), np.arange(30), Induction("every other"))
    assert found.labels.tolist() == [0] * 30
    assert len(found.centres) == len(found.discriminants) == 1
