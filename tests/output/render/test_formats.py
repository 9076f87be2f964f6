import csv
import io
import json

import numpy as np
import pytest

from senseindex.answers.concordance import Concordance
from senseindex.answers.reports import IndexInfo, InduceReport, IngestReport
from senseindex.answers.tables import Facts
from senseindex.answers.words import Neighbor, NeighborList
from senseindex.errors import UsageError
from senseindex.output.render import FORMATS
from senseindex.output.render.formats import render
from tests.output.render.examples import comparison, concordance, hit, senses

INFO = IndexInfo(
    "indexes/x", 2, 30, 400, 90, 150, 4, 12_345_678, "m", {"backend": "torch"},
    {"codec": "sq4", "context": {"width": 5}}, "en", "",
    {}, {"algorithm": "two-level", "parameters": {}, "seed": 0}, ("date", "speaker"), 1, 1,
)  # fmt: skip
ANSWERS = {
    "hits": concordance(hit(), hit(metadata={"date": None})),
    "no hits": concordance(),
    "senses": senses(),
    "neighbors": NeighborList("bank", (Neighbor("river", 0.5), Neighbor("loan", 0.25))),
    "comparison": comparison(3, 2),
    "info": INFO,
    "ingest": IngestReport(3, 1, 2, 40, 500, 200, 2.5, {"encode": 2.0}),
    "induce": InduceReport(10, 4, 15, 500, 20, 1.5),
    "record": Facts({"first": "a", "second": "b", "cosine": 0.5}),
}


def as_text(answer, format, **settings):
    return render(answer, format, **settings).plain


def read_csv(text, **settings):
    return list(csv.DictReader(io.StringIO(text), **settings))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_can_be_written_in_every_format(name, format):
    text = as_text(ANSWERS[name], format)
    assert not text.endswith("\n")
    assert bool(text) or (name == "no hits" and format == "jsonl")


@pytest.mark.parametrize("width", [60, 80, 100, 140])
@pytest.mark.parametrize("name", ["hits", "no hits", "senses", "neighbors", "comparison", "info"])
def test_tables_fit_the_terminal(name, width):
    lines = as_text(ANSWERS[name], "table", width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_json_of_a_query_has_the_documented_shape():
    answer = json.loads(as_text(concordance(hit(), total=9), "json"))
    assert list(answer) == ["lemma", "total", "hits"]
    assert answer["total"] == 9
    wanted = {"occurrence_id", "sense", "score", "left", "node", "right", "document", "metadata", "start", "end"}
    assert wanted <= answer["hits"][0].keys()
    assert answer["hits"][0]["metadata"] == {"year": 1991, "speaker": "Hawke, Robert"}


def test_json_of_senses_is_a_list_of_the_documented_shape():
    answer = json.loads(as_text(senses(), "json"))
    assert {"id", "label", "size", "share", "ipm", "examples"} <= answer[0].keys()
    assert answer[0]["examples"][0]["node"] == "bank"


def test_json_of_info_is_one_object_with_the_documented_keys():
    answer = json.loads(as_text(INFO, "json"))
    wanted = ["documents", "sentences", "tokens", "types", "occurrences", "senses", "bytes", "model", "recipe"]
    assert set(wanted) <= answer.keys()
    assert answer["recipe"] == {"codec": "sq4", "context": {"width": 5}}


def test_json_keeps_letters_as_they_are_and_has_no_number_that_json_does_not_know():
    text = as_text(concordance(hit("Übergröße", score=float("nan"))), "json")
    assert "Übergröße" in text
    assert json.loads(text)["hits"][0]["score"] is None
    assert json.loads(as_text(Facts({"cosine": np.float32(0.5)}), "json")) == {"cosine": 0.5}


def test_jsonl_has_one_object_a_hit():
    lines = as_text(concordance(hit(), hit("two\nlines")), "jsonl").splitlines()
    assert [json.loads(line)["left"] for line in lines] == ["we sat on the", "two\nlines"]


def test_csv_quotes_and_has_a_column_for_every_metadata_key_of_any_hit():
    answer = concordance(hit('say "bank",\nhe said'), hit(metadata={"date": "1990-01-01"}))
    first, second = read_csv(as_text(answer, "csv"))
    assert first["left"] == 'say "bank",\nhe said'
    assert first["metadata.speaker"] == "Hawke, Robert"
    assert (first["metadata.date"], second["metadata.date"]) == ("", "1990-01-01")
    assert second["score"] == "0.8125"


def test_tsv_has_exactly_one_line_a_row_and_a_tab_between_cells():
    text = as_text(concordance(hit("tab\there"), hit("line\nend")), "tsv")
    rows = [line.split("\t") for line in text.split("\n")]
    assert len(rows) == 3
    assert len({len(row) for row in rows}) == 1
    assert rows[1][rows[0].index("left")] == "tab here"


def test_a_file_without_hits_still_names_its_columns():
    assert as_text(concordance(), "csv").startswith(
        "occurrence_id,lemma,sense,sense_label,subsense,score,confidence,left,node,right"
    )
    assert as_text(NeighborList("x", ()), "tsv") == "word\tscore"
    assert json.loads(as_text(Concordance("bank", 0, ()), "json")) == {"lemma": "bank", "total": 0, "hits": []}


def test_a_comparison_becomes_one_row_a_pair_of_sentences():
    rows = read_csv(as_text(comparison(3, 2), "csv"))
    assert len(rows) == 4 * 3
    assert rows[0] == {"vectors": "static", "first": "1", "second": "2", "cosine": "1.0"}
    assert [row["vectors"] for row in rows[::3]] == ["static", "contextual", "0", "1"]


def test_nested_settings_become_flat_names():
    rows = {row["name"]: row["value"] for row in read_csv(as_text(INFO, "csv"))}
    assert rows["recipe.context.width"] == "5"
    assert rows["metadata_columns"] == "date | speaker"


def test_an_unknown_format_is_a_usage_error():
    with pytest.raises(UsageError, match="unknown format 'xml'"):
        render(senses(), "xml")
