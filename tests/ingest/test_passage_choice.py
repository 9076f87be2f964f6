"""The first ingest measures what belongs together; the index keeps it, and whoever asks it reads alike."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.vectors.contextual.recipe import SenseVectorRecipe
from tests.running_text import related, unrelated


def fill(path: Path, text: str, **made: object) -> tuple[SenseIndex, list[str]]:
    notes: list[str] = []
    source = path.with_suffix(".jsonl")
    source.write_text(json.dumps({"id": "text", "text": text}) + "\n", encoding="utf-8")
    index = SenseIndex.create(path, **made)  # type: ignore[arg-type]
    index.ingest(source, static="none", on_note=notes.append)
    return index, [note for note in notes if "sentences" in note]


@pytest.mark.parametrize(
    ("text", "passage", "within", "told"),
    [
        (related(" "), 60, "paragraph", "up to 60 words of a paragraph are read together"),
        (related("\n\n"), 60, "document", "up to 60 words of a document are read together"),
        (unrelated("\n\n"), 60, "paragraph", "across paragraphs do not"),
        (unrelated("\n"), 0, "paragraph", "each is read alone"),
    ],
)
def test_what_was_measured_is_told_and_kept(text: str, passage: int, within: str, told: str, tmp_path: Path) -> None:
    index, (note,) = fill(tmp_path / "index", text)
    assert told in note and "\n" not in note
    index.close()
    with SenseIndex.open(tmp_path / "index") as again:
        assert (again.recipe.passage, again.recipe.passage_within) == (passage, within)
        (tmp_path / "more.txt").write_text(related("\n\n"))
        again.ingest(tmp_path / "more.txt", static="none")
        assert (again.recipe.passage, again.recipe.passage_within) == (passage, within)


def test_a_reader_that_was_open_before_learns_of_it(tmp_path: Path) -> None:
    SenseIndex.create(tmp_path / "index").close()
    source = tmp_path / "text.txt"
    source.write_text(unrelated("\n"))
    with SenseIndex.open(tmp_path / "index") as early, SenseIndex.open(tmp_path / "index") as writer:
        writer.ingest(source, static="none")
        early.refresh()
        assert early.recipe == writer.recipe and early.recipe.passage == 0


def test_what_is_asked_for_is_not_measured(tmp_path: Path) -> None:
    index, notes = fill(tmp_path / "index", unrelated("\n\n"), passage=40)
    with index:
        assert not notes
        assert (index.recipe.passage, index.recipe.passage_within) == (40, "document")


@pytest.mark.parametrize(("text", "alike"), [(unrelated("\n\n"), True), (related(" "), False)])
def test_an_unrelated_paragraph_is_read_as_if_it_stood_alone(text: str, alike: bool, tmp_path: Path) -> None:
    index, _ = fill(tmp_path / "index", text, recipe=SenseVectorRecipe(codec="fp16"))
    with index:
        hits = index.query("bank", n=100).hits
        assert len(hits) > 3
        stored = index.vectors([hit.occurrence_id for hit in hits])
        lines = [text[text.rindex("The ", 0, hit.start + 1) : text.index(".", hit.end) + 1] for hit in hits]
        targets = [index.opened.models.target(line, ["bank"]) for line in lines]
        alone = index.opened.models.text_encoder.encode_words(targets)
    cosines = (stored * alone).sum(axis=1)
    assert np.all(cosines > 0.999) == alike


def test_lines_of_coarsewsd_are_not_read_together(shared_data: Path, tmp_path: Path) -> None:
    lines = []
    for word in ("bank", "crane", "seal", "spring"):
        data = (shared_data / "coarsewsd20" / word / "train.data.txt").read_text(encoding="utf-8")
        lines += [line.split("\t", 1)[1] for line in data.splitlines()[:60]]
    index, (note,) = fill(tmp_path / "index", "\n\n".join(sorted(lines)))
    with index:
        assert "across paragraphs do not" in note
        assert index.recipe.passage_within == "paragraph"
