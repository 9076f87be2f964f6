"""Occurrences by id, by lemma, and by the place where they stand."""

from __future__ import annotations

import numpy as np
import pytest

from senseindex.errors import NotFoundError, StoreError
from senseindex.index.words import find_lemmas
from senseindex.store.catalog import occurrences
from tests.builders import TinyIndex, document


def places(tiny: TinyIndex) -> dict[int, tuple[str, int]]:
    """Document and offset of every occurrence, by id, counted from the documents as they were made."""
    found = {}
    for row in tiny.catalog.connection.rows("SELECT name, first_occurrence FROM document ORDER BY first_occurrence"):
        own = tiny.documents[row[0]].sentences
        starts = [sent.starts[place] for sent in own for place in np.flatnonzero(sent.content)]
        found.update({row[1] + number: (row[0], start) for number, start in enumerate(starts)})
    return found


def test_every_occurrence_is_found_by_document_and_offset(tiny: TinyIndex) -> None:
    expected = places(tiny)
    assert tiny.catalog.occurrences.find(expected.values()) == list(expected)
    assert tiny.catalog.occurrences.find([*expected][::-1]) == [*expected][::-1]


def test_what_is_no_occurrence_is_named(tiny: TinyIndex) -> None:
    find = tiny.catalog.occurrences.find
    for asked, message in (
        (10**9, "there is no occurrence 1000000000"),
        (("nowhere", 0), "there is no document 'nowhere'"),
        (("doc0", 0), "no occurrence begins at character 0 of doc0"),
        (("doc0", 5), "no occurrence begins at character 5 of doc0"),
        (("doc0", -1), "no occurrence begins"),
    ):
        with pytest.raises(NotFoundError, match=message):
            find([asked])  # type: ignore[list-item]


def test_a_replaced_document_is_asked_anew(tiny: TinyIndex) -> None:
    (before,) = tiny.catalog.occurrences.find([("doc1", 2)])
    tiny.add(document("doc1", "A bank moved."))
    (after,) = tiny.catalog.occurrences.find([("doc1", 2)])
    assert after > before
    with pytest.raises(NotFoundError):
        tiny.catalog.occurrences.find([before])


@pytest.mark.parametrize("few", [0, 1000])
def test_columns_are_those_of_the_tables(tiny: TinyIndex, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(occurrences, "FEW", few)
    tiny.add(document("empty", "Oh."), document("doc2", "A bank and another bank."))
    rows = tiny.catalog.connection.rows(
        "SELECT occurrence.id, sentence_id, document_id, position, lemma_id, 0, -1 FROM occurrence "
        "JOIN sentence ON sentence.id = sentence_id ORDER BY occurrence.id"
    )
    ids = np.array([row[0] for row in rows][::-2])
    table = tiny.catalog.occurrences.of_ids(ids)
    columns = (table.ids, table.sentences, table.documents, table.positions, table.lemmas, table.senses, table.percents)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == rows[::-2]
    (bank,) = find_lemmas(tiny.catalog, "bank", str.lower)
    assert tiny.catalog.occurrences.of_lemmas([bank.id]).ids.tolist() == [row[0] for row in rows if row[4] == bank.id]
    assert len(tiny.catalog.occurrences.of_ids(np.empty(0, dtype=np.int64)).ids) == 0
    with pytest.raises(StoreError, match="occurrence 999999 has no sentence"):
        tiny.catalog.occurrences.of_ids(np.array([999999]))


def test_lemmas_in_columns_say_which_are_content_words(tiny: TinyIndex) -> None:
    table = tiny.catalog.lemmas.table()
    rows = list(tiny.catalog.lemmas.by_id(tiny.catalog.lemmas.names()).values())
    assert list(zip(table.ids.tolist(), table.lemmas, table.tags, strict=True)) == [
        (row.id, row.lemma, row.pos) for row in rows
    ]
    assert table.is_content.tolist() == [row.is_content for row in rows]
    words = {row.lemma: row.is_content for row in rows}
    assert words["bank"] and not words["the"]


def test_tokens_are_counted_by_lemma_in_some_documents(tiny: TinyIndex) -> None:
    names = {lemma_id: lemma for lemma_id, (lemma, _) in tiny.catalog.lemmas.names().items()}
    chosen = [key for key, name in tiny.catalog.documents.names().items() if name in ("doc1", "doc6")]
    ids, counts = tiny.catalog.sentences.lemma_counts(chosen)
    expected: dict[str, int] = {}
    for name in ("doc1", "doc6"):
        for sentence in tiny.documents[name].sentences:
            for lemma in sentence.lemmas:
                expected[lemma] = expected.get(lemma, 0) + 1
    assert {names[key]: count for key, count in zip(ids.tolist(), counts.tolist(), strict=True)} == expected
    assert len(tiny.catalog.sentences.lemma_counts([])[0]) == 0
