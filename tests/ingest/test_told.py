"""What an ingest says of the files and documents that it was given."""

from __future__ import annotations

from pathlib import Path

from senseindex import SenseIndex
from tests.corpus.test_language import ENGLISH, GERMAN


def test_an_ingest_tells_the_language_and_what_it_leaves_out(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.jsonl").write_text('{"text": "A bank.", "id": "a"}\n')
    (texts / "b.txt").write_text(GERMAN)
    (texts / "c.txt").write_text(ENGLISH)
    (texts / "license.txt").write_text("Copy it.")
    notes: list[str] = []

    with SenseIndex.create(tmp_path / "index") as index:
        report = index.ingest(texts, static="none", on_note=notes.append)
    assert report.documents == 3
    assert "Left out, a readme, licence or the like: license.txt" in notes
    assert any(note.startswith("b.txt looks German, and the index is of English") for note in notes)

    notes.clear()
    with SenseIndex.create(tmp_path / "german", language="de") as index:
        index.ingest(texts / "b.txt", static="none", on_note=notes.append)
    assert any("knows English only, and the index is of German" in note for note in notes)
    assert not any("looks" in note for note in notes)
