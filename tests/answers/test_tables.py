from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from senseindex.answers.concordance import Concordance, Hit
from senseindex.answers.reports import BackupReport, IngestReport
from senseindex.answers.senses import Sense, SenseList, WordSense, WordSenses
from senseindex.answers.tables import Column, Facts, Record, Rows, flatten, plain
from senseindex.answers.words import Neighbor


@dataclass(frozen=True, slots=True)
class Word(Record):
    word: str
    freq: int
    share: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Words(Rows[Word]):
    name: str
    items: tuple[Word, ...]
    key = "words"
    record = Word
    columns = (
        Column("word"),
        Column("freq", ",", lambda words: f"freq of {words.name}"),
        Column("share", ".1%"),
        Column(lambda row: len(row.word), "d", "letters"),
        Column("note", optional=True),
    )


WORDS = Words("all", (Word("river", 12345, 0.5), Word("<b>", 1)))


def test_a_table_follows_from_its_columns():
    assert str(WORDS).splitlines() == [
        "word   freq of all  share  letters",
        "-----  -----------  -----  -------",
        "river       12,345  50.0%        5",
        "<b>              1               3",
    ]


def test_an_optional_column_comes_with_its_first_value():
    assert WORDS.table().headers[-1] == "letters"
    noted = Words("all", (*WORDS.items, Word("a", 1, note="short")))
    headers, rows, right = noted.table()
    assert (headers[-1], rows[-1][-1], rows[0][-1]) == ("note", "short", "")
    assert right == {1, 2, 3}


def test_html_says_the_same_and_escapes_it():
    class Cells(HTMLParser):
        found: list[str]

        def handle_data(self, data):
            self.found.append(data)

    cells = Cells()
    cells.found = []
    cells.feed(WORDS._repr_html_())
    headers, rows, _ = WORDS.table()
    assert cells.found == [*headers, *(cell for row in rows for cell in row if cell)]


def test_values_stay_typed_in_plain_data():
    rows = [
        {"word": "river", "freq": 12345, "share": 0.5, "note": ""},
        {"word": "<b>", "freq": 1, "share": None, "note": ""},
    ]
    assert WORDS.records() == rows
    assert WORDS.as_json() == WORDS.as_dict() == {"name": "all", "words": rows}
    assert WORDS.names() == list(rows[0])


def test_rows_without_a_key_are_the_whole_of_the_json():
    senses = SenseList("bank", (Sense("bank%1", "bank", "money", 1, 1.0, 2.0),))
    assert senses.as_json() == senses.records() == [senses[0].as_dict()]


def test_a_table_is_a_sequence_of_its_rows():
    assert len(WORDS) == 2 and WORDS[0] is WORDS.items[0] and list(WORDS) == list(WORDS.items)
    assert WORDS[1:] == WORDS.items[1:] and not Words("none", ())


def test_plain_data_is_made_of_lists_and_mappings():
    @dataclass(frozen=True)
    class Nested:
        pairs: tuple[tuple[str, int], ...] = (("a", 1),)
        inside: Word = field(default=Word("x", 2))

    assert plain({"nested": Nested()}) == {
        "nested": {"pairs": [["a", 1]], "inside": {"word": "x", "freq": 2, "share": None, "note": ""}}
    }
    assert flatten({"a": {"b": {"c": 1}, "d": [2]}}) == {"a.b.c": 1, "a.d": [2]}


def test_hits_say_their_confidence_beside_their_score():
    hit = Hit(1, "bank", None, 0.5, "the", "bank", "of", "doc", {"year": 1999}, 4, 8, confidence=0.9)
    assert list(hit.as_dict())[5:7] == ["score", "confidence"]
    assert Concordance("bank", 1, (hit,)).flat_records()[0]["metadata.year"] == 1999
    assert "metadata" not in Concordance("bank", 0, ()).names()


def test_reports_are_sentences_and_round_their_times():
    report = IngestReport(1, 0, 0, 2, 30, 10, 0.12345, {"read": 0.12345}, damaged=1, damage=("bad",))
    assert str(report).startswith("1 document added, 1 damaged and left out: 2 sentences, 30 tokens")
    assert report.as_dict()["seconds"] == report.as_dict()["seconds_by_stage"]["read"] == 0.123
    assert "damage" not in report.as_dict()
    assert str(BackupReport("copy", 2, 3, 1_200_000, 61.0)) == (
        "2 documents copied to copy: 3 files, 1.2 MB, in 1 min 1 s"
    )


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5000"), (3, "3"), ("a", "a")])
def test_small_facts_are_a_table_of_one_row(value, text):
    assert Facts({"name": value}).table().rows == [[text]]


def test_a_concordance_is_aligned_on_the_left_but_for_its_left_contexts():
    lines = [
        Hit(9, "bank-n", "bank%1", 0.75, "on the", "bank", "of the river", "a.txt", {}, 7, 11),
        Hit(120, "bank-n", None, None, "", "Banks", "", "b.txt", {}, 0, 5),
    ]
    assert str(Concordance("bank", 2, tuple(lines))).splitlines() == [
        "bank: 2 hits, 2 shown",
        "id   sense   score    left  node   right         document",
        "---  ------  -----  ------  -----  ------------  --------",
        "9    bank%1  0.750  on the  bank   of the river  a.txt",
        "120                         Banks                b.txt",
    ]


def test_a_table_without_columns_shows_the_fields_of_its_record():
    @dataclass(frozen=True)
    class Names(Rows[Neighbor]):
        items: tuple[Neighbor, ...]
        record = Neighbor

    assert str(Names((Neighbor("river", 0.25), Neighbor("money", -0.5)))).splitlines() == [
        "word     score",
        "-----  -------",
        "river   0.2500",
        "money  -0.5000",
    ]
    row = WordSense(1200, 1205, "Banks", "bank-n", None, None)
    assert str(WordSenses((row,))).splitlines() == [
        "start  node   lemma   sense  confidence",
        "-----  -----  ------  -----  ----------",
        " 1200  Banks  bank-n",
    ]
