from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from senseindex.output.render.layout import around_node, clean, columns, cut_end, cut_start, wrap


def test_cleaned_text_is_one_line_without_control_characters():
    assert clean("  a\tb\r\n\x1b[31mc\u202ed\x9b ") == "a b [31mc d"


@given(st.text())
def test_nothing_that_moves_the_cursor_survives_cleaning(text):
    assert all(character.isprintable() or not character.isascii() for character in clean(text))
    assert len(clean(text).splitlines()) <= 1


@given(st.text(alphabet="abc 語é"), st.integers(1, 30))
def test_cut_text_fits_and_is_the_text_where_that_fits(text, width):
    for cut in (cut_end(text, width), cut_start(text, width)):
        assert cell_len(cut) <= width
        assert cut == text if cell_len(text) <= width else "…" in cut


def test_cutting_keeps_the_side_that_is_named():
    assert cut_end("the river burst", 10) == "the river…"
    assert cut_start("the river burst", 10) == "…ver burst"


@given(st.text(alphabet="abcdefg ", max_size=80), st.integers(3, 20))
def test_wrapped_lines_fit_and_keep_words_that_fit(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    if all(len(word) <= width for word in text.split()):
        assert " ".join(lines).split() == text.split()


def test_columns_align_wide_characters_by_what_they_take_on_the_screen():
    lines = [line.plain for line in columns(["word", "size"], [["銀行", "5"], ["bank", "12"]], right=(1,))]
    assert [cell_len(line) for line in lines] == [10, 10, 10]
    assert lines[1:] == ["銀行     5", "bank    12"]


def test_the_last_column_wraps_under_itself_on_a_terminal_and_stays_whole_in_a_pipe():
    row = ["bank%1", "money, account, loan, cheque, deposit, savings"]
    narrow = [line.plain for line in columns(["id", "label"], [row], width=36)]
    assert narrow == [
        "id      label",
        "bank%1  money, account, loan,",
        "        cheque, deposit, savings",
    ]
    assert [line.plain for line in columns(["id", "label"], [row])][1] == "  ".join(row)


def test_the_node_is_found_where_it_is_marked_else_where_it_first_stands():
    assert around_node("The bank by the [bank].", "bank") == ("The bank by the ", "bank", ".")
    assert around_node("The bank by the bank.", "bank") == ("The ", "bank", " by the bank.")
    assert around_node("Nothing here.", "bank") == ("Nothing here.", "", "")
