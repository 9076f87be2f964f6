"""A picture of change: relative frequencies as lines, absolute ones as bars below, one colour a sense.

Needs matplotlib (the extra `plot`). PNG and SVG are the picture alone; for HTML see `change_page`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any

from senseindex.output.render.heatmap import INK, QUIET, quietly
from senseindex.output.render.layout import clean, cut_end
from senseindex.output.render.palette import SERIES

MOST_TICKS = 24
LABEL_LENGTH = 56
GREY = "#8a9199"
GRID = "#e6e8eb"
PAPER = "#ffffff"
UNITS = ("hits per million tokens", "hits")


@dataclass(frozen=True)
class Series:
    """A series: hits, hits per million and whether they are too few, one for each value of the chart."""

    name: str
    label: str
    freqs: Sequence[int]
    ipms: Sequence[float]
    sparse: Sequence[bool]
    is_rest: bool = False
    """What is left over, such as unclear hits: drawn in grey."""

    @property
    def title(self) -> str:
        """What people call it: the label, else the name."""
        return self.label or self.name


@dataclass(frozen=True)
class Chart:
    """What is drawn: `total` and the `lines` that add up to it, over `values`; numbers stand at their place.

    `note` is a line below the title. `table` is an HTML table for a page.
    """

    title: str
    note: str
    axis: str
    values: Sequence[str | float]
    total: Series
    lines: Sequence[Series]
    table: str = ""


def picture(chart: Chart, path: Path) -> None:
    """Write the picture alone to `path`: SVG if that is its suffix, else PNG."""
    if path.suffix.lower() == ".svg":
        path.write_text(svg_of(_picture(chart), chart), encoding="utf-8")
    else:
        with quietly():
            _picture(chart).savefig(path, dpi=160, facecolor=PAPER)


def svg_of(figure: Any, chart: Chart, *, salt: str = "senseindex", text: bool = False) -> str:
    """A figure as SVG with a title and a description; the same figures give the same text.

    `salt` goes into the ids, so that two pictures can stand on one page. `text` keeps letters as text in the reader's
    font; else they are shapes.
    """
    from matplotlib import rc_context

    image = io.StringIO()
    with quietly(), rc_context({"svg.hashsalt": salt, "svg.fonttype": "none" if text else "path"}):
        figure.savefig(image, format="svg", facecolor="none" if text else PAPER, metadata={"Date": None})
    start, tag, rest = image.getvalue().partition("<svg ")
    opening, _, inside = rest.partition(">")
    names = f'role="img" aria-labelledby="{salt}-title {salt}-description"'
    about = (
        f'<title id="{salt}-title">{escape(clean(chart.title))}</title>'
        f'<desc id="{salt}-description">{escape(described(chart))}</desc>'
    )
    return f"{start}{tag}{names} {opening}>{about}{inside}"


def described(chart: Chart) -> str:
    """What the picture shows, in words: the range of values, and the size and the height of every line."""
    if not chart.values:
        return "There is nothing to show."
    parts = [f"{UNITS[0].capitalize()} and {UNITS[1]} by {chart.axis}, {chart.values[0]} to {chart.values[-1]}."]
    for line in shown_lines(chart):
        most = max(range(len(line.ipms)), key=lambda place: line.ipms[place])
        parts.append(
            f"{clean(line.title)}: {sum(line.freqs):,} hits, "
            f"most {line.ipms[most]:,.0f} per million at {chart.values[most]}."
        )
    return " ".join(parts)


def shown_lines(chart: Chart) -> list[Series]:
    """The lines that are drawn: the total is one of them where it has more than one part."""
    return [chart.total, *chart.lines] if len(chart.lines) > 1 else list(chart.lines or [chart.total])


def colours_of(chart: Chart) -> list[str]:
    """The colour of each of the lines that are drawn."""
    found = []
    number = 0
    lines = shown_lines(chart)
    for line in lines:
        if line.is_rest:
            found.append(GREY)
        elif line is chart.total and len(lines) > 1:
            found.append(INK)
        else:
            found.append(SERIES[number % len(SERIES)])
            number += 1
    return found


def _picture(chart: Chart) -> Any:
    """Title, note and key above the panels."""
    lines = shown_lines(chart)
    key = 0.22 * len(lines) + 0.15
    width = min(14.0, max(7.5, 0.3 * len(chart.values) + 2.0))
    note = wrap(clean(chart.note), int(12 * width))
    top = 1.15 + 0.2 * (max(len(note), 1) - 1)
    figure = panels(chart, width, above=top + key)
    height = figure.get_figheight()

    def write(top: float, text: str, left: float = 0.35, **style: Any) -> None:
        figure.text(left / width, 1 - top / height, text, va="baseline", parse_math=False, **style)

    write(0.5, clean(chart.title), fontsize=16, fontweight="bold", color=INK)
    for number, line_of_note in enumerate(note):
        write(0.78 + 0.2 * number, line_of_note, fontsize=9.5, color=QUIET)
    titles = [cut_end(clean(line.title), LABEL_LENGTH) for line in lines]
    beside = 0.85 + 0.068 * max(map(len, titles))
    for number, (line, colour, title) in enumerate(zip(lines, colours_of(chart), titles, strict=True)):
        place = top - 0.03 + 0.22 * number
        write(place, "●", 0.37, fontsize=9, color=colour)
        write(place, title, 0.6, fontsize=9.5, color=INK)
        write(place, clean(line.name) if line.label else "", beside, fontsize=9.5, color=QUIET)
    return figure


def panels(chart: Chart, width: float, *, above: float = 0.1) -> Any:
    """A figure of the two panels, so many inches wide, with room `above` them."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    is_scale, places = _places(chart)
    height = above + 0.3 + 2.6 + 0.55 + 1.5 + (0.35 if is_scale else 1.1) + 0.35
    figure = Figure(figsize=(width, height))

    def inches(top: float, size: float) -> tuple[float, float, float, float]:
        return (0.75 / width, 1 - (top + size) / height, (width - 1.0) / width, size / height)

    upper = figure.add_axes(inches(above + 0.3, 2.6))
    lower = figure.add_axes(inches(above + 0.3 + 2.6 + 0.55, 1.5), sharex=upper)
    _fill(upper, lower, chart, places, is_scale)
    for axes, name in ((upper, UNITS[0]), (lower, UNITS[1])):
        axes.set_ylim(bottom=0)
        axes.set_title(name, loc="left", x=-0.4 / (width - 1.0), fontsize=9, color=QUIET, pad=7)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
        axes.grid(axis="y", color=GRID, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelsize=8.5, colors=INK)
        for spine in axes.spines.values():
            spine.set_visible(False)
    upper.tick_params(labelbottom=False)
    lower.set_xlabel(clean(chart.axis), fontsize=9, color=QUIET)
    _name_values(lower, chart, places, is_scale, width)
    return figure


def _places(chart: Chart) -> tuple[bool, list[float]]:
    """Whether the values are numbers on a scale, and where each stands."""
    is_scale = all(isinstance(value, int | float) for value in chart.values)
    return is_scale, [float(value if is_scale else number) for number, value in enumerate(chart.values)]


def _fill(upper: Any, lower: Any, chart: Chart, places: Sequence[float], is_scale: bool) -> None:
    """Lines into the upper panel, stacked bars into the lower one."""
    lines = shown_lines(chart)
    step = min((after - before for before, after in pairwise(places)), default=1.0)
    bottom = [0] * len(places)
    for line, colour in zip(lines, colours_of(chart), strict=True):
        is_sum = line is chart.total and len(lines) > 1
        _ipm_line(upper, places, line, colour, step if is_scale else 0.0, is_sum)
        if not is_sum:
            lower.bar(places, line.freqs, width=0.8 * step, bottom=bottom, color=colour, linewidth=0)
            bottom = [below + freq for below, freq in zip(bottom, line.freqs, strict=True)]


def _name_values(axes: Any, chart: Chart, places: Sequence[float], is_scale: bool, width: float) -> None:
    from matplotlib.ticker import MaxNLocator

    count = len(places)
    if not is_scale:
        shown = range(0, count, max(1, -(-count // int(4.5 * width))))
        names = [cut_end(clean(str(chart.values[place])), 22) for place in shown]
        axes.set_xticks([places[place] for place in shown], names, rotation=40, ha="right", parse_math=False)
    elif len(set(places)) <= min(MOST_TICKS, int(2 * width)):
        axes.set_xticks(sorted(set(places)), [f"{place:g}" for place in sorted(set(places))])
    else:
        whole = all(place.is_integer() for place in places)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=max(3, int(1.2 * width)), steps=[1, 2, 5, 10], integer=whole))


def _ipm_line(axes: Any, places: Sequence[float], line: Series, colour: str, step: float, faint: bool) -> None:
    """One series, joined from each value to one that is a `step` away; cells of few hits have a hollow mark."""
    size = min(1.0, max(0.5, 6.0 * axes.figure.get_figwidth() / max(len(places), 1)))
    style = {"color": colour, "linewidth": (1.2 if faint else 1.8) * size, "linestyle": "--" if faint else "-"}
    gaps = [number for number in range(1, len(places)) if not 0 < places[number] - places[number - 1] <= 1.5 * step]
    for start, end in pairwise([0, *gaps, len(places)]):
        if end - start > 1:
            axes.plot(places[start:end], line.ipms[start:end], **style)
    for hollow in (False, True):
        chosen = [number for number, sparse in enumerate(line.sparse) if sparse == hollow]
        axes.plot(
            [places[number] for number in chosen],
            [line.ipms[number] for number in chosen],
            linestyle="none",
            marker="o",
            markersize=4.5 * size,
            markeredgewidth=size,
            color=colour,
            markerfacecolor=PAPER if hollow else colour,
            clip_on=False,
        )
