"""The indexes that search is measured on are sound, and hold the texts, words and senses of their source."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.upkeep.doctor import examine
from tests.benchmarks.large_index import blocks, build, layout
from tests.builders import make_bank_index


@pytest.mark.parametrize(("share", "codec"), [(0.4, None), (1.0, "sq4"), (2.6, "fp16")])
def test_a_large_index_repeats_its_source(share: float, codec: str | None, tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "source") as source:
        source.upkeep.compact()
        whole = source.info().occurrences
        senses = {sense.id for sense in source.senses("bank")}
        once = source.query("bank", n=1000)
    path = build(tmp_path / "source", tmp_path / "large", int(share * whole), codec)
    assert examine(path).problems == ()
    with SenseIndex.open(path) as large, SenseIndex.open(tmp_path / "source") as source:
        info = large.info()
        assert share * whole <= info.occurrences < share * whole + 20
        assert info.recipe["codec"] == codec or codec is None
        assert {sense.id for sense in large.senses("bank")} <= senses
        found = large.query("bank", n=1000)
        assert {(hit.left, hit.node, hit.right) for hit in found} <= {(hit.left, hit.node, hit.right) for hit in once}
        assert len(found) == found.total == sum(sense.size for sense in large.senses("bank"))
        made = list(blocks(source.opened, layout(source.opened.catalog, int(share * whole))))
        catalog, store = large.opened.catalog, large.opened.store
        for block in made:
            ids, vectors = store.read(catalog.segments.cells([block.lemma_id]))
            assert sorted(ids.tolist()) == sorted(block.ids.tolist())
            original = block.vectors[np.argsort(block.ids)]
            assert ((vectors[np.argsort(ids)] * original).sum(axis=1) > 0.9).all()
