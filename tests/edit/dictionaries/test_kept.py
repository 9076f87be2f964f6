"""A dictionary that is kept with an index answers as its file does, without the encoder and without the file."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from senseindex import SenseIndex
from senseindex.arrays import FloatArray
from senseindex.cli.main import main
from senseindex.edit.dictionaries import kept
from senseindex.edit.dictionaries.entries import DictionarySense
from senseindex.edit.dictionaries.kept import name_of
from senseindex.errors import CorpusError, StoreError
from senseindex.index.lock import writer_lock
from senseindex.index.models import Models
from senseindex.index.open_index import OpenIndex
from senseindex.upkeep.doctor import examine
from tests.edit.dictionaries.test_readers import WORDNET
from tests.example_corpus import TEXTS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "index"
    with SenseIndex.create(path) as index:
        index.ingest(TEXTS, static="none")
        index.induce(["bank", "pitch", "spring"])
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
    assert (report.encoded_senses, report.encoded_words, report.later_words) == (2, 1, 0)
    request.getfixturevalue("no_encoder")
    assert figures(index, wordnet) == before  # the same file
    assert figures(index, shutil.copy(wordnet, tmp_path / "other name.xml")) == before
    wordnet.unlink()
    assert figures(index, "small") == before
    assert examine(index.path).problems == ()
    index.upkeep.backup(tmp_path / "copy")
    with SenseIndex.open(tmp_path / "copy") as copy:
        assert figures(copy, "small") == before


def test_what_was_left_is_encoded_when_it_is_first_asked_for_and_kept_then(
    index: SenseIndex, wordnet: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = figures(index, wordnet)
    monkeypatch.setattr(kept, "ENCODING_SECONDS", 0.0)
    report = index.edit.import_dictionary(wordnet)
    assert (report.encoded_senses, report.encoded_words, report.later_words) == (0, 0, 1)
    assert "1 rarer word when first asked for" in str(report)
    with writer_lock(index.path):  # nothing is kept while somebody writes
        assert figures(index, "small") == before
    (file,) = index.path.glob("dictionary-*.db")
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM dictionary_sense WHERE vector NOT NULL").fetchone() == (0,)
    assert figures(index, "small") == before
    request.getfixturevalue("no_encoder")
    assert figures(index, "small") == before


def test_the_most_frequent_words_are_encoded_first(
    index: SenseIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frequency = {word: index.opened.lemmas(word)[0].frequency for word in ("bank", "spring")}
    assert frequency["spring"] > frequency["bank"]
    entries = [{"lemma": word, "id": word, "definition": "a thing"} for word in frequency]
    (tmp_path / "words.json").write_text(json.dumps(entries))
    encode = kept.encoded

    def until_late(index: OpenIndex, senses: Sequence[DictionarySense]) -> FloatArray:
        monkeypatch.setattr(kept, "ENCODING_SECONDS", 0.0)
        return encode(index, senses)

    monkeypatch.setattr(kept, "encoded", until_late)
    monkeypatch.setattr(kept, "_ENCODED", 1)
    report = index.edit.import_dictionary(tmp_path / "words.json")
    assert (report.encoded_words, report.later_words) == (1, 1)
    (file,) = index.path.glob("dictionary-*.db")
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT word FROM dictionary_sense WHERE vector NOT NULL").fetchall()
    assert rows == [("spring",)]


def test_a_sense_that_can_have_no_vector_asks_for_no_encoder_again(
    index: SenseIndex, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    said = [{"lemma": "bank", "id": "1", "definition": "a house that lends money"}, {"lemma": "bank", "id": "2"}]
    (tmp_path / "words.json").write_text(json.dumps(said))
    report = index.edit.import_dictionary(tmp_path / "words.json")
    assert (report.senses, report.encoded_senses) == (2, 1)
    request.getfixturevalue("no_encoder")
    rows = index.edit.compare_dictionary("words", ["bank"])
    assert [row.id for row in rows if row.side == "dictionary"] == ["1"]
    assert rows.unusable == 1


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
