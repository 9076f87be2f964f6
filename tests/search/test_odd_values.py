"""Values that callers have at hand and no type checker saw: numpy's numbers, lists for tuples, nothing at all."""

from collections.abc import Iterator

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import FilterError, UsageError
from senseindex.search.query import Query
from tests.builders import make_bank_index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    with make_bank_index(tmp_path_factory.mktemp("odd") / "index") as opened:
        yield opened


def test_ids_may_be_whole_numbers_of_numpy(index: SenseIndex) -> None:
    ids = [hit.occurrence_id for hit in index.query("bank", n=3)]
    np.testing.assert_array_equal(index.vectors(np.array(ids)), index.vectors(ids))  # type: ignore[arg-type]
    assert index.edit.tick([np.int64(ids[0])]).changed  # type: ignore[list-item]


def test_a_place_may_be_a_list_as_json_has_it(index: SenseIndex) -> None:
    hit = index.query("bank", n=1)[0]
    place = [hit.document, hit.start]
    np.testing.assert_array_equal(index.vectors([place]), index.vectors([hit.occurrence_id]))  # type: ignore[list-item]


def test_no_occurrences_have_no_vectors(index: SenseIndex) -> None:
    (dimension,) = index.vectors([1])[0].shape
    assert index.vectors([]).shape == (0, dimension)


@pytest.mark.parametrize("seed", [1.5, "one"])
def test_a_seed_is_a_whole_number_and_nothing_is_kept_of_another(index: SenseIndex, seed: object) -> None:
    before = index.info().induction
    with pytest.raises(UsageError, match="whole number"):
        index.induce(["bank"], seed=seed)  # type: ignore[call-overload]
    assert index.info().induction == before


def test_parameters_are_names_with_values(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="names with values"):
        index.induce(["bank"], parameters=[("k", 2)])  # type: ignore[call-overload]


def test_a_word_is_named_once(index: SenseIndex) -> None:
    with pytest.raises(UsageError, match="which word"):
        index.query("bank", lemma="river")
    assert Query.of(Query.of("bank", sense="bank%1"), sense=None).senses == ()


def test_a_number_that_sqlite_has_no_room_for_is_a_filter_error(index: SenseIndex) -> None:
    with pytest.raises(FilterError):
        index.query("bank", where="year > ?", parameters=[10**30])
