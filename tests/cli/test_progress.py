import io

from senseindex.cli.progress import ProgressDisplay, progress_line


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_log_gets_a_line_now_and_then_with_share_speed_and_time_left():
    now = 0.0
    stream = io.StringIO()
    with ProgressDisplay(stream=stream, clock=lambda: now) as progress:
        for second in range(0, 41):
            now = float(second)
            progress("encode", second * 100, 10_000)
    assert stream.getvalue().splitlines() == [
        "encode: 1,500 of 10,000 (15%), 100/s, 1 min 25 s left",
        "encode: 3,000 of 10,000 (30%), 100/s, 1 min 10 s left",
    ]


def test_a_first_report_that_comes_late_counts_from_the_beginning():
    now = 0.0
    stream = io.StringIO()
    with ProgressDisplay(stream=stream, clock=lambda: now) as progress:
        now = 20.0
        progress("ingest", 4_000, 0)
    assert stream.getvalue() == "ingest: 4,000, 200/s\n"


def test_short_work_leaves_no_line_in_a_log():
    stream = io.StringIO()
    with ProgressDisplay(stream=stream) as progress:
        progress("encode", 1, 2)
        progress("encode", 2, 2)
    assert stream.getvalue() == ""


def test_a_total_that_is_not_known_shows_count_and_speed():
    assert progress_line("ingest", 30, 0, 10.0) == "ingest: 30, 3.0/s"
    assert progress_line("ingest", 0, 0, 0.0) == "ingest: 0"


def test_a_terminal_shows_a_bar_for_every_stage_and_removes_it_in_the_end():
    stream = Terminal()
    with ProgressDisplay(stream=stream) as progress:
        progress("encode", 50, 100)
        progress("train", 3, 0)
        progress("encode", 100, 100)
    shown = stream.getvalue()
    assert "encode" in shown
    assert "train" in shown
    assert shown.endswith("\x1b[2K")


def test_a_bar_keeps_speed_and_time_left_while_the_total_is_estimated_anew():
    now = 0.0
    stream = Terminal()
    with ProgressDisplay(stream=stream, clock=lambda: now) as progress:
        progress("ingest", 0, 90)
        for second, total in ((10, 110), (20, 100), (30, 120)):
            now = float(second)
            progress("ingest", second, total)
    shown = stream.getvalue()
    assert "25%" in shown
    assert "1.0/s" in shown
    assert "1 min 30 s left" in shown
