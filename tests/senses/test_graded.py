"""How surely an occurrence has each sense: shares that add up, and the best three of a line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError
from senseindex.senses.algorithms.assign import SHARPNESS, TRUST, best_of, memberships
from senseindex.senses.graded import graded_senses
from tests.subsenses import make_index_of_four_kinds


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make_index_of_four_kinds(tmp_path_factory.mktemp("kinds") / "index") as index:
        yield index


def test_shares_are_a_softmax_of_cosines() -> None:
    random = np.random.default_rng(0)
    vectors, centres = random.normal(size=(5, 8)), random.normal(size=(3, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    for row, vector in zip(memberships(vectors, centres), vectors, strict=True):  # type: ignore[arg-type]
        odds = [float(np.exp(SHARPNESS * vector @ centre)) for centre in centres]
        assert row == pytest.approx([each / sum(odds) for each in odds])


def test_the_best_are_those_with_a_share_worth_telling() -> None:
    shares = np.array([[0.1, 0.6, 0.25, 0.05], [0.0, 0.03, 0.97, 0.0], [0.25, 0.25, 0.25, 0.25]], dtype=np.float32)
    found = [[place for place, _ in row] for row in best_of(shares)]
    assert found == [[1, 2, 0], [2], [0, 1, 2]]


def test_main_senses_have_what_their_subsenses_have(index: SenseIndex) -> None:
    lemma = index.opened.one_lemma("bank")
    vectors = index.vectors([hit.occurrence_id for hit in index.query("bank", n=100).hits])
    names, shares = graded_senses(index.opened.catalog, lemma.id, vectors)
    assert names == ["bank%1.1", "bank%1.2", "bank%2.1", "bank%2.2"]
    assert shares.sum(axis=1) == pytest.approx(np.full(len(vectors), TRUST), abs=1e-5)


def test_a_line_between_two_subsenses_says_both(index: SenseIndex) -> None:
    hits = index.query("bank", n=100).hits
    found = index.alternatives([hit.occurrence_id for hit in hits])
    assert [line.occurrence_id for line in found] == [hit.occurrence_id for hit in hits]
    for line, hit in zip(found, hits, strict=True):
        confidences = [share for _, share in line.senses]
        assert line.senses[0][0] == hit.subsense
        assert confidences == sorted(confidences, reverse=True) and sum(confidences) <= 1.0 + 1e-5
        assert (line.left, line.node, line.right) == (hit.left, hit.node, hit.right)


def test_a_word_without_senses_has_no_alternatives(index: SenseIndex) -> None:
    (hit, *_) = index.query("money", n=1).hits
    assert index.alternatives([hit.occurrence_id])[0].senses == ()
    with pytest.raises(NotFoundError, match="no occurrence 99999"):
        index.alternatives([99999])
