import pytest

from senseindex.output.render.change_chart import chart_of, plot


def test_the_chart_has_what_the_table_has(index):
    found = index.profiles.change("bank", by="year")
    chart = chart_of(found)
    assert list(chart.values) == [period.value for period in found if period.value is not None]
    assert sum(chart.total.freqs) + found[-1].cells[0].freq == sum(period.cells[0].freq for period in found)
    for place in range(len(chart.values)):
        assert sum(line.freqs[place] for line in chart.lines) == chart.total.freqs[place]
        assert [line.sparse[place] for line in chart.lines] == [cell.sparse for cell in found[place].cells[1:]]
    assert [line.name for line in chart.lines if line.is_rest] == ["unclear"]
    assert f"{found[-1].cells[0].freq} hits without a value left out" in chart.note
    assert "Mann-Kendall" in chart.note


def test_it_is_drawn_into_a_file(index, tmp_path):
    pytest.importorskip("matplotlib")
    plot(index.profiles.change(sense="bank%1", by="kind"), tmp_path / "kind.svg")
    assert (tmp_path / "kind.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
