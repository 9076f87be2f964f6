"""Many questions at once get the answers that each gets alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.builders import make_bank_index
from tests.test_sense_index import write_corpus

TEXT = "The bank lends money to farmers. They rested on the muddy bank of the river, and then a quagga sang."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SenseIndex]:
    folder = tmp_path_factory.mktemp("batches")
    texts = {
        f"{kind}{number}": text.format(number)
        for number in range(12)
        for kind, text in {
            "money": "The bank lends money to {} farmers. Every bank charges interest on its loans.",
            "river": "They rested on the muddy bank of the river at {} o'clock. Reeds grew along the bank.",
        }.items()
    }
    with SenseIndex.create(folder / "index") as index:
        index.ingest(write_corpus(folder / "corpus.jsonl", texts), static="none")
        index.induce(["bank"])
        yield index


def test_many_examples_are_answered_as_one_by_one(index: SenseIndex) -> None:
    contexts = [
        "We sat on the bank of the stream.",
        "The bank raised its rates.",
        "They fished in the [river] at night.",
        "She owes money to the bank.",
    ]
    banks = [contexts[0], contexts[1], contexts[3]]
    for options in ({"n": 5}, {"n": 3, "offset": 2, "window": 3}, {"n": 1000}, {"n": 0}):
        single = [index.query("bank", context=context, **options) for context in banks]
        single.append(index.query(context=contexts[2], **options))
        found = [*index.query_many(banks, lemma="bank", **options), *index.query_many(contexts[2:3], **options)]
        for one, other in zip(single, found, strict=True):
            assert (one.lemma, one.total, len(one)) == (other.lemma, other.total, len(other))
            np.testing.assert_allclose([h.score for h in one], [h.score for h in other], atol=0.02)
            if options["n"] == 1000:
                cut = {hit.occurrence_id: (hit.left, hit.node, hit.right, hit.sense) for hit in one}
                assert cut == {hit.occurrence_id: (hit.left, hit.node, hit.right, hit.sense) for hit in other}


def test_many_occurrences_are_answered_exactly_as_one_by_one(tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "index") as index:
        index.upkeep.delete(["river3"])
        likes = [hit.occurrence_id for word in ("bank", "volume", "money") for hit in index.query(word, n=100).hits]
        likes += likes[:2]
        for like, other in zip(likes, index.query_many(likes=likes, n=7), strict=True):
            one = index.query(like=like, n=7)
            assert (one.lemma, one.total, len(one)) == (other.lemma, other.total, len(other))
            np.testing.assert_allclose([h.score for h in one], [h.score for h in other], atol=1e-5)
            assert {hit.occurrence_id: (hit.left, hit.sense, hit.metadata) for hit in one} == {
                hit.occurrence_id: (hit.left, hit.sense, hit.metadata) for hit in other
            }
        with pytest.raises(NotFoundError, match="no occurrence 99999"):
            index.query_many(likes=[likes[0], 99999])


def test_what_cannot_be_asked_is_refused(index: SenseIndex) -> None:
    assert index.query_many([]) == []
    with pytest.raises(UsageError, match="not both"):
        index.query_many(["A bank."], likes=[1])
    with pytest.raises(UsageError, match="single one"):
        index.query_many("A bank.")
    with pytest.raises(UsageError, match="does not occur"):
        index.query_many(["A bank.", "A tree."], lemma="bank")


def test_a_text_is_assigned_as_its_ingest_assigns_it(index: SenseIndex, tmp_path: Path) -> None:
    before = index.info().occurrences
    found = index.assign(TEXT)
    assert index.info().occurrences == before
    assert [word.node for word in found] == ["bank", "lends", "money", "farmers", "rested", "muddy", "bank", "river"]
    for word in found:
        assert TEXT[word.start : word.end] == word.node
    banks = [word for word in found if word.node == "bank"]
    assert all(word.sense is not None and word.confidence is not None for word in banks)
    assert banks[0].sense != banks[1].sense
    assert {word.sense for word in found if word.lemma != "bank"} == {None}
    copy = tmp_path / "copy"
    index.upkeep.backup(copy)
    with SenseIndex.open(copy) as grown:
        grown.ingest(write_corpus(tmp_path / "new.jsonl", {"new": TEXT}), static="none")
        hits = [hit for hit in grown.query("bank", n=1000).hits if hit.document == "new"]
    assert [(hit.start, hit.sense) for hit in hits] == [(word.start, word.sense) for word in banks]
    np.testing.assert_allclose([hit.confidence for hit in hits], [word.confidence for word in banks], atol=0.02)


def test_a_text_without_known_words_has_no_senses(index: SenseIndex) -> None:
    assert list(index.assign("")) == []
    assert list(index.assign("Of and the.")) == []
