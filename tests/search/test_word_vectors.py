"""All vectors of a word or a sense, beside those of its occurrences one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import NotFoundError
from tests.builders import make_bank_index


def test_a_word_gives_the_ids_and_vectors_of_all_its_occurrences(tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "index") as index:
        ids, vectors = index.vectors("banks")

        assert ids.tolist() == sorted(hit.occurrence_id for hit in index.query("bank", n=1000))
        np.testing.assert_array_equal(vectors, index.vectors(ids.tolist()))

        one_word, list_of_one = index.induce("bank"), index.induce(["bank"])
        assert (one_word.lemmas, one_word.senses) == (list_of_one.lemmas, list_of_one.senses) == (1, 2)
        by_sense = [index.vectors(f"bank%{number}") for number in (1, 2)]
        for number, found in enumerate(by_sense, 1):
            assert found.ids.tolist() == sorted(
                hit.occurrence_id for hit in index.query(sense=f"bank%{number}", n=1000)
            )
            np.testing.assert_array_equal(found.vectors, index.vectors(found.ids.tolist()))
        assert sum(len(found.ids) for found in by_sense) == len(ids)

        document = index.query("bank", n=1)[0].document
        index.upkeep.delete([document])
        assert len(index.vectors("bank").ids) == len(index.query("bank", n=1000)) < len(ids)
        for missing in ("bonk", "bank%9"):
            with pytest.raises(NotFoundError):
                index.vectors(missing)
