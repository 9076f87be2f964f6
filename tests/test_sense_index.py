"""The whole way from files to answers, through the class that users call."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from senseindex import SenseIndex, files
from senseindex.corpus.read_options import ReadOptions
from senseindex.errors import (
    CorpusError,
    LockedError,
    NotFoundError,
    SchemaVersionError,
    SenseIndexError,
    StaticVectorError,
    StoreError,
    UsageError,
)
from senseindex.index.lock import writer_lock
from senseindex.store.catalog.catalog import Catalog
from senseindex.store.catalog.senses import CENTRE_TYPE

TEXTS = {
    "money": "The bank raised its interest rates. Her savings stayed in the bank for years.",
    "river": "We rested on the bank of the river. Reeds grew along the muddy bank.",
    "mixed": "She left the bank after work. Then they fished from the bank until dusk.",
}


def write_corpus(path: Path, texts: dict[str, str] = TEXTS) -> Path:
    lines = [json.dumps({"id": name, "text": text, "genre": name}) for name, text in texts.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SenseIndex]:
    with SenseIndex.create(tmp_path / "index") as index:
        index.ingest(write_corpus(tmp_path / "corpus.jsonl"), static="none")
        yield index


def contents(index: SenseIndex) -> list[tuple[object, ...]]:
    """What is in an index, whatever ids and segments say."""
    found = index.query("bank", n=100)
    return sorted((hit.document, hit.start, hit.end, hit.node, hit.left, hit.right) for hit in found.hits)


def test_ingest_counts_what_it_read(tmp_path: Path) -> None:
    with SenseIndex.create(tmp_path / "index") as index:
        report = index.ingest(write_corpus(tmp_path / "corpus.jsonl"), static="none")
        info = index.info()
    assert (report.documents, report.skipped, report.replaced, report.sentences) == (3, 0, 0, 6)
    assert (info.documents, info.sentences, info.tokens) == (3, 6, report.tokens)
    assert info.occurrences == report.occurrences > 15
    assert info.bytes > 10_000 and info.model == "fast" and info.recipe["window"] == 5


def test_hits_point_back_into_their_documents(index: SenseIndex) -> None:
    found = index.query("bank", n=100)
    assert found.total == len(found) == 6
    for hit in found.hits:
        assert TEXTS[hit.document][hit.start : hit.end] == hit.node == "bank"
        assert hit.metadata == {"genre": hit.document}


def test_an_example_brings_lines_of_its_sense_first(index: SenseIndex) -> None:
    river = index.query("bank", context="Ducks slept on the grassy bank beside the stream.", n=3)
    money = index.query("banks", context="The [bank] refused my loan.", n=3)
    assert {hit.document for hit in river.hits} <= {"river", "mixed"}
    assert {hit.document for hit in money.hits} <= {"money", "mixed"}
    scores = [hit.score for hit in river.hits]
    assert scores == sorted(scores, reverse=True)


def test_what_is_there_already_is_skipped_and_what_changed_is_replaced(index: SenseIndex, tmp_path: Path) -> None:
    before = contents(index)
    again = index.ingest(tmp_path / "corpus.jsonl", static="none")
    assert (again.documents, again.skipped, again.replaced) == (0, 3, 0)
    assert contents(index) == before
    changed = TEXTS | {"river": "The bank was steep."}
    report = index.ingest(write_corpus(tmp_path / "corpus.jsonl", changed), static="none")
    assert (report.documents, report.skipped, report.replaced) == (0, 2, 1)
    assert [hit.document for hit in index.query("bank", where="genre = 'river'").hits] == ["river"]
    assert index.info().documents == 3


def test_damaged_documents_are_told_counted_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1, "text": "One bank."}\nbroken\n{"id": 3, "text": "A river bank."}\n')
    told: list[str] = []
    with SenseIndex.create(tmp_path / "index") as index:
        report = index.ingest(tmp_path / "a.jsonl", on_error=lambda error: told.append(str(error)), static="none")
        assert (report.documents, report.damaged) == (2, 1)
        assert list(report.damage) == told
        assert "a.jsonl, line 2: broken JSON" in told[0]
        assert index.query("bank").total == 2
        with pytest.raises(CorpusError, match="line 2: broken JSON"):
            index.ingest(tmp_path / "a.jsonl", static="none")


def test_two_different_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": 1, "text": "One bank."}\n{"id": 1, "text": "Another bank."}\n', encoding="utf-8")
    with SenseIndex.create(tmp_path / "index") as index, pytest.raises(CorpusError, match="two documents have the id"):
        index.ingest(path, static="none")


def test_a_second_document_of_one_id_is_left_out_where_errors_are_told(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    lines = [
        '{"id": 1, "text": "One bank."}',
        '{"id": 1, "text": "Another bank."}',
        '{"id": 2, "text": "A third bank."}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    told: list[str] = []
    with SenseIndex.create(tmp_path / "index") as index:
        report = index.ingest(path, on_error=lambda error: told.append(str(error)), static="none")
        assert (report.documents, report.damaged) == (2, 1)
        assert "two documents have the id '1'" in told[0]
        assert {hit.left for hit in index.query("bank").hits} == {"One", "A third"}


def test_archives_with_a_member_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("x", "y"):
        with ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            archive.writestr("a.txt", f"A bank in {name}.")
    with SenseIndex.create(tmp_path / "index") as index:
        index.ingest(tmp_path / "x.zip", static="none")
        with pytest.raises(CorpusError, match="rename one of the files"):
            index.ingest(tmp_path / "y.zip", static="none")
        assert index.query("bank").total == 1


def test_centres_follow_a_document_that_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "corpus.jsonl"

    def write(changed: str) -> None:
        texts = {f"d{number}": f"The bank lent us money, loan number {number}." for number in range(12)}
        texts["d0"] = changed
        path.write_text("\n".join(json.dumps({"id": key, "text": text}) for key, text in texts.items()))

    write("Fog hid the far bank of the river.")
    with SenseIndex.create(tmp_path / "index") as index:
        index.ingest(path, static="none")
        index.induce(["bank"])
        write("No such word is here.")
        centres = []

        def note_centre(step: str) -> None:
            if step == "committed":
                with closing(sqlite3.connect(index.path / "catalog.db")) as connection:
                    centres.append(connection.execute("SELECT centroid FROM sense WHERE name = 'bank%1'").fetchone())

        monkeypatch.setattr(files, "hook", note_centre)
        assert index.ingest(path, static="none").replaced == 1
        parts = index.opened
        vectors = parts.store.read(parts.catalog.segments.cells([parts.lemmas("bank")[0].id]))
        living = vectors[1][~np.isin(vectors[0], index_dead(parts.catalog))]
        (sense,) = parts.sense_rows("bank%1", parts.lemmas("bank"))
        mean = (living / np.linalg.norm(living, axis=1, keepdims=True)).mean(axis=0)
        assert sense.size == len(living) == 11
        assert sense.centre is not None
        assert centres[0] == (sense.centre.astype(CENTRE_TYPE).tobytes(),)  # in the commit that replaces it
        assert float(sense.centre @ mean / np.linalg.norm(sense.centre) / np.linalg.norm(mean)) > 0.9999


def index_dead(catalog: Catalog) -> list[int]:
    return [occurrence for first, end in catalog.segments.dead() for occurrence in range(first, end)]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"A bank in {folder}.", encoding="utf-8")
    with SenseIndex.create(tmp_path / "index") as index:
        index.ingest(tmp_path / "x" / "a.txt", static="none")
        with pytest.raises(CorpusError, match="rename one of the files"):
            index.ingest(tmp_path / "y", static="none")
        assert index.query("bank").total == 1
        (tmp_path / "x" / "a.txt").write_text("Another bank in x.", encoding="utf-8")
        assert index.ingest(tmp_path / "x", static="none").replaced == 1
    with SenseIndex.create(tmp_path / "both") as both:
        assert both.ingest(tmp_path, options=ReadOptions(format="text"), static="none").documents == 2


def test_metadata_keys_never_collide(tmp_path: Path) -> None:
    record = {"id": "a", "text": "The bank.", "document": "x", "document_": "y", "": 1, "_": 2, "ID": "i", "score": 3}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(record), encoding="utf-8")
    with SenseIndex.create(tmp_path / "index") as index:
        index.ingest(tmp_path / "corpus.jsonl", static="none")
        (hit,) = index.query("bank", where="id = 'i' and document = 'a' and score_ = 3", sort="score_").hits
        assert sorted(map(str, hit.metadata.values())) == ["1", "2", "3", "i", "x", "y"]


def test_a_writer_does_not_wait_for_readers(index: SenseIndex, tmp_path: Path) -> None:
    with SenseIndex.open(index.path) as reader:
        assert reader.query("bank").total == 6
        catalog = index.opened.catalog
        catalog.checkpoint()
        (waiting,) = catalog.connection.rows("PRAGMA busy_timeout")[0]
        assert waiting == 30_000
        index.ingest(write_corpus(tmp_path / "more.jsonl", {"more": "A bank again."}), static="none")
        assert reader.query("bank").total == 6


def test_a_broken_line_keeps_the_documents_before_it(tmp_path: Path) -> None:
    path = write_corpus(tmp_path / "corpus.jsonl")
    path.write_text(path.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    with SenseIndex.create(tmp_path / "index") as index:
        with pytest.raises(CorpusError, match="line 4"):
            index.ingest(path, static="none")
        assert index.info().documents == 3
        assert index.query("bank").total == 6


def test_reopening_gives_the_same_answers(index: SenseIndex) -> None:
    example = "We moored the boat at the [bank]."
    first = index.query("bank", context=example)
    index.close()
    with SenseIndex.open(index.path) as again:
        assert again.query("bank", context=example) == first


def test_senses_are_induced_and_ids_stay(index: SenseIndex) -> None:
    assert len(index.senses("bank")) == 0
    with pytest.raises(NotFoundError, match="no senses yet"):
        index.query("bank", sense="bank%1")
    report = index.induce(["bank"])
    assert report.lemmas == 1 and report.occurrences == 6
    senses = index.senses("bank")
    assert sum(sense.size for sense in senses) == 6
    assert sum(sense.share for sense in senses) == pytest.approx(1)
    assert senses[0].id == "bank%1"
    found = index.query("bank", sense="bank%1")
    assert {hit.sense for hit in found.hits} == {"bank%1"} and found.total == senses[0].size
    assert index.query(sense="bank%1") == found
    before = {hit.occurrence_id: hit.sense for hit in index.query("bank", n=100).hits}
    index.upkeep.compact()
    index.induce(["bank"])
    assert {hit.occurrence_id: hit.sense for hit in index.query("bank", n=100).hits} == before


def test_later_occurrences_are_put_into_the_senses_there_are(index: SenseIndex, tmp_path: Path) -> None:
    index.induce(["bank"])
    later = write_corpus(tmp_path / "later.jsonl", {"new": "The bank of the stream was slippery."})
    index.ingest(later, static="none")
    (hit,) = index.query("bank", where="genre = 'new'").hits
    assert hit.sense is not None and hit.confidence is not None
    assert sum(sense.size for sense in index.senses("bank")) == 7


def test_like_an_occurrence_and_over_all_words(index: SenseIndex) -> None:
    (first, *_) = index.query("bank", where="genre = 'river'").hits
    alike = index.query(like=first.occurrence_id)
    assert first.occurrence_id not in [hit.occurrence_id for hit in alike.hits] and alike.total == 5
    others = index.query(like=first.occurrence_id, any_word=True, n=100)
    assert "bank" not in {hit.lemma for hit in others.hits}
    assert others.total == index.info().occurrences - 6


def test_the_stored_vector_is_the_encoded_one(index: SenseIndex) -> None:
    (hit, *_) = index.query("bank", context=TEXTS["river"].replace("bank", "[bank]", 1), n=1).hits
    assert hit.document == "river" and hit.score == pytest.approx(1.0, abs=0.03)


def test_comparison_shows_what_static_vectors_cannot(index: SenseIndex, tmp_path: Path) -> None:
    index.ingest(tmp_path / "corpus.jsonl", static="word2vec-sg")
    sentences = ["She paid the money in at the bank.", "The bank lent him money.", "Reeds grew on the river bank."]
    compared = index.words.compare("bank", sentences, layers="all")
    assert compared.static is not None
    np.testing.assert_allclose(compared.static, np.ones((3, 3)), atol=1e-6)
    assert compared.contextual[0][1] > compared.contextual[0][2]
    assert [layer.layer for layer in compared.by_layer] == [str(layer) for layer in range(7)]
    assert compared.by_layer[0].cosines[0][1] > 0.99 - 1e-3 or compared.by_layer[0].cosines[0][1] > 0.5
    assert index.words.similarity("bank", "bank") == pytest.approx(1.0, abs=1e-6)


def test_an_index_without_static_vectors_says_so(index: SenseIndex) -> None:
    with pytest.raises(StaticVectorError, match="has no static vectors"):
        index.words.neighbors("bank")


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(StoreError, match="is not an index"):
            SenseIndex.open(path)
    (tmp_path / "catalog.db").write_bytes(b"something else entirely, and long enough to look like a file" * 30)
    with pytest.raises(StoreError, match="damaged or no catalog"):
        SenseIndex.open(tmp_path)


def test_a_newer_schema_is_refused(index: SenseIndex) -> None:
    index.close()
    connection = sqlite3.connect(index.path / "catalog.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaVersionError, match="newer senseindex"):
        SenseIndex.open(index.path)


def test_creating_over_something_is_refused(index: SenseIndex) -> None:
    with pytest.raises(StoreError, match="exists already"):
        SenseIndex.create(index.path)


def test_a_second_writer_is_told_who_holds_the_index(index: SenseIndex, tmp_path: Path) -> None:
    with writer_lock(index.path), SenseIndex.open(index.path) as other, pytest.raises(LockedError, match="process"):
        other.ingest(tmp_path / "corpus.jsonl", static="none")


def test_a_reader_keeps_its_snapshot(index: SenseIndex, tmp_path: Path) -> None:
    with SenseIndex.open(index.path) as reader:
        before = reader.query("bank", n=100)
        index.ingest(write_corpus(tmp_path / "more.jsonl", {"more": "A bank again."}), static="none")
        index.upkeep.compact()
        assert reader.query("bank", n=100) == before
        assert index.query("bank").total == 7
    with SenseIndex.open(index.path) as fresh:
        assert fresh.query("bank").total == 7


def test_leftovers_of_a_crash_are_removed_by_the_next_writer(index: SenseIndex, tmp_path: Path) -> None:
    (index.path / "segments" / "tmp-crash").mkdir()
    shutil.copytree(next((index.path / "segments").iterdir()), index.path / "segments" / "orphan")
    index.ingest(write_corpus(tmp_path / "more.jsonl", {"more": "A bank again."}), static="none")
    listed = {row[0] for row in sqlite3.connect(index.path / "catalog.db").execute("SELECT folder FROM segment")}
    assert {path.name for path in (index.path / "segments").iterdir()} == listed


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "what is asked for"),
        ({"lemma": "bank", "context": "Nothing of it here."}, "does not occur in"),
        ({"lemma": "bank", "context": "x", "like": 1}, "not both"),
        ({"lemma": "bank", "any_word": True}, "needs an example"),
        ({"lemma": "bank", "any_word": True, "sense": "bank%1"}, "no sense"),
        ({"lemma": "bank", "n": -1}, "from 0"),
        ({"lemma": "bank", "sort": "author"}, "cannot sort by"),
        ({"lemma": "bnak"}, "Did you mean bank"),
        ({"lemma": "the"}, "no sense vectors"),
        ({"like": 10**9}, "no occurrence"),
        ({"like": 10**30}, "no occurrence"),
        ({"lemma": "bank", "context": "The bank.", "seed": 1}, "takes no example"),
        ({"lemma": "bank", "where": "drop table x"}, "not a filter"),
    ],
)
def test_a_question_that_cannot_be_answered_is_explained(
    index: SenseIndex, options: dict[str, object], message: str
) -> None:
    with pytest.raises(SenseIndexError, match=message):
        index.query(**options)  # type: ignore[arg-type]


def test_unknown_settings_are_usage_errors(index: SenseIndex, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no static method"):
        index.ingest(tmp_path / "corpus.jsonl", static="glove")
    with pytest.raises(UsageError, match="no induction algorithm"):
        index.induce(algorithm="magic")


def test_results_print_as_tables_and_show_as_html(index: SenseIndex) -> None:
    found = index.query("bank")
    assert "6 hits" in str(found) and "<table>" in found._repr_html_()
    index.induce(["bank"])
    assert "bank%1" in str(index.senses("bank")) and "bank%1" in index.senses("bank")._repr_html_()
    assert "all-MiniLM-L6-v2" in str(index.info())


def test_all_tokens_have_vectors_when_asked_for(tmp_path: Path) -> None:
    with SenseIndex.create(tmp_path / "index", all_tokens=True) as index:
        report = index.ingest(write_corpus(tmp_path / "corpus.jsonl"), static="none")
        assert report.occurrences == report.tokens
        assert index.query("the").total > 0
