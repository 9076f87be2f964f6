"""The commands of lists over a small index: what they show, what they write, what they refuse."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from senseindex import SenseIndex
from tests.builders import make_bank_index


@pytest.fixture(scope="module")
def banks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("banks") / "index"
    make_bank_index(path).close()
    return path


LISTS = [
    ["wordlist"],
    ["wordlist", "--of", "word", "--pattern", ".*s", "--sort", "-item"],
    ["wordlist", "--of", "sense", "--where", "year < 1995"],
    ["wordlist", "--hapaxes"],
    ["keywords", "--where", "kind = 'river'", "--min-freq", "1"],
    ["ngrams", "--size", "3", "--gaps", "1", "--of", "lemma"],
    ["ngrams", "--min-freq", "1"],
    ["statistics", "--by", "kind"],
    ["frequency", "bank", "--by", "L1.lemma"],
    ["frequency", "bank", "--by", "sense", "--by", "year"],
]


@pytest.mark.parametrize("arguments", LISTS)
def test_all_formats_hold_the_same_rows(run, tmp_path, banks, arguments):
    def text(form: str) -> str:
        outcome = run("--index", str(banks), *arguments, "-n", "1000", "--format", form)
        assert outcome.code == 0
        return outcome.out

    objects = [json.loads(line) for line in text("jsonl").splitlines()]
    *_, listed = json.loads(text("json")).values()
    assert listed == objects
    names = list(objects[0]) if objects else []
    written = [[("" if value is None else str(value)) for value in each.values()] for each in objects]
    read = list(csv.reader(io.StringIO(text("csv"))))
    assert read[0][: len(names)] == names
    assert read[1:] == written
    assert [line.split("\t") for line in text("tsv").splitlines()][1:] == written
    for ending in ("csv", "tsv", "jsonl"):
        file = tmp_path / f"list.{ending}"
        assert run("--index", str(banks), *arguments, "-o", str(file)).code == 0
        assert file.read_text("utf-8") == text(ending)
    file = tmp_path / "list.xlsx"
    outcome = run("--index", str(banks), *arguments, "-o", str(file))
    assert outcome.err.splitlines()[-1] == f"{file}: {len(objects)} rows"
    rows = openpyxl.load_workbook(file)["rows"].iter_rows(values_only=True)
    next(rows)
    for row, record in zip(rows, objects, strict=True):
        for cell, value in zip(row, record.values(), strict=True):
            assert cell == (pytest.approx(value) if isinstance(value, float) else None if value == "" else value)


def test_a_page_is_a_part_and_tells_how_to_go_on(run, banks):
    whole = run("--index", str(banks), "wordlist", "--format", "jsonl", "-n", "1000").out.splitlines()
    page = run("--index", str(banks), "wordlist", "--format", "jsonl", "-n", "3", "--offset", "2").out.splitlines()
    assert page == whole[2:5]
    shown = run("--index", str(banks), "wordlist", "-n", "3", "--offset", "2")
    assert shown.err == "More rows: --offset 5\n"
    assert len(shown.out.splitlines()) == 6  # a caption, an empty line, a line of names


def test_a_page_may_be_written(run, tmp_path, banks):
    run("--index", str(banks), "wordlist", "-o", "page.csv", "-n", "2", "--offset", "1")
    with SenseIndex.open(banks) as index:
        words = [row.item for row in index.lists.words().page(1, 2)]
    lines = (tmp_path / "page.csv").read_text("utf-8").splitlines()
    assert [line.partition(",")[0] for line in lines] == ["item", *words]


def test_a_list_that_was_written_is_a_reference(run, banks):
    assert run("--index", str(banks), "wordlist", "--where", "kind = 'money'", "-o", "money.tsv").code == 0
    by_file = run("--index", str(banks), "keywords", "--where", "kind = 'river'", "--reference", "money.tsv")
    by_name = run("--index", str(banks), "keywords", "--where", "kind = 'river'")
    assert by_file.out.splitlines()[1:] == by_name.out.splitlines()[1:]
    assert len(by_name.out.splitlines()) > 5


def test_the_parts_of_a_corpus(run, banks):
    outcome = run("--index", str(banks), "info", "--by", "kind", "--format", "csv")
    assert [line.split(",")[:2] for line in outcome.out.splitlines()] == [
        ["value", "documents"],
        ["money", "10"],
        ["river", "10"],
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["wordlist", "--of", "form"], "'form' is not one of"),
        (["wordlist", "--sort", "size"], "cannot be sorted by 'size'; there are freq, item"),
        (["wordlist", "--hapaxes", "--min-freq", "2"], "leave out --min-freq"),
        (["wordlist", "-o", "list.docx"], "what is list.docx to be?"),
        (["wordlist", "--pos", "NOUN"], "no parts of speech"),
        (["keywords"], "keywords of which part?"),
        (["keywords", "--reference-tokens", "5"], "goes with --reference FILE"),
        (["keywords", "--reference", "absent.tsv"], "absent.tsv"),
        (["frequency", "bank", "--by", "M1"], "cannot group by 'M1'"),
        (["frequency", "bank"], "Missing option '--by'"),
        (["frequency", "--by", "node"], "what is asked for?"),
        (["ngrams", "--size", "7"], "7 is not in the range"),
        (["ngrams", "--size", "6", "--gaps", "9"], "gaps of 0 to 3 tokens"),
        (["statistics", "--by", "colour"], "'colour' is no metadata column"),
        (["info", "--by", "colour"], "'colour' is no metadata column"),
    ],
)
def test_what_cannot_be_is_one_line(run, banks, arguments, message):
    outcome = run("--index", str(banks), *arguments)
    assert outcome.code != 0
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_help_shows_the_page_of_a_command(run):
    assert run("help").out == run("--help").out
    assert run("help", "sense", "split").out == run("sense", "split", "--help").out
    outcome = run("help", "query", "lines")
    assert outcome.code == 2
    assert "senseindex query has no command 'lines'" in outcome.err
