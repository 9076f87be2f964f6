"""A picture of change: relative frequencies as lines, absolute ones as bars below, one colour a sense.

Needs matplotlib (the extra `plot`). PNG and SVG are the picture alone; HTML is a page with the picture and the figures
behind it, which needs nothing else and runs no script.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any

from senseindex.report.heatmap import INK, QUIET, check_plot_path
from senseindex.report.layout import clean, cut_end
from senseindex.report.palette import SERIES

SUFFIXES = (".html", ".png", ".svg")
MOST_TICKS = 24
LABEL_LENGTH = 44
GREY = "#a5abb2"
_STYLE = "body{font:15px sans-serif;color:#22262b;margin:2em auto;max-width:70em}svg{max-width:100%;height:auto}"
_TABLE = "table{border-collapse:collapse;font-size:13px}td,th{padding:.15em .7em;border-bottom:1px solid #ddd}"


@dataclass(frozen=True)
class Line:
    """A series: hits, hits per million and whether they are too few, one for each value of the chart."""

    name: str
    label: str
    freqs: Sequence[int]
    ipms: Sequence[float]
    sparse: Sequence[bool]
    is_rest: bool = False
    """What is left over, such as unclear hits: drawn in grey."""


@dataclass(frozen=True)
class Chart:
    """What is drawn: `total` and the `lines` that add up to it, over `values`; numbers stand at their place.

    `note` is a line below the title. `table` is an HTML table for a page.
    """

    title: str
    note: str
    axis: str
    values: Sequence[str | float]
    total: Line
    lines: Sequence[Line]
    table: str = ""


def plot_change(chart: Chart, path: Path) -> None:
    """Write the chart to `path`, as PNG, SVG or HTML by its suffix.

    Raises:
        UsageError: as `check_plot_path`.
        OSError: the file cannot be written.
    """
    check_plot_path(path, SUFFIXES)
    from matplotlib import rc_context

    # Salt and no date: the same figures give the same file.
    with warnings.catch_warnings(), rc_context({"svg.hashsalt": "senseindex"}):
        warnings.simplefilter("ignore")  # a letter that no installed font has is drawn as a box; that is all
        figure = _draw(chart)
        if path.suffix.lower() == ".png":
            figure.savefig(path, dpi=160, facecolor="white")
            return
        image = io.StringIO()
        figure.savefig(image, format="svg", facecolor="white", metadata={"Date": None})
    svg = image.getvalue()
    path.write_text(svg if path.suffix.lower() == ".svg" else _page(chart, svg), encoding="utf-8")


def _page(chart: Chart, svg: str) -> str:
    title = escape(clean(chart.title))
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}{_TABLE}</style>'
    body = f"{svg[svg.index('<svg') :]}\n{chart.table}"
    return f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n{body}\n</body></html>\n"


def _draw(chart: Chart) -> Any:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    count = len(chart.values)
    is_scale = all(isinstance(value, int | float) for value in chart.values)
    places: list[float] = [float(value) for value in chart.values] if is_scale else [float(n) for n in range(count)]
    lines = [chart.total, *chart.lines] if len(chart.lines) > 1 else list(chart.lines or [chart.total])
    colours = _colours(lines, chart.total)
    key = 0.22 * len(lines) + 0.15
    room = 0.35 if is_scale else 1.1
    width = min(14.0, max(7.5, 0.3 * count + 2.0))
    note = wrap(clean(chart.note), int(12 * width))
    below_note = 0.2 * (max(len(note), 1) - 1)
    height = 1.15 + below_note + key + 2.6 + 0.35 + 1.5 + room + 0.45
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)

    def inches(top: float, size: float) -> tuple[float, float, float, float]:
        return (0.85 / width, 1 - (top + size) / height, (width - 1.15) / width, size / height)

    def write(top: float, text: str, left: float = 0.35, **style: Any) -> None:
        figure.text(left / width, 1 - top / height, text, va="baseline", parse_math=False, **style)

    write(0.5, clean(chart.title), fontsize=16, fontweight="bold", color=INK)
    for number, line_of_note in enumerate(note):
        write(0.78 + 0.2 * number, line_of_note, fontsize=9.5, color=QUIET)
    for number, line in enumerate(lines):
        top = 1.12 + below_note + 0.22 * number
        write(top, "●", 0.37, fontsize=9, color=colours[number])
        write(top, clean(line.name), 0.6, fontsize=9.5, color=INK)
        write(top, cut_end(clean(line.label), LABEL_LENGTH), 2.1, fontsize=9.5, color=QUIET)

    upper = figure.add_axes(inches(1.15 + below_note + key, 2.6))
    lower = figure.add_axes(inches(1.15 + below_note + key + 2.95, 1.5), sharex=upper)
    step = min((after - before for before, after in pairwise(places)), default=1.0)
    for line, colour in zip(lines, colours, strict=True):
        _ipm_line(upper, places, line, colour, step if is_scale else 0.0, line is chart.total and len(lines) > 1)
    bottom = [0] * count
    for line, colour in zip(lines, colours, strict=True):
        if line is chart.total and len(lines) > 1:
            continue
        lower.bar(places, line.freqs, width=0.8 * step, bottom=bottom, color=colour, linewidth=0)
        bottom = [below + freq for below, freq in zip(bottom, line.freqs, strict=True)]
    for axes, name in ((upper, "per million"), (lower, "hits")):
        axes.set_ylim(bottom=0)
        axes.set_ylabel(name, fontsize=9, color=QUIET)
        axes.grid(axis="y", color="#e6e8eb", linewidth=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelsize=8.5, colors=INK)
        for spine in axes.spines.values():
            spine.set_visible(False)
    upper.tick_params(labelbottom=False)
    lower.set_xlabel(clean(chart.axis), fontsize=9, color=QUIET)
    if is_scale:
        from matplotlib.ticker import MaxNLocator

        if len(set(places)) <= MOST_TICKS:
            lower.set_xticks(sorted(set(places)), [f"{place:g}" for place in sorted(set(places))])
        else:
            lower.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True))
    else:
        shown = range(0, count, max(1, -(-count // (2 * MOST_TICKS))))
        names = [cut_end(clean(str(chart.values[place])), 22) for place in shown]
        lower.set_xticks([places[place] for place in shown], names, rotation=40, ha="right", parse_math=False)
    return figure


def _ipm_line(axes: Any, places: Sequence[float], line: Line, colour: str, step: float, faint: bool) -> None:
    """One series, joined from each value to one that is a `step` away; cells of few hits have a hollow mark."""
    style = {"color": colour, "linewidth": 1.2 if faint else 1.8, "linestyle": "--" if faint else "-"}
    for before in range(len(places) - 1):
        if 0.0 < places[before + 1] - places[before] <= 1.5 * step:
            axes.plot(places[before : before + 2], line.ipms[before : before + 2], **style)
    for hollow in (False, True):
        chosen = [number for number, sparse in enumerate(line.sparse) if sparse == hollow]
        axes.plot(
            [places[number] for number in chosen],
            [line.ipms[number] for number in chosen],
            linestyle="none",
            marker="o",
            markersize=4.5,
            color=colour,
            markerfacecolor="white" if hollow else colour,
            clip_on=False,
        )


def _colours(lines: Sequence[Line], total: Line) -> list[str]:
    found = []
    number = 0
    for line in lines:
        if line.is_rest:
            found.append(GREY)
        elif line is total and len(lines) > 1:
            found.append(INK)
        else:
            found.append(SERIES[number % len(SERIES)])
            number += 1
    return found
