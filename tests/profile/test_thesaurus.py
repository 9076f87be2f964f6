from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from tests.builders import DIMENSION, TinyIndex, document

TEXTS = {
    "money": ("The bank lends gold.", "Another lender charged gold."),
    "river": ("The bank grew reeds.", "Another shore grew reeds."),
}


def vector(name: str, lemma: str) -> np.ndarray:
    axis = np.eye(DIMENSION)[int(name.startswith("money"))]
    own = np.random.default_rng(sum(map(ord, lemma))).standard_normal(DIMENSION) / 8
    return axis + own


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    tiny = TinyIndex(tmp_path_factory.mktemp("thesaurus") / "index")
    for number in range(8):
        for kind, texts in TEXTS.items():
            tiny.add(document(f"{kind}{number}", " ".join(texts), {"kind": kind, "number": number}), vector=vector)
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as opened:
        opened.induce(["bank"])
        yield opened


def sense_of(index: SenseIndex, document_id: str) -> str:
    return next(hit.sense for hit in index.query("bank").hits if hit.document == document_id)


@pytest.mark.parametrize(("kind", "like", "unlike"), [("money", "lender", "shore"), ("river", "shore", "lender")])
def test_words_of_the_same_region_come_first(index, kind, like, unlike):
    words = [row.word for row in index.profiles.thesaurus(sense=sense_of(index, f"{kind}0")).context]
    assert like in words[:4]
    assert unlike not in words[: words.index(like) + 1]


def test_what_shares_the_sentence_is_left_out(index):
    found = index.profiles.thesaurus("bank", n=100)
    near = {row.word: row.near for row in found.context}
    assert "bank" not in near and "lends" not in near
    assert near["gold"] == 8  # of 16: the other eight stand beside a bank
    assert near["lender"] == 8 and near["reeds"] == 8


def test_the_score_is_the_ochiai_coefficient(index):
    found = index.profiles.thesaurus("bank", n=100)
    assert found.region == sum(row.near for row in found.context)
    for row in found.context:
        assert row.score == pytest.approx(row.near / np.sqrt(found.region * row.occurrences))


def test_a_filter_keeps_to_its_documents(index):
    words = {row.word for row in index.profiles.thesaurus("bank", where="kind = 'money'", n=100).context}
    assert words == {"another", "lender", "charged", "gold"}
    assert index.profiles.thesaurus("bank", where="number = 0").context == ()  # twice is too rare


def test_without_static_vectors_there_is_one_half(index):
    assert index.profiles.thesaurus("bank").static == ()


def test_static_neighbours_stand_beside(index, tmp_path: Path):
    file = tmp_path / "vectors.txt"
    words = {"bank": (1, 0), "lender": (0.9, 0.1), "shore": (0.5, 0.5), "reeds": (0, 1)}
    file.write_text("4 2\n" + "".join(f"{word} {x} {y}\n" for word, (x, y) in words.items()), encoding="utf-8")
    index.ingest([], static_vectors=file)
    found = index.profiles.thesaurus("bank", n=2)
    assert [row.word for row in found.static] == ["lender", "shore"]
    assert len(found.context) == 2
    lender = next(row for row in index.profiles.thesaurus("bank", n=100).context if row.word == "lender")
    assert lender.static == pytest.approx(0.9 / np.sqrt(0.82), abs=1e-4)
