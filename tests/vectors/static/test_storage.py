"""The folder of static vectors: committed whole or not at all, and checked when opened."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from senseindex.errors import StaticVectorError
from senseindex.vectors.static import StaticVectors, has_static_vectors
from senseindex.vectors.static import storage as static_storage
from senseindex.vectors.static.storage import COSINE, COUNTS, MANIFEST, VECTORS, WORDS, StaticWriter


def write(folder: Path, value: float, words: tuple[str, ...] = ("bank", "river")) -> None:
    with StaticWriter(folder) as writer:
        vectors = np.full((len(words), 3), value)
        writer.commit(words, vectors, [9, 4][: len(words)], method="pretrained", unit="form", source="a test")


def test_a_commit_is_opened_again_and_replaces_the_last_one(tmp_path: Path) -> None:
    folder = tmp_path / "index" / "static"
    assert not has_static_vectors(folder)
    write(folder, 1)
    write(folder, 2)
    vectors = StaticVectors.open(folder)
    assert has_static_vectors(folder)
    assert vectors.vector("bank").tolist() == [2, 2, 2]
    assert vectors.counts is not None and vectors.counts.tolist() == [9, 4]
    assert sorted(path.name for path in folder.iterdir()) == ["000002", MANIFEST]
    assert vectors.describe() | {"method": "pretrained", "words": 2, "dimension": 3, "source": "a test"} == (
        vectors.describe()
    )


@pytest.mark.parametrize("step", ["faiss.write_index", "rename", "replace", "sync"])
def test_a_crash_before_the_commit_leaves_the_old_vectors(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 1)

    def crash(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patch:
        if step == "faiss.write_index":
            patch.setattr(static_storage.faiss, "write_index", crash)
        elif step == "sync":
            patch.setattr(static_storage, "sync", crash)
        else:
            patch.setattr(Path, step, crash)
        with pytest.raises(StaticVectorError, match=r"not written \(power cut\)"):
            write(tmp_path, 2)
    assert StaticVectors.open(tmp_path).vector("bank").tolist() == [1, 1, 1]
    write(tmp_path, 3)
    assert StaticVectors.open(tmp_path).vector("bank").tolist() == [3, 3, 3]
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 1


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, 1)
    (tmp_path / ".writing-1").mkdir()
    (tmp_path / "000002").mkdir()
    (tmp_path / ".writing-1" / VECTORS).write_bytes(b"half")
    assert StaticVectors.open(tmp_path).vector("bank").tolist() == [1, 1, 1]
    write(tmp_path, 2)
    assert StaticVectors.open(tmp_path).vector("bank").tolist() == [2, 2, 2]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["000002", MANIFEST]


def test_a_reader_keeps_the_vectors_it_opened(tmp_path: Path) -> None:
    write(tmp_path, 1)
    reader = StaticVectors.open(tmp_path)
    write(tmp_path, 2, ("lake",))
    assert reader.vector("river").tolist() == [1, 1, 1]
    assert [row.word for row in reader.neighbors("river")] == ["bank"]


def test_opening_during_a_replacement_finds_the_new_vectors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 1)
    read_manifest = static_storage.read_manifest
    stale = read_manifest(tmp_path)
    write(tmp_path, 2)
    answers = iter([stale])
    monkeypatch.setattr(static_storage, "read_manifest", lambda folder: next(answers, None) or read_manifest(folder))
    assert StaticVectors.open(tmp_path).vector("bank").tolist() == [2, 2, 2]


@pytest.mark.parametrize("name", [WORDS, COUNTS, VECTORS, COSINE])
@pytest.mark.parametrize("damage", ["missing", "short"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: str) -> None:
    write(tmp_path, 1)
    path = tmp_path / "000001" / name
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StaticVectorError, match=f"{'damaged' if damage == 'missing' else 'bytes where'}.*again"):
        StaticVectors.open(tmp_path)


def test_overwritten_files_of_the_right_size_are_noticed(tmp_path: Path) -> None:
    write(tmp_path, 1)
    for name in (COSINE, WORDS):
        path = tmp_path / "000001" / name
        sound = path.read_bytes()
        path.write_bytes(bytes(len(sound)))
        with pytest.raises(StaticVectorError, match="again"):
            StaticVectors.open(tmp_path)
        path.write_bytes(sound)


def test_a_newer_format_and_a_broken_manifest_are_named(tmp_path: Path) -> None:
    write(tmp_path, 1)
    manifest = tmp_path / MANIFEST
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(content | {"format": 99}), encoding="utf-8")
    with pytest.raises(StaticVectorError, match="format 99 is newer than this senseindex"):
        StaticVectors.open(tmp_path)
    for text in ("{", "[]", "{}"):
        manifest.write_text(text, encoding="utf-8")
        with pytest.raises(StaticVectorError, match="damaged"):
            StaticVectors.open(tmp_path)
    del content["words"]
    manifest.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StaticVectorError, match="damaged"):
        StaticVectors.open(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StaticVectorError, match=r"not written .*file"):
        write(tmp_path / "file" / "static", 1)


def test_nothing_is_committed_without_words(tmp_path: Path) -> None:
    with pytest.raises(StaticVectorError, match="no vectors"), StaticWriter(tmp_path / "static") as writer:
        writer.commit([], np.zeros((0, 3)), method="pretrained", unit="form")
    assert not (tmp_path / "static").exists()
