import pytest
from rich.cells import cell_len

from senseindex.output.render.concordance import concordance_lines, hit_lines
from tests.output.render.examples import concordance, hit

LONG = "a long line of words that goes on and on without any end that one could see from here"
HITS = (
    hit(),
    hit("", "Banks", "lend", sense=None, score=None),
    hit(LONG, "banks", LONG, occurrence_id=123456),
    hit("彼は川の", "bank", "に座った"),
)


def plain(lines):
    return [line.plain for line in lines]


def cells_before(line, text):
    return cell_len(line[: line.rindex(text)])


def test_nodes_stand_under_each_other_and_so_do_right_contexts():
    lines = plain(hit_lines(HITS))[1:]
    nodes = [cells_before(line, f"  {each.node} ") for line, each in zip(lines, HITS, strict=True)]
    rights = [cells_before(line, f"  {each.right}") for line, each in zip(lines, HITS, strict=True)]
    assert len(set(nodes)) == 1
    assert len(set(rights)) == 1


def test_nothing_is_cut_in_a_pipe():
    line = plain(hit_lines(HITS))[3]
    assert line.count(LONG) == 2
    assert line.endswith("letters-03")


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120, 200])
def test_lines_fit_the_terminal(width):
    lines = plain(concordance_lines(concordance(*HITS), width))
    assert max(map(cell_len, lines)) <= width
    starts = {cells_before(line, f" {hit.node} ") for line, hit in zip(lines[3:], HITS, strict=True)}
    assert len(starts) == 1


def test_a_narrow_terminal_gives_the_document_up_before_the_line():
    assert "letters-03" not in plain(hit_lines(HITS, 80))[1]
    assert "letters-03" in plain(hit_lines(HITS, 110))[1]


def test_contexts_are_cut_at_their_far_ends():
    line = plain(hit_lines(HITS, 80))[3]
    assert "…" in line.split("banks")[0]
    assert line.split("banks")[0].rstrip().endswith("from here")
    assert "banks  a long line" in line
    assert line.endswith("…")


def test_room_that_one_side_does_not_need_goes_to_the_other():
    left_is_short = plain(hit_lines([hit("", "bank", LONG)], 80, details=False))[0]
    assert cell_len(left_is_short) > 75


def test_columns_that_nobody_fills_are_left_out():
    header = plain(hit_lines([hit(sense=None, score=None)]))[0].split()
    assert header == ["id", "left", "node", "right", "document"]


def test_the_caption_says_how_many_there_are():
    assert concordance_lines(concordance(hit(), total=1200))[0].plain == "bank: 1,200 hits, 1 shown"
    assert concordance_lines(concordance(hit()))[0].plain == "bank: 1 hit"
    assert plain(concordance_lines(concordance())) == ["bank: 0 hits"]


def test_the_node_is_highlighted_and_nothing_from_a_document_can_move_the_cursor():
    line = hit_lines([hit("\x1b[2J left", "bank", "right\r\n")])[1]
    assert any(line.plain[span.start : span.end] == "bank" and "bold" in str(span.style) for span in line.spans)
    assert "\x1b" not in line.plain
    assert "\r" not in line.plain
