"""Which language a text is plainly in. The samples are treebanks of two languages, and sentences written here."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from senseindex.corpus.documents import RawDocument
from senseindex.corpus.language import foreign_language, foreign_told
from senseindex.corpus.readers import read_documents

GERMAN = (
    "Der Fluss trat über seine Ufer, und wir saßen mit den Kindern auf der Bank vor dem Haus und sahen ihm zu. " * 6
)
ENGLISH = "The river burst its banks, and we sat with the children on the bench before the house and watched it. " * 6
FRENCH = "La rivière est sortie de son lit, et nous étions assis avec les enfants sur le banc devant la maison. " * 6
NAMES = "Hawke Keating Howard Rudd Gillard Abbott Turnbull Morrison Canberra Sydney Melbourne Perth Darwin 1972 " * 8


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        (GERMAN, "en", "de"),
        (GERMAN, "de", None),
        (ENGLISH, "de", "en"),
        (ENGLISH, "en", None),
        (FRENCH, "en", "fr"),
        (FRENCH, "de", "fr"),
        (NAMES, "en", None),
        (GERMAN[:300], "en", None),
        (GERMAN, "xx", None),
    ],
)
def test_a_text_is_called_foreign_where_that_is_plain(text: str, language: str, found: str | None) -> None:
    assert foreign_language(text, language) == found


def test_the_first_of_a_language_is_told_and_how_many_there_are() -> None:
    documents = [RawDocument(str(number), text) for number, text in enumerate([ENGLISH, GERMAN, GERMAN, FRENCH, NAMES])]
    notes: list[str] = []

    assert list(foreign_told(documents, "en-GB", notes.append)) == documents
    assert [note.split(":")[0] for note in notes] == [
        "1 looks German, and the index is of English",
        "3 looks French, and the index is of English",
        "2 of 5 documents look German",
    ]


@pytest.mark.parametrize(("folder", "language", "other"), [("ud_english_ewt", "en", "de"), ("ud_german", "de", "en")])
def test_real_texts_are_of_their_language(shared_data: Path, folder: str, language: str, other: str) -> None:
    text = "\n".join(document.text for document in islice(read_documents(shared_data / folder), 60))

    assert len(text) > 5000
    assert foreign_language(text, language) is None
    assert foreign_language(text, other) == language
