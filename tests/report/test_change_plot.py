import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from senseindex.errors import UsageError
from senseindex.report.change_plot import Chart, Line, plot_change

pytest.importorskip("matplotlib")


def chart(values, *names: str) -> Chart:
    def line(name: str, times: int) -> Line:
        freqs = [times * (number + 1) for number in range(len(values))]
        return Line(name, f"label of {name}", freqs, [10.0 * freq for freq in freqs], [freq < 5 for freq in freqs])

    return Chart(
        "bank <b>",
        "hits & more",
        "year",
        values,
        line("all", len(names)),
        [line(n, 1) for n in names],
        "<table></table>",
    )


@pytest.mark.parametrize("values", [[1990, 1991, 1995], ["a", "b"], [1990], [], ["$x$ " * 20] * 60])
@pytest.mark.parametrize("names", [(), ("bank%1",), ("bank%1", "bank%2", "unclear")])
def test_any_chart_can_be_drawn(tmp_path, values, names):
    path = tmp_path / "plot.png"
    plot_change(chart(values, *names), path)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_svg_is_sound_and_the_same_again(tmp_path):
    for name in ("one.svg", "two.svg"):
        plot_change(chart([1990, 1991], "bank%1", "bank%2"), tmp_path / name)
    first = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(first).tag.endswith("svg")
    assert first == (tmp_path / "two.svg").read_text(encoding="utf-8")


def test_a_page_runs_nothing_and_needs_nothing(tmp_path):
    plot_change(chart([1990, 1991], "bank%1", "bank%2"), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    found = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, attributes))

    Tags().feed(page)
    tags = {tag for tag, _ in found}
    assert {"svg", "table"} <= tags
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "b"}
    assert not [name for _, attributes in found for name, _ in attributes if name.startswith("on")]
    links = [value for _, attributes in found for name, value in attributes if name in ("href", "src", "xlink:href")]
    assert all(link.startswith("#") for link in links)
    assert re.search(r"<title>bank &lt;b&gt;</title>", page)


def test_a_place_that_cannot_be_drawn_to(tmp_path):
    with pytest.raises(UsageError, match=r"\.html, \.png, \.svg"):
        plot_change(chart([1]), tmp_path / "plot.pdf")
    with pytest.raises(UsageError, match="does not exist"):
        plot_change(chart([1]), tmp_path / "none" / "plot.png")
