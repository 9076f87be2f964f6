from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from senseindex.corpus.documents import RawDocument, metadata_value
from senseindex.corpus.readers import ReadOptions, read_documents
from senseindex.errors import CorpusError


def read(folder: Path, content: str, name: str = "table.csv", text_column: str | None = None) -> list[RawDocument]:
    source = folder / name
    source.write_text(content, encoding="utf-8", newline="")
    return list(read_documents(source, ReadOptions(text_column=text_column)))


def test_a_row_is_a_document_with_its_other_columns_as_metadata(tmp_path: Path) -> None:
    content = 'id,text,year,speaker,share\nx,"A bank,\nby the river.",1972,Ada,0.5\n\n,Another.,,"O""Neil",\n'

    assert read(tmp_path, content) == [
        RawDocument(
            "x", "A bank,\nby the river.", {"year": 1972, "speaker": "Ada", "share": 0.5}, location="table.csv, line 2"
        ),
        RawDocument(
            "table.csv:5",
            "Another.",
            {"year": None, "speaker": 'O"Neil', "share": None},
            location="table.csv, line 5",
            file=str((tmp_path / "table.csv").resolve()),
        ),
    ]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "nameless"])
def test_the_delimiter_is_told_by_the_rows(tmp_path: Path, delimiter: str, name: str) -> None:
    rows = [["when", "text"], ["1972", "One bank; two banks, three | four."], ["1973", "Five"]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    documents = read(tmp_path, written.getvalue(), name)

    assert [(document.text, document.metadata) for document in documents] == [
        (rows[1][1], {"when": 1972}),
        (rows[2][1], {"when": 1973}),
    ]


def test_another_column_may_hold_the_text(tmp_path: Path) -> None:
    [document] = read(tmp_path, "body,text\nA bank.,remark\n", text_column="body")

    assert (document.text, document.metadata) == ("A bank.", {"text": "remark"})
    with pytest.raises(CorpusError, match=r"has no column 'text' \(it has 'body', 'year'\): name .* --text-column"):
        read(tmp_path, "body,year\nA bank.,1972\n")


def test_quotes_in_tsv_that_quote_nothing_are_text(tmp_path: Path) -> None:
    content = 'id\ttext\n1\t"The bank" he said.\n2\t"Unclosed\n3\tplain\n'

    assert [document.text for document in read(tmp_path, content, "a.tsv")] == [
        '"The bank" he said.',
        '"Unclosed',
        "plain",
    ]


def test_a_cell_may_be_very_large(tmp_path: Path) -> None:
    text = "The bank, \n" * 100_000

    assert [document.text for document in read(tmp_path, f'id,text\n1,"{text}"\n2,end\n')] == [text, "end"]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("2,too,many\n", r"line 3: the row has 3 cells, the header 2"),
        ("2\n", r"line 3: the row has 1 cells, the header 2"),
        ('2,"a"b\n', r"line 3: broken row \(.*\)"),
    ],
)
def test_a_bad_row_is_named_and_may_be_left_out(tmp_path: Path, bad: str, message: str) -> None:
    content = f'id,text\n1,one\n{bad}3,three\n4,"fo\nur"\n'
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, content)
    errors: list[CorpusError] = []
    documents = read_documents(tmp_path / "table.csv", on_error=errors.append)

    assert [document.text for document in documents] == ["one", "three", "fo\nur"]
    assert len(errors) == 1


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="two columns are called 'year'"):
        read(tmp_path, "text,Year,year\nA,1,2\n")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1972", 1972),
        (" -3 ", -3),
        ("0.5", 0.5),
        ("-0.25", -0.25),
        ("", None),
        ("  ", None),
        ("007", "007"),
        ("+3", "+3"),
        ("1e5", "1e5"),
        ("1,000", "1,000"),
        ("NaN", "NaN"),
        ("1_000", "1_000"),
        ("9" * 30, "9" * 30),
        ("2000-05-18", "2000-05-18"),
    ],
)
def test_a_cell_that_is_written_as_a_number_is_one(cell: str, value: object) -> None:
    found = metadata_value(cell)

    assert found == value
    assert type(found) is type(value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1), min_size=1),
    st.sampled_from([",", "\t"]),
)
def test_any_text_comes_out_as_the_csv_module_wrote_it(tmp_path: Path, texts: list[str], delimiter: str) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["number", "text"], *([str(number), text] for number, text in enumerate(texts))])

    assert [document.text for document in read(tmp_path, written.getvalue())] == texts
