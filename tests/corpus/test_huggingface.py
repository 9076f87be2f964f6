"""Data sets on the disk. Those by name need a network and are asked of a stand-in."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError, UsageError

ROWS: dict[str, list[Any]] = {
    "text": ["A bank.", "Two banks."],
    "year": [1972, 1973],
    "tags": [["a", "b"], []],
    "when": [date(1972, 1, 2), None],
}


@pytest.fixture
def datasets() -> Any:
    return pytest.importorskip("datasets")


def test_a_saved_data_set_is_read_with_its_columns_as_metadata(tmp_path: Path, datasets: Any) -> None:
    datasets.Dataset.from_dict(ROWS).save_to_disk(tmp_path / "rows")
    documents = list(read_documents(tmp_path / "rows"))

    assert [(document.id, document.text) for document in documents] == [("rows:1", "A bank."), ("rows:2", "Two banks.")]
    assert documents[0].metadata == {"year": 1972, "tags": '["a", "b"]', "when": "1972-01-02"}
    assert documents[1].metadata == {"year": 1973, "tags": "[]", "when": None}


def test_all_splits_are_read_and_ids_kept(tmp_path: Path, datasets: Any) -> None:
    splits = {
        name: datasets.Dataset.from_dict({"body": [f"{name} bank."], "id": [f"{name}-7"], "text": ["no"]})
        for name in ("train", "test")
    }
    datasets.DatasetDict(splits).save_to_disk(tmp_path / "both")
    documents = list(read_documents(tmp_path / "both", ReadOptions(text_column="body")))

    assert [(document.id, document.text) for document in documents] == [
        ("train-7", "train bank."),
        ("test-7", "test bank."),
    ]
    assert [document.location for document in documents] == ["both:train, row 1", "both:test, row 1"]


def test_what_cannot_be_read_is_named(tmp_path: Path, datasets: Any) -> None:
    datasets.Dataset.from_dict({"body": ["A bank.", None]}).save_to_disk(tmp_path / "rows")
    with pytest.raises(CorpusError, match=r"rows: has no column 'text' \(it has 'body'\): .* --text-column"):
        read_documents(tmp_path / "rows")
    options = ReadOptions(text_column="body")
    with pytest.raises(CorpusError, match="row 2: 'body' must be text, not None"):
        list(read_documents(tmp_path / "rows", options))
    errors: list[CorpusError] = []
    assert len(list(read_documents(tmp_path / "rows", options, on_error=errors.append))) == 1
    assert len(errors) == 1
    next((tmp_path / "rows").glob("*.arrow")).write_bytes(b"damaged")
    with pytest.raises(CorpusError, match=r"rows: the data set cannot be loaded \(.+\)") as raised:
        read_documents(tmp_path / "rows")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("hf:wikitext", ("wikitext", None, None)),
        ("hf:some-one/set_1:train", ("some-one/set_1", None, "train")),
        ("hf:some-one/set@en:train[:10%]", ("some-one/set", "en", "train[:10%]")),
    ],
)
def test_a_data_set_by_name_is_streamed(
    monkeypatch: pytest.MonkeyPatch, datasets: Any, source: str, asked: tuple[str, ...]
) -> None:
    rows = datasets.Dataset.from_dict({"text": ["A bank."]})

    def load(name: str, configuration: str | None, *, split: str | None, streaming: bool) -> Any:
        assert (name, configuration, split) == asked
        assert streaming
        return rows if split else datasets.DatasetDict({"test": rows})

    monkeypatch.setattr(datasets, "load_dataset", load)
    [document] = read_documents(Path(source))
    assert document.id == f"{asked[0]}:{asked[2] or 'test'}:1"


def test_a_name_that_is_none_is_refused(datasets: Any) -> None:
    with pytest.raises(UsageError, match="write hf:NAME, hf:NAME:SPLIT"):
        read_documents("hf:a b c")


def test_without_the_package_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(CorpusError, match=r"hf:x: .* pip install 'senseindex\[datasets\]'"):
        read_documents("hf:x")


def test_reading_other_sources_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A bank.")
    code = (
        "import sys; from senseindex.corpus.readers import read_documents; "
        f"list(read_documents({str(tmp_path)!r})); "
        "print([name for name in ('datasets', 'pandas', 'lxml', 'charset_normalizer', 'spacy', 'torch') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
