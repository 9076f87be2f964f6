"""Answers as dicts and frames, with the same columns as CSV."""

from __future__ import annotations

import csv
import sys
from io import StringIO

import pandas
import pytest

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.tables import Facts
from senseindex.errors import UsageError
from senseindex.output.render.formats import render

COLUMNS = ("year", "speaker")
HITS = tuple(
    Hit(number, "bank", "bank%1", 0.5, "the", "bank", "of", f"d{number}", metadata, 4, 8)
    for number, metadata in enumerate([{"year": 1972}, {"year": "c. 1980"}, {}])
)
FOUND = Concordance("bank", 3, HITS, COLUMNS)


def test_dicts_have_metadata_in_columns_whatever_the_page_shows() -> None:
    dicts = FOUND.to_dicts()

    assert [list(row) for row in dicts] == [FOUND.names()] * 3
    assert [(row["metadata.year"], row["metadata.speaker"]) for row in dicts] == [
        (1972, None),
        ("c. 1980", None),
        (None, None),
    ]
    assert "metadata_columns" not in FOUND.as_dict()
    header = next(csv.reader(StringIO(render(FOUND, "csv").plain)))
    assert header == FOUND.names() == next(csv.reader(StringIO(render(Concordance("x", 0, (), COLUMNS), "csv").plain)))


def test_frames_of_pandas_and_polars_say_the_same() -> None:
    frame, other = FOUND.to_pandas(), FOUND.to_polars()

    assert list(frame.columns) == other.columns == FOUND.names()
    assert other["metadata.year"].to_list() == ["1972", "c. 1980", None]
    assert other.drop("metadata.year").to_dicts() == [
        {name: None if value is None or value != value else value for name, value in row.items()}
        for row in frame.drop(columns="metadata.year").astype(object).to_dict("records")
    ]


def test_an_answer_of_one_row_and_an_empty_one_are_frames_too() -> None:
    assert Facts({"hits": 3}).to_pandas().to_dict("records") == [{"hits": 3}]
    assert Concordance("bank", 0, ()).to_polars().is_empty()
    empty = Concordance("bank", 0, (), COLUMNS).to_pandas()
    assert isinstance(empty, pandas.DataFrame) and list(empty.columns) == FOUND.names()


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_without_the_package_it_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(UsageError, match=f"pip install {name}"):
        getattr(FOUND, f"to_{name}")()
