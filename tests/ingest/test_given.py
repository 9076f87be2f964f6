"""What an ingest takes from Python: paths, records of every kind, texts."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import datasets
import pandas
import polars
import pyarrow
import pytest

from senseindex import SenseIndex
from senseindex.corpus.documents import Document, RawDocument
from senseindex.corpus.meter import Meter
from senseindex.corpus.read_options import ReadOptions
from senseindex.errors import CorpusError, UsageError
from senseindex.ingest.given import Given, reading

ROWS = [
    {"id": "a", "text": "A bank.", "year": 1972, "speaker": "Ada", "share": 0.5},
    {"id": "b", "text": "Another bank.", "year": 1973, "speaker": None, "share": None},
]
EXPECTED = [
    ("a", "A bank.", {"year": 1972, "speaker": "Ada", "share": 0.5}),
    ("b", "Another bank.", {"year": 1973, "speaker": None, "share": None}),
]


def read(source: Any = (), texts: Any = (), **options: Any) -> list[tuple[str, str, dict[str, Any]]]:
    given = Given.of(source, texts, ReadOptions(**options))
    documents = given.documents(meter=Meter(), on_error=None, on_note=None)
    return [(document.id, document.text, dict(document.metadata)) for document in documents]


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        iter,
        lambda rows: (row for row in rows),
        pandas.DataFrame,
        polars.DataFrame,
        pyarrow.Table.from_pylist,
        datasets.Dataset.from_list,
        lambda rows: datasets.DatasetDict(
            {"train": datasets.Dataset.from_list(rows[:1]), "test": datasets.Dataset.from_list(rows[1:])}
        ),
        lambda rows: [RawDocument(row["id"], row["text"], {key: row[key] for key in list(row)[2:]}) for row in rows],
        lambda rows: [Document(row["id"], row["text"], {key: row[key] for key in list(row)[2:]}, ()) for row in rows],
    ],
    ids=["list", "tuple", "iterator", "generator", "pandas", "polars", "arrow", "set", "sets", "raw", "document"],
)
def test_records_of_every_kind_are_the_same_documents(make: Any) -> None:
    found = read(make([dict(row) for row in ROWS]))

    assert found == EXPECTED
    assert [type(value) for value in found[0][2].values()] == [int, str, float]


def test_a_single_record_and_other_columns() -> None:
    assert read({"text": "A bank.", "id": 7}) == [("7", "A bank.", {})]
    assert read([{"body": "A bank.", "text": "title", "id": "x"}], text_column="body") == [
        ("x", "A bank.", {"text": "title"})
    ]


def test_dates_and_nested_values_are_text() -> None:
    row = {
        "id": "a",
        "text": "A bank.",
        "day": date(1972, 3, 1),
        "stamp": pandas.Timestamp("1972-03-01"),
        "time": datetime(1972, 3, 1, 12, 30),
        "tags": ["x", "y"],
        "missing": pandas.NaT,
        "flag": True,
    }
    assert read([row])[0][2] == {
        "day": "1972-03-01",
        "stamp": "1972-03-01",
        "time": "1972-03-01T12:30:00",
        "tags": '["x", "y"]',
        "missing": None,
        "flag": 1,
    }


def test_what_has_no_id_is_known_by_its_content() -> None:
    first = read([{"text": "A bank.", "year": 1}, {"text": "A bank.", "year": 2}])
    again = read([{"text": "A bank.", "year": 2}])

    assert first[0][0] != first[1][0] == again[0][0]
    assert read(texts=["A bank.", "B"])[0] == read(texts=iter(["A bank."]))[0]
    assert read(texts={"one": "A bank."}) == [("one", "A bank.", {})]


def test_paths_records_and_texts_go_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A file.")

    assert [text for _, text, _ in read([tmp_path / "a.txt", str(tmp_path / "a.txt")])] == ["A file.", "A file."]
    assert [text for _, text, _ in read(str(tmp_path / "a.txt"), ["A text."])] == ["A file.", "A text."]


@pytest.mark.parametrize(
    ("source", "texts", "error", "message"),
    [
        ("The river burst its banks.", (), UsageError, r"is no file or folder; texts are given as texts="),
        (["The river burst its banks."], (), UsageError, "is no file or folder"),
        ((), "The river burst its banks.", UsageError, r"texts are a list of strings; write \[text\] for one"),
        ((), [1], UsageError, "a text is a string, not int"),
        (42, (), UsageError, "cannot read documents from int: give paths, dicts, documents or a frame"),
        (pandas.DataFrame({"body": ["x"]}), (), UsageError, r"the frame has no column 'text' \(it has 'body'\)"),
        (polars.LazyFrame({"text": ["x"]}), (), UsageError, "a lazy frame has no rows yet"),
        ({"body": "x"}, (), UsageError, r"a record has no column 'text' \(it has 'body'\)"),
        ([{"text": "x"}, "a.txt"], (), CorpusError, r"record 2 is a text, not a dict .* texts=\[...\]"),
        ([{"body": "x"}], (), CorpusError, r"record 1 has no 'text' \(it has 'body'\)"),
        ([{"text": None}], (), CorpusError, "record 1: 'text' must be text, not None"),
    ],
)
def test_what_is_no_document_is_told(source: Any, texts: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read(source, texts)


def test_damaged_records_can_be_passed_over() -> None:
    given = Given.of([{"text": "A"}, {"text": 1}, {"text": "B"}], (), ReadOptions())
    errors: list[CorpusError] = []

    documents = given.documents(meter=Meter(), on_error=errors.append, on_note=None)
    assert [document.text for document in documents] == ["A", "B"]
    assert len(errors) == 1


def test_options_may_stand_beside_each_other() -> None:
    assert reading(None) == ReadOptions()
    assert reading(
        ReadOptions(format="csv"), text_column="body", columns=["word", "pos"], metadata="a.csv"
    ) == ReadOptions(format="csv", text_column="body", columns=("word", "pos"), metadata=Path("a.csv"))


def test_an_index_is_filled_from_a_frame_and_gives_frames_back(tmp_path: Path) -> None:
    frame = pandas.DataFrame(
        {"name": ["a", "b"], "text": ["The river bank was green.", "A bank lends money."], "year": [1972, None]}
    ).rename(columns={"name": "id"})
    with SenseIndex.create(tmp_path / "index") as index:
        assert index.ingest(frame, static="none").documents == 2
        assert index.ingest(frame, static="none").skipped == 2
        found = index.query("bank", sort="document")
        assert found.to_pandas()["metadata.year"].fillna(0).tolist() == [1972, 0]
        assert found.to_polars()["document"].to_list() == ["a", "b"]
        assert index.ingest(texts=["Money again."], static="none").documents == 1
        with pytest.raises(TypeError, match="txet_column"):
            index.ingest(frame, txet_column="body")  # type: ignore[call-arg]
