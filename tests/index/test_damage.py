"""A truncated file or a flipped byte is an error or found by the doctor; it never gives a wrong answer or a crash."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.errors import SenseIndexError, StoreError
from senseindex.upkeep.doctor import examine
from senseindex.vectors.static import import_static_vectors
from tests.builders import make_bank_index

FLIPS = 40
"""Damaged copies of each file; the slow run makes ten times as many."""


@pytest.fixture(scope="module", params=["sq8", "rabitq"])
def sound(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage")
    words = "".join(f"word{number} {number} 1 {number * number}\n" for number in range(50))
    (folder / "static.txt").write_text(f"50 3\n{words}", encoding="utf-8")
    with make_bank_index(folder / "index", codec=request.param) as index:
        index.upkeep.delete(["river3"])
        index.ingest([], static_vectors=folder / "static.txt")
    return folder / "index"


def answers(index: SenseIndex) -> list[object]:
    """Of every kind; each is taken on its own, so that one error does not hide what follows."""
    questions: list[Callable[[], object]] = [
        lambda: index.query("bank", n=1000),
        lambda: index.query("bank", sense="bank%1", n=1000),
        lambda: index.query(like=5, any_word=True, n=1000),
        lambda: index.query("bank", where="year > 1994", n=1000),
        lambda: index.words.neighbors("word7", 5),
    ]
    found: list[object] = []
    for question in questions:
        try:
            found.append(question())
        except SenseIndexError as error:
            found.append(str(error))
    return found


def files_of(path: Path) -> list[Path]:
    names = (
        "cells.faiss",
        "fine",
        "checksums",
        "projection.safetensors",
        "catalog.checksums",
        "static.json",
        "cosine.faiss",
    )
    names += ("words.txt", "vectors.bin")
    return sorted(file for file in path.rglob("*") if file.name in names)


def damaged(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    place = chance.randrange(len(data))
    if kind == 0:
        return data[:place]
    if kind == 1:
        return data + chance.randbytes(1 + chance.randrange(64))
    changed = bytearray(data)
    if kind == 2:
        changed[place] ^= 1 << chance.randrange(8)
    else:
        part = chance.randbytes(min(8, len(data) - place))
        changed[place : place + len(part)] = part
    return bytes(changed)


def same_json(first: bytes, second: bytes) -> bool:
    """Whether only blanks differ."""
    try:
        return bool(json.loads(first) == json.loads(second))
    except ValueError:
        return False


def check_damage(sound: Path, path: Path, seed: int, count: int) -> None:
    with SenseIndex.open(sound) as index:
        expected = answers(index)
    assert not any(isinstance(each, str) for each in expected)
    chance = random.Random(seed)
    for file in files_of(path):
        data = file.read_bytes()
        errors = 0
        for _ in range(count):
            broken = damaged(data, chance)
            if broken == data:
                continue
            file.write_bytes(broken)
            try:
                with SenseIndex.open(path) as index:
                    found = answers(index)
            except SenseIndexError:
                errors += 1
            else:
                for got, right in zip(found, expected, strict=True):
                    assert got == right or isinstance(got, str), f"{file}: a wrong answer"
                errors += any(isinstance(got, str) for got in found)
            assert not examine(path).sound or same_json(broken, data), f"{file}: not found by the doctor"
        file.write_bytes(data)
        assert errors or file.name in ("catalog.checksums",)
    assert examine(path).problems == ()


def test_damaged_files_are_never_answered_from(sound: Path, tmp_path: Path) -> None:
    check_damage(sound, Path(shutil.copytree(sound, tmp_path / "index")), 1, FLIPS)


@pytest.mark.slow
def test_many_damaged_files_are_never_answered_from(sound: Path, tmp_path: Path) -> None:
    check_damage(sound, Path(shutil.copytree(sound, tmp_path / "index")), 2, 10 * FLIPS)


def test_a_damaged_catalog_is_found_by_the_doctor(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(sound, tmp_path / "index"))
    file = path / "catalog.db"
    data = file.read_bytes()
    chance = random.Random(3)
    for _ in range(FLIPS):
        broken = damaged(data, chance)
        if broken == data:
            continue
        file.write_bytes(broken)
        try:
            with SenseIndex.open(path) as index:
                answers(index)
        except SenseIndexError:
            pass
        assert not examine(path).sound
        for rest in ("catalog.db-wal", "catalog.db-shm"):
            (path / rest).unlink(missing_ok=True)
    file.write_bytes(data)
    assert examine(path).problems == ()


def test_a_segment_or_a_catalog_of_another_index_is_refused(sound: Path, tmp_path: Path) -> None:
    with make_bank_index(tmp_path / "other", count=4) as other:
        other.upkeep.compact()
    path = Path(shutil.copytree(sound, tmp_path / "mixed"))
    (path / "catalog.checksums").unlink()
    shutil.copy(tmp_path / "other" / "catalog.db", path / "catalog.db")
    with SenseIndex.open(path) as index, pytest.raises(SenseIndexError, match="missing"):
        index.query("bank")
    assert not examine(path).sound
    path = Path(shutil.copytree(sound, tmp_path / "swapped"))
    first, second = sorted((path / "segments").iterdir())
    for name in ("cells.faiss", "checksums"):
        shutil.copy(second / name, first / name)
    with SenseIndex.open(path) as index, pytest.raises(SenseIndexError, match="of another index"):
        index.query("bank")


def test_a_file_that_is_only_its_head_is_no_crash(sound: Path, tmp_path: Path) -> None:
    import_static_vectors(sound.parent / "static.txt", tmp_path / "static")
    path = Path(shutil.copytree(sound, tmp_path / "index"))
    for file in files_of(path):
        data = file.read_bytes()
        for size in (0, 1, 4, 16, 100):
            file.write_bytes(data[: min(size, len(data) - 1)])
            assert not examine(path).sound, (file, size)
        file.write_bytes(data)


def test_a_catalog_that_sqlite_cannot_even_quote_is_an_error(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(sound, tmp_path / "index"))
    (path / "catalog.checksums").unlink()
    data = (path / "catalog.db").read_bytes()
    assert data.count(b"CREATE TABLE cell") == 1
    (path / "catalog.db").write_bytes(data.replace(b"CREATE TABLE cell", b"CREATE TABLE \xc9\xc9ll"))
    with pytest.raises(StoreError, match="damaged"):
        SenseIndex.open(path)
    assert not examine(path, repair=True).sound


def test_an_occurrence_without_its_sentence_is_an_error(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(sound, tmp_path / "index"))
    (path / "catalog.checksums").unlink()
    with closing(sqlite3.connect(path / "catalog.db")) as connection, connection:
        connection.execute("UPDATE occurrence SET sentence_id = 10000 WHERE id = (SELECT min(id) FROM occurrence)")
        ((lemma,),) = connection.execute(
            "SELECT lemma.lemma FROM lemma JOIN occurrence ON lemma_id = lemma.id ORDER BY occurrence.id LIMIT 1"
        )
    with SenseIndex.open(path) as index, pytest.raises(StoreError, match="has no sentence"):
        index.query(lemma, n=1000)


def test_compaction_stops_at_a_vector_without_its_occurrence(sound: Path, tmp_path: Path) -> None:
    path = Path(shutil.copytree(sound, tmp_path / "index"))
    (path / "catalog.checksums").unlink()
    with closing(sqlite3.connect(path / "catalog.db")) as connection, connection:
        connection.execute("DELETE FROM occurrence WHERE id = (SELECT min(id) FROM occurrence WHERE sense_id > 0)")
    before = sorted(path.glob("segments/*"))
    with SenseIndex.open(path) as index, pytest.raises(StoreError, match="what the catalog does not have"):
        index.upkeep.compact()
    assert sorted(path.glob("segments/*")) == before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files here")
def test_a_catalog_that_cannot_be_read_is_let_go(tmp_path: Path) -> None:
    """Before the collector comes: the error that is being shown keeps nothing open."""
    path = tmp_path / "index"
    make_bank_index(path).close()
    (path / "catalog.db").write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError) as told:
        SenseIndex.open(path)
    held = [entry.resolve() for entry in Path("/proc/self/fd").iterdir()]
    assert path / "catalog.db" not in held, told
