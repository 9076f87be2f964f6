import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from senseindex.errors import UsageError
from senseindex.output.render.change_chart import plot_change
from senseindex.output.render.change_plot import GREY, Chart, Series
from senseindex.output.render.palette import SERIES

pytest.importorskip("matplotlib")


def chart(values, *names: str) -> Chart:
    def line(name: str, times: int) -> Series:
        freqs = [times * (number + 1) for number in range(len(values))]
        return Series(name, f"label of {name}", freqs, [10.0 * freq for freq in freqs], [freq < 5 for freq in freqs])

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


def page_of(tmp_path, *names: str) -> tuple[str, ElementTree.Element]:
    plot_change(chart([1990, 1991], *names), tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    body = page[page.index("<body>") : page.index("</html>")]
    return page, ElementTree.fromstring(body.replace(' tabindex="0"', ""))


def test_a_page_can_be_heard(tmp_path):
    """Each picture has a title and a description of its own, no id comes twice, and the key names every series."""
    _, body = page_of(tmp_path, "bank%1", "bank%2")
    ids = [element.get("id") for element in body.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    pictures = [element for element in body.iter() if element.tag.endswith("svg")]
    assert len(pictures) == 2
    for picture in pictures:
        texts = {element.get("id"): element.text for element in picture.iter() if element.get("id")}
        title, description = (texts[name] for name in picture.get("aria-labelledby").split())
        assert picture.get("role") == "img" and title == "bank <b>"
        assert description.startswith("Hits per million tokens and hits by year, 1990 to 1991. label of all: 6")
        assert "label of bank%2: 3 hits, most 20 per million at 1991." in description
    key = ["".join(item.itertext()) for item in body.iter("li")]
    assert key == ["label of all all, 6 hits", "label of bank%1 bank%1, 3 hits", "label of bank%2 bank%2, 3 hits"]


def test_a_page_follows_light_and_dark(tmp_path):
    """All that is ink or paper is a variable, so that nothing stays black on black."""
    page, body = page_of(tmp_path, "bank%1", "bank%2")
    assert "prefers-color-scheme:dark" in page
    drawn = "".join(ElementTree.tostring(each, "unicode") for each in body.iter() if each.tag.endswith("svg"))
    colours = set(re.findall(r"#[0-9a-f]{6}\b", drawn))
    assert colours == set(SERIES[:2])
    assert set(re.findall(r"var\(--(\w+)\)", drawn)) == {"ink", "quiet", "grid", "paper"}


def test_values_and_units_can_be_read(tmp_path):
    _, body = page_of(tmp_path, "bank%1", "bank%2")
    wide = next(element for element in body.iter() if element.tag.endswith("svg"))
    texts = [element.text for element in wide.iter() if element.tag.endswith("text")]
    assert texts.index("1990") < texts.index("1991") < texts.index("year")
    assert {"hits per million tokens", "hits"} <= set(texts)


def contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_colours_stand_out_from_the_ground(tmp_path):
    page, _ = page_of(tmp_path, "bank%1")
    grounds = re.findall(r"--paper:(#[0-9a-f]{6})", page)
    assert len(grounds) == 2
    for ground in grounds:
        assert all(contrast(colour, ground) >= 3 for colour in (*SERIES, GREY))
    for name in ("ink", "quiet"):
        inks = re.findall(rf"--{name}:(#[0-9a-f]{{6}})", page)
        assert all(contrast(ink, ground) >= 4.5 for ink, ground in zip(inks, grounds, strict=True))
