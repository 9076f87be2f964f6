"""Capitals inside sentences, against a count by hand and one by a regular expression."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.builders import TinyIndex, document

TEXTS = {
    "one": "Phineas saw the bank, Phineas ran. Bank and river met Phineas.",
    "two": "She said, “Come to the Bank, Ärger and phineas.” The end: Stop there.",
}


@pytest.fixture
def tiny(tmp_path: Path) -> TinyIndex:
    tiny = TinyIndex(tmp_path)
    tiny.add(*(document(name, text) for name, text in TEXTS.items()))
    return tiny


def counts(tiny: TinyIndex, size: int = 1000, **options: object) -> dict[str, tuple[int, int]]:
    inside, capitals = tiny.catalog.sentences.capital_counts(size, **options)  # type: ignore[arg-type]
    spelling = {lemma_id: lemma for lemma_id, (lemma, _) in tiny.catalog.lemmas.names().items()}
    found = {spelling[i]: (int(inside[i]), int(capitals[i])) for i in spelling if i < size}
    assert not capitals[[i for i in range(size) if i not in spelling]].any()
    return found


def test_what_opens_a_sentence_or_a_quotation_tells_nothing(tiny: TinyIndex) -> None:
    found = counts(tiny)
    assert found["phineas"] == (3, 2)  # the first of `one` opens it; `two` has a small one
    assert found["bank"] == (2, 1)
    assert found["ärger"] == (1, 1)
    assert found["come"] == found["stop"] == (0, 0)  # behind a quotation mark, behind a colon


def test_all_tokens_are_counted_as_a_pattern_finds_them(tiny: TinyIndex) -> None:
    expected: Counter[tuple[str, bool]] = Counter()
    for text in TEXTS.values():
        for match in re.finditer(r"(?<=[\w,;]\s)[^\W\d_]\w*", text):
            expected[match[0].lower(), match[0][0].isupper()] += 1
    for lemma, (inside, capitals) in counts(tiny).items():
        if lemma.isalpha():
            assert (inside, capitals) == (expected[lemma, True] + expected[lemma, False], expected[lemma, True]), lemma


def test_some_sentences_and_a_sample(tiny: TinyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tiny.catalog.sentences.tokens()
    assert counts(tiny, sentence_ids=table.sentences) == counts(tiny)
    assert counts(tiny, sentence_ids=table.sentences[:1])["phineas"] == (1, 1)
    assert counts(tiny, sentence_ids=table.sentences[:0])["phineas"] == (0, 0)
    monkeypatch.setattr("senseindex.store.catalog.capitals.MOST_SENTENCES", 1)
    step = 1 + int(table.sentences.max())
    assert counts(tiny) == counts(tiny, sentence_ids=table.sentences[table.sentences % step == 0])
