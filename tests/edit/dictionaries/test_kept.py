"""A dictionary that is kept with an index answers as its file does, without the encoder and without the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.cli.main import main
from senseindex.edit.dictionaries import kept
from senseindex.edit.dictionaries.kept import name_of
from senseindex.errors import CorpusError, StoreError
from senseindex.index.models import Models
from senseindex.upkeep.doctor import examine
from tests.edit.dictionaries.test_readers import WORDNET
from tests.example_corpus import TEXTS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "index"
    with SenseIndex.create(path) as index:
        index.ingest(TEXTS, static="none")
        index.induce(["bank", "pitch"])
    return path


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    path = tmp_path / "small.xml"
    river = "<Definition>the land beside a river</Definition><Example>The river burst its banks.</Example>"
    path.write_text(WORDNET.replace('<Synset id="s2" ili="" partOfSpeech="n"/>', f'<Synset id="s2">{river}</Synset>'))
    return path


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(models: Models) -> None:
        raise AssertionError("the encoder is not needed")

    monkeypatch.setattr(Models, "text_encoder", property(refuse))
    yield


def figures(index: SenseIndex, path: Path | str) -> list[tuple[str, int, bool, tuple[int, ...]]]:
    report = index.edit.compare_dictionary(path, ["bank"])
    return [(row.id, row.size, row.gap, tuple(hit.occurrence_id for hit in row.lines)) for row in report]


def test_it_answers_as_the_file_does(
    index: SenseIndex, wordnet: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before = figures(index, wordnet)
    report = index.edit.import_dictionary(wordnet)
    assert (report.name, report.senses, report.words) == ("small", 5, 4)
    assert (report.encoded_senses, report.encoded_words) == (2, 1)
    request.getfixturevalue("no_encoder")
    assert figures(index, wordnet) == before  # the same file
    assert figures(index, shutil.copy(wordnet, tmp_path / "other name.xml")) == before
    wordnet.unlink()
    assert figures(index, "small") == before
    assert examine(index.path).problems == ()
    index.upkeep.backup(tmp_path / "copy")
    with SenseIndex.open(tmp_path / "copy") as copy:
        assert figures(copy, "small") == before


def test_another_file_is_read_anew(index: SenseIndex, wordnet: Path, request: pytest.FixtureRequest) -> None:
    index.edit.import_dictionary(wordnet)
    request.getfixturevalue("no_encoder")
    wordnet.write_text(wordnet.read_text() + "\n")
    with pytest.raises(AssertionError, match="encoder is not needed"):
        figures(index, wordnet)


def test_vectors_of_another_space_are_not_taken(
    index: SenseIndex, wordnet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.edit.import_dictionary(wordnet)
    before = figures(index, "small")
    (file,) = index.path.glob("dictionary-*.db")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE dictionary_sense SET vector = zeroblob(512)")
    assert figures(index, "small") != before
    monkeypatch.setattr(kept, "_space", lambda index: {"recipe": "another"})
    assert figures(index, "small") == before


def test_what_is_no_dictionary(index: SenseIndex, wordnet: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("[]")
    with pytest.raises(CorpusError, match="has no senses"):
        index.edit.import_dictionary(tmp_path / "empty.json")
    with pytest.raises(CorpusError, match="cannot be read"):
        figures(index, "small")
    index.edit.import_dictionary(wordnet)
    (file,) = index.path.glob("dictionary-*.db")
    file.write_bytes(b"no database, but long enough to be read as one" * 100)
    with pytest.raises(StoreError, match="import the dictionary again"):
        figures(index, "small")


def test_the_command(index: SenseIndex, wordnet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index.close()
    where = ["--index", str(index.path)]
    assert main(["dictionary", str(wordnet), "--import", "--format", "json", *where]) == 0
    assert json.loads(capsys.readouterr().out)["encoded_words"] == 1
    assert main(["dictionary", "small", "bank", *where]) == 0
    assert "the land beside a river" in capsys.readouterr().out
    assert main(["dictionary", str(wordnet), "bank", "--import", *where]) != 0
    assert "takes a whole dictionary" in capsys.readouterr().err


def test_the_name_is_that_of_the_file() -> None:
    names = ["oewn.xml.xz", "oewn.xml", "my.words.tsv", "senses", "wn.3.1.xml.gz"]
    assert [name_of(Path("d") / name) for name in names] == ["oewn", "oewn", "my.words", "senses", "wn.3.1"]
