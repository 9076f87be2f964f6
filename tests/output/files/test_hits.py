"""Files of hits, read back by the tools that they are meant for."""

import csv
import json
import shlex
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from senseindex import SenseIndex
from senseindex.answers.concordance import Hit
from senseindex.errors import NotFoundError, UsageError
from senseindex.output.files.hits import HitFile, write_hits
from senseindex.output.files.uses import COLUMNS
from senseindex.search.query import Query
from tests.builders import TinyIndex


def asked(path: Path) -> dict[str, str]:
    """What the file beside a file of hits says."""
    return dict(json.loads(path.with_name(f"{path.name}.query.json").read_text("utf-8")))


@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_delimited_files_hold_every_hit_with_its_metadata(
    index: SenseIndex, tmp_path: Path, format: str, delimiter: str
) -> None:
    path = tmp_path / "hits"
    assert index.export.hits(path, "bank", format=format, sort="-year", near=["money,muddy"]) == 20
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    expected = index.query("bank", n=100, sort="-year", near=["money,muddy"])
    assert len(rows) == len(expected) == 20
    for row, hit in zip(rows, expected, strict=True):
        assert (int(row["occurrence_id"]), row["sense"], row["left"]) == (hit.occurrence_id, hit.sense, hit.left)
        assert (int(row["metadata.year"]), row["metadata.kind"]) == (hit.metadata["year"], hit.metadata["kind"])
        assert (row["node"], int(row["start"]), int(row["end"])) == (hit.node, hit.start, hit.end)


def test_what_was_asked_stands_beside_the_file_and_writes_it_again(index: SenseIndex, tmp_path: Path) -> None:
    from senseindex.cli.main import main

    path = tmp_path / "a 'b'.csv"
    narrowed = {"where": "kind = 'river'", "sort": "-year", "sample": 7, "seed": 3, "without": ["money", "loan"]}
    index.export.hits(path, "bank", provenance="file", window=4, **narrowed)  # type: ignore[arg-type]
    before, told = path.read_bytes(), asked(path)
    assert told["hits"] == before.count(b"\n") - 1
    for each in tmp_path.iterdir():
        each.unlink()
    assert main(shlex.split(told["command"])[1:]) == 0
    assert path.read_bytes() == before and shlex.split(asked(path)["command"])[:5] == shlex.split(told["command"])[:5]
    index.export.hits(path, "bank", where="kind = ?", parameters=["river"], provenance="file")
    assert asked(path)["parameters"] == "['river']"


def test_a_query_that_is_a_value_says_the_same(index: SenseIndex, tmp_path: Path) -> None:
    hit = index.query("bank", n=1)[0]
    query = Query(senses=("bank%1",), like=(hit.document, hit.start), sort="-year")
    index.export.hits(tmp_path / "a.csv", query, provenance="file")
    assert asked(tmp_path / "a.csv")["command"].endswith(
        f"--like {hit.document}:{hit.start} --sort -year --sense bank%1"
    )
    index.export.hits(tmp_path / "a.csv", "bank", senses=["bank%1", "bank%2"], provenance="file")
    assert asked(tmp_path / "a.csv")["senses"] == "['bank%1', 'bank%2']"


@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl", "xlsx"])
def test_the_command_can_be_a_last_column(index: SenseIndex, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"a.{format}"
    index.export.hits(path, "bank", provenance="column", pattern=None)
    if format == "xlsx":
        book = load_workbook(path, read_only=True)
        names, *rows = book["hits"].iter_rows(values_only=True)
        found = [dict(zip(names, row, strict=True)) for row in rows]
        book.close()
    elif format == "jsonl":
        found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    else:
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file, delimiter="\t" if format == "tsv" else ","))
    assert len(found) == index.hits.count("bank")
    assert {list(row)[-1] for row in found} == {"command"}
    (command,) = {row["command"] for row in found}
    assert command.startswith("senseindex export bank -o ") and "--provenance column" in command
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_jsonl_has_one_hit_a_line_and_one_schema(index: SenseIndex, tmp_path: Path) -> None:
    index.export.hits(tmp_path / "hits.jsonl", sense="bank%1")
    rows = [json.loads(line) for line in (tmp_path / "hits.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == index.hits.count(sense="bank%1")
    assert rows == [hit.as_dict() for hit in index.query(sense="bank%1", n=1000)]
    labels = {sense.id: sense.label for sense in index.senses("bank")}
    assert {(row["sense"], row["sense_label"]) for row in rows} == {("bank%1", labels["bank%1"])}


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_empty_metadata_keep_their_columns(tmp_path: Path, format: str) -> None:
    about = HitFile(("date", "note"), 2, {})
    write_hits(tmp_path / "a", format, about, [odd_hit(note="x"), odd_hit()])
    lines = (tmp_path / "a").read_text("utf-8").splitlines()
    if format == "csv":
        assert "metadata.date,metadata.note" in lines[0] and len(lines) == 3
    else:
        assert [json.loads(line)["metadata"] for line in lines] == [
            {"date": None, "note": "x"},
            {"date": None, "note": None},
        ]


def test_a_sheet_has_typed_columns_and_the_query(index: SenseIndex, tmp_path: Path) -> None:
    index.export.hits(tmp_path / "hits.xlsx", format="xlsx", sense="bank%1")
    book = load_workbook(tmp_path / "hits.xlsx", read_only=True)
    names, *rows = book["hits"].iter_rows(values_only=True)
    first = dict(zip(names, rows[0], strict=True))
    hit = index.query(sense="bank%1", n=1)[0]
    assert len(rows) == index.hits.count(sense="bank%1")
    assert isinstance(first["occurrence_id"], int) and first["occurrence_id"] == hit.occurrence_id
    assert isinstance(first["score"], float) and first["score"] == pytest.approx(hit.score)
    assert isinstance(first["metadata.year"], int) and first["metadata.kind"] in ("river", "money")
    query = dict(book["query"].iter_rows(values_only=True))
    assert query["hits"] == len(rows) and query["command"].startswith("senseindex export -o ")
    book.close()
    sheet = load_workbook(tmp_path / "hits.xlsx")["hits"]
    assert sheet.freeze_panes == "A2" and sheet["A1"].font.bold
    assert sheet.auto_filter.ref == sheet.dimensions
    widths = {cell.value: sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]}
    assert widths["left"] == widths["right"] == 60 and min(widths.values()) >= 12


def odd_hit(**metadata: object) -> Hit:
    return Hit(1, "bank", None, None, "=1+1", "bank", "a\x07b\tc", "d", metadata, 0, 4)  # type: ignore[arg-type]


def test_text_in_a_sheet_is_neither_formula_nor_control_character(tmp_path: Path) -> None:
    about = HitFile(("date", "bad"), 2, {"command": "=cmd"})
    hits = [odd_hit(date="1999-12-31", bad="2000-13-01"), odd_hit(date="1850-01-01", bad="#REF!")]
    write_hits(tmp_path / "a.xlsx", "xlsx", about, hits)
    book = load_workbook(tmp_path / "a.xlsx")
    names, first, second = ([cell.value for cell in row] for row in book["hits"].iter_rows())
    row = dict(zip(names, first, strict=True))
    assert (row["left"], row["right"]) == ("=1+1", "a b\tc")
    assert book["hits"].cell(2, names.index("left") + 1).data_type == "s"
    assert row["metadata.date"].date() == date(1999, 12, 31) and row["metadata.bad"] == "2000-13-01"
    assert dict(zip(names, second, strict=True))["metadata.date"] == "1850-01-01"
    assert book["hits"].cell(3, names.index("metadata.bad") + 1).data_type == "s"


def test_more_hits_than_a_sheet_has_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="room for 1,048,575 rows"):
        write_hits(tmp_path / "a.xlsx", "xlsx", HitFile((), 2_000_000, {}), [])


def test_tabs_and_line_ends_do_not_break_a_row(tmp_path: Path) -> None:
    write_hits(tmp_path / "a.tsv", "tsv", HitFile(("note",), 1, {}), [odd_hit(note="x\r\ny\u2028z")])
    assert len((tmp_path / "a.tsv").read_text("utf-8").splitlines()) == 2


def test_uses_mark_the_target_in_its_sentence(index: SenseIndex, tmp_path: Path) -> None:
    count = index.export.hits(tmp_path / "uses.csv", "bank", format="uses")
    head, *rows = [line.split("\t") for line in (tmp_path / "uses.csv").read_text("utf-8").splitlines()]
    assert tuple(head) == COLUMNS and len(rows) == count == index.hits.count("bank")
    for row, hit in zip(rows, index.query("bank", n=1000), strict=True):
        use = dict(zip(head, row, strict=True))
        start, end = map(int, use["indexes_target_token"].split(":"))
        assert use["context"][start:end] == hit.node
        assert use["indexes_target_sentence"] == f"0:{len(use['context'])}"
        assert (use["description"], use["date"], use["grouping"]) == (
            hit.sense,
            str(hit.metadata["year"]),
            str(hit.metadata["year"]),
        )
    assert len({row[head.index("identifier")] for row in rows}) == count


def test_a_pattern_is_exported_too(index: SenseIndex, tmp_path: Path) -> None:
    for format in ("csv", "uses", "jsonl"):
        assert index.export.hits(tmp_path / "a", format=format, pattern='"The" []{0,1} "bank"') == 20


def test_a_file_is_written_whole_or_not_at_all(index: SenseIndex, tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "hits.csv"
    path.write_text("before")
    monkeypatch.setattr("senseindex.output.files.hits.column_names", lambda about: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        index.export.hits(path, "bank")
    assert path.read_text() == "before" and [each.name for each in tmp_path.iterdir()] == ["hits.csv"]


def test_wrong_places_formats_and_words_are_told(index: SenseIndex, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        index.export.hits(tmp_path / "nowhere" / "a.csv", "bank")
    with pytest.raises(UsageError, match="is a folder"):
        index.export.hits(tmp_path, "bank")
    with pytest.raises(UsageError, match="no format 'doc'"):
        index.export.hits(tmp_path / "a", "bank", format="doc")
    with pytest.raises(UsageError, match=r"a\.xlsx would be opened as xlsx, not csv: .* call the file a\.csv"):
        index.export.hits(tmp_path / "a.xlsx", "bank", format="csv")
    with pytest.raises(UsageError, match=r"a\.jsonl would be opened as jsonl, not tei-lex0"):
        index.export.entries(tmp_path / "a.jsonl", ["bank"], format="tei-lex0")
    with pytest.raises(UsageError, match="the columns of uses are fixed"):
        index.export.hits(tmp_path / "a.csv", "bank", format="uses", provenance="column")
    with pytest.raises(UsageError, match="provenance is one of none, file, column"):
        index.export.hits(tmp_path / "a.csv", "bank", provenance="top")
    with pytest.raises(NotFoundError):
        index.export.hits(tmp_path / "a", "zeppelin")
    with pytest.raises(UsageError, match="over all words"):
        index.export.hits(tmp_path / "a", like=1, any_word=True)
    assert not list(tmp_path.iterdir())


def test_pattern_hits_without_a_vector_have_their_places(tiny_uses: TinyIndex) -> None:
    from senseindex.output.files.uses import uses
    from senseindex.search.pattern import find_matches

    found = find_matches(tiny_uses.catalog, '"The"')
    for use in uses(tiny_uses.catalog, found):
        assert use.hit.occurrence_id == 0 and use.lemma == "the" and use.sentence[use.start : use.end] == "The"


@pytest.fixture
def tiny_uses(tmp_path: Path):
    from tests.builders import bank_document

    tiny = TinyIndex(tmp_path / "tiny")
    tiny.add(bank_document("river", 0), bank_document("money", 1))
    yield tiny
    tiny.close()
