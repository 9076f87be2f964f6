import pytest

from senseindex.answers.forms import human_bytes, human_seconds
from senseindex.answers.reports import InduceReport, IngestReport
from senseindex.answers.senses import Sense, SenseList
from senseindex.answers.tables import Facts
from senseindex.output.render.palette import STOPS, colour, ink
from senseindex.output.render.tables import table
from tests.output.render.examples import comparison, senses


def lines(result, width=None):
    return table(result, width).plain.splitlines()


def test_senses_show_size_share_label_and_then_their_lines():
    text = lines(senses())
    assert text[0] == "bank: 2 senses, 50 occurrences"
    assert text[2].split() == ["id", "size", "share", "ipm", "confidence", "label"]
    assert text[3].split()[:4] == ["bank%1", "30", "60.0%", "812.5"]
    assert text[-2:] == ["bank%1", "  we sat on the  bank  of the river"]


def test_unclear_occurrences_are_counted_but_are_no_sense():
    unclear = Sense("bank%0", "bank", "unclear", 7, 0.1, 9.0)
    text = lines(SenseList("bank", (*senses(), unclear)))
    assert text[0] == "bank: 2 senses, 57 occurrences, 7 unclear"


def test_subsenses_are_counted_with_their_main_sense_alone():
    found = SenseList(
        "bank",
        (
            Sense("bank%1", "bank", "money", 5, 1.0, 9.0, subsenses=2),
            Sense("bank%1.1", "bank", "loan", 3, 0.6, 5.4, parent="bank%1"),
            Sense("bank%1.2", "bank", "vault", 2, 0.4, 3.6, parent="bank%1"),
        ),
    )
    shown = lines(found)
    assert shown[0] == "bank: 1 sense, 5 occurrences"
    assert [line.split()[0] for line in shown[3:]] == ["bank%1", "bank%1.1", "bank%1.2"]


def test_a_word_without_senses_says_so():
    assert lines(SenseList("bank", ()))[0] == "bank: 0 senses, 0 occurrences"


def test_a_comparison_has_numbered_sentences_and_both_matrices_side_by_side():
    text = lines(comparison(4))
    assert text[2] == "1  Sentence 1 is about the [bank] and costs $5."
    assert text[9].split() == ["1", "1.00", "1.00", "1.00", "1.00", "1", "1.00", "0.75", "0.25", "0.25"]


def test_on_a_terminal_the_node_is_coloured_instead_of_bracketed():
    text = table(comparison(2), 80)
    assert "[bank]" not in text.plain
    assert any(text.plain[span.start : span.end] == "bank" and "red" in str(span.style) for span in text.spans)


def test_a_node_behind_a_line_break_is_still_coloured():
    from dataclasses import replace

    sentence = "This sentence has so many words that the line must break before its [bank] comes at last."
    text = table(replace(comparison(2), sentences=(sentence, sentence)), 50)
    marked = [text.plain[span.start : span.end] for span in text.spans if "red" in str(span.style)]
    assert marked == ["bank", "bank"]


def test_matrices_stand_under_each_other_where_they_do_not_fit():
    assert len(lines(comparison(8), 60)) > len(lines(comparison(8), 140))


def test_layers_are_one_row_each_with_a_column_a_pair():
    text = lines(comparison(3, 7))
    head = next(number for number, line in enumerate(text) if line.startswith("layer ") and "1-2" in line)
    assert text[head].split() == ["layer", "1-2", "1-3", "2-3"]
    assert text[head + 1].split() == ["0", "1.00", "1.00", "1.00"]
    assert text[head + 7].split() == ["6", "0.75", "0.25", "0.25"]


def test_layers_become_matrices_where_the_pairs_do_not_fit():
    text = lines(comparison(9, 2), 80)
    assert "layer 0" in text
    assert "layer 1" in text


def test_without_static_vectors_a_comparison_says_so():
    assert any(line.startswith("static word vectors: none") for line in lines(comparison(2, static=False)))


def test_reports_are_sentences_with_thousands_and_speed():
    ingest = lines(IngestReport(1, 2, 3, 40, 5_000, 2_000, 2.0))
    assert ingest == [
        "1 document added, 2 replaced, 3 skipped as unchanged: 40 sentences, 5,000 tokens, "
        "2,000 occurrences with a vector, in 2.0 s, 2,500 tokens/s"
    ]
    induce = lines(InduceReport(10, 4, 15, 500, 25, 75.0))
    assert induce == ["15 senses of 10 words, 4 with more than one; 500 occurrences, 25 unclear (5%), in 1 min 15 s"]
    (left_alone,) = lines(InduceReport(9, 4, 15, 500, 25, 75.0, locked=1))
    assert "25 unclear (5%); 1 word left alone as locked, in" in left_alone


def test_a_record_is_a_table_of_one_row():
    assert lines(Facts({"first": "a", "cosine": 0.5})) == ["first  cosine", "a      0.5000"]


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1_500, "1.5 kB"), (12_345_678, "12.3 MB"), (10**13, "10.0 TB")]
)
def test_sizes_are_said_in_the_unit_that_keeps_them_short(size, text):
    assert human_bytes(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "0.0 s"), (9.96, "10 s"), (60, "1 min 0 s"), (3_840, "1 h 4 min")]
)
def test_times_are_said_as_people_say_them(seconds, text):
    assert human_seconds(seconds) == text


def test_the_colour_scale_runs_from_its_first_stop_to_its_last_and_stays_readable():
    assert colour(0.0) == STOPS[0]
    assert colour(1.0) == colour(2.0) == STOPS[-1]
    assert ink(STOPS[0]) == "#111111"
    assert ink(STOPS[-1]) == "#ffffff"


def test_the_numbers_of_a_matrix_are_as_strong_as_their_colours():
    text = table(comparison(2), 80)
    at = text.plain.index("0.75")
    styles = [str(span.style) for span in text.spans if span.start <= at < span.end]
    assert any("on #" in style for style in styles)
    assert "dim" not in styles
