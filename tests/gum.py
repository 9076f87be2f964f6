"""GUM as an index without vectors that mean anything, and the tokens that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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


def read_gum(folder: Path, place: Path) -> tuple[Path, dict[str, Document]]:
    """Put the documents of a folder into an index at `place`; its folder, and the documents by name."""
    tiny = TinyIndex(place)
    documents = list(Segmenter().documents(read_documents(folder)))
    tiny.add(*documents)
    tiny.complete()
    tiny.close()
    return tiny.path, {document.id: document for document in documents}
