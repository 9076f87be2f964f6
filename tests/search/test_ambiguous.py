"""Words by how ambiguous they are."""

from __future__ import annotations

from pathlib import Path

from tests.builders import make_bank_index


def test_ambiguous_words_come_with_the_clearest_first(tmp_path: Path) -> None:
    index = make_bank_index(tmp_path / "index")
    found = index.words.ambiguous(min_frequency=10)
    expected = {}
    for lemma in ("bank", "volume", "money"):
        senses = index.senses(lemma, examples=0)
        if senses.separability is not None:
            expected[lemma] = senses.separability
    assert {each.lemma: each.separability for each in found} == expected and "bank" in expected
    assert [each.separability for each in found] == sorted(expected.values(), reverse=True)
    index.edit.merge("bank%1", "bank%2")
    assert "bank" not in [each.lemma for each in index.words.ambiguous(min_frequency=10)]
    index.edit.undo()
    assert index.words.ambiguous(min_frequency=10) == found
    assert len(index.words.ambiguous(min_frequency=1000)) == 0
    assert [each.lemma for each in index.words.ambiguous(1, min_frequency=10)] == [found[0].lemma]
