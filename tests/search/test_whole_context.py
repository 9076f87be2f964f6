"""A hit in its document: its text is the document's own, as far as it is stored."""

from __future__ import annotations

import pytest

from senseindex import SenseIndex
from senseindex.errors import NotFoundError, UsageError
from tests.builders import TinyIndex, document

TEXT = "The bank lends. It has money.\n\nA river has banks. Nobody fished there. The bank closed.  Trees grew."


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SenseIndex:
    tiny = TinyIndex(tmp_path_factory.mktemp("context") / "tiny")
    tiny.add(document("before", "Other bank before."), document("one", TEXT, {"year": 1990}))
    tiny.add(document("after", "Other bank after."))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as opened:
        yield opened


def test_the_whole_document_is_its_text(index: SenseIndex) -> None:
    found = index.hits.in_document(("one", TEXT.index("banks")), sentences=None)
    assert found.hit.node == "banks"
    assert found.hit.left + found.hit.node + found.hit.right == TEXT.replace("  ", "\n\n")
    assert found.sentences == 6
    assert found.hit.metadata == {"year": 1990}


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "A river has banks."),
        (1, "It has money.\n\nA river has banks. Nobody fished there."),
        (50, TEXT.replace("  ", "\n\n")),
    ],
)
def test_so_many_sentences_stand_on_either_side(index: SenseIndex, count: int, text: str) -> None:
    hit = index.hits.in_document(("one", TEXT.index("banks")), sentences=count).hit
    assert hit.left + hit.node + hit.right == text


def test_the_first_and_the_last_sentence_have_neighbours_on_one_side(index: SenseIndex) -> None:
    first = index.hits.in_document(("one", TEXT.index("bank")), sentences=1)
    assert f"{first.hit.left}{first.hit.node}{first.hit.right}" == "The bank lends. It has money."
    last = index.hits.in_document(("one", TEXT.index("Trees")), sentences=1)
    assert (last.sentences, last.hit.node) == (2, "Trees")


def test_what_is_not_there_is_refused(index: SenseIndex) -> None:
    for occurrence, sentences, error in (
        (10**6, 5, NotFoundError),
        (("one", 1), 5, NotFoundError),
        (1, -1, UsageError),
    ):
        with pytest.raises(error):
            index.hits.in_document(occurrence, sentences=sentences)
