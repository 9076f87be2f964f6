"""A metadata filter is a condition on metadata columns, exactly, and nothing else."""

import numpy as np
import pytest

from senseindex.errors import FilterError
from tests.builders import TinyIndex


def names(tiny: TinyIndex, condition: str, *parameters: object) -> list[str]:
    chosen = tiny.catalog.documents.filtered(condition, parameters)
    return [tiny.catalog.connection.rows("SELECT name FROM document WHERE id = ?", (each,))[0][0] for each in chosen]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("year >= 2000", ["doc10", "doc11"]),
        ("year >= '2000'", ["doc10", "doc11"]),
        ("year between 1991 and 1992 or document = 'doc7'", ["doc1", "doc2", "doc7"]),
        ("speaker = 'O''Neil, Bob' and year < 1993", ["doc0", "doc2"]),
        ('date is null and "year" > 1994', ["doc8"]),
        ("lower(speaker) like 'ames%' and year in (1991, 1992)", ["doc1"]),
        ("substr(date, 1, 4) = '1991' and not (year > 1995)", ["doc1"]),
    ],
)
def test_conditions_select_documents(tiny: TinyIndex, condition: str, expected: list[str]) -> None:
    assert names(tiny, condition) == expected


@pytest.mark.parametrize("condition", ["date > 1991-01-01", "date>=1991-01", "year > 1990 and (date < 1994-05-06)"])
def test_a_date_without_quotes_is_refused_with_the_quoted_form(tiny: TinyIndex, condition: str) -> None:
    with pytest.raises(FilterError, match=r"is a subtraction; write '199\d-\d\d(-\d\d)?' in single quotes"):
        names(tiny, condition)


def test_numbers_may_be_subtracted(tiny: TinyIndex) -> None:
    assert names(tiny, "year > 2010 - 10") == ["doc11"]
    assert names(tiny, "year-1990 > 10 or date = '1991-01-01' and year < 1992") == ["doc1", "doc11"]


def test_parameters_are_bound(tiny: TinyIndex) -> None:
    assert names(tiny, "speaker = ? and year <= ?", "O'Neil, Bob", 1992) == ["doc0", "doc2"]
    assert names(tiny, "speaker = ?", "x' or 1=1 --") == []


@pytest.mark.parametrize(
    "attack",
    [
        "1=1) union select id from document where (1=1",
        "year in (select id from document)",
        "exists (select 1 from setting)",
        "year = 1; drop table document",
        "year = 1 -- comment",
        "year = 1 /* comment */",
        "load_extension('x')",
        "randomblob(1000000000) is null",
        "sentence.text is not null",
        "writefile('x', 'y')",
        "attach database 'x' as y",
        "document.content_hash = 'x'",
        ")",
        "(",
        "",
        "   ",
        "year >=",
        "speaker = 'O'Neil'",
        "year\x00",
    ],
)
def test_anything_else_is_refused_and_changes_nothing(tiny: TinyIndex, attack: str) -> None:
    with pytest.raises(FilterError):
        tiny.catalog.documents.filtered(attack)
    assert tiny.catalog.documents.count() == 12


def test_a_misspelt_column_is_named(tiny: TinyIndex) -> None:
    with pytest.raises(FilterError, match="speeker is no metadata column; did you mean speaker"):
        tiny.catalog.documents.filtered("speeker = 'x'")
    with pytest.raises(FilterError, match='"speeker" is no metadata column'):
        tiny.catalog.documents.filtered("\"speeker\" = 'x'")


def test_wrong_number_of_parameters_is_a_filter_error(tiny: TinyIndex) -> None:
    with pytest.raises(FilterError, match="parameters"):
        tiny.catalog.documents.filtered("year = ?")


def test_selected_occurrences_are_those_of_the_documents(tiny: TinyIndex) -> None:
    selected = tiny.catalog.documents.selected("year >= 1995")
    for occurrence_id, year in tiny.catalog.connection.rows(
        "SELECT occurrence.id, year FROM occurrence JOIN sentence ON sentence.id = sentence_id "
        "JOIN metadata USING (document_id)"
    ):
        assert selected.contains(np.array([occurrence_id])).all() == (year >= 1995)
