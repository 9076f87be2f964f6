"""GUM as an index without vectors that mean anything, and the tokens that it was made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.corpus.documents import Document
from senseindex.corpus.readers import read_documents
from senseindex.corpus.segmentation import Segmenter
from tests.builders import TinyIndex


@dataclass(frozen=True)
class Tagged:
    """A token as its document has it."""

    word: str
    lemma: str
    pos: str


@dataclass(frozen=True)
class Gum:
    """An index, and the sentences of each of its documents."""

    index: SenseIndex
    documents: dict[str, Document]

    def sentences(self, *names: str) -> list[list[Tagged]]:
        """Those of these documents, or of all."""
        return [
            [Tagged(*token) for token in zip(sentence.forms, sentence.lemmas, sentence.pos, strict=True)]
            for name in names or self.documents
            for sentence in self.documents[name].sentences
        ]

    def tokens(self, *names: str) -> list[Tagged]:
        return [token for sentence in self.sentences(*names) for token in sentence]


@pytest.fixture(scope="package")
def gum(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gum]:
    """The documents of GUM; only to be read."""
    tiny = TinyIndex(tmp_path_factory.mktemp("gum") / "index")
    documents = list(Segmenter().documents(read_documents(shared_data / "gum" / "vertical")))
    tiny.add(*documents)
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as index:
        yield Gum(index, {document.id: document for document in documents})
